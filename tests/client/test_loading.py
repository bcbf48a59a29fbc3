"""Finding a bot's class, and saying in a line why there is none."""

from pathlib import Path

import pytest

from detente_client.bot import BotNotFound, load
from detente_rules.bots import NAMES
from tests.client.commands import called

ONE = "from detente_client.bot import Bot\n\nclass Mine(Bot):\n    pass\n"


@pytest.mark.parametrize("name", NAMES)
def test_by_name(name: str) -> None:
    """Every bot that ships is found by its name."""
    assert load(name).name == name


def test_in_a_file(tmp_path: Path) -> None:
    """The one class of a file, or the one that is named."""
    file = tmp_path / "mine.py"
    file.write_text(ONE + "\nclass Other(Mine):\n    pass\n")
    assert load(f"{file}:Mine").__name__ == "Mine"
    with pytest.raises(BotNotFound, match="several bots"):
        load(str(file))
    file.write_text(ONE)
    assert load(str(file)).__name__ == "Mine"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("x = 1\n", "no subclass of Bot"),
        ("def f(:\n", "SyntaxError"),
        ("import nothing_of_that_name\n", "line 1: ModuleNotFoundError"),
        ("\n\nraise RuntimeError('no')\n", "line 3: RuntimeError: no"),
    ],
)
def test_a_file_without_a_bot(tmp_path: Path, content: str, words: str) -> None:
    """What is wrong with the file is said with its line."""
    file = tmp_path / "bad.py"
    file.write_text(content)
    with pytest.raises(BotNotFound, match=words):
        load(str(file))


def test_no_such_bot(tmp_path: Path) -> None:
    """A wrong name lists those there are; a missing file or class is named."""
    with pytest.raises(BotNotFound, match="racer"):
        load("racr")
    with pytest.raises(BotNotFound, match="no file"):
        load(str(tmp_path / "missing.py"))
    (tmp_path / "mine.py").write_text(ONE)
    with pytest.raises(BotNotFound, match="no class Yours"):
        load(f"{tmp_path / 'mine.py'}:Yours")


@pytest.mark.parametrize("command", [["demo"], ["simulate", "--games", "1"]])
def test_a_bot_that_fails_in_the_process(tmp_path: Path, command: list[str]) -> None:
    """A fault of somebody's bot ends the command with its line, and no traceback."""
    file = tmp_path / "mine.py"
    file.write_text(ONE.replace("    pass", "    def negotiate(self, view):\n        yield view.nothing"))
    done = called(command[0], "first-steps", *command[1:], "--seats", f"beacon={file}")
    assert done.status == 1
    assert "a bot failed in Mine.negotiate: mine.py, line 5: AttributeError" in done.err
