"""All rows, in the order of the table. A family of rows is a module with a ``CLAIMS`` tuple."""

from __future__ import annotations

from typing import Final

from detente_rules.claims import (
    bans,
    bargains,
    blocs,
    both_goods,
    emergency,
    fair_play,
    leadership,
    market,
    montreal,
    nations,
    new_start,
    overseers,
    precedents,
    race_conduct,
    race_dilemma,
    race_frontier,
    race_knowledge,
    salt,
    scandal,
    seats,
    verification,
)
from detente_rules.claims.claim import Claim

__all__ = ["CLAIMS", "UnknownClaim", "by_id"]

CLAIMS: Final[tuple[Claim, ...]] = (
    *race_dilemma.CLAIMS,
    *race_frontier.CLAIMS,
    *race_conduct.CLAIMS,
    *race_knowledge.CLAIMS,
    *nations.CLAIMS,
    *market.CLAIMS,
    *verification.CLAIMS,
    *overseers.CLAIMS,
    *scandal.CLAIMS,
    *leadership.CLAIMS,
    *blocs.CLAIMS,
    *emergency.CLAIMS,
    *bargains.CLAIMS,
    *precedents.CLAIMS,
    *salt.CLAIMS,
    *new_start.CLAIMS,
    *bans.CLAIMS,
    *montreal.CLAIMS,
    *fair_play.CLAIMS,
    *seats.CLAIMS,
    *both_goods.CLAIMS,
)


class UnknownClaim(KeyError):
    """No row has this id."""


def by_id(name: str) -> Claim:
    """A row. Raises `UnknownClaim`."""
    for claim in CLAIMS:
        if claim.id == name:
            return claim
    raise UnknownClaim(name)
