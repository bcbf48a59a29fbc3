"""The few pages that the server's port answers besides the upgrade: health, readiness, metrics, a join page (R11.6)."""

import json
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request, Response

PLAIN: Final = "text/plain; charset=utf-8"
METRICS: Final = "text/plain; version=0.0.4; charset=utf-8"
JSON: Final = "application/json"

Page = Callable[[], tuple[HTTPStatus, str, str]]
"""Status, content type, body."""


class HttpSide:
    """Answers plain requests and judges upgrades.

    pages: path → what stands there. guarded: paths that only this machine may read, as they tell how busy others are
    (R10.3). origins: browser origins let in besides the server's own (``Origin`` equal to
    ``Host``); programs send no origin and are let in.
    """

    def __init__(
        self, pages: dict[str, Page], origins: tuple[str, ...], guarded: frozenset[str] = frozenset()
    ) -> None:
        self._pages = pages
        self._guarded = guarded
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)

    def page(self, request: Request, address: str) -> Response:
        """The answer to a plain request from that address."""
        path = urlsplit(request.path).path
        page = self._pages.get(path)
        if path in self._guarded and not is_loopback(address):
            return respond(HTTPStatus.FORBIDDEN, PLAIN, "This is told to the server's own machine only.\n")
        if page is None:
            return respond(
                HTTPStatus.NOT_FOUND, PLAIN, "There is nothing here. Games are played with `detente join`.\n"
            )
        return respond(*page())

    def refuse_upgrade(self, request: Request, crowded: bool) -> Response | None:  # noqa: FBT001
        """Why this WebSocket is not opened, or None."""
        if crowded:
            response = respond(
                HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, "Too many connections; try again soon.\n"
            )
            response.headers["Retry-After"] = "5"
            return response
        origin = header(request, "Origin")
        if origin is not None and not self._welcome(origin, header(request, "Host") or ""):
            return respond(HTTPStatus.FORBIDDEN, PLAIN, "Pages of this origin may not play here.\n")
        return None

    def _welcome(self, origin: str, host: str) -> bool:
        own = urlsplit(origin).netloc.lower() == host.lower() != ""
        return own or origin.rstrip("/").lower() in self._origins


def respond(status: HTTPStatus, kind: str, body: str) -> Response:
    """A whole response that ends its connection."""
    content = body.encode()
    headers = Headers(
        [
            ("Connection", "close"),
            ("Content-Length", str(len(content))),
            ("Content-Type", kind),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
    )
    return Response(status.value, status.phrase, headers, content)


def json_page(status: HTTPStatus, data: object) -> tuple[HTTPStatus, str, str]:
    """A page that holds a JSON value."""
    return status, JSON, json.dumps(data) + "\n"


def header(request: Request, name: str) -> str | None:
    """A header that may stand once; twice is as if it said something unacceptable."""
    try:
        return request.headers.get(name)
    except MultipleValuesError:
        return ""


def is_upgrade(request: Request) -> bool:
    """Does this request want to become a WebSocket?"""
    return "websocket" in (header(request, "Upgrade") or "").lower()


def bearer_of(request: Request) -> str | None:
    """The token of an ``Authorization: Bearer`` header."""
    kind, _, token = (header(request, "Authorization") or "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def is_loopback(address: str) -> bool:
    """Is that this machine?"""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def address_of(request: Request, peer: str, *, proxied: bool) -> str:
    """Where a client is, for limits: behind our own proxy, the address that the proxy added last."""
    if not proxied:
        return peer
    return (header(request, "X-Forwarded-For") or peer).rpartition(",")[2].strip() or peer
