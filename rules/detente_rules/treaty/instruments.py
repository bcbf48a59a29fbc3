"""Instruments of verification, as cards with stated rates (R7.2). A scenario may state others.

The stated rates are the observed ones: the step draws from these very numbers. Source of the default rates: the
design's own, ordered as in the literature on verification (self-report < national technical means < chip
reporting < on-site inspection < resident inspectors); the order is the claim, the figures are a calibration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Instrument:
    """One card.

    A look is a half-year's, however long a round is (R7.1). hit: D, probability that a full, unconcealed violation that is
    looked at is found. false_alarm: alpha, probability that an innocent who is looked at is accused. intrusiveness: [0, 1],
    what sovereignty pays. needs_body: inspectors must be built up before it works. text: for people.
    """

    id: str
    title: str
    hit: float
    false_alarm: float
    intrusiveness: float
    needs_body: bool
    text: str

    def card(self) -> str:
        """The card in one line, with its rates."""
        return (
            f"{self.title}: finds {self.hit:.0%} of open violations it looks at, accuses {self.false_alarm:.0%} of "
            f"the innocent, intrusiveness {self.intrusiveness:.2f}. {self.text}"
        )


INSTRUMENTS: Final[Mapping[str, Instrument]] = MappingProxyType(
    {
        card.id: card
        for card in (
            Instrument("none", "None", 0.0, 0.0, 0.0, False, "Nobody looks."),
            Instrument(
                "declarations", "Declarations", 0.15, 0.01, 0.05, False,
                "Each reports on itself; only clumsy lies are noticed.",
            ),
            Instrument(
                "remote_sensing", "National technical means", 0.35, 0.02, 0.20, False,
                "Power, heat and traffic seen from outside; nobody need be let in.",
            ),
            Instrument(
                "chip_reporting", "Compute and chip reporting", 0.55, 0.03, 0.35, True,
                "Where chips are and what they run, reported by the hardware.",
            ),
            Instrument(
                "on_site", "On-site inspection", 0.80, 0.04, 0.70, True,
                "Inspectors visit data centres and read the logs.",
            ),
            Instrument(
                "resident", "Resident inspectors", 0.95, 0.05, 1.00, True,
                "Inspectors live in the laboratory.",
            ),
        )
    }
)  # fmt: skip
"""The default cards by id."""
