"""Which game a data folder stands for."""

from pathlib import Path

import pytest

from detente_client.cli.records import meant_game
from detente_server.journal import GameRow

FOLDER = Path("tonight")


def a_game(name: str, *, over: bool, parent: str | None = None) -> GameRow:
    """A game as the store lists it."""
    return GameRow(name, "ABCD-EFGH", "two-blocs", 0.0, over, 10, parent)


def test_a_branch_that_was_tried_out_afterwards_does_not_hide_the_game(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The newest that is over is meant; the others are named, with how to ask for them."""
    evening, branch = a_game("evening", over=True), a_game("branch", over=False, parent="evening")
    assert meant_game((a_game("older", over=True), evening, branch), FOLDER) == "evening"
    said = capsys.readouterr().err
    assert "tonight holds 3 games; this is evening." in said
    assert "--data tonight: older (over), branch (not over, a branch)" in said


def test_a_folder_without_a_game_that_is_over_stands_for_its_newest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of one game alone nothing is said."""
    first, second = a_game("first", over=False), a_game("second", over=False)
    assert meant_game((first, second), FOLDER) == "second"
    capsys.readouterr()
    assert meant_game((first,), FOLDER) == "first"
    assert capsys.readouterr().err == ""
