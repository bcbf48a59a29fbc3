"""What the briefs say of the world is true in the engine: each sentence with a number, and the check that it holds.

Whether a sentence stands in its brief is checked too, so that text and check cannot drift apart.
"""

import pytest

from detente_rules import library
from tests.rules import brief_sheets, brief_sheets_debates, brief_sheets_orders, brief_sheets_precedents
from tests.rules.briefs import Check, world

SHEETS = {
    **brief_sheets.SHEETS,
    **brief_sheets_precedents.SHEETS,
    **brief_sheets_debates.SHEETS,
    **brief_sheets_orders.SHEETS,
}
ROWS = [(name, *row) for name, sheet in SHEETS.items() for row in sheet]


@pytest.mark.parametrize(
    ("name", "seat", "said", "check"), ROWS, ids=[f"{n}-{s}-{w[:30]}" for n, s, w, _ in ROWS]
)
def test_what_a_brief_says_is_so(name: str, seat: str, said: str, check: Check) -> None:
    """The sentence stands in the brief of that seat, and the engine agrees."""
    brief = library.load(name).seat(seat).brief
    assert said in " ".join(f"{brief.public} {brief.secret}".split())
    assert check(world(name))


def test_every_scenario_has_its_sentences_checked() -> None:
    """No scenario without a sheet, and no sheet of fewer than five sentences."""
    assert set(SHEETS) == set(library.names())
    assert all(len(sheet) >= 5 for sheet in SHEETS.values())
