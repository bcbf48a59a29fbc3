"""What is wrong with a draft: a list of faults, each naming clause, field and range (R4.2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a draft.

    clause: index in the draft's list, None for the draft as a whole. kind: the clause's kind, "" where unknown.
    field: parameter at fault, "" for the clause as a whole. low, high: the allowed range, where there is one.
    rule: number in rules/README.md. message: one sentence for people.
    """

    clause: int | None
    kind: str
    field: str
    message: str
    rule: str = "R4.2"
    low: float | None = None
    high: float | None = None

    @property
    def path(self) -> str:
        """Where it is, as a refusal's field says it: ``clauses.2.level``, ``parties``."""
        parts = ["clauses", str(self.clause)] if self.clause is not None else []
        return ".".join([*parts, self.field] if self.field else parts)


class BadDraft(ValueError):
    """A draft, or a clause, that the treaty language does not allow; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.path or 'draft'}: {fault.message}" for fault in faults))
        self.faults = faults
