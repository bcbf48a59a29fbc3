"""docs/claims.md and the registry tell of the same rows, and every row says what would refute it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente_rules.claims.claim import Claim, Figure, Result, Robust
from detente_rules.claims.reasons import FOUND, REVISED
from detente_rules.claims.registry import CLAIMS, by_id
from detente_rules.claims.text import markdown, refutation

ROOT = Path(__file__).parents[3]
TABLE = """
race-is-a-dilemma unilateral-restraint coordinated-restraint winner-cut-corners always-a-competitor own-assessment
insiders-know careful-at-the-frontier safety-lab-first looks-like-cooperation
domestic-floor domestic-not-enough moat incumbents-write-rules risk-without-moat
paper-treaty verification-deters teeth self-report who-appoints conflict-of-interest close-to-the-pipeline scandal
lead-lowers-risk lead-concentrates fast-or-legitimate compounding-lead excluded-build-parallel let-us-win emergency-needed
emergency-persists predetermined-bargain sovereignty-price
precedents-improve salt salt-unratified new-start cwc montreal phase-down
no-free-lunch nobody-beats-the-planner many-ways no-spectators effective-institutions coordination-index
"""
ROWS = re.findall(r"\S+", TABLE)
"""The table of claims that this game set out with."""


def result(holds: bool = False, **figure: float) -> Result:
    """A row with two figures at two lengths, by hand."""
    barred = {"value": 0.3, "low": 0.2, "high": 0.4, "bar": 0.5, **figure}
    figures = (
        Figure("fall | of risk @ 5 rounds", **barred, must="at least", doubt=1.0),
        Figure("fall | of risk @ 12 rounds", **{**barred, "value": 0.9, "high": 0.95}, must="at least"),
        Figure("risk @ 12 rounds", 0.25, 0.25, 0.25),
    )
    return Result(by_id("salt"), holds, figures, "A reason.", robust=Robust(40, 0.25))


def test_every_row_that_was_set_out_is_there_and_no_other() -> None:
    """Row by row."""
    assert sorted(claim.id for claim in CLAIMS) == sorted(ROWS)


def test_the_table_in_docs_names_every_row_and_no_other() -> None:
    """A paragraph and a line of the overview each."""
    text = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (\S+)$", text, re.MULTILINE) == [claim.id for claim in CLAIMS]
    assert re.findall(r"^\| \[`([a-z-]+)`\]", text, re.MULTILINE) == [claim.id for claim in CLAIMS]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_row_says_what_would_refute_it(claim: Claim) -> None:
    """In its module's docstring."""
    assert "efuted" in refutation(claim)


def test_notes_are_of_rows_that_exist() -> None:
    """Reasons found, and designs that are not blind any more."""
    assert {*FOUND, *REVISED} <= set(ROWS)


def test_the_text_shows_what_was_met_and_what_was_missed() -> None:
    """Intervals, bars, the verdict at each length, the share of draws, and a name that breaks no table."""
    text = markdown([result()])
    assert "| [`salt`](#salt) † | missed | met | **fails** | 25% of 40 |" in text
    assert "| fall / of risk | at least 0.5 | **0.3 [0.2, 0.4]** | 0.9 [0.2, 0.95] |" in text
    assert "| risk | – | – | 0.25 |" in text
    assert "A reason." in text
