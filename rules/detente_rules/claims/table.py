"""The table at which claims are tested: six labs in six nations, and treaties of real clauses among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from detente_rules.treaty.clauses import Clause
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.context import Context, Independence
from detente_rules.treaty.draft import Draft
from detente_rules.treaty.terms import Phase, Status, Terms

__all__ = ["HOMES", "LABS", "NATIONS", "Table", "Text", "compiled", "context", "in_force"]

HOMES: Final = (0, 0, 1, 1, 2, 3)
"""Home of each lab; the last two nations have none."""
LABS: Final = tuple(f"lab-{place}" for place in range(6))
NATIONS: Final = tuple(f"nation-{place}" for place in range(6))

Table: TypeAlias = tuple[Terms, Status]
"""Terms and status of one game (G = 1), or of every game of a batch."""


@dataclass(frozen=True, slots=True)
class Text:
    """A treaty in force from the first round. parties: all nations by default. leader_own: what the scenario states."""

    clauses: tuple[Clause, ...]
    parties: tuple[str, ...] = NATIONS
    leader_own: float | None = None

    def having(self, *clauses: Clause) -> Text:
        """With these clauses in place of those of the same kinds."""
        kinds = {clause.kind for clause in clauses}
        return replace(self, clauses=(*(own for own in self.clauses if own.kind not in kinds), *clauses))

    def without(self, *kinds: str) -> Text:
        """Without the clauses of these kinds."""
        return replace(self, clauses=tuple(own for own in self.clauses if own.kind not in kinds))


def context(rounds: int, treaties: int = 1, leader_own: float | None = None) -> Context:
    """The table's seats for a game of so many rounds."""
    independence = Independence() if leader_own is None else Independence(leader_own=leader_own)
    return Context(
        labs=LABS, nations=NATIONS, homes=HOMES, rounds=rounds, treaties=treaties, independence=independence
    )


def compiled(text: Text, rounds: int, treaties: int = 1) -> Terms:
    """Its row of terms (G = T = 1)."""
    where = context(rounds, treaties, text.leader_own)
    return compile_draft(Draft("claim", text.parties, text.clauses), where)


def in_force(rounds: int, *texts: Text) -> Table:
    """Treaties that bind all their parties from the first round on, one a slot."""
    count = max(1, len(texts))
    terms = Terms.empty(1, len(LABS), len(NATIONS), count)
    status = Status.empty(1, len(LABS), len(NATIONS), count)
    for slot, text in enumerate(texts):
        terms = terms.with_treaty(slot, compiled(text, rounds, count))
        status = bound(terms, status, slot, text.parties)
    return terms, status


def bound(terms: Terms, status: Status, slot: int, parties: Iterable[str]) -> Status:
    """With the treaty in ``slot`` in force among ``parties`` from now on."""
    names = set(parties)
    member = np.array([seat in names for seat in (*LABS, *NATIONS)])
    changes = {}
    for name in ("signed", "ratified", "member"):
        array = getattr(status, name).copy()
        array[:, slot] = member
        changes[name] = array
    phase, entered, left = status.phase.copy(), status.entered.copy(), status.term_left.copy()
    phase[:, slot], entered[:, slot] = int(Phase.IN_FORCE), 0
    left[:, slot] = np.where(terms.duration[:, slot] > 0, terms.duration[:, slot], -1)
    return replace(status, phase=phase, entered=entered, term_left=left, **changes)
