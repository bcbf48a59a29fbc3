"""The tour of a first visit: on every page that one turns to, one line on what it is for; nothing has to be put away."""

from typing import Final

from detente_client.tui.lines import Line, Span, line

TIPS: Final[dict[str, tuple[str, str]]] = {
    "table": (
        "t",
        "Who stands where. “said” may be a lie, “seen” is made out from outside, yours is true. ▶ above says what to do now.",
    ),
    "talk": (
        "k",
        "Say anything, to all or in private. Words bind nobody. Enter writes, Esc gives the keys back.",
    ),
    "treaty": ("p", "What binds, who checks it, and what cheating would bring. s signs, n proposes."),
    "decide": (
        "x",
        "In secret, what you really do: choose, then s seals. You may break your word; inspectors may find it.",
    ),
    "evidence": ("e", "What came to light, and how far to trust whom. ? finds every rule, : every command."),
}
"""Page → its key, and what to know of it."""


def tip_line(page: str, seen: tuple[str, ...]) -> Line:
    """The line of the tour for a page. seen: pages that were turned to, in any order."""
    if page not in TIPS:
        return ()
    left = [key for name, (key, _) in TIPS.items() if name not in seen]
    spans: list[str | Span] = [(f"Tour {len(TIPS) - len(left)}/{len(TIPS)} ", "title"), f"{TIPS[page][1]} "]
    if left:
        spans += [("next: ", "dim"), (" ".join(left), "key")]
    spans += [("   T", "key"), (" ends the tour", "dim")]
    return line(*spans)


def seen_with(seen: tuple[str, ...] | None, page: str) -> tuple[str, ...] | None:
    """The pages seen after one more. None: there is no tour; it ends with the page after its last."""
    if seen is None or len(seen) == len(TIPS):
        return None
    return (*seen, page) if page in TIPS and page not in seen else seen
