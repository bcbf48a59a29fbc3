"""Treaties that several rows play with, all of the game's own clauses."""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.claims.bench import Bench
from detente_rules.claims.table import NATIONS, Text
from detente_rules.treaty import clauses as c
from detente_rules.treaty.packs import reference_treaty

__all__ = [
    "HOST",
    "RESTRAINT",
    "binding",
    "floor_of",
    "raised_floor",
    "standing",
    "unverified",
    "verified_floor",
]

RESTRAINT: Final = 0.2
"""What restraint adds to a safety share."""
HOST: Final = NATIONS[4]
"""A nation without labs, whose institutions host a body."""


def raised_floor(bench: Bench, share: float = RESTRAINT) -> c.SafetyFloor:
    """A floor so much above the race's mean safety share."""
    level = float(np.clip(bench.race.care.mean() + share, 0.05, 0.95))
    return c.SafetyFloor(level=level, cost=0.8)


def verified_floor(bench: Bench) -> Text:
    """The reference treaty with a raised floor; its body is hosted, so at work after half a year."""
    return Text(reference_treaty(host=HOST)).having(raised_floor(bench))


def standing(bench: Bench, share: float = RESTRAINT) -> Text:
    """The same with overseers inside development and a host: at work from the first day, so that no start-up is exploited."""
    body = c.Oversight(body="independent", placement="embedded", hosted_by=HOST, cost=0.4)
    return Text(reference_treaty(host=HOST)).having(raised_floor(bench, share), body)


def binding(bench: Bench, level: float) -> Text:
    """A floor that binds in earnest: inspectors live in the labs, and a breach costs a round's revenue and all markets."""
    return standing(bench).having(
        c.SafetyFloor(level=level, cost=0.8),
        c.Inspection(instrument="resident", rate=1.0),
        c.Sanction(fine=1.0, exclusion=1.0),
    )


def unverified(text: Text) -> Text:
    """The same promise on paper: nobody looks."""
    return text.without("inspection", "oversight")


def floor_of(text: Text) -> float:
    """Its safety floor."""
    return next((clause.level for clause in text.clauses if isinstance(clause, c.SafetyFloor)), 0.0)
