"""Treaties as lines: in a list, as a card, and as the difference of two versions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from detente_client.tui.conflicts import conflict_lines
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import TREATY_PHASES, seat_name, treaty_title
from detente_client.tui.standing import my_place_in
from detente_client.tui.text import clean, listing, percent, shorten
from detente_rules.treaty.instruments import INSTRUMENTS, Instrument
from detente_rules.views.types import TreatyView, View
from detente_rules.world.calibration import ROUNDS_OF_REFERENCE
from detente_rules.world.looks import in_round_of


def find_treaty(view: View, word: str) -> TreatyView | None:
    """A treaty by its number in the list (from 1), its id or its title."""
    wanted = word.strip().casefold()
    for place, card in enumerate(view.treaties, start=1):
        if wanted in {str(place), card.id.casefold(), card.title.casefold()}:
            return card
    return None


def treaty_rows(view: View, width: int = 200) -> tuple[tuple[str, Line], ...]:
    """A line a treaty, those that still live first."""
    cards = sorted(view.treaties, key=lambda card: card.phase == "terminated")
    cells: list[list[Span]] = []
    for card in cards:
        signed = f"signed {len(card.signed)}/{len(card.parties)}" if card.phase == "open" else ""
        bound = f"{len(card.members)} bound" if card.phase in {"in_force", "suspended"} else ""
        cells.append(
            [
                (shorten(treaty_title(view, card), 20 if width < 62 else 26 if width < 90 else 44), "strong"),
                (f"v{card.version}", "dim"),
                (_PHASE_SHORT[card.phase], "good" if card.phase == "in_force" else "plain"),
                (signed or bound, "plain"),
                my_place_in(view, card),
            ]
        )
    return tuple(zip([card.id for card in cards], columns(cells, gap=1 if width < 90 else 2), strict=True))


_PHASE_SHORT = {"open": "open", "in_force": "in force", "suspended": "suspended", "terminated": "ended"}


def card_lines(view: View, card: TreatyView) -> tuple[Line, ...]:
    """A treaty in full: where it stands and what it asks of me first, then what it says."""
    secret: Span = ("  confidential", "warn") if card.confidential else ("", "plain")
    state: list[str | Span] = ["It is ", (TREATY_PHASES[card.phase], "strong")]
    if card.entered is not None:
        state.append(f" since round {card.entered}")
    out: list[Line] = [
        line(
            (treaty_title(view, card), "title"),
            (f"  version {card.version}, by {seat_name(view, card.by)}", "dim"),
            secret,
        ),
        line(*state, ". ", ("You: ", "mine"), my_place_in(view, card), "."),
        line(("Parties: ", "title"), _names(view, card.parties)),
        *_signatures(view, card),
        *_binds(view, card),
        *conflict_lines(view, card),
        BLANK,
    ]
    out += [line((f"{place}. ", "dim"), clean(text)) for place, text in enumerate(card.sentences, start=1)]
    kinds = {str(clause.get("kind")): clause for clause in card.clauses}
    return (*out, BLANK, *verification_lines(kinds, view))


def _signatures(view: View, card: TreatyView) -> tuple[Line, ...]:
    """Who has signed and ratified, who is bound or leaving, what is missing."""
    nations = {row.id for row in view.nations}
    done = [seat for seat in card.ratified if seat in nations]
    out: list[Line] = [line(("Signed: ", "title"), _names(view, card.signed))]
    if nations & set(card.parties):
        out.append(line(("Ratified: ", "title"), _names(view, done), (" (only nations must)", "dim")))
    if card.members:
        out.append(line(("Bound now: ", "title"), _names(view, card.members)))
    for seat, left in card.notice.items():
        out.append(
            line(
                ("Leaving: ", "title"),
                f"{seat_name(view, seat)}, out in {left} round{'s' if left != 1 else ''}",
            )
        )
    if card.chance is not None and view.seat not in card.ratified:
        out.append(
            line(("Your parliament: ", "title"), f"would ratify it with a chance of {percent(card.chance)}")
        )
    if card.needs and card.phase == "open":
        out.append(line(("Missing: ", "title"), clean(card.needs)))
    return tuple(out)


def _binds(view: View, card: TreatyView) -> tuple[Line, ...]:
    """What it asks of my labs, and which labs it leaves free."""
    labs = [row for row in view.labs if row.id in card.parties or row.home in card.parties]
    out: list[Line] = []
    mine = [row for row in labs if view.seat in {row.id, row.home}]
    floor = next(
        (clause.get("level") for clause in card.clauses if clause.get("kind") == "safety_floor"), None
    )
    if mine and isinstance(floor, int | float):
        whose = "you" if mine[0].id == view.seat else listing([seat_name(view, row.id) for row in mine])
        out.append(
            line(
                ("It asks of ", "title"), (whose, "mine"), f": at least {percent(floor)} of effort on safety."
            )
        )
    free = [seat_name(view, row.id) for row in view.labs if row not in labs]
    if free:
        out.append(line(("Leaves free: ", "warn"), listing(free)))
    return tuple(out)


def _names(view: View, seats: Sequence[str]) -> str:
    return listing([seat_name(view, seat) for seat in seats]) if seats else "nobody yet"


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


def instrument_of(view: View | None, clauses: Sequence[Mapping[str, Any]]) -> Instrument | None:
    """The instrument of a text's inspections, with the rates that the scenario states; None where nobody looks."""
    look = next((clause for clause in clauses if clause.get("kind") == "inspection"), None)
    card = INSTRUMENTS.get(str(look.get("instrument"))) if look is not None else None
    rates = view.facts.instruments.get(card.id) if card is not None and view is not None else None
    if card is None or rates is None:
        return card
    return replace(
        card, hit=rates["hit"], false_alarm=rates["false_alarm"], intrusiveness=rates["intrusiveness"]
    )


def round_odds(view: View, chance: float) -> float:
    """What odds of a half-year come to in a round of this game (R7.1)."""
    return in_round_of(chance, ROUNDS_OF_REFERENCE / view.rounds)


def look_odds(view: View | None, chance: float) -> str:
    """``a chance of 56% a half-year, 75% in a round of this game``; the round is left out where it is a half-year or not known."""
    each = f"a chance of {percent(chance)} a half-year"
    if view is None or view.rounds == ROUNDS_OF_REFERENCE:
        return each
    return f"{each}, {percent(round_odds(view, chance))} in a round of this game"


def verification_lines(kinds: Mapping[str, Mapping[str, Any]], view: View | None = None) -> tuple[Line, ...]:
    """The verification card of a text: what looks, how often, with which stated rates, at what price."""
    look = kinds.get("inspection")
    binding = {"safety_floor", "capability_cap", "pause"} & set(kinds)
    if look is None:
        return (line(("Verification: ", "title"), ("nobody looks", "warn")),) if binding else ()
    card = instrument_of(view, list(kinds.values()))
    if card is None:
        return ()
    rate = look.get("rate")
    chance = f", {look_odds(view, float(rate) * card.hit)}" if isinstance(rate, int | float) else ""
    body = kinds.get("oversight")
    price = f"; the body costs {float(body.get('cost', 0.4)):g} G$ per half-year" if body is not None else ""
    return (
        line(
            ("Verification: ", "title"),
            f"{card.title}: finds {percent(card.hit)} of open breaches it looks at{chance} at best; accuses "
            f"{percent(card.false_alarm)} of the innocent; intrusiveness {card.intrusiveness:.2f}{price}.",
        ),
    )
