"""The brief of a seat, and of a round, in lines; and when somebody should be shown it unasked."""

from detente_client.model import Snapshot
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import kind_words, seat_name
from detente_client.tui.text import clean
from detente_rules.views.types import View


def brief_due(before: Snapshot, now: Snapshot) -> bool:
    """Should the brief be shown unasked? To whoever has a seat in round 1, sits down later, or was moved to another seat;
    not to somebody who comes back. before: the state until ``now``.
    """
    view, old = now.view, before.view
    if view is None or view.seat is None or view.phase in {"lobby", "debrief"}:
        return False
    if old is None:
        return _beginning(view) or now.token is not None  # a token is given to those who are new
    if old.seat != view.seat:
        return True
    return _beginning(view)


def _beginning(view: View) -> bool:
    return view.round == 1 and view.phase in {"briefing", "negotiation"}


def brief_lines(view: View, *, first: bool = False) -> tuple[Line, ...]:
    """Who I am, what I want, what only I know; without a seat, what the game is about."""
    out: list[Line] = []
    if view.seat is None or view.brief is None:
        return (line((clean(view.title), "strong")), line(clean(view.summary, lines=True)))
    row, brief = view.seat_row(view.seat), view.brief
    out.append(line("You are ", (seat_name(view, row.id), "mine"), f", a {kind_words(view, row)}."))
    out += _parts(("Your goal: ", brief.goal), ("Your fear: ", brief.fear), ("Your honour: ", brief.honour))
    if first:
        out += [
            line(("How to play: ", "title"), "talk, sign or refuse treaties, then decide in secret; "
                 f"{view.rounds} rounds of it. The line ▶ at the top always says what to do now, and with which key."),
        ]  # fmt: skip
    if brief.secret:
        out += [BLANK, line(("Only you know: ", "warn"), clean(brief.secret.strip(), lines=True))]
    if brief.public:
        out += [BLANK, line(("Everybody knows: ", "title"), clean(brief.public.strip(), lines=True))]
    return (*out, *_parts(("A first line to say: ", f"“{brief.first_line}”" if brief.first_line else "")))


def _parts(*parts: tuple[str, str]) -> list[Line]:
    return [line((label, "title"), clean(text.strip(), lines=True)) for label, text in parts if text]


def news_lines(view: View) -> tuple[Line, ...]:
    """The news of this round, as the scenario tells it."""
    return tuple(line(("• ", "title"), clean(text.strip())) for text in view.news)
