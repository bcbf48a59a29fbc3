"""Treaties as lines: in a list, as a card, and as the difference of two versions."""

from collections.abc import Sequence
from typing import Any

from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import TREATY_PHASES, seat_name, treaty_title
from detente_client.tui.standing import my_place_in
from detente_client.tui.text import clean, listing, shorten
from detente_rules.views.types import TreatyView, View


def treaty_rows(view: View, width: int = 200) -> tuple[tuple[str, Line], ...]:
    """A line a treaty, those that still live first."""
    cards = sorted(view.treaties, key=lambda card: card.phase == "terminated")
    cells: list[list[Span]] = []
    for card in cards:
        signed = f"signed {len(card.signed)}/{len(card.parties)}" if card.phase == "open" else ""
        bound = f"{len(card.members)} bound" if card.phase in {"in_force", "suspended"} else ""
        cells.append(
            [
                (shorten(treaty_title(view, card), 26 if width < 90 else 44), "strong"),
                (f"v{card.version}", "dim"),
                (_PHASE_SHORT[card.phase], "good" if card.phase == "in_force" else "plain"),
                (signed or bound, "plain"),
                my_place_in(view, card),
            ]
        )
    return tuple(zip([card.id for card in cards], columns(cells, gap=1 if width < 90 else 2), strict=True))


_PHASE_SHORT = {"open": "open", "in_force": "in force", "suspended": "suspended", "terminated": "ended"}


def card_lines(view: View, card: TreatyView) -> tuple[Line, ...]:
    """A treaty in full: who, what it says, where it stands, what is missing."""
    names = [seat_name(view, seat) for seat in card.parties]
    secret: Span = ("  confidential" if card.confidential else "", "warn")
    out: list[Line] = [
        line(
            (treaty_title(view, card), "title"),
            (f"  version {card.version}, by {seat_name(view, card.by)}", "dim"),
        ),
        line(("Parties: ", "title"), listing(names), secret),
        BLANK,
    ]
    out += [line(f"{place}. ", clean(text)) for place, text in enumerate(card.sentences, start=1)]
    out.append(BLANK)
    out += [line(("Signed: ", "title"), _names(view, card.signed)), *_ratified(view, card)]
    if card.members:
        out.append(line(("Bound now: ", "title"), _names(view, card.members)))
    for seat, left in card.notice.items():
        out.append(
            line(
                ("Leaving: ", "title"),
                f"{seat_name(view, seat)}, out in {left} round{'s' if left != 1 else ''}",
            )
        )
    state: list[str | Span] = [("It is ", "plain"), (TREATY_PHASES[card.phase], "strong")]
    if card.entered is not None:
        state.append(f" since round {card.entered}")
    out.append(line(*state, "."))
    if card.needs and card.phase == "open":
        out.append(line(("To enter into force: ", "title"), clean(card.needs)))
    out.append(line(("You: ", "mine"), my_place_in(view, card)))
    return tuple(out)


def _names(view: View, seats: Sequence[str]) -> str:
    return listing([seat_name(view, seat) for seat in seats]) if seats else "nobody yet"


def _ratified(view: View, card: TreatyView) -> tuple[Line, ...]:
    nations = {row.id for row in view.nations}
    if not nations & set(card.parties):
        return ()
    done = [seat for seat in card.ratified if seat in nations]
    return (
        line(
            ("Ratified: ", "title"), _names(view, done), (" (nations must; labs are bound by signing)", "dim")
        ),
    )


def diff_lines(view: View, card: TreatyView) -> tuple[Line, ...]:
    """What this version changes against the one before: clauses taken out (−), put in (+), kept."""
    if card.previous is None:
        return (line("This is the first version: there is nothing to compare it with."),)
    before = {_key(clause): clause for clause in card.previous}
    after = {_key(clause): clause for clause in card.clauses}
    words = dict(zip(after, card.sentences, strict=False))
    out: list[Line] = [
        line((f"{treaty_title(view, card)}: version {card.version - 1} → {card.version}", "title"))
    ]
    for key, clause in after.items():
        if key not in before:
            out.append(line(("+ ", "good"), clean(words.get(key, kind_title(clause)))))
        elif before[key] != clause:
            out.append(line(("~ ", "warn"), clean(words.get(key, kind_title(clause)))))
            out += [line(f"    {name}: ", (_value(old), "bad"), " → ", (_value(new), "good"))
                    for name, old, new in changes(before[key], clause)]  # fmt: skip
        else:
            out.append(line(("  ", "dim"), (clean(words.get(key, kind_title(clause))), "dim")))
    out += [
        line(("− ", "bad"), f"taken out: {kind_title(before[key])}") for key in before if key not in after
    ]
    return tuple(out)


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Which parameters differ: (name, before, after)."""
    names = [name for name in {**old, **new} if name != "kind"]
    return tuple((name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


def _key(clause: dict[str, Any]) -> tuple[str, str]:
    """Clauses of repeatable kinds are told apart by whom they name."""
    kind = str(clause.get("kind", ""))
    if kind in {"transfer", "conditional", "mutual_recognition"}:
        return (
            kind,
            repr(sorted((k, repr(v)) for k, v in clause.items() if isinstance(v, str | list | tuple))),
        )
    return (kind, "")


def kind_title(clause: dict[str, Any]) -> str:
    """``Safety floor``."""
    return clean(str(clause.get("kind", "clause")).replace("_", " ").capitalize())


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return clean(", ".join(str(item) for item in value)) or "nobody"
    return clean(str(value))
