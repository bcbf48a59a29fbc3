"""Clauses that do not fit one another, or speak of seats that are not party, are refused by name (R4.2)."""

import pytest

from detente_rules.treaty import clauses as c
from detente_rules.treaty.checks import check, checked
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.faults import BadDraft
from tests.rules.treaty.board import COMPANIONS, CONTEXT, EXAMPLES, FLOOR, LABS, NATIONS, draft

CAP = c.CapabilityCap(growth=0.3)


def test_the_whole_vocabulary_fits_in_one_treaty() -> None:
    """Every kind at once, among everybody, without a contradiction."""
    assert check(draft(*EXAMPLES.values(), parties=(*NATIONS, *LABS)), CONTEXT) == ()


@pytest.mark.parametrize("kind", COMPANIONS)
def test_a_clause_that_needs_another_is_refused_alone(kind: str) -> None:
    """And accepted beside it."""
    (fault, *_) = check(draft(EXAMPLES[kind]), CONTEXT)
    assert fault.kind == kind
    assert COMPANIONS[kind][0].kind in fault.message
    assert check(draft(*COMPANIONS[kind], EXAMPLES[kind]), CONTEXT) == ()


@pytest.mark.parametrize(
    ("clauses", "index", "field"),
    [
        ((FLOOR, c.SafetyFloor(level=0.3)), 1, "kind"),
        ((c.CapabilityCap(level=3.0), c.Merit(slope=0.1)), 1, "kind"),
        ((c.Licence(above=1.0),), 0, "cost"),
        ((c.EntryIntoForce(count=4),), 0, "count"),
        ((c.Conditional(count=4),), 0, "count"),
        ((c.Duration(lasts=6), c.Sunset(after=4)), 1, "after"),
        ((FLOOR, c.EmergencyPowers(floor=0.1)), 1, "floor"),
        ((FLOOR, c.Leadership(leader="mora", floor_low=0.3, floor_high=0.5)), 1, "floor_high"),
        (
            (c.Leadership(leader="mora", floor_high=0.5), c.Oversight(body="leader", leader="norr")),
            1,
            "leader",
        ),
        ((c.MutualRecognition(treaty="t9"),), 0, "treaty"),
        ((c.SafetyFloor(level=0.2, labs=("delta",)),), 0, "labs"),
        ((CAP, c.PhaseDown(fraction=0.1, grace=2, grace_for=("alpha",))), 1, "grace_for"),
        ((c.EntryIntoForce(named=("alpha",)),), 0, "named"),
        ((c.Conditional(seats=("delta",), count=1),), 0, "seats"),
        ((c.Conditional(named=("delta",)),), 0, "named"),
        ((c.Transfer(payers=("mora",), receivers=("alpha",), amount=1.0),), 0, "receivers"),
        ((c.Transfer(payers=("nobody",), receivers=("mora",), amount=1.0),), 0, "payers"),
        ((c.Sanction(decided="vote", veto=("alpha",)),), 0, "veto"),
        ((c.Oversight(body="leader", leader="alpha"),), 0, "leader"),
        ((c.Oversight(body="parties", hosted_by="delta"),), 0, "hosted_by"),
        (
            (c.Inspection(instrument="on_site", rate=1, challenge=1, challenge_by=("alpha",)),),
            0,
            "challenge_by",
        ),
        ((c.KillSwitch(trigger=0.1, holder="alpha"),), 0, "holder"),
        ((c.JointLab(seat="alpha", members=("alpha", "beta"), pools=0.1),), 0, "members"),
        ((c.JointLab(seat="alpha", members=("delta",), pools=0.1),), 0, "members"),
        ((c.Fund(pays=0.5, filled_by=("alpha",)),), 0, "filled_by"),
    ],
)
def test_what_does_not_fit_is_refused_with_clause_and_field(
    clauses: tuple[c.Clause, ...], index: int, field: str
) -> None:
    """Among the three nations; alpha is bound through its home and is no party itself, delta has no home."""
    (fault, *_) = check(draft(*clauses), CONTEXT)
    assert (fault.clause, fault.field) == (index, field)
    with pytest.raises(BadDraft):
        compile_draft(draft(*clauses), CONTEXT)


def test_a_party_that_is_no_seat_is_named() -> None:
    """A typing error is told."""
    with pytest.raises(BadDraft, match="atlantis"):
        checked(draft(FLOOR, parties=("mora", "atlantis")), CONTEXT)


def test_a_fund_without_nations_needs_somebody_to_fill_it() -> None:
    """Labs alone may promise one another a fund, if they say who fills it."""
    text = draft(FLOOR, c.Fund(pays=0.5), parties=("alpha", "gamma"))
    assert [fault.field for fault in check(text, CONTEXT)] == ["filled_by"]
    text = draft(FLOOR, c.Fund(pays=0.5, filled_by=("alpha",)), parties=("alpha", "gamma"))
    assert check(text, CONTEXT) == ()


def test_clauses_that_may_be_repeated_add_up() -> None:
    """Transfers, conditions and recognitions."""
    one = c.Transfer(payers=("mora",), receivers=("norr",), amount=1.0)
    two = c.Transfer(payers=("norr",), receivers=("osk",), amount=1.0)
    row = compile_draft(draft(one, two), CONTEXT)
    assert row.transfer[0, 0].tolist() == [0, 0, 0, 0, -1.0, 0.0, 1.0]
