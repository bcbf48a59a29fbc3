"""The pages of `detente host --web`, asked the way a browser asks, before a real game server."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType
from aiohttp.test_utils import TestClient, TestServer

from detente_client.web.admission import GUESSES
from detente_client.web.app import application
from detente_server.app import Server
from tests.end_to_end.tables import table


class Browser:
    """Asks as a page of that host does. token: whom the page belongs to."""

    def __init__(self, client: "TestClient[Any, Any]", server: Server) -> None:
        self.client = client
        self.server = server
        self.code = server.created["code"]
        self.token = ""
        self.origin = str(client.make_url("/")).rstrip("/")

    async def ask(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
        """A POST; status and JSON."""
        sent = {"Origin": self.origin, **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        async with self.client.post(path, json=body or {}, headers=sent) as answer:
            return answer.status, await answer.json()

    async def come_in(self, name: str, seat: str | None = None) -> Any:
        """Code, name, seat."""
        status, person = await self.ask("/door/enter", {"code": self.code, "name": name})
        assert status == 200, person
        self.token = person["token"]
        status, person = await self.ask("/door/sit", {"seat": seat})
        assert status == 200, person
        return person


@asynccontextmanager
async def browser(tmp_path: Path, most_tabs: int = 2) -> AsyncIterator[Browser]:
    """The pages of one game server."""
    async with table(tmp_path) as server:
        pages = application(server.ws_url, most_tabs=most_tabs, state=tmp_path / "browsers")
        async with TestClient(TestServer(pages)) as client:
            yield Browser(client, server)


async def test_code_name_and_seat_bring_a_person_to_the_table(tmp_path: Path) -> None:
    """Two taps after the code: come in, sit where people are needed. The seats say who is there."""
    async with browser(tmp_path) as ana:
        status, person = await ana.ask("/door/enter", {"code": ana.code.lower(), "name": "Ana"})
        assert status == 200
        assert person["seat"] is None
        assert {seat["name"] for seat in person["seats"]} == {"Arden", "Beacon", "Wren", "Quill"}
        ana.token = person["token"]
        status, person = await ana.ask("/door/sit", {"seat": None})
        assert status == 200
        assert person["seat"] is not None
        assert next(seat for seat in person["seats"] if seat["id"] == person["seat"])["people"] == ["Ana"]
        assert len(person["pin"]) == 6


async def test_name_and_pin_bring_the_same_person_back_to_the_same_seat(tmp_path: Path) -> None:
    """Another device, no link at hand."""
    async with browser(tmp_path) as ana:
        seated = await ana.come_in("Ana", "wren")
        ana.token = ""
        status, again = await ana.ask("/door/enter", {"name": "ana", "pin": seated["pin"]})
        assert status == 200
        assert (again["seat"], again["token"]) == ("wren", seated["token"])
        status, wrong = await ana.ask("/door/enter", {"name": "ana", "pin": seated["pin"]})
        assert status == 403, "a new PIN closed the old one"
        assert wrong["message"] == "Name and PIN do not belong together."


async def test_a_pin_is_good_after_the_host_was_started_anew(tmp_path: Path) -> None:
    """Nothing but the folder of the game is left of the process that made it."""
    async with browser(tmp_path) as ana:
        seated = await ana.come_in("Ana", "wren")
        pages = application(ana.server.ws_url, state=tmp_path / "browsers")
        async with TestClient(TestServer(pages)) as client:
            again = Browser(client, ana.server)
            status, person = await again.ask("/door/enter", {"name": "Ana", "pin": seated["pin"]})
            assert (status, person["seat"], person["token"]) == (200, "wren", seated["token"])


async def test_wrong_codes_soon_have_to_wait(tmp_path: Path) -> None:
    """429, and how long; without the right code being tried."""
    async with browser(tmp_path) as guest:
        for _ in range(GUESSES):
            status, answer = await guest.ask("/door/enter", {"code": "AAAA-AAAA", "name": "Eve"})
            assert status == 403, answer
        status, answer = await guest.ask("/door/enter", {"code": guest.code, "name": "Eve"})
        assert status == 429
        assert 0 < answer["retry_after"] <= 60


async def test_a_game_that_does_not_answer_is_no_wrong_code(tmp_path: Path) -> None:
    """The page says which of the two it is; the code was not judged, so the try is not counted, and the right one opens."""
    async with browser(tmp_path) as guest:
        pages = application("ws://127.0.0.1:9", most_tabs=1)
        async with TestClient(TestServer(pages)) as client:
            nobody = Browser(client, guest.server)
            for _ in range(GUESSES + 1):
                status, answer = await nobody.ask("/door/enter", {"code": guest.code, "name": "Ana"})
                assert status == 503
                assert "The game does not answer" in answer["message"]
        status, answer = await guest.ask("/door/enter", {"code": "AAAA-AAAA", "name": "Ana"})
        assert (status, answer["message"]) == (403, "There is no game with this code here.")


async def test_a_name_that_the_game_refuses_is_no_wrong_code(tmp_path: Path) -> None:
    """Nobody is kept out for the way they spell themselves."""
    async with browser(tmp_path) as guest:
        for _ in range(GUESSES + 1):
            status, answer = await guest.ask("/door/enter", {"code": guest.code, "name": "\u202e"})
            assert (status, "code" in answer["message"]) == (403, False)
        assert (await guest.ask("/door/enter", {"code": guest.code, "name": "Ana"}))[0] == 200


async def test_pages_of_another_origin_reach_neither_the_door_nor_a_tab(tmp_path: Path) -> None:
    """Nor does a request that hides where it comes from."""
    async with browser(tmp_path) as ana:
        await ana.come_in("Ana")
        status, _ = await ana.ask("/door/ticket", Origin="http://evil.example")
        assert status == 403
        async with ana.client.post(
            "/door/ticket", headers={"Authorization": f"Bearer {ana.token}"}
        ) as nameless:
            assert nameless.status == 403
        _, answer = await ana.ask("/door/ticket")
        async with ana.client.get(
            f"/tab/{answer['ticket']}", headers={"Origin": "http://evil.example"}
        ) as tab:
            assert tab.status == 403


async def test_bad_requests_get_a_word_that_names_the_field(tmp_path: Path) -> None:
    """Never a traceback."""
    async with browser(tmp_path) as guest:
        for body, word in (
            ({"code": 7}, "code"),
            ({"code": "A" * 41}, "code"),
            ({"name": "Ana", "admin": "yes"}, "nothing else"),
        ):
            status, answer = await guest.ask("/door/enter", body)
            assert (status, word in answer["message"]) == (400, True), answer
        status, answer = await guest.ask("/door/sit", {"seat": "wren"})
        assert status == 403


async def test_a_seat_that_somebody_else_must_have_is_refused_in_words(tmp_path: Path) -> None:
    """The rule is named as on the wire."""
    async with browser(tmp_path) as ana:
        await ana.come_in("Ana", "wren")
        status, answer = await ana.ask("/door/sit", {"seat": "nowhere"})
        assert status == 409
        assert answer["rule"].startswith("R1")


async def test_a_tab_draws_the_screen_and_ends_with_its_page(tmp_path: Path) -> None:
    """A real client process behind a real WebSocket; its ticket opens nothing a second time."""
    async with browser(tmp_path, most_tabs=1) as ana:
        await ana.come_in("Ana", "wren")
        _, answer = await ana.ask("/door/ticket")
        where = f"/tab/{answer['ticket']}?width=100&height=30"
        drawn = b""
        async with ana.client.ws_connect(where, headers={"Origin": ana.origin}) as page, asyncio.timeout(60):
            while b"Wren" not in drawn:
                message = await page.receive()
                assert message.type is WSMsgType.BINARY, message
                drawn += message.data
            await page.send_str("no JSON, and no harm")
            await page.send_str(json.dumps(["resize", {"width": 10**9, "height": -1}]))
            status, full = await ana.ask("/door/ticket")
            assert (status, full["message"]) == (503, "This machine carries no more browsers just now.")
        async with ana.client.get(where, headers={"Origin": ana.origin}) as again:
            assert again.status == 403


async def test_what_was_typed_last_outlives_the_page(tmp_path: Path) -> None:
    """A page that is closed in the middle of a word: its client keeps the draft before it ends."""
    async with browser(tmp_path, most_tabs=1) as ana:
        await ana.come_in("Ana", "wren")
        _, answer = await ana.ask("/door/ticket")
        where = f"/tab/{answer['ticket']}?width=100&height=30"
        async with ana.client.ws_connect(where, headers={"Origin": ana.origin}) as page, asyncio.timeout(60):
            steps = (
                ("", "Wren"),
                ("k", "Nothing has been said here"),
                ("\r", "stop writing"),
                ("half a wor", "half a wor"),
            )
            for keys, words in steps:
                if keys:
                    await page.send_str(json.dumps(["stdin", keys]))
                drawn = b""
                while words not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode(errors="replace")):
                    drawn += (await page.receive()).data
    kept = [path.read_text() for path in (tmp_path / "browsers").rglob("*") if path.is_file()]
    assert any("half a wor" in text for text in kept), kept


async def test_the_pages_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    """No internet in a hotel: every source is this host, and the headers hold the browser to it."""
    async with browser(tmp_path) as guest:
        for path in ("/", "/play"):
            async with guest.client.get(path) as page:
                text = await page.text()
                assert "//" not in text.replace("<!doctype", "")
                assert "default-src 'none'" in page.headers["Content-Security-Policy"]
                assert page.headers["Referrer-Policy"] == "no-referrer"
        for path in (
            "/own/play.js",
            "/own/web.css",
            "/terminal/js/textual.js",
            "/terminal/fonts/RobotoMono-VariableFont_wght.ttf",
        ):
            async with guest.client.get(path) as file:
                assert file.status == 200, path
