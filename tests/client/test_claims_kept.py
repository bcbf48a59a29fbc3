"""``detente claims --keep``: what is done is not done again, and the table is the same whatever interrupted it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from detente_client.cli.claims_work import Keeper, answers, parts
from detente_rules.claims.registry import by_id
from detente_rules.claims.run import Unit, robust_units, units
from tests.client.commands import called

FAST = ("race-is-a-dilemma", "always-a-competitor")
ASKED = ("claims", *FAST, "--quick", "--robust", "3", "--json")


def work() -> list[Unit]:
    """What the command is asked for here."""
    claims = [by_id(name) for name in FAST]
    return [*units(claims, quick=True), *robust_units(claims, 3)]


def table(*arguments: str) -> dict[str, Any]:
    """The command's JSON, without how long each claim took."""
    done = called(*ASKED, *arguments)
    assert done.status == 0, done.err
    result: dict[str, Any] = json.loads(done.out)
    for claim in result["claims"]:
        del claim["seconds"]
    return result


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """In one go, with nothing kept."""
    return table("--processes", "1")


@pytest.mark.parametrize(("stop", "first", "then"), [(1, 1, 2), (3, 2, 1)])
def test_the_table_is_the_same_whatever_the_interruption(
    whole: dict[str, Any], tmp_path: Path, stop: int, first: int, then: int
) -> None:
    """After so many parts, with so many processes before and after."""
    path = tmp_path / "claims.jsonl"
    with contextlib.closing(answers(work(), Keeper(path), first)) as some:
        for _ in range(stop):
            next(some)
    lines = path.read_text().splitlines()
    assert len(lines) == stop
    assert table("--keep", str(path), "--processes", str(then)) == whole
    assert path.read_text().splitlines()[:stop] == lines
    assert len(path.read_text().splitlines()) == len(parts(work()))


def test_what_is_kept_is_not_done_again(whole: dict[str, Any], tmp_path: Path) -> None:
    """The file does not grow, and more draws are added to those that are there."""
    path = tmp_path / "claims.jsonl"
    fewer = called("claims", *FAST, "--quick", "--robust", "1", "--keep", str(path))
    assert fewer.status == 0
    assert table("--keep", str(path)) == whole
    kept = path.read_bytes()
    assert table("--keep", str(path)) == whole
    assert path.read_bytes() == kept


def test_a_line_that_was_cut_off_costs_that_line_alone(whole: dict[str, Any], tmp_path: Path) -> None:
    """As a machine that loses its power leaves it."""
    path = tmp_path / "claims.jsonl"
    table("--keep", str(path))
    kept = path.read_bytes()
    path.write_bytes(kept[:-40])
    assert table("--keep", str(path)) == whole
    assert path.read_bytes().startswith(kept[:-40] + b"\n")
    assert [answer.unit for answer in Keeper(path).those(work())] == work()


def test_figures_of_other_rules_are_not_taken(tmp_path: Path) -> None:
    """Their lines stay, for the version that wrote them."""
    path = tmp_path / "claims.jsonl"
    next(answers(work()[:1], Keeper(path), 1))
    assert Keeper(path).answer(work()[0]) is not None
    other = path.read_text().replace('{"mark": "', '{"mark": "0')
    path.write_text(other)
    assert Keeper(path).answer(work()[0]) is None
    called("claims", FAST[0], "--quick", "--keep", str(path))
    assert path.read_text().startswith(other)


def test_a_file_that_cannot_be_written_is_said_before_anything_is_done(tmp_path: Path) -> None:
    """One line, exit 1."""
    done = called("claims", FAST[0], "--quick", "--keep", str(tmp_path))
    assert done.status == 1
    assert str(tmp_path) in done.err
