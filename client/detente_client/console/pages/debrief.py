"""The debrief: secrets seat by seat at one's own pace, the result, and what to talk about."""

from collections.abc import Sequence

from detente_client.console import deeds
from detente_client.console.desk import DeskPage
from detente_client.tui.debrief import result_lines
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import kind_words, seat_name
from detente_client.tui.text import clean
from detente_rules.views.types import View


class DebriefPage(DeskPage):
    """A line a seat; Enter puts its secrets on the wall."""

    HINTS = (("↑ ↓", "seat"), ("Enter", "reveal it to the room"))

    def head(self, view: View) -> tuple[Line, ...]:
        if view.debrief is None:
            return (
                line(("Debrief: ", "title"), ("after the last round; the questions are below.", "dim")),
                BLANK,
            )
        told = len(view.session.revealed)
        words = f"{told} of {len(view.seats)} seats are revealed; the wall shows the scores after the last."
        return (line(("Debrief: ", "title"), words), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        cells: list[list[Span]] = []
        seats = (*view.nations, *view.labs)
        for row in seats:
            told = row.id in view.session.revealed
            mark: Span = ("✓ revealed", "good") if told else ("not yet", "dim")
            cells.append([(seat_name(view, row.id), "strong"), (kind_words(view, row), "dim"), mark])
        return tuple(zip([row.id for row in seats], columns(cells), strict=True))

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        out: list[Line] = []
        brief = view.debrief.briefs.get(chosen or "") if view.debrief is not None else None
        if brief is not None:
            for name, words in (("Secret", brief.secret), ("Goal", brief.goal), ("Fear", brief.fear)):
                if words:
                    out.append(line((f"{name}: ", "title"), clean(words.strip())))
            out.append(BLANK)
        if view.session.questions:
            out.append(line(("To talk about", "title")))
            out += [
                line((f"{n} ", "key"), clean(one.strip()))
                for n, one in enumerate(view.session.questions, start=1)
            ]
            out.append(BLANK)
        if view.debrief is not None:
            out += result_lines(view, view.debrief)
        return tuple(out)

    def enter(self, view: View, chosen: str) -> None:
        if view.debrief is None:
            self.tell("Secrets are for the debrief.")
        elif chosen in view.session.revealed:
            self.tell(f"{seat_name(view, chosen)} is revealed already.")
        else:
            self.do(deeds.reveal(view, chosen))
