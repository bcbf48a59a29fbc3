"""Forecasts: what is known exactly, what is guessed how far, and that the engine is the game's own (R8.10)."""

from dataclasses import replace

import numpy as np
import pytest

from detente_rules.bots.base import Bot
from detente_rules.decisions import Decision, LabCard, LabDecision, NationDecision
from detente_rules.duties import duties_of
from detente_rules.forecast import Assumptions, NoForecast, draft_of, forecast, known
from detente_rules.forecast.fan import span
from detente_rules.forecast.past import latest, threshold
from detente_rules.headless import play_out
from detente_rules.state import GameState
from detente_rules.views.types import TreatyView, View
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties
from tests.rules.forecast.seen import each_seat, moments, seen_from, verified
from tests.rules.tables import bots_for, lobby, scenario_text


class Steady(Bot):
    """Does the same in every round and says so."""

    def decide(self, view: View) -> Decision:
        return steady(view, self.seat)


def steady(view: View, seat: str) -> Decision:
    """What a steady bot in a seat does: a lab some safety, a nation a law, protection, and money for safety."""
    if view.seat_row(seat).kind == "lab":
        return LabDecision(safety=0.2 + 0.05 * [row.id for row in view.labs].index(seat))
    return NationDecision(floor=0.1, funding=0.5)


NO_CHANCE = """
[world]
noise_capability = 0.0
noise_assurance = 0.0
noise_danger = 0.0
threshold_spread = 0.0
trust_incident = 0.0
"""


def game_without_chance() -> tuple[dict[int, GameState], GameState]:
    """A game in which everything can be known: its decision phases by round, and its end."""
    first = lobby("5", scenario_text(rounds=4) + NO_CHANCE, timed=False)
    phases: dict[int, GameState] = {}
    state = first
    for state, _ in play_out(first, bots_for(first, Steady)):
        if state.phase == "decision":
            phases.setdefault(state.round, state)
    return phases, state


def test_where_everything_is_known_the_forecast_is_the_game() -> None:
    """One engine: without noise, and with the true decisions assumed, every future is what then happens, to the last seat."""
    phases, end = game_without_chance()
    assert end.debrief is not None
    for state in phases.values():
        for view in each_seat(state):
            doing = {row.id: steady(view, row.id) for row in view.seats}
            mine = doing[view.seat or ""]
            fan = forecast(view, None, Assumptions(mine=mine, but=doing), futures=3)
            assert fan.risk[:, -1] == pytest.approx(end.debrief.risk, abs=1e-9)
            assert fan.scores[view.seat or ""][:, -1] == pytest.approx(
                end.debrief.scores[view.seat or ""], abs=1e-6
            )


def test_own_figures_are_exact_and_others_spread_by_the_error_of_their_reading() -> None:
    """A lab knows where it stands; of a rival it knows a mean and a standard deviation."""
    view = seen_from(moments()[4, "decision"], "helion")
    fan = forecast(view, futures=2000, horizon=1)
    now, rival = fan.capability["helion"][:, 0], fan.capability["corvid"][:, 0]
    assert now.max() == now.min() == view.figures.capability  # type: ignore[union-attr]
    estimate = view.seat_row("corvid").estimate
    assert estimate is not None
    assert rival[2] == pytest.approx(estimate.capability, abs=0.05 * estimate.capability_sd + 0.02)
    assert rival[3] - rival[1] == pytest.approx(2 * 0.954 * estimate.capability_sd, rel=0.1)


def test_a_nation_knows_the_threshold_by_its_stated_spread_and_a_lab_learns_of_it() -> None:
    """Signs of danger reach those nearest to the models: a lab's belief narrows with every round; racers tell nobody."""
    early, late = moments(kind="racer")[1, "decision"], moments(kind="racer")[6, "decision"]
    nation, lab = seen_from(late, "aurelia"), seen_from(late, "helion")
    base = known(nation).params.base
    assert threshold(known(nation)) == (base.threshold, base.threshold_spread)
    assert threshold(known(seen_from(early, "helion")))[1] == base.threshold_spread
    assert threshold(known(lab))[1] < 0.8 * base.threshold_spread


def test_whoever_is_told_of_a_danger_learns_from_it_as_far_as_it_knows_where_the_lab_stands() -> None:
    """Published estimates narrow everybody's belief, less than a lab's own, which knows its K and S exactly (R4.25)."""
    late = moments(kind="whistle-protector")[6, "decision"]
    nation, lab = seen_from(late, "aurelia"), seen_from(late, "helion")
    spread = known(nation).params.base.threshold_spread
    assert any(report.disclosed for report in nation.reports)
    assert threshold(known(lab))[1] < threshold(known(nation))[1] < spread
    untold = replace(
        nation,
        reports=tuple(replace(report, disclosed={}) for report in nation.reports),
        own_reports=tuple(replace(report, disclosed={}) for report in nation.own_reports),
    )
    assert threshold(known(untold)) == (known(nation).params.base.threshold, spread)


def test_readings_before_the_first_report_are_the_calibrations_starts() -> None:
    """Nobody has read anything yet, and what a rival's brief says is the rival's."""
    view = seen_from(moments()[1, "negotiation"], "corvid")
    reading = latest(known(view))
    own = known(view).own_lab
    assert own is not None
    assert reading.assurance_sd[own] == 0.0
    assert set(np.delete(reading.assurance_sd, own)) == {known(view).params.base.noise_assurance}


@pytest.mark.parametrize("seat", ["aurelia", "meridian", "helion", "sorrel"])
def test_a_verified_treaty_that_is_kept_takes_the_risk_down_and_one_that_is_broken_less(seat: str) -> None:
    """What a draft does to the world, as each seat would see it before anybody signed."""
    view = seen_from(moments()[1, "negotiation"], seat)
    draft = verified(view)
    without, kept, broken = (
        forecast(view, None, futures=200),
        forecast(view, draft, futures=200),
        forecast(view, draft, Assumptions(mine="cheating", others="cheating"), futures=200),
    )
    median = 2
    assert kept.risk[median, -1] < 0.5 * without.risk[median, -1]
    assert kept.risk[median, -1] < broken.risk[median, -1]
    assert kept.exposed["corvid"] < broken.exposed["corvid"]


def test_own_orders_are_lifted_to_what_a_draft_asks_unless_i_say_otherwise() -> None:
    """Looking at a draft means keeping it; a decision that is stated is taken at its word."""
    view = replace(seen_from(moments()[1, "negotiation"], "helion"), standing=LabDecision(safety=0.05))
    draft = verified(view)
    kept = forecast(view, draft, futures=100)
    word = forecast(view, draft, Assumptions(mine=LabDecision(safety=0.05)), futures=100)
    card = forecast(view, draft, Assumptions(mine=LabCard(posture="sprint", keep_promises=True)), futures=100)
    assert kept.exposed["helion"] < 0.5 < word.exposed["helion"]
    assert card.exposed["helion"] == kept.exposed["helion"]


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("two-blocs", "conditional"),
        ("two-blocs", "whistle-protector"),
        ("us-led-order", "bloc-builder"),
        ("salt-two", "inspector"),
    ],
)
def test_treaties_in_force_bind_in_a_forecast_as_they_do_in_the_game(scenario: str, kind: str) -> None:
    """Laid out from cards, they ask the same of every lab as the state's own arrays: floors, caps, inspections, money."""
    found = 0
    for state in moments(scenario, kind).values():
        if state.phase != "decision":
            continue
        for view in each_seat(state):
            if any(text.slot >= 0 and text.confidential for text in state.treaties):
                continue
            seen = known(view)
            table = seen.table()
            neutral = Choices.neutral(1, len(seen.labs), len(seen.nations))
            world = replace(state.world, capacity=table.capacity, legitimacy=table.legitimacy)
            mine = duties(seen.params, world, table.terms, table.status, neutral)
            true = duties_of(state).treaties
            for name in ("floor", "cap", "rate", "hit", "independence", "fine", "exclusion", "trade", "dues"):
                assert getattr(mine, name) == pytest.approx(getattr(true, name), abs=1e-12), name
            found += bool((true.floor > 0).any())
    assert found > 0


def test_what_a_card_says_of_its_treaty_now_is_what_binds() -> None:
    """A member that suspended its part binds its labs no more."""
    view = seen_from(moments()[4, "decision"], "helion")
    card = next(one for one in view.treaties if one.phase == "in_force")

    def floors(changed: TreatyView) -> dict[str, float]:
        seen = known(replace(view, treaties=(changed,)))
        table = seen.table()
        world = WorldState.initial(seen.params, 1, None, table.terms.treaties)
        neutral = Choices.neutral(1, len(seen.labs), len(seen.nations))
        bound = duties(seen.params, world, table.terms, table.status, neutral).floor[0]
        return dict(zip(seen.labs, map(float, bound), strict=True))

    assert set(floors(card).values()) == {0.32}
    away = floors(replace(card, suspended=("meridian",)))
    assert away == {row.id: 0.32 if row.home == "aurelia" else 0.0 for row in view.labs}


def test_the_rates_that_a_scenario_states_are_those_that_a_forecast_reckons_with() -> None:
    """R4.26: a better instrument finds more cheats."""
    view = seen_from(moments()[1, "negotiation"], "aurelia")
    sharp = replace(
        view.facts,
        instruments={"on_site": {"hit": 1.0, "false_alarm": 0.0, "intrusiveness": 0.7}},
    )
    blunt = replace(
        view.facts,
        instruments={"on_site": {"hit": 0.1, "false_alarm": 0.0, "intrusiveness": 0.7}},
    )
    cheats = Assumptions(mine="cheating", others="cheating")
    found = [
        forecast(replace(view, facts=facts), verified(view), cheats, futures=100).exposed["corvid"]
        for facts in (blunt, sharp)
    ]
    assert found[0] < found[1]


def test_an_amendment_is_tried_in_the_place_of_what_it_replaces() -> None:
    """Without the treaty in force, and with a laxer text of it: the floor that binds is the new one."""
    view = seen_from(moments()[4, "decision"], "helion")
    old = next(card for card in view.treaties if card.phase == "in_force")
    laxer = verified(view, floor=0.12)
    careless = Assumptions(mine=LabCard(posture="sprint"))
    both = forecast(view, laxer, careless, futures=100)
    instead = forecast(view, laxer, careless, futures=100, without=(old.id,))
    assert known(view).table((laxer,), (old.id,)).terms.floor.max() == pytest.approx(0.12)
    assert instead.risk[2, -1] > both.risk[2, -1]
    assert draft_of(old).parties == old.parties


def test_the_same_key_draws_the_same_futures_and_another_key_others() -> None:
    """A fan can be compared with another: only what was changed differs."""
    view = seen_from(moments()[3, "decision"], "aurelia")
    one, again, other = (forecast(view, key=key, futures=50) for key in (7, 7, 8))
    assert np.array_equal(one.risk, again.risk)
    assert not np.array_equal(one.risk, other.risk)


def test_percentiles_are_in_order_and_risk_never_falls() -> None:
    """From now to the end: the danger of a round is added to that of the rounds before."""
    fan = forecast(seen_from(moments()[2, "decision"], "corvid"), futures=200)
    assert fan.rounds == tuple(range(1, 8))
    assert (np.diff(fan.risk, axis=0) >= 0).all()
    assert (np.diff(fan.risk, axis=1) >= 0).all()
    assert ((fan.risk >= 0) & (fan.risk <= 1)).all()


def test_who_holds_no_seat_gets_the_world_without_a_score_of_its_own() -> None:
    """An observer's forecast rests on what labs declare."""
    from detente_rules.views.project import view

    fan = forecast(view(moments()[3, "decision"], "observer"), futures=50)
    assert fan.score is None
    assert fan.headline.startswith("world risk ")


def test_a_horizon_is_cut_at_the_end_and_past_the_end_there_is_nothing_to_foresee() -> None:
    """Two rounds left are two rounds, whatever was asked for."""
    view = seen_from(moments()[6, "decision"], "corvid")
    assert forecast(view, futures=10, horizon=5).rounds == (5, 6, 7)
    assert forecast(view, futures=10, horizon=1).rounds == (5, 6)
    with pytest.raises(NoForecast):
        forecast(view, horizon=0)
    with pytest.raises(NoForecast):
        forecast(seen_from(moments()[7, "debrief"], "corvid"))


def test_the_headline_is_a_sentence_with_two_spans() -> None:
    """As on the decision page: ``likely seat score 54–71, world risk 18–26 %``."""
    fan = forecast(seen_from(moments()[3, "decision"], "aurelia"), futures=100)
    low, high = (round(value) for value in fan.at(fan.scores["aurelia"]))
    assert fan.headline.startswith(f"likely seat score {low}–{high}, world risk ")
    assert fan.headline.endswith(" %")


@pytest.mark.parametrize(
    ("low", "high", "text"), [(54.2, 70.9, "54–71"), (-12.4, 5, "−12 to 5"), (3.1, 3.4, "3"), (-4, -4, "−4")]
)
def test_spans_read_well(low: float, high: float, text: str) -> None:
    """A dash between positive numbers, a word after a minus, one number where both round to it."""
    assert span(low, high) == text
