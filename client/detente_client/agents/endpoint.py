"""One question to a language model behind an OpenAI-compatible endpoint; the standard library alone. It blocks.

A question has a deadline that connecting, retries and reading share, and an answer a largest size. Redirects are not followed.
"""

import http.client
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

LARGEST: Final = 1_000_000
"""Bytes of an answer that are read; more is no answer."""

RETRIED: Final = frozenset({408, 409, 429, 500, 502, 503, 504})
"""Statuses that may pass: asked again, twice at most, where the time allows it."""

ATTEMPTS: Final = 3
PAUSE: Final = 0.5
"""Seconds before the second attempt; doubled before the third. Retry-After counts where the endpoint says it."""


class BadEndpoint(Exception):
    """The address is none; the text is for whoever gave it."""


class NoAnswer(Exception):
    """The model did not answer, in words. sent: requests that went out and may cost something."""

    def __init__(self, words: str, sent: int = 0) -> None:
        super().__init__(words)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote. tokens_in, tokens_out: as the endpoint counted them, None where it does not say."""

    text: str
    tokens_in: int | None
    tokens_out: int | None
    sent: int = 1


@dataclass(frozen=True)
class Endpoint:
    """Where to ask, and whom. url: up to and with ``/v1``. key: sent as a bearer token, never shown. clock, sleep: for tests."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    max_tokens: int = 1_000
    temperature: float = 0.3
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            port = parts.port
        except ValueError:
            raise BadEndpoint(f"{self.url!r} is no address.") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
            raise BadEndpoint(f"{self.url!r} is no address; it looks like http://127.0.0.1:8000/v1.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BadEndpoint(
                "The address carries no credentials, query or fragment; the key has a variable of its own."
            )
        if self.key is not None and not self.key.isascii():
            raise BadEndpoint("The key holds characters that no key has.")
        loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
        if self.key is not None and parts.scheme == "http" and not loopback:
            raise BadEndpoint("The key would travel in clear text; use https, or no key.")

    def ask(self, messages: Sequence[Mapping[str, str]], seconds: float) -> Reply:
        """The model's answer within so many seconds. Raises: NoAnswer."""
        end = self.clock() + seconds
        pause, sent, why = PAUSE, 0, "no time to ask"
        while sent < ATTEMPTS and (left := end - self.clock()) > 0:
            sent += 1
            try:
                status, again, body = self._post(messages, end, left)
            except (OSError, http.client.HTTPException) as fault:
                why = f"{type(fault).__name__}: {fault}"
                status, again = 503, None
            else:
                if status == 200:
                    return _read(body, sent)
                why = f"status {status}: {body[:200]!r}"
            if status not in RETRIED:
                break
            wait = again if again is not None else pause
            pause *= 2
            if self.clock() + wait >= end:
                break
            self.sleep(wait)
        raise NoAnswer(why, sent)

    def _post(
        self, messages: Sequence[Mapping[str, str]], end: float, left: float
    ) -> tuple[int, float | None, bytes]:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=left)
        body = {
            "model": self.model,
            "messages": list(messages),
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "response_format": {"type": "json_object"},
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            path = f"{parts.path.rstrip('/')}/chat/completions"
            connection.request("POST", path, json.dumps(body).encode(), headers)
            response = connection.getresponse()
            return response.status, _seconds(response.getheader("Retry-After")), self._body(response, end)
        finally:
            connection.close()

    def _body(self, response: http.client.HTTPResponse, end: float) -> bytes:
        """Read in pieces, so that an answer that drips in ends at the deadline too."""
        pieces, size = [], 0
        while piece := response.read1(65_536):
            size += len(piece)
            if size > LARGEST:
                raise OSError(f"an answer of more than {LARGEST} bytes")
            if self.clock() > end:
                raise TimeoutError("the answer was not whole in time")
            pieces.append(piece)
        return b"".join(pieces)


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None


def _read(body: bytes, sent: int) -> Reply:
    try:
        data = json.loads(body)
        text = data["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise NoAnswer("the answer has not the form of chat completions", sent) from None
    if not isinstance(text, str):
        raise NoAnswer("the answer holds no text", sent)
    usage = data.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return Reply(text, _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")), sent)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
