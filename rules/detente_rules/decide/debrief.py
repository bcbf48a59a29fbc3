"""The debrief (R2.7, R8.4, R10.6): the seed is opened, and everything that was secret is told."""

from typing import Any

from detente_rules import dice
from detente_rules.decide.mandates import mandates_met
from detente_rules.decide.story import Story
from detente_rules.dice import Purpose
from detente_rules.ids import PUBLIC, SeatId
from detente_rules.rejections import refuse
from detente_rules.state import GameState
from detente_rules.world.reference import coordination_index
from detente_rules.world.scores import final_scores


def open_debrief(story: Story) -> None:
    """Tell everything, in one public event."""
    story.tell("debrief_opened", PUBLIC, debrief_data(story.state))


def final(state: GameState) -> dict[SeatId, float]:
    """R8.4: what each seat has at the end, terminal values included (G$)."""
    labs, nations = final_scores(state.params, state.world)
    values = [*map(float, labs[0]), *map(float, nations[0])]
    return {seat.id: value for seat, value in zip(state.scenario.parties, values, strict=True)}


def debrief_data(state: GameState) -> dict[str, Any]:
    """The data of ``debrief_opened``.

    Raises: Refused (frozen) where the state holds no secret to open.
    """
    if state.secret is None:
        raise refuse("frozen", "R9.3", "kind", "A replay without its secret has nothing to open.")
    scores = final(state)
    risk = 1.0 - float(state.world.survival[0])
    drawn = state.scenario.fate == "drawn"
    fate = dice.uniform(state.secret.key(), Purpose.FATE, state.rounds, 0, 0)
    index = None
    if state.reference is not None and state.reference.rounds == len(state.resolved):
        index = coordination_index(state.reference, sum(scores.values()), float(state.world.threshold[0]))
    return {
        "scores": scores,
        "index": index,
        "risk": risk,
        "catastrophe": fate < risk if drawn else None,
        "seed": state.secret.seed,
        "salt": state.secret.salt,
        "ledgers": [_ledger(state, number) for number in range(len(state.resolved))],
        "decisions": [resolved["decisions"] for resolved in state.resolved],
        "briefs": {
            seat.id: seat.brief.model_dump(
                include={"public", "secret", "goal", "fear", "honour", "first_line"}
            )
            for seat in state.scenario.seats
        },
        "percentiles": _percentiles(state, scores),
        "mandates": {
            seat: [list(pair) for pair in pairs] for seat, pairs in mandates_met(state, scores).items()
        },
    }


def _percentiles(state: GameState, scores: dict[SeatId, float]) -> dict[SeatId, float]:
    """R8.15: the Seat medal; nothing where bots have not played this length at this level."""
    known = state.standings
    if known is None or known.level != state.level or known.rounds != len(state.resolved):
        return {}
    return {
        seat: round(known.percentile(seat, score), 1)
        for seat, score in scores.items()
        if seat in known.quantiles
    }


def _ledger(state: GameState, number: int) -> dict[SeatId, dict[str, dict[str, float]]]:
    """Three ledgers of a round (R7.7): declared, actual, and observed (mean of what the other parties read off it)."""
    resolved = state.resolved[number]
    result, out = resolved["resolution"], {}
    labs = state.scenario.labs
    capability = zip(*result["seen_capability"][0], strict=True)
    assurance = zip(*result["seen_assurance"][0], strict=True)
    count = max(1, len(state.scenario.parties) - 1)
    # A lab's place among the parties is its place among the labs: what it reads off itself is left out.
    for place, (lab, level, care) in enumerate(zip(labs, capability, assurance, strict=True)):
        out[lab.id] = {
            "declared": resolved["declared"][lab.id],
            "actual": {
                "safety": result["safety"][0][place],
                "capability": result["world"]["capability"][0][place],
                "assurance": result["world"]["assurance"][0][place],
                "violation": result["unlawful"][0][place],
                "found": float(
                    result["found"][0][place] or result["own_found"][0][place] or result["leaked"][0][place]
                ),
                "accused": float(result["accused"][0][place] or result["own_accused"][0][place]),
                "incident": float(result["incident"][0][place]),
                "danger": result["danger"][0][place],
            },
            "observed": {
                "capability": sum(level[:place] + level[place + 1 :]) / count,
                "assurance": sum(care[:place] + care[place + 1 :]) / count,
            },
        }
    return out
