"""What a client folds is what the server would project (R10.5)."""

from dataclasses import fields
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detente_rules.bots import NAMES, by_name
from detente_rules.fold import SNAPSHOT_KINDS, fold
from detente_rules.headless import play_out
from detente_rules.state import GameState, audiences
from detente_rules.views.project import view
from detente_rules.views.types import View, dump_view, parse_view
from tests.rules.tables import Table, bots_for, lobby
from tests.rules.test_secrecy import evening


def follow(seen: View, state: GameState, audience: str, events: Any) -> View:
    """What a client does with the news of one batch: fold it, or take the view that came with it."""
    told = [event for event in events if event.reaches(audience)]
    for event in told:
        seen = fold(seen, event.news())
    return view(state, audience) if any(event.kind in SNAPSHOT_KINDS for event in told) else seen


def differing(one: View, other: View) -> list[str]:
    """The fields in which two views differ. Whole views in an assertion are written out when it fails, which takes minutes."""
    return [field.name for field in fields(View) if getattr(one, field.name) != getattr(other, field.name)]


@settings(max_examples=8)
@given(seed=st.integers(0, 999), bot=st.sampled_from(sorted(NAMES)))
def test_a_folded_view_equals_the_projected_one_after_every_command(seed: int, bot: str) -> None:
    """For every audience of a whole game (R9.1, R10.2)."""
    state = lobby(str(seed))
    held = {audience: view(state, audience) for audience in audiences(state)}
    for state, turn in play_out(state, bots_for(state, by_name(bot), str(seed))):  # noqa: B020
        for audience, seen in held.items():
            held[audience] = follow(seen, state, audience, turn.events)
            apart = differing(held[audience], view(state, audience))
            assert apart == [], audience


def test_a_view_survives_the_wire() -> None:
    """JSON and back is the same view."""
    from detente_rules.decisions import LabDecision, NationDecision

    table: Table = evening(("a", "b"), 0.3, LabDecision(), NationDecision())
    for audience in audiences(table.state):
        seen = view(table.state, audience)
        assert parse_view(dump_view(seen)) == seen
