"""Home: the seats with what they say and what is seen, the world, treaties, news."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.widgets import Static

from detente_client.tui.briefing import news_lines
from detente_client.tui.chart import legend
from detente_client.tui.figures import charts, last_round_line, my_line, seat_rows, world_line, world_lines
from detente_client.tui.intents import GoTo
from detente_client.tui.lines import Line, Span, line
from detente_client.tui.names import kind_words, seat_name, speaker, treaty_title
from detente_client.tui.paint import paint
from detente_client.tui.questions import owed
from detente_client.tui.screens.modals import Card
from detente_client.tui.screens.page import Page
from detente_client.tui.seatcard import seat_card
from detente_client.tui.standing import my_place_in, standing_lines
from detente_client.tui.text import clean, shorten
from detente_client.tui.treaties import treaty_rows
from detente_client.tui.widgets.charts import ChartView
from detente_client.tui.widgets.kept import Across, Down
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from detente_client.tui.widgets.tail import Tail
from detente_rules.views.types import View

CHARTS = ("capability", "assurance", "risk", "market")
NEWS = 40
_NO_NEWS = frozenset({"message_sent", "announced", "phase_began", "bot_seated", "bot_unseated"})


class TablePage(Page):
    """The table at a glance. ``g`` turns to the plots where there is no room for both."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "graphs", "Graphs"),
        Binding("m", "talk_to", "Talk to this seat"),
    ]

    unread: tuple[tuple[str, int], ...] = ()
    """(channel, messages not yet seen) of the channels with some."""

    def compose(self) -> ComposeResult:
        with Across(id="table-columns"):
            with Down(id="table-left"):
                with Down(id="panel-table", classes="panel"):
                    yield Prose("", id="table-head")
                    yield Rows(id="table-seats")
                    yield Prose("", id="table-figures")
                with Down(id="panel-treaties", classes="panel"):
                    yield Static("Treaties and duties", classes="heading")
                    yield Prose("", id="table-treaties")
                with Down(id="panel-news", classes="panel"):
                    yield Static("News", classes="heading")
                    yield Tail(id="table-news")
            with Down(id="table-right", classes="panel"):
                yield Prose("", id="table-world")
                yield Prose("", id="table-legend")
                with Grid(id="table-charts"):
                    for chart in CHARTS:
                        yield ChartView(chart)
            with Down(id="table-talk-column", classes="panel"):
                yield Prose("", id="table-channels")
                yield Tail(id="table-talk")
                yield Prose("", id="table-cards")

    def on_mount(self) -> None:
        """Titles in the frames, which a wide window has."""
        for panel, title in (("table", "Table"), ("treaties", "Treaties and duties"), ("news", "News")):
            self.query_one(f"#panel-{panel}").border_title = title
        self.query_one("#table-right").border_title = "World"
        self.query_one("#table-talk-column").border_title = "Talk"

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (
            ("↑ ↓ Enter", "look at a seat"),
            ("m", "talk to it"),
            ("g", "graphs / figures"),
            ("b", "my brief"),
        )

    def draw(self) -> None:
        view = self.snapshot.view
        if view is None:
            return
        room = self.columns_of("panel-table")
        rows = seat_rows(view, room)
        self.query_one("#table-head", Prose).say([text for seat, text in rows if seat is None])
        self.query_one("#table-seats", Rows).set_rows([(seat, paint(text)) for seat, text in rows if seat])
        wide = self.query_one("#table-talk-column").display
        figures = [
            row for row in (my_line(view), last_round_line(view), () if wide else world_line(view)) if row
        ]
        self.query_one("#table-figures", Prose).say(figures)
        self.query_one("#table-treaties", Prose).say(self._treaties(view, room))
        self.query_one("#table-news", Tail).say(self._news(view))
        if self.query_one("#table-right").display:
            drawn = charts(view)
            self.query_one("#table-world", Prose).say(world_lines(view))
            self.query_one("#table-legend", Prose).say([legend(drawn[0])])
            for chart in drawn:
                self.query_one(f"#chart-{chart.id}", ChartView).show(chart, view.rounds)
        if wide:
            self._draw_talk(view)

    def _draw_talk(self, view: View) -> None:
        self.query_one("#table-talk", Tail).say(self._talk(view))
        spans: list[str | Span] = []
        for name, count in self.unread:
            spans += [(f"{shorten(name, 14)}•{count}", "warn"), "  "]
        self.query_one("#table-channels", Prose).say([line(*spans)])
        room = max(20, self.columns_of("table-cards"))
        cards: list[Line] = []
        for card in [card for card in view.treaties if card.phase == "open"][-3:]:
            signed = f" v{card.version} · signed {len(card.signed)}/{len(card.parties)}"
            cards.append(
                line(
                    "▣ ",
                    (shorten(treaty_title(view, card), room - len(signed) - 2), "strong"),
                    (signed, "dim"),
                )
            )
            cards.append(line("   ", my_place_in(view, card)))
        self.query_one("#table-cards", Prose).say(cards)

    def _treaties(self, view: View, room: int) -> list[Line]:
        rows = [text for _, text in treaty_rows(view, room)]
        if not rows:
            rows = [line(("No treaty is on the table. p, then n, proposes one.", "dim"))]
        rows += [line(("● ", "warn"), clean(one.sentence), (" v: your word", "warn")) for one in owed(view)]
        orders = view.sealed or view.standing
        if orders is not None:
            whose = "as sealed" if view.sealed is not None else "by your last orders"
            rows += [line(*text, (f" ({whose})", "dim")) for text in standing_lines(view, orders)]
        else:
            rows += [line(("Duty: ", "title"), clean(duty.sentence)) for duty in view.obligations]
        return rows

    def _news(self, view: View) -> list[Line]:
        fresh = list(news_lines(view))
        told = [
            line((f"R{item.round} " if item.round else "", "dim"), clean(item.sentence))
            for item in self.snapshot.happenings[-NEWS:]
            if item.sentence and item.kind not in _NO_NEWS
        ]
        return [*told, *fresh] or [line(("Nothing yet.", "dim"))]

    def _talk(self, view: View) -> list[Line]:
        out = []
        for message in self.snapshot.messages[-30:]:
            to = "" if not message.to else f" → {', '.join(seat_name(view, seat) for seat in message.to)}"
            who: Span = (f"{speaker(view, message)}{to}: ", "mine" if message.by_me else "title")
            out.append(line(who, clean(message.text)))
        return out or [line(("Nobody has said anything. k: talk.", "dim"))]

    @on(Rows.OptionSelected, "#table-seats")
    def _look(self, event: Rows.OptionSelected) -> None:
        view = self.snapshot.view
        if view is not None and event.option.id is not None:
            row = view.seat_row(event.option.id)
            self.app.push_screen(
                Card(f"{seat_name(view, row.id)} ({kind_words(view, row)})", seat_card(view, row))
            )

    def action_talk_to(self) -> None:
        """Open the channel with the seat under the cursor."""
        view, seat = self.snapshot.view, self.query_one("#table-seats", Rows).chosen
        if view is not None and seat is not None and seat != view.seat:
            self.post_message(GoTo("talk", (seat,)))

    def action_graphs(self) -> None:
        """Plots in the place of the figures, and back; both where the window is wide."""
        self.set_class(not self.has_class("graphs"), "graphs")
        self.call_after_refresh(self.draw)
