"""Somebody before a screen, with a keyboard: what a test presses and sees.

Nothing here waits for a time. A screen is *at rest* when no widget has a message left, nothing is left to be laid out or
painted, and the loop went round several times without that changing; so a test sees the same on a busy machine as on an
idle one. (Textual's own ``Pilot.pause`` asks how much processor time this process gets, which on a busy machine is little
although much is left to do.) What comes from threads or sockets is waited for with ``until``.
"""

import asyncio
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from textual.app import App
from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from detente_client.tui.inturn import KeysInTurn

CALM: Final = 25
"""Turns of the loop without anything to do: more than the longest chain of coroutines that hand on one result."""

PATIENCE: Final = 120.0
"""Seconds after which a screen that is never at rest is a fault, and that ``until`` waits; only a test that fails waits so long."""


def screen_text(app: App[Any]) -> str:
    """The screen as lines of plain text."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def _to_paint(screen: Screen[Any]) -> bool:
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _has_messages(pump: MessagePump) -> bool:
    return pump.message_queue_size + len(pump._next_callbacks) > 0 or pump._pending_message is not None


def _at_work(app: App[Any]) -> bool:
    """Has the app or a widget a message left, is one not mounted yet, or do keys wait for a key?"""
    if _has_messages(app) or (isinstance(app, KeysInTurn) and app.keys_held):
        return True
    widgets = (widget for screen in app.screen_stack for widget in screen.walk_children(with_self=True))
    return any(_has_messages(widget) or not widget._is_mounted for widget in widgets)


async def at_rest(app: App[Any]) -> None:
    """Return once nothing more happens by itself, whatever the machine is busy with."""
    calm = 0
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        await asyncio.sleep(0)
        if app._exit or app._exception is not None:
            return
        if _at_work(app):
            calm = 0
        elif _to_paint(app.screen):
            calm = 0
            app.screen._on_timer_update()  # what a clock would do a sixtieth of a second later
        elif (calm := calm + 1) == CALM:
            return
    raise AssertionError(f"The screen never comes to rest; it shows:\n{screen_text(app)}")


def key_event(key: str) -> Key:
    """A key by the name that Textual gives it, or by its character."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    character = key if len(key) == 1 else None
    with suppress(KeyError):
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    return Key(name, character)


class Hands:
    """Somebody at the keyboard of an app that runs in a test."""

    def __init__(self, app: App[Any], pilot: "Pilot[Any]") -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and let the screen come to rest after each."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()

    async def hurry(self, *keys: str) -> None:
        """Press keys as fast as a paste would: none waits for what the one before it brings on screen."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.settle()

    async def type(self, words: str) -> None:
        """Type words into the field that has the focus."""
        await self.press(*words)

    async def settle(self) -> None:
        """Let the screen come to rest."""
        await at_rest(self.app)

    async def until(self, what: str | Callable[[], bool]) -> None:
        """Wait for words on the screen, or for something to be so, that a thread or another program brings about."""
        end = time.monotonic() + PATIENCE
        while not (what in self.sees if isinstance(what, str) else what()):
            assert time.monotonic() < end, f"{what!r} never came; there was:\n{self.sees}"
            await asyncio.sleep(0.01)
            await self.settle()

    @property
    def sees(self) -> str:
        """The screen as text."""
        return screen_text(self.app)
