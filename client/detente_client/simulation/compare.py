"""Regimes side by side on the same seeds: means with 95 % intervals, and paired differences from the first (R8).

Intervals are percentile bootstraps over games (`detente_rules.claims.stats`). Game number n of every regime has the same
seed, so a difference is taken game by game; what luck does to both falls out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from detente_client.arena import Outcome
from detente_client.simulation.rows import Row, outcome_of
from detente_rules.arrays import FloatArray
from detente_rules.canonical import digest
from detente_rules.claims.stats import mean

Games: TypeAlias = Mapping[int, Sequence[Row]]
"""Number → rows of one game."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_data(self) -> dict[str, float]:
        """As JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}

    @property
    def sure(self) -> bool:
        """Is 0 outside the interval?"""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a game. unit: in words. common: comparable between worlds with other seats. better: higher is, None: neither."""

    name: str
    title: str
    unit: str
    of: Callable[[Sequence[Row]], float | None]
    common: bool = True
    better: bool | None = None


def _first(name: str) -> Callable[[Sequence[Row]], float | None]:
    def of(rows: Sequence[Row]) -> float | None:
        value: float | None = rows[0][name]
        return value

    return of


def _per_lab(name: str) -> Callable[[Sequence[Row]], float | None]:
    def of(rows: Sequence[Row]) -> float:
        labs = [row for row in rows if row["kind"] == "lab"]
        return float(sum(row[name] for row in labs) / (len(labs) * rows[0]["rounds"]))

    return of


def _poorest(rows: Sequence[Row]) -> float:
    return float(min(row["score"] for row in rows))


MEASURES: Final = (
    Measure("risk", "risk", "probability of catastrophe", _first("risk"), better=False),
    Measure("index", "coordination index", "race 0, planner 1", _first("index"), better=True),
    Measure("welfare", "welfare", "G$, sum of scores", _first("welfare"), common=False, better=True),
    Measure("worst", "worst-off seat", "G$", _poorest, common=False, better=True),
    Measure("hhi", "concentration", "HHI of sales at the end, 0 to 1", _first("hhi"), better=False),
    Measure("sovereignty", "sovereignty", "1: nobody is looked into", _first("sovereignty"), better=True),
    Measure("breaches", "breaches", "share of labs' rounds", _per_lab("breaches"), better=False),
    Measure("found", "found", "share of labs' rounds", _per_lab("found")),
)
"""What every regime is measured by, in the order of the tables."""


@dataclass(frozen=True, slots=True)
class Regime:
    """One column of a comparison. label: as given, e.g. ``us-led-order:led``. digest: of its games' ends, as simulate has it."""

    label: str
    scenario: str
    constitution: str | None
    seats: Mapping[str, str]
    games: int
    digest: str
    measures: Mapping[str, Interval]
    scores: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Difference:
    """A regime minus the first one, game by game."""

    label: str
    measures: Mapping[str, Interval]
    scores: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it. same_seats: every regime has the same seats, so scores and welfare are compared too. note: what is not, in words."""

    regimes: tuple[Regime, ...]
    differences: tuple[Difference, ...]
    same_seats: bool
    note: str

    def to_data(self) -> dict[str, Any]:
        """As ``compare --json`` prints it."""
        return {
            "base": self.regimes[0].label,
            "same_seats": self.same_seats,
            "note": self.note,
            "measures": {one.name: one.unit for one in MEASURES},
            "regimes": [
                {
                    "regime": one.label,
                    "scenario": one.scenario,
                    "constitution": one.constitution,
                    "seats": dict(one.seats),
                    "games": one.games,
                    "digest": one.digest,
                    "measures": _data(one.measures),
                    "scores": _data(one.scores),
                }
                for one in self.regimes
            ],
            "differences": [
                {
                    "regime": one.label,
                    "base": self.regimes[0].label,
                    "measures": _data(one.measures),
                    "scores": _data(one.scores),
                }
                for one in self.differences
            ],
        }


def _data(figures: Mapping[str, Interval]) -> dict[str, dict[str, float]]:
    return {name: figure.to_data() for name, figure in figures.items()}


def compared(played: Mapping[str, Games]) -> Comparison:
    """Compare regimes. played: label → its games, in the order of the tables; the first is what others are held against.

    Raises: ValueError without a game.
    """
    if not played or not all(played.values()):
        raise ValueError("every regime needs at least one game")
    tables = [_table(games) for games in played.values()]
    same = all(table == tables[0] for table in tables)
    regimes = tuple(_regime(label, games) for label, games in played.items())
    base = next(iter(played.values()))
    later = list(played.items())[1:]
    differences = tuple(_difference(label, games, base, same=same) for label, games in later)
    return Comparison(regimes, differences, same, _note(regimes) if same else _OTHERS)


def _note(regimes: Sequence[Regime]) -> str:
    """What else differs between regimes of the same seats."""
    words = []
    if len({one.scenario for one in regimes}) > 1:
        words.append(
            "The seats are the same, but scenarios may differ in their world's numbers and briefs, not in law alone."
        )
    if any(one.seats != regimes[0].seats for one in regimes):
        words.append("The bots are not the same everywhere; --seats sets them for all regimes.")
    return " ".join(words)


_OTHERS: Final = (
    "The seats differ, so scores, welfare and the worst-off seat are money of different worlds and are not subtracted; "
    "only the common measures are. The same seed is the same dice in another world: pairing takes little luck out."
)


def _table(games: Games) -> list[tuple[str, str, str | None]]:
    rows = next(iter(games.values()))
    return [(row["seat"], row["kind"], row["home"]) for row in rows]


def _regime(label: str, games: Games) -> Regime:
    ordered = [games[number] for number in sorted(games)]
    first = ordered[0]
    ends: list[Outcome] = [outcome_of(rows) for rows in ordered]
    return Regime(
        label=label,
        scenario=first[0]["scenario"],
        constitution=first[0]["constitution"],
        seats={row["seat"]: row["bot"] for row in first},
        games=len(ordered),
        digest=digest([one.to_data() for one in ends]),
        measures=_intervals({one.name: [one.of(rows) for rows in ordered] for one in MEASURES}),
        scores=_intervals({row["seat"]: _scores(ordered, place) for place, row in enumerate(first)}),
    )


def _scores(ordered: Sequence[Sequence[Row]], place: int) -> list[float | None]:
    return [rows[place]["score"] for rows in ordered]


def _difference(label: str, games: Games, base: Games, *, same: bool) -> Difference:
    shared = sorted(set(games) & set(base))
    measures = {
        one.name: [_minus(one.of(games[n]), one.of(base[n])) for n in shared]
        for one in MEASURES
        if same or one.common
    }
    scores = {}
    if same:
        for place, row in enumerate(games[shared[0]]):
            scores[row["seat"]] = [_minus(games[n][place]["score"], base[n][place]["score"]) for n in shared]
    return Difference(label, _intervals(measures), _intervals(scores))


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _intervals(columns: Mapping[str, Sequence[float | None]]) -> dict[str, Interval]:
    """Those of which every game has a value."""
    out = {}
    for name, column in columns.items():
        if all(value is not None for value in column):
            values: FloatArray = np.array(column, dtype=np.float64)
            if (
                values == values[0]
            ).all():  # nothing to resample; the average of equals is not always equal to them
                out[name] = Interval(*[float(values[0])] * 3)
                continue
            found = mean(name, values)
            out[name] = Interval(found.value, found.low, found.high)
    return out
