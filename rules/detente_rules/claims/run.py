"""From claims to verdicts: one unit of work is one claim at one length of the game in one world.

Units depend on nothing but themselves, so that the caller may spread them over processes as it likes: `results` takes the
``map`` function. The figures are the same whatever it is.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

from detente_rules import dice
from detente_rules.claims.bench import FULL, QUICK, ROBUST, Size, bench_for
from detente_rules.claims.claim import LENGTHS, Claim, Evidence, Figure, NotYet, Result, Robust
from detente_rules.claims.reasons import FOUND
from detente_rules.claims.registry import CLAIMS, by_id
from detente_rules.claims.stats import LEVEL, holm
from detente_rules.world.calibration import Calibration

__all__ = ["Answer", "Unit", "answered", "drawn", "results", "robust_units", "units"]

SPREAD: Final = 0.25
"""Every parameter lies within so much of its default in a draw."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of work; small, and readable for a process of its own."""

    claim: str
    rounds: int
    size: Size
    draw: int | None = None
    """None: the default calibration; else the number of a draw of all parameters."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it brought. evidence: None where it cannot be computed yet, for the reason in ``why``."""

    unit: Unit
    evidence: Evidence | None
    why: str = ""
    seconds: float = 0.0


Map: TypeAlias = Callable[[Callable[[Unit], Answer], Iterable[Unit]], Iterable[Answer]]


def units(
    claims: Sequence[Claim], lengths: Sequence[int] | None = None, *, quick: bool = False
) -> list[Unit]:
    """The work of testing claims at the default calibration; lengths: all of a claim's own by default, quickly one.

    Units of one length stand together, so that whoever works through them finds equilibria that are known already; the
    longest, which play whole scenarios, come first.
    """
    size = QUICK if quick else FULL
    wanted = sorted(set(lengths or ((7,) if quick else LENGTHS)), reverse=True)
    work = [
        (claim.drawn, Unit(claim.id, rounds, size))
        for rounds in wanted
        for claim in claims
        if lengths is not None or rounds in claim.lengths
    ]
    return [unit for _, unit in sorted(work, key=lambda item: item[0])]


def robust_units(claims: Sequence[Claim], draws: int) -> list[Unit]:
    """The work of ``--robust``: every draw is one game length in turn, at the smallest sample sizes."""
    return [
        Unit(claim.id, LENGTHS[draw % len(LENGTHS)], ROBUST, draw)
        for draw in range(draws)
        for claim in claims
        if claim.drawn
    ]


def drawn(draw: int) -> Calibration:
    """All parameters, each multiplied by its own number in 1 ± 25 %, within its range; draw n is always the same.

    Its dice are its own: no calibration was ever fitted on these draws.
    """
    key = dice.key_from_seed(f"claims/robust/{draw}")
    values: dict[str, Any] = {}
    default = Calibration()
    for place, entry in enumerate(fields(default)):
        value = getattr(default, entry.name)
        listed = value if isinstance(value, tuple) else (value,)
        moved = []
        for number, part in enumerate(listed):
            factor = 1.0 + SPREAD * (2.0 * dice.uniform(key, dice.Purpose.BRANCH, place, number) - 1.0)
            moved.append(min(entry.metadata["high"], max(entry.metadata["low"], part * factor)))
        values[entry.name] = tuple(moved) if isinstance(value, tuple) else moved[0]
    return default.overridden(values)


def answered(unit: Unit) -> Answer:
    """Do one piece of work."""
    calibration = Calibration() if unit.draw is None else drawn(unit.draw)
    try:
        evidence = by_id(unit.claim).test(bench_for(calibration, unit.rounds, unit.size))
    except NotYet as reason:
        return Answer(unit, None, str(reason))
    return Answer(unit, evidence)


def results(
    claims: Sequence[Claim], answers: Iterable[Answer], robust: Iterable[Answer] = ()
) -> tuple[Result, ...]:
    """Verdicts from answers in any order.

    A claim holds where every bar is met, at every length, after Holm's correction within its family. Where only some of a
    family were tested, each is corrected as if it were the least clear of the whole family, which is stricter.
    """
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.unit.claim].append(answer)
    shaken: dict[str, list[Answer]] = defaultdict(list)
    for answer in robust:
        shaken[answer.unit.claim].append(answer)
    first = {claim.id: _gathered(claim, found[claim.id]) for claim in claims}
    stands = _corrected(claims, first)
    out = []
    for claim in claims:
        result = first[claim.id]
        if result.holds is not None:
            result = dataclasses.replace(
                result,
                holds=result.holds and stands[claim.id],
                reason=_reason(result, found[claim.id], stands=stands[claim.id]),
            )
        out.append(dataclasses.replace(result, robust=_share(shaken[claim.id])))
    return tuple(out)


def _gathered(claim: Claim, answers: Sequence[Answer]) -> Result:
    seconds = sum(answer.seconds for answer in answers)
    missing = [answer.why for answer in answers if answer.evidence is None]
    if missing or not answers:
        return Result(claim, None, (), missing[0] if missing else "not tested", seconds=seconds)
    figures: list[Figure] = []
    for answer in sorted(answers, key=lambda answer: answer.unit.rounds):
        assert answer.evidence is not None
        figures += [
            dataclasses.replace(figure, name=f"{figure.name} @ {answer.unit.rounds} rounds")
            for figure in answer.evidence.figures
        ]
    whole = Evidence(tuple(figures))
    return Result(claim, whole.met, tuple(figures), "", seconds=seconds, doubt=whole.doubt)


def _corrected(claims: Sequence[Claim], first: dict[str, Result]) -> dict[str, bool]:
    stands: dict[str, bool] = {}
    for family in dict.fromkeys(claim.family for claim in claims):
        doubts = {
            claim.id: first[claim.id].doubt
            for claim in claims
            if claim.family == family and first[claim.id].holds is not None
        }
        whole = [claim.id for claim in CLAIMS if claim.family == family]
        if set(whole) <= {claim.id for claim in claims}:
            stands |= holm(doubts)
        else:
            stands |= {name: doubt <= LEVEL / max(1, len(whole)) for name, doubt in doubts.items()}
    return stands


def _reason(result: Result, answers: Sequence[Answer], *, stands: bool) -> str:
    """What failed, and what the test itself found."""
    missed = [figure for figure in result.figures if not figure.met]
    parts = [f"{one.name}: {one.value:.3g}, must be {one.must} {one.bar:.3g}." for one in missed[:4]]
    if len(missed) > 4:
        parts.append(f"And {len(missed) - 4} more.")
    if not missed and not stands:
        unclear = max(
            (figure for figure in result.figures if figure.bar is not None), key=lambda one: one.doubt
        )
        parts.append(f"Met, but not beyond chance: {unclear.name} {unclear.low:.3g} … {unclear.high:.3g}.")
    if parts and result.claim.id in FOUND:
        parts.append(FOUND[result.claim.id])
    notes: dict[str, list[int]] = defaultdict(list)
    for answer in sorted(answers, key=lambda answer: answer.unit.rounds):
        if answer.evidence is not None and answer.evidence.note:
            notes[answer.evidence.note].append(answer.unit.rounds)
    for note, rounds in notes.items():
        parts.append(note if len(notes) == 1 else f"At {', '.join(map(str, rounds))} rounds: {note}")
    return " ".join(parts)


def _share(answers: Sequence[Answer]) -> Robust | None:
    """Point values decide in a draw: its samples are small, and many draws are the sample here."""
    judged = [answer for answer in answers if answer.evidence is not None]
    if not judged:
        return None
    found = [answer.evidence for answer in judged if answer.evidence is not None]
    missed = Counter(figure.name for evidence in found for figure in evidence.figures if not figure.met)
    return Robust(
        len(found), sum(evidence.met for evidence in found) / len(found), tuple(missed.most_common(3))
    )
