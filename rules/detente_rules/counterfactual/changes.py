"""What a counterfactual changes: a seat's word kept, its decision, a treaty in force or not (R8.14).

A change says what it is about and from which round on; three functions say what that does to the decisions of a round, to
its choices as arrays, and to the treaties' status. Everything else is as it was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from detente_rules.cards import LabDuties, expand_lab, expand_nation
from detente_rules.decisions import Decision, FullDecision, LabCard, LabDecision, NationCard
from detente_rules.duties import duties_of
from detente_rules.forecast.conduct import RACE
from detente_rules.ids import SeatId, TreatyId
from detente_rules.state import GameState
from detente_rules.treaty.terms import Phase, Status
from detente_rules.world import knowledge
from detente_rules.world.choices import Choices
from detente_rules.world.step import duties

__all__ = ["Change", "Decided", "Enforced", "Kept", "Lapsed", "bound", "chosen", "decided", "said"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Labs keep what binds them in that round: at least the floor, under the cap, nothing hidden, the truth declared.

    seat: a lab; a nation, for its labs and its enforcement; None: everybody. onwards: and in every round after it.
    """

    seat: SeatId | None
    round: int
    onwards: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A seat decides otherwise. decision: of its kind, a card or in full. onwards: and keeps to it."""

    seat: SeatId
    round: int
    decision: Decision
    onwards: bool = False


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A treaty does not bind anybody from that round on.

    as_before: and the labs that it bound are no more careful than in the last round before; in a first round, than the race
    leaves them. Otherwise they keep to what they did, as if the treaty had taught them nothing but its words.
    """

    treaty: TreatyId
    round: int
    as_before: bool = False


@dataclass(frozen=True, slots=True)
class Enforced:
    """A treaty binds all its parties from that round on, whoever had not signed or would have left."""

    treaty: TreatyId
    round: int


Change: TypeAlias = Kept | Decided | Lapsed | Enforced


def said(change: Change, names: Mapping[SeatId, str], titles: Mapping[TreatyId, str]) -> str:
    """The condition in words, as the beginning of a sentence: ``Had Helion kept its word in round 4``."""
    since = "from round" if getattr(change, "onwards", True) else "in round"
    match change:
        case Kept(seat=None):
            return f"Had everybody kept their word {since} {change.round}{' on' if change.onwards else ''}"
        case Kept():
            name = names.get(change.seat or "", change.seat or "")
            return f"Had {name} kept its word {since} {change.round}{' on' if change.onwards else ''}"
        case Decided():
            name = names.get(change.seat, change.seat)
            return f"Had {name} decided otherwise {since} {change.round}{' on' if change.onwards else ''}"
        case Lapsed():
            return (
                f"Had “{titles.get(change.treaty, change.treaty)}” bound nobody from round {change.round} on"
            )
        case Enforced():
            title = titles.get(change.treaty, change.treaty)
            return f"Had “{title}” bound all its parties from round {change.round} on"


def touches(change: Change | None, number: int) -> bool:
    """Does the change bear on the decisions of this round?"""
    if not isinstance(change, Kept | Decided):
        return False
    return number == change.round or (change.onwards and number > change.round)


def decided(
    change: Change | None, state: GameState, decisions: dict[SeatId, FullDecision]
) -> dict[SeatId, FullDecision]:
    """The decisions of a round, in full, with the change."""
    if isinstance(change, Decided) and touches(change, state.round):
        return {**decisions, change.seat: _in_full(state, change)}
    if isinstance(change, Lapsed) and change.as_before and state.round >= change.round:
        return {**decisions, **_as_before(change, state, decisions)}
    return decisions


def chosen(change: Change | None, state: GameState, choices: Choices) -> Choices:
    """The choices of a round (n games, n the worlds' of the state) with the change."""
    if not isinstance(change, Kept) or not touches(change, state.round):
        return choices
    labs, nations = _meant(change, state)
    treaties = duties(state.params, state.world, state.terms, state.status, choices).floor
    floor = np.maximum(knowledge.of_home(state.params, choices.floor), treaties)
    true, games = state.world, choices.games
    kept = {
        "safety": np.maximum(choices.safety, floor),
        "concealment": np.zeros((games, len(labs))),
        "overshoot": np.zeros((games, len(labs))),
        "declared_safety": np.maximum(choices.safety, floor),
        "declared_capability": np.round(true.capability, 2),
        "declared_assurance": np.round(true.assurance, 2),
    }
    fields = {name: np.where(labs, value, getattr(choices, name)) for name, value in kept.items()}
    fields["admit"] = choices.admit | labs
    if len(nations):
        fields["enforcement"] = np.where(nations, 1.0, choices.enforcement)
    return replace(choices, **fields)


def bound(change: Change | None, state: GameState) -> Status:
    """The treaties' status when those that were due have entered into force, with the change."""
    status = state.status
    if not isinstance(change, Lapsed | Enforced) or state.round < change.round:
        return status
    text = state.treaty(change.treaty)
    if text is None or text.slot < 0:
        return status
    phase, member, entered = status.phase.copy(), status.member.copy(), status.entered.copy()
    notice, age, left = status.notice.copy(), status.age.copy(), status.term_left.copy()
    if isinstance(change, Lapsed):
        phase[:, text.slot] = int(Phase.TERMINATED)
        member[:, text.slot] = False
        return replace(status, phase=phase, member=member)
    fresh = phase[:, text.slot] != Phase.IN_FORCE
    parties = np.array([seat.id in text.parties for seat in state.scenario.parties])
    phase[:, text.slot], notice[:, text.slot] = int(Phase.IN_FORCE), -1
    member[:, text.slot] |= parties
    entered[:, text.slot] = np.where(fresh, state.round, entered[:, text.slot])
    age[:, text.slot] = np.where(fresh, 0, age[:, text.slot])
    lasts = np.where(state.terms.duration[:, text.slot] > 0, state.terms.duration[:, text.slot], -1)
    left[:, text.slot] = np.where(fresh, lasts, left[:, text.slot])
    return replace(
        status, phase=phase, member=member, entered=entered, notice=notice, age=age, term_left=left
    )


def _meant(change: Kept, state: GameState) -> tuple[np.ndarray, np.ndarray]:
    """Masks of the labs and nations that keep their word."""
    scenario = state.scenario
    seat = change.seat
    labs = np.array([seat in {None, lab.id, lab.home} for lab in scenario.labs])
    nations = np.array([seat in {None, nation.id} for nation in scenario.nations])
    return labs, nations


def _as_before(
    change: Lapsed, state: GameState, decisions: dict[SeatId, FullDecision]
) -> dict[SeatId, FullDecision]:
    """The labs that the treaty would have bound, as careful as in the round before the change."""
    text = state.treaty(change.treaty)
    earlier = state.resolved[change.round - 2]["decisions"] if change.round > 1 else {}
    out: dict[SeatId, FullDecision] = {}
    for lab in state.scenario.labs:
        decision = decisions[lab.id]
        if (
            text is None
            or not {lab.id, lab.home} & set(text.parties)
            or not isinstance(decision, LabDecision)
        ):
            continue
        before = float(earlier[lab.id]["safety"]) if earlier else RACE
        out[lab.id] = replace(decision, safety=min(decision.safety, before))
    return out


def _in_full(state: GameState, change: Decided) -> FullDecision:
    decision = change.decision
    if isinstance(decision, NationCard):
        return expand_nation(decision, state.rounds)
    if isinstance(decision, LabCard):
        place = state.scenario.party_index[change.seat]
        asked = duties_of(state)
        own = LabDuties(float(asked.floor[place]), float(asked.cap[place]))
        return expand_lab(decision, own, float(state.world.assurance[0, place]))
    return decision
