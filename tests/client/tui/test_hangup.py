"""A terminal that was torn away: nobody is before it, and no program stays on it."""

import errno
import io
import os
import pty

from detente_client.tui.hangup import hung_up
from detente_client.tui.notebook import NoNotebook
from tests.client.tui.solo import HandTable
from tests.client.tui.test_plain import sit
from tests.client.tui.views import a_snapshot


def test_a_terminal_without_its_other_end_is_gone() -> None:
    """And one with it is not, whether or not anybody types."""
    screen, keyboard = pty.openpty()
    assert not hung_up(keyboard)
    os.close(screen)
    assert hung_up(keyboard)
    os.close(keyboard)


def test_a_pipe_is_gone_with_its_writer() -> None:
    """As a tab of the browser has one."""
    reads, writes = os.pipe()
    assert not hung_up(reads)
    os.close(writes)
    assert hung_up(reads)
    os.close(reads)


class Torn(io.StringIO):
    """An input whose terminal goes away while it is read."""

    def __next__(self) -> str:  # type: ignore[override]  # lines of text, as StringIO gives them
        raise OSError(errno.EIO, "Input/output error")


def test_line_mode_takes_a_lost_terminal_for_the_end_of_the_input() -> None:
    """It leaves, as it does where the input ends."""
    assert sit(HandTable(a_snapshot()), Torn(), io.StringIO(), NoNotebook()) == 0
