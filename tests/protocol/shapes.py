"""Validators made from the published schema, and the examples they are tried on."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from detente_rules.wire.schema import REF, schema

EXAMPLES: Final = Path(__file__).parents[1] / "wire"


def examples(name: str) -> list[dict[str, Any]]:
    """One file of examples: what each is about, and its frame."""
    found: list[dict[str, Any]] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def _document(closed: bool) -> dict[str, Any]:
    document = deepcopy(schema())
    if closed:
        for definition in document["$defs"].values():
            if "properties" in definition:
                definition["additionalProperties"] = False
    return document


@cache
def shape(name: str, *, closed: bool = False) -> Draft202012Validator:
    """What the published schema says of one name. closed: no field beyond those published."""
    document = _document(closed)
    return Draft202012Validator({"$ref": REF + name, "$defs": document["$defs"]})


def faults(name: str, value: object, *, closed: bool = False) -> list[str]:
    """Where a value is not what was published; empty when it is."""
    found = shape(name, closed=closed).iter_errors(value)
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in found]
