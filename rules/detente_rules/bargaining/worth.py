"""What drafts are worth to each party, over no agreement (R8.12).

A draft is worth what follows when each lab keeps it or breaks it as suits it: one after another, every lab is offered a
few ways of cheating while the others comply, and where one pays it is taken. So terms that nobody enforces are worth
no more than what they bring about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente_rules.arrays import FloatArray, concatenate, floats, take
from detente_rules.cards import BOAST, HIDING
from detente_rules.forecast.conduct import RACE, Assumptions, Conduct, Plan, plan_of
from detente_rules.forecast.known import Known, Table
from detente_rules.forecast.scene import Scene, outcomes, picked, scene_of, stacked
from detente_rules.ids import SeatId, TreatyId
from detente_rules.treaty.draft import Draft
from detente_rules.world.choices import Choices
from detente_rules.world.step import duties

__all__ = ["Worth", "worth"]

SEARCHED, TOLD = 8, 48
"""Futures on which labs choose, and on which drafts are told apart."""


@dataclass(frozen=True, eq=False, slots=True)
class Worth:
    """Of D drafts to all P seats. gains: (D, P) mean score above no agreement, G$. risk: (D,) the world's.

    without: (P,) mean scores and risk_without the risk if nothing is agreed. cheats: per draft, the labs that break it.
    """

    seats: tuple[SeatId, ...]
    gains: FloatArray
    risk: FloatArray
    without: FloatArray
    risk_without: float
    cheats: tuple[tuple[SeatId, ...], ...]


def worth(
    seen: Known,
    drafts: Sequence[Draft],
    key: int,
    rounds: int,
    without: Sequence[TreatyId] = (),
    otherwise: Conduct = "observed",
    searched: int = SEARCHED,
    told: int = TOLD,
) -> Worth:
    """Play all drafts over the same futures. otherwise: what everybody does where nothing is agreed.

    searched, told: futures on which labs choose, and on which drafts are told apart. Raises: BadDraft.
    """
    table = seen.table(tuple(drafts), without)
    search = scene_of(seen, table, key, searched, rounds)
    tell = scene_of(seen, table, ~key & (2**64 - 1), told, rounds)
    loyal = plan_of(seen, Assumptions(mine="complying", others="complying"))
    plans = _chosen(search, table, loyal)
    played = outcomes(tell, table, stacked(plans))
    idle = plan_of(seen, Assumptions(mine=otherwise, others=otherwise))
    nothing = outcomes(tell, seen.table(), idle)
    before = nothing.scores[0].mean(axis=0)
    return Worth(
        seats=seen.seats,
        gains=floats(played.scores.mean(axis=1) - before),
        risk=floats(played.risk.mean(axis=1)),
        without=floats(before),
        risk_without=float(nothing.risk.mean()),
        cheats=tuple(
            tuple(lab for place, lab in enumerate(seen.labs) if plan.keep[0, place] < 1.0) for plan in plans
        ),
    )


def _chosen(scene: Scene, table: Table, loyal: Plan) -> list[Plan]:
    """For each draft the plan in which every lab does what suits it, were the others loyal."""
    bound = _bound(scene, table)
    count, labs = bound.shape
    rows, plans = list(range(count)), [loyal] * count
    tried: list[tuple[int, int, int]] = []
    for draft in range(count):
        for lab in range(labs):
            asked = float(bound[draft, lab])
            for way in (0, 1) if asked > 0.0 else ():
                tried.append((draft, lab, len(rows)))
                rows.append(draft)
                plans.append(_breaking(loyal, {lab: (way, asked)}))
    scores = outcomes(scene, picked(table, rows), stacked(plans)).labs.mean(axis=1)
    best: list[dict[int, tuple[int, float]]] = [{} for _ in range(count)]
    most = np.zeros((count, labs))
    for number, (draft, lab, row) in enumerate(tried):
        gain = float(scores[row, lab] - scores[draft, lab])
        if gain > most[draft, lab]:
            most[draft, lab], best[draft][lab] = gain, (number % 2, float(bound[draft, lab]))
    return [_breaking(loyal, ways) for ways in best]


def _bound(scene: Scene, table: Table) -> FloatArray:
    """(D, A) what each draft asks of each lab: its floor, or 1 where only a cap binds it, 0 where nothing does."""
    count = table.terms.games
    neutral = Choices.neutral(count, scene.params.labs, scene.params.nations)
    world = concatenate([take(scene.world, 0)] * count)
    asked = duties(scene.params, world, table.terms, table.status, neutral)
    shape = (count, scene.params.labs)
    floors, caps = np.broadcast_to(asked.floor, shape), np.broadcast_to(asked.cap, shape)
    return np.where(floors > 0.0, floors, np.where(np.isfinite(caps), 1.0, 0.0))


def _breaking(loyal: Plan, ways: dict[int, tuple[int, float]]) -> Plan:
    """Some labs break what is asked of them: 0, openly and by half; 1, as the race goes, and hiding it. Both pass every cap."""
    if not ways:
        return loyal
    safety, hiding = np.array(loyal.base.safety), loyal.hiding.copy()
    overshoot, keep, boast = np.array(loyal.base.overshoot), loyal.keep.copy(), loyal.boast.copy()
    for lab, (way, floor) in ways.items():
        safety[0, lab] = 0.5 * floor if way == 0 and floor < 1.0 else min(RACE, safety[0, lab])
        hiding[0, lab] = HIDING if way else 0.0
        overshoot[0, lab], keep[0, lab], boast[0, lab] = 1.0, 0.0, BOAST
    base = replace(loyal.base, safety=safety, overshoot=overshoot)
    return replace(loyal, base=base, keep=keep, hiding=hiding, boast=boast)
