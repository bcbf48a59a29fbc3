"""Lines as Textual content: the one place where a tone becomes a colour. Nothing here reads markup."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from textual.content import Content

from detente_client.tui.lines import Line, Tone

_STYLES: Final[dict[Tone, str]] = {
    "plain": "",
    "dim": "$foreground-muted",
    "strong": "bold",
    "good": "bold $text-success",
    "bad": "bold $text-error",
    "warn": "bold $text-warning",
    "mine": "bold $text-accent",
    "title": "bold $text-primary",
    "key": "bold $text-accent",
    # Blue, orange, green, rose, sky, yellow of Okabe and Ito, which most colour-blind people tell apart.
    "series1": "#56b4e9",
    "series2": "#e69f00",
    "series3": "#009e73",
    "series4": "#cc79a7",
    "series5": "#0072b2",
    "series6": "#f0e442",
    "qr": "#ffffff on #000000",
    # Plain red, for figures so large that no finer shade is needed to read them.
    "alarm": "bold #ff2d2d",
}


@lru_cache(maxsize=1024)
def paint(text: Line) -> Content:
    """One line. Most lines of a page stay what they were when it is drawn anew, so what was painted is kept."""
    return Content.assemble(*((part, _STYLES[tone]) if _STYLES[tone] else part for part, tone in text))


def paint_all(text: Iterable[Line]) -> Content:
    """Several lines, one under the other."""
    return Content("\n").join([paint(row) for row in text])
