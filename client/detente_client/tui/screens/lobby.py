"""Before the game: who is here, which seats there are, take one."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from detente_client.tui.intents import Act
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import holder_words, kind_words, seat_name
from detente_client.tui.paint import paint
from detente_client.tui.screens.modals import Ask
from detente_client.tui.screens.page import Page
from detente_client.tui.text import clean, listing
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from detente_rules.commands import LeaveSeat, TakeSeat
from detente_rules.views.types import View


def lobby_rows(view: View) -> tuple[tuple[str, Line], ...]:
    """A line a seat: name, kind, who holds it."""
    cells: list[list[Span]] = []
    for row in view.seats:
        mine = row.id == view.seat
        holder = {"open": "free", "bot": holder_words(row), "people": holder_words(row)}[row.holder]
        cells.append(
            [
                (("▸ " if mine else "  ") + seat_name(view, row.id), "mine" if mine else "strong"),
                (kind_words(view, row), "plain"),
                (holder, "good" if row.holder == "open" else "dim"),
            ]
        )
    return tuple(zip([row.id for row in view.seats], columns(cells), strict=True))


def about_lines(view: View, chosen: str | None) -> tuple[Line, ...]:
    """The seat under the cursor, as everybody knows it; and my own, which stays in sight while one looks at others."""
    out: list[Line] = []
    if chosen is not None and any(row.id == chosen for row in view.seats):
        whose = "Your seat, " if chosen == view.seat else ""
        brief = clean(view.seat_row(chosen).brief.public, lines=True)
        out.append(line((f"{whose}{seat_name(view, chosen)}: ", "title"), brief))
    if view.seat is not None and chosen != view.seat:
        brief = clean(view.seat_row(view.seat).brief.public, lines=True)
        out += [BLANK, line((f"Your seat, {seat_name(view, view.seat)}: ", "mine"), brief)]
    if view.brief is not None and view.seat is not None:
        out += [BLANK, line(("b", "key"), " shows your whole brief: goal, fear, and what only you know.")]
    return tuple(out)


class LobbyPage(Page):
    """Seats to take, and the briefs of the one under the cursor and of my own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "anywhere", "Put me where people are needed"),
        Binding("u", "stand_up", "Stand up"),
    ]

    def hints(self) -> tuple[tuple[str, str], ...]:
        view = self.snapshot.view
        start = (("S", "START THE GAME"),) if view is not None and "start" in view.legal else ()
        return (
            *start,
            ("↑ ↓", "choose"),
            ("Enter", "sit down"),
            ("m", "where people are needed"),
            ("u", "stand up"),
        )

    def compose(self) -> ComposeResult:
        yield Prose("", id="lobby-head", markup=False)
        yield Rows(id="lobby-seats")
        with VerticalScroll(id="lobby-about", can_focus=False):
            yield Prose("", id="lobby-brief")

    def draw(self) -> None:
        view = self.snapshot.view
        if view is None:
            return
        here = [clean(name) for name in view.people.values()]
        head = [
            line((clean(view.title), "title"), f" · {view.rounds} rounds · rules: {view.level}"),
            line(clean(view.summary)),
            line(("Here: ", "title"), listing(here) if here else "nobody yet"),
            BLANK,
        ]
        self.query_one("#lobby-head", Prose).say(head)
        self.query_one(Rows).set_rows([(seat, paint(text)) for seat, text in lobby_rows(view)])
        self._about()

    @on(Rows.OptionHighlighted)
    def _about(self) -> None:
        view = self.snapshot.view
        if view is not None:
            self.query_one("#lobby-brief", Prose).say(about_lines(view, self.query_one(Rows).chosen))

    @on(Rows.OptionSelected)
    def _sit(self, event: Rows.OptionSelected) -> None:
        view = self.snapshot.view
        if view is not None and event.option.id != view.seat:
            name = seat_name(view, event.option.id)
            self._take(
                TakeSeat(event.option.id), f"sit down as {name}", f"You are {name} now. b shows your brief."
            )

    def action_anywhere(self) -> None:
        """Let the game choose."""
        self._take(TakeSeat(None), "sit where people are needed", "You have a seat. b shows your brief.")

    def _take(self, command: TakeSeat, what: str, done: str) -> None:
        """Sit down; whoever sits already is asked once, for Enter is soon pressed."""
        view = self.snapshot.view
        act = Act(command, done)
        if view is None or view.seat is None:
            self.post_message(act)
            return

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - a screen's answer
            if yes:
                self.post_message(act)

        self.app.push_screen(Ask(f"Leave {seat_name(view, view.seat)} and {what}?", "move", "stay"), answered)

    def action_stand_up(self) -> None:
        """Leave the seat."""
        self.post_message(Act(LeaveSeat(), "You have left your seat."))
