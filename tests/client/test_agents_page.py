"""docs/agents.md: what it lists is there, and its examples run."""

import argparse
import json
import re
import runpy
from pathlib import Path
from typing import Any

from mcp import Client

from detente_client.agents.mcp_server import server_for
from detente_client.agents.picture import PARTS
from detente_client.cli import bot, mcp
from detente_client.env import parallel_env

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")


async def test_the_tools_of_the_page_are_the_tools() -> None:
    """All of them, and the parts of a view."""
    listed = re.search(r"<!-- tools -->\n(.*?)<!-- /tools -->", PAGE, re.DOTALL)
    assert listed is not None
    async with Client(server_for([])) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
    assert set(re.findall(r"^\| `(\w+)` \|", listed[1], re.MULTILINE)) == tools
    assert all(f"`{part}`" in listed[1] for part in PARTS)


def test_the_example_of_the_environment_plays_a_game() -> None:
    """As it stands there."""
    found = re.search(r"<!-- env -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found[1], "docs/agents.md", "exec"), names)
    assert names["env"].agents == []
    assert set(names["terminations"].values()) == {True}


def test_every_field_of_the_page_is_one() -> None:
    """Of actions, at both levels."""
    table = PAGE[PAGE.index("| field | choices |") : PAGE.index("**Observations**")]
    named = {re.sub(r"_<[\w ]+>$", "", name) for name in re.findall(r"`([\w<> ]+)`", table)}
    fields: set[str] = set()
    for level in ("basic", "full"):
        env = parallel_env("two-blocs", level=level)
        fields |= {name for agent in env.possible_agents for name in env.action_space(agent)}
    for name in named:
        assert any(field == name or field.startswith(f"{name}_") for field in fields), name


def test_every_option_of_the_page_is_one() -> None:
    """Of ``detente mcp`` and ``detente bot llm``."""
    known = ""
    for command in (bot, mcp):
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        known += parser.format_help()
    for option in set(re.findall(r"--[a-z][a-z-]+", PAGE)):
        assert option in known, option


def test_the_example_of_training_trains() -> None:
    """A short one: it plays, learns a table and says what it measured."""
    train = runpy.run_path(str(ROOT / "client" / "examples" / "train.py"))["train"]
    bots = {"arden": "racer", "wren": "racer", "quill": "racer"}
    found = train("first-steps", "beacon", bots, iterations=1, games=8, seed=1)
    assert found["games"] == 24
    assert json.loads(json.dumps(found)) == found
