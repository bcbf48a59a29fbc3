"""Mandates (R8.6): agenda items of a brief that the engine checks at the end. They score apart from the seat's own."""

from collections.abc import Mapping

from detente_rules.ids import SeatId
from detente_rules.scenario import Mandate, Seat
from detente_rules.state import GameState
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty_status import members, phase_of


def mandates_met(
    state: GameState, scores: Mapping[SeatId, float]
) -> dict[SeatId, tuple[tuple[str, bool], ...]]:
    """Every seat's mandates in words, and whether each was met. scores: final, by seat."""
    out = {}
    for seat in state.scenario.seats:
        pairs = []
        for mandate in seat.brief.mandates:
            value = measure(state, seat, mandate, scores)
            holds = value >= mandate.value if mandate.op == ">=" else value <= mandate.value
            pairs.append((mandate.text, holds))
        out[seat.id] = tuple(pairs)
    return out


def measure(state: GameState, seat: Seat, mandate: Mandate, scores: Mapping[SeatId, float]) -> float:
    """The figure a mandate looks at; a nation's figures about labs are of its labs together."""
    labs = _labs_of(state, seat)
    match mandate.measure:
        case "market_share":
            deployed = state.resolved[-1]["resolution"]["deployed"][0] if state.resolved else []
            total = sum(deployed)
            return sum(deployed[lab] for lab in labs) / total if total > 0 else 0.0
        case "score_rank":
            rivals = [scores[other.id] for other in state.scenario.seats if other.kind == seat.kind]
            return 1.0 + sum(score > scores[seat.id] for score in rivals)
        case "risk":
            return 1.0 - float(state.world.survival[0])
        case "trust":
            nation = seat.id if seat.kind == "nation" else seat.home
            place = next((n for n, one in enumerate(state.scenario.nations) if one.id == nation), None)
            return float(state.world.trust[0, place]) if place is not None else 0.0
        case "member_of_treaty":
            return float(
                sum(
                    phase_of(state, text) == TreatyPhase.IN_FORCE
                    and bool({seat.id, seat.home} & {*members(state, text)})
                    for text in state.treaties
                )
            )
        case "never_found":
            named = {finding.lab for report in state.reports for finding in report.findings}
            named |= {one.seat for one in state.questions if one.about == "accusation" and one.carried}
            return float(not named & {state.scenario.labs[lab].id for lab in labs})
        case "honest_within":
            return max(
                (_boast(state, number, lab) for number in range(len(state.resolved)) for lab in labs),
                default=0.0,
            )
        case "safety_mean":
            shares = [resolved["resolution"]["safety"][0][lab] for resolved in state.resolved for lab in labs]
            return sum(shares) / len(shares) if shares else 0.0


def _labs_of(state: GameState, seat: Seat) -> list[int]:
    """Places on axis A: the lab itself, or a nation's labs."""
    return [place for place, lab in enumerate(state.scenario.labs) if seat.id in {lab.id, lab.home}]


def _boast(state: GameState, number: int, lab: int) -> float:
    """Declared less true safety share of one round."""
    resolved = state.resolved[number]
    declared: float = resolved["declared"][state.scenario.labs[lab].id]["safety"]
    true: float = resolved["resolution"]["safety"][0][lab]
    return declared - true
