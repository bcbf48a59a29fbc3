"""Every bot in every seat of every scenario, at every level: no illegal command, an end, the same game twice."""

import pytest

from detente_rules import bots, library
from detente_rules.bots import BotDice
from detente_rules.evolve import evolve
from detente_rules.headless import Turn
from detente_rules.scenario import Level
from detente_rules.state import GameState
from tests.rules.tables import bots_for, events_of, lobby, played

SCENARIOS = library.names()
LEVELS: tuple[Level, ...] = ("basic", "standard", "full")
HEAVY = ("best-responder", "nash")
LIGHT = tuple(name for name in bots.NAMES if name not in HEAVY)
"""Bots that answer at once; the others ask a forecast first."""


def plays_on(scenario: str, bot: str, level: str) -> None:
    """No refusal, an end, and a replay of the events leads to the same end."""
    first, last, turns = game(scenario, bot, level)
    assert [turn for turn in turns if turn.refusal is not None] == []
    assert last.phase == "debrief"
    assert last.debrief is not None
    state = first
    for event in events_of(turns):
        state = evolve(state, event)
    assert state.debrief == last.debrief
    assert state.reports == last.reports


def game(
    scenario: str, bot: str, level: str = "", seed: str = "1"
) -> tuple[GameState, GameState, list[Turn]]:
    """One game with one kind of bot in all seats, at a level or the scenario's own: the lobby, the end, and all that was done."""
    first = lobby(seed, library.load_text(scenario), level=level or None, timed=False)
    last, turns = played(first, bots_for(first, bots.by_name(bot), seed))
    return first, last, turns


FAST = [(scenario, bot, "") for scenario in SCENARIOS for bot in LIGHT]
FAST += [("first-steps", bot, level) for bot in LIGHT for level in LEVELS]
FAST += [("first-steps", bot, "") for bot in HEAVY]
SLOW = [(scenario, bot, "") for scenario in SCENARIOS if scenario != "first-steps" for bot in HEAVY]
GRID = [(scenario, bot, level) for scenario in SCENARIOS for bot in bots.NAMES for level in LEVELS]


@pytest.mark.parametrize(("scenario", "bot", "level"), FAST)
def test_a_bot_plays_every_seat_to_the_end_without_an_illegal_command(
    scenario: str, bot: str, level: str
) -> None:
    """R1.6, R5.9, R11.1: each bot in each scenario at its own level, and each bot at every level."""
    plays_on(scenario, bot, level)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "bot", "level"), SLOW)
def test_a_bot_that_asks_a_forecast_plays_every_scenario(scenario: str, bot: str, level: str) -> None:
    """The two that take seconds where the others take hundredths."""
    plays_on(scenario, bot, level)


@pytest.mark.long
@pytest.mark.parametrize(("scenario", "bot", "level"), GRID)
def test_every_bot_plays_every_scenario_at_every_level(scenario: str, bot: str, level: str) -> None:
    """The whole grid."""
    plays_on(scenario, bot, level)


@pytest.mark.parametrize("bot", bots.NAMES)
def test_the_same_seed_is_the_same_game_and_another_seed_another(bot: str) -> None:
    """R9.4: not a single event differs."""
    one, again, other = (game("first-steps", bot, seed=seed)[2] for seed in ("7", "7", "8"))
    assert events_of(one) == events_of(again)
    assert events_of(one) != events_of(other)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_suggested_bots_of_a_scenario_play_it_together(scenario: str) -> None:
    """The default table, as `detente demo` plays it."""
    first = lobby("1", library.load_text(scenario), timed=False)
    kinds = {seat.id: bots.by_name(seat.bot) for seat in first.scenario.seats}
    last, turns = played(first, bots_for(first, kinds))
    assert [turn for turn in turns if turn.refusal is not None] == []
    assert last.debrief is not None


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_any_mixture_of_bots_plays_any_scenario(scenario: str, seed: int) -> None:
    """What one bot puts on the table, another has to cope with."""
    text = library.load_text(scenario)
    level = LEVELS[seed % 3]
    first = lobby(str(seed), text, level=level, timed=False)
    draw = BotDice.of(seed, "mixture")
    kinds = {seat.id: bots.by_name(draw.choice(LIGHT, 0, seat.id)) for seat in first.scenario.seats}
    last, turns = played(first, bots_for(first, kinds, str(seed)))
    assert [turn for turn in turns if turn.refusal is not None] == []
    assert last.debrief is not None
