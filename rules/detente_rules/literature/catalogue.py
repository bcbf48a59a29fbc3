"""The published models, and what each may be asked with.  Imports nothing of the engine: the command's help reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

__all__ = ["MODELS", "BadParameter", "Model", "Parameter", "checked", "model"]


class BadParameter(ValueError):
    """A parameter of a published model is missing, unknown or out of its range; names it and says what is expected."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"--{name.replace('_', '-')}: {message}")
        self.name = name


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One parameter.  ``above`` is a bound that is not reached itself."""

    name: str
    kind: Literal["number", "whole", "word", "points"]
    doc: str
    default: Any = None
    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf
    words: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """As on the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def metavar(self) -> str:
        """What stands for its value in the help."""
        return {"number": "V", "whole": "N", "word": "WORD", "points": "X,Y"}[self.kind]

    @property
    def help(self) -> str:
        """One line, with the default."""
        if self.default is None:
            return self.doc
        if self.kind == "points":
            return f"{self.doc} ({' '.join(f'{x:g},{y:g}' for x, y in self.default)})"
        return f"{self.doc} ({self.default if self.kind == 'word' else format(self.default, 'g')})"

    @property
    def expected(self) -> str:
        """What is expected, in words."""
        if self.kind == "word":
            return "one of " + ", ".join(self.words)
        if self.kind == "points":
            return "points x,y"
        low = f"above {self.above:g}" if math.isfinite(self.above) else f"at least {self.low:g}"
        high = f", at most {self.high:g}" if math.isfinite(self.high) else ""
        return f"a {'whole number' if self.kind == 'whole' else 'number'} {low}{high}"

    def check(self, value: Any) -> Any:
        """The value, in range.  Raises `BadParameter`."""
        if value is None and self.default is None:
            return None
        if self.kind == "word":
            good = value in self.words
        elif self.kind == "points":
            good = bool(value) and all(len(point) == 2 and all(map(math.isfinite, point)) for point in value)
        else:
            good = math.isfinite(value) and self.low <= value <= self.high and value > self.above
        if not good:
            raise BadParameter(self.name, f"expected {self.expected}, got {value}")
        return value


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A published model."""

    name: str
    title: str
    source: str
    example: str
    """Arguments of a run to try."""
    parameters: tuple[Parameter, ...]


def _number(
    name: str,
    default: float | None,
    doc: str,
    low: float = 0.0,
    high: float = math.inf,
    above: float = -math.inf,
) -> Parameter:
    return Parameter(name=name, kind="number", default=default, doc=doc, low=low, high=high, above=above)


def _whole(name: str, default: int | None, doc: str, low: int, high: int) -> Parameter:
    return Parameter(name=name, kind="whole", default=default, doc=doc, low=low, high=high)


def _word(name: str, words: tuple[str, ...], doc: str) -> Parameter:
    return Parameter(name=name, kind="word", default=words[0], words=words, doc=doc)


_AMOUNT: Final = 1000.0
"""Amounts in payoffs are in units of their own; a thousand of them is enough."""

MODELS: Final[tuple[Model, ...]] = (
    Model(
        name="racing",
        title="how safe is the team that wins?",
        source="Armstrong, Bostrom & Shulman 2016, Racing to the precipice",
        example="--teams 5 --information private --max-capability 0.5",
        parameters=(
            _whole("teams", 2, "n, teams in the race", 2, 30),
            _number("max_capability", 1.0, "mu, capabilities are uniform on [0, mu]", above=0.0, high=1000.0),
            _number("enmity", 0.25, "e, what a team loses where another wins, of 1", above=0.0, high=1.0),
            _word("information", ("none", "private", "public"), "who knows capabilities"),
        ),
    ),
    Model(
        name="dsair",
        title="safe and unsafe developers in a race with a finish line",
        source="Han, Pereira, Santos & Lenaerts 2020, To regulate or not",
        example="--speed 1.5 --detection 0.3 --risk 0.6 --population 100",
        parameters=(
            _number("speed", 1.25, "s, steps of UNSAFE in a round; SAFE makes one", above=1.0, high=1000.0),
            _number("detection", 0.0, "pfo, UNSAFE is found out in a round", high=1.0),
            _number("rounds", 100.0, "W, steps to the finish", above=0.0, high=5000.0),
            _number("prize", 10_000.0, "B, of the first at the finish", high=1e9),
            _number("benefit", 4.0, "b, of a round, split by speed", high=_AMOUNT),
            _number("cost", 1.0, "c, of SAFE in a round", high=_AMOUNT),
            _number("risk", 0.0, "pr, UNSAFE loses everything (for payoffs and shares)", high=1.0),
            _whole("population", None, "Z, for the shares of SAFE and UNSAFE", 2, 100_000),
            _number("selection", 0.01, "beta, strength of selection", high=1e6),
        ),
    ),
    Model(
        name="inspection",
        title="how often to look, how often to break the rule",
        source="Avenhaus, von Stengel & Zamir 2002; Dresher 1962 (with --stages)",
        example="--detection 0.9 --false-alarm 0.05 --fine 2",
        parameters=(
            _number("gain", 1.0, "d, of a violation that is not found", low=1e-3, high=_AMOUNT),
            _number("fine", 1.5, "b, lost where it is", high=_AMOUNT),
            _number("inspection_cost", 0.2, "k", high=_AMOUNT),
            _number(
                "undetected_loss",
                1.0,
                "L, the inspector's, of a violation not found",
                above=0.0,
                high=_AMOUNT,
            ),
            _number("detected_loss", 0.3, "a, the inspector's, of one found; at most L", high=_AMOUNT),
            _number("detection", 1.0, "D, an inspection finds a violation", high=1.0),
            _number("false_alarm", 0.0, "al, an inspection accuses an innocent", high=1.0),
            _number("false_alarm_cost", 0.5, "f, to the accused", high=_AMOUNT),
            _number("false_alarm_cost_inspector", 0.1, "e, to the inspector", high=_AMOUNT),
            _whole("stages", None, "n, stages of the sequential game; the rest is then not used", 1, 200),
            _whole("inspections", 1, "m, inspections that the inspector has in them", 0, 200),
        ),
    ),
    Model(
        name="treaty",
        title="self-enforcing agreements: how many sign?",
        source="Barrett 1994, 1997, 2003",
        example="--cost 2.5 --trade-penalty 1 --trade-cost 0.5 --minimum 5",
        parameters=(
            _whole("countries", 10, "N", 2, 100),
            _number("benefit", 1.0, "b, to each country of each that abates", above=0.0, high=_AMOUNT),
            _number("cost", 2.5, "c, of abating", high=_AMOUNT),
            _number("trade_penalty", 0.0, "sigma, an outsider's loss per member", high=100.0),
            _number("trade_cost", 0.0, "tau, a member's loss per outsider", high=100.0),
            _whole("minimum", None, "members without whom nothing binds", 1, 100),
        ),
    ),
    Model(
        name="contest",
        title="safety against performance in a contest",
        source="Trager, Emery-Xu, Jensen, Bova, Stafford & Dafoe 2021-23",
        example="--n 3 --damage 2 --scope joint",
        parameters=(
            _whole("n", 2, "labs", 2, 30),
            _number("safety_productivity", 10.0, "A", low=1e-4, high=1e4),
            _number("performance_productivity", 10.0, "B", low=1e-4, high=1e4),
            _number("alpha", 0.5, "returns of safety to its input", above=0.0, high=5.0),
            _number("beta", 0.5, "returns of performance to its input", above=0.0, high=5.0),
            _number("theta", 0.5, "safety lost to performance", high=4.0),
            _number("damage", 1.0, "d, of a disaster, to each", high=_AMOUNT),
            _number("price", 0.1, "r, of a unit of either input", low=1e-5, high=100.0),
            _word("scope", ("winner", "joint"), "whose failure is a disaster"),
        ),
    ),
    Model(
        name="repeated",
        title="trigger strategies under imperfect monitoring",
        source="Green & Porter 1984; Abreu, Pearce & Stacchetti 1990; Mailath & Samuelson 2006",
        example="--detection 0.6 --false-alarm 0.05",
        parameters=(
            _number("detection", 1.0, "d, an alarm after somebody raced", high=1.0),
            _number("false_alarm", 0.0, "alpha, an alarm after nobody did", high=1.0),
        ),
    ),
    Model(
        name="bargaining",
        title="which of the treaties that both prefer to none?",
        source="Nash 1950; Kalai & Smorodinsky 1975",
        example="--frontier 0,1 0.5,0.8 0.8,0.6 1,0 --disagreement 0.2,0.1",
        parameters=(
            _word(
                "space",
                ("frontier", "treaties"),
                "a given frontier, or the game's own treaties of two nations",
            ),
            Parameter(
                name="frontier",
                kind="points",
                default=((0.0, 1.0), (0.5, 0.8), (0.8, 0.6), (1.0, 0.0)),
                doc="its corners",
            ),
            Parameter(
                name="disagreement",
                kind="points",
                doc="one point; 0,0, or what the game gives without a treaty",
            ),
            _whole("grid", 11, "treaties along the frontier; or floors, and transfers", 2, 101),
        ),
    ),
)


def model(name: str) -> Model:
    """The model of this name.  Raises `BadParameter`."""
    for one in MODELS:
        if one.name == name:
            return one
    raise BadParameter("model", "expected one of " + ", ".join(one.name for one in MODELS) + f", got {name}")


def checked(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a model in order, defaults where ``values`` says nothing or None.  Raises `BadParameter`."""
    known = {parameter.name: parameter for parameter in model(name).parameters}
    for odd in values.keys() - known.keys():
        raise BadParameter(odd, f"{name} has no such parameter")
    given = {key: value for key, value in values.items() if value is not None}
    out = {key: parameter.check(given.get(key, parameter.default)) for key, parameter in known.items()}
    _check_together(name, out)
    return out


def _check_together(name: str, values: Mapping[str, Any]) -> None:
    if name == "inspection" and values["detected_loss"] > values["undetected_loss"]:
        raise BadParameter("detected_loss", f"at most the undetected loss of {values['undetected_loss']:g}")
    if name == "treaty" and values["minimum"] is not None and values["minimum"] > values["countries"]:
        raise BadParameter("minimum", f"at most the {values['countries']} countries")
    if name == "bargaining":
        if values["disagreement"] is not None and len(values["disagreement"]) != 1:
            raise BadParameter("disagreement", "expected one point x,y")
        _check_frontier(values["frontier"])


def _check_frontier(points: tuple[tuple[float, float], ...]) -> None:
    ordered = sorted(points)
    if len(ordered) < 2:
        raise BadParameter("frontier", "expected two points at least")
    for (x, y), (further, lower) in pairwise(ordered):
        if further <= x or lower >= y:
            raise BadParameter("frontier", "what one gains along it the other must lose: x rising, y falling")
    if max(abs(value) for point in ordered for value in point) > 1e5:
        raise BadParameter("frontier", "expected payoffs of at most 100000")
