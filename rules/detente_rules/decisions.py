"""What a seat decides in secret, once a round (R5).

Four forms, told apart by ``kind``. The cards are the basic level: three questions each, expanded by
``detente_rules.cards`` into the full form, so the engine knows two forms only. Amounts are per round of the
game being played, in G$ (10^9 dollars); shares are in [0, 1].
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from detente_rules.ids import SeatId, Share
from detente_rules.recorded import Recorded

STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

Money = Annotated[float, Field(ge=0.0, le=100.0, allow_inf_nan=False)]
"""G$ per round, 0 to 100; the engine clips it to what the seat has."""

Doublings = Annotated[float, Field(ge=-20.0, le=40.0, allow_inf_nan=False)]


@dataclass(frozen=True, config=STRICT)
class Declaration:
    """What a lab says of itself; nothing checks it here, and it may be false (R5.4).

    safety: share of effort, [0, 1]. capability, assurance: doublings; None repeats what is true to two decimals.
    """

    safety: Share
    capability: Doublings | None = None
    assurance: Doublings | None = None


@dataclass(frozen=True, config=STRICT)
class LabDecision:
    """A lab's round (R5.2). safety + concealment ≤ 1 is enforced by scaling both down.

    safety, concealment: shares of effort. pace: [0, 1] of full speed. overshoot: share of the growth beyond a cap
    that is taken all the same. deploy: share of capability put on the market. declare: see ``Declaration``;
    None declares the truth. disclose: own estimate of own risk. admit: let inspectors in.
    """

    kind: Literal["lab"] = "lab"
    safety: Share = 0.2
    concealment: Share = 0.0
    pace: Share = 1.0
    overshoot: Share = 0.0
    deploy: Share = 1.0
    declare: Declaration | None = None
    disclose: Literal["keep", "overseer", "publish"] = "keep"
    admit: bool = True


@dataclass(frozen=True, config=STRICT)
class NationDecision:
    """A nation's round (R5.3).

    floor: domestic safety floor for its labs, share of effort. enforcement: how hard inspections bite, [0, 1].
    inspect: lab → rate of own inspections a half-year, [0, 1] (only its own labs, or labs bound by a treaty it is party to).
    watch: lab → effort of national technical means, [0, 1]. subsidy: own lab → G$. funding: public safety
    research, G$. protection: of whistle-blowers, [0, 1]. sanctions: lab → share of the home market closed to it.
    supply: lab → share of chips and energy withheld from it.
    """

    kind: Literal["nation"] = "nation"
    floor: Share = 0.0
    enforcement: Share = 1.0
    inspect: Mapping[SeatId, Share] = Field(default_factory=dict)
    watch: Mapping[SeatId, Share] = Field(default_factory=dict)
    subsidy: Mapping[SeatId, Money] = Field(default_factory=dict)
    funding: Money = 0.0
    protection: Share = 0.0
    sanctions: Mapping[SeatId, Share] = Field(default_factory=dict)
    supply: Mapping[SeatId, Share] = Field(default_factory=dict)


@dataclass(frozen=True, config=STRICT)
class LabCard:
    """Basic level, lab (R5.6). posture: how fast. keep_promises: do I. tell_truth: do I, in what I declare."""

    kind: Literal["lab_card"] = "lab_card"
    posture: Literal["sprint", "balanced", "careful", "pause"] = "balanced"
    keep_promises: bool = True
    tell_truth: bool = True


@dataclass(frozen=True, config=STRICT)
class NationCard:
    """Basic level, nation (R5.7). law: at home. tokens: up to three, each on an action and, where it has one, a target."""

    kind: Literal["nation_card"] = "nation_card"
    law: Literal["off", "light", "strict"] = "off"
    tokens: tuple["Token", ...] = Field(default=(), max_length=3)


@dataclass(frozen=True, config=STRICT)
class Token:
    """One token of a nation's card. action: what it is spent on. target: a lab's seat; None for ``protect``."""

    action: Literal["inspect", "watch", "subsidise", "protect", "sanction"]
    target: SeatId | None = None


FullDecision = LabDecision | NationDecision
Decision = Annotated[LabDecision | NationDecision | LabCard | NationCard, Field(discriminator="kind")]


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def decision_data(decision: Decision) -> dict[str, Any]:
    """A decision as plain data, as it is committed to and recorded; it knows what it was made from."""
    return Recorded(_adapter().serializer.to_python(decision, mode="json"), decision)


def parse_decision(data: Any) -> Decision:
    """A decision from plain data of the record. Raises: pydantic.ValidationError."""
    made = data.of if isinstance(data, Recorded) else None
    return made if isinstance(made, _KINDS) else _parsed(json.dumps(data))


_KINDS: Final = (LabDecision, NationDecision, LabCard, NationCard)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Decision:
    """Remembered, because the same orders are given round after round."""
    return _adapter().validate_json(text)
