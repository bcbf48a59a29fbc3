"""Clause packs: six cards in three strengths for the basic level, and the design's reference treaty (R4.17).

A card is a macro: it expands to ordinary clauses, so that the engine knows clauses only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from detente_rules.treaty import clauses as c

Strength: TypeAlias = Literal[1, 2, 3]
STRENGTHS: Final[Mapping[Strength, str]] = {1: "light", 2: "firm", 3: "strict"}


@dataclass(frozen=True, slots=True)
class Card:
    """A treaty card of the basic level. clauses: strength → what it expands to."""

    id: str
    title: str
    text: str
    clauses: Callable[[Strength], tuple[c.Clause, ...]]


def _pick(strength: Strength, light: float, firm: float, strict: float) -> float:
    return (light, firm, strict)[strength - 1]


def _safety(strength: Strength) -> tuple[c.Clause, ...]:
    level, cost = _pick(strength, 0.12, 0.22, 0.32), _pick(strength, 0.4, 0.8, 1.0)
    return (c.SafetyFloor(level=level, cost=cost), c.WithdrawalNotice(lasts=strength))


def _inspection(strength: Strength) -> tuple[c.Clause, ...]:
    instruments: tuple[c.InstrumentId, ...] = ("remote_sensing", "chip_reporting", "on_site")
    return (c.Inspection(instrument=instruments[strength - 1], rate=_pick(strength, 0.5, 0.6, 0.7)),)


def _oversight(strength: Strength) -> tuple[c.Clause, ...]:
    bodies: tuple[c.Appointer, ...] = ("overseen", "parties", "independent")
    access, cost = _pick(strength, 0.8, 0.85, 0.9), _pick(strength, 0.1, 0.3, 0.4)
    return (c.Oversight(body=bodies[strength - 1], access=access, cost=cost),)


def _sanction(strength: Strength) -> tuple[c.Clause, ...]:
    return (c.Sanction(fine=_pick(strength, 0.2, 0.4, 0.7), exclusion=_pick(strength, 0.0, 0.3, 0.65)),)


def _club(strength: Strength) -> tuple[c.Clause, ...]:
    return (c.TradeMeasures(cut=_pick(strength, 0.3, 0.6, 0.9)), c.AccessionRule(rule="open"))


def _sharing(strength: Strength) -> tuple[c.Clause, ...]:
    return (c.ResearchSharing(rate=_pick(strength, 0.02, 0.04, 0.06)),)


CARDS: Final[Mapping[str, Card]] = {
    card.id: card
    for card in (
        Card("safety", "Safety floor", "A least share of effort that every lab spends on safety.", _safety),
        Card(
            "inspection",
            "Inspection",
            "Somebody looks, from outside, at the chips, or on the spot.",
            _inspection,
        ),
        Card(
            "oversight",
            "Oversight",
            "Who inspects: the labs, the parties, or an independent body.",
            _oversight,
        ),
        Card("sanction", "Sanctions", "What a lab that is found in breach has to face.", _sanction),
        Card("club", "Trade club", "Trade with outsiders is cut; everybody may join.", _club),
        Card("sharing", "Shared research", "What one learns of safety, all learn sooner.", _sharing),
    )
}
"""The six cards of the basic level."""


def bundle(strengths: Mapping[str, Strength]) -> tuple[c.Clause, ...]:
    """The clauses of a hand of cards, card id → strength, in the order of `CARDS`.

    Raises: KeyError for an unknown card; ValueError for an unknown strength.
    """
    for name, strength in strengths.items():
        if strength not in STRENGTHS:
            raise ValueError(f"{name}: a strength is one of {', '.join(map(str, STRENGTHS))}")
        CARDS[name]
    return tuple(
        clause
        for name, card in CARDS.items()
        if name in strengths
        for clause in card.clauses(strengths[name])
    )


def reference_treaty(host: str | None = None) -> tuple[c.Clause, ...]:
    """The design's reference treaty: floor .22, q .7, on-site, independent, with teeth. host: hosts the body."""
    return (
        c.SafetyFloor(level=0.22, cost=0.8),
        c.Inspection(instrument="on_site", rate=0.7),
        c.Oversight(body="independent", access=1.0, cost=0.4, hosted_by=host),
        c.Sanction(fine=0.7, exclusion=0.65),
        c.ResearchSharing(rate=0.06),
        c.WithdrawalNotice(lasts=2),
    )
