"""HTML as text, with people's words always as words. ``e`` escapes; nothing else lets text through."""

from collections.abc import Iterable, Sequence
from html import escape

from detente_client.tui.text import clean

OPEN = 14
"""Rows up to which a table under a plot is not folded away."""


def e(words: object) -> str:
    """Text as text: what people typed, never markup, and nothing that hides or reorders other words."""
    return escape(clean(str(words), lines=True), quote=True)


def section(title: str, *parts: str, ident: str) -> str:
    """A chapter with its heading; empty where it has no parts."""
    body = "".join(parts)
    return f'<section id="{ident}"><h2>{e(title)}</h2>{body}</section>' if body else ""


def paragraph(words: str, css: str = "") -> str:
    """A paragraph of plain words."""
    return f"<p{_css(css)}>{e(words)}</p>"


def figure(picture: str, caption: str) -> str:
    """A drawing with words under it; ``picture`` is markup already."""
    return f"<figure>{picture}<figcaption>{e(caption)}</figcaption></figure>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], css: str = "") -> str:
    """Cells of plain words; a cell that begins with "!" is marked as bad."""
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    if not body:
        return ""
    top = "".join(f"<th>{e(cell)}</th>" for cell in head)
    return f'<div class="scroll"><table{_css(css)}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(cell: str) -> str:
    return f'<td class="bad">{e(cell[1:])}</td>' if cell.startswith("!") else f"<td>{e(cell)}</td>"


def data(
    head: Sequence[str], rows: Iterable[Sequence[str]], title: str = "the figures", css: str = ""
) -> str:
    """A table that can be folded away: open where it is short; a long one is folded, and opens by itself on paper."""
    kept = tuple(rows)
    inside = table(head, kept, css)
    opened = " open" if len(kept) <= OPEN else ""
    return f"<details{opened}><summary>{e(title)}</summary>{inside}</details>" if inside else ""


def cards(items: Iterable[tuple[str, str]]) -> str:
    """Big figures with a word each."""
    return f'<div class="cards">{"".join(f"""<div class="card"><b>{e(big)}</b><span>{e(word)}</span></div>""" for big, word in items)}</div>'


def listing(items: Iterable[str], *, numbered: bool = False) -> str:
    """A list of plain words; empty where there are none."""
    inside = "".join(f"<li>{e(item)}</li>" for item in items)
    tag = "ol" if numbered else "ul"
    return f'<{tag} class="plain">{inside}</{tag}>' if inside else ""


def _css(css: str) -> str:
    return f' class="{css}"' if css else ""
