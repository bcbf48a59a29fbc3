"""Try a bot without a server: a table whose other seats follow a script, on the game's own rules.

>>> from detente_client.bot import Bot, LabDecision
>>> class Careful(Bot):
...     def decide(self, view):
...         return LabDecision(safety=0.5)
>>> table = ScriptedTable(Careful, seat="helion", scenario="two-blocs")
>>> table.until("decision")
>>> table.decided.safety
0.5
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente_client.bot.answers import commands_of, decision_of, reason_of
from detente_client.bot.asynchronous import AnyBot, synchronous
from detente_rules.bots.base import Bot, Heard
from detente_rules.bots.dice import BotDice
from detente_rules.commands import (
    ENGINE,
    Actor,
    Admit,
    Command,
    EndPhase,
    Message,
    PlayerCommand,
    Propose,
    Seal,
    Stamp,
    Start,
)
from detente_rules.decide import answer, decide
from detente_rules.decisions import Decision
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state, header
from detente_rules.headless import Asker
from detente_rules.ids import Phase, SeatId, TreatyId, seat_audience
from detente_rules.library import load_text
from detente_rules.rejections import Refused
from detente_rules.scenario import Level
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.views.project import view
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

__all__ = ["Refusal", "ScriptedTable"]

_SALT: Final = "0" * 32
_FACILITATOR: Final = Actor("facilitator", "facilitator")
_MOMENT: Final = 1.0
"""Seconds from one act to the next on the table's own clock."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command of the bot's that the rules refused: a good bot has none."""

    command: PlayerCommand
    code: str
    rule: str
    message: str


class ScriptedTable:
    """One game, in this process and without a network: the bot in one seat, your script in all others.

    The bot is asked as in any game, at once and in the same order; what it does is in ``sent``, what was refused in
    ``refused``. Its exceptions come out where you moved the game. Nobody else does anything that you do not say.

    bot: the class. seat: where it sits. scenario: name or file. level, rounds: other than the scenario's. seed: of the game's
    dice and of the bot's; the same seed and script, the same game. timed: phases have deadlines, and ``wait`` lets time pass.
    Raises: ScenarioNotFound, ScenarioFault, KeyError (no such seat).
    """

    def __init__(
        self,
        bot: type[AnyBot],
        seat: SeatId,
        *,
        scenario: str = "first-steps",
        level: Level | None = None,
        rounds: int | None = None,
        seed: str = "1",
        timed: bool = False,
    ) -> None:
        secret = Secret(seed, _SALT)
        first = header(
            game="scripted",
            scenario_text=load_text(scenario),
            secret=secret,
            at=0.0,
            level=level,
            rounds=rounds,
            timed=timed,
        )
        self.state: GameState = first_state(first.data, secret)
        self.seat = self.state.scenario.seat(seat).id
        self.bot = _checked(bot)(seat, BotDice.of(seed, seat))
        self.sent: list[PlayerCommand] = []
        self.refused: list[Refusal] = []
        self.now = 1_000.0
        self._asker = Asker()
        self._taken = 0
        for one in self.state.scenario.seats:
            self._carry(ENGINE, Admit(person=_person(one.id), name=one.name, role="player", seat=one.id))
        self._carry(ENGINE, Start())

    # ------------------------------------------------------------------------------------------------------ looking

    @property
    def view(self) -> View:
        """What the bot's seat sees now."""
        return view(self.state, seat_audience(self.seat))

    @property
    def decided(self) -> Decision:
        """The decision that the bot sealed last. Raises: LookupError."""
        for command in reversed(self.sent):
            if isinstance(command, Seal):
                return command.decision
        raise LookupError("the bot has sealed nothing yet")

    def take(self) -> list[PlayerCommand]:
        """What the bot sent since the last ``take``."""
        new, self._taken = self.sent[self._taken :], len(self.sent)
        return new

    # ---------------------------------------------------------------------------------------------------- the script

    def until(self, phase: Phase, round_: int | None = None) -> None:
        """End phases until this one begins (of that round, or the next such). Raises: LookupError past the debrief."""
        while True:
            if self.state.phase == "debrief":
                raise LookupError("the game is over")
            self._carry(_FACILITATOR, EndPhase())
            if self.state.phase == phase and round_ in {None, self.state.round}:
                return

    def say(self, seat: SeatId, text: str, to: Iterable[SeatId] = ()) -> None:
        """Another seat speaks, to everybody or to some."""
        self.act(seat, Message(text=text, to=tuple(to)))

    def propose(
        self,
        seat: SeatId,
        clauses: Iterable[Mapping[str, Any]],
        *,
        parties: Iterable[SeatId] | None = None,
        title: str = "Draft",
        confidential: bool = False,
    ) -> TreatyId:
        """Another seat puts a draft on the table; its id. parties: None asks everybody."""
        asked = tuple(parties) if parties is not None else tuple(self.state.seats)
        made = tuple(dict(clause) for clause in clauses)
        done = self.act(seat, Propose(title=title, parties=asked, clauses=made, confidential=confidential))
        return TreatyId(done["treaty"])

    def treaty(self, treaty: TreatyId) -> TreatyView:
        """A treaty as the bot sees it. Raises: KeyError."""
        return self.view.treaty(treaty)

    def decide(self, seat: SeatId, decision: Decision) -> None:
        """Another seat seals its decision; who seals none goes on as before."""
        self.act(seat, Seal(decision))

    def act(self, seat: SeatId, command: PlayerCommand) -> dict[str, Any]:
        """Another seat does anything; the acknowledgement's data. Raises: Refused."""
        return answer(self._carry(Actor(_person(seat), "player", seat), command))

    def wait(self, seconds: float) -> None:
        """Time passes; a phase whose deadline comes by then ends there."""
        end = self.now + seconds
        while self.state.deadline is not None and self.now < self.state.deadline <= end:
            self.now = self.state.deadline
            self._carry(ENGINE, EndPhase())
        self.now = max(self.now, end)

    # -------------------------------------------------------------------------------------------------------- inside

    def _carry(self, actor: Actor, command: Command) -> tuple[Event, ...]:
        """One act, and whatever the bot answers to it, to the end."""
        events = self._done(actor, command)
        questions = list(self._asker.commands(self.state, {self.seat: self.bot}, events))
        while questions:
            _, ask = questions.pop(0)
            self.bot.now = self.now
            for answered in ask(self.state):
                self.sent.append(answered)
                try:
                    told = self._done(Actor(_person(self.seat), "player", self.seat), answered)
                except Refused as no:
                    why = no.rejection
                    self.refused.append(Refusal(answered, why.code, why.rule, why.message))
                    continue
                questions += self._asker.commands(self.state, {self.seat: self.bot}, told)
        return events

    def _done(self, actor: Actor, command: Command) -> tuple[Event, ...]:
        events = decide(self.state, actor, command, self.now, Stamp(self.state.round, self.state.phase))
        self.now += _MOMENT
        for event in events:
            self.state = evolve(self.state, event)
        return events


def _person(seat: SeatId) -> str:
    return f"person of {seat}"


def _checked(written: type[AnyBot]) -> type[Bot]:
    """The same bot, whose answers are made sure of as on a network: what is no command or decision is a TypeError."""
    bot = synchronous(written)

    class Checked(bot):  # type: ignore[misc, valid-type]
        def negotiate(self, view: View) -> Iterable[PlayerCommand]:
            return commands_of(super().negotiate(view))

        def decide(self, view: View) -> Decision:
            return decision_of(super().decide(view))

        def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
            return commands_of(super().on_message(view, message))

        def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
            return commands_of(super().on_proposal(view, treaty))

        def on_question(self, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
            return commands_of(super().on_question(view, question))

        def explain(self, view: View) -> str:
            return reason_of(super().explain(view))

    Checked.__name__ = bot.__name__
    return Checked
