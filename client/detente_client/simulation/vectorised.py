"""Doctrines on the batch engine: the same step as live, thousands of games in one call (R6).

Seeds, and so dice and hidden thresholds, are those of the games on the live path; every game is the same whatever
batch it is played in. What is left out is talk and bargaining: a treaty is in force from the first round or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente_client.arena import seed_of
from detente_client.simulation.constitution import pack_of, parties_of
from detente_client.simulation.doctrines import DOCTRINES, lab_levers
from detente_client.simulation.rows import NAMES, Row
from detente_rules import dice
from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.claims.conduct import Levers, Script
from detente_rules.genesis import params_of, read_scenario
from detente_rules.ids import SeatId
from detente_rules.scenario import Pack, Scenario
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.draft import Draft, parse_clause
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.treaty_text import rates_of
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.params import Params
from detente_rules.world.reference import Reference
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties, step

BATCH = 2048
"""Games of one call: what a round works on stays in the cache of one processor."""


@dataclass(frozen=True, eq=False, slots=True)
class Ends:
    """How G games ended. numbers: which of the batch. scores: (G, P), labs first. By lab (G, A), by nation (G, N), else (G,)."""

    numbers: Sequence[int]
    scores: FloatArray
    index: FloatArray | None
    risk: FloatArray
    hhi: FloatArray
    sovereignty: FloatArray
    treaties: FloatArray
    by_lab: Mapping[str, FloatArray]
    trust: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """One batch's question, worked out once. doctrines: by seat. reference: (race, planner) as committed, or None."""

    scenario: Scenario
    doctrines: Mapping[SeatId, str]
    pack: Pack | None
    params: Params
    terms: Terms
    status: Status
    levers: Levers
    answers: BoolArray
    reference: Reference | None


def plan(
    scenario_text: str,
    reference: dict[str, object] | None,
    doctrines: Mapping[SeatId, str],
    constitution: str | None = None,
) -> Plan:
    """Lay out who does what under which treaty. Raises: UnknownConstitution, BadDraft."""
    scenario = read_scenario(scenario_text)
    params = params_of(scenario, scenario.rounds)
    pack = pack_of(scenario, constitution) if constitution is not None else None
    terms, status = _treaty(scenario, doctrines, pack)
    levers = Levers.start(params)
    for place, seat in enumerate(scenario.labs):
        levers = levers.having(who=place, **lab_levers(doctrines[seat.id], pack))
    for place, seat in enumerate(scenario.nations):
        levers = levers.having(who=place, **DOCTRINES[doctrines[seat.id]].nation)
    return Plan(
        scenario=scenario,
        doctrines=doctrines,
        pack=pack,
        params=params,
        terms=terms,
        status=status,
        levers=levers,
        answers=np.array([DOCTRINES[doctrines[seat.id]].answers for seat in scenario.labs]),
        reference=Reference.from_data(reference) if reference is not None else None,
    )


def play(one: Plan, seed: str, numbers: Sequence[int]) -> Ends:
    """These games of the batch ``seed``, together."""
    params, games = one.params, len(numbers)
    keys = dice.keys([dice.key_from_seed(seed_of(seed, number)) for number in numbers])
    script = one.levers.repeated(games).script(params)
    world = WorldState.initial(params, games, keys, one.terms.treaties)
    terms, status = one.terms, one.status
    dims = Dims(params.labs, params.nations, observers=False)
    kept: dict[str, FloatArray] = {
        name: np.zeros((games, params.labs))
        for name in ("safety", "breaches", "found", "accused", "incidents")
    }
    depth, caught, deployed = np.zeros(games), np.zeros((games, params.labs), dtype=np.bool_), None
    for now in range(params.rounds):
        choices = _answered(one, script, caught, params, world, terms, status, now)
        depth = depth + _depth(one, world, status, choices)
        result = step(params, world, terms, status, choices, draw_round(keys, now, dims), now)
        caught = result.found | result.own_found | result.leaked
        kept["safety"] += result.safety
        kept["breaches"] += result.unlawful > 0.0
        kept["found"] += caught
        kept["accused"] += result.accused | result.own_accused
        kept["incidents"] += result.incident
        world, status, deployed = result.world, result.status, result.deployed
    assert deployed is not None
    labs, nations = final_scores(params, world)
    scores = np.concatenate([labs, nations], axis=1)
    whole = deployed.sum(axis=1, keepdims=True)
    kept["safety"] /= params.rounds
    return Ends(
        numbers=numbers,
        scores=scores,
        index=_index(one.reference, params, scores, world.threshold),
        risk=1.0 - world.survival,
        hhi=((deployed / np.where(whole > 0.0, whole, 1.0)) ** 2).sum(axis=1),
        sovereignty=1.0 - depth / params.rounds,
        treaties=(status.phase == Phase.IN_FORCE).sum(axis=1) * np.ones(games),
        by_lab={
            **kept,
            "share": deployed,
            "capability": world.capability,
            "assurance": world.assurance,
        },
        trust=world.trust,
    )


def _answered(
    one: Plan,
    script: Script,
    caught: BoolArray,
    params: Params,
    world: WorldState,
    terms: Terms,
    status: Status,
    now: int,
) -> Choices:
    """What everybody does; who answers in kind keeps to its own care once another lab was caught in the round before."""
    choices = script.choices(params, world, terms, status, now)
    if not one.answers.any() or not caught.any():
        return choices
    others = caught.sum(axis=1, keepdims=True) - caught > 0
    safety = np.where(others & one.answers, np.minimum(script.care[now], choices.safety), choices.safety)
    return replace(choices, safety=safety)


def _depth(one: Plan, world: WorldState, status: Status, choices: Choices) -> FloatArray:
    """(G,) how deep inspections reach into the nations, on average; 0 nobody looks, at most 1."""
    if one.pack is None or not one.params.nations:
        return np.zeros(world.survival.shape)
    reach = duties(one.params, world, one.terms, status, choices).intrusiveness
    depth: FloatArray = np.minimum(reach, 1.0).mean(axis=1)
    return depth * np.ones(world.survival.shape)


def _index(
    reference: Reference | None, params: Params, scores: FloatArray, thresholds: FloatArray
) -> FloatArray | None:
    """(G,) the coordination index, as ``reference.coordination_index`` has it for one game."""
    if reference is None or reference.rounds != params.rounds:
        return None
    low: FloatArray | float = reference.w_race
    high: FloatArray | float = reference.w_coop
    if reference.thresholds[0] < reference.thresholds[-1]:
        low = np.interp(thresholds, reference.thresholds, reference.race_at)
        high = np.interp(thresholds, reference.thresholds, reference.coop_at)
    found: FloatArray = (scores.sum(axis=1) - low) / (high - low)
    return found


def _treaty(scenario: Scenario, doctrines: Mapping[SeatId, str], pack: Pack | None) -> tuple[Terms, Status]:
    """The pack in force among those of its parties who join, (G = T = 1); an empty table without one."""
    labs, nations = len(scenario.labs), len(scenario.nations)
    terms, status = Terms.empty(1, labs, nations, 1), Status.empty(1, labs, nations, 1)
    if pack is None:
        return terms, status
    invited = parties_of(scenario)
    clauses = tuple(parse_clause(clause) for clause in pack.clauses)
    context = replace(rates_of(scenario), treaties=1)
    terms = terms.with_treaty(0, compile_draft(Draft(pack.title, invited, clauses), context))
    members = {seat for seat in invited if DOCTRINES[doctrines[seat]].joins}
    joined = np.array([[[seat.id in members for seat in scenario.parties]]])
    if not joined.any():
        return terms, status
    length = terms.duration[:, 0]
    return terms, replace(
        status,
        signed=joined,
        ratified=joined,
        member=joined,
        phase=np.array([[int(Phase.IN_FORCE)]]),
        entered=np.array([[0]]),
        term_left=np.where(length > 0, length, -1)[:, None],
    )


def rows(
    one: Plan, ends: Ends, seed: str, mark: str, constitution: str | None
) -> list[tuple[int, list[Row]]]:
    """The rows of these games, of the same columns as those of the live path; mandates are not judged."""
    scenario = one.scenario
    labs, kinds = len(scenario.labs), np.array([seat.kind == "lab" for seat in scenario.parties])
    places = np.stack(
        [
            1 + ((ends.scores > ends.scores[:, [p]]) & (kinds == kinds[p])).sum(axis=1)
            for p in range(len(scenario.parties))
        ],
        axis=1,
    ).tolist()
    scores, welfare = ends.scores.tolist(), [sum(row) for row in ends.scores.tolist()]
    by_lab = {name: values.tolist() for name, values in ends.by_lab.items()}
    index = ends.index.tolist() if ends.index is not None else [None] * len(ends.numbers)
    risk, hhi, free = ends.risk.tolist(), ends.hhi.tolist(), ends.sovereignty.tolist()
    treaties, trust = ends.treaties.tolist(), ends.trust.tolist()
    out = []
    for at, number in enumerate(ends.numbers):
        shared = {
            "setup": mark,
            "scenario": scenario.id,
            "constitution": constitution,
            "level": scenario.level,
            "rounds": scenario.rounds,
            "batch_seed": seed,
            "game": number,
            "seed": seed_of(seed, number),
            "index": index[at],
            "risk": risk[at],
            "welfare": welfare[at],
            "hhi": hhi[at],
            "sovereignty": free[at],
            "treaties": int(treaties[at]),
        }
        some: list[Row] = []
        for seat in scenario.seats:
            place = scenario.party_index[seat.id]
            row: Row = dict.fromkeys(NAMES)
            row.update(
                shared,
                seat=seat.id,
                kind=seat.kind,
                home=seat.home,
                bot=one.doctrines[seat.id],
                score=scores[at][place],
                place=places[at][place],
            )
            if place < labs:
                row.update({name: values[at][place] for name, values in by_lab.items()})
                row.update({name: int(row[name]) for name in ("breaches", "found", "accused", "incidents")})
            else:
                row["trust"] = trust[at][place - labs]
            some.append(row)
        out.append((number, some))
    return out
