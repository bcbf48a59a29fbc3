"""A user a seat and game at a mosquitto, made and taken away through its dynamic security.

Several servers may share a broker, and all of them hear all of its answers: a request carries a word of its own, and
an answer with another word is somebody else's. A server touches the users of its own games alone.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Protocol

from detente_rules.ids import SeatId
from detente_server.gateway_mqtt import access
from detente_server.gateway_mqtt.ledger import Ledger
from detente_server.gateway_mqtt.port import BadBus, Bus, Message

log = logging.getLogger("detente.mqtt")

ANSWER: Final = 5.0
"""Seconds that dynamic security has to answer."""

GOODBYE: Final = 0.25
"""Seconds between the last words to a mailbox and the end of its user: mosquitto drops what it has not yet written."""

RESPONSE: Final = f"{access.CONTROL}/response"
"""Where it answers; to be subscribed to."""


class _Broken(BadBus):
    """There is no line just now."""


class Line(Bus, Protocol):
    """A bus that may break. fault: why there is none, "" while there is. met: set when an attempt has ended either way."""

    fault: str
    met: asyncio.Event


class SeatUsers:
    """The users of this server's games. bus: the line, None while there is none. ledger: what outlives it."""

    def __init__(self, bus: Callable[[], Line | None], ledger: Ledger) -> None:
        self._bus = bus
        self._ledger = ledger
        self._answers: dict[str, asyncio.Future[list[dict[str, Any]]]] = {}
        self._passwords: dict[tuple[str, SeatId], str] = {}
        self._leaving: dict[str, tuple[SeatId, ...]] = {}

    def credentials(self, game: str, seat: SeatId) -> dict[str, str | None]:
        """A seat's user; the password only while this process has made it."""
        return {
            "mqtt_user": access.user_of(game, seat),
            "mqtt_password": self._passwords.get((game, seat)),
        }

    def heard(self, message: Message) -> bool:
        """Is this an answer of dynamic security? Then it has been taken note of."""
        if message.topic != RESPONSE:
            return False
        try:
            answers = json.loads(message.payload)["responses"]
            waiting = self._answers.get(answers[0].get("correlationData", ""))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            log.warning("dynamic security answered something that cannot be read")
            return True
        if waiting is not None and not waiting.done():
            waiting.set_result(answers)
        return True

    def lost(self) -> None:
        """The line broke: what was asked is not answered any more."""
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(_Broken("the line to the broker broke"))

    async def serve(self, user: str) -> None:
        """Take the right to serve, where this user may give it and has it not yet. Raises: BadBus."""
        bus = self._bus()
        if bus is None or access.serves(await self._ask_until_answered(access.known(user))):
            return
        bus.met.clear()
        bus.say(access.CONTROL, json.dumps({"commands": access.serve(user)}).encode())
        try:
            async with asyncio.timeout(ANSWER):
                await bus.met.wait()  # mosquitto ends the line of whose rights change
                while not bus.up:  # noqa: ASYNC110  # coming back
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise BadBus("the dynamic security does not give this user the right to serve") from None

    async def admit(self, game: str, seats: Sequence[SeatId], reissue: Collection[str] = ()) -> None:
        """A user for every seat of a game; those that are known keep their password, but for ``reissue``. Raises: BadBus."""
        # Who is there already is asked first: creating may have to be said twice, and then says "exists" of our own.
        there = access.names(await self._ask_until_answered(access.everybody()))
        known = {seat for seat in seats if access.user_of(game, seat) in there}
        fresh = {seat: secrets.token_urlsafe(16) for seat in seats if seat not in known}
        await self._ask_until_answered(access.provision(game, fresh))
        self._passwords |= {(game, seat): word for seat, word in fresh.items()}
        for seat in known.intersection(reissue):
            await self.renew(game, seat)

    async def renew(self, game: str, seat: SeatId) -> None:
        """Another password for a seat. mosquitto then ends every connection of that user. Raises: BadBus."""
        word = secrets.token_urlsafe(16)
        self._passwords.pop((game, seat), None)
        await self._ask(access.renew(game, {seat: word}))
        self._passwords[game, seat] = word

    async def cut(self, game: str, seat: SeatId) -> dict[str, str | None]:
        """As ``renew``, and what opens the seat now; without a broker it is done when there is one again."""
        await self._ledger.owe(game, seat)
        await asyncio.sleep(GOODBYE)
        try:
            await self.renew(game, seat)
        except BadBus as fault:
            log.warning("the user %s will be cut off later: %s", access.user_of(game, seat), fault)
        else:
            await self._ledger.paid(game, seat)
        return self.credentials(game, seat)

    async def pay(self) -> None:
        """The line is new: cut off who should have been while there was none."""
        leaving, self._leaving = self._leaving, {}
        for game, seats in leaving.items():
            self.withdraw(game, seats)
        for game, seat in self._ledger.owed():
            await self.cut(game, seat)

    def withdraw(self, game: str, seats: Sequence[SeatId]) -> None:
        """A game is over: its users go, and their connections with them."""
        bus = self._bus()
        if bus is not None and bus.up:
            bus.say(access.CONTROL, json.dumps({"commands": access.withdraw(game, seats)}).encode())
        else:
            self._leaving[game] = tuple(seats)
        for seat in seats:
            self._passwords.pop((game, seat), None)

    async def _ask_until_answered(self, commands: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """As ``_ask``, again where the line breaks: mosquitto ends it too when another server gets its rights. Raises: BadBus."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ANSWER
        while True:
            try:
                return await self._ask(commands)
            except _Broken:
                if loop.time() > until:
                    raise
                await asyncio.sleep(0.02)

    async def _ask(self, commands: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Ask dynamic security; its answers. Raises: BadBus."""
        bus = self._bus()
        if bus is None or not bus.up:
            raise _Broken((bus.fault if bus is not None else "") or "it does not answer")
        word = secrets.token_hex(8)
        answer: asyncio.Future[list[dict[str, Any]]] = asyncio.get_running_loop().create_future()
        self._answers[word] = answer
        marked = [{**one, "correlationData": word} for one in commands]
        bus.say(access.CONTROL, json.dumps({"commands": marked}).encode())
        try:
            async with asyncio.timeout(ANSWER):
                answers = await answer
        except TimeoutError:
            raise BadBus(
                "the dynamic security does not answer: is the plugin loaded, and may this user administer it?"
            ) from None
        finally:
            del self._answers[word]
        faults = [
            str(one["error"]) for one in answers if "error" in one and "exists" not in str(one["error"])
        ]
        if faults:
            raise BadBus(f"the dynamic security refuses: {faults[0]}")
        return answers
