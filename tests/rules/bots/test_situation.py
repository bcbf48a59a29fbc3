"""What a bot is told of its situation."""

from math import inf
from typing import Any

from detente_rules.bots import Bot
from detente_rules.bots.dice import BotDice
from detente_rules.bots.situation import situation_of
from detente_rules.commands import Actor, Seal
from detente_rules.decisions import LabDecision
from detente_rules.views.project import view
from detente_rules.views.types import View
from tests.rules.tables import Table, lobby


def seen(table: Table, seat: str = "lab0") -> View:
    """That seat's view."""
    return view(table.state, f"seat:{seat}")


def a_table(**options: Any) -> Table:
    """A game that has begun."""
    table = Table(lobby("5", **options))
    table.everybody()
    table.start()
    return table


def test_the_time_that_is_left() -> None:
    """By the server's clock; without one, or while it stands, there is no end."""
    table = a_table(timed=True)
    deadline = table.state.deadline
    assert deadline is not None
    assert situation_of(seen(table), deadline - 12.5).seconds_left == 12.5
    assert situation_of(seen(table), deadline + 1).seconds_left == 0.0
    assert situation_of(seen(table)).seconds_left == inf
    assert situation_of(seen(a_table(timed=False)), 1.0).seconds_left == inf
    bot = Bot("lab0", BotDice.of("1", "lab0"))
    bot.now = deadline - 3.0
    assert bot.situation(seen(table)).seconds_left == 3.0


def test_the_last_decision_and_what_came_of_it() -> None:
    """None before the first; then the one sealed, and both reports of its round."""
    table = a_table()
    first = situation_of(seen(table))
    assert (first.last, first.outcome, first.public) == (None, None, None)
    table.until("decision")
    chosen = LabDecision(safety=0.4)
    one = next(person for person in table.state.people.values() if person.seat == "lab0")
    table.act(Actor(one.id, "player", "lab0"), Seal(chosen))
    assert situation_of(seen(table)).last == chosen
    table.until("briefing")
    then = situation_of(seen(table))
    assert then.last == chosen
    assert then.outcome is not None
    assert then.public is not None
    assert (then.outcome.round, then.public.round) == (1, 1)
    assert "ready" in then.legal


def test_the_alternative_to_an_agreement() -> None:
    """A span round a median, the same for the same view; none without a seat, and none once the game is over."""
    table = a_table()
    one, two = (situation_of(seen(table)).alternative(futures=100) for _ in range(2))
    assert one is not None
    assert one == two
    assert one.low <= one.score <= one.high
    assert 0.0 <= one.risk <= 1.0
    assert situation_of(view(table.state, "observer")).alternative(futures=100) is None
    table.until("debrief")
    assert situation_of(seen(table)).alternative(futures=100) is None
