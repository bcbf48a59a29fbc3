"""Keys in turn: one that is pressed before the last has done its work waits for it.

A key that opens a card or turns a page moves the focus, and the focus moves with messages that come after the key. Whoever
types ahead (a quick hand, a slow line that brings several keys at once, a busy machine) would have the next key go to where the
focus was before. So the keys behind one wait until it was handled and what it brought was laid out; a key alone waits for nothing,
and letters in a text field, which move no focus, for none of the others.
"""

import asyncio
import time
from collections import deque
from typing import ClassVar, Final

from textual import events
from textual.dom import DOMNode
from textual.widgets import Input, TextArea

from detente_client.tui.hangup import LeavesWithTerminal

AT_MOST: Final = 1.0
"""Seconds that a key holds up those behind it, whatever happens: a widget may be gone before it could say that it is done."""

LAYOUTS: Final = 2
"""A key asks for a page, and the page when it is laid out for a card on top of it."""


class KeysInTurn(LeavesWithTerminal):
    """An app whose keys arrive in the world that the keys before them made.

    touched: the moment of the last key, monotonic seconds.
    """

    patience: ClassVar[float] = AT_MOST

    def __init__(self) -> None:
        super().__init__()
        self.touched = 0.0
        self._ahead: deque[events.Key] = deque()
        self._held = 0  # the number of the key that is at work; 0: none
        self._waits: asyncio.TimerHandle | None = None
        self._pressed = 0  # how many keys have been handed on

    @property
    def keys_held(self) -> bool:
        """Is a key at work?"""
        return self._held > 0

    async def on_event(self, event: events.Event) -> None:
        """Every event; keys one after the other."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self.touched = time.monotonic()
        if self._held:
            self._ahead.append(event)
        else:
            await self._hand_on(event)

    async def _hand_on(self, event: events.Key) -> None:
        target: DOMNode = self.focused or self.screen
        letter = event.is_printable and isinstance(target, Input | TextArea)
        await super().on_event(event)
        if not letter:
            self.hold_keys(target)

    def hold_keys(self, target: DOMNode | None = None) -> None:
        """Keys wait until this widget, and all those that it hands a key on to, have done what is before them, and the screen was
        laid out after that.
        """
        self._pressed += 1
        self._held = number = self._pressed

        def handled(by: DOMNode | None) -> None:
            # The way that a key takes which nobody on it wants: up to the app, where the bindings are.
            if by is None or not by.call_later(handled, by.parent):
                self.screen.call_after_refresh(laid_out, LAYOUTS - 1)

        def laid_out(more: int) -> None:
            if more:
                self.screen.call_after_refresh(laid_out, more - 1)
            else:
                self.call_later(self._release, number)  # behind the messages that move the focus

        if self._waits is not None:
            self._waits.cancel()
        self._waits = asyncio.get_running_loop().call_later(
            self.patience, self.call_later, self._release, number
        )
        handled(target)

    async def _release(self, number: int) -> None:
        if number != self._held:
            return
        self._held = 0
        while self._ahead and not self._held:
            await self._hand_on(self._ahead.popleft())
