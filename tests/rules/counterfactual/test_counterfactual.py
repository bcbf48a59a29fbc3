"""Games played again with one thing changed (R8.14)."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pytest

from detente_rules import bots, library
from detente_rules.arrays import same, take
from detente_rules.counterfactual import (
    Decided,
    Enforced,
    History,
    Kept,
    Lapsed,
    NoHistory,
    counterfactual,
    history,
    questions,
    read_history,
    telling,
)
from detente_rules.counterfactual.replay import replay, rows
from detente_rules.decisions import LabCard, LabDecision, NationDecision, parse_decision
from detente_rules.dice import keys
from detente_rules.events import Event
from detente_rules.genesis import first_state, header
from detente_rules.headless import play_out
from detente_rules.record import BrokenLine, chain
from detente_rules.secret import Secret
from tests.rules.tables import SALT, bots_for, events_of


@lru_cache(maxsize=16)
def record(
    scenario: str = "two-blocs", kind: str = "conditional", other: str = "", seed: str = "3"
) -> tuple[Event, ...]:
    """A finished game's events. other: the bot in the last lab, the rest are of one kind."""
    secret = Secret(seed, SALT)
    head = header(game="g1", scenario_text=library.load_text(scenario), secret=secret, at=0.0, timed=False)
    first = first_state(head.data, secret)
    kinds: Mapping[str, type[bots.Bot]] = {
        seat.id: bots.by_name(other if other and seat.id == first.scenario.labs[-1].id else kind)
        for seat in first.scenario.seats
    }
    return (head, *events_of([turn for _, turn in play_out(first, bots_for(first, kinds, seed))]))


def told(scenario: str = "two-blocs", kind: str = "conditional", other: str = "") -> History:
    """Its history."""
    return history(record(scenario, kind, other))


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("two-blocs", "conditional"),
        ("us-led-order", "bloc-builder"),
        ("first-steps", "random"),
        ("two-blocs", "hegemon"),
    ],
)
def test_without_a_change_the_replay_is_the_record_to_the_last_bit(scenario: str, kind: str) -> None:
    """From any round on: the game's own dice give the game's own world and treaties."""
    past = told(scenario, kind)
    for first in (1, 3, past.rounds):
        again = replay(past, None, first, rows(past, 2))
        assert same(take(again.world, 0), past.end.world)
        assert same(take(again.status, 0), past.end.status)


def test_a_batch_of_dice_is_as_many_single_replays() -> None:
    """Row by row the same, whatever else is played beside it."""
    past = told("first-steps", "random")
    every = rows(past, 3)
    together = replay(past, Kept(None, 2, onwards=True), 2, every)
    for row, key in enumerate(every):
        alone = replay(past, Kept(None, 2, onwards=True), 2, keys([int(key)]))
        assert same(take(together.world, row), alone.world)


def test_a_change_that_changes_nothing_makes_no_difference() -> None:
    """Who kept its word keeps it again; who decides as it did, did."""
    past = told()
    decided = parse_decision(past.end.resolved[2]["decisions"]["helion"])
    for change in (Kept("helion", 3), Decided("helion", 3, decided)):
        found = counterfactual(past, change, branches=4)
        assert found.risk.difference == 0.0
        assert (found.risk.low, found.risk.high) == (0.0, 0.0)
        assert all(figure.difference == 0.0 for figure in found.scores.values())


def test_had_the_cheat_kept_its_word_the_world_would_be_safer() -> None:
    """One opportunist among conditional cooperators; the interval is over other dice, on which both cases meet the same chance."""
    past = told("two-blocs", "opportunist")
    one, onwards = (
        counterfactual(past, Kept("helion", 2), branches=20),
        counterfactual(past, Kept("helion", 2, onwards=True), branches=20),
    )
    assert onwards.risk.difference < one.risk.difference < -0.005
    assert one.risk.low <= one.risk.mean <= one.risk.high < 0.0
    assert one.scores["meridian"].difference > 0.0
    assert one.sentence().startswith("Had Helion kept its word in round 2, the risk would have been ")
    assert one.sentence().endswith(" G$.")


def test_common_dice_make_a_difference_surer_than_dice_that_differ() -> None:
    """What chance does to both cases cancels out."""
    past = told("two-blocs", "opportunist")
    every = rows(past, 30)
    without = replay(past, None, 2, every)
    kept = replay(past, Kept("helion", 2), 2, every)
    common = kept.world.lab_score - without.world.lab_score
    crossed = np.roll(kept.world.lab_score, 1, axis=0) - without.world.lab_score
    assert (common.std(axis=0) < 0.8 * crossed.std(axis=0)).all()


def test_a_treaty_that_never_bound_leaves_its_labs_as_they_were_before_it() -> None:
    """Taking away the words alone changes little, since everybody's decisions stand; taking away what they did, much."""
    past = told()
    treaty, number = next(
        (event.data["treaty"], event.round) for event in past.events if event.kind == "treaty_moved"
    )
    words = counterfactual(past, Lapsed(treaty, number), branches=4)
    deeds = counterfactual(past, Lapsed(treaty, number, as_before=True), branches=4)
    assert abs(words.risk.difference) < 0.01
    assert deeds.risk.difference > 0.2
    assert "bound nobody from round" in deeds.sentence()


def test_a_treaty_that_had_bound_everybody_binds_from_that_round_on() -> None:
    """A draft that nobody but its author signed: had it bound all, inspectors would have caught those who raced on."""
    past = told("two-blocs", "hegemon")
    change = next(one for one in questions(past) if isinstance(one, Enforced))
    again = replay(past, change, change.round, rows(past, 0))
    text = again.treaty(change.treaty)
    assert text is not None
    assert again.status.entered[0, text.slot] == change.round
    assert counterfactual(past, change, branches=4).risk.difference < 0.0


def test_another_decision_is_played_out_with_everybody_elses_as_they_were() -> None:
    """A pause by one lab: it falls behind, and what was before the round stays."""
    past = told("two-blocs", "racer")
    found = counterfactual(past, Decided("helion", 2, LabCard(posture="pause"), onwards=True), branches=4)
    assert found.scores["helion"].difference < 0.0
    assert found.risk.difference < 0.0
    nation = counterfactual(
        past, Decided("aurelia", 2, NationDecision(funding=5.0), onwards=True), branches=4
    )
    assert nation.risk.difference < 0.0
    early = counterfactual(past, Decided("helion", 6, LabDecision(safety=0.9)), branches=4)
    assert abs(early.risk.difference) < abs(found.risk.difference)


def test_the_telling_ranks_questions_by_what_they_would_have_changed() -> None:
    """Everybody's word first in a table of opportunists; every answer says something; equal answers stand once."""
    found = telling(told("two-blocs", "opportunist"), most=5, branches=8)
    assert isinstance(found[0].change, Kept)
    assert found[0].change.seat is None
    risks = [abs(one.risk.difference) for one in found]
    assert risks[0] == max(risks)
    assert len({one.sentence() for one in found}) == len(found) == 5


def test_a_game_in_which_nothing_was_signed_or_broken_asks_nothing() -> None:
    """Racers promise nothing."""
    assert questions(told("two-blocs", "racer")) == ()


def test_a_record_is_read_from_its_lines() -> None:
    """What `detente export` wrote is enough."""
    lines = [line.text for line in chain(record("first-steps", "random"))]
    assert read_history(lines).rounds == told("first-steps", "random").rounds
    with pytest.raises(BrokenLine):
        read_history(["no record"])


@pytest.mark.parametrize("cut", ["nothing", "headless", "unopened", "unplayed"])
def test_a_record_that_cannot_be_replayed_is_refused(cut: str) -> None:
    """No header, dice not opened yet, or no round resolved."""
    events = record("first-steps", "random")
    cases = {
        "nothing": (),
        "headless": events[1:],
        "unopened": tuple(event for event in events if event.kind != "debrief_opened"),
        "unplayed": (events[0], events[-1]),
    }
    with pytest.raises(NoHistory):
        history(cases[cut])


def test_a_round_that_was_not_resolved_has_no_counterfactual() -> None:
    """Two-blocs has seven."""
    with pytest.raises(KeyError):
        counterfactual(told(), Kept("helion", 9))


def test_branches_share_the_past_and_differ_in_what_follows() -> None:
    """Other dice from the round of the change on; the hidden threshold is the game's."""
    past = told("us-led-order", "bloc-builder")
    state = replay(past, None, 4, rows(past, 6))
    assert np.ptp(state.world.threshold) == 0.0
    assert np.ptp(state.world.lab_score[:, 0]) > 0.0
