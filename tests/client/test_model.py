"""The fold of what came in: one snapshot after another, nothing twice, nothing lost."""

from typing import Any

from detente_client.model import Snapshot, absorb
from detente_client.tui.advice import advise
from detente_client.tui.clock import Clock
from detente_client.tui.widgets.bars import status_line
from detente_rules.wire.codec import dump, read_server_frame
from tests.client.fakes import VIEW, a_treaty, a_view, body, news, said, welcome


def after(*frames: dict[str, Any], start: Snapshot | None = None) -> Snapshot:
    """The snapshot after some frames, as they come over the wire."""
    snapshot = start or Snapshot()
    for frame in frames:
        snapshot = absorb(snapshot, read_server_frame(dump(frame)), now=990.0)
    return snapshot


def test_history_is_talk() -> None:
    """A newcomer gets the talk that was kept, and no happenings that nobody saw."""
    history = [
        {"seq": 3, "news": body("message_sent", sender="corvid", name="Ben", to=[], text="Before you came.")}
    ]
    snapshot = after(welcome(10, history=history))
    assert [line.text for line in snapshot.messages] == ["Before you came."]
    assert snapshot.happenings == ()


def test_who_spoke() -> None:
    """A message says which seat spoke, who for it, and whether it was mine."""
    snapshot = after(welcome(10), said(11, "Ours.", "helion"), said(12, "Theirs.", "corvid", ["helion"]))
    ours, theirs = snapshot.messages
    assert (ours.mine, theirs.mine) == (True, False)
    assert (theirs.sender, theirs.sender_name, theirs.person, theirs.to) == (
        "corvid",
        "Corvid",
        "Ben",
        ("helion",),
    )


def test_announcements() -> None:
    """The facilitator's words are a message from no seat, and a happening."""
    snapshot = after(welcome(10), news(11, "announced", text="Five minutes.", to=[]))
    assert (snapshot.messages[0].sender, snapshot.messages[0].sender_name) == ("", "Facilitator")
    assert snapshot.happenings[0].sentence == "Facilitator: Five minutes."
    whispered = after(welcome(10), news(11, "announced", text="Psst.", to=["helion"]))
    assert whispered.happenings[0].sentence == "Facilitator to Helion: Psst."


def test_repeated_news() -> None:
    """News that was heard before changes nothing."""
    once = after(welcome(10), said(11, "Hello."))
    assert after(said(11, "Hello."), start=once) == once


def test_resumed() -> None:
    """After a resume the missed news is added to what is there."""
    before = after(welcome(10), said(11, "First."))
    history = [{"seq": 12, "news": said(12, "Second.")["news"]}]
    snapshot = after(welcome(12, resumed=True, history=history), start=before)
    assert [line.text for line in snapshot.messages] == ["First.", "Second."]


def test_snapshot_after_a_gap() -> None:
    """Where the tail was too long the history replaces the talk, so that no line stands there twice."""
    before = after(welcome(10), said(11, "First."))
    history = [
        {"seq": 11, "news": said(11, "First.")["news"]},
        {"seq": 99, "news": said(99, "Last.")["news"]},
    ]
    snapshot = after(welcome(99, history=history), start=before)
    assert [line.text for line in snapshot.messages] == ["First.", "Last."]
    assert snapshot.seq == 99


def test_another_seat() -> None:
    """A welcome in mid-connection moves one to another stream with other numbers."""
    other = a_view(seat="corvid", audience="seat:corvid")
    snapshot = after(welcome(10), welcome(3, view=other), said(4, "Hello.", "corvid"))
    assert (snapshot.seat, snapshot.seq) == ("corvid", 4)
    assert snapshot.messages[-1].mine


def test_view_with_news() -> None:
    """News that brings a view replaces the one before."""
    with_treaty = a_view(treaties=(a_treaty(),))
    frame = news(
        11, "treaty_proposed", treaty="t1", version=1, title="Quiet Accord", by="corvid", parties=["helion"]
    )
    snapshot = after(welcome(10), {**frame, "view": welcome(view=with_treaty)["view"]})
    assert snapshot.view == with_treaty
    assert snapshot.happenings[0].sentence == "Corvid proposes “Quiet Accord” to Helion."


def test_unknown_news() -> None:
    """News of a later version is passed over, not stumbled on."""
    snapshot = after(welcome(10), news(11, "comet_seen", size=3), news(12, "treaty_signed"))
    assert snapshot.view == VIEW
    assert snapshot.happenings == ()
    assert snapshot.seq == 12


def test_text_stays_text() -> None:
    """What people type is passed on letter by letter; screens make it harmless."""
    wild = "\x1b[2J<script>%s{0}\u202e"
    assert after(welcome(10), said(11, wild)).messages[0].text == wild


def test_a_game_that_stands_still() -> None:
    """R11.5: said above every screen, until the server takes it back or welcomes anew."""
    frozen = after(
        welcome(10), {"type": "notice", "standing": "frozen", "message": "The disk is full.\x1b[2J"}
    )
    assert "stands still" in "".join(text for text, _ in status_line(frozen, Clock(None, "", "none"), 100)[1])
    assert advise(frozen).startswith("The game stands still: The disk is full.")
    assert "\x1b" not in advise(frozen)
    going = after({"type": "notice", "standing": "going", "message": ""}, start=frozen)
    assert going.frozen == after(welcome(12), start=frozen).frozen == ""
    assert "stands" not in advise(going)
