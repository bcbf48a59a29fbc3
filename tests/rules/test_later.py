"""What is worked out late, or only once, is what would have been worked out at once."""

import pickle
from copy import deepcopy
from dataclasses import fields, replace

import numpy as np

from detente_rules import library
from detente_rules.arrays import same
from detente_rules.bots.registry import by_name
from detente_rules.decide.story import carried
from detente_rules.evolve import evolve
from detente_rules.headless import play_out
from detente_rules.ids import seat_audience
from detente_rules.state import audiences
from detente_rules.treaty.obligations import conduct, obligations
from detente_rules.views.later import later
from detente_rules.views.project import view
from detente_rules.views.types import dump_view
from tests.rules.tables import bots_for, lobby


def test_a_view_read_field_by_field_is_the_projection() -> None:
    """Every field and every card, for every audience, in the middle of every phase of a game with treaties."""
    first = lobby("3", library.load_text("two-blocs"))
    seen = 0
    for place, (state, _) in enumerate(play_out(first, bots_for(first, by_name("conditional"), "3"))):
        if place % 17:
            continue
        for audience in audiences(state):
            whole, late = view(state, audience), later(state, audience)
            for field in fields(whole):
                if field.name != "treaties":
                    assert getattr(late, field.name) == getattr(whole, field.name), field.name
            for card, other in zip(late.treaties, whole.treaties, strict=True):
                seen += 1
                for field in fields(other):
                    assert getattr(card, field.name) == getattr(other, field.name), field.name
    assert seen > 0


def test_floor_and_cap_alone_are_those_of_all_obligations() -> None:
    """What a card asks for is what the engine reckons, wherever treaties are in force."""
    first = lobby("3", library.load_text("two-blocs"))
    bound = 0
    for place, (state, _) in enumerate(play_out(first, bots_for(first, by_name("conditional"), "3"))):
        if place % 11:
            continue
        whole = obligations(
            state.terms,
            state.status,
            state.params.homes,
            capability=state.world.capability,
            assurance=state.world.assurance,
        )
        alone = conduct(
            state.terms,
            state.status,
            state.params.homes,
            capability=state.world.capability,
            assurance=state.world.assurance,
        )
        floor = np.maximum.reduce([np.zeros_like(whole.floor), *(one[0] for one in alone.values())])
        cap = np.minimum.reduce([np.full_like(whole.cap, np.inf), *(one[1] for one in alone.values())])
        np.testing.assert_array_equal(floor, whole.floor)
        np.testing.assert_array_equal(cap, whole.cap)
        bound += bool((floor > 0).any())
    assert bound > 0


def test_what_leaves_the_process_is_whole_and_holds_no_state() -> None:
    """As JSON, pickled, copied with a change: the projection, and nothing behind it."""
    state = lobby("3", library.load_text("two-blocs"))
    whole, late = view(state, "seat:helion"), later(state, "seat:helion")
    assert dump_view(late) == dump_view(whole)
    assert pickle.loads(pickle.dumps(late)) == whole
    assert deepcopy(late) == whole
    assert dump_view(replace(late, round=3)) == dump_view(replace(whole, round=3))
    assert "_state" not in vars(replace(late, round=3))


def test_one_row_read_alone_is_the_row_of_the_table() -> None:
    """Without the others having been looked at."""
    state = lobby("3", library.load_text("two-blocs"))
    seen = later(state, seat_audience("helion"))
    assert seen.seat_row("corvid") == view(state, seat_audience("helion")).seat_row("corvid")


def test_events_that_know_where_they_lead_lead_there() -> None:
    """The state that `decide` reached is the fold of what it told: same phase, same figures, same seats."""
    first = lobby("3", library.load_text("two-blocs"))
    before = first
    for after, turn in play_out(first, bots_for(first, by_name("racer"), "3")):
        folded = before
        for event in turn.events:
            folded = evolve(folded, event)
        assert carried(before, turn.events) is after
        assert (folded.phase, folded.round, folded.seats) == (after.phase, after.round, after.seats)
        assert folded.own_reports == after.own_reports
        assert same(folded.world, after.world)
        before = after
