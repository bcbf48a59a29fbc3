"""The rules by number or by word, for agents."""

from typing import Any, Final

MOST: Final = 12
"""Paragraphs of one answer."""


def find_rules(query: str) -> dict[str, Any]:
    """Paragraphs whose number is, or begins with, the query ("R4", "R4.5"), else those that mention all its words."""
    # Here, because the text is looked for beside the terminal client's help page.
    from detente_client.tui.helptext import rule_paragraphs  # noqa: PLC0415

    paragraphs = rule_paragraphs()
    wanted = query.strip()
    number = wanted.upper().rstrip(".")
    found = [(name, text) for name, text in paragraphs if name == number or name.startswith(f"{number}.")]
    if not found:
        terms = wanted.casefold().split()
        found = [(name, text) for name, text in paragraphs if all(term in text.casefold() for term in terms)]
    return {
        "rules": dict(found[:MOST]),
        "left_out": [name for name, _ in found[MOST:]],
        "numbers": sorted({name.partition(".")[0] for name, _ in paragraphs}, key=lambda one: int(one[1:])),
    }
