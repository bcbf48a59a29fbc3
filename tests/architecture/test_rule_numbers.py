"""Whoever looks for a rule by its number finds the rule, the code that implements it and the test that pins it, in one search each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("rules/detente_rules", "server/detente_server", "client/detente_client")
NUMBERS = tuple(
    re.findall(
        r"^\*\*(R\d+\.\d+)\b", (ROOT / "rules" / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
)


def cited(*folders: str) -> frozenset[str]:
    """Every rule number that stands in a file of these folders."""
    found: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if path != Path(__file__):
                found |= set(re.findall(r"\bR\d+\.\d+\b", path.read_text(encoding="utf-8")))
    return frozenset(found)


IN_CODE, IN_TESTS = cited(*CODE), cited("tests")


def test_there_are_rules_and_no_number_twice() -> None:
    """A number names one rule."""
    assert len(NUMBERS) > 100
    assert len(set(NUMBERS)) == len(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_rule_is_found_in_the_code_and_in_a_test(number: str) -> None:
    """By its number, as it stands."""
    assert number in IN_CODE, f"no code cites {number}"
    assert number in IN_TESTS, f"no test cites {number}"


def test_nobody_cites_a_rule_that_does_not_exist() -> None:
    """Neither code nor tests; R0.0 is what a test calls a rule that is none."""
    assert sorted((IN_CODE | IN_TESTS) - {"R0.0", *NUMBERS}) == []
