"""What `detente bot new` writes is a bot that plays, cleanly and typed."""

import subprocess
import sys
from pathlib import Path

import pytest

from detente_client.bot import load
from detente_client.bot.starter import class_name
from detente_client.bot.testing import ScriptedTable
from tests.client.commands import detente


@pytest.mark.parametrize("more", [(), ("--async",)], ids=["plain", "async"])
@pytest.mark.parametrize("seat", ["helion", "aurelia"])
def test_it_plays_a_whole_game_and_nothing_is_refused(
    tmp_path: Path, more: tuple[str, ...], seat: str
) -> None:
    """In a lab and in a nation, against drafts that it signs."""
    file = tmp_path / "my_bot.py"
    done = detente("bot", "new", str(file), *more)
    assert (done.status, done.err) == (0, "")
    table = ScriptedTable(load(str(file)), seat, scenario="two-blocs", rounds=3)
    table.until("negotiation")
    clauses = [
        {"kind": "safety_floor", "level": 0.3},
        {"kind": "inspection", "instrument": "on_site", "rate": 0.5},
    ]
    table.propose("corvid", clauses)
    assert [one.kind for one in table.take() if one.kind == "sign"] == ["sign"]
    table.until("debrief")
    assert table.refused == []


@pytest.mark.slow
def test_it_is_typed(tmp_path: Path) -> None:
    """Both, under the strictest settings."""
    files = [str(tmp_path / "plain.py"), str(tmp_path / "waiting.py")]
    assert detente("bot", "new", files[0]).status == 0
    assert detente("bot", "new", files[1], "--async").status == 0
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", *files]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout


def test_it_never_writes_over_anything(tmp_path: Path) -> None:
    """And says what it wants."""
    file = tmp_path / "my_bot.py"
    file.write_text("mine")
    done = detente("bot", "new", str(file))
    assert (done.status, file.read_text()) == (1, "mine")
    assert "exists" in done.err
    assert detente("bot", "new").status == 2
    assert detente("bot", "new", str(tmp_path / "bot.txt")).status == 2
    assert detente("bot", "new", str(tmp_path / "nowhere" / "bot.py")).status == 1


def test_a_class_is_named_after_its_file() -> None:
    """Where it can be."""
    assert [class_name(stem) for stem in ("my_bot", "tit-for-tat", "2fast")] == [
        "MyBot",
        "TitForTat",
        "MyBot",
    ]
