"""What is worked out once, what lasts a round, what a common laboratory does, what members' votes do (R4.13, R4.14, R4.18 to R4.22)."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules import arrays
from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle, votes
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.context import Independence, Ramp
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.treaty.joint import exchanged, pooled
from detente_rules.treaty.obligations import Obligations, obligations
from detente_rules.treaty.terms import Phase, Terms
from tests.rules.treaty.board import (
    CONTEXT,
    EVERYTHING,
    FLOOR,
    HOMES,
    LABS,
    NATIONS,
    SEATS,
    Board,
    draft,
    index,
)

INSPECTED = c.Inspection(instrument="on_site", rate=0.4, challenge=1, challenge_stop=0.5)
SANCTION = c.Sanction(fine=0.5, exclusion=0.4, trade=0.3)
COMMON = c.JointLab(seat="gamma", members=("alpha", "beta"), pools=0.25)


def equal(one: Obligations, other: Obligations, game: int = 0) -> bool:
    """The same figures for one game; a leading axis of 1 stands for all games."""
    return all(
        np.array_equal(
            getattr(one, spec.name)[game if getattr(one, spec.name).shape[0] > 1 else 0],
            getattr(other, spec.name)[0],
        )
        for spec in fields(one)
    )


@given(
    st.lists(st.sets(st.sampled_from(SEATS), min_size=1), min_size=2, max_size=6),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.floats(-1, 3),
)
def test_what_was_worked_out_for_one_membership_is_not_taken_for_another(
    coalitions: list[set[str]], ages: list[int], capability: float
) -> None:
    """One and the same terms, read with changing members and ages, say what fresh terms would."""
    board = Board()
    board.open(*EVERYTHING, c.EntryIntoForce(count=1), parties=SEATS)
    opened = board.status
    for coalition, age in zip(coalitions, ages, strict=False):
        board.status = opened
        board.consent(*coalition)
        for _ in range(age):
            board.end_round(incidents=age)
        again = arrays.from_data(Terms, board.terms.to_data())
        same = np.full((1, len(LABS)), capability)
        fresh = obligations(again, board.status, HOMES, capability=same, assurance=0.0 * same)
        known = obligations(board.terms, board.status, HOMES, capability=same, assurance=0.0 * same)
        assert equal(known, fresh)


def test_games_that_are_bound_alike_and_differ_otherwise_share_what_they_share() -> None:
    """Three games of one text and one membership: in one an emergency, in one a leader's standard."""
    board = Board()
    board.force(*EVERYTHING, parties=SEATS)
    status = [
        board.status,
        replace(board.status, emergency=np.where(board.status.phase == Phase.IN_FORCE, 2, 0)),
        lifecycle.set_standard(board.terms, board.status, 0, 0.25, 1.5),
    ]
    capability = np.array([[0.0] * 4, [2.0] * 4, [0.5, 1.5, 2.5, 0.0]])
    together = obligations(
        arrays.repeat(board.terms, 3), arrays.concatenate(status), HOMES, capability=capability
    )
    for game in range(3):
        alone = obligations(board.terms, status[game], HOMES, capability=capability[game : game + 1])
        assert equal(together, alone, game)
    assert together.fine.shape[0] == 1
    assert together.floor.shape[0] == 3


def test_what_is_kept_for_later_rounds_cannot_be_changed_in_this_one() -> None:
    """Whoever writes into it is stopped; what is worked out anew each round is nobody else's."""
    board = Board()
    duty = board.force(FLOOR, INSPECTED, SANCTION)
    for name in ("fine", "trade", "rate", "floor", "cap", "fixed_cost", "sharing"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(duty, name)[...] = 0.0
    assert equal(board.obliged(), duty)


# --- for one round ------------------------------------------------------------------------------------------------------


def test_a_voted_sanction_closes_markets_and_is_owed_for_one_round() -> None:
    """Mora and norr are members: their markets close by .4, at home too; trade abroad is cut by .3, which is less."""
    board = Board()
    before = board.force(SANCTION, parties=("mora", "norr"))
    board.status = votes.strike(board.terms, board.status, 0, 0, 1.0, revenue=10.0)
    board.status = votes.strike(board.terms, board.status, 0, 0, 0.5, revenue=10.0)
    hit = board.obliged()
    assert hit.trade[0, :, 0].tolist() == [0.6, 0.6, 1.0]
    assert (hit.trade[0, :, 1:] == before.trade[0, :, 1:]).all()
    assert hit.dues[0].tolist() == [5.0, 0, 0, 0, 0, 0, 0]
    board.end_round()
    assert board.obliged().dues.sum() == 0.0
    assert (board.obliged().trade == before.trade).all()


def test_an_upheld_accusation_takes_a_licence_where_the_breach_was_there() -> None:
    """Everywhere, for the round; not where the lab had kept its word."""
    for broken, access in ((True, 0.0), (False, 1.0)):
        board = Board()
        board.force(FLOOR, c.Licence(above=-1.0, revocable=True), parties=("mora",))
        board.status = votes.uphold(board.status, 0, 1, broken=broken)
        assert (board.obliged().trade[0, :, 1] == access).all()
        board.end_round()
        assert (board.obliged().trade == 1.0).all()


def test_inspectors_that_are_called_come_for_certain_as_far_as_there_are_any() -> None:
    """To that lab, in that round; and only then may others' inspectors ask to be let in."""
    board = Board()
    board.force(INSPECTED)
    assert not board.obliged().challenge.any()
    board.status = votes.call(board.status, 0, LABS.index("gamma"))
    assert board.obliged().rate[0].tolist() == [0.4, 0.4, 1.0, 0.0]
    half = np.full((1, board.terms.treaties), 0.5)
    built = obligations(board.terms, board.status, HOMES, capacity=half)
    assert built.rate[0].tolist() == [0.2, 0.2, 0.5, 0.0]
    assert built.challenge[0].tolist() == [[0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0]]
    board.end_round()
    assert board.obliged().rate[0].tolist() == [0.4, 0.4, 0.4, 0.0]


def test_a_key_acts_where_it_is_turned_and_without_a_holder_by_itself() -> None:
    """The trigger is the text's in either case."""
    board = Board()
    alone = board.force(c.KillSwitch(trigger=0.2))
    assert alone.kill_trigger[0].tolist() == [0.2, 0.2, 0.2, np.inf]
    held = board.force(c.KillSwitch(trigger=0.2, holder="norr"))
    assert np.isinf(held.kill_trigger).all()
    board.status = votes.turn_key(board.status, 0, 1)
    assert board.obliged().kill_trigger[0].tolist() == [np.inf, 0.2, np.inf, np.inf]
    board.status = votes.turn_key(board.status, 0, 1, off=False)
    assert np.isinf(board.obliged().kill_trigger).all()


def test_where_members_vote_themselves_a_finding_alone_brings_no_sanction() -> None:
    """Without a table they are taken to vote in their interest."""
    clause = c.Sanction(fine=0.5, decided="vote", majority=0.5)
    for polled in (False, True):
        board = Board()
        board.open(clause)
        context = replace(CONTEXT, polled=polled)
        board.terms = board.terms.with_treaty(0, compile_draft(draft(clause), context))
        board.consent(*NATIONS)
        assert bool(board.obliged().fine.any()) != polled


@pytest.mark.parametrize(("duration", "age", "left"), [(6, 2, 4), (1, 3, 1), (None, 3, -1)])
def test_another_text_for_the_same_members(duration: int | None, age: int, left: int) -> None:
    """Its duration counts from the entry into force; what it does not provide for any more has no effect."""
    board = Board()
    led = c.Leadership(leader="mora", floor_low=0.1, floor_high=0.4, cost_high=2.0)
    board.open(
        FLOOR, led, c.Reservation(share=0.5), c.Duration(lasts=8), c.KillSwitch(trigger=0.1, holder="osk")
    )
    board.status = lifecycle.sign(board.status, 0, index("norr"), reserved=True)
    board.status = lifecycle.ratify(board.status, 0, index("norr"))
    board.consent("mora", "osk")
    board.status = votes.turn_key(board.status, 0, 0)
    board.status = lifecycle.set_standard(board.terms, board.status, 0, 0.4, 1.0)
    for _ in range(age):
        board.end_round()
    narrower = c.Leadership(leader="mora", floor_low=0.1, floor_high=0.3)
    text: tuple[c.Clause, ...] = (FLOOR, narrower, *([c.Duration(lasts=duration)] if duration else []))
    board.terms = board.terms.with_treaty(0, compile_draft(draft(*text), CONTEXT))
    board.status = votes.revise(board.terms, board.status, 0)
    status = board.status
    assert (int(status.term_left[0, 0]), board.members()) == (left, set(NATIONS))
    assert (float(status.standard_floor[0, 0]), float(status.standard_cost[0, 0])) == (0.3, -1.0)
    assert not status.reserved.any()
    assert not status.key_turned.any()
    assert board.obliged().floor[0].tolist() == [0.3, 0.3, 0.3, 0.0]


# --- the common laboratory ------------------------------------------------------------------------------------------------


def test_members_work_in_the_common_laboratory() -> None:
    """A quarter of the effort of alpha and beta goes to gamma; nothing is lost; nobody outside gives anything."""
    duty = Board().force(COMMON)
    assert duty.pooling[0].tolist() == [[0, 0, 0.25, 0], [0, 0, 0.25, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    effort = np.array([[8.0, 4.0, 2.0, 1.0]])
    assert pooled(effort, duty.pooling)[0].tolist() == [6.0, 3.0, 5.0, 1.0]
    assert pooled(effort, Board().obliged().pooling) is effort


def test_what_members_and_their_laboratory_know_flows_both_ways_between_them() -> None:
    """Safety knowledge and capability; between the members themselves nothing, where no other clause says so."""
    duty = Board().force(COMMON)
    assert duty.sharing[0].tolist() == duty.joint[0].tolist()
    assert duty.joint[0].tolist() == [[0, 0, 0.25, 0], [0, 0, 0.25, 0], [0.25, 0.25, 0, 0], [0, 0, 0, 0]]
    gained = np.asarray(exchanged(np.array([[2.0, 0.0, 1.0, 5.0]]), duty.joint))
    assert gained[0].tolist() == [0.0, 0.25, 0.25, 0.0]


@given(st.sets(st.sampled_from(SEATS), min_size=1), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_pooling_conserves_effort_and_asks_nothing_of_outsiders(
    seats: set[str], first: float, second: float
) -> None:
    """Two common laboratories over the same members, whoever has joined."""
    board = Board()
    board.open(
        c.JointLab(seat="gamma", members=("alpha", "beta"), pools=first),
        c.EntryIntoForce(count=1),
        parties=SEATS,
    )
    board.consent(*seats)
    board.terms = board.terms.with_treaty(
        1,
        compile_draft(
            draft(
                c.JointLab(seat="delta", members=("alpha", "gamma"), pools=second),
                c.EntryIntoForce(count=1),
                parties=SEATS,
            ),
            CONTEXT,
        ),
    )
    duty = board.obliged()
    effort = np.array([[8.0, 4.0, 2.0, 1.0]])
    moved = pooled(effort, duty.pooling)
    assert moved.sum() == pytest.approx(15.0)
    assert (moved >= -1e-12).all()
    bound = duty.bound[0].any(axis=0)
    assert moved[0][~bound].tolist() == effort[0][~bound].tolist()


# --- what a scenario states -----------------------------------------------------------------------------------------------


def test_a_scenario_may_state_other_rates() -> None:
    """Of an instrument, of independence, of the time that bodies take (R4.26)."""
    sharper = replace(INSTRUMENTS["on_site"], hit=0.5, false_alarm=0.2)
    context = replace(
        CONTEXT,
        instruments={**INSTRUMENTS, "on_site": sharper},
        independence=Independence(leader_own=0.6),
        ramp=Ramp(leader=2),
    )
    clauses = (INSPECTED, c.Oversight(body="leader", leader="mora", access=1.0))
    row = compile_draft(draft(*clauses), context)
    assert (row.hit[0, 0], row.false_alarm[0, 0], row.ramp[0, 0]) == (0.5, 0.2, 2)
    assert row.independence[0, 0, :3].tolist() == pytest.approx([0.6, 0.6, 0.9])
