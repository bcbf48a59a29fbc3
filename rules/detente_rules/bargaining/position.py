"""Where a draft lies among all that its parties could agree on (R8.12).

The set is the draft's own family: its clauses at other levels, and money between the party that gains most and the one that
gains least. Each is worth what `worth` says; no agreement is worth nothing. On that set stand the frontier and the three
solutions; the draft's distance from Nash's is how one-sided it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, floats
from detente_rules.bargaining.family import family, paying
from detente_rules.bargaining.solutions import (
    efficient,
    egalitarian,
    ideal,
    kalai_smorodinsky,
    nash,
)
from detente_rules.bargaining.worth import worth
from detente_rules.forecast.conduct import Conduct
from detente_rules.forecast.known import known, rounds_left
from detente_rules.ids import SeatId, TreatyId
from detente_rules.treaty.draft import Draft
from detente_rules.views.types import View

__all__ = ["Bargain", "Point", "bargain"]

UNFAIR = 0.25
"""Distance from Nash's point from which a draft is called one-sided."""


@dataclass(frozen=True, eq=False, slots=True)
class Point:
    """A recommended agreement. gains: (n,) what each player has of it above no agreement, G$. draft: the draft of the family
    nearest to it; with two players the point itself may lie between drafts.
    """

    gains: FloatArray
    draft: Draft


@dataclass(frozen=True, eq=False, slots=True)
class Bargain:
    """A draft among its like. players: its parties. drafts: D of them, the draft itself first.

    gains: (D, n) of the players above no agreement, G$. risk: (D,) world risk under each; risk_without any. frontier: (D,)
    efficient ones. cheats: labs that would break each draft. The solutions are None where no draft of the family is
    worth it to every player. distance: of the draft from Nash's point, as a share of what each could gain at most, root mean
    square over players; None without such a point. room: the most that every player could gain at once by another
    draft of the family, G$; 0 on the frontier.
    """

    players: tuple[SeatId, ...]
    drafts: tuple[Draft, ...]
    gains: FloatArray
    risk: FloatArray
    risk_without: float
    frontier: BoolArray
    cheats: tuple[tuple[SeatId, ...], ...]
    nash: Point | None
    kalai_smorodinsky: Point | None
    egalitarian: Point | None
    distance: float | None
    room: float

    @property
    def own(self) -> dict[SeatId, float]:
        """What the draft itself brings each player, G$."""
        return {seat: float(gain) for seat, gain in zip(self.players, self.gains[0], strict=True)}

    @property
    def losers(self) -> tuple[SeatId, ...]:
        """Players who are better off without it."""
        return tuple(seat for seat, gain in self.own.items() if gain < 0.0)

    def sentence(self, names: dict[SeatId, str] | None = None) -> str:
        """In one line, for the treaty page."""
        known_as = names or {}
        own = self.own
        least, most = min(own, key=lambda seat: own[seat]), max(own, key=lambda seat: own[seat])
        one, other = known_as.get(least, least), known_as.get(most, most)
        if own[most] < 0.0:
            return f"Everybody would lose by this: {other} least ({-own[most]:.0f}), {one} most ({-own[least]:.0f})."
        if self.losers:
            return f"{one} would lose {-own[least]:.0f} by this, while {other} gains {own[most]:.0f}."
        words = f"Everybody would gain: {one} least ({own[least]:.0f}), {other} most ({own[most]:.0f})"
        if least == most:
            words = f"{one} would gain {own[least]:.0f}"
        if self.room > 1.0:
            return f"{words}; another draft would give every party at least {self.room:.0f} more."
        if self.distance is not None and self.distance > UNFAIR:
            return f"{words}; nobody could gain without somebody's loss, and it is one-sided."
        return f"{words}; nobody could gain without somebody's loss."


def bargain(
    view: View,
    draft: Draft,
    key: int = 0,
    without: Collection[TreatyId] = (),
    otherwise: Conduct = "observed",
) -> Bargain:
    """Place a draft among its like, as this seat sees the world.

    key, without: as in `detente_rules.forecast.forecast`. otherwise: what everybody does where nothing is agreed.
    Raises: NoForecast, BadDraft.
    """
    seen = known(view)
    rounds, left_out = rounds_left(seen), tuple(without)
    drafts = family(draft, seen.context)
    players = [place for place, seat in enumerate(seen.seats) if seat in draft.parties]
    found = worth(seen, drafts, key, rounds, left_out, otherwise)
    gains, risk, cheats = found.gains[:, players], found.risk, found.cheats
    paid = _paid(drafts, gains, [seen.seats[place] for place in players], view)
    if paid:
        more = worth(seen, paid, key, rounds, left_out, otherwise)
        drafts = (*drafts, *paid)
        gains = np.concatenate([gains, more.gains[:, players]])
        risk, cheats = np.concatenate([risk, more.risk]), (*cheats, *more.cheats)
    nothing = np.zeros(len(players))
    best = nash(gains, nothing)
    return Bargain(
        players=tuple(seen.seats[place] for place in players),
        drafts=drafts,
        gains=floats(gains),
        risk=floats(risk),
        risk_without=found.risk_without,
        frontier=efficient(gains),
        cheats=cheats,
        nash=_point(best, drafts, gains),
        kalai_smorodinsky=_point(kalai_smorodinsky(gains, nothing), drafts, gains),
        egalitarian=_point(egalitarian(gains, nothing), drafts, gains),
        distance=_distance(gains, best),
        room=float((gains - gains[0]).min(axis=1).max()),
    )


def _paid(
    drafts: tuple[Draft, ...], gains: FloatArray, players: list[SeatId], view: View
) -> tuple[Draft, ...]:
    """The efficient drafts with money from the nation that gains most by each to the player that gains least."""
    nations = {row.id for row in view.nations}
    payers = [place for place, seat in enumerate(players) if seat in nations]
    if len(players) < 2 or not payers:
        return ()
    context = known(view).context
    out: list[Draft] = []
    for number in np.flatnonzero(efficient(gains)):
        payer = max(payers, key=lambda place: gains[number, place])
        receiver = int(gains[number].argmin())
        if payer != receiver:
            out += paying(drafts[number], players[payer], players[receiver], context)
    return tuple(out)


def _point(gains: FloatArray | None, drafts: tuple[Draft, ...], every: FloatArray) -> Point | None:
    if gains is None:
        return None
    return Point(gains, drafts[int(np.abs(every - gains).sum(axis=1).argmin())])


def _distance(gains: FloatArray, best: FloatArray | None) -> float | None:
    if best is None:
        return None
    hoped = np.maximum(ideal(gains, np.zeros(gains.shape[1])), 1e-9)
    return float(np.sqrt((((gains[0] - best) / hoped) ** 2).mean()))
