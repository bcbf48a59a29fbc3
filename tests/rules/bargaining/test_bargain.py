"""What drafts are worth and where they lie among their like (R8.12)."""

from dataclasses import replace

import numpy as np
import pytest

from detente_rules.bargaining import bargain
from detente_rules.bargaining.family import family
from detente_rules.bargaining.worth import worth
from detente_rules.forecast import known
from detente_rules.treaty.checks import check
from detente_rules.treaty.clauses import SafetyFloor, Transfer
from detente_rules.treaty.draft import Draft, parse_draft
from detente_rules.views.types import View
from tests.rules.forecast.seen import moments, seen_from, verified


def table(seat: str = "aurelia") -> View:
    """The first negotiation of two blocs."""
    return seen_from(moments()[1, "negotiation"], seat)


def paper(view: View) -> Draft:
    """A floor that nobody checks."""
    named = [row.id for row in view.nations]
    return parse_draft(
        {"title": "Paper", "parties": named, "clauses": [{"kind": "safety_floor", "level": 0.32}]}
    )


def test_a_family_begins_with_the_draft_and_holds_no_contradiction() -> None:
    """Every combination of levels, its own among them; what the language refuses is left out."""
    view = table()
    context = known(view).context
    draft = verified(view)
    drafts = family(draft, context)
    assert drafts[0] == draft
    assert len(drafts) == len(set(drafts)) == 5 * 3 * 3
    assert all(check(one, context) == () for one in drafts)


def test_terms_that_nobody_enforces_are_worth_no_more_than_what_they_bring_about() -> None:
    """The same floor: verified it is worth much to both nations, on paper every lab breaks it and little is left."""
    view = table()
    found = worth(known(view), (verified(view, rate=0.9), paper(view)), 0, 7)
    firm, weak = found.gains[:, -2:]
    assert (weak < 0.4 * firm).all()
    assert set(found.cheats[1]) == {row.id for row in view.labs}
    assert len(found.cheats[0]) < len(found.cheats[1])
    assert found.risk[0] < found.risk[1] <= found.risk_without + 0.02


def test_the_solutions_lie_on_the_frontier_and_a_poor_draft_has_room_above_it() -> None:
    """Nobody recommends what everybody would better."""
    view = table()
    found = bargain(view, verified(view, rate=0.2))
    assert found.room > 10
    assert found.nash is not None
    assert found.kalai_smorodinsky is not None
    assert found.egalitarian is not None
    for point in (found.nash, found.kalai_smorodinsky, found.egalitarian):
        assert not (found.gains > point.gains + 1e-9).all(axis=1).any()
    assert found.players == ("aurelia", "meridian")
    assert found.frontier.any()
    assert "another draft would give every party" in found.sentence()


def test_money_taken_from_one_side_makes_a_draft_one_sided() -> None:
    """With a tribute from Meridian, it gains less, Aurelia more, and the draft is farther from Nash's point."""
    view = table()
    fair = verified(view, rate=0.9)
    tribute = Transfer(payers=("meridian",), receivers=("aurelia",), amount=8.0)
    harsh = replace(fair, clauses=(*fair.clauses, tribute))
    one, other = bargain(view, fair), bargain(view, harsh)
    assert other.own["meridian"] < one.own["meridian"] < one.own["aurelia"] < other.own["aurelia"]
    assert one.distance is not None
    assert other.distance is not None
    assert other.distance > one.distance


def test_who_would_lose_is_named() -> None:
    """A floor so high that it strangles, or a tribute beyond all gains: the loser stands in the sentence."""
    view = table("meridian")
    draft = verified(view)
    tribute = tuple(
        Transfer(payers=("meridian",), receivers=("aurelia",), amount=amount) for amount in (20.0, 19.0)
    )
    found = bargain(view, replace(draft, clauses=(*draft.clauses, *tribute)))
    assert found.losers == ("meridian",)
    assert found.sentence({"meridian": "Meridian", "aurelia": "Aurelia"}).startswith("Meridian would lose ")


def test_a_law_of_one_has_no_side_to_be_on() -> None:
    """A single party: the best draft for it is every solution at once."""
    view = seen_from(moments("first-steps")[1, "negotiation"], "arden")
    found = bargain(view, verified(view))
    assert found.players == ("arden",)
    assert found.nash is not None
    assert found.nash.gains[0] == pytest.approx(found.gains.max())
    assert found.sentence().startswith("arden would gain ")


def test_the_same_key_gives_the_same_bargain() -> None:
    """A function of the view, the draft and the key."""
    view = table()
    one, again = bargain(view, verified(view), key=4), bargain(view, verified(view), key=4)
    assert np.array_equal(one.gains, again.gains)
    assert one.distance == again.distance


def test_a_grid_keeps_the_drafts_own_level() -> None:
    """The nearest level of the grid gives way to it, so that the draft lies on its own grid."""
    view = table()
    levels = {
        clause.level
        for draft in family(verified(view, floor=0.3), known(view).context)
        for clause in draft.clauses
        if isinstance(clause, SafetyFloor)
    }
    assert levels == {0.12, 0.22, 0.3, 0.42, 0.52}
