"""A bot against a script: asked as in a game, what it does is seen, and time is what the script says."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest

from detente_client.bot import AsyncBot, Bot, Heard, LabDecision, Message, Sign
from detente_client.bot.testing import ScriptedTable
from detente_rules.bots import NAMES, by_name
from detente_rules.commands import PlayerCommand
from detente_rules.decisions import Decision, NationDecision
from detente_rules.views.types import TreatyView, View

FLOOR = {"kind": "safety_floor", "level": 0.3}


class Polite(Bot):
    """Answers whoever speaks to it, signs floors, and keeps them."""

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        yield Message(text=f"Good day, {message.sender}.", to=(message.sender,))

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        if any(clause["kind"] == "safety_floor" for clause in treaty.clauses):
            yield Sign(treaty=treaty.id, version=treaty.version)

    def decide(self, view: View) -> Decision:
        floors = [duty.level for duty in view.obligations if duty.what == "safety"]
        return LabDecision(safety=max(floors, default=0.1))


def at_the_table(bot: type[Bot | AsyncBot], **options: object) -> ScriptedTable:
    """Helion of two-blocs in the first negotiation."""
    table = ScriptedTable(bot, "helion", scenario="two-blocs", **options)  # type: ignore[arg-type]
    table.until("negotiation")
    return table


def test_it_answers_what_it_hears() -> None:
    """And nothing that it does not."""
    table = at_the_table(Polite)
    table.say("corvid", "Good day.", to=["helion"])
    assert table.take() == [Message(text="Good day, corvid.", to=("corvid",))]
    table.say("corvid", "Not for you.", to=["aurelia"])
    assert table.take() == []


def test_it_signs_and_keeps_what_binds_it() -> None:
    """A treaty of the labs, in force when the negotiation ends."""
    table = at_the_table(Polite)
    treaty = table.propose("corvid", [FLOOR], parties=["helion", "corvid"])
    assert table.take() == [Sign(treaty=treaty, version=1)]
    table.act("corvid", Sign(treaty=treaty, version=1))
    table.until("decision")
    assert table.treaty(treaty).phase == "in_force"
    assert table.decided == LabDecision(safety=0.3)
    table.decide("aurelia", NationDecision(floor=0.2))
    table.until("decision", 3)
    assert table.state.round == 3
    assert table.refused == []


def test_what_the_rules_refuse_is_told() -> None:
    """By code and rule; the game goes on."""

    class Wrong(Bot):
        def negotiate(self, view: View) -> Iterable[PlayerCommand]:
            yield Sign(treaty="t-none", version=1)

    table = at_the_table(Wrong)
    assert [(no.code, no.rule) for no in table.refused] == [("unknown_target", "R4.1")]


def test_a_bot_that_fails_fails_the_test() -> None:
    """With its own exception, where the script moved the game."""

    class Broken(Bot):
        def decide(self, view: View) -> Decision:
            return None  # type: ignore[return-value]

    table = at_the_table(Broken)
    with pytest.raises(TypeError, match="LabDecision"):
        table.until("decision")


def test_time_is_what_the_script_says() -> None:
    """A deadline that passes ends the phase, and the bot knows how long it has."""
    left: list[float] = []

    class Watchful(Bot):
        def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
            left.append(self.situation(view).seconds_left)
            return ()

    table = at_the_table(Watchful, timed=True)
    table.say("corvid", "Now?")
    table.wait(60)
    table.say("corvid", "And now?")
    assert left[0] - left[1] == pytest.approx(61)
    table.wait(left[1])
    assert table.state.phase == "decision"


class Slow(AsyncBot):
    """Waits before it answers."""

    async def negotiate(self, view: View) -> AsyncIterator[PlayerCommand]:
        yield Message(text="One moment.")
        await asyncio.sleep(0)
        yield Message(text="Now.")

    async def decide(self, view: View) -> Decision:
        await asyncio.sleep(0)
        return LabDecision(safety=0.6)


def test_a_bot_that_waits() -> None:
    """Plays here as well."""
    table = at_the_table(Slow)
    table.until("decision")
    assert table.sent[:2] == [Message(text="One moment."), Message(text="Now.")]
    assert table.decided == LabDecision(safety=0.6)


async def test_a_bot_that_waits_where_a_loop_runs() -> None:
    """A test may be a coroutine itself."""
    table = at_the_table(Slow)
    table.until("decision")
    assert table.decided == LabDecision(safety=0.6)


@pytest.mark.parametrize("name", NAMES)
def test_the_bots_that_ship_play_against_silence(name: str) -> None:
    """A round, and nothing is refused."""
    table = ScriptedTable(by_name(name), "aurelia", scenario="two-blocs")
    table.until("briefing", 2)
    assert table.refused == []
    assert table.decided is not None


def test_at_the_debrief_it_is_asked_why() -> None:
    """Whatever it does with messages; and however much was said to everybody before."""
    table = at_the_table(Polite, rounds=1)
    table.until("debrief")
    for _ in range(10):
        table.say("corvid", "Well played.")
    table.take()
    table.say("corvid", "Why did you do that?", to=["helion"])
    reason = "I am a program, Polite. I was given no words for why I decide as I do."
    assert table.take() == [Message(text=reason, to=("corvid",))]
