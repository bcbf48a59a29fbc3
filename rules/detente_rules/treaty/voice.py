"""How much say those who are bound have in what binds them (R4.15): an input of a regime's legitimacy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from detente_rules.treaty import clauses as c
from detente_rules.treaty.draft import Draft

_APPOINT: Final[Mapping[str, float]] = {"overseen": 1.0, "parties": 1.0, "independent": 1.0}


def voice(draft: Draft) -> float:
    """Mean over the regime's powers of the say that its parties have in each, [0, 1].

    A power that the text gives to nobody is left out; a text without powers is a promise among equals: 1. The
    powers: to appoint overseers, to set standards, to sanction, to declare an emergency, to admit members.
    """
    shares: list[float] = []
    one_of = 1.0 / len(draft.parties)
    for clause in draft.clauses:
        match clause:
            case c.Oversight():
                shares.append(_APPOINT.get(clause.appointed_by or clause.body, one_of))
            case c.Leadership():
                shares.append(one_of)
            case c.Sanction():
                # Automatic sanctions treat all alike; a veto is a say for its holders alone.
                shares.append(len(clause.veto) * one_of if clause.veto else 1.0)
            case c.EmergencyPowers():
                shares.append(0.0 if clause.sunset is None else 0.5)
            case c.AccessionRule():
                shares.append({"open": 1.0, "vote": 0.5, "closed": 0.0}[clause.rule])
            case _:
                continue
    return sum(shares) / len(shares) if shares else 1.0
