"""What the help page says: keys, words, and the rules by number where their text can be found."""

import re
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import Final

from detente_client.tui.lines import BLANK, Line, line

KEYS: Final = (
    ("t", "the table: who says what, what you see, treaties, news"),
    ("k", "talk: to everybody, to one seat, to some"),
    ("p", "treaties: read, sign, ratify, change, propose"),
    ("e", "evidence: findings and incidents"),
    ("x", "decide: your sealed orders of this round; after the game, the debrief"),
    ("b", "your brief: who you are, what you want, what only you know"),
    ("R", "ready: nothing more to say in this phase (again: take it back)"),
    ("s", "on the page of decisions: seal; on a treaty: sign"),
    ("?", "this help"),
    (":", "all commands, by name"),
    ("Esc", "out of a text field, so that letters are keys again"),
    ("F1–F6", "help, table, talk, treaties, evidence, decide: also while you write"),
    ("q", "leave; your seat waits for you"),
)

GLOSSARY: Final = (
    ("capability", "how much a lab's models can do, in doublings (+1 is twice the effective compute)"),
    ("assurance", "how far a lab's safety work has come, in doublings; capability ahead of it is danger"),
    ("safety share", "the part of a lab's effort that goes into safety and not into growth"),
    ("declared", "what a lab says of itself; it may be false"),
    ("seen ±", "what you can read off a lab from outside, give or take one standard deviation"),
    ("floor", "the least safety share that a law or a treaty asks for"),
    ("cap", "the most growth that a treaty allows in a round"),
    ("breach", "doing less than what binds you; it counts whether or not it is found"),
    (
        "finding",
        "an inspection's, an insider's or a satellite's word that a lab broke a promise; it can be wrong",
    ),
    ("incident", "a warning shot: something went wrong and could be contained"),
    (
        "risk so far",
        "chance that a catastrophe has happened by now, as outsiders reckon from what was declared",
    ),
    ("sign, ratify", "a lab is bound by its signature; a nation signs, then must ratify, which can fail"),
    ("in force", "the treaty binds its members from now on"),
    ("notice", "rounds between saying that one leaves a treaty and being free of it"),
    ("seal", "fix your orders; you may open and change them until the phase ends"),
    ("standing orders", "what you sealed last; they hold if you seal nothing"),
    ("trust", "how much a nation's public trusts AI; without it people buy less"),
    ("coordination index", "0 if everybody raced, 1 if a planner had decided for all"),
)


def help_lines(word: str = "") -> tuple[Line, ...]:
    """The help; with a word, what mentions it."""
    wanted = word.casefold().strip()
    keys = [line((f"{key:>6}  ", "key"), words) for key, words in KEYS if _has(wanted, key, words)]
    words_ = [line((f"{name}: ", "title"), words) for name, words in GLOSSARY if _has(wanted, name, words)]
    rules = [
        line((f"{number} ", "title"), text)
        for number, text in rule_paragraphs()
        if _has(wanted, number, text)
    ]
    out: list[Line] = []
    for title, rows in (("Keys", keys), ("Words", words_), ("Rules", rules)):
        if rows:
            out += [line((title, "strong")), *rows, BLANK]
    return tuple(out) or (line(f"Nothing mentions “{word}”."),)


def _has(wanted: str, *texts: str) -> bool:
    return not wanted or any(wanted in text.casefold() for text in texts)


@lru_cache(maxsize=1)
def rule_paragraphs() -> tuple[tuple[str, str], ...]:
    """(number, text) of each numbered paragraph of the rules; empty where their text is not installed."""
    return parse_rules(_rules_text())


def parse_rules(text: str) -> tuple[tuple[str, str], ...]:
    """Paragraphs that begin with a number such as ``R4.2``, in any of the usual ways of marking it up."""
    out: list[tuple[str, list[str]]] = []
    for raw in text.splitlines():
        bare = _plain(raw)
        first, _, rest = bare.partition(" ")
        number = first.rstrip(".:)")
        if number[:1] == "R" and number[1:2].isdigit() and number[1:].replace(".", "").isdigit():
            out.append((number, [rest.strip()]))
        elif out and bare and not raw.lstrip().startswith("#"):
            out[-1][1].append(bare)
    return tuple((number, " ".join(part for part in parts if part)) for number, parts in out)


def _plain(raw: str) -> str:
    """A line of Markdown as people read it; of a table its cells, a rule below a table's head is nothing."""
    words = re.sub(r"^(#+|[-*])\s+", "", raw.strip().replace("**", "").replace("`", ""))
    words = re.sub(r"(?<!\S)\*(\S[^*]*)\*", r"\1", words)
    if not words.startswith("|"):
        return words
    cells = [cell.strip() for cell in words.strip("|").split("|")]
    return "" if all(set(cell) <= set("-: ") for cell in cells) else f"{': '.join(cells)};"


def _rules_text() -> str:
    """A checkout's first, then the installation's."""
    places = (
        Path(__file__).parents[3] / "rules" / "README.md",
        Path(sysconfig.get_path("data")) / "share" / "detente" / "rules.md",
    )
    return next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")
