"""The best-responder does what a forecast says is best: it keeps what pays to keep, and breaks what does not (R1.6, R8.10)."""

from dataclasses import replace

import pytest

from detente_rules.bots import BotDice
from detente_rules.bots.best_responder import BestResponder
from detente_rules.decisions import Declaration, LabCard, LabDecision, NationCard
from detente_rules.treaty.draft import clause_data, parse_clause
from detente_rules.views.types import ObligationView, TreatyView, View
from tests.rules.forecast.seen import moments, seen_from


def bot(seat: str, seed: str = "1") -> BestResponder:
    """A best-responder in a seat of two blocs."""
    return BestResponder(seat, BotDice.of(seed, seat))


def under(view: View, *clauses: dict[str, object], phase: str = "in_force") -> View:
    """The same view with one treaty of all nations, in force or open."""
    nations = tuple(row.id for row in view.nations)
    data = tuple(clause_data(parse_clause(clause)) for clause in clauses)
    card = TreatyView(
        id="t1",
        version=1,
        title="Tried",
        by=nations[0],
        confidential=False,
        parties=nations,
        clauses=data,
        sentences=(),
        phase=phase,  # type: ignore[arg-type]
        signed=nations if phase == "in_force" else (),
        ratified=nations if phase == "in_force" else (),
        members=nations if phase == "in_force" else (),
        notice={},
        entered=1 if phase == "in_force" else None,
    )
    floor = next((float(clause["level"]) for clause in data if clause["kind"] == "safety_floor"), 0.0)
    binds = phase == "in_force" and view.seat_row(view.seat or "").kind == "lab"
    duties = (ObligationView("t1", "safety", floor, "A floor."),) if binds else ()
    return replace(view, treaties=(card,), obligations=duties)


PAPER = ({"kind": "safety_floor", "level": 0.32},)
FIRM = (
    {"kind": "safety_floor", "level": 0.32},
    {"kind": "inspection", "instrument": "resident", "rate": 0.9},
    {"kind": "oversight", "body": "independent", "access": 1.0, "hosted_by": "aurelia"},
    {"kind": "sanction", "fine": 0.9, "exclusion": 0.8},
    {"kind": "research_sharing", "rate": 0.06},
)


def first(seat: str) -> View:
    """The first round of two blocs, nobody bound."""
    return seen_from(moments()[1, "decision"], seat)


@pytest.mark.parametrize("seat", ["corvid", "lodestar"])
def test_it_keeps_a_treaty_that_is_enforced_and_breaks_one_on_paper(seat: str) -> None:
    """The same floor; what differs is who looks and what follows."""
    kept = bot(seat).decide(under(first(seat), *FIRM))
    broken = bot(seat).decide(under(first(seat), *PAPER))
    assert isinstance(kept, LabDecision)
    assert isinstance(broken, LabDecision)
    assert kept.safety >= 0.32
    assert broken.safety < 0.32


def test_where_it_breaks_a_floor_it_declares_that_it_keeps_it() -> None:
    """A declaration costs nothing and is not checked."""
    broken = bot("corvid").decide(under(first("corvid"), *PAPER))
    assert isinstance(broken, LabDecision)
    assert broken.declare == Declaration(safety=0.32)


def test_unbound_it_takes_the_care_that_pays_for_itself_and_no_more() -> None:
    """In the race a lab is neither reckless nor careful: the alignment bonus, and nothing for the others' sake."""
    alone = bot("helion").decide(first("helion"))
    assert isinstance(alone, LabDecision)
    assert 0.04 <= alone.safety <= 0.24
    assert alone.concealment == 0.0


def test_it_signs_what_is_worth_it_and_refuses_tribute() -> None:
    """Judged by its own gain over no agreement, with everybody keeping or breaking the text as suits them."""
    view = seen_from(moments()[1, "negotiation"], "meridian")
    tribute = {"kind": "transfer", "payers": ["meridian"], "receivers": ["aurelia"], "amount": 20.0}
    good, bad = under(view, *FIRM, phase="open"), under(view, tribute, phase="open")
    assert bot("meridian").judge(good, good.treaties[0]).sign
    assert not bot("meridian").judge(bad, bad.treaties[0]).sign


def test_a_nation_proposes_what_is_worth_it_to_all_and_stops_once_it_is_served() -> None:
    """On an empty table it drafts; with a good text open it signs that one instead."""
    view = seen_from(moments()[1, "negotiation"], "aurelia")
    empty = replace(view, treaties=())
    proposal = bot("aurelia").draft(empty)
    assert proposal is not None
    assert set(proposal.parties) == {"aurelia", "meridian"}
    assert bot("aurelia").draft(under(empty, *FIRM, phase="open")) is None
    assert bot("helion").draft(replace(first("helion"), treaties=())) is None


def test_at_the_basic_level_it_plays_cards() -> None:
    """The same reckoning over the postures and the promises."""
    lab, nation = (
        replace(first(seat), level="basic", standing=None, sealed=None) for seat in ("helion", "aurelia")
    )
    assert isinstance(bot("helion").decide(lab), LabCard)
    assert isinstance(bot("aurelia").decide(nation), NationCard)


def test_it_holds_no_memory() -> None:
    """Asked twice, in either order, it answers the same; with other dice its forecast differs, its world does not."""
    one, other = first("corvid"), under(first("corvid"), *PAPER)
    fresh, used = bot("corvid"), bot("corvid")
    used.decide(other)
    assert used.decide(one) == fresh.decide(one)
