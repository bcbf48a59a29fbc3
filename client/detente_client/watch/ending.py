"""The debrief on the wall: secrets as they are revealed, seat by seat, and after the last the scores."""

from detente_client.tui.debrief import mandate_lines, result_lines
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import kind_words, seat_name
from detente_client.tui.text import clean
from detente_client.watch.layout import paged
from detente_rules.views.types import DebriefView, View


def ending(view: View, width: int, height: int, now: float, *, scores: bool) -> tuple[Line, ...]:
    """What is shown after the last round. scores: show them though secrets remain."""
    debrief = view.debrief
    if debrief is None:
        return (BLANK, line(("The game is over.", "strong")))
    told = revealed(view)
    if scores or len(told) >= len(view.seats):
        return paged((BLANK, *result_lines(view, debrief)), height, now)
    head = line(
        ("The game is over. ", "strong"),
        f"Secrets are told seat by seat: {len(told)} of {len(view.seats)}.",
    )
    if not told:
        return (BLANK, head)
    newest, *others = reversed(told)
    before = line(("Told before: ", "dim"), ", ".join(seat_name(view, seat) for seat in others) or "nobody")
    return (
        BLANK,
        head,
        BLANK,
        *paged(_secrets(view, debrief, newest, width), height - 5, now),
        BLANK,
        before,
    )


def revealed(view: View) -> tuple[str, ...]:
    """Seats whose secrets are on the table, in the order in which they were told."""
    return view.session.revealed


def _secrets(view: View, debrief: DebriefView, seat: str, width: int) -> tuple[Line, ...]:
    brief = debrief.briefs.get(seat)
    row = view.seat_row(seat)
    out: list[Line] = [line((seat_name(view, seat), "title"), f"   {kind_words(view, row)}"), BLANK]
    if brief is not None:
        for name, words in (
            ("Secret", brief.secret),
            ("Goal", brief.goal),
            ("Fear", brief.fear),
            ("Honour", brief.honour),
        ):
            out += _wrapped(name, clean(words.strip()), width)
    items = debrief.mandates.get(seat, ())
    if items:
        from dataclasses import replace  # noqa: PLC0415

        out += [BLANK, *mandate_lines(view, replace(debrief, mandates={seat: items}))]
    return tuple(out)


def _wrapped(name: str, words: str, width: int) -> list[Line]:
    import textwrap  # noqa: PLC0415

    rows = textwrap.wrap(words, max(20, min(100, width - 12))) if words else []
    return [line((f"{name if at == 0 else '':<8}", "strong"), row) for at, row in enumerate(rows)]
