"""The run-of-show: the scenario's plan for this level of the rules, and how far behind it one is. Pure.

A plan's steps are written ``0:28 Round 3. 'An appointment'.``: hours and minutes from the welcome, then what happens. Steps that
name rounds tie the plan to the game: where round 1 began ties it to the clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente_client.tui.lines import Line, line
from detente_client.tui.text import clean

_STEP = re.compile(r"^\s*(\d{1,2}):(\d{2})\s+(.*)$", re.DOTALL)
_ROUNDS = re.compile(r"\bRounds?\s+(\d+)(?:\s*(?:to|–|-)\s*(\d+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """minute: from the welcome. first, last: the rounds that it is about, None where it names none."""

    minute: int
    text: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Standing:
    """behind: minutes behind the plan, below zero ahead of it, None before round 1 or without rounds in the plan."""

    step: int | None
    behind: float | None


def read_plan(steps: Sequence[str]) -> tuple[Step, ...]:
    """The steps that say when; others are passed over. ``In round 3 …`` is a remark and moves no plan."""
    out = []
    for raw in steps:
        found = _STEP.match(raw)
        if found is None:
            continue
        minute, text = 60 * int(found[1]) + int(found[2]), found[3].strip()
        rounds = _ROUNDS.match(text)
        first = int(rounds[1]) if rounds else None
        last = int(rounds[2]) if rounds and rounds[2] else first
        out.append(Step(minute, text, first, last))
    return tuple(out)


def begins(plan: Sequence[Step], round_: int) -> float | None:
    """The planned minute at which a round begins; within ``Rounds 1 to 7`` they share the time evenly."""
    for place, step in enumerate(plan):
        if step.first is None or step.last is None or not step.first <= round_ <= step.last + 1:
            continue
        later = next(
            (one for one in plan[place + 1 :] if one.first is not None or "debrief" in one.text.lower()), None
        )
        if round_ == step.last + 1:
            if later is not None and (later.first is None or later.first == round_):
                return float(later.minute)
            continue
        if later is None:
            return float(step.minute) if round_ == step.first else None
        each = (later.minute - step.minute) / (step.last + 1 - step.first)
        return step.minute + each * (round_ - step.first)
    return None


def where(plan: Sequence[Step], round_: int, started: float | None, now: float) -> Standing:
    """Where the plan and the game stand. started: when round 1 began, now: both seconds since 1970."""
    first = begins(plan, 1)
    if started is None or first is None or round_ < 1:
        return Standing(0 if plan else None, None)
    minute = first + (now - started) / 60.0
    begin, end = begins(plan, round_), begins(plan, round_ + 1)
    behind = 0.0
    if end is not None and minute > end:
        behind = minute - end
    elif begin is not None and minute < begin:
        behind = minute - begin
    at = max((place for place, step in enumerate(plan) if _reached(step, round_)), default=0)
    return Standing(at, behind)


def _reached(step: Step, round_: int) -> bool:
    return step.first is not None and step.first <= round_


def standing_words(standing: Standing) -> Line:
    """``You are 4 min behind``."""
    if standing.behind is None:
        return line(("The plan runs from round 1 on.", "dim"))
    minutes = round(standing.behind)
    if minutes >= 1:
        return line((f"You are {minutes} min behind.", "bad" if minutes >= 5 else "warn"))
    if minutes <= -1:
        return line((f"You are {-minutes} min ahead.", "good"))
    return line(("You are on time.", "good"))


def plan_rows(plan: Sequence[Step], standing: Standing) -> tuple[Line, ...]:
    """The steps, the present one marked."""
    out = []
    for place, step in enumerate(plan):
        here = standing.step == place
        clock = f"{step.minute // 60}:{step.minute % 60:02d}"
        past = standing.step is not None and place < standing.step
        out.append(
            line(
                ("▶ " if here else "✓ " if past else "  ", "mine" if here else "dim"), (f"{clock}  ", "key"),
                (clean(step.text), "strong" if here else "dim" if past else "plain"),
            )
        )  # fmt: skip
    return tuple(out)
