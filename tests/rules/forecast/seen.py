"""Games to look at from a seat: a moment of a game played by bots, and a draft that everybody could sign."""

from collections.abc import Iterator
from functools import lru_cache

from detente_rules import bots, library
from detente_rules.bots import drafts
from detente_rules.headless import play_out
from detente_rules.ids import SeatId, seat_audience
from detente_rules.state import GameState
from detente_rules.treaty.draft import Draft, parse_draft
from detente_rules.views.project import view
from detente_rules.views.types import View
from tests.rules.tables import bots_for, lobby


@lru_cache(maxsize=8)
def moments(
    scenario: str = "two-blocs", kind: str = "conditional", seed: str = "3"
) -> dict[tuple[int, str], GameState]:
    """The state at the beginning of every (round, phase) of a game, and its end."""
    first = lobby(seed, library.load_text(scenario), timed=False)
    out: dict[tuple[int, str], GameState] = {(0, "lobby"): first}
    for state, _ in play_out(first, bots_for(first, bots.by_name(kind), seed)):
        out.setdefault((state.round, state.phase), state)
    return out


def seen_from(state: GameState, seat: SeatId) -> View:
    """The view of one seat."""
    return view(state, seat_audience(seat))


def verified(view: View, parties: str = "nations", **terms: object) -> Draft:
    """The verified floor that bots propose, for all nations or all seats."""
    named = [row.id for row in (view.nations if parties == "nations" else view.seats)]
    clauses = list(drafts.verified(**terms))  # type: ignore[arg-type]
    return parse_draft({"title": "A verified floor", "parties": named, "clauses": clauses})


def each_seat(state: GameState) -> Iterator[View]:
    """Everybody's view of one moment."""
    for seat in state.scenario.seats:
        yield seen_from(state, seat.id)
