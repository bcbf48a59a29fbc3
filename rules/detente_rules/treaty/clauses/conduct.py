"""Clauses on what labs do: how careful, how fast, what they may bring to market (R4.11)."""

from typing import Annotated, Literal

from pydantic.dataclasses import dataclass

from detente_rules.treaty.clauses.base import (
    DOUBLINGS,
    HALF_YEARS,
    MONEY,
    PER_HALF_YEAR,
    STRICT,
    Seat,
    choice,
    contradiction,
    fraction,
    number,
    one_seat,
    some_seats,
    whole,
)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SafetyFloor:
    """Least safety share of effort, and what complying costs."""

    kind: Literal["safety_floor"] = "safety_floor"
    level: Annotated[float, fraction("least share of effort spent on safety", high=0.95)]
    labs: Annotated[tuple[Seat, ...], some_seats("the labs it speaks of; none named: every bound lab")] = ()
    cost: Annotated[float, number(0, 10, MONEY, "fixed cost of compliance for each lab")] = 0.8


@dataclass(frozen=True, config=STRICT, kw_only=True)
class CapabilityCap:
    """Most growth of capability, or most capability; what its category does not cover escapes it."""

    kind: Literal["capability_cap"] = "capability_cap"
    growth: Annotated[float | None, number(0, 3, PER_HALF_YEAR, "most growth; none: unlimited")] = None
    level: Annotated[float | None, number(-10, 40, DOUBLINGS, "most capability; none: unlimited")] = None
    category: Annotated[
        Literal["everything", "training runs", "deployed systems"], choice("what is counted")
    ] = "everything"
    covers: Annotated[float, fraction("share of growth that goes through the counted category", low=0.05)] = (
        1.0
    )

    def __post_init__(self) -> None:
        if self.growth is None and self.level is None:
            raise contradiction("growth", "growth or level must be given")
        if (self.category == "everything") != (self.covers == 1.0):
            raise contradiction("covers", "covers must be 1 exactly where the category is everything")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class PhaseDown:
    """The cap shrinks on a schedule; named parties have a period of grace from floor and cap."""

    kind: Literal["phase_down"] = "phase_down"
    fraction: Annotated[float, fraction("fraction by which the cap shrinks per half-year", high=0.9)]
    base: Annotated[
        int | None, whole(0, 24, HALF_YEARS, "counted from so long after the start; none: entry into force")
    ] = None
    grace: Annotated[int, whole(0, 24, HALF_YEARS, "grace after entry into force")] = 0
    grace_for: Annotated[tuple[Seat, ...], some_seats("the parties that have the grace")] = ()

    def __post_init__(self) -> None:
        if (self.grace > 0) != bool(self.grace_for):
            raise contradiction("grace_for", "grace and grace_for belong together")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class DeploymentGate:
    """No deployment above a capability without the assurance for it."""

    kind: Literal["deployment_gate"] = "deployment_gate"
    above: Annotated[float, number(-10, 40, DOUBLINGS, "capability from which the gate stands")]
    assurance: Annotated[float, number(-10, 40, DOUBLINGS, "assurance that opens it")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Merit:
    """The growth cap rises with assurance: the safest path is also the path to most progress."""

    kind: Literal["merit"] = "merit"
    slope: Annotated[float, number(0.01, 3, PER_HALF_YEAR, "growth allowed per doubling of assurance")]
    audited: Annotated[bool, choice("audited assurance counts, else what the lab declares")] = True


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Licence:
    """Floor and cost bind only labs above a capability; a licence may be taken away."""

    kind: Literal["licence"] = "licence"
    above: Annotated[float, number(-10, 40, DOUBLINGS, "capability from which a licence is needed")]
    cost: Annotated[float, number(0, 10, MONEY, "fixed cost of holding one")] = 0.0
    revocable: Annotated[bool, choice("a finding takes it: no market access under supervision")] = True


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Evaluation:
    """No deployment unless a noisy test finds assurance close enough to capability."""

    kind: Literal["evaluation"] = "evaluation"
    margin: Annotated[float, number(-5, 10, DOUBLINGS, "assurance may lag capability by so much")]
    noise: Annotated[float, number(0, 3, DOUBLINGS, "standard deviation of the test's error")] = 0.3
    tester: Annotated[Literal["lab", "body"], choice("who tests")] = "body"


@dataclass(frozen=True, config=STRICT, kw_only=True)
class RedLine:
    """No growth unless a noisy test finds assurance close enough to capability."""

    kind: Literal["red_line"] = "red_line"
    margin: Annotated[float, number(-5, 10, DOUBLINGS, "assurance may lag capability by so much")]
    noise: Annotated[float, number(0, 3, DOUBLINGS, "standard deviation of the test's error")] = 0.3
    tester: Annotated[Literal["lab", "body"], choice("who tests")] = "body"


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Pause:
    """No growth of capability in a window after entry into force."""

    kind: Literal["pause"] = "pause"
    starts: Annotated[int, whole(0, 12, HALF_YEARS, "after entry into force")] = 0
    lasts: Annotated[int, whole(1, 12, HALF_YEARS, "length of the pause")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class KillSwitch:
    """Deployment falls to nothing where a lab's danger passes a trigger."""

    kind: Literal["kill_switch"] = "kill_switch"
    trigger: Annotated[float, number(0.001, 3, "hazard per half-year", "danger at which it acts")]
    holder: Annotated[Seat | None, one_seat("who holds the key; none: it acts by itself")] = None


@dataclass(frozen=True, config=STRICT, kw_only=True)
class OpenWeights:
    """Whether weights of models above a capability may be released for all, which nobody can undo."""

    kind: Literal["open_weights"] = "open_weights"
    rule: Annotated[Literal["banned", "permitted"], choice("what holds above the threshold")]
    above: Annotated[float, number(-10, 40, DOUBLINGS, "capability from which the rule holds")] = 0.0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class WeightsSecurity:
    """Models are guarded against theft: knowledge spills over less."""

    kind: Literal["weights_security"] = "weights_security"
    strength: Annotated[float, fraction("share by which spill-over shrinks", low=0.01)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class JointLab:
    """Members pool a share of their effort in a common laboratory."""

    kind: Literal["joint_lab"] = "joint_lab"
    seat: Annotated[Seat, one_seat("the common laboratory")]
    members: Annotated[tuple[Seat, ...], some_seats("the labs that pool", low=1)]
    pools: Annotated[float, fraction("share of each member's effort", low=0.01)]
