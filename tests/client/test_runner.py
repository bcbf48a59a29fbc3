"""A bot at a table: asked in the right order, once, and never to the harm of the game."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

from detente_client.bot import AsyncBot, Bot, Heard, LabDecision, Message, Sign, play
from detente_client.model import MessageLine, Snapshot
from detente_rules.commands import PlayerCommand
from detente_rules.commands.treaty import Vote
from detente_rules.rejections import refuse
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import DebriefView, TreatyView, View
from tests.client.fakes import a_treaty, a_view

END = DebriefView({"helion": 12.5}, None, 0.1, None, "7", "0" * 32, (), (), {})


class FakeTable:
    """A table whose game moves on when the bot has done what the phase asks for."""

    def __init__(self, *views: View, refuses: tuple[str, ...] = ()) -> None:
        self._views = list(views)
        self._refuses = refuses
        self._snapshot = Snapshot(view=self._views.pop(0), connection="live")
        self._moved = asyncio.Event()
        self.sent: list[PlayerCommand] = []
        self._sent = asyncio.Condition()
        self._over = False
        self.closed = False

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        while not self._over:
            yield self._snapshot
            await self._moved.wait()
            self._moved.clear()

    async def join(self, where: str, name: str, seat: str | None = None) -> None:
        raise AssertionError

    async def send(self, command: PlayerCommand, *, stamped: bool = True) -> dict[str, Any]:
        if command.kind in self._refuses:
            raise refuse("conflict", "R0.0", "", "No.")
        self.sent.append(command)
        async with self._sent:
            self._sent.notify_all()
        if command.kind in {"ready", "seal"}:
            self.show(view=self._views.pop(0))
        return {}

    async def close(self) -> None:
        self.closed = True

    async def takes(self, count: int) -> None:
        """Wait until so many commands have been sent."""
        async with self._sent:
            await self._sent.wait_for(lambda: len(self.sent) >= count)

    def end(self) -> None:
        """Close the game."""
        self._over = True
        self._moved.set()

    def show(self, **changes: Any) -> None:
        self._snapshot = replace(self._snapshot, **changes)
        self._moved.set()


BRIEFING = a_view(phase="briefing")
NEGOTIATION = a_view(treaties=(a_treaty(),))
DECISION = a_view(phase="decision")
DEBRIEF = a_view(phase="debrief", debrief=END)


class Talker(Bot):
    """Does everything a bot can do, and notes when it is asked."""

    asked: list[str]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked = []

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        self.asked.append("negotiate")
        yield Message(text="Good morning.")

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        self.asked.append(f"proposal {treaty.id}")
        return [Sign(treaty=treaty.id, version=treaty.version)]

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        self.asked.append(f"message from {message.sender}")
        return [Message(text="Indeed.", to=(message.sender,))]

    def decide(self, view: View) -> LabDecision:
        self.asked.append("decide")
        return LabDecision(safety=0.4)


class Broken(Bot):
    """Fails at everything."""

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        raise RuntimeError("I cannot talk")

    def decide(self, view: View) -> LabDecision:
        raise ValueError("I cannot decide")


async def run(bot: type[Bot], table: FakeTable) -> tuple[int, list[str]]:
    """Play to the end; the status and what was said to whoever runs it."""
    said: list[str] = []
    async with asyncio.timeout(10):
        status = await play(bot, table, seed=1, say=said.append, quiet=0.01)
    return status, said


async def test_the_order_of_questions() -> None:
    """Ready in the briefing; in the negotiation open, then answer drafts; then decide and seal."""
    table = FakeTable(BRIEFING, NEGOTIATION, DECISION, DEBRIEF)
    status, said = await run(Talker, table)
    assert status == 0
    assert [command.kind for command in table.sent] == ["ready", "message", "sign", "ready", "seal"]
    assert said == ["Seated as helion.", "The game is over: +12.5 for helion."]
    assert table.closed


async def test_messages_are_answered_once() -> None:
    """What others say is answered, one's own words and what was said before one came are not."""
    lines = tuple(
        MessageLine(seq, 0.0, sender, sender, (), "Hello.", sender == "helion")
        for seq, sender in ((1, "corvid"), (2, "corvid"), (3, "helion"), (4, ""))
    )
    table = FakeTable(NEGOTIATION, DEBRIEF)
    table.show(messages=lines[:1])
    playing = asyncio.create_task(run(Talker, table))
    await asyncio.sleep(0.005)
    table.show(messages=lines)
    await playing
    answers = [command for command in table.sent if isinstance(command, Message) and command.to]
    assert [answer.to for answer in answers] == [("corvid",)]


async def test_a_server_that_does_not_answer_is_told_of_at_once_and_once() -> None:
    """Whoever started the bot need not wait for its patience to run out to learn why nothing happens."""
    table, said = FakeTable(DEBRIEF), asyncio.Queue[str]()
    table.show(view=None, connection="connecting", detail="Nobody answers.")
    playing = asyncio.create_task(play(Talker, table, seed=1, say=said.put_nowait, quiet=0.01))
    assert await said.get() == "Nobody answers. Trying again …"
    table.show(detail="Nobody answers yet.")
    table.show(view=DEBRIEF, connection="live", detail="")
    assert await playing == 0
    while not said.empty():
        assert "Nobody" not in said.get_nowait()


async def test_a_bot_that_fails() -> None:
    """A fault in a bot is told to its owner in a line; the game goes on with the plain decision."""
    table = FakeTable(NEGOTIATION, DECISION, DEBRIEF)
    status, said = await run(Broken, table)
    assert status == 0
    assert [command.kind for command in table.sent] == ["ready", "seal"]
    assert any("test_runner.py, line" in line and "I cannot talk" in line for line in said)
    assert any("I cannot decide" in line for line in said)


async def test_answers_of_the_wrong_kind() -> None:
    """What is no command or no decision is told to its owner, and not sent."""

    class Odd(Bot):
        def negotiate(self, view: View) -> Iterable[PlayerCommand]:
            return "hello"  # type: ignore[return-value]

        def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
            return [LabDecision()]  # type: ignore[list-item]

        def decide(self, view: View) -> LabDecision:
            return {"safety": 0.3}  # type: ignore[return-value]

    table = FakeTable(NEGOTIATION, DECISION, DEBRIEF)
    status, said = await run(Odd, table)
    assert status == 0
    assert [command.kind for command in table.sent] == ["ready", "seal"]
    assert any("it returned str 'hello'; a list of commands was expected" in line for line in said)
    assert any("it gave LabDecision" in line for line in said)
    assert any("it returned dict {'safety': 0.3}; a LabDecision" in line for line in said)


async def test_a_bot_that_is_refused() -> None:
    """A refusal is told to its owner with the rule, and the next command is sent all the same."""
    table = FakeTable(NEGOTIATION, DEBRIEF, refuses=("sign",))
    status, said = await run(Talker, table)
    assert status == 0
    assert "Refused: sign: No. (R0.0)" in said


async def test_drafts_for_others() -> None:
    """A draft that does not invite this seat, or is its own, is not asked about."""
    others = a_treaty(parties=("corvid", "aurelia"))
    own = a_treaty(id="t2", by="helion")
    table = FakeTable(a_view(treaties=(others, own)), DEBRIEF)
    await run(Talker, table)
    assert [command.kind for command in table.sent] == ["message", "ready"]


async def test_votes_and_accusations_are_answered_once() -> None:
    """What a treaty asks of this seat is asked of the bot, over the network as in the process."""

    class Voter(Talker):
        def on_question(self, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
            self.asked.append(f"question {question.id}")
            return [Vote(question.id, True)]

    put = QuestionView(
        id="q1",
        treaty="t1",
        about="renewal",
        seat="",
        by=None,
        round=1,
        sentence="It goes on.",
        share=0.5,
        more=True,
        voters=("helion",),
        veto=(),
        votes={},
        open=True,
        carried=None,
        moot=False,
        may_vote=True,
    )
    table = FakeTable(a_view(questions=(put,)), DEBRIEF)
    status, _ = await run(Voter, table)
    assert status == 0
    assert [command for command in table.sent if isinstance(command, Vote)] == [Vote("q1", True)]


class Frank(Talker):
    """Says why, and answers nothing else."""

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        return ()

    def explain(self, view: View) -> str:
        return f"I was careful for {view.rounds} rounds."


def said_to(*to: str, seq: int = 1, text: str = "Why did you do that?") -> MessageLine:
    """Corvid's words."""
    return MessageLine(seq, 0.0, "corvid", "Corvid", to, text, mine=False)


@contextlib.asynccontextmanager
async def at_the_debrief(bot: type[Bot | AsyncBot]) -> AsyncIterator[FakeTable]:
    """A game just over, with a bot that has said that it stays; it is closed, and the bot leaves."""
    table, said = FakeTable(DEBRIEF), asyncio.Queue[str]()
    playing = asyncio.create_task(play(bot, table, seed=1, say=said.put_nowait, stay=600))
    async with asyncio.timeout(60):
        while not (await said.get()).startswith(
            "It stays for questions until the game closes, at most 10 minutes"
        ):
            pass
        yield table
        assert not playing.done()
        table.end()
        assert await playing == 0
    assert table.closed


async def test_at_the_debrief_a_bot_stays_and_says_why() -> None:
    """To whoever asks its seat alone, each time; nobody else hears it."""
    async with at_the_debrief(Frank) as table:
        lines = (
            said_to("helion"),
            said_to(),
            said_to("helion", "aurelia"),
            said_to("helion", text="Well done."),
        )
        table.show(messages=tuple(replace(line, seq=seq) for seq, line in enumerate(lines, 1)))
        await table.takes(1)
        table.show(messages=(said_to("helion", seq=9),))
        await table.takes(2)
    why = Message(text=f"I was careful for {DEBRIEF.rounds} rounds.", to=("corvid",))
    assert table.sent == [why, why]


async def test_why_may_be_awaited() -> None:
    """By an ``AsyncBot``, which may also say nothing of its own."""

    class Thoughtful(AsyncBot):
        async def explain(self, view: View) -> str:
            await asyncio.sleep(0)
            return "I thought about it."

    class Mute(AsyncBot):
        about = "is mute"

    for bot, words in ((Thoughtful, "I thought about it."), (Mute, "I am a program, Mute (is mute).")):
        async with at_the_debrief(bot) as table:
            table.show(messages=(said_to("helion"),))
            await table.takes(1)
        assert str(getattr(table.sent[0], "text", "")).startswith(words)


async def test_a_bot_whose_reasons_fail_stays_all_the_same() -> None:
    """Its owner hears of it; the next question is asked."""

    class Confused(Bot):
        def explain(self, view: View) -> str:
            if len(self.asked) == 0:
                self.asked.append("once")
                return 7  # type: ignore[return-value]
            return "Now I know."

        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.asked: list[str] = []

    async with at_the_debrief(Confused) as table:
        table.show(messages=(said_to("helion", seq=1), said_to("helion", seq=2)))
        await table.takes(1)
    assert table.sent == [Message(text="Now I know.", to=("corvid",))]


async def test_a_bot_leaves_the_debrief_when_its_time_is_up_or_the_server_stays_away() -> None:
    """By itself; and at once where nobody asked it to stay."""
    ways: tuple[tuple[dict[str, Any], bool], ...] = (
        ({"stay": 0.01}, False),
        ({"stay": 600.0, "back": 0.01}, True),
        ({}, False),
    )
    for options, lost in ways:
        table, said = FakeTable(DEBRIEF), list[str]()

        def say(line: str, table: FakeTable = table, lost: bool = lost, said: list[str] = said) -> None:
            said.append(line)
            if lost and line.startswith("It stays"):
                table.show(connection="lost")

        async with asyncio.timeout(60):
            assert await play(Frank, table, seed=1, say=say, quiet=0.01, **options) == 0
        assert any(line.startswith("It stays") for line in said) is bool(options)
        assert ("The server stays away; the bot leaves." in said) is lost
