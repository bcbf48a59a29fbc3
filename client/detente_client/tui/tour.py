"""The tour of a first visit: what each page is for, in a minute; the page itself stands behind the words."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Stop:
    """page: shown behind. title, words: what to know of it."""

    page: str
    title: str
    words: str


STOPS: Final = (
    Stop(
        "table",
        "The table (t)",
        "Everybody races to build stronger AI. “said” is what a lab declares and may be a lie; “seen” is what you can "
        "make out from outside; yours is true. The line ▶ above always tells what to do now, and with which key.",
    ),
    Stop(
        "talk",
        "Talk (k)",
        "Say anything to everybody, or in private to one or some. Words bind nobody. Enter writes, Esc gives the letters "
        "back to the keys.",
    ),
    Stop(
        "treaty",
        "Treaties (p)",
        "What binds: promises in clauses, who checks them, what a breach costs. s signs, n proposes one. The forecast "
        "beside it says what it would likely change, and who would gain by cheating.",
    ),
    Stop(
        "decide",
        "Decide (x)",
        "Each round you decide in secret what you really do: choose, then s seals. Nobody sees it before the end. You may "
        "break your word; inspectors may find it.",
    ),
    Stop(
        "evidence",
        "Evidence (e), help (?), all commands (:)",
        "What came to light, and how far you may trust whom. ? finds every rule and word; : does everything by name. R says "
        "you are done with a phase. That is all: play.",
    ),
)
