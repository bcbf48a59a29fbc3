"""`detente play first-steps` in a real terminal (tmux), by send-keys, from the first screen to the debrief."""

import os
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy

PATIENCE = 60.0
"""Seconds that a screen may take on a busy machine; a quiet one needs a tenth of it."""


class Terminal:
    """A tmux session of its own on a server of its own."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        self.name = f"detente-{uuid.uuid4().hex[:8]}"
        self.folder = folder
        self.size = ("-x", str(columns), "-y", str(rows))

    def tmux(self, *words: str) -> str:
        """One tmux command."""
        command = ["tmux", "-L", self.name, "-f", "/dev/null", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def start(self, *command: str) -> None:
        """Run a command, and keep its last screen until the session is killed."""
        words = " ".join(shlex.quote(word) for word in command)
        self.tmux("new-session", "-d", *self.size, f"{words}; echo LEFT WITH $?; sleep 600")

    def keys(self, *keys: str) -> None:
        """Press keys, with the pause that hands make."""
        for key in keys:
            self.tmux("send-keys", key)
            time.sleep(0.15)

    def screen(self) -> str:
        """What is on screen."""
        return self.tmux("capture-pane", "-p")

    def until(self, words: str) -> str:
        """Wait until these words are on screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.screen()
            if words in screen:
                return screen
            time.sleep(0.1)
        pytest.fail(f"{words!r} never came on screen; there was:\n{self.screen()}")

    def until_gone(self, words: str) -> None:
        """Wait until these words are no longer on screen."""
        end = time.monotonic() + PATIENCE
        while words in self.screen():
            if time.monotonic() > end:
                pytest.fail(f"{words!r} stayed on screen:\n{self.screen()}")
            time.sleep(0.1)

    def kill(self) -> None:
        """End everything in it."""
        subprocess.run(["tmux", "-L", self.name, "kill-server"], capture_output=True, check=False)


@pytest.fixture(params=[(80, 24), (120, 40)], ids=["80x24", "120x40"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal of one of the two sizes that people have."""
    assert shutil.which("tmux"), "tmux is needed: make test-all brings it"
    columns, rows = request.param
    one = Terminal(tmp_path, columns, rows)
    yield one
    one.kill()


def test_first_steps_is_played_to_the_debrief_by_keyboard_alone(terminal: Terminal, root: Path) -> None:
    """Brief, talks, a message, a signature, five sealed decisions, the three ledgers, and out."""
    paths = os.pathsep.join(str(root / folder) for folder in ("rules", "server", "client"))
    terminal.start(
        "env", f"PYTHONPATH={paths}", f"XDG_STATE_HOME={terminal.folder}", sys.executable, "-m", "detente_client",
        "play", "first-steps", "--seed", "11", "--name", "Ana", "--data", str(terminal.folder),
    )  # fmt: skip
    terminal.until("Your brief")
    terminal.keys("Enter")
    terminal.until("ends the tour")
    terminal.keys("R")
    terminal.until("Negotiation")
    terminal.keys("k", "Enter")
    terminal.until("Esc stop writing")
    terminal.keys("H", "o", "w", "d", "y", "Enter")
    terminal.until("Ana (you): Howdy")
    terminal.keys("Escape")
    terminal.until_gone("Esc stop writing")  # a key that follows at once would be read as Alt and that key
    terminal.keys("p")
    terminal.until("It asks of you")
    terminal.keys("s")
    terminal.until("you signed")
    terminal.keys("R")
    terminal.until("1 How fast do you build?")
    terminal.keys("3", "s")
    terminal.until("Round 2/5 Briefing")
    for number in (2, 3, 4, 5):
        terminal.until(f"Round {number}/5 Briefing")
        terminal.keys("R")
        terminal.until(f"Round {number}/5 Negotiation")
        terminal.keys("R")
        terminal.until(f"Round {number}/5 Decision")
        terminal.keys("2", "Tab", "1", "s")
    terminal.until("You (Beacon): score")
    terminal.until("Coordination")
    terminal.keys("2", "Right")
    terminal.until("round 2 of 5")
    terminal.until("declared  actual  observed")  # once the toast has gone that lies over it
    terminal.keys("q")
    terminal.until("Leave the game?")
    terminal.keys("y")
    terminal.until("LEFT WITH 0")
