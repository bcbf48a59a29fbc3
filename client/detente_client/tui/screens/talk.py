"""Talk: channels with everybody, with one seat, with some; what is on the table beside it."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from detente_client.model import Snapshot
from detente_client.tui.channels import (
    EVERYBODY,
    Channel,
    Key,
    channel_name,
    channels,
    proposals,
    stamp_of,
    who_reads,
)
from detente_client.tui.delegation import is_muted
from detente_client.tui.intents import Act
from detente_client.tui.lines import Line, Span, line
from detente_client.tui.names import seat_name, speaker
from detente_client.tui.paint import paint
from detente_client.tui.screens.acts import TreatyActs
from detente_client.tui.screens.modals import ChooseSome
from detente_client.tui.text import clean, shorten
from detente_client.tui.treaties import treaty_rows
from detente_client.tui.widgets.kept import Across, Down
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from detente_client.tui.widgets.tail import Tail
from detente_rules.commands import Message
from detente_rules.ids import MAX_TEXT
from detente_rules.views.types import TreatyView, View

SHOWN = 200
"""Messages of a channel that are drawn; older ones are in the record."""


def message_lines(view: View, channel: Channel) -> tuple[Line, ...]:
    """What was said in a channel, in order."""
    out: list[Line] = []
    for message in channel.messages[-SHOWN:]:
        who = speaker(view, message)
        name: Span = (f"{who}: ", "mine" if message.by_me else "title")
        out.append(line(name, clean(message.text, lines=True)))
    return tuple(out)


def channel_id(key: Key) -> str:
    """A row id for a channel."""
    return "c-" + "-and-".join(key)


class TalkPage(TreatyActs):
    """Drafts are kept per channel; a message leaves its field only to come back if it is refused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new_channel", "New channel with some seats"),
        Binding("i", "write", "Write"),
        Binding("ctrl+down", "next_channel(1)", "Next channel", show=False),
        Binding("ctrl+up", "next_channel(-1)", "Previous channel", show=False),
    ]

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self.channel: Key = EVERYBODY
        self._read: dict[Key, tuple[float, int]] = {}
        self._opened: tuple[Key, ...] = ()
        self._drafts: dict[Key, str] = {}
        self._sending: list[tuple[Key, str]] = []
        self._begun = False

    def compose(self) -> ComposeResult:
        with Across():
            yield Rows(id="talk-channels")
            with Down(id="talk-main"):
                yield Prose("", id="talk-head")
                yield Tail(id="talk-text")
                yield Rows(id="talk-cards")
                yield Input(placeholder="Enter: write here", id="talk-input", max_length=MAX_TEXT)

    # ----------------------------------------------------------------------------------------------------- what it shows

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.query_one("#talk-input", Input).has_focus:
            return (("Enter", "send"), ("Esc", "stop writing"), ("Ctrl+↑↓", "other channel"))
        return (("↑ ↓", "channel"), ("Enter", "write"), ("n", "new channel"), *self.treaty_hints())

    def unread(self, snapshot: Snapshot) -> int:
        """Messages of others that were not on screen yet, in all channels."""
        return sum(channel.unread for channel in channels(snapshot, self._read, self._opened))

    def notes(self) -> dict[str, Any]:
        drafts = {**self._drafts, self.channel: self.query_one("#talk-input", Input).value}
        unsent = dict(self._sending)
        kept = [
            [list(key), text or unsent.get(key, "")] for key, text in drafts.items() if text or key in unsent
        ]
        return {"drafts": kept} if kept else {}

    def take_notes(self, notes: dict[str, Any]) -> None:
        self._drafts.update({tuple(key): str(text) for key, text in notes["drafts"]})
        self._opened = tuple(dict.fromkeys((*self._opened, *(key for key in self._drafts if len(key) > 1))))
        field = self.query_one("#talk-input", Input)
        field.value = field.value or self._drafts.get(self.channel, "")

    def marks(self, snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
        """(channel, unread messages) of the channels that have some."""
        known = channels(snapshot, self._read, self._opened)
        view = snapshot.view
        return () if view is None else tuple((one.name, one.unread) for one in known if one.unread)

    def show(self, snapshot: Snapshot) -> None:
        if not self._begun and snapshot.view is not None:
            # What was said before one came in is history, not news.
            self._begun = True
            for channel in channels(snapshot, {}):
                self._mark_read(channel)
        super().show(snapshot)

    def _mark_read(self, channel: Channel) -> None:
        if channel.messages:
            self._read[channel.key] = stamp_of(channel.messages[-1])

    def current_card(self) -> TreatyView | None:
        view, chosen = self.snapshot.view, self.query_one("#talk-cards", Rows).chosen
        return next((card for card in view.treaties if card.id == chosen), None) if view is not None else None

    def draw(self) -> None:
        view = self.snapshot.view
        if view is None:
            return
        known = channels(self.snapshot, self._read, self._opened)
        here = next((channel for channel in known if channel.key == self.channel), known[0])
        self._mark_read(here)
        self.query_one("#talk-channels", Rows).set_rows(
            [(channel_id(channel.key), paint(self._channel_line(channel, here.key))) for channel in known]
        )
        head = line((f"{channel_name(view, here.key)}: ", "title"), (who_reads(view, here.key), "dim"))
        self.query_one("#talk-head", Prose).say([head])
        text = [*message_lines(view, here)]
        text += [line((f"sending: {clean(words)}", "dim")) for key, words in self._sending if key == here.key]
        self.query_one("#talk-text", Tail).say(text or [line(("Nothing has been said here.", "dim"))])
        cards = [card.id for card in proposals(view, here.key) if card.phase != "terminated"]
        rows = [
            (treaty, paint(line("▣ ", *text))) for treaty, text in treaty_rows(view, 60) if treaty in cards
        ]
        self.query_one("#talk-cards", Rows).set_rows(rows)
        self.query_one("#talk-cards", Rows).display = bool(rows)
        field = self.query_one("#talk-input", Input)
        muted = is_muted(view, self.snapshot.person)
        field.disabled = view.seat is None or muted
        field.placeholder = (
            "The facilitator has muted you for now. H raises your hand." if muted else "Enter: write here"
        )

    def _channel_line(self, channel: Channel, here: Key) -> Line:
        view = self.snapshot.view
        assert view is not None
        unread = 0 if channel.key == here else channel.unread
        name = shorten(channel_name(view, channel.key), 15)
        draft = " ✎" if self._drafts.get(channel.key) and channel.key != here else ""
        return line(
            (name, "strong" if unread else "plain"), (f" •{unread}" if unread else "", "warn"), (draft, "dim")
        )

    # ------------------------------------------------------------------------------------------------------- what it does

    def arrive(self, what: str | tuple[str, ...] = "") -> None:
        if isinstance(what, tuple):
            self._turn(tuple(sorted(what)))
        super().arrive(what)
        if what:
            self.query_one("#talk-input", Input).focus()

    def focus_first(self) -> None:
        self.hand_focus(self.query_one("#talk-channels", Rows))

    def _turn(self, key: Key) -> None:
        """Another channel: what was being written stays with the old one."""
        field = self.query_one("#talk-input", Input)
        if key == self.channel:
            return
        self._drafts[self.channel] = field.value
        if len(key) > 1 and key not in self._opened:
            self._opened = (*self._opened, key)
        self.channel = key
        field.value = self._drafts.get(key, "")
        self.draw()
        # Here alone, and never while drawing: a state that arrives between a key and its message would else turn
        # the list back, and the two would chase each other.
        self.query_one("#talk-channels", Rows).choose(channel_id(key))
        self.post_message(self.Redraw())

    def _key_of_row(self, row: str | None) -> Key | None:
        known = channels(self.snapshot, self._read, self._opened)
        return next((channel.key for channel in known if channel_id(channel.key) == row), None)

    @on(Rows.OptionHighlighted, "#talk-channels")
    def _look(self) -> None:
        listed = self.query_one("#talk-channels", Rows)
        key = self._key_of_row(listed.chosen)  # as it is now; the message may be older
        if key is not None and listed.has_focus:
            self._turn(key)

    @on(Rows.OptionSelected, "#talk-channels")
    def action_write(self) -> None:
        """Into the field."""
        self.query_one("#talk-input", Input).focus()

    @on(Rows.OptionSelected, "#talk-cards")
    def _open_card(self) -> None:
        self.action_open()

    @on(Input.Submitted, "#talk-input")
    def _say(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        if not words:
            return
        entry = (self.channel, words)
        event.input.value = ""
        self._sending.append(entry)
        self.draw()

        def done() -> None:
            self._sending.remove(entry)
            self.draw()

        def back() -> None:
            self._give_back(*entry)
            done()

        self.post_message(Act(Message(text=words, to=entry[0]), refused=back, accepted=lambda _: done()))

    def _give_back(self, key: Key, words: str) -> None:
        """A refused message returns to where it was typed, before what has been typed since."""
        if key == self.channel:
            field = self.query_one("#talk-input", Input)
            field.value = f"{words} {field.value}".strip()
        else:
            self._drafts[key] = f"{words} {self._drafts.get(key, '')}".strip()

    def action_next_channel(self, step: int) -> None:
        """Up or down the list, also while writing."""
        known = [channel.key for channel in channels(self.snapshot, self._read, self._opened)]
        if known:
            place = known.index(self.channel) if self.channel in known else 0
            self._turn(known[(place + step) % len(known)])

    def action_new_channel(self) -> None:
        """A channel with some seats."""
        view = self.snapshot.view
        if view is None or view.seat is None:
            return
        others = [(row.id, seat_name(view, row.id), False) for row in view.seats if row.id != view.seat]

        def chosen(seats: tuple[str, ...] | None) -> None:
            if seats:
                self._turn(tuple(sorted(seats)))
                self.query_one("#talk-input", Input).focus()

        self.app.push_screen(ChooseSome("Who shall read it?", others), chosen)
