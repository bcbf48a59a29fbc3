"""Entry into force (R4.7): judged when the negotiation ends, so that everybody knows what binds before deciding."""

from typing import Any

from detente_rules.arrays import Recorded
from detente_rules.decide.story import Story
from detente_rules.duties import ai_share, consumption
from detente_rules.ids import NOBODY
from detente_rules.state import GameState
from detente_rules.treaty import lifecycle
from detente_rules.treaty.terms import Status
from detente_rules.treaty_status import PHASES, moves


def enter_into_force(story: Story) -> None:
    """The life cycle's own ``enter``; then the news of what moved, to those who know of the treaty."""
    before = story.state
    if not before.treaties:
        return
    story.tell("entries_resolved", NOBODY, entry_data(before))
    for text, phase, members in moves(before, story.state):
        data = {"treaty": text.id, "phase": PHASES[phase], "members": list(members)}
        story.tell("treaty_moved", text.audience, data)


def entry_data(state: GameState) -> dict[str, Any]:
    """The data of ``entries_resolved``: the status arrays after ``enter``."""
    status = entered(state)
    return {"status": Recorded(status.to_data(), status)}


def entered(state: GameState) -> Status:
    """The treaties' status once what has reached its thresholds is in force."""
    shares, used = ai_share(state), consumption(state)
    return lifecycle.enter(state.terms, state.status, shares, state.params.homes, state.round, used)
