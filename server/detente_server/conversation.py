"""One connection's dialogue, without a socket: texts in, texts out through a ``Link`` (R11).

    connected ── hello ──▶ entering ── admitted ──▶ seated ── commands, pings … ──▶ gone

Whatever comes in, the answer is a frame of the protocol: a typed refusal names the field and the rule, and the
connection lives on. Only a refused hello and a flood end it.
"""

import logging
from dataclasses import replace
from typing import Final

from detente_rules.commands import Stamp
from detente_rules.rejections import Refused, Rejection
from detente_rules.wire.codec import ack_frame, command_id_of, pong_frame, read_client_frame, refused_frame
from detente_rules.wire.messages import CloseCode, CommandFrame, Hello, Manage, Ping
from detente_rules.wire.session import UNSETTLED
from detente_server.clock import Clock
from detente_server.followers import Link
from detente_server.house import Guest, House
from detente_server.limits import Addresses, Bucket
from detente_server.metrics import Metrics
from detente_server.orders import Accepted, Order, Outcome, Settle
from detente_server.settings import Limits

log = logging.getLogger("detente.conversation")

FLOOD: Final = 10
"""A client that ignores this many bursts' worth of "slow down" is cut off."""


class Conversation:
    """What one client says and hears. link: the way back. address: where from, for the door's limits.

    bearer: token of the ``Authorization`` header, if there was one.
    """

    __slots__ = (
        "_addresses", "_bearer", "_bucket", "_clock", "_entering", "_guest", "_house", "_link", "_metrics",
        "_over", "_overdrawn", "_limits", "address",
    )  # fmt: skip

    def __init__(
        self,
        link: Link,
        house: House,
        addresses: Addresses,
        clock: Clock,
        limits: Limits,
        metrics: Metrics,
        address: str,
        bearer: str | None,
    ) -> None:
        self.address = address
        self._link = link
        self._house = house
        self._addresses = addresses
        self._clock = clock
        self._limits = limits
        self._metrics = metrics
        self._bearer = bearer
        self._guest: Guest | None = None
        self._entering = False
        self._over = False
        self._overdrawn = 0
        self._bucket = Bucket(limits.commands_per_second, limits.burst, clock.now())

    @property
    def seated(self) -> bool:
        """Has the hello been accepted?"""
        return self._guest is not None

    def heard(self, data: bytes) -> None:
        """The client sent a text."""
        if self._over:
            return
        wait = self._bucket.take(self._clock.now())
        if wait > 0:
            self._too_fast(data, wait)
            return
        try:
            frame = read_client_frame(data)
        except Refused as refused:
            self._refuse(command_id_of(data), refused.rejection)
            return
        if isinstance(frame, CommandFrame):
            self._command(frame)
        elif isinstance(frame, Manage):
            self._manage(frame)
        elif isinstance(frame, Ping):
            self._link.send(pong_frame(self._clock.now()))
        else:
            self._hello(frame)

    def gone(self) -> None:
        """The connection has ended, from whichever side."""
        self._over = True
        if self._guest is not None:
            log.info("%s is gone", self._guest.role, extra=self._names())
            self._guest.room.followers.leave(self._guest.follower)

    def overlong(self) -> None:
        """Something longer than allowed came; the gateway closes with 1009."""
        self._refuse(
            "", Rejection("too_large", "R11.1", "", f"A frame has at most {self._limits.frame_bytes} bytes.")
        )

    # ------------------------------------------------------------------------------------------------------ hello

    def _hello(self, hello: Hello) -> None:
        if self._guest is not None or self._entering:
            self._refuse("", Rejection("conflict", "R1.3", "type", "This connection has said hello already."))
            return
        wait = self._addresses.wrong_hello_wait(self.address, self._clock.now())
        # A whole workshop may sit behind one address: whoever has a token that opens does not wait for who guesses.
        if wait > 0 and not self._house.knows(hello.token if hello.token is not None else self._bearer):
            no = Rejection("rate", "R11.6", "code", "Too many wrong credentials from this address.", wait)
            self._entered(no)
            return
        self._entering = True
        self._house.enter(hello, self._bearer, self._link, self._entered)

    def _entered(self, answer: Guest | Rejection) -> None:
        self._entering = False
        if isinstance(answer, Guest):
            self._guest = answer
            log.info("%s is here", answer.role, extra=self._names())
            if self._over:  # it left while the journal was still writing its name
                answer.room.followers.leave(answer.follower)
            return
        if answer.code == "bad_credential":
            self._addresses.wrong_hello(self.address, self._clock.now())
        self._refuse("", answer)
        later = answer.code in UNSETTLED
        self._end(CloseCode.SLOW if later else CloseCode.POLICY, answer.message)

    # --------------------------------------------------------------------------------------------------- commands

    def _manage(self, frame: Manage) -> None:
        """R1.2: a facilitator's act about the door."""
        guest = self._known(frame.command_id)
        if guest is None:
            return
        if guest.role != "facilitator":
            no = Rejection("not_allowed", "R1.2", "type", "Only the facilitator looks after the door.")
            self._refuse(frame.command_id, no)
            return
        self._house.manage(guest.room.game.committed.game, frame.act, self._settle(frame.command_id))

    def _known(self, command_id: str) -> Guest | None:
        """Who speaks; refuses for those who have not said hello."""
        if self._guest is None:
            wait = 1.0 if self._entering else None
            self._refuse(command_id, Rejection("bad_credential", "R1.3", "type", "Say hello first.", wait))
        return self._guest

    def _command(self, frame: CommandFrame) -> None:
        guest = self._known(frame.command_id)
        if guest is None:
            return
        self._metrics.commands.add(1)
        text = getattr(frame.command, "text", None)
        if isinstance(text, str) and len(text) > self._limits.text_chars:
            most = self._limits.text_chars
            no = Rejection(
                "too_large", "R11.3", "command.text", f"A message has at most {most} characters here."
            )
            self._refuse(frame.command_id, no)
            return
        stamp: Stamp | None = None
        if frame.round is not None and frame.phase is not None:
            stamp = Stamp(frame.round, frame.phase)
        if log.isEnabledFor(logging.DEBUG):
            ids = {"command_id": frame.command_id, "kind": frame.command.kind}
            log.debug("command", extra=self._names() | ids)
        settle = self._settle(frame.command_id)
        guest.room.submit(
            Order(guest.person, guest.role, frame.command, settle, stamp, frame.command_id, frame.seat)
        )

    def _settle(self, command_id: str) -> Settle:
        """How the answer to a command goes back."""

        def settle(outcome: Outcome) -> None:
            if isinstance(outcome, Accepted):
                self._link.send(ack_frame(command_id, outcome.data))
                if log.isEnabledFor(logging.DEBUG):
                    log.debug("accepted", extra=self._names() | {"command_id": command_id})
            else:
                self._refuse(command_id, _in_frame(outcome))

        return settle

    # ---------------------------------------------------------------------------------------------------- refusals

    def _too_fast(self, data: bytes, wait: float) -> None:
        self._overdrawn += 1
        if self._overdrawn > FLOOD * self._limits.burst:
            self._end(CloseCode.POLICY, "Far too many frames.")
            return
        no = Rejection(
            "rate", "R11.4", "", f"At most {self._limits.commands_per_second:g} frames a second.", wait
        )
        self._refuse(command_id_of(data), no)

    def _refuse(self, command_id: str, rejection: Rejection) -> None:
        self._metrics.refused.add(1)
        if log.isEnabledFor(logging.DEBUG):
            ids = {"command_id": command_id, "code": rejection.code, "rule": rejection.rule}
            log.debug("refused", extra=self._names() | ids)  # a field's name may be anybody's words
        self._link.send(refused_frame(command_id, rejection))

    def _names(self) -> dict[str, object]:
        """Who and where, for the log."""
        names: dict[str, object] = {"connection": id(self)}
        if self._guest is not None:
            names |= {"game": self._guest.room.game.committed.game, "person": self._guest.person}
            names["seat"] = self._guest.follower.audience
        return names

    def _end(self, code: int, reason: str) -> None:
        self._over = True
        self._link.close(code, reason)


def _in_frame(rejection: Rejection) -> Rejection:
    """The rules name a field of the command; on the wire its path begins at the frame."""
    field = rejection.field
    if (
        not field
        or field in {"round", "phase"}
        or field.startswith("act")
        or rejection.code == "foreign_seat"
    ):
        return rejection
    return replace(rejection, field=f"command.{field}")
