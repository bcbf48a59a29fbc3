"""The race: who wins it, who leads it, and what labs do to one another's care.

`winner-cut-corners` is refuted where, among labs in equal circumstances that differ in how dangerous they take their models to be
(and best reply to that belief), whoever ends in front is no less safe than chance has it, or a closer start makes that no clearer.

`always-a-competitor` is refuted where a lab that takes its rivals to be further ahead than they are, and nothing else, replies with no less
safety.

`careful-at-the-frontier` is refuted where the risk, all others replying, is no lower with a careful lab in the lead than in third place.

`safety-lab-first` is refuted where a leader's best reply is as careful with a small lead as with a large one while rivals press, or where its
care falls with its lead as much without rivals or under a binding treaty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules import dice
from detente_rules.arrays import FloatArray
from detente_rules.claims import chance
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run, Turn
from detente_rules.claims.race_dilemma import common_care
from detente_rules.claims.reply import RACING
from detente_rules.claims.stats import exact, mean
from detente_rules.claims.table import Table
from detente_rules.claims.texts import binding, floor_of, raised_floor
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState

__all__ = ["CLAIMS"]

_CARE: Final = ("care",)
_BELIEFS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
"""What a lab takes the danger to be, as a factor on what it is."""
_INFLATED: Final = (0.0, 0.5, 1.0, 2.0)
"""Doublings by which rivals are believed further ahead."""
_LEADS: Final = (0.0, 1.0, 2.0, 3.0)
"""Doublings between the leader and everybody else."""


# --- who wins -------------------------------------------------------------------------------------------------------


def _winner(bench: Bench) -> Evidence:
    even = _even(bench)
    # Nations stay out of it: which of two equal labs its nation subsidises is no question of safety.
    labs = tuple(range(6))
    race = even.settled(
        start=even.race.having(subsidy=0.0, funding=0.0), free=RACING, movers=(labs, ()), key="labs alone"
    )
    by_belief = np.array([_reply_to_belief(even, race, factor) for factor in _BELIEFS])
    games = bench.size.games
    keys = chance.game_keys(games, "claims/beliefs")
    belief = 2.0 * dice.normal(dice.bits_at(keys, dice.steps(dice.Purpose.BRANCH, 0, 6))).T
    place = np.clip(belief, -2.0, 2.0)
    care = np.interp(place, np.log2(_BELIEFS), by_belief)
    start = dice.normal(dice.bits_at(keys, dice.steps(dice.Purpose.BRANCH, 1, 6))).T
    close, apart = (_rank_of_winner(even, race, care, spread * start) for spread in (0.05, 1.0))
    # The table as it is: large labs are in front and, with more to lose, more careful.
    plain = _rank_of_winner(bench, bench.race, bench.race.care[0] * care / by_belief[2], 0.0 * start)
    return Evidence(
        (
            mean("winner's rank in unsafety (1 the least safe, chance .5), close start", close, at_least=0.5),
            mean("how much higher than with starts a doubling apart", close - apart, at_least=0.0),
            mean("winner's rank, starts a doubling apart", apart),
            mean("winner's rank at the unequal default table", plain),
            exact("safety share of the least worried", by_belief[0]),
            exact("safety share of the most worried", by_belief[-1]),
        ),
        "At the default table the largest labs lead and, having most to lose, are the most careful.",
    )


def _even(bench: Bench) -> Bench:
    """Six labs, each alone in a nation, in equal circumstances."""
    return bench.other(capability=(0.0,), assurance=(0.0,), invest=(4.0,), demand=(17.0,)).at(tuple(range(6)))


def _reply_to_belief(bench: Bench, race: Levers, factor: float) -> float:
    """Care with which the first lab replies to the race if it takes danger to be so much larger."""
    number = min(1.0, bench.calibration.danger * factor)
    grid = np.linspace(0.0, 0.5, 101)
    tried = bench.other(danger=number).quiet(race.repeated(grid.size).having(who=0, care=grid))
    return float(grid[int(np.argmax(tried.labs[:, 0]))])


def _rank_of_winner(bench: Bench, race: Levers, care: FloatArray, start: FloatArray) -> FloatArray:
    """(G,) share of the rivals that are safer than whoever is in front at the end. care, start: (G, A)."""
    run = bench.measure(race.repeated(len(care)).having(care=care), turn=_from(start))
    return _rank(run)


def _rank(run: Run) -> FloatArray:
    winner = run.series["capability"][:, -1].argmax(axis=1)
    safety = run.series["safety"].mean(axis=1)
    own = np.take_along_axis(safety, winner[:, None], axis=1)
    safer = (safety > own).sum(axis=1) + 0.5 * ((safety == own).sum(axis=1) - 1)
    rank: FloatArray = safer / (safety.shape[1] - 1)
    return rank


def _from(start: FloatArray) -> Turn:
    """Labs start so many doublings from where they would, K and S alike."""

    def turn(
        round_: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        if round_ == 0:
            world = replace(world, capability=world.capability + start, assurance=world.assurance + start)
        return world, table, choices

    return turn


# --- rivals ---------------------------------------------------------------------------------------------------------


def _competitor(bench: Bench) -> Evidence:
    care = np.array([[_care_believing(bench, lab, ahead) for lab in range(6)] for ahead in _INFLATED])
    middle = care.mean(axis=1)
    falls = int((care[-1] < care[0] - 0.005).sum())
    return Evidence(
        (
            exact("change of the mean safety share at two doublings", middle[-1] - middle[0], at_most=-0.01),
            exact("largest rise between steps of inflation", float(np.diff(middle).max()), at_most=0.0),
            exact("labs whose safety falls", falls, at_least=4),
            *(
                exact(f"mean safety share, rivals believed {x:g} ahead", y)
                for x, y in zip(_INFLATED, middle, strict=True)
            ),
        ),
        "Change of each lab's safety share: "
        + ", ".join(f"{change:+.3f}" for change in care[-1] - care[0])
        + ".",
    )


def _care_believing(bench: Bench, lab: int, ahead: float) -> float:
    """Best reply of one lab that takes all rivals to be so many doublings further."""
    params = bench.params
    shift = ahead * (np.arange(6) != lab)
    believed = bench.other(
        capability=tuple(params.capability + shift), assurance=tuple(params.assurance + shift)
    )
    reply = believed.settled(
        start=bench.race, free=_CARE, movers=((lab,), ()), key=("rivals", lab, bench.calibration)
    )
    return float(reply.care[0, lab])


def _frontier(bench: Bench) -> Evidence:
    level = common_care(bench)
    runs = {}
    for place, lab in (("first", 0), ("third", 1)):
        others = tuple(other for other in range(6) if other != lab)
        for spread in (1.0, 4.0):
            there = bench.other(
                capability=tuple(spread * bench.params.capability),
                assurance=tuple(spread * bench.params.assurance),
            )
            levers = there.settled(
                start=there.race.having(who=lab, care=level),
                free=RACING,
                movers=(others, tuple(range(6))),
                key=("careful", lab, level),
            )
            runs[place, spread] = there.measure(levers)
    leader = runs["third", 1.0].series["safety"][:, :, 0].mean()
    near, far = (runs["third", spread].risk - runs["first", spread].risk for spread in (1.0, 4.0))
    return Evidence(
        (
            mean("risk added where the careful lab is third", near, at_least=0.0),
            mean("the same, with starts four times as far apart", far),
            mean("risk where it is first", runs["first", 1.0].risk),
            mean("risk where it is third", runs["third", 1.0].risk),
            exact("safety share of the careful lab", level),
            exact("safety share of the leader where the careful lab is third", float(leader)),
        ),
        ""
        if near.mean() >= 0
        else f"Whoever leads is careful anyway ({leader:.2f}): it has most to lose. A careful lab in third place adds more.",
    )


def _leader(bench: Bench) -> Evidence:
    text = binding(bench, raised_floor(bench).level)
    floor = floor_of(text)
    with_rivals, alone, treaty = [], [], []
    for lead in _LEADS:
        behind = tuple(-lead * (np.arange(6) != 0))
        there = bench.other(capability=behind, assurance=behind)
        mine: tuple[tuple[int, ...], tuple[int, ...]] = ((0,), ())
        pressed = there.settled(start=there.race, free=_CARE, movers=mine, key=("lead", lead))
        with_rivals.append(pressed.care[0, 0])
        idle = there.race.having(who=list(range(1, 6)), pace=0.0, deploy=0.0)
        alone.append(there.settled(start=idle, free=_CARE, movers=mine, key=("idle", lead)).care[0, 0])
        bound = there.settled(text, start=there.race, movers=mine, key=("bound", lead))
        treaty.append(there.measure(bound, text).series["safety"][:, :, 0].mean())
    fall, idle_fall, bound_fall = (values[-1] - values[0] for values in (with_rivals, alone, treaty))
    return Evidence(
        (
            exact("fall of its safety from a lead of 3 to none, rivals pressing", fall, at_least=0.05),
            exact("the same without rivals, as a part of that", idle_fall / max(fall, 1e-9), at_most=0.25),
            exact(
                "the same under a verified floor, as a part of that",
                bound_fall / max(fall, 1e-9),
                at_most=0.25,
            ),
            *(
                exact(f"safety share at a lead of {x:g}, rivals pressing", y)
                for x, y in zip(_LEADS, with_rivals, strict=True)
            ),
            *(
                exact(f"safety share at a lead of {x:g}, no rivals", y)
                for x, y in zip(_LEADS, alone, strict=True)
            ),
            *(
                exact(f"safety share at a lead of {x:g}, floor {floor:.2f}", y)
                for x, y in zip(_LEADS, treaty, strict=True)
            ),
        )
    )


CLAIMS: Final = (
    Claim(
        "winner-cut-corners",
        "The race",
        "Who wins the race is likely to be who traded most against safety.",
        "final leader's rank in unsafety where labs differ in what they believe of danger; close and distant starts",
        _winner,
    ),
    Claim(
        "always-a-competitor",
        "The race",
        "A less careful rival can always be invoked.",
        "best reply of each lab to rivals believed 0 to 2 doublings further ahead than they are",
        _competitor,
    ),
    Claim(
        "careful-at-the-frontier",
        "The race",
        "A careful lab in the lead is better than a careless one.",
        "a careful lab first or third at the start, the others replying",
        _frontier,
    ),
    Claim(
        "safety-lab-first",
        "The race",
        "A careful leader does not stay careful.",
        "best reply of the leader by its lead: rivals pressing, no rivals, a verified floor",
        _leader,
    ),
)
