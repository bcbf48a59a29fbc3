"""How far each rival is to be trusted with each of its duties: Bayes' rule over what was read and found (R7.8), as lines.

``reckon`` costs some hundredths of a second and runs beside the screen; the rest is words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from detente_client.tui.lines import Line, Span, Tone, line
from detente_client.tui.names import seat_name, source_name, treaty_title
from detente_client.tui.powers import bound_labs, clause_of
from detente_client.tui.text import percent
from detente_client.tui.treaties import instrument_of, look_odds
from detente_rules.ids import SeatId
from detente_rules.posterior import BadOdds, Reading, Suspicion, suspicion
from detente_rules.views.types import TreatyView, View

FIRST_PRIOR: Final = 0.25
"""What one holds for likely before anything was read; a player moves it."""

PRIORS: Final = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Suspect:
    """A rival. whole: that it breaks anything that binds it. duties: source (treaty or nation) → that it breaks that one."""

    lab: SeatId
    whole: Suspicion
    duties: tuple[tuple[str, Suspicion], ...]


def reckon(view: View, prior: float) -> tuple[Suspect, ...]:
    """Every lab but my own, the most suspect first; empty where nothing can be reckoned."""
    out = []
    for row in view.labs:
        if row.id == view.seat:
            continue
        try:
            whole = suspicion(view, row.id, prior)
            duties = [
                (card.id, suspicion(replace(view, treaties=(card,)), row.id, prior))
                for card in binding(view, row.id)
            ]
            if row.home is not None and (view.seat_row(row.home).floor or 0.0) > 0.0:
                duties.append((row.home, suspicion(replace(view, treaties=()), row.id, prior)))
        except (BadOdds, KeyError, ValueError):
            continue
        out.append(Suspect(row.id, whole, tuple(duties)))
    return tuple(sorted(out, key=lambda one: -one.whole.probability))


def binding(view: View, lab: SeatId) -> tuple[TreatyView, ...]:
    """The treaties in force that bind a lab."""
    return tuple(card for card in view.treaties if lab in bound_labs(view, card))


def next_prior(prior: float, step: int) -> float:
    """One step up or down the scale of first guesses."""
    place = min(range(len(PRIORS)), key=lambda n: abs(PRIORS[n] - prior))
    return PRIORS[min(len(PRIORS) - 1, max(0, place + step))]


def gauge(probability: float, width: int = 10) -> Span:
    """A bar with a word beside it, so that it reads without colour."""
    filled = round(width * probability)
    tone: Tone = "bad" if probability >= 0.75 else "warn" if probability >= 0.5 else "plain"
    return ("█" * filled + "░" * (width - filled), tone)


def verdict(probability: float) -> str:
    """A probability in a word."""
    if probability >= 0.9:
        return "almost surely"
    if probability >= 0.6:
        return "likely"
    return "perhaps" if probability >= 0.3 else "unlikely" if probability >= 0.05 else "hardly"


def suspect_row(view: View, one: Suspect) -> Line:
    """A rival in the list."""
    return line(
        (f"{seat_name(view, one.lab):<12.12} ", "strong"),
        gauge(one.whole.probability),
        f" {percent(one.whole.probability):>5} {verdict(one.whole.probability)}",
    )


_HOW: Final[Mapping[str, str]] = {
    "inspection": "a treaty's inspectors",
    "law": "inspectors at home",
    "technical_means": "technical means from outside",
    "whistleblower": "insiders (would they have spoken?)",
}


def suspect_lines(view: View, one: Suspect) -> tuple[Line, ...]:
    """A rival in full: the probability, duty by duty, every look with what it is worth."""
    whole, name = one.whole, seat_name(view, one.lab)
    out: list[Line] = [
        line((f"{name} breaks its word with ", "title"), (percent(whole.probability), "strong"),
             f" ({verdict(whole.probability)}), given this; {percent(whole.prior)} before it."),
    ]  # fmt: skip
    for source, part in one.duties:
        words = f" {percent(part.probability):>5}  {source_name(view, source)}"
        out.append(line("  ", gauge(part.probability), words))
    if not one.duties:
        out.append(line(("  Nothing binds it now: there is no promise it could break.", "dim")))
    out.append(line(("Looks", "title")))
    out += [_reading(reading) for reading in reversed(whole.readings)] or [
        line(("  nobody has looked", "dim"))
    ]
    return (*out, *due_lines(view, one.lab))


def _reading(reading: Reading) -> Line:
    told: Span = ("✗ reported a breach", "bad") if reading.positive else ("· nothing reported", "dim")
    odds = reading.odds
    if odds == float("inf"):
        worth = "only a breach explains it"
    elif odds >= 1.0:
        worth = f"{odds:.1f} times likelier if it broke its word"
    else:
        worth = (
            f"{1 / odds:.1f} times likelier if it kept its word" if odds > 0 else "only innocence explains it"
        )
    return line((f"  R{reading.round} ", "dim"), told, f" by {_HOW[reading.how]}: ", (worth, "plain"))


def due_lines(view: View, lab: SeatId) -> tuple[Line, ...]:
    """Inspections that are due at a lab: by treaty, by call, and by my own orders."""
    out: list[Line] = []
    for card in binding(view, lab):
        look, known = clause_of(card, "inspection"), instrument_of(view, card.clauses)
        if look is not None and known is not None:
            rate = float(look.get("rate") or 0.0)
            out.append(line(
                f"  {treaty_title(view, card)}: {known.title.lower()}, looked at with {percent(rate)} a half-year; "
                f"an open breach has, at best, {look_odds(view, rate * known.hit)} of being found"
            ))  # fmt: skip
    for one in view.questions:
        if one.about == "challenge" and one.seat == lab and one.round == view.round:
            by = seat_name(view, one.by or "")
            out.append(
                line(
                    ("  ! ", "warn"), f"called to it by {by} in this round" + ("" if one.open else ", closed")
                )
            )
    orders = view.sealed or view.standing
    own = getattr(orders, "inspect", {}).get(lab, 0.0) if orders is not None else 0.0
    if own:
        out.append(line(f"  your own inspectors, by your orders: {percent(own)}"))
    return (line(("Inspections due", "title")), *(out or [line(("  none", "dim"))]))
