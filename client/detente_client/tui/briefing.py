"""The brief of a seat, and of a round, in lines."""

from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import kind_words, seat_name
from detente_client.tui.text import clean
from detente_rules.views.types import View


def brief_lines(view: View, *, first: bool = False) -> tuple[Line, ...]:
    """Who I am, what I want, what only I know; without a seat, what the game is about."""
    out: list[Line] = []
    if view.seat is None or view.brief is None:
        return (line((clean(view.title), "strong")), line(clean(view.summary, lines=True)))
    row = view.seat_row(view.seat)
    out.append(line("You are ", (seat_name(view, row.id), "mine"), f", a {kind_words(view, row)}."))
    if first:
        out += [line(("How to play: ", "title"), "talk, sign or refuse treaties, then decide in secret.")]
        out += [line("The line ▶ at the top always says what to do now, and with which key.")]
        out += [
            line(
                f"{view.rounds} rounds. Labs want the market and the lead; who races raises everyone's risk."
            ),
            BLANK,
        ]
    brief = view.brief
    parts = [
        ("", brief.public),
        ("Only you know: ", brief.secret),
        ("Your goal: ", brief.goal),
        ("Your fear: ", brief.fear),
        ("Your honour: ", brief.honour),
        ("A first line to say: ", f"“{brief.first_line}”" if brief.first_line else ""),
    ]
    for label, text in parts:
        if text:
            out += [
                line(
                    (label, "warn" if label.startswith("Only") else "title"), clean(text.strip(), lines=True)
                )
            ]
    return tuple(out)


def news_lines(view: View) -> tuple[Line, ...]:
    """The news of this round, as the scenario tells it."""
    return tuple(line(("• ", "title"), clean(text.strip())) for text in view.news)
