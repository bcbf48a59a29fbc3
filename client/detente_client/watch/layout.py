"""Lines side by side and cut to size, counted in columns of the terminal as wide scripts need it. Pure."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from detente_client.tui.lines import BLANK, Line, Span, bare

PAGE_SECONDS = 8
"""How long a page of a list that is too long for its place stays on the wall."""


def fitted(text: Line, width: int) -> Line:
    """Exactly ``width`` columns: cut with an ellipsis, or filled with blanks."""
    length = cell_len(bare(text))
    if length <= width:
        return (*text, (" " * (width - length), "plain")) if length < width else text
    out: list[Span] = []
    room = max(0, width - 1)
    for part, tone in text:
        size = cell_len(part)
        if size > room:
            out.append((set_cell_size(part, room), tone))
            break
        out.append((part, tone))
        room -= size
    return (*out, ("…", "dim")) if width > 0 else ()


def beside(left: Sequence[Line], right: Sequence[Line], width: int, gap: int = 2) -> tuple[Line, ...]:
    """Two blocks next to one another; ``width`` is the left one's."""
    rows = max(len(left), len(right))
    padded = ([*left, *[BLANK] * (rows - len(left))], [*right, *[BLANK] * (rows - len(right))])
    return tuple(
        (*fitted(one, width), (" " * gap, "plain"), *other) for one, other in zip(*padded, strict=True)
    )


def spread(left: Line, right: Line, width: int) -> Line:
    """One at the left edge, one at the right."""
    room = max(0, width - cell_len(bare(right)) - 1)
    return (*fitted(left, room), (" ", "plain"), *right)


def centred(rows: Sequence[Line], width: int) -> tuple[Line, ...]:
    """A block in the middle of so many columns."""
    widest = max((cell_len(bare(row)) for row in rows), default=0)
    pad = " " * max(0, (width - widest) // 2)
    return tuple(((pad, "plain"), *row) if row else row for row in rows)


def paged(rows: Sequence[Line], room: int, now: float) -> tuple[Line, ...]:
    """As many rows as there is room for; where that is too few, one page after the other as time goes by."""
    if len(rows) <= room or room <= 0:
        return tuple(rows[: max(0, room)])
    if room == 1:
        return (rows[int(now // PAGE_SECONDS) % len(rows)],)
    each = room - 1
    pages = -(-len(rows) // each)
    page = int(now // PAGE_SECONDS) % pages
    # Pages overlap at the end rather than leave holes on the wall.
    start = min(page * each, len(rows) - each)
    more: Line = ((f"  page {page + 1} of {pages}", "dim"),)
    return (*rows[start : start + each], more)
