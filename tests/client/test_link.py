"""The link, in dialogues: what it says to a server, and what it makes of the answers."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente_client.credentials import Keeper, Store
from detente_client.link import LONGEST_PAUSE, Link
from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Table
from detente_rules.commands import Message, Seal
from detente_rules.decisions import LabDecision
from detente_rules.rejections import Refused
from detente_rules.wire.session import Invitation
from tests.client.fakes import (
    Close,
    Dialogue,
    Expect,
    Hang,
    NoAnswer,
    Part,
    Say,
    a_view,
    news,
    refusal,
    said,
    welcome,
)

HELLO = Expect({"type": "hello", "token": "secret"})
SPEAK = {"type": "command", "command": {"kind": "message", "text": "Hello.", "to": []}}


def link_to(dialogue: Dialogue, who: str | Invitation | None = "secret", **more: Any) -> Link:
    """A link to a scripted server; no time passes, and command ids are c1, c2 …"""
    ids = iter(f"c{number}" for number in range(1, 100))
    return Link(
        "ws://test",
        who,
        connect=dialogue.connect,
        sleep=dialogue.sleep,
        chance=lambda: 1.0,
        now=lambda: 990.0,
        new_id=lambda: next(ids),
        **more,
    )


async def until(link: Link, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot of which something holds."""
    async with asyncio.timeout(5):
        async for snapshot in link.snapshots():
            if holds(snapshot):
                return snapshot
    raise AssertionError(f"it never came; the last is {link.snapshot}")


def test_a_link_is_a_table() -> None:
    """A link is a table."""
    assert isinstance(link_to(Dialogue()), Table)


async def test_a_welcome_makes_it_live_and() -> None:
    """A welcome makes it live and sets the clock."""
    dialogue = Dialogue([HELLO, Say(welcome()), Hang()])
    link = link_to(dialogue)
    snapshot = await until(link, lambda s: s.connection == "live")
    assert (snapshot.game, snapshot.person, snapshot.seat) == ("g1", "p1", "helion")
    assert snapshot.clock_offset == pytest.approx(10.0)
    assert snapshot.view == a_view()
    await link.close()


async def test_a_command_carries_the_round_and() -> None:
    """A command carries the round and phase on screen and returns the answer."""
    seal = Expect({"command_id": "c1", "round": 1, "phase": "negotiation"})
    ack = Say({"type": "ack", "command_id": "c1", "data": {"commitment": "abc"}})
    link = link_to(Dialogue([HELLO, Say(welcome()), seal, ack, Hang()]))
    await until(link, lambda s: s.connection == "live")
    assert await link.send(Seal(LabDecision())) == {"commitment": "abc"}
    await link.close()


async def test_talk_is_never_stale_and_carries() -> None:
    """Talk is never stale and carries no stamp."""
    speak = Expect({**SPEAK, "round": None, "phase": None})
    dialogue = Dialogue(
        [HELLO, Say(welcome()), speak, Say({"type": "ack", "command_id": "c1", "data": {}}), Hang()]
    )
    link = link_to(dialogue)
    await until(link, lambda s: s.connection == "live")
    await link.send(Message(text="Hello."))
    await link.close()


async def test_a_refusal_reaches_the_sender_with() -> None:
    """A refusal reaches the sender with its rule."""
    dialogue = Dialogue(
        [HELLO, Say(welcome()), Expect(SPEAK), Say(refusal("c1", "not_allowed", "You may not.")), Hang()]
    )
    link = link_to(dialogue)
    await until(link, lambda s: s.connection == "live")
    with pytest.raises(Refused, match="You may not") as no:
        await link.send(Message(text="Hello."))
    assert no.value.rejection.rule == "R0.0"
    await link.close()


async def test_a_refusal_that_says_later_is() -> None:
    """A refusal that says later is tried again under the same id."""
    once = Expect({**SPEAK, "command_id": "c1"})
    ack = Say({"type": "ack", "command_id": "c1", "data": {}})
    later = Say(refusal("c1", "rate", "Slowly.", retry_after=2.0))
    dialogue = Dialogue([HELLO, Say(welcome()), once, later, once, ack, Hang()])
    link = link_to(dialogue)
    await until(link, lambda s: s.connection == "live")
    await link.send(Message(text="Hello."))
    assert dialogue.pauses == [2.0]
    await link.close()


async def test_after_a_break_it_resumes_and() -> None:
    """After a break it resumes and sends the unacknowledged again under the same id."""
    speak = Expect({**SPEAK, "command_id": "c1"})
    dialogue = Dialogue(
        [HELLO, Say(welcome(10)), Say(said(11, "First.")), speak, Close(1006)],
        [NoAnswer()],
        [
            Expect({"type": "hello", "token": "secret", "since": 11, "audience": "seat:helion"}),
            Say(welcome(12, resumed=True, history=[{"seq": 12, "news": said(12, "Second.")["news"]}])),
            speak,
            Say({"type": "ack", "command_id": "c1", "data": {}}),
            Hang(),
        ],
    )
    link = link_to(dialogue)
    await until(link, lambda s: len(s.messages) == 1)
    await link.send(Message(text="Hello."))
    assert [line.text for line in link.snapshot.messages] == ["First.", "Second."]
    assert dialogue.done()
    await link.close()


async def test_while_it_is_away_the_last() -> None:
    """While it is away the last view stays and the detail says why."""
    dialogue = Dialogue([HELLO, Say(welcome()), Close(1012)])
    link = link_to(dialogue)
    lost = await until(link, lambda s: s.connection == "lost")
    assert lost.view == a_view()
    assert "restarts" in lost.detail
    await link.close()


async def test_the_pauses_grow_up_to_a() -> None:
    """The pauses grow up to a limit and begin anew after a good connection."""
    down = [[NoAnswer()] for _ in range(8)]
    good: list[Part] = [HELLO, Say(welcome()), Close(1006)]
    dialogue = Dialogue(good, *down, good, [HELLO, Say(welcome()), Hang()])
    link = link_to(dialogue)
    await until(link, lambda s: dialogue.done() and s.connection == "live")
    assert dialogue.pauses == [
        0.25,
        0.5,
        1.0,
        2.0,
        4.0,
        LONGEST_PAUSE,
        LONGEST_PAUSE,
        LONGEST_PAUSE,
        LONGEST_PAUSE,
        0.25,
    ]
    await link.close()


@pytest.mark.parametrize(
    ("code", "words"), [(1008, "let you in"), (4001, "another device"), (4003, "withdrawn")]
)
async def test_a_final_close_code_ends_it(code: int, words: str) -> None:
    """A final close code ends it with words."""
    link = link_to(Dialogue([HELLO, Say(welcome()), Close(code)]))
    last = [snapshot async for snapshot in link.snapshots()][-1]
    assert last.connection == "closed"
    assert words in last.detail
    with pytest.raises(CannotJoin, match=words):
        await link.send(Message(text="Hello."))


async def test_what_was_waiting_for_an_answer() -> None:
    """What was waiting for an answer hears that there will be none."""
    link = link_to(Dialogue([HELLO, Say(welcome()), Expect(SPEAK), Close(4003)]))
    await until(link, lambda s: s.connection == "live")
    with pytest.raises(CannotJoin):
        await link.send(Message(text="Hello."))


async def test_a_gap_in_the_stream_is() -> None:
    """A gap in the stream is mended by coming back."""
    again = Expect({"type": "hello", "token": "secret", "since": 10})
    dialogue = Dialogue([HELLO, Say(welcome(10)), Say(said(12, "Odd."))], [again, Say(welcome(12)), Hang()])
    link = link_to(dialogue)
    await until(link, lambda s: dialogue.done() and s.connection == "live")
    await link.close()


async def test_a_server_that_talks_nonsense_does() -> None:
    """A server that talks nonsense does not end it."""
    dialogue = Dialogue([HELLO, Say("<html>")], [HELLO, Say(welcome()), Hang()])
    link = link_to(dialogue)
    await until(link, lambda s: s.connection == "live")
    await link.close()


async def test_nobody_at_the_address_is_told() -> None:
    """Nobody at the address is told at once to a newcomer."""
    link = link_to(Dialogue([NoAnswer()]), Invitation("KDPW-HUNA", "Ana"))
    last = [snapshot async for snapshot in link.snapshots()][-1]
    assert last.connection == "closed"
    assert "Nobody answers" in last.detail


async def test_a_patient_newcomer_goes_on_knocking() -> None:
    """A patient newcomer goes on knocking for a while."""
    dialogue = Dialogue([NoAnswer()], [NoAnswer()], [Expect({"code": "KDPW-HUNA"}), Say(welcome()), Hang()])
    link = link_to(dialogue, Invitation("KDPW-HUNA", "Ana"), patience=10.0)
    await until(link, lambda s: s.connection == "live")
    await link.close()


async def test_joining_by_code_brings_a_token(tmp_path: Path) -> None:
    """Joining by code brings a token that is kept and used from then on."""
    dialogue = Dialogue(
        [
            Expect({"code": "KDPW-HUNA", "name": "Ana", "seat": "helion"}),
            Say(welcome(token="new")),
            Close(1006),
        ],
        [Expect({"token": "new", "since": 10}), Say(welcome(10, resumed=True)), Hang()],
    )
    link = link_to(dialogue, None, keeper=Keeper(Store(tmp_path)))
    assert link.snapshot.connection == "closed"
    await link.join("kdpwhuna", "Ana", "helion")
    await until(link, lambda s: dialogue.done() and s.connection == "live")
    await link.close()
    assert Keeper(Store(tmp_path)).claim("ws://test:8765", "KDPW-HUNA", "Ana") == "new"


async def test_a_wrong_code_is_told_in() -> None:
    """A wrong code is told in words and one may try again."""
    dialogue = Dialogue(
        [
            Expect({"code": "AAAA-AAAA"}),
            Say(refusal("", "bad_credential", "No game has this code.")),
            Close(1008),
        ],
        [Expect({"code": "KDPW-HUNA"}), Say(welcome()), Hang()],
    )
    link = link_to(dialogue, None)
    with pytest.raises(CannotJoin, match="No game has this code"):
        await link.join("AAAA-AAAA", "Ana")
    with pytest.raises(CannotJoin, match="looks like"):
        await link.join("?", "Ana")
    await link.join("KDPW-HUNA", "Ana")
    assert link.snapshot.connection == "live"
    await link.close()


async def test_a_remembered_token_that_the_server(tmp_path: Path) -> None:
    """A remembered token that the server forgot gives way to the code."""

    def keeper() -> Keeper:
        return Keeper(Store(tmp_path))

    first = link_to(
        Dialogue([Expect({"code": "KDPW-HUNA"}), Say(welcome(token="old")), Hang()]), None, keeper=keeper()
    )
    await first.join("KDPW-HUNA", "Ana")
    await first.close()
    dialogue = Dialogue(
        [Expect({"token": "old"}), Say(refusal("", "bad_credential", "Unknown.")), Close(1008)],
        [Expect({"code": "KDPW-HUNA", "name": "Ana"}), Say(welcome(token="new")), Hang()],
    )
    second = link_to(dialogue, None, keeper=keeper())
    await second.join("KDPW-HUNA", "Ana")
    assert dialogue.done()
    await second.close()


async def test_several_readers_each_see_the_newest() -> None:
    """Several readers each see the newest snapshot."""
    link = link_to(Dialogue([HELLO, Say(welcome()), Say(said(11, "Hello.")), Hang()]))
    one, other = await asyncio.gather(*(until(link, lambda s: bool(s.messages)) for _ in range(2)))
    assert one is other
    await link.close()


async def test_a_text_that_no_server_would() -> None:
    """A text that no server would take is refused before it is sent."""
    dialogue = Dialogue([HELLO, Say(welcome()), Hang()])
    link = link_to(dialogue)
    await until(link, lambda s: s.connection == "live")
    huge = Message.__new__(Message)
    object.__setattr__(huge, "text", "x" * 70_000)
    object.__setattr__(huge, "to", ())
    object.__setattr__(huge, "kind", "message")
    with pytest.raises(Refused, match="too_large"):
        await link.send(huge)
    await link.close()


async def test_small_news_is_folded_into_the() -> None:
    """Small news is folded into the view."""
    link = link_to(
        Dialogue([HELLO, Say(welcome()), Say(news(11, "readied", seat="helion", ready=True)), Hang()])
    )
    snapshot = await until(link, lambda s: s.seq == 11)
    assert snapshot.view is not None
    assert snapshot.view.ready
    await link.close()
