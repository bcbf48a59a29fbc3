"""The published AsyncAPI document against the specification's own schema, without a network once it is here."""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.protocol.node import packages
from tests.protocol.published import FOLDER

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    """AsyncAPI 3.0 as JSON Schema, which holds every schema that it refers to."""
    file = packages() / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
    return Draft7Validator(json.loads(file.read_text(encoding="utf-8")))


def _published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "asyncapi.json").read_text(encoding="utf-8"))
    return found


def test_it_is_asyncapi(specification: Draft7Validator) -> None:
    """To the letter."""
    faults = [
        f"{list(one.absolute_path)}: {one.message[:200]}" for one in specification.iter_errors(_published())
    ]
    assert not faults


def test_the_check_would_find_a_fault(specification: Draft7Validator) -> None:
    """An operation that neither sends nor receives is none."""
    document = _published()
    document["operations"]["receive_hello"]["action"] = "shout"
    assert list(specification.iter_errors(document))


def test_every_reference_leads_somewhere() -> None:
    """Which a schema cannot say."""
    document = _published()

    def follow(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                found: Any = document
                for step in part["$ref"].removeprefix("#/").split("/"):
                    found = found[step]
            for item in part.values():
                follow(item)
        elif isinstance(part, list):
            for item in part:
                follow(item)

    follow(document)
