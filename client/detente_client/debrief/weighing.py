"""What a game bought and what it paid with: safety, welfare, competition, consent and sovereignty on scales of their own
beside the reference regimes; and each treaty held against the four tests. Pure: a replayed history in, words and figures out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente_client.debrief import charts
from detente_client.debrief.html import figure, listing, section
from detente_client.debrief.story import Story
from detente_client.tui.fourtests import four_tests
from detente_client.tui.lines import bare
from detente_rules.counterfactual.history import TELLING, History
from detente_rules.duties import duties_of
from detente_rules.evolve import evolve
from detente_rules.ids import TreatyId
from detente_rules.state import GameState
from detente_rules.views import project

__all__ = ["frontier", "sovereignty", "tests_of"]


@dataclass(frozen=True)
class Scale:
    """One measure of a game. value, marks: in [low, high]; marks: (word, value) of what it is held against; good: the better end."""

    title: str
    value: float
    marks: tuple[tuple[str, float], ...]
    good: str
    low: float = 0.0
    high: float = 1.0


def frontier(story: Story, history: History) -> str:
    """The chapter: five scales under one another, so that what was given for what stands in one place."""
    scales = scales_of(story, history)
    picture = charts.scales(
        [(one.title, one.value, one.marks, one.good, one.low, one.high) for one in scales]
    )
    caption = (
        "● this game, at its end; | what it is held against: the race and the planner of this table (computed for its full length), "
        "equal shares, the trust after round 1. The better end of each scale is named. No scale outweighs another here: that is for the room."
    )
    return section("What was bought, and with what", figure(picture, caption), ident="frontier")


def scales_of(story: Story, history: History) -> tuple[Scale, ...]:
    """The measures of a game that is over; the index only where the scenario has its references for this length."""
    assert story.ending is not None
    reference, labs = history.end.reference, len(story.scenario.labs)
    known = reference if reference is not None and reference.rounds == history.rounds else None
    first, last = story.rounds[0], story.rounds[-1]
    regimes = (("planner", known.risk_coop), ("race", known.risk_race)) if known is not None else ()
    out = [Scale("safety: risk of catastrophe", story.ending.risk, regimes, "low is safer")]
    if story.ending.index is not None:
        index = story.ending.index
        out.append(
            Scale(
                "welfare: coordination index", index, (("race", 0.0), ("planner", 1.0)), "high is richer",
                min(0.0, index), max(1.0, index),
            )
        )  # fmt: skip
    out.append(
        Scale("competition: concentration (HHI)", last.hhi, (("equal shares", 1.0 / labs),), "low is open")
    )
    if story.scenario.nations:
        trust = [
            sum(one.nations[n.id].trust for n in story.scenario.nations) / len(story.scenario.nations)
            for one in (first, last)
        ]
        out.append(
            Scale("consent: public trust, mean", trust[1], (("round 1", trust[0]),), "high is consent")
        )
        out.append(
            Scale(
                "sovereignty: not looked into",
                sovereignty(history),
                (("no inspection", 1.0),),
                "high is sovereign",
            )
        )
    return tuple(out)


def sovereignty(history: History) -> float:
    """How little inspections reached into the nations, mean over the rounds: 1, nobody is looked into. [0, 1]."""
    depths = []
    for place, start in history.starts.values():
        depth = duties_of(_deciding(history, place, start)).treaties.intrusiveness
        depths.append(float(np.minimum(depth, 1.0).mean()) if depth.size else 0.0)
    return 1.0 - sum(depths) / len(depths)


def _deciding(history: History, place: int, state: GameState) -> GameState:
    """The state in which a round's decisions are due. place: of the round's first event, before which ``state`` stood."""
    for event in history.events[place:]:
        if state.phase == "decision" or event.kind == "round_resolved":
            break
        if event.kind not in TELLING:
            state = evolve(state, event)
    return state


def tests_of(history: History) -> Mapping[TreatyId, str]:
    """The four-test card of every treaty, as it stood at the end: who governs, who looks, who is in, who pays."""
    view = project.view(_at_the_end(history), "facilitator")
    return {
        card.id: listing(
            bare(row) for row in four_tests(view, card.members or card.parties, card.clauses)[1:]
        )
        for card in view.treaties
    }


def _at_the_end(history: History) -> GameState:
    """The last round with what was told of it: the history's own end leaves out what only tells."""
    place, state = history.starts[max(history.starts)]
    for event in history.events[place:]:
        if event.kind == "debrief_opened":
            break
        state = evolve(state, event)
    return state
