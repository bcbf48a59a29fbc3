"""The three lines that are always there: where one is, what to do now, and the keys."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.style import Style

from detente_client.model import Snapshot
from detente_client.tui.clock import Clock
from detente_client.tui.delegation import hand_place, is_muted
from detente_client.tui.lines import Line, Span, Tone, line
from detente_client.tui.names import PHASE_NAMES, kind_words, seat_name
from detente_client.tui.paint import paint
from detente_client.tui.text import clean, shorten
from detente_client.tui.widgets.kept import Across
from detente_client.tui.widgets.prose import Prose

CONNECTION: Final[dict[str, Span]] = {
    "connecting": ("… connecting", "warn"),
    "live": ("● live", "good"),
    "lost": ("✗ connection lost", "bad"),
    "closed": ("■ closed", "bad"),
}
"""How the connection stands, by sign and word."""

URGENCY: Final[dict[str, Tone]] = {"none": "dim", "calm": "strong", "soon": "warn", "last": "bad"}
"""The tone of the clock as a phase nears its end."""


def status_line(snapshot: Snapshot, clock: Clock, width: int) -> tuple[Line, Line]:
    """Left and right half of the first line, the left one shortened to what fits."""
    view = snapshot.view
    connection = CONNECTION[snapshot.connection]
    if view is None:
        at_the_door = snapshot.connection == "closed" and not snapshot.detail
        return line(("Détente", "title")), line(("○ at the door", "dim") if at_the_door else connection)
    when = PHASE_NAMES[view.phase]
    if view.phase not in {"lobby", "debrief"}:
        when = f"Round {view.round}/{view.rounds} {when}"
    right: list[Span] = [(when, "strong"), ("  ", "plain")]
    if clock.text:
        right += [(clock.text, URGENCY[clock.urgency]), ("  ", "plain")]
    if snapshot.frozen:
        right += [("■ stands still", "bad"), ("  ", "plain")]
    if is_muted(view, snapshot.person):
        right += [("✗ muted", "warn"), ("  ", "plain")]
    place = hand_place(view, snapshot.person)
    if place:
        right += [(f"hand up ({place})", "warn"), ("  ", "plain")]
    right.append(connection)
    room = width - sum(len(part) for part, _ in right) - 3
    who = "watching"
    if view.seat is not None:
        row = view.seat_row(view.seat)
        people = ", ".join(clean(name) for name in row.people)
        who = f"you: {seat_name(view, view.seat)} ({kind_words(view, row)})" + (
            f" · {people}" if people else ""
        )
    head = f"Détente · {clean(view.title)} · "
    if len(head) + len(who) > room:
        head = "Détente · "
    return line((head, "title"), (shorten(who, max(0, room - len(head))), "strong")), tuple(right)


class StatusBar(Across):
    """Game, seat and people; round, phase, clock and connection."""

    def compose(self) -> ComposeResult:
        yield Prose("", id="status-left", markup=False)
        yield Prose("", id="status-right", markup=False)

    def show(self, snapshot: Snapshot, clock: Clock) -> None:
        """Draw anew; called twice a second."""
        for name, words in zip(
            ("left", "right"), status_line(snapshot, clock, self.app.size.width), strict=True
        ):
            self.query_one(f"#status-{name}", Prose).say([words])


class AdviceLine(Prose):
    """What to do now."""

    def advise(self, advice: str) -> None:
        """Show this advice."""
        self.say([line(("▶ ", "mine"), (advice, "strong"))])


class KeyBar(Prose):
    """The keys that work everywhere, with marks for what waits behind them; a click does what the key does."""

    _shown: tuple[object, ...] = ()

    def show(self, keys: Sequence[tuple[str, str, str, bool]]) -> None:
        """Keys as (key, words, action of the app, current page?)."""
        # A key and its word stay on one line where the keys take two.
        glue = "\N{NO-BREAK SPACE}" if self.screen.has_class("slim") else " "
        if (glue, *keys) == self._shown:
            return
        self._shown = (glue, *keys)
        parts: list[Content] = []
        for key, words, action, current in keys:
            label = paint(
                line(
                    (key, "key"),
                    (f"{glue}{words}" if words else "", "strong" if current else "plain"),
                )
            )
            label = label.stylize(Style.from_meta({"@click": f"app.{action}"}))
            parts.append(label.stylize("reverse") if current else label)
        self.put(Content("  ").join(parts))


def clickable(*keys: tuple[str, str, str]) -> Content:
    """The last line of a card: (key, words, action of its screen), where a click does what the key does."""
    parts = [
        paint(line((key, "key"), words)).stylize(
            Style.from_meta({"@click": f"screen.{action}"}) if action else ""
        )
        for key, words, action in keys
    ]
    return Content("   ").join(parts)
