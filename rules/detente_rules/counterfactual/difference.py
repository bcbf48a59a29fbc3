"""What a change would have made of a game: risk and scores, on its own dice and over others (R8.14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.counterfactual.changes import Change, said
from detente_rules.counterfactual.history import History
from detente_rules.counterfactual.replay import replay, rows
from detente_rules.ids import SeatId
from detente_rules.state import GameState
from detente_rules.world.scores import final_scores

__all__ = ["BRANCHES", "Difference", "Figure", "counterfactual", "counterfactuals"]

BRANCHES = 40
"""Dice beside the game's own, over which the intervals are taken."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was and as it would have been on the same dice.

    mean, low, high: of the difference over other dice: its mean, and 5th and 95th percentile.
    """

    was: float
    would_be: float
    mean: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """On the game's own dice."""
        return self.would_be - self.was


@dataclass(frozen=True, slots=True)
class Difference:
    """risk: cumulated probability of catastrophe. scores: seat → final score, G$. names, condition: for the sentence."""

    change: Change
    risk: Figure
    scores: dict[SeatId, Figure]
    condition: str
    names: dict[SeatId, str]

    @property
    def seat(self) -> SeatId | None:
        """The seat that would have acted otherwise, if it was one."""
        return getattr(self.change, "seat", None)

    def sentence(self) -> str:
        """For the report: the condition, what the risk would have been, and for whom most would have changed."""
        risk = self.risk
        if f"{risk.was:.0%}" == f"{risk.would_be:.0%}":
            first = f"the risk would have been the same ({risk.was:.0%})"
        else:
            spread = _span(100.0 * risk.low, 100.0 * risk.high)
            first = f"the risk would have been {risk.would_be:.0%} instead of {risk.was:.0%} ({spread} on other dice)"
        own = [self.seat] if self.seat is not None else []
        most = max(self.scores, key=lambda seat: abs(self.scores[seat].difference))
        told = [*own, *([most] if most not in own else [])]
        parts = [f"{self.names[seat]} {_signed(self.scores[seat].difference)}" for seat in told]
        return f"{self.condition}, {first}; scores: {', '.join(parts)} G$."


def _signed(value: float) -> str:
    """A difference for people: a real minus sign, and no sign on nothing."""
    number = round(value)
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{abs(number)}"


def _span(low: float, high: float) -> str:
    one, other = _signed(low), _signed(high)
    if one == other:
        return f"{one} point{'' if one[1:] == '1' else 's'}"
    return f"{one} to {other} points"


def counterfactual(history: History, change: Change, branches: int = BRANCHES) -> Difference:
    """Play a finished game again with one change. Raises: KeyError for a round that was not resolved."""
    return next(iter(counterfactuals(history, (change,), branches)))


def counterfactuals(
    history: History, changes: Iterable[Change], branches: int = BRANCHES
) -> tuple[Difference, ...]:
    """Several changes, each by itself; what went before the first of them is played once."""
    keys, without = rows(history, branches), dict[int, _Ends]()
    out = []
    for change in changes:
        if change.round not in without:
            without[change.round] = _ends(replay(history, None, change.round, keys))
        out.append(
            _difference(
                history, change, without[change.round], _ends(replay(history, change, change.round, keys))
            )
        )
    return tuple(out)


@dataclass(frozen=True, eq=False, slots=True)
class _Ends:
    """(rows,) risk and (rows, P) scores."""

    risk: FloatArray
    scores: FloatArray


def _ends(state: GameState) -> _Ends:
    labs, nations = final_scores(state.params, state.world)
    return _Ends(1.0 - state.world.survival, np.concatenate([labs, nations], axis=1))


def _difference(history: History, change: Change, was: _Ends, would_be: _Ends) -> Difference:
    scenario = history.end.scenario
    names: Mapping[SeatId, str] = {seat.id: seat.name for seat in scenario.seats}
    titles = {text.id: text.title for text in history.end.treaties}
    return Difference(
        change=change,
        risk=_figure(was.risk, would_be.risk),
        scores={
            seat.id: _figure(was.scores[:, place], would_be.scores[:, place])
            for place, seat in enumerate(scenario.parties)
        },
        condition=said(change, names, titles),
        names=dict(names),
    )


def _figure(was: FloatArray, would_be: FloatArray) -> Figure:
    others = (would_be - was)[1:] if len(was) > 1 else would_be - was
    low, high = np.percentile(others, (5.0, 95.0))
    return Figure(float(was[0]), float(would_be[0]), float(others.mean()), float(low), float(high))
