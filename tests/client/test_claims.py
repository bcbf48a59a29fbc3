"""``detente claims``: the command, its JSON, and the same figures whatever the number of processes."""

from __future__ import annotations

import json
from typing import Any

from tests.client.commands import called

FAST = ("race-is-a-dilemma", "always-a-competitor")


def asked(*arguments: str) -> dict[str, Any]:
    """The command's JSON, without how long each claim took."""
    done = called("claims", *FAST, "--quick", "--json", *arguments)
    assert done.status == 0, done.err
    result: dict[str, Any] = json.loads(done.out)
    for claim in result["claims"]:
        assert claim.pop("seconds") >= 0.0
    return result


def test_the_figures_are_the_same_whatever_the_number_of_processes() -> None:
    """Draws of all parameters included."""
    alone = asked("--processes", "1", "--robust", "2")
    assert alone == asked("--processes", "2", "--robust", "2")
    assert [claim["id"] for claim in alone["claims"]] == list(FAST)
    assert [claim["robust"]["draws"] for claim in alone["claims"]] == [2, 2]


def test_json_has_the_keys_that_others_rely_on() -> None:
    """One line; verdicts are true, false or null."""
    result = asked("--processes", "1", "--rounds", "5")
    assert set(result) == {"calibration", "claims"}
    for claim in result["claims"]:
        assert set(claim) == {"id", "holds", "figures", "robust", "reason"}
        assert claim["holds"] in {True, False, None}
        assert all("5 rounds" in name for name in claim["figures"])


def test_one_claim_is_printed_with_its_figures_and_bars() -> None:
    """For people: name, value, interval, bar."""
    done = called("claims", FAST[0], "--quick", "--processes", "1")
    assert done.status == 0
    assert "holds" in done.out
    assert "must be at least" in done.out


def test_the_list_tells_what_there_is_without_testing_anything() -> None:
    """And an unknown claim is a usage fault that lists them."""
    assert "teeth" in called("claims", "--list").out
    done = called("claims", "race-is-a-picnic")
    assert done.status == 2
    assert "teeth" in done.err


def test_bad_numbers_are_usage_faults() -> None:
    """Lengths, draws and processes."""
    for arguments in (("--rounds", "five"), ("--rounds", "1"), ("--robust", "-1"), ("--processes", "0")):
        assert called("claims", *arguments).status == 2
