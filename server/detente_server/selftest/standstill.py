"""SIGSTOP past the deadlines of a timed game: when the process goes on, nobody has lost a second (R2.6)."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from detente_rules import library
from detente_rules.record import parse_line
from detente_server.selftest.actor import Actor
from detente_server.selftest.child import Plan
from detente_server.selftest.history import check, records
from detente_server.selftest.lives import Lives

PHASE: Final = 4.0
"""Seconds of every phase: less than a stop, so that each stop outlasts a deadline."""

STOP: Final = 6.0
"""Seconds for which the process stands."""

SLACK: Final = 2.0
"""Seconds of a stop that may be missing from what is given back: the pulse looks once a second."""

SCENARIO: Final = "first-steps"


async def standstill(folder: Path, stops: int) -> list[str]:
    """Stop the server that often, each time past a deadline; returns what was wrong."""
    scenario = _scenario(folder)
    data = folder / "games"
    with Lives(Plan(str(data), 1, str(scenario), timed=True)) as server:
        said = await server.start()
        (game,) = said["games"]
        url = f"ws://127.0.0.1:{said['port']}"
        boss = Actor(url, game["facilitator"], "boss", 0, "starter")
        wren = Actor(url, game["seats"][0]["token"], game["seats"][0]["seat"], 1, "listener")
        playing = [asyncio.create_task(actor.run()) for actor in (boss, wren)]
        for _ in range(stops):
            await asyncio.sleep(1.5)
            server.pause()
            await asyncio.sleep(STOP)
            server.go_on()
        await asyncio.sleep(1.5)
        for actor in (boss, wren):
            actor.stop()
        async with asyncio.timeout(60):
            await asyncio.gather(*playing)
    (lines,) = records(data).values()
    return [*check(lines, [boss.story, wren.story]), *unfair(lines, stops)]


def _scenario(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    scenario = folder / "scenario.toml"
    scenario.write_text(hurried(library.load_text(SCENARIO)), encoding="utf-8")
    return scenario


def hurried(scenario: str) -> str:
    """The scenario with phases of ``PHASE`` seconds."""
    minutes = PHASE / 60
    return re.sub(
        r"(?m)^(opening|briefing|negotiation|decision|debrief) = \d+$", rf"\1 = {minutes:.6f}", scenario
    )


def unfair(lines: Sequence[str], stops: int) -> list[str]:
    """Phases that ended before their time, and stops that were not given back."""
    faults: list[str] = []
    given_back = [0.0]
    deadline: float | None = None
    for event in (parse_line(line, n).event for n, line in enumerate(lines)):
        if event.kind == "phase_began":
            if deadline is not None and event.at < deadline - 0.01:
                faults.append(f"{event.phase} of round {event.round} began {deadline - event.at:.1f} s early")
            deadline = event.data["deadline"]
        elif event.kind == "deadline_moved":
            deadline = event.data["deadline"]
            if event.data["reason"] == "downtime":
                given_back.append(event.data["seconds"])
    if sum(given_back) < stops * (STOP - SLACK):
        faults.append(
            f"{stops} stops of {STOP:g} s passed a deadline; given back were {sum(given_back):.1f} s"
        )
    return faults
