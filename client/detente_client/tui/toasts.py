"""Toasts, here and in the console: one at a time, always in the same place, and gone when its time is over."""

from detente_client.tui.happenings import Severity
from detente_client.tui.inturn import KeysInTurn


class Toasts(KeysInTurn):
    """An app that says things in passing. ``wipe_toasts`` is to be called every half second or so."""

    def __init__(self) -> None:
        super().__init__()
        self._toasts: set[str | None] = set()  # those that were on screen at the last look

    def tell(self, words: str, severity: Severity = "information", seconds: float = 4.0) -> None:
        """A toast; the one before it goes, because a pile of them would hide the page."""
        self.clear_notifications()
        # Textual takes the toast out of its holder, and the empty holder would push the next toast down by a row.
        self.screen.query("ToastHolder").remove()
        self.notify(words, severity=severity, markup=False, timeout=seconds)

    def wipe_toasts(self) -> None:
        """Where a toast has gone since the last look, paint anew.

        Textual paints what changed since its last map of the screen; where a widget of a hidden page was refreshed in between, it
        draws that map without painting it, and the toast would stay on the terminal.
        """
        if not self.is_running or not self.screen_stack:
            return
        racks = (child for child in self.screen.children if type(child).__name__ == "ToastRack")
        shown = {holder.id for rack in racks for holder in rack.children if holder.children}
        if self._toasts - shown:
            self.screen.refresh()
        self._toasts = shown
