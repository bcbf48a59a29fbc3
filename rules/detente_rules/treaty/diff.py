"""What changed between two versions of a draft, for the card that carries a proposal (R4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente_rules.treaty.clauses import Clause
from detente_rules.treaty.draft import Draft, clause_data
from detente_rules.treaty.sentences import Name, sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter of a clause: what it was and what it is."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause whose parameters differ; before, after: its place in either version."""

    before: Clause
    after: Clause
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs; empty means the same text. title: the old one, or None where it stayed."""

    title: str | None
    joined: tuple[str, ...]
    left: tuple[str, ...]
    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[ClauseChange, ...]

    def __bool__(self) -> bool:
        return bool(self.title or self.joined or self.left or self.added or self.removed or self.changed)

    def lines(self, name: Name = str) -> tuple[str, ...]:
        """The difference in words: ``+`` new, ``-`` gone, ``~`` changed."""
        return (
            *(f"+ party {name(seat)}" for seat in self.joined),
            *(f"- party {name(seat)}" for seat in self.left),
            *(f"- {sentence(clause, name)}" for clause in self.removed),
            *(f"~ {sentence(one.after, name)} ({_words(one)})" for one in self.changed),
            *(f"+ {sentence(clause, name)}" for clause in self.added),
        )


def difference(before: Draft, after: Draft) -> Difference:
    """Compare two versions. Clauses are matched by kind, equal ones first, then in their order."""
    old, new = list(before.clauses), list(after.clauses)
    for clause in before.clauses:
        if clause in new:
            old.remove(clause)
            new.remove(clause)
    changed = []
    for clause in tuple(old):
        partner = next((other for other in new if other.kind == clause.kind), None)
        if partner is not None:
            old.remove(clause)
            new.remove(partner)
            changed.append(ClauseChange(clause, partner, _changes(clause, partner)))
    return Difference(
        title=before.title if before.title != after.title else None,
        joined=tuple(seat for seat in after.parties if seat not in before.parties),
        left=tuple(seat for seat in before.parties if seat not in after.parties),
        added=tuple(new),
        removed=tuple(old),
        changed=tuple(changed),
    )


def _changes(before: Clause, after: Clause) -> tuple[Change, ...]:
    old, new = clause_data(before), clause_data(after)
    return tuple(Change(field, old[field], new[field]) for field in old if old[field] != new[field])


def _words(one: ClauseChange) -> str:
    return ", ".join(
        f"{change.field} {_plain(change.before)} → {_plain(change.after)}" for change in one.changes
    )


def _plain(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case list():
            return ", ".join(map(str, value)) or "none"
        case _:
            return str(value)
