"""What hangs on the wall: a snapshot of the observer's stream as lines for a screen of any size. Pure.

Nothing here can show a secret, because an observer's view holds none before the debrief (R10); at the debrief a
seat's secrets stand here once the facilitator has revealed them, and the scores after the last.
"""

from dataclasses import dataclass

from detente_client.model import Snapshot
from detente_client.tui.clock import Clock, read_clock
from detente_client.tui.figures import world_line
from detente_client.tui.lines import BLANK, Line, Span, Tone, line
from detente_client.tui.names import (
    PHASE_NAMES,
    holder_words,
    kind_words,
    seat_name,
)
from detente_client.tui.text import clean, listing, sparkline
from detente_client.watch.blocks import largest, qr_code
from detente_client.watch.ending import ending
from detente_client.watch.layout import beside, centred, fitted, paged, spread
from detente_client.watch.standings import band_words, seat_table, treaty_lines
from detente_rules.views.types import View

LAST: int = 5
"""Seconds before the end of a phase in which the clock is red and marked."""

MARK = "!"

LOW: int = 30
"""Rows below which nothing is spent on blank ones."""

LETTERS: int = 48
"""Columns that the lobby keeps for its words beside the QR code."""

ZOOMS = ("everything", "as it fits", "large", "the clock alone")
USUAL = 1
"""Place of the zoom that one begins with."""

_NO_NEWS = frozenset({"person_joined", "seat_taken", "seat_left", "bot_seated", "paused", "resumed"})
"""Kinds of what happened that the rest of the wall shows already, or that nobody comes to look for."""

_SIGNS: dict[str, Span] = {
    "connecting": ("… connecting", "warn"),
    "live": ("● live", "good"),
    "lost": ("✗ connection lost; it mends itself", "bad"),
    "closed": ("■ closed", "bad"),
}


@dataclass(frozen=True)
class Wall:
    """The screen: columns, rows, zoom (place in ``ZOOMS``), and whether the scores are asked for before the last secret."""

    width: int
    height: int
    zoom: int = USUAL
    scores: bool = False


def board(snapshot: Snapshot, now: float, wall: Wall) -> tuple[Line, ...]:
    """Exactly ``wall.height`` lines. now: seconds since 1970 by the server's clock."""
    view = snapshot.view
    if view is None:
        rows = _waiting(snapshot, wall)
    elif view.phase == "lobby":
        rows = (_head(snapshot, view, wall), *_lobby(snapshot, view, wall, now))
    elif view.phase == "debrief":
        room = wall.height - 1
        rows = (_head(snapshot, view, wall), *ending(view, wall.width, room, now, scores=wall.scores))
    else:
        rows = (_head(snapshot, view, wall), *_playing(snapshot, view, wall, now))
    rows = rows[: wall.height]
    return tuple(fitted(row, wall.width) for row in (*rows, *[BLANK] * (wall.height - len(rows))))


def _waiting(snapshot: Snapshot, wall: Wall) -> tuple[Line, ...]:
    words = clean(snapshot.detail) or "Looking for the game …"
    rows: list[Line] = [line((text, "title")) for text in largest("DETENTE", wall.width - 4, 10)]
    rows += [BLANK, line((words, "warn")), line(_SIGNS[snapshot.connection])]
    return (*[BLANK] * max(0, (wall.height - len(rows)) // 3), *centred(rows, wall.width))


def _head(snapshot: Snapshot, view: View, wall: Wall) -> Line:
    when = PHASE_NAMES[view.phase]
    if view.phase not in {"lobby", "debrief"}:
        when = f"Round {view.round} of {view.rounds} · {when}"
    left = line((clean(view.title), "title"), "   ", (when, "strong"))
    sign: Span = ("■ stands still", "bad") if snapshot.frozen else _SIGNS[snapshot.connection]
    return spread(left, line(sign), wall.width)


# ------------------------------------------------------------------------------------------------------------ lobby


def _lobby(snapshot: Snapshot, view: View, wall: Wall, now: float) -> tuple[Line, ...]:
    """The way in, in letters and for cameras, and who has come."""
    where = f"{snapshot.code}@{snapshot.addresses[0]}" if snapshot.addresses else snapshot.code
    code: list[Line] = []
    picture: list[Line] = []
    if snapshot.code:
        link = f"{snapshot.pages[0]}#{snapshot.code}" if snapshot.pages else where
        qr = qr_code(link, wall.width - LETTERS, wall.height - 2)
        picture = [line((row, "qr")) for row in qr]
        room = wall.width - len(qr[0]) - 4
        code = [line(("Join this table", "title")), BLANK]
        code += [line((row, "strong")) for row in largest(snapshot.code, room, wall.height // 3)]
        code += [BLANK]
        if snapshot.pages:
            code += [line("browser: ", (snapshot.pages[0], "key"))]
        code += [line((f"detente join {where}", "key"))]
        code += [line("or at ", (address, "key")) for address in snapshot.addresses[1:]]
    else:
        code = [line(("The facilitator has the join code.", "strong"))]
    seats = [line(("Seats", "title"), ("   open ones go to bots", "dim"))]
    seats += [
        line((f"  {seat_name(view, row.id):<14}", "strong"), f"{kind_words(view, row):<18}", (_sits(view, row.id), "good" if row.people else "dim"))
        for row in (*view.nations, *view.labs)
    ]  # fmt: skip
    standing = [
        clean(one.name)
        for one in view.session.people
        if one.role == "player" and one.seat is None and one.id in snapshot.connected
    ]
    if standing:
        seats.append(line(("Not seated: ", "dim"), listing(standing)))
    left = [BLANK, *code, BLANK]
    if picture:
        left_width = wall.width - len(picture[0][0][0]) - 3
        room = max(len(seats), 0)
        both = [*left, *paged(seats, max(3, min(room, wall.height - 2 - len(left))), now)]
        return beside(both, [BLANK, *picture], left_width)
    return (*left, *paged(seats, wall.height - 1 - len(left), now))


def _sits(view: View, seat: str) -> str:
    words = holder_words(view.seat_row(seat))
    return "open" if words in {"open", "bot"} and view.phase == "lobby" else words


# ---------------------------------------------------------------------------------------------------------- playing


def _playing(snapshot: Snapshot, view: View, wall: Wall, now: float) -> tuple[Line, ...]:
    clock = read_clock(view, now)
    if wall.zoom == len(ZOOMS) - 1:
        return _clock_alone(snapshot, view, wall, clock)
    top = _top(view, wall, clock)
    room = wall.height - 1 - len(top)
    news = _news(snapshot)
    treaties = treaty_lines(view)
    table = seat_table(view, wall.width) if wall.zoom < 2 else ()
    # The table has the first claim, the treaties the second; news take what is left. Low walls have no blank rows.
    gap = () if wall.height < LOW else (BLANK,)
    rows_of_table = min(len(table), max(0, room - 4 - len(gap)))
    left = room - rows_of_table - (len(gap) if table else 0)
    rows_of_treaties = min(len(treaties), max(2, left // 2))
    rows_of_news = max(0, left - rows_of_treaties - 1)
    out: list[Line] = [*top]
    if table:
        head, body = table[:1], table[1:]
        out += [*head, *paged(body, rows_of_table - 1, now), *gap]
    out += [treaties[0], *paged(treaties[1:], rows_of_treaties - 1, now)]
    out += [line(("News", "title")), *news[:rows_of_news]]
    return tuple(out)


def _top(view: View, wall: Wall, clock: Clock) -> tuple[Line, ...]:
    """The clock and the headline number beside one another, in figures as large as there is room for."""
    half = (wall.width - 3) * 3 // 5
    height = {0: 3, 1: max(5, wall.height // 4), 2: max(5, wall.height // 3)}[wall.zoom]
    left = [
        line((row, _tone(clock)))
        for row in largest(_clock_text(view, clock), half, height, spare=_spare(clock))
    ]
    last = view.reports[-1] if view.reports else None
    # No sign of per cent: in so few dots it reads as another letter.
    figure = f"{100 * last.risk:.0f}" if last is not None else ""
    rows = largest(figure, wall.width - half - 3, min(height, 10))
    right: list[Line] = [line((row, "strong")) for row in rows] if last is not None else []
    caption: list[Line] = [line(("Risk, % (public estimate)", "title"))]
    if last is not None:
        words, tone = band_words(view, last.risk)
        course = sparkline([one.risk for one in view.reports], low=0.0, high=max(0.5, last.risk))
        caption += [line((f"{course} {words}", tone))]
    else:
        caption += [line(("no round has been played yet", "dim"))]
    if right:
        width = max(len(row) for row in rows)
        right = (
            list(beside(right, [BLANK, *caption], width))
            if wall.width - half - width > 36
            else [*right, *caption]
        )
    else:
        right = caption
    return (*([] if wall.height < LOW else [BLANK]), *beside(left, right, half, 3), BLANK)


def _clock_text(view: View, clock: Clock) -> str:
    if view.paused:
        return "PAUSED"
    if clock.seconds is None:
        return f"ROUND {view.round}"
    time = f"{clock.seconds // 60}:{clock.seconds % 60:02d}"
    return f"{time}{MARK}" if clock.seconds <= LAST else time


def _spare(clock: Clock) -> str:
    """What the figures may still get."""
    return MARK if clock.seconds is not None and clock.seconds > LAST else ""


def _tone(clock: Clock) -> Tone:
    return "alarm" if clock.seconds is not None and clock.seconds <= LAST else "strong"


def _clock_alone(snapshot: Snapshot, view: View, wall: Wall, clock: Clock) -> tuple[Line, ...]:
    rows = [
        line((row, _tone(clock)))
        for row in largest(
            _clock_text(view, clock), wall.width - 4, wall.height - 6, most=8, spare=_spare(clock)
        )
    ]
    news = _news(snapshot)[:2]
    pad = max(0, (wall.height - len(rows) - 5) // 2)
    return (*[BLANK] * pad, *centred(rows, wall.width), BLANK, world_line(view), *news)


def _news(snapshot: Snapshot) -> tuple[Line, ...]:
    """The newest first. Talk is talk, not news; announcements are both."""
    return tuple(
        (
            (f"  R{one.round} ", "dim"),
            (clean(one.sentence), "warn" if one.kind == "announced" else "plain"),
        )
        for one in reversed(snapshot.happenings)
        if one.kind not in _NO_NEWS
    )
