"""``detente literature``: the command, its JSON, and every figure that docs/literature.md states."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.client.commands import called
from tests.conftest import ROOT

PAGE = Path(ROOT) / "docs" / "literature.md"
ROWS = re.findall(r"^\| `(.+?)` \| (\w+) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
COMMANDS = sorted({command for command, _, _ in ROWS})


def test_the_page_states_figures_of_every_model() -> None:
    """No model is only spoken of."""
    models = {
        "racing",
        "dsair",
        "inspection",
        "treaty",
        "contest",
        "repeated",
        "bargaining",
    }
    assert {command.split()[0] for command in COMMANDS} == models


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_prints_the_pages_figures(command: str) -> None:
    """Engine and paper agree, and the page repeats the engine's figure."""
    done = called("literature", *shlex.split(command), "--json")
    assert done.status == 0, done.err
    result = json.loads(done.out)
    assert result["holds"] is True
    for stated, figure, value in ROWS:
        if stated == command:
            assert result["engine"][figure] == pytest.approx(json.loads(value), abs=6e-5)


def test_json_has_the_keys_that_others_rely_on() -> None:
    """Wherever the flag stands."""
    for arguments in (("repeated", "--json"), ("--json", "repeated")):
        done = called("literature", *arguments)
        assert {"model", "parameters", "engine", "published", "tolerance", "holds"} <= json.loads(
            done.out
        ).keys()


def test_alone_it_lists_the_models() -> None:
    """With their sources; as JSON with their parameters."""
    assert "Barrett" in called("literature").out
    assert [one["model"] for one in json.loads(called("literature", "--json").out)][:2] == ["racing", "dsair"]


def test_for_people_it_prints_figures_side_by_side() -> None:
    """And what else was checked."""
    out = called("literature", "repeated", "--detection", "0.6", "--false-alarm", "0.05").out
    assert re.search(r"discount +0\.666667 +0\.666667", out)
    assert "They agree within 0.001." in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("racing --enmity 2", "--enmity"),
        ("racing --enmity nan", "--enmity"),
        ("racing --enmity x", "--enmity"),
        ("racing --teams 2.5", "--teams"),
        ("racing --information all", "--information"),
        ("racing --price 1", "--price"),
        ("treaty --countries 3 --minimum 4", "--minimum"),
        ("inspection --detected-loss 2", "--detected-loss"),
        ("bargaining --frontier 0,1 1", "--frontier"),
        ("bargaining --disagreement 2,2", "--disagreement"),
        ("chess", "chess"),
    ],
)
def test_bad_parameters_are_refused_by_name(arguments: str, named: str) -> None:
    """Status 2 and no traceback."""
    done = called("literature", *arguments.split())
    assert done.status == 2
    assert named in done.err
    assert "Traceback" not in done.err
