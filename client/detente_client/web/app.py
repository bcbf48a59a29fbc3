"""The web side of ``detente host --web``: pages, the door, and one WebSocket a tab.

The token of a person is in the fragment of the page's address, which browsers never send, and in the ``Authorization``
header of one request, which is answered with a ticket; the ticket opens one WebSocket once. Requests that change
something, and WebSockets, must come from a page of this very host (``Origin``).
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import textual_serve
from aiohttp import web

from detente_client.table import CannotJoin
from detente_client.web import door
from detente_client.web.admission import ALL_GUESSES, GUESSES, Guesses, Tickets, TooMany
from detente_client.web.door import NoGame, Person, WrongCode
from detente_client.web.pins import Pins
from detente_client.web.tabs import Full, Tabs, size
from detente_rules.ids import MAX_NAME
from detente_rules.rejections import Refused

__all__ = ["application"]

log = logging.getLogger(__name__)

LONGEST: Final = 4096
"""Bytes of a request's body."""

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Desk:
    """Handlers and what they share. server: the game's WebSocket URL."""

    def __init__(self, server: str, tabs: Tabs, now: Callable[[], float], pins: Pins) -> None:
        self.server = server
        self.tabs = tabs
        self.now = now
        self.pins = pins
        self.tickets = Tickets(lambda: secrets.token_urlsafe(24))
        self.wrong = Guesses(GUESSES, 60.0)
        self.wrong_at_all = Guesses(ALL_GUESSES, 60.0)

    # ------------------------------------------------------------------------------------------------- the door

    async def enter(self, request: web.Request) -> web.Response:
        """Code and name → a person without a seat; with a PIN, the person one was."""
        asked = await _body(request, {"code": 40, "name": MAX_NAME, "pin": 12})
        self._check(request)
        if asked["pin"]:
            token = await self.pins.token(asked["name"], asked["pin"], self.now())
            if token is None:
                self._wrong(request)
                raise CannotJoin("Name and PIN do not belong together.")
            person = await door.look(self.server, token)
        else:
            try:
                person = await door.enter(self.server, asked["code"].strip().upper(), asked["name"].strip())
            except WrongCode:
                self._wrong(request)
                raise
        return web.json_response(await self._known(person))

    async def sit(self, request: web.Request) -> web.Response:
        """Take a seat, or be put where people are needed."""
        asked = await _body(request, {"seat": 40})
        return web.json_response(
            await self._known(await door.sit(self.server, _bearer(request), asked["seat"] or None))
        )

    async def look(self, request: web.Request) -> web.Response:
        """Who this token is, and the seats as they are now."""
        return web.json_response(await self._known(await door.look(self.server, _bearer(request))))

    async def _known(self, person: Person) -> dict[str, Any]:
        return {
            "token": person.token,
            "name": person.name,
            "seat": person.seat,
            "game": person.game,
            "seats": list(person.seats),
            "pin": await self.pins.issue(person.name, person.token) if person.seat is not None else None,
        }

    def _check(self, request: web.Request) -> None:
        self.wrong.check(request.remote or "", self.now())
        self.wrong_at_all.check("", self.now())

    def _wrong(self, request: web.Request) -> None:
        self.wrong.wrong(request.remote or "", self.now())
        self.wrong_at_all.wrong("", self.now())

    # ------------------------------------------------------------------------------------------------- the tabs

    async def ticket(self, request: web.Request) -> web.Response:
        """A token in, a ticket out."""
        if self.tabs.count >= self.tabs.most:
            raise Full
        return web.json_response({"ticket": self.tickets.issue(_bearer(request), self.now())})

    async def tab(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket of one page."""
        token = self.tickets.redeem(request.match_info["ticket"], self.now())
        if token is None:
            raise web.HTTPForbidden(text="This ticket has been used or is too old; load the page again.\n")
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=64 * 1024)
        await socket.prepare(request)
        try:
            await self.tabs.serve(socket, token, *size(request.query))
        except Full:
            await socket.send_str(json.dumps(["full", {}]))
        except ConnectionError:
            log.info("a page went away")
        finally:
            await socket.close()
        return socket


def application(
    server: str,
    *,
    most_tabs: int = 40,
    state: Path | None = None,
    now: Callable[[], float] = time.monotonic,
) -> web.Application:
    """The pages and the door of one game server.

    server: its WebSocket URL. most_tabs: processes at once. state: folder for people's drafts and sealed PINs. now: seconds, for
    tickets and wrong tries.
    """
    tabs = Tabs(server, most_tabs, state)
    desk = _Desk(server, tabs, now, Pins(file=state / "pins.json" if state is not None else None))
    app = web.Application(middlewares=[_guarded], client_max_size=LONGEST)
    own = Path(str(files("detente_client.web"))) / "static"
    app.add_routes(
        [
            web.get("/", _page(own / "join.html")),
            web.get("/play", _page(own / "play.html")),
            web.get("/healthz", _alive),
            web.post("/door/enter", desk.enter),
            web.post("/door/look", desk.look),
            web.post("/door/sit", desk.sit),
            web.post("/door/ticket", desk.ticket),
            web.get("/tab/{ticket}", desk.tab),
            web.static("/own", own),
            web.static("/terminal", Path(textual_serve.__file__).parent / "static"),
        ]
    )

    async def close(_: web.Application) -> None:
        await tabs.close()

    app.on_shutdown.append(close)
    return app


def _page(path: Path) -> Handler:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return page


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="ok\n")


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Origin, headers, and faults in words: a page shows ``message``, never a traceback."""
    if _foreign(request):
        return web.json_response({"message": "Pages of another origin may not play here."}, status=403)
    response: web.StreamResponse
    try:
        response = await handler(request)
    except TooMany as fault:
        response = web.json_response(
            {"message": str(fault), "retry_after": round(fault.seconds, 1)},
            status=429,
            headers={"Retry-After": str(int(fault.seconds) + 1)},
        )
    except Full:
        response = web.json_response(
            {"message": "This machine carries no more browsers just now."}, status=503
        )
    except Refused as fault:
        response = web.json_response(
            {"message": fault.rejection.message, "rule": fault.rejection.rule}, status=409
        )
    except NoGame as fault:
        response = web.json_response({"message": str(fault)}, status=503)
    except CannotJoin as fault:
        response = web.json_response({"message": str(fault)}, status=403)
    except _Malformed as fault:
        response = web.json_response({"message": str(fault)}, status=400)
    if not response.prepared:
        response.headers.update(HEADERS)
        if request.path.startswith("/terminal/"):
            response.headers["Cache-Control"] = "max-age=3600"
    return response


def _foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() != request.host.lower()
    # Browsers name the origin of every request that changes something and of every WebSocket.
    return request.method != "GET" or request.path.startswith("/tab/")


class _Malformed(Exception):
    """The page sent something else than was asked; names the field."""


async def _body(request: web.Request, fields: dict[str, int]) -> dict[str, str]:
    """The texts of a JSON object; missing and null ones are "". fields: name → longest. Raises: _Malformed."""
    try:
        async with asyncio.timeout(10):
            data = await request.json()
    except (ValueError, TimeoutError):
        raise _Malformed("The body is not JSON.") from None
    if not isinstance(data, dict) or not set(data) <= set(fields):
        raise _Malformed(f"Expected an object with {', '.join(fields)} and nothing else.")
    texts = {}
    for name, longest in fields.items():
        value = data.get(name)
        if value is not None and not (isinstance(value, str) and len(value) <= longest):
            raise _Malformed(f"{name}: expected a text of at most {longest} characters.")
        texts[name] = value or ""
    return texts


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not token.strip():
        raise CannotJoin("This page does not know who you are; go back to the join page.")
    return token.strip()
