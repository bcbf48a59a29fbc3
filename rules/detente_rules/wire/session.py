"""The client's half of the protocol without any I/O: bytes in, bytes out (R11.4, R11.8).

A session outlives its connections. It knows who it is, the last number it heard, and the commands that nobody has
acknowledged; so after any break it comes back as if it had never been away, and nothing is done twice.

A shell round it (``detente_client.link``, or a simulated network) does this for each connection::

    send(session.opened())
    for data in connection:
        reception = session.received(data)
        handle(reception.frame)              # None: heard before
        for frame in reception.send:
            send(frame)
    fate = session.closed(code)              # "again" or "final"

and ``send(session.command(...))`` whenever the person acts, if the session is live.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

from detente_rules.commands import UNSTAMPED, PlayerCommand
from detente_rules.ids import Phase
from detente_rules.wire.codec import command_frame, hello_frame, manage_frame, read_server_frame
from detente_rules.wire.messages import FINAL_CODES, Ack, Act, News, RefusedFrame, ServerFrame, Welcome

Fate = Literal["again", "final"]

UNSETTLED: Final = frozenset({"frozen", "rate"})
"""Refusals that say "later": the command has not been judged and may be sent again as it is."""


class ProtocolFault(Exception):
    """The server said something that no server of this protocol says; the shell should close and come back."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """How a newcomer asks to be let in: join code, name to be shown, seat (None: where people are needed)."""

    code: str
    name: str
    seat: str | None = None
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Reception:
    """What came of one received text: the frame (None: a repetition), and what must be sent in answer."""

    frame: ServerFrame | None
    send: tuple[bytes, ...] = ()


class ClientSession:
    """What a client must remember; see the module's text for its use.

    who: a token, or an invitation for somebody new (after the first welcome the token it brought is used).
    new_id: makes command ids that this person never used before in this game. watch: come in as an observer or not at all.
    """

    def __init__(
        self,
        who: str | Invitation,
        new_id: Callable[[], str],
        *,
        since: int | None = None,
        watch: bool = False,
    ) -> None:
        self.token = who if isinstance(who, str) else None
        self.live = False
        self.welcome: Welcome | None = None
        self._invitation = who if isinstance(who, Invitation) else None
        self._new_id = new_id
        self._since = since
        self._watch = {"watch": True} if watch else {}
        self._waiting: dict[str, bytes] = {}

    @property
    def unacknowledged(self) -> Mapping[str, bytes]:
        """Commands that were given and not answered, oldest first: id → frame."""
        return self._waiting

    def opened(self) -> bytes:
        """A connection is up: the first frame to send."""
        if self.token is not None:
            audience = self.welcome.audience if self.welcome is not None else None
            return hello_frame(token=self.token, since=self._since, audience=audience, **self._watch)
        assert self._invitation is not None
        who = self._invitation
        return hello_frame(code=who.code, name=who.name, seat=who.seat, bot=who.bot, **self._watch)

    def command(
        self,
        command: PlayerCommand,
        *,
        round_: int | None = None,
        phase: Phase | None = None,
        name: str | None = None,
    ) -> tuple[str, bytes]:
        """Note a command and return its id and frame. Send it only if ``live``; else the next welcome brings it back.

        round_, phase: what the person had on screen; left out for kinds that are never stale. name: the command's id, where
        the sender gives it; the server does what it did before under the same id only once.
        """
        stamped = command.kind not in UNSTAMPED
        name = name if name is not None else self._new_id()
        frame = command_frame(name, command, round_ if stamped else None, phase if stamped else None)
        self._waiting[name] = frame
        return name, frame

    def manage(self, act: Act) -> tuple[str, bytes]:
        """Note a facilitator's act about the door, like ``command``."""
        name = self._new_id()
        frame = manage_frame(name, act)
        self._waiting[name] = frame
        return name, frame

    def again(self, command_id: str) -> bytes | None:
        """The frame of a command that was refused with "later" (``UNSETTLED``), to be sent once more."""
        return self._waiting.get(command_id)

    def forget(self, command_id: str) -> None:
        """Give a command up; it may have been done all the same."""
        self._waiting.pop(command_id, None)

    def received(self, data: bytes | str) -> Reception:
        """A text came in. Raises: ProtocolFault (unreadable, or a number is missing in the stream)."""
        try:
            frame = read_server_frame(data)
        except ValidationError as fault:
            raise ProtocolFault(f"unreadable frame: {fault.error_count()} faults") from fault
        if isinstance(frame, Welcome):
            return self._welcomed(frame)
        if isinstance(frame, News):
            return self._heard(frame)
        if isinstance(frame, Ack) or (isinstance(frame, RefusedFrame) and frame.code not in UNSETTLED):
            self._waiting.pop(frame.command_id, None)
        return Reception(frame)

    def closed(self, code: int) -> Fate:
        """The connection is gone, for whatever reason: come back, or is that no use?"""
        self.live = False
        return "final" if code in FINAL_CODES else "again"

    def _welcomed(self, frame: Welcome) -> Reception:
        same = self.live and self.welcome is not None and frame.audience == self.welcome.audience
        if same and self._since is not None and frame.seq < self._since:
            return Reception(None)  # a repetition that was overtaken
        first_of_connection = not self.live
        self.live, self.welcome, self._since = True, frame, frame.seq
        if frame.token is not None:
            self.token = frame.token
        # A welcome in mid-connection says that the seat changed; what was sent before is still under way.
        return Reception(frame, tuple(self._waiting.values()) if first_of_connection else ())

    def _heard(self, frame: News) -> Reception:
        if not self.live or self._since is None:
            raise ProtocolFault("news before the welcome")
        if frame.seq <= self._since:
            return Reception(None)
        if frame.seq != self._since + 1:
            raise ProtocolFault(f"news {frame.seq} after {self._since}")
        self._since = frame.seq
        return Reception(frame)
