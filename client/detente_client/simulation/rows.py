"""What is kept of a simulated game: one row a seat, the game's own figures repeated in each (docs/simulate.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from detente_client.arena import Outcome, Setup, Step
from detente_rules import __version__
from detente_rules.duties import duties_of
from detente_rules.scenario import Scenario
from detente_rules.state import RULES_VERSION, GameState

Row: TypeAlias = dict[str, Any]
"""Column → value: text, whole number, float, bool or None."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: of its values. unit: in words, "" for names. doc: what it says. empty: may hold no value."""

    name: str
    kind: Literal["text", "int", "float", "bool"]
    unit: str
    doc: str
    empty: bool = False


COLUMNS: Final[tuple[Column, ...]] = (
    Column("setup", "text", "", "digest of scenario text, level, bots, constitution and rules version"),
    Column("scenario", "text", "", "scenario id"),
    Column(
        "constitution", "text", "", "pack in force from the first round on; empty: as bargained", empty=True
    ),
    Column("level", "text", "", "basic, standard or full"),
    Column("rounds", "int", "rounds", "length of the game (six years)"),
    Column("batch_seed", "text", "", "--seed"),
    Column("game", "int", "", "number in the batch, from 0"),
    Column("seed", "text", "", "the game's own seed; `detente demo --seed` plays it again"),
    Column("index", "float", "", "coordination index: race 0, planner 1, not clipped", empty=True),
    Column("risk", "float", "probability", "true cumulated probability of catastrophe"),
    Column("welfare", "float", "G$", "sum of all seats' final scores"),
    Column(
        "hhi",
        "float",
        "[0, 1]",
        "concentration of the world's sales in the last round (Herfindahl-Hirschman)",
    ),
    Column(
        "sovereignty",
        "float",
        "[0, 1]",
        "1 - mean over rounds and nations of intrusiveness x rate of the inspections that bind the nation, at most 1",
    ),
    Column("treaties", "int", "", "treaties in force after the last round"),
    Column("seat", "text", "", "seat id"),
    Column("kind", "text", "", "lab or nation"),
    Column("home", "text", "", "a lab's nation", empty=True),
    Column("bot", "text", "", "policy in the seat"),
    Column("score", "float", "G$", "final score"),
    Column("place", "int", "", "rank among seats of its kind, 1 the best; ties share the better one"),
    Column("share", "float", "[0, 1]", "lab's share of the world's sales in the last round", empty=True),
    Column("capability", "float", "doublings", "lab's at the end", empty=True),
    Column("assurance", "float", "doublings", "lab's at the end", empty=True),
    Column("safety", "float", "[0, 1]", "lab's mean safety share of effort over the rounds", empty=True),
    Column(
        "breaches", "int", "rounds", "rounds in which the lab broke a treaty or its home's law", empty=True
    ),
    Column("found", "int", "rounds", "rounds in which a breach was found", empty=True),
    Column("accused", "int", "rounds", "rounds in which it was wrongly found", empty=True),
    Column("incidents", "int", "", "warning shots at the lab", empty=True),
    Column("trust", "float", "[0, 1]", "public trust in the nation at the end", empty=True),
    Column("mandates", "int", "", "mandates of the seat's brief", empty=True),
    Column("mandates_met", "int", "", "of them met", empty=True),
)

NAMES: Final = tuple(column.name for column in COLUMNS)


def fingerprint(text: str, level: str, bots: Mapping[str, str], constitution: str | None, how: str) -> str:
    """What makes two games of one seed the same, in 16 hexadecimal digits. how: "games" or "vectorised"."""
    data = [text, level, dict(bots), constitution, how, RULES_VERSION, __version__]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


class Watch:
    """Follows one game for what its end does not tell: how deep inspections reached into the nations, by round."""

    def __init__(self) -> None:
        self._round = 0
        self._depths: list[float] = []

    def saw(self, step: Step) -> None:
        """One step of ``arena.play``."""
        state = step.state
        if state.phase == "decision" and state.round != self._round:
            self._round = state.round
            depth = duties_of(state).treaties.intrusiveness
            self._depths.append(float(np.minimum(depth, 1.0).mean()) if depth.size else 0.0)

    @property
    def sovereignty(self) -> float:
        """[0, 1]."""
        return 1.0 - sum(self._depths) / len(self._depths) if self._depths else 1.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which game of which batch. setup: see ``fingerprint``."""

    setup: str
    constitution: str | None
    batch_seed: str
    game: int
    seed: str


def rows_of(ticket: Ticket, setup: Setup, state: GameState, sovereignty: float) -> list[Row]:
    """The rows of a game that has come to its debrief, in the order of the scenario's seats."""
    assert state.debrief is not None
    end, scenario, world = state.debrief, state.scenario, state.world
    last = state.reports[-1]
    shared = {
        "setup": ticket.setup,
        "scenario": scenario.id,
        "constitution": ticket.constitution,
        "level": state.level,
        "rounds": state.rounds,
        "batch_seed": ticket.batch_seed,
        "game": ticket.game,
        "seed": ticket.seed,
        "index": end.index,
        "risk": end.risk,
        "welfare": sum(end.scores.values()),
        "hhi": last.hhi,
        "sovereignty": sovereignty,
        "treaties": int((state.status.phase[0] == 2).sum()),
    }
    places = _places(scenario, end.scores)
    out: list[Row] = []
    for seat in scenario.seats:
        place = scenario.party_index[seat.id]
        promised = end.mandates.get(seat.id, ())
        row: Row = dict.fromkeys(NAMES)
        row.update(shared)
        row.update(
            seat=seat.id,
            kind=seat.kind,
            home=seat.home,
            bot=setup.bots[seat.id][0],
            score=end.scores[seat.id],
            place=places[seat.id],
            mandates=len(promised),
            mandates_met=sum(met for _, met in promised),
        )
        if seat.kind == "lab":
            did = [ledger[seat.id]["actual"] for ledger in end.ledgers]
            row.update(
                share=last.shares[seat.id],
                capability=float(world.capability[0, place]),
                assurance=float(world.assurance[0, place]),
                safety=sum(one["safety"] for one in did) / len(did),
                breaches=sum(one["violation"] > 0 for one in did),
                found=sum(one["found"] > 0 for one in did),
                accused=sum(one["accused"] > 0 for one in did),
                incidents=sum(one["incident"] > 0 for one in did),
            )
        else:
            row["trust"] = float(world.trust[0, place - len(scenario.labs)])
        out.append(row)
    return out


def _places(scenario: Scenario, scores: Mapping[str, float]) -> dict[str, int]:
    out = {}
    for seat in scenario.seats:
        rivals = [scores[one.id] for one in scenario.seats if one.kind == seat.kind]
        out[seat.id] = 1 + sum(score > scores[seat.id] for score in rivals)
    return out


def outcome_of(rows: Sequence[Row]) -> Outcome:
    """How a game ended, from its rows; scores in the order of parties (labs first), as live."""
    ordered = sorted(rows, key=lambda row: row["kind"] != "lab")
    return Outcome(
        rows[0]["seed"], {row["seat"]: row["score"] for row in ordered}, rows[0]["index"], rows[0]["risk"]
    )
