"""What a person fills in for a clause: read off the clause's own annotations, so that nothing is stated twice."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import annotated_types
from pydantic.fields import FieldInfo

from detente_rules.treaty.clauses import CLAUSE_TYPES, REPEATABLE

FieldType = Literal["number", "whole", "yes_no", "choice", "choices", "seat", "seats", "treaty"]


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One parameter. low, high: bounds of a number, or of how many are named; None where there are none.

    required: there is no default. optional: may be left empty (None). choices: the words to choose from.
    """

    name: str
    type: FieldType
    unit: str
    help: str
    low: float | None
    high: float | None
    default: Any
    required: bool
    optional: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A clause kind as a form. repeatable: a treaty may hold several of it."""

    kind: str
    title: str
    help: str
    fields: tuple[FieldForm, ...]
    repeatable: bool

    def field(self, name: str) -> FieldForm | None:
        """The field of that name, if there is one."""
        return next((field for field in self.fields if field.name == name), None)


@lru_cache(maxsize=64)
def form(kind: str) -> Form:
    """The form of one kind of clause. Raises KeyError for an unknown kind."""
    cls = CLAUSE_TYPES[kind]
    hints = typing.get_type_hints(cls, include_extras=True)
    fields = tuple(_field(spec, hints[spec.name]) for spec in dataclasses.fields(cls) if spec.name != "kind")
    title = kind.replace("_", " ").capitalize()
    return Form(kind, title, " ".join((cls.__doc__ or "").split()), fields, kind in REPEATABLE)


def forms() -> tuple[Form, ...]:
    """Every form, in the order in which the vocabulary lists the clauses."""
    return tuple(form(kind) for kind in CLAUSE_TYPES)


def _field(spec: dataclasses.Field[Any], hint: Any) -> FieldForm:
    parts = typing.get_args(hint)
    bare, info = parts[0], parts[-1]
    assert isinstance(info, FieldInfo)
    kind, optional, words = _type(bare)
    extra = info.json_schema_extra
    unit = str(extra["unit"]) if isinstance(extra, dict) else ""
    if unit == "treaty":
        kind = "treaty"
    low, high = _bounds(info)
    required = spec.default is dataclasses.MISSING
    return FieldForm(
        name=spec.name,
        type=kind,
        unit=unit,
        help=info.description or "",
        low=low,
        high=high,
        default=None if required else spec.default,
        required=required,
        optional=optional,
        choices=words,
    )


def _type(bare: Any) -> tuple[FieldType, bool, tuple[str, ...]]:
    """Type of the field, whether it may be None, and the words of a Literal."""
    if isinstance(bare, types.UnionType) or typing.get_origin(bare) is typing.Union:
        inner = next(part for part in typing.get_args(bare) if part is not type(None))
        kind, _, words = _type(inner)
        return kind, True, words
    if typing.get_origin(bare) is Literal:
        return "choice", False, typing.get_args(bare)
    if typing.get_origin(bare) is tuple:
        inner = typing.get_args(bare)[0]
        if typing.get_origin(inner) is Literal:
            return "choices", False, typing.get_args(inner)
        return "seats", False, ()
    if typing.get_origin(bare) is typing.Annotated:
        return "seat", False, ()
    simple: dict[Any, FieldType] = {bool: "yes_no", int: "whole", float: "number", str: "seat"}
    return simple[bare], False, ()


def _bounds(info: FieldInfo) -> tuple[float | None, float | None]:
    low: Any = None
    high: Any = None
    for bound in info.metadata:
        if isinstance(bound, annotated_types.Ge):
            low = bound.ge
        elif isinstance(bound, annotated_types.Le):
            high = bound.le
        elif isinstance(bound, annotated_types.MinLen):
            low = bound.min_length
        elif isinstance(bound, annotated_types.MaxLen):
            high = bound.max_length
    return low, high
