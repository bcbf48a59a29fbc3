"""The report's counterfactuals: had somebody kept its word, or a treaty bound or not, on the same dice (R8.14)."""

from collections.abc import Sequence

from detente_client.debrief.html import data, listing, paragraph, section
from detente_rules.counterfactual import Difference, Figure

__all__ = ["otherwise"]


def otherwise(found: Sequence[Difference]) -> str:
    """What would have come of changes, those that say most first; empty where nothing was worth asking."""
    if not found:
        return ""
    seats = list(found[0].names)
    rows = [
        (
            one.condition,
            f"{one.risk.was:.0%} → {one.risk.would_be:.0%}",
            _span(one.risk, 100.0, " points"),
            *(_span(one.scores[seat], 1.0, "") for seat in seats),
        )
        for one in found
    ]
    head = (
        "had it been otherwise",
        "risk, on the game's own dice",
        "on other dice",
        *found[0].names.values(),
    )
    return section(
        "What would have come of it",
        paragraph(
            "The game is played again from that round on, everybody else doing as they did. What somebody would have answered is "
            "not guessed, so this is the first step of a story and not its end."
        ),
        listing(one.sentence() for one in found),
        data(head, rows, "changes of risk and of scores (G$): mean over other dice, 5 % to 95 %"),
        ident="otherwise",
    )


def _span(figure: Figure, scale: float, unit: str) -> str:
    mean, low, high = (_signed(scale * value) for value in (figure.mean, figure.low, figure.high))
    return f"{mean}{unit} ({low} to {high})" if low != high else f"{mean}{unit}"


def _signed(value: float) -> str:
    number = round(value)
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{abs(number)}"
