"""The debrief: secrets seat by seat at one's own pace, the result, and what to talk about."""

from collections.abc import Sequence

from detente_client.console import deeds
from detente_client.console.desk import DeskPage
from detente_client.console.rolls import question_lines, secret_rows
from detente_client.tui.debrief import result_lines
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import seat_name
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
        words = f"{told} of {len(view.seats)} seats revealed; the wall shows the scores after the last."
        return (line(("Debrief: ", "title"), words), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        return secret_rows(view)

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        out: list[Line] = []
        brief = view.debrief.briefs.get(chosen or "") if view.debrief is not None else None
        if brief is not None:
            for name, words in (("Secret", brief.secret), ("Goal", brief.goal), ("Fear", brief.fear)):
                if words:
                    out.append(line((f"{name}: ", "title"), clean(words.strip())))
            out.append(BLANK)
        asked = question_lines(view)
        if asked:
            out += [*asked, BLANK]
        if view.debrief is not None:
            out += result_lines(view, view.debrief)
        return tuple(out)

    def advice(self) -> str:
        view = self.view
        if view is None or view.debrief is None:
            return ""
        if len(view.session.revealed) == len(view.seats):
            return "Every seat is revealed; the wall shows the scores."
        more = "" if view.session.revealed else " From the first on, players' screens keep the others back."
        return f"Enter puts the secrets of the seat under the cursor on the wall.{more}"

    def enter(self, view: View, chosen: str) -> None:
        if view.debrief is None:
            self.tell("Secrets are for the debrief.")
        elif chosen in view.session.revealed:
            self.tell(f"{seat_name(view, chosen)} is revealed already.")
        else:
            self.do(deeds.reveal(view, chosen))
