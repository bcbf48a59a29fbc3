"""The basic level's cards, laid out in full (R5.6, R5.7).

A card is a macro: what it lays out is an ordinary decision that the engine cannot tell from one made at full level.
``lab_card`` and ``nation_card`` go the other way: the card nearest to a full decision, for bots and for a room that
steps down a level.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from detente_rules.decisions import Declaration, LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.ids import SeatId

Posture = Literal["sprint", "balanced", "careful", "pause"]
Law = Literal["off", "light", "strict"]


@dataclass(frozen=True, slots=True)
class Stance:
    """What a posture means: safety share of effort, pace and deployment, each in [0, 1]."""

    safety: float
    pace: float
    deploy: float


POSTURES: Final[Mapping[Posture, Stance]] = {
    "sprint": Stance(safety=0.02, pace=1.0, deploy=1.0),
    "balanced": Stance(safety=0.15, pace=1.0, deploy=1.0),
    "careful": Stance(safety=0.35, pace=1.0, deploy=1.0),
    "pause": Stance(safety=0.6, pace=0.0, deploy=0.8),
}
"""R5.6. ``pause`` trains nothing new and holds a fifth of what there is off the market."""

LAWS: Final[Mapping[Law, float]] = {"off": 0.0, "light": 0.15, "strict": 0.3}
"""R5.7: the domestic safety floor, share of effort."""

HIDING: Final = 0.1
"""Share of effort that a lab spends on concealment when it breaks a promise (R5.6)."""

BOAST: Final = 0.3
"""Doublings by which a lab that lies overstates its assurance (R5.6)."""

TOKEN_RATE: Final = 0.4
"""What one token adds to an inspection rate, a watch, a protection or a sanction (R5.7); three make it whole."""

TOKEN_MONEY: Final = 1.5
"""What one token of subsidy is worth, G$ per round of a game of twelve rounds (R5.7)."""


@dataclass(frozen=True, slots=True)
class LabDuties:
    """What binds a lab in this round. floor: least safety share. cap: most growth, doublings per round."""

    floor: float = 0.0
    cap: float = math.inf


def expand_lab(card: LabCard, duties: LabDuties, assurance: float = 0.0) -> LabDecision:
    """A lab's card in full (R5.6).

    Keeping promises lifts safety to the floor and stays under the cap; breaking them means no overshoot is given up, and
    where there is something to hide, effort goes into hiding it. Telling the truth declares what is done and
    publishes one's own estimate; lying declares the floor or a careful lab's share, and more assurance than there is.
    assurance: the lab's own, doublings.
    """
    stance = POSTURES[card.posture]
    safety = max(stance.safety, duties.floor) if card.keep_promises else stance.safety
    over_cap = not card.keep_promises and math.isfinite(duties.cap) and stance.pace > 0
    hides = safety < duties.floor or over_cap
    lie = Declaration(
        safety=max(safety, duties.floor, POSTURES["careful"].safety), assurance=round(assurance + BOAST, 2)
    )
    return LabDecision(
        safety=safety,
        concealment=HIDING if hides else 0.0,
        pace=stance.pace,
        overshoot=1.0 if over_cap else 0.0,
        deploy=stance.deploy,
        declare=None if card.tell_truth else lie,
        disclose="publish" if card.tell_truth else "keep",
        admit=True,
    )


def expand_nation(card: NationCard, rounds: int) -> NationDecision:
    """A nation's card in full (R5.7). rounds: of the game, which spans six years; money is per round."""
    money = TOKEN_MONEY * 12 / rounds
    return NationDecision(
        floor=LAWS[card.law],
        enforcement=1.0,
        inspect=_rates(card.tokens, "inspect"),
        watch=_rates(card.tokens, "watch"),
        subsidy={lab: count * money for lab, count in _counts(card.tokens, "subsidise").items()},
        protection=min(1.0, TOKEN_RATE * sum(token.action == "protect" for token in card.tokens)),
        sanctions=_rates(card.tokens, "sanction"),
    )


def lab_card(decision: LabDecision, duties: LabDuties) -> LabCard:
    """The card nearest to a lab's decision."""
    near = min(POSTURES, key=lambda name: _distance(POSTURES[name], decision))
    kept = decision.safety >= duties.floor and decision.overshoot == 0.0
    honest = decision.declare is None or decision.declare.safety <= decision.safety
    return LabCard(posture=near, keep_promises=kept, tell_truth=honest)


def nation_card(decision: NationDecision) -> NationCard:
    """The card nearest to a nation's decision: the three things it does most of, by how much it does them."""
    law = min(LAWS, key=lambda name: abs(LAWS[name] - decision.floor))
    wishes: list[tuple[float, Token]] = [
        *((rate, Token("inspect", lab)) for lab, rate in decision.inspect.items()),
        *((rate, Token("watch", lab)) for lab, rate in decision.watch.items()),
        *((rate, Token("sanction", lab)) for lab, rate in decision.sanctions.items()),
        *(
            (money / TOKEN_MONEY * TOKEN_RATE, Token("subsidise", lab))
            for lab, money in decision.subsidy.items()
        ),
        (decision.protection, Token("protect")),
    ]
    tokens: list[Token] = []
    while len(tokens) < 3:
        # Each token on a wish takes its share of it, so that one strong wish may get two or three of them.
        left = [(size - TOKEN_RATE * tokens.count(token), token) for size, token in wishes]
        size, token = max(left, key=lambda pair: pair[0])
        if size < TOKEN_RATE / 2:
            break
        tokens.append(token)
    return NationCard(law=law, tokens=tuple(tokens))


def _distance(stance: Stance, decision: LabDecision) -> float:
    return abs(stance.safety - decision.safety) + abs(stance.pace - decision.pace)


def _counts(tokens: Sequence[Token], action: str) -> dict[SeatId, int]:
    counts: dict[SeatId, int] = {}
    for token in tokens:
        if token.action == action and token.target is not None:
            counts[token.target] = counts.get(token.target, 0) + 1
    return counts


def _rates(tokens: Sequence[Token], action: str) -> dict[SeatId, float]:
    return {lab: min(1.0, TOKEN_RATE * count) for lab, count in _counts(tokens, action).items()}
