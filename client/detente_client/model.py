"""What a client knows: one immutable ``Snapshot``, folded from what came in. Pure; no socket, clock or screen."""

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from detente_client.sentences import seat_name, sentences
from detente_rules.fold import fold
from detente_rules.ids import Role, SeatId
from detente_rules.views.types import View
from detente_rules.wire.messages import (
    Door,
    Heard,
    News,
    NewsBody,
    Notice,
    Pong,
    Presence,
    ServerFrame,
    Welcome,
)

Connection = Literal["connecting", "live", "lost", "closed"]

KEPT_HAPPENINGS: Final = 1000
"""Most happenings that a client keeps; a long game's first ones are in the record."""


@dataclass(frozen=True)
class MessageLine:
    """Something that was said.

    seq: number in this stream. at: seconds since 1970, the server's. sender: seat id, "" for the facilitator and for
    people without a seat. sender_name: the seat's name, else the person's. person: who spoke. to: seats
    addressed, empty for everybody. mine: my seat said it. colleague: my seat, but somebody else who shares it (told by the
    speaker's id; in records from before messages carried it, by the name).
    """

    seq: int
    at: float
    sender: SeatId
    sender_name: str
    to: tuple[SeatId, ...]
    text: str
    mine: bool
    person: str = ""
    colleague: bool = False

    @property
    def by_me(self) -> bool:
        """Did I say it, and not only my seat?"""
        return self.mine and not self.colleague


@dataclass(frozen=True)
class Happening:
    """Something that happened, in a sentence for people."""

    seq: int
    at: float
    round: int
    phase: str
    kind: str
    sentence: str


@dataclass(frozen=True)
class Snapshot:
    """All that a client knows at one moment.

    view: None before the first welcome. connection: "closed" is final (or not yet begun). detail: words for
    people about the connection, "" when there is nothing to say. clock_offset: seconds to add to the local clock
    to get the server's. token: the credential to come back with, None where the server has given none.
    seq: number of the last news of this stream that is contained. connected: persons who are here, told to the
    facilitator alone. frozen: why the whole game stands still (R11.5), "" while it goes on. code, addresses, pages: where others come in, told to the facilitator and to observers.
    """

    view: View | None = None
    messages: tuple[MessageLine, ...] = ()
    happenings: tuple[Happening, ...] = ()
    connection: Connection = "connecting"
    detail: str = ""
    clock_offset: float = 0.0
    game: str = ""
    person: str = ""
    role: Role | None = None
    seat: SeatId | None = None
    token: str | None = field(default=None, repr=False)
    seq: int | None = None
    connected: frozenset[str] = frozenset()
    frozen: str = ""
    code: str = ""
    addresses: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def absorb(snapshot: Snapshot, frame: ServerFrame, now: float) -> Snapshot:
    """What a client knows after a frame. now: the local clock when it came in, seconds since 1970.

    Acknowledgements and refusals change nothing here; they answer a command.
    """
    match frame:
        case Welcome():
            return _welcomed(snapshot, frame, now)
        case News():
            return _told(snapshot, frame.seq, frame.news, frame.view)
        case Pong():
            return replace(snapshot, clock_offset=frame.server_time - now)
        case Presence():
            return replace(snapshot, connected=frozenset(frame.connected))
        case Notice():
            return replace(snapshot, frozen=frame.message if frame.standing == "frozen" else "")
        case Door():
            return replace(snapshot, code=frame.code, addresses=frame.addresses, pages=frame.pages)
        case _:
            return snapshot


def _welcomed(before: Snapshot, frame: Welcome, now: float) -> Snapshot:
    same_stream = frame.resumed and before.seq is not None
    same_game = before.game in {"", frame.game}
    snapshot = replace(
        before,
        view=frame.view if frame.view is not None else before.view,
        # Without a gapless tail the history is all the talk there is, and earlier lines would stand there twice.
        messages=before.messages if same_stream else (),
        happenings=before.happenings if same_game else (),
        connection="live",
        detail="",
        frozen="",  # where it still is, that is said after the welcome
        clock_offset=frame.server_time - now,
        game=frame.game,
        person=frame.person,
        role=frame.role,
        seat=frame.seat,
        token=frame.token if frame.token is not None else before.token,
    )
    for heard in frame.history:
        snapshot = _listed(snapshot, heard, fold_too=frame.view is None, talk_only=not same_stream)
    return replace(snapshot, seq=frame.seq)


def _listed(snapshot: Snapshot, heard: Heard, *, fold_too: bool, talk_only: bool) -> Snapshot:
    """A piece of history: a view that came with it contains it already."""
    if fold_too and snapshot.view is not None:
        snapshot = replace(snapshot, view=fold(snapshot.view, heard.news.to_data()))
    if talk_only:
        return _with_message(snapshot, heard.seq, heard.news)
    return _with_happenings(_with_message(snapshot, heard.seq, heard.news), heard.seq, heard.news)


def _told(snapshot: Snapshot, seq: int, news: NewsBody, view: View | None) -> Snapshot:
    if snapshot.seq is not None and seq <= snapshot.seq:
        return snapshot  # sent again after a reconnect
    if view is None and snapshot.view is not None:
        view = fold(snapshot.view, news.to_data())
    snapshot = replace(snapshot, view=view, seq=seq, seat=view.seat if view is not None else snapshot.seat)
    return _with_happenings(_with_message(snapshot, seq, news), seq, news)


def _with_message(snapshot: Snapshot, seq: int, news: NewsBody) -> Snapshot:
    if news.kind not in {"message_sent", "announced"}:
        return snapshot
    data = news.data
    sender: SeatId = data.get("sender") or ""
    person = str(data.get("name") or "Facilitator")
    mine = bool(sender) and sender == snapshot.seat
    people = snapshot.view.people if snapshot.view is not None else {}
    spoke = data.get("person")
    other = spoke != snapshot.person if spoke else person != people.get(snapshot.person, person)
    line = MessageLine(
        seq=seq,
        at=news.at,
        sender=sender,
        sender_name=seat_name(snapshot.view, sender) if sender else person,
        to=tuple(data.get("to", ())),
        text=str(data.get("text", "")),
        mine=mine,
        person=person,
        colleague=mine and other,
    )
    return replace(snapshot, messages=(*snapshot.messages, line))


def _with_happenings(snapshot: Snapshot, seq: int, news: NewsBody) -> Snapshot:
    said = tuple(
        Happening(seq, news.at, news.round, news.phase, news.kind, sentence)
        for sentence in sentences(news.kind, news.data, snapshot.view)
    )
    if not said:
        return snapshot
    return replace(snapshot, happenings=(*snapshot.happenings, *said)[-KEPT_HAPPENINGS:])
