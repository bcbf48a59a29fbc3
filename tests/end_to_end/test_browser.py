"""Real Chromium before a real host: join by code, take a seat, talk, sign, seal, reload; on a desk and on a telephone."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from detente_client.link import Link
from detente_client.model import Snapshot
from detente_rules.commands import EndPhase, Start
from tests.end_to_end.chromium import DESK, PHONE, chromium, visit
from tests.end_to_end.tables import host, in_phase, until

pytestmark = pytest.mark.heavy


Holds = Callable[[Snapshot], bool]


def sits(person: str, seat: str) -> Holds:
    """Holds where that person is in that seat."""
    return lambda s: s.view is not None and person in s.view.seat_row(seat).people


def said_by(seat: str, text: str) -> Holds:
    """Holds where that seat has said this."""
    return lambda s: any((line.sender, line.text) == (seat, text) for line in s.messages)


async def tried(desk: Link, holds: Holds, act: Callable[[], Awaitable[None]]) -> Snapshot:
    """Act until it shows: a picture of a terminal has no text that a test could wait for."""
    for _ in range(8):
        await act()
        with contextlib.suppress(TimeoutError):
            return await until(desk, holds, 4.0)
    return await until(desk, holds, 4.0)


def children(process: int) -> list[int]:
    """Processes that this one has started."""
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def gone(process: int) -> None:
    """Return when that process is no more."""
    while Path(f"/proc/{process}").exists():
        time.sleep(0.1)


async def test_a_person_joins_talks_signs_seals_and_is_the_same_after_a_reload(tmp_path: Path) -> None:
    """All in the browser, by keyboard. The other seats are bots; one of them proposes what is signed."""
    with host(
        "first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--web", "0", "--untimed"
    ) as served:
        said = served.said
        desk = Link(said["ws"], said["facilitator"])
        async with chromium() as browser:
            ana = await visit(browser, DESK)
            await ana.come_in(said["web"], said["code"], "Ana", "beacon")
            await until(desk, sits("Ana", "beacon"))
            await desk.send(Start())
            await until(desk, in_phase("briefing", 1))
            await desk.send(EndPhase())
            await until(desk, in_phase("negotiation", 1))
            await ana.focus()

            async def speaks() -> None:
                # The brief lies over the page of whoever is here for the first time.
                await ana.press("Escape", "Escape", "Escape", "k", "Enter")
                await ana.page.keyboard.type("We sign if all do. <b>[red]", delay=20)
                await ana.press("Enter")

            heard = await tried(desk, lambda s: any(line.sender == "beacon" for line in s.messages), speaks)
            line = next(line for line in heard.messages if line.sender == "beacon")
            assert line.text == "We sign if all do. <b>[red]"
            await until(
                desk, lambda s: s.view is not None and any(t.phase == "open" for t in s.view.treaties)
            )
            await tried(
                desk,
                lambda s: s.view is not None and any("beacon" in t.signed for t in s.view.treaties),
                lambda: ana.press("Escape", "Escape", "p", "s", "Enter"),
            )

            await desk.send(EndPhase())
            await until(desk, in_phase("decision", 1))
            # When the last seat has sealed, the phase ends by itself.
            await tried(desk, in_phase("briefing", 2), lambda: ana.press("Escape", "x", "s"))

            token = ana.page.url.partition("#")[2]
            await ana.page.reload()
            await ana.drawn()
            assert ana.page.url.partition("#")[2] == token
            await until(desk, sits("Ana", "beacon"))
            await ana.focus()

            async def speaks_again() -> None:
                await ana.press("Escape", "Escape", "k", "Enter")
                await ana.page.keyboard.type("Here again.", delay=20)
                await ana.press("Enter")

            again = await tried(desk, said_by("beacon", "Here again."), speaks_again)
            assert sits("Ana", "beacon")(again)
            assert not ana.faults
        await desk.close()
        assert served.stop() == 0


async def test_a_telephone_is_enough_to_talk_and_to_seal(tmp_path: Path) -> None:
    """Upright, by thumb: the bar below the screen has the keys."""
    with host(
        "first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--web", "0", "--untimed"
    ) as served:
        said = served.said
        desk = Link(said["ws"], said["facilitator"])
        async with chromium() as browser:
            ben = await visit(browser, PHONE)
            # The page is open already when the picture on the wall is read: only the fragment of its address changes.
            await ben.page.goto(said["web"])
            await ben.come_in(said["web"], said["code"], "Ben")
            seated = await until(
                desk, lambda s: s.view is not None and any(row.people for row in s.view.seats)
            )
            assert seated.view is not None
            seat = next(row.id for row in seated.view.seats if row.people)
            await desk.send(Start())
            await until(desk, in_phase("briefing", 1))
            await desk.send(EndPhase())
            await until(desk, in_phase("negotiation", 1))

            async def speaks() -> None:
                await ben.touch("Esc", "Esc", "Esc", "talk", "Enter")
                await ben.focus()  # what the ⌨ key does, and what a thumb on the screen does
                await ben.page.keyboard.type("From my telephone.", delay=20)
                await ben.touch("Enter")

            await tried(desk, said_by(seat, "From my telephone."), speaks)
            # Still in the field: the keys of the bar lead to pages and leave no letter behind.

            async def speaks_again() -> None:
                await ben.touch("treaty", "talk", "Esc")
                await ben.press("i")
                await ben.page.keyboard.type("And again.", delay=20)
                await ben.touch("Enter")

            await tried(desk, said_by(seat, "And again."), speaks_again)
            await desk.send(EndPhase())
            await until(desk, in_phase("decision", 1))
            await tried(desk, in_phase("briefing", 2), lambda: ben.touch("Esc", "decide", "seal/sign"))
            assert not ben.faults
        await desk.close()


async def test_a_killed_web_process_comes_back_and_so_do_its_pages(tmp_path: Path) -> None:
    """The client that it ran ends with it; the game goes on meanwhile; the page finds its way back by itself, to the same seat."""
    with host(
        "first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--web", "0", "--untimed"
    ) as served:
        said = served.said
        desk = Link(said["ws"], said["facilitator"])
        async with chromium() as browser:
            ana = await visit(browser, DESK)
            await ana.come_in(said["web"], said["code"], "Ana", "wren")
            (process,) = children(served.process.pid)
            (tab,) = children(process)
            os.kill(process, signal.SIGKILL)
            await ana.page.wait_for_event("load", timeout=60_000)
            await ana.drawn()
            assert re.match(r"http://127\.0\.0\.1:\d+/play#", ana.page.url)
            await until(desk, lambda s: sits("Ana", "wren")(s) and s.view is not None and s.view.people != {})
            assert children(served.process.pid) != [process]
            await asyncio.wait_for(asyncio.to_thread(gone, tab), 20)
        await desk.close()


async def test_each_person_has_a_tab_and_a_second_device_takes_over(tmp_path: Path) -> None:
    """The PIN brings Ana to her seat on another device; the first page does not fight for it."""
    with host(
        "first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--web", "0", "--untimed"
    ) as served:
        said = served.said
        desk = Link(said["ws"], said["facilitator"])
        async with chromium() as browser:
            first, second = await asyncio.gather(visit(browser, DESK), visit(browser, PHONE))
            await first.come_in(said["web"], said["code"], "Ana", "quill")
            pin = (await first.page.inner_text("#pin")).rpartition(" ")[2]
            await second.page.goto(said["web"])
            await second.page.fill("#name", "ana")
            await second.page.fill("#code", said["code"])
            await second.page.click("#again summary")
            await second.page.fill("#pin", pin)
            await second.page.click("#who button.first")
            await second.drawn()
            assert second.page.url.partition("#")[2] == first.page.url.partition("#")[2]

            async def speaks() -> None:
                # Not Enter: a client that is slow to come in shows the lobby meanwhile, where Enter takes another seat.
                await second.touch("Esc", "talk")
                await second.focus()
                await second.press("i")
                await second.page.keyboard.type("On the road.", delay=20)
                await second.touch("Enter")

            await tried(desk, said_by("quill", "On the road."), speaks)
            await first.focus()
            await first.press("k", "Enter")
            await first.page.keyboard.type("Left at home.", delay=20)
            await first.press("Enter")
            await tried(desk, said_by("quill", "On the road."), speaks)
            assert not said_by("quill", "Left at home.")(desk.snapshot)
        await desk.close()
