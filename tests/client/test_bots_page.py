"""docs/bots.md: its bot is tested as it says, and what it names is there."""

import re
from pathlib import Path
from typing import Any

import detente_client.bot
from detente_client.bot import AsyncBot, Bot, Seat, Situation
from detente_client.bot.testing import ScriptedTable

PAGE = (Path(__file__).parents[2] / "docs" / "bots.md").read_text(encoding="utf-8")


def test_the_test_of_the_page_passes() -> None:
    """As it stands there."""
    found = re.search(r"<!-- test -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(found[1], "docs/bots.md", "exec"), names)
    names["test_it_keeps_what_it_signs"]()


def test_what_it_says_of_a_draft_can_be_reckoned() -> None:
    """As it stands there, for a draft on the table."""
    found = re.search(r"<!-- reckoning -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    table = ScriptedTable(Bot, seat="helion", scenario="two-blocs")
    table.until("negotiation")
    table.propose("corvid", [{"kind": "safety_floor", "level": 0.3}], parties=["helion", "corvid"])
    exec(compile(found[1], "docs/bots.md", "exec"), {"view": table.view, "treaty": table.view.treaties[0]})


def test_every_name_of_the_page_is_there() -> None:
    """Questions, fields of a situation, words of a script."""
    questions = re.findall(r"^\| `(\w+)\(view", PAGE, re.MULTILINE)
    assert len(questions) == 6
    assert all(hasattr(Bot, name) and hasattr(AsyncBot, name) for name in questions)
    fields = re.findall(r"^now\.(\w+)", PAGE, re.MULTILINE)
    assert all(name in {*Situation.__dataclass_fields__, "alternative"} for name in fields)
    for name in ("say", "propose", "decide", "act", "until", "wait", "take", "decided"):
        assert hasattr(ScriptedTable, name)
    assert hasattr(Seat, "join")
    imported = re.findall(r"^from detente_client\.bot import (.*)$", PAGE, re.MULTILINE)
    for name in ", ".join(imported).split(", "):
        assert name in detente_client.bot.__all__


def test_nothing_that_a_bot_may_send_is_missing() -> None:
    """Every command that a seat may give can be had from one place, or from the module that the page names."""
    for name in re.findall(r"`([A-Z]\w+)`", PAGE):
        known = {"View", "AsyncBot", "Bot", "Link", "Seat"}
        assert name in known or hasattr(detente_client.bot, name), name
