"""What a seat knows, as the arrays of the step: its world's numbers, treaties in force, laws (R10.7).

Everything here is read off a `View`; there is no other way in. What a view does not hold is taken at its stated
expectation, and that is said where it is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from detente_rules.arrays import FloatArray, concatenate, floats
from detente_rules.ids import SeatId, TreatyId
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.context import Context, Independence, Ramp
from detente_rules.treaty.draft import Draft, parse_clause
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.views.types import TreatyView, View
from detente_rules.world.calibration import Calibration
from detente_rules.world.params import LabFacts, NationFacts, Params

__all__ = ["Known", "NoForecast", "Table", "draft_of", "known", "params_of", "rounds_left"]


class NoForecast(ValueError):
    """There is nothing to foresee: the game is over, or no round is left within the horizon."""


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Treaties in force as a seat knows them. Leading axis: 1, or one entry a draft that is tried."""

    terms: Terms
    status: Status
    capacity: FloatArray
    """(G, T) of the bodies' inspectorates at the start of the next round [0, 1]."""
    legitimacy: FloatArray
    """(G, T) as it would stand without findings [0, 1]."""


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """A view with its numbers laid out. party: place of the seat on axis P, None for who holds no seat.

    next: the round that is resolved next, from 0. law: (N,) floors in force in that round.
    """

    view: View
    params: Params
    labs: tuple[SeatId, ...]
    nations: tuple[SeatId, ...]
    party: int | None
    next: int
    law: FloatArray

    @property
    def seats(self) -> tuple[SeatId, ...]:
        """Axis P: labs, then nations."""
        return self.labs + self.nations

    @property
    def own_lab(self) -> int | None:
        """Place of the seat on axis A, if it is a lab."""
        return self.party if self.party is not None and self.party < len(self.labs) else None

    @property
    def own_nation(self) -> int | None:
        """Place of the seat on axis N, if it is a nation."""
        return self.party - len(self.labs) if self.party is not None and self.own_lab is None else None

    @property
    def context(self) -> Context:
        """Seats, homes and stated rates for the treaty language; treaties in force hold the first slots.

        Members are taken to vote on sanctions in their interest, since how they will vote is not known.
        """
        facts = self.view.facts
        cards = {
            name: replace(
                INSTRUMENTS[name],
                hit=rates["hit"],
                false_alarm=rates["false_alarm"],
                intrusiveness=rates["intrusiveness"],
            )
            for name, rates in facts.instruments.items()
        }
        return Context(
            labs=self.labs,
            nations=self.nations,
            homes=tuple(int(home) for home in self.params.homes),
            rounds=self.view.rounds,
            slots=MappingProxyType({card.id: slot for slot, card in enumerate(_in_force(self.view))}),
            instruments=MappingProxyType({**INSTRUMENTS, **cards}),
            independence=Independence(**facts.independence),
            ramp=Ramp(**facts.ramp),
        )

    def table(self, drafts: Sequence[Draft | None] = (None,), without: Collection[TreatyId] = ()) -> Table:
        """The treaties in force, and for each entry of ``drafts`` that draft beside them, all its parties bound at once.

        without: treaties in force that are left out. Raises: BadDraft.
        """
        standing, context = _in_force(self.view), self.context
        slots = len(standing) + 1
        context = replace(context, treaties=slots)
        terms = Terms.empty(1, len(self.labs), len(self.nations), slots)
        status = Status.empty(1, len(self.labs), len(self.nations), slots)
        for slot, card in enumerate(standing):
            if card.id not in without:
                text = _understood(draft_of(card), context)
                terms = terms.with_treaty(slot, compile_draft(text, context))
                status = self._stood(status, terms, slot, card)
        tables = [self._beside(terms, status, draft, context) for draft in drafts]
        terms = concatenate([table[0] for table in tables]) if len(tables) > 1 else tables[0][0]
        status = concatenate([table[1] for table in tables]) if len(tables) > 1 else tables[0][1]
        built = np.minimum(1.0, status.age / np.maximum(terms.ramp, 1))
        return Table(terms, status, floats(built), _legitimacy(self.params, terms, status))

    def _stood(self, status: Status, terms: Terms, slot: int, card: TreatyView) -> Status:
        """The status of a treaty in force as its card tells it; how long an emergency still lasts does not show there."""
        age = max(0, self.next + 1 - (card.entered or self.next + 1))
        duration = int(terms.duration[0, slot])
        left = (duration - age - 1) % duration + 1 if duration else -1
        notice = np.full(len(self.seats), -1)
        for seat, rounds in card.notice.items():
            notice[self.seats.index(seat)] = rounds
        return _put(
            status,
            slot,
            phase=int(Phase.IN_FORCE),
            signed=_mask(self.seats, card.signed),
            ratified=_mask(self.seats, card.ratified),
            member=_mask(self.seats, card.members),
            notice=notice,
            entered=self.next + 1 - age,
            age=age,
            term_left=left,
            reserved=_mask(self.seats, card.reserved),
            suspended=_mask(self.seats, card.suspended),
            key_turned=_mask(self.labs, card.switched_off),
            emergency=(int(terms.emergency_sunset[0, slot]) or -1) if card.emergency else 0,
            standard_floor=-1.0 if card.standard_floor is None else card.standard_floor,
            standard_cost=-1.0 if card.standard_cost is None else self.params.per_round(card.standard_cost),
        )

    def _beside(
        self, terms: Terms, status: Status, draft: Draft | None, context: Context
    ) -> tuple[Terms, Status]:
        if draft is None:
            return terms, status
        slot = terms.treaties - 1
        terms = terms.with_treaty(slot, compile_draft(_understood(draft, context), context))
        bound = _mask(self.seats, draft.parties)
        duration = int(terms.duration[0, slot])
        status = _put(
            status,
            slot,
            phase=int(Phase.IN_FORCE),
            signed=bound,
            ratified=bound,
            member=bound,
            entered=self.next + 1,
            term_left=duration or -1,
        )
        return terms, status


def known(view: View) -> Known:
    """Lay out what a view holds."""
    labs, nations = tuple(row.id for row in view.labs), tuple(row.id for row in view.nations)
    seats = labs + nations
    return Known(
        view=view,
        params=params_of(view),
        labs=labs,
        nations=nations,
        party=seats.index(view.seat) if view.seat is not None else None,
        next=len(view.reports),
        law=floats([view.seat_row(nation).floor or 0.0 for nation in nations], (len(nations),)),
    )


def rounds_left(seen: Known, horizon: int | None = None) -> int:
    """How far a forecast reaches. Raises: NoForecast at the end of the game, or for a horizon below one round."""
    left = seen.view.rounds - seen.next
    if seen.view.phase == "debrief" or left < 1:
        raise NoForecast("the game is over: there is nothing left to foresee")
    if horizon is not None and horizon < 1:
        raise NoForecast(f"a horizon of {horizon} rounds: at least one is needed")
    return left if horizon is None else min(left, horizon)


def params_of(view: View) -> Params:
    """The world's numbers as the seat knows them: of others' losses and starting points the calibration's own."""
    facts, labs, nations = view.facts, view.labs, view.nations
    place = {row.id: number for number, row in enumerate(nations)}
    return Params.scaled(
        Calibration().overridden(facts.world),
        view.rounds,
        labs=LabFacts(
            homes=[place[row.home] if row.home is not None else -1 for row in labs],
            invest=[facts.invest.get(row.id) for row in labs],
        ),
        nations=NationFacts(
            count=len(nations),
            demand=[facts.demand.get(row.id) for row in nations],
            damage=[facts.damage if row.id == view.seat else None for row in nations],
            sovereignty=[facts.sovereignty.get(row.id) for row in nations],
        ),
    )


def draft_of(card: TreatyView) -> Draft:
    """The text of a treaty's card."""
    return Draft(card.title, card.parties, tuple(parse_clause(clause) for clause in card.clauses))


def _understood(draft: Draft, context: Context) -> Draft:
    """Without clauses that recognise a treaty which is not in force, or which this seat does not know of."""
    meant = {None, *context.slots}
    clauses = tuple(clause for clause in draft.clauses if getattr(clause, "treaty", None) in meant)
    return replace(draft, clauses=clauses)


def _in_force(view: View) -> tuple[TreatyView, ...]:
    return tuple(card for card in view.treaties if card.phase == "in_force")


def _mask(seats: Sequence[SeatId], named: Collection[SeatId]) -> np.ndarray:
    return np.array([seat in named for seat in seats])


def _put(status: Status, slot: int, **values: object) -> Status:
    """The status with some figures of one slot set."""
    return replace(status, **dict(_changed(status, slot, values)))


def _changed(status: Status, slot: int, values: dict[str, object]) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in values.items():
        array = getattr(status, name).copy()
        array[:, slot] = value
        yield name, array


def _legitimacy(params: Params, terms: Terms, status: Status) -> FloatArray:
    """R6.10 without findings and emergencies, which a view does not date: from the start towards what is due."""
    base = params.base.legitimacy
    independent = terms.independence.mean(axis=2)
    due = np.clip(0.4 + 0.35 * independent + 0.25 * terms.voice, 0.0, 1.0)
    left = (1.0 - params.legitimacy_speed) ** status.age
    return floats(np.where(status.phase == Phase.IN_FORCE, due + (base - due) * left, base))
