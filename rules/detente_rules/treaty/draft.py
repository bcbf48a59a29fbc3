"""A treaty's text: parties and clauses, read strictly from plain data (R4.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pydantic import ValidationError

from detente_rules.recorded import Recorded
from detente_rules.treaty.clauses import CLAUSE, CLAUSE_TYPES, Clause
from detente_rules.treaty.faults import BadDraft, Fault
from detente_rules.treaty.forms import FieldForm, form

MAX_CLAUSES: Final = 40
MAX_PARTIES: Final = 40
MAX_TITLE: Final = 40

NON_MONOTONE: Final = frozenset(
    {"unless", "at_most", "atmost", "fewer", "fewer_than", "less_than", "not", "without", "except", "until"}
)
"""Words of conditions that more parties could make false: such a commitment has no single largest consistent set."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a treaty: immutable; an amendment is another draft. parties: seat ids, each once."""

    title: str
    parties: tuple[str, ...]
    clauses: tuple[Clause, ...]

    def to_data(self) -> dict[str, Any]:
        """Plain data that `parse_draft` reads back to an equal draft."""
        clauses = [clause_data(clause) for clause in self.clauses]
        return {"title": self.title, "parties": list(self.parties), "clauses": clauses}

    def clause(self, kind: str) -> Clause | None:
        """The first clause of a kind."""
        return next((clause for clause in self.clauses if clause.kind == kind), None)


def clause_data(clause: Clause) -> dict[str, Any]:
    """A clause as plain data, every parameter spelled out."""
    data: dict[str, Any] = json.loads(_written(clause))
    return data


@lru_cache(maxsize=1024)
def _written(clause: Clause) -> bytes:
    """As JSON; remembered, because the same clauses are proposed again and again, and reading JSON is quick."""
    return CLAUSE.dump_json(clause)


def parse_clause(data: object) -> Clause:
    """Read one clause. Raises: BadDraft, naming field and range."""
    if isinstance(data, Recorded) and isinstance(data.of, _KINDS):
        return data.of
    clause, faults = _read(None, data)
    if clause is None:
        raise BadDraft(faults)
    return clause


def parse_draft(data: object) -> Draft:
    """Read a draft: ``{"title", "parties": [seat …], "clauses": [{"kind": …} …]}``.

    Every clause is judged, so that a person sees all faults at once. Whether the clauses fit one another and
    the seats of a game is `checks.check`'s question. Raises: BadDraft.
    """
    if not isinstance(data, Mapping):
        raise BadDraft((Fault(None, "", "", "A draft is an object with title, parties and clauses."),))
    faults = [Fault(None, "", str(name), "This field is not known here.") for name in set(data) - _FIELDS]
    title = data.get("title")
    if not isinstance(title, str) or not 1 <= len(title) <= MAX_TITLE:
        faults.append(
            Fault(None, "", "title", f"A title has 1 to {MAX_TITLE} characters.", low=1, high=MAX_TITLE)
        )
    parties = _parties(data.get("parties"), faults)
    clauses = _clauses(data.get("clauses"), faults)
    if faults:
        raise BadDraft(tuple(faults))
    assert isinstance(title, str)
    return Draft(title, parties, clauses)


_FIELDS: Final = frozenset({"title", "parties", "clauses"})


def _sequence(data: object) -> Sequence[object] | None:
    return data if isinstance(data, Sequence) and not isinstance(data, str | bytes) else None


def _parties(data: object, faults: list[Fault]) -> tuple[str, ...]:
    names = _sequence(data)
    if names is None or not 1 <= len(names) <= MAX_PARTIES:
        text = f"A treaty names 1 to {MAX_PARTIES} parties."
        faults.append(Fault(None, "", "parties", text, low=1, high=MAX_PARTIES))
        return ()
    out = tuple(name for name in names if isinstance(name, str))
    if len(out) != len(names) or len(set(out)) != len(out):
        faults.append(Fault(None, "", "parties", "Parties are seats, each named once."))
    return out


def _clauses(data: object, faults: list[Fault]) -> tuple[Clause, ...]:
    items = _sequence(data)
    if items is None or not 1 <= len(items) <= MAX_CLAUSES:
        text = f"A treaty has 1 to {MAX_CLAUSES} clauses."
        faults.append(Fault(None, "", "clauses", text, low=1, high=MAX_CLAUSES))
        return ()
    out: list[Clause] = []
    for index, item in enumerate(items):
        clause, found = _read(index, item)
        faults.extend(found)
        if clause is not None:
            out.append(clause)
    return tuple(out)


def _read(index: int | None, data: object) -> tuple[Clause | None, tuple[Fault, ...]]:
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(kind, str) or kind not in CLAUSE_TYPES:
        known = ", ".join(CLAUSE_TYPES)
        return None, (Fault(index, "", "kind", f"A clause is an object whose kind is one of: {known}."),)
    try:
        # Through JSON, because there a list is a tuple and a number is never a string.
        return _clause_of(json.dumps(data)), ()
    except ValidationError as report:
        errors = report.errors(include_url=False, include_input=False)
        # One fault a field: a wrong element also makes its list too short.
        return None, tuple(dict.fromkeys(_fault(index, kind, error) for error in errors))
    except (TypeError, ValueError, RecursionError):
        return None, (Fault(index, kind, "", "A clause holds only numbers, texts, lists and true or false."),)


@lru_cache(maxsize=1024)
def _clause_of(text: str) -> Clause:
    """Remembered where it is sound, for the same reason."""
    return CLAUSE.validate_json(text)


_KINDS: Final = tuple(CLAUSE_TYPES.values())


def _fault(index: int | None, kind: str, error: Any) -> Fault:
    """Turn one of pydantic's reports into our words, with the range of the field."""
    path = [str(step) for step in error["loc"] if step != kind]
    context = error.get("ctx") or {}
    if error["type"] == "contradiction":
        return Fault(index, kind, str(context["field"]), str(context["text"]))
    name = path[0] if path else ""
    if error["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        if name in NON_MONOTONE:
            text = f"A condition may ask for more parties, never for fewer: '{name}' is not allowed."
            return Fault(index, kind, name, text, rule="R4.7")
        return Fault(index, kind, name, "This field is not known here.")
    field = form(kind).field(name)
    if field is None:
        return Fault(index, kind, name, str(error["msg"]))
    text = _expected(field, missing=error["type"] in {"missing", "missing_argument"})
    return Fault(index, kind, name, text, low=field.low, high=field.high)


def _expected(field: FieldForm, *, missing: bool) -> str:
    span = "" if field.low is None or field.high is None else f" from {field.low:g} to {field.high:g}"
    wanted = {
        "number": f"a number{span} ({field.unit})",
        "whole": f"a whole number{span} ({field.unit})",
        "yes_no": "true or false",
        "choice": "one of " + ", ".join(field.choices),
        "choices": "a list of " + ", ".join(field.choices),
        "seat": "the id of a seat",
        "treaty": "the id of a treaty",
        "seats": f"a list of seat ids,{span} of them",
    }[field.type]
    lead = "is needed:" if missing else "must be"
    return f"{field.name} {lead} {wanted}{' or nothing' if field.optional else ''}."
