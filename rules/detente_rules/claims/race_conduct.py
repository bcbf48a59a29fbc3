"""The race: what labs do, against what they think right, what they know, and what they say.

`own-assessment` is refuted where most labs are in the race as careful as each would want all to be (the common safety share
that is best for itself), or where that gap stays under a treaty that binds and is verified.

`looks-like-cooperation` is refuted where incentives that reward declarations fail to bring labs in, or where they slow the race; or where
audited incentives do no better.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run
from detente_rules.claims.reply import UNDER_TREATY
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import LABS, NATIONS, Text
from detente_rules.claims.texts import binding, floor_of, raised_floor
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS"]


# --- what they think right --------------------------------------------------------------------------------------------


def _assessment(bench: Bench) -> Evidence:
    wanted = _wanted(bench)
    raced = bench.race.care[0]
    level = float(np.clip(np.median(wanted), 0.05, 0.9))
    text = binding(bench, level)
    levers = bench.settled(text)
    safety = bench.measure(levers, text).series["safety"].mean(axis=(0, 1))
    gap, left = wanted - raced, np.maximum(0.0, wanted - safety)
    wide = int((gap > 0.02).sum())
    return Evidence(
        (
            exact("labs that are less careful than their own assessment recommends", wide, at_least=4),
            exact("mean gap of safety shares in the race", gap.mean(), at_least=0.02),
            exact("part of it that is left under a verified floor", left.mean() / gap.mean(), at_most=0.25),
            exact("mean share they would want of all", wanted.mean()),
            exact("floor of the treaty", floor_of(text)),
        ),
        "Gaps: " + ", ".join(f"{value:+.2f}" for value in gap) + ".",
    )


def _wanted(bench: Bench) -> FloatArray:
    """(A,) the common safety share that each lab would have all keep, for its own score's sake."""
    grid = np.linspace(0.0, 0.6, 61)
    batch = bench.race.repeated(grid.size).having(care=grid[:, None] * np.ones(6))
    best: FloatArray = grid[np.argmax(bench.quiet(batch).labs, axis=0)]
    return best


# --- what they say ----------------------------------------------------------------------------------------------------


def _cooperation(bench: Bench) -> Evidence:
    floor = c.SafetyFloor(level=raised_floor(bench).level, cost=0.1)
    allowed = float(np.clip(0.5 * _growth(bench.measure(bench.race)) / bench.params.pace, 0.05, 2.0))
    declared = Text(
        (
            floor,
            c.CapabilityCap(growth=allowed),
            c.Merit(slope=0.2, audited=False),
            c.Inspection(instrument="declarations", rate=1.0),
            c.Oversight(body="overseen", cost=0.1),
            c.Sanction(fine=0.3),
            c.BenefitSharing(access=0.3),
        ),
        parties=(*LABS, *NATIONS),
    )
    audited = Text(
        (
            *(
                clause
                for clause in declared.clauses
                if clause.kind not in {"merit", "inspection", "oversight"}
            ),
            c.Merit(slope=0.2, audited=True),
            c.Inspection(instrument="on_site", rate=0.7),
            c.Oversight(body="independent", placement="embedded", hosted_by=NATIONS[4], cost=0.4),
        ),
        parties=declared.parties,
    )
    race = bench.measure(bench.race)
    soft, soft_in = _joined(bench, declared)
    hard, hard_in = _joined(bench, audited)
    hard_pace = float(hard.frontier.mean() / race.frontier.mean())
    return Evidence(
        (
            exact("labs that join where declarations are rewarded", soft_in, at_least=0.9),
            sampled(
                "pace there, as a part of the race's", _ratio, soft.frontier, race.frontier, at_least=0.9
            ),
            # The look of it under audits: all in *and* as fast as ever must not come together.
            exact("smaller of both where audits are rewarded", min(hard_in, hard_pace), at_most=0.9),
            exact("labs that join where audits are rewarded", hard_in),
            exact("pace under audits, as a part of the race's", hard_pace),
            mean("gap of declared over true safety shares, declarations", _pretence(soft)),
            mean("gap of declared over true safety shares, audits", _pretence(hard)),
            mean("risk in the race", race.risk),
            mean("risk, declarations", soft.risk),
            mean("risk, audits", hard.risk),
        ),
        f"Declaring costs nothing, so whoever is bound declares the floor. Where audits are rewarded {hard_in:.0%} of the labs join.",
    )


def _ratio(value: FloatArray, other: FloatArray) -> FloatArray:
    return value / other


def _growth(run: Run) -> float:
    """Mean growth of capability a round of the frontier."""
    return float(run.frontier.mean() / run.series["growth"].shape[1])


def _pretence(run: Run) -> FloatArray:
    """(G,) by how much the floor that labs say they keep exceeds what they do."""
    gap: FloatArray = np.maximum(0.0, run.series["floor"] - run.series["safety"]).mean(axis=(1, 2))
    return gap


def _joined(bench: Bench, text: Text) -> tuple[Run, float]:
    """Games under the treaty among those labs that gain by being in it, and their share.

    Each lab's choice, with all others in: its score as a member against its score outside, replying either way.
    """
    free = (*UNDER_TREATY, "boast")
    everybody = bench.settled(text, free=free)
    inside = bench.measure(everybody, text)
    stays = []
    for place, lab in enumerate(LABS):
        home = NATIONS[bench.homes[place]]
        others = Text(text.clauses, tuple(seat for seat in text.parties if seat not in {lab, home}))
        if not any(seat in LABS for seat in others.parties):
            stays.append(True)
            continue
        start = Levers(everybody.lab.copy(), everybody.nation.copy())
        outside = bench.settled(others, free=free, start=start, movers=((place,), ()), key=("outside", place))
        left = bench.measure(outside, others)
        # As a member it replies alone, too: else what a search leaves on the table would look like a gain of leaving.
        within = bench.settled(
            text, free=free, start=start, movers=((place,), ()), key=("inside", place, len(text.parties))
        )
        stays.append(bool(bench.measure(within, text).labs[:, place].mean() >= left.labs[:, place].mean()))
    if all(stays):
        return inside, 1.0
    members = tuple(lab for lab, stay in zip(LABS, stays, strict=True) if stay)
    # Nations without labs stay: one of them hosts the body.
    homes = {bench.homes[LABS.index(lab)] for lab in members} | (set(range(len(NATIONS))) - set(bench.homes))
    parties = (*members, *(NATIONS[home] for home in sorted(homes)))
    if not members:
        return bench.measure(bench.race), 0.0
    smaller = Text(text.clauses, parties)
    return bench.measure(bench.settled(smaller, free=free), smaller), len(members) / len(LABS)


CLAIMS: Final = (
    Claim(
        "own-assessment",
        "The race",
        "Labs move faster than their own risk assessment recommends.",
        "safety in the race against the common share that is best for the lab itself; the same under a verified floor",
        _assessment,
    ),
    Claim(
        "looks-like-cooperation",
        "The race",
        "Miscalibrated incentives give a race that looks like cooperation.",
        "a cap that rises with declared assurance (self-reported) or with audited assurance (independent body)",
        _cooperation,
    ),
)
