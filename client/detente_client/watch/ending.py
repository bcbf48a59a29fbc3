"""The debrief on the wall: secrets as they are revealed, seat by seat, and after the last the scores."""

from dataclasses import replace
from typing import Final

from detente_client.tui.debrief import ledger_notes, mandate_lines, result_lines
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import kind_words, seat_name
from detente_client.tui.text import clean, doublings, percent
from detente_client.watch.layout import paged
from detente_client.watch.standings import seat_table, treaty_lines
from detente_rules.views.types import DebriefView, View

BOOKS: Final = (
    ("safety said", "declared", "safety"),
    ("safety done", "actual", "safety"),
    ("assurance said", "declared", "assurance"),
    ("assurance true", "actual", "assurance"),
    ("assurance seen", "observed", "assurance"),
)
"""The three ledgers of a lab as rows: the wall's words, the book, the figure."""

TOLD: Final = 0.005
"""A figure that was declared so much too high was not the truth."""

CELL: Final = 6
"""Columns of a figure of one round."""


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
        # Until the first is told the wall keeps what everybody knew: that is what the secrets are held against.
        known = (*seat_table(view, width), BLANK, *treaty_lines(view))
        return (BLANK, head, BLANK, *paged(known, height - 4, now))
    newest, *others = reversed(told)
    before = line(("Told before: ", "dim"), ", ".join(seat_name(view, seat) for seat in others) or "nobody")
    return (
        BLANK,
        head,
        BLANK,
        *paged(
            _turned(_secrets(view, debrief, newest, width), _books(debrief, newest, width), height - 6),
            height - 5,
            now,
        ),
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
        out += [BLANK, *mandate_lines(view, replace(debrief, mandates={seat: items}))]
    return tuple(out)


def _turned(first: tuple[Line, ...], second: tuple[Line, ...], page: int) -> tuple[Line, ...]:
    """Two blocks under one another; where a page of so many rows is too short for both, each has one of its own."""
    if len(first) + len(second) <= page or not second or max(len(first), len(second)) > page:
        return (*first, *second)
    return tuple(row for block in (first, second) for row in (*block, *[BLANK] * (page - len(block))))


def _books(debrief: DebriefView, seat: str, width: int) -> tuple[Line, ...]:
    """What a lab said, did and was seen to be, round by round, the last that there is room for; nothing for a nation."""
    rounds = [(n, ledger[seat]) for n, ledger in enumerate(debrief.ledgers, start=1) if seat in ledger]
    rounds = rounds[-max(1, (width - max(len(words) for words, _, _ in BOOKS)) // (CELL + 1)) :]
    if not rounds:
        return ()
    table: list[list[Span]] = [[("", "dim"), *((f"R{n}", "dim") for n, _ in rounds)]]
    for words, book, figure in BOOKS:
        show = percent if figure == "safety" else doublings
        cells: list[Span] = []
        for _, books in rounds:
            value = books.get(book, {}).get(figure)
            lied = book == "actual" and books.get("declared", {}).get(figure, 0.0) - (value or 0.0) > TOLD
            cells.append((show(value) if value is not None else "–", "bad" if lied else "plain"))
        table.append([(words, "strong"), *cells])
    notes = [
        line((f"R{n}  ", "dim"), (words, "bad"))
        for n, books in rounds
        if (words := ledger_notes(books.get("actual", {}), danger=False))
    ]
    return (BLANK, *columns(table, gap=1, right=frozenset(range(1, len(rounds) + 1))), *notes)


def _wrapped(name: str, words: str, width: int) -> list[Line]:
    import textwrap  # noqa: PLC0415

    rows = textwrap.wrap(words, max(20, min(100, width - 12))) if words else []
    return [line((f"{name if at == 0 else '':<8}", "strong"), row) for at, row in enumerate(rows)]
