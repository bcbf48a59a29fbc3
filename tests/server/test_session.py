"""The client's half of the dialogue, as scripts: what it sends, what it drops, what it brings back after a break."""

from itertools import count

import pytest

from detente_rules.commands import Message, Ready
from detente_rules.rejections import Rejection
from detente_rules.wire import codec
from detente_rules.wire.messages import CloseCode, CommandFrame, Hello, News, Welcome
from detente_rules.wire.session import ClientSession, Invitation, ProtocolFault

NEWS = codec.dump({"kind": "paused", "at": 1.0, "round": 1, "phase": "briefing", "data": {}})


def session(who: str | Invitation = "token") -> ClientSession:
    """A session whose command ids are c1, c2 …"""
    numbers = count(1)
    return ClientSession(who, lambda: f"c{next(numbers)}")


def welcome(seq: int = 0, token: str | None = None, seat: str | None = "helion") -> bytes:
    """A welcome without a view."""
    return codec.welcome_frame(
        game="g1",
        person="p1",
        role="player",
        seat=seat,
        audience=f"seat:{seat}",
        token=token,
        seq=seq,
        view=None,
        history=(),
        server_time=1.0,
        resumed=False,
    )


def hello_of(data: bytes) -> Hello:
    """A hello as the server reads it."""
    frame = codec.read_client_frame(data)
    assert isinstance(frame, Hello)
    return frame


def test_a_newcomer_knocks_with_the_code_and_comes_back_with_the_token() -> None:
    """The invitation is for the first time only."""
    line = session(Invitation("ABCD-EFGH", "Ana", "helion"))
    hello = hello_of(line.opened())
    assert (hello.code, hello.name, hello.seat, hello.token) == ("ABCD-EFGH", "Ana", "helion", None)
    line.received(welcome(4, token="new"))
    assert line.closed(1006) == "again"
    hello = hello_of(line.opened())
    assert (hello.token, hello.since, hello.audience, hello.code) == ("new", 4, "seat:helion", None)


def test_news_moves_the_number_that_one_comes_back_with() -> None:
    """R11.8."""
    line = session()
    assert hello_of(line.opened()).since is None
    line.received(welcome(4))
    assert isinstance(line.received(codec.news_frame(5, NEWS)).frame, News)
    line.closed(1012)
    assert hello_of(line.opened()).since == 5


def test_a_repeated_number_is_dropped() -> None:
    """R11.8: nothing is counted twice."""
    line = session()
    line.received(welcome(4))
    assert line.received(codec.news_frame(4, NEWS)).frame is None
    assert line.received(codec.news_frame(5, NEWS)).frame is not None
    assert line.received(codec.news_frame(5, NEWS)).frame is None


def test_a_missing_number_is_a_fault_of_the_line() -> None:
    """No server of this protocol leaves a gap."""
    line = session()
    line.received(welcome(4))
    with pytest.raises(ProtocolFault, match="6 after 4"):
        line.received(codec.news_frame(6, NEWS))


def test_news_before_the_welcome_is_a_fault() -> None:
    """There would be no number to compare with."""
    with pytest.raises(ProtocolFault):
        session().received(codec.news_frame(1, NEWS))


@pytest.mark.parametrize("data", ["", "{}", '{"type":"shout"}', b"\xff"])
def test_what_cannot_be_read_is_a_fault(data: str | bytes) -> None:
    """The shell closes and comes back."""
    with pytest.raises(ProtocolFault):
        session().received(data)


def test_what_nobody_acknowledged_is_sent_again_under_the_same_id_and_in_order() -> None:
    """R11.4 from the client's side."""
    line = session()
    line.received(welcome())
    one, first = line.command(Message(text="one"))
    two, second = line.command(Ready(), round_=1, phase="briefing")
    assert line.received(codec.ack_frame(one, b"{}")).send == ()
    three, third = line.command(Message(text="three"))
    line.closed(1006)
    assert line.received(welcome()).send == (second, third)
    assert [codec.command_id_of(frame) for frame in (first, second, third)] == [one, two, three]


def test_a_command_given_while_the_line_is_down_goes_out_with_the_next_welcome() -> None:
    """Nothing that was typed is lost."""
    line = session()
    _, frame = line.command(Message(text="hello?"))
    assert not line.live
    assert line.received(welcome()).send == (frame,)


def test_a_welcome_in_mid_connection_sends_nothing_again() -> None:
    """The seat changed; what was sent before is still under way on this connection."""
    line = session()
    line.received(welcome(4, seat=None))
    line.command(Message(text="one"))
    reception = line.received(welcome(9, seat="corvid"))
    assert isinstance(reception.frame, Welcome)
    assert reception.send == ()
    assert line.received(codec.news_frame(10, NEWS)).frame is not None


@pytest.mark.parametrize(
    ("code", "kept"), [("rate", True), ("frozen", True), ("stale", False), ("conflict", False)]
)
def test_a_refusal_is_final_unless_it_says_later(code: str, kept: bool) -> None:
    """R11.1: ``rate`` and ``frozen`` have not judged the command."""
    line = session()
    line.received(welcome())
    name, frame = line.command(Message(text="one"))
    line.received(codec.refused_frame(name, Rejection(code, "R11.4", "", "No.", 0.5)))  # type: ignore[arg-type]
    assert (line.again(name) == frame) is kept


def test_a_command_that_was_given_up_is_not_sent_again() -> None:
    """It may have been done all the same."""
    line = session()
    name, _ = line.command(Message(text="one"))
    line.forget(name)
    assert line.received(welcome()).send == ()


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1009, 1011, 1012, 1013])
def test_most_ends_are_not_final(code: int) -> None:
    """A break of the line is no reason to give up."""
    assert session().closed(code) == "again"


@pytest.mark.parametrize("code", [CloseCode.POLICY, CloseCode.REPLACED, CloseCode.REVOKED])
def test_some_ends_are_final(code: int) -> None:
    """Whoever came back would meet the same answer."""
    assert session().closed(code) == "final"


def test_orders_carry_the_round_and_phase_and_talk_does_not() -> None:
    """R2.4."""
    line = session()
    _, order = line.command(Ready(), round_=3, phase="negotiation")
    _, talk = line.command(Message(text="x"), round_=3, phase="negotiation")
    read = [codec.read_client_frame(frame) for frame in (order, talk)]
    assert [(f.round, f.phase) for f in read if isinstance(f, CommandFrame)] == [
        (3, "negotiation"),
        (None, None),
    ]
