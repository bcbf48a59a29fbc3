"""Words and figures on a screen: text from people made safe to show, numbers in one style everywhere."""

import unicodedata
from functools import lru_cache
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_MOST_MARKS: Final = 3


@lru_cache(maxsize=1024)  # a page of talk is drawn anew with every message, and most of it is as it was
def clean(text: str, *, lines: bool = False) -> str:
    r"""Text from people as it may be shown: what would steer a terminal or reorder a line becomes a visible escape.

    Control, format (bidi, zero-width), surrogate and private characters turn into ``\x1b`` or
    ``\u202e``; of a pile of combining marks three stay. lines: a line feed stays one, else it is shown as ``⏎``.
    """
    out: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if char == "\n":
            out.append("\n" if lines else "⏎")
        elif char == "\t":
            out.append(" ")
        elif category in _HIDDEN:
            out.append(_escape(char))
        elif marks <= _MOST_MARKS:
            out.append(char)
    return "".join(out)


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def percent(share: float) -> str:
    """A share as ``22%``; small ones keep a decimal so that a risk of half a percent is not none."""
    value = 100 * share
    if value and abs(value) < 9.95 and round(value, 1) != round(value):
        return f"{value:.1f}%"
    return f"{value:.0f}%"


def doublings(value: float) -> str:
    """Capability or assurance, doublings to two decimals."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def money(value: float) -> str:
    """G$ a round."""
    return f"{value:.1f} G$".replace("-", "−")


def points(value: float) -> str:
    """A score."""
    return f"{value:.1f}".replace("-", "−")


def give_or_take(value: float, sd: float) -> str:
    """An estimate with one standard deviation: ``0.91±.30``."""
    return f"{doublings(value)}±{sd:.1f}"


def listing(names: list[str] | tuple[str, ...], last: str = "and") -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def shorten(text: str, width: int) -> str:
    """At most ``width`` characters, an ellipsis where something is missing."""
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip() + "…"


_KEY_SIGNS: Final = {"question_mark": "?", "colon": ":", "slash": "/", "plus": "+", "minus": "−"}


def key_words(keys: str) -> str:
    """``key ? or F1`` for a binding's ``question_mark,f1``."""
    signs = [_KEY_SIGNS.get(key, key.upper() if key[1:].isdigit() else key) for key in keys.split(",")]
    return f"key {listing(signs, 'or')}"


_TICKS: Final = "▁▂▃▄▅▆▇█"


def sparkline(values: list[float], low: float | None = None, high: float | None = None) -> str:
    """Figures over rounds as a row of blocks; a flat line where all are equal."""
    if not values:
        return ""
    least = min(values) if low is None else low
    span = (max(values) if high is None else high) - least
    top = len(_TICKS) - 1
    return "".join(
        _TICKS[0 if span <= 0 else min(top, max(0, round(top * (v - least) / span)))] for v in values
    )
