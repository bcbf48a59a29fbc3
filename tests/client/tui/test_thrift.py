"""Arithmetic beside the screen: it waits for the keys to rest, and hands back the memory it needed."""

import sys
import time
from pathlib import Path

import pytest

from detente_client.tui.thrift import give_back, thrifty
from tests.client.tui.looking import at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.views import a_snapshot


def resident() -> int:
    """Bytes of this process that are in memory."""
    return 4096 * int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_what_was_needed_for_a_moment_is_handed_back() -> None:
    """Many blocks freed under one that stays: the C library would keep them all."""
    blocks = [bytearray(100_000) for _ in range(400)]
    full, last = resident(), blocks[-1]
    blocks.clear()
    give_back()
    assert resident() < full - 30_000_000
    assert len(last) == 100_000


def test_a_result_and_a_fault_pass_through() -> None:
    """The arithmetic's own, whichever it is."""
    assert thrifty(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        thrifty(lambda: 1 // 0)


async def test_a_key_is_seen_before_anything_is_reckoned() -> None:
    """Whatever has the focus, the moment of a key is kept."""
    async with at_table(HandTable(a_snapshot())) as hands:
        before = time.monotonic()
        await hands.press("k")
        assert hands.app.touched >= before
        await hands.press("enter")
        before = time.monotonic()
        await hands.type("a")
        assert hands.app.touched >= before
