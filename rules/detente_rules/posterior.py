"""How likely it is that a lab breaks what binds it, given what was found and what was not (R7.8).

Bayes' rule over readings whose error rates are stated: an instrument that looks and reports nothing speaks for innocence
as far as it would have found a breach; one that reports speaks for guilt as far as it seldom accuses the innocent. Readings
of different rounds and instruments are independent given conduct, and conduct is taken to be the same throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from detente_rules.arrays import floats, ints
from detente_rules.cards import expand_nation
from detente_rules.decisions import NationCard, NationDecision
from detente_rules.forecast.known import Known, Table, known
from detente_rules.ids import SeatId
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.terms import Phase
from detente_rules.views.types import Finding, View
from detente_rules.world.choices import Choices
from detente_rules.world.looks import in_round_of
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties

__all__ = ["BadOdds", "Reading", "Suspicion", "posterior", "suspicion"]

How = Literal["inspection", "law", "technical_means", "whistleblower"]


class BadOdds(ValueError):
    """A probability outside [0, 1]."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A round's looks at a lab. positive: something was reported. hit: probability of a report if there is a breach of the
    supposed kind; false_alarm: if there is none. Both are of the round, and count that the instrument may not have looked.
    """

    positive: bool
    hit: float
    false_alarm: float
    round: int = 0
    how: How = "inspection"

    @property
    def odds(self) -> float:
        """How many times likelier the reading is under a breach than without; inf where innocence rules it out."""
        guilty = self.hit if self.positive else 1.0 - self.hit
        innocent = self.false_alarm if self.positive else 1.0 - self.false_alarm
        if innocent == 0.0:
            return 1.0 if guilty == 0.0 else float("inf")
        return guilty / innocent


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a seat may think of a lab. probability: that it breaks what binds it, after the readings; prior: before them."""

    lab: SeatId
    prior: float
    probability: float
    readings: tuple[Reading, ...]

    def sentence(self, name: str | None = None) -> str:
        """In one line, for the evidence page."""
        looks, reports = len(self.readings), sum(reading.positive for reading in self.readings)
        told = f"{reports} report{'' if reports == 1 else 's'} in {looks} look{'' if looks == 1 else 's'}"
        return f"{name or self.lab} breaks its word with {self.probability:.0%} ({told}; {self.prior:.0%} before)."


def posterior(prior: float, readings: Iterable[Reading]) -> float:
    """Probability of a breach after the readings.

    A report that only a breach can cause settles it, unless the prior rules it out. Raises: BadOdds.
    """
    _probability("prior", prior)
    odds = prior / (1.0 - prior) if prior < 1.0 else float("inf")
    for reading in readings:
        _probability("hit", reading.hit)
        _probability("false_alarm", reading.false_alarm)
        # A certainty of either kind stays one: nothing that was read can be impossible under what is certain.
        odds = odds * reading.odds if 0.0 < odds < float("inf") else odds
    return 1.0 if odds == float("inf") else odds / (1.0 + odds)


def suspicion(
    view: View,
    lab: SeatId,
    prior: float = 0.25,
    size: float = 0.5,
    concealment: float = 0.0,
    rounds: int | None = None,
) -> Suspicion:
    """What this seat may think of a lab, from the rates that treaties state and what it was told.

    size, concealment: of the breach that is supposed, [0, 1] each (R7.2). rounds: how many of the last are looked at, None
    for all. Members, enforcement at home and readings of others that this seat is not told are taken as they are
    now, as full, and as unknown. Raises: BadOdds, KeyError for a seat that is no lab.
    """
    _probability("size", size)
    _probability("concealment", concealment)
    seen = known(view)
    if lab not in seen.labs:
        raise KeyError(lab)
    base = seen.params.base
    quality = float(size**base.size * np.exp(-base.hide * concealment))
    first = 0 if rounds is None else max(0, seen.next - rounds)
    table = seen.table()
    readings = tuple(
        reading
        for resolved in range(first, seen.next)
        for reading in _of_round(seen, lab, resolved, _then(seen, table, resolved), quality, size)
    )
    return Suspicion(lab, prior, posterior(prior, readings), readings)


def _of_round(
    seen: Known, lab: SeatId, resolved: int, duty: Obligations, quality: float, size: float
) -> Iterator[Reading]:
    """What was read of a lab in one round: treaties' inspectors, insiders, nations' inspectors, own technical means."""
    number, place, base = resolved + 1, seen.labs.index(lab), seen.params.base
    told = [finding for finding in _findings(seen.view, number) if finding.lab == lab]
    treaties = {card.id for card in seen.view.treaties}
    bound = bool(duty.bound[0, :, place].any())
    found = any(finding.how == "inspection" and finding.source in treaties for finding in told)
    # Who is not told of findings hears of none; but one that was passed on counts.
    if bound and (found or _hears(seen, lab)):
        rate = float(duty.rate[0, place])
        sight = float(duty.independence[0, place])
        hit = rate * sight * float(duty.hit[0, place]) * quality
        if rate > 0.0:
            yield _seen(seen, found, hit, rate * float(duty.false_alarm[0, place]), number, "inspection")
    if bound or _under_law(seen, lab, resolved):
        chance = base.whistle * (1.0 + float(duty.protection[0, place])) * size
        spoke = any(finding.how == "whistleblower" for finding in told)
        yield _seen(seen, spoke, chance, 0.0, number, "whistleblower")
    yield from _own_eyes(seen, lab, number, told, quality)


def _own_eyes(
    seen: Known, lab: SeatId, number: int, told: list[Finding], quality: float
) -> Iterator[Reading]:
    """Nations' inspectors and technical means; their rates are known to the nation that sent them alone."""
    base, view = seen.params.base, seen.view
    home = view.seat_row(lab).home
    mine = _decision(view, number)
    looked = mine.inspect.get(lab, 0.0) * (mine.enforcement if view.seat == home else 1.0) if mine else 0.0
    reported = any(finding.how == "inspection" and finding.source == home for finding in told)
    if looked > 0.0 or reported:
        # Who does not know the rate learns from a report alone, on which the rate has no bearing.
        rate = looked if looked > 0.0 else 1.0
        hit, wrong = rate * base.own_hit * quality, rate * base.own_false_alarm
        yield _seen(seen, reported, hit, wrong, number, "law")
    watched = mine.watch.get(lab, 0.0) if mine else 0.0
    watchers = {finding.source for finding in told if finding.how == "technical_means"}
    if watched > 0.0 and view.seat is not None:
        yield _watched(seen, view.seat in watchers, watched, quality, number)
    for _ in watchers - {view.seat}:
        yield _watched(seen, True, 1.0, quality, number)


def _watched(seen: Known, report: bool, rate: float, quality: float, number: int) -> Reading:  # noqa: FBT001
    """One nation's technical means in one round."""
    base = seen.params.base
    hit, wrong = rate * base.watch_hit * quality, rate * base.watch_false_alarm
    return _seen(seen, report, hit, wrong, number, "technical_means")


def _seen(seen: Known, report: bool, hit: float, wrong: float, number: int, how: How) -> Reading:  # noqa: FBT001
    """A reading of a round from the odds of a half-year (R7.1)."""
    pace = seen.params.pace
    return Reading(report, min(1.0, in_round_of(hit, pace)), in_round_of(wrong, pace), number, how)


def _then(seen: Known, table: Table, resolved: int) -> Obligations:
    """What treaties demanded in a round gone by, with the bodies as far built as they were then."""
    back = seen.next - resolved
    age = table.status.age - back
    running = (table.status.phase == Phase.IN_FORCE) & (age >= 0)
    status = replace(
        table.status,
        age=ints(np.maximum(age, 0)),
        phase=ints(np.where(running, int(Phase.IN_FORCE), int(Phase.NONE))),
    )
    built = np.minimum(1.0, status.age / np.maximum(table.terms.ramp, 1))
    world = replace(WorldState.initial(seen.params, 1, None, table.terms.treaties), capacity=floats(built))
    neutral = Choices.neutral(1, len(seen.labs), len(seen.nations))
    return duties(seen.params, world, table.terms, status, neutral)


def _under_law(seen: Known, lab: SeatId, resolved: int) -> bool:
    """Did a law at home bind the lab in that round? One announced in a round binds from the next on."""
    home = seen.view.seat_row(lab).home
    return home is not None and resolved > 0 and seen.view.reports[resolved - 1].floors.get(home, 0.0) > 0.0


def _hears(seen: Known, lab: SeatId) -> bool:
    """Is this seat told what the inspectors of a lab's treaties find? In public, or as a member or the lab itself."""
    view = seen.view
    home = view.seat_row(lab).home
    for card in view.treaties:
        if card.phase != "in_force" or not {lab, home} & set(card.members):
            continue
        private = any(clause.get("findings") == "parties" for clause in card.clauses)
        if not (private or card.confidential) or view.seat in {*card.members, lab}:
            return True
    return False


def _findings(view: View, number: int) -> tuple[Finding, ...]:
    """What this seat was told of one round, or was handed as evidence since (R4.24); each finding once."""
    public = [finding for report in view.reports for finding in report.findings]
    told = [finding for report in view.own_reports for finding in report.findings]
    handed = [
        Finding(piece.round, piece.lab, piece.by, how)
        for piece in view.evidence
        if piece.kind == "finding" and (how := _HOW.get(piece.how)) is not None
    ]
    every = dict.fromkeys((*public, *told, *handed))
    return tuple(finding for finding in every if finding.round == number)


_HOW: Final[dict[str, Literal["inspection", "whistleblower", "technical_means"]]] = {
    "inspection": "inspection",
    "whistleblower": "whistleblower",
    "technical_means": "technical_means",
}


def _decision(view: View, number: int) -> NationDecision | None:
    """What this seat did in a round, if it is a nation."""
    made = next((report.decision for report in view.own_reports if report.round == number), None)
    if isinstance(made, NationCard):
        return expand_nation(made, view.rounds)
    return made if isinstance(made, NationDecision) else None


def _probability(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise BadOdds(f"{name} is {value}: a probability lies between 0 and 1")
