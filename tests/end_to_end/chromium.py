"""A real browser: Debian's Chromium, driven by Playwright, on pages that `detente host --web` serves."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, Page, async_playwright

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

DESK: Final = {"viewport": {"width": 1280, "height": 800}}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """One browser for as long as the block lasts."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "Chromium is missing: `make test-all` brings it by apt"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


class Person:
    """Somebody at a browser: comes in by the join page, then presses keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("requestfailed", lambda request: self._elsewhere(request.url))
        page.on("request", lambda request: self._elsewhere(request.url))

    def _elsewhere(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            self.faults.append(f"asked for {url}")

    async def come_in(self, web: str, code: str, name: str, seat: str | None = None) -> None:
        """From the picture on the wall to the table."""
        await self.page.goto(f"{web}#{code}")
        await self.page.fill("#name", name)
        await self.page.click("#who button.first")
        await self.page.wait_for_selector("#seats:not([hidden])")
        await self.page.click("#anywhere" if seat is None else f'[data-seat="{seat}"]')
        await self.drawn()

    async def drawn(self) -> None:
        """Until the terminal shows something."""
        await self.page.wait_for_selector("body.-first-byte", timeout=60_000)

    async def press(self, *keys: str) -> None:
        """Keys of a keyboard, at the pace of a quick person."""
        for key in keys:
            await self.page.keyboard.press(key)
            await asyncio.sleep(0.4)

    async def touch(self, *labels: str) -> None:
        """Keys of the bar that telephones get."""
        for label in labels:
            await self.page.tap(f'#keys button[data-key="{label}"]')
            await asyncio.sleep(0.4)

    async def focus(self) -> None:
        """As a click into the terminal does."""
        await self.page.focus(".xterm-helper-textarea")


async def visit(browser: Browser, device: dict[str, Any]) -> Person:
    """A fresh browser of a person: no cookies, no memory."""
    context = await browser.new_context(**device)
    return Person(await context.new_page())
