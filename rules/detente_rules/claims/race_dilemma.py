"""The race: is it a dilemma, what does restraint by one do, what does restraint by all?

`race-is-a-dilemma` is refuted where one of the two largest labs, best replying, is at least as careful among the careful as
they are, or gains by care among racers, or likes the race better than everybody's care. No chance is involved.

`unilateral-restraint` is refuted where a lab gains by two tenths more safety of its own accord (everybody else replies), or where
that takes a fifth or more of the risk away that the same restraint by all takes.

`coordinated-restraint` is refuted where a floor that asks the same of all, verified on site and with teeth, and played by best
repliers, takes less than 40 % of the risk away, or leaves some seat below the race whom no transfer of 1.5 G$ a year mends.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run
from detente_rules.claims.reply import RACING
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import LABS, NATIONS, Text
from detente_rules.claims.texts import RESTRAINT, verified_floor
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS", "common_care", "restrained"]

LARGEST: Final = (0, 2)
"""The largest lab of either large nation."""
_SEATS: Final = (*LABS, *NATIONS)


def common_care(bench: Bench) -> float:
    """The safety share that, kept by all labs alike, gives the highest sum of scores."""
    grid = np.linspace(0.1, 0.6, 26)
    batch = bench.race.repeated(grid.size).having(care=grid[:, None] * np.ones(bench.params.labs))
    return float(grid[int(np.argmax(bench.quiet(batch).welfare))])


def restrained(bench: Bench) -> Levers:
    """The race, with everybody's safety share two tenths higher."""
    levers = bench.race
    lab = levers.lab.copy()
    lab[:, :, :3] = np.clip(lab[:, :, :3] + RESTRAINT, 0.0, 1.0)
    return Levers(lab, levers.nation)


def _dilemma(bench: Bench) -> Evidence:
    race, level = bench.race, common_care(bench)
    everybody = race.having(care=level)
    both = bench.quiet(
        Levers(np.concatenate([race.lab, everybody.lab]), np.concatenate([race.nation, everybody.nation]))
    )
    costs, gains, cares = [], [], []
    for lab in LARGEST:
        alone = bench.quiet(race.having(who=lab, care=level))
        costs.append(both.labs[0, lab] - alone.labs[0, lab])
        reply = bench.settled(
            start=everybody, free=RACING, movers=((lab,), ()), key=("among the careful", lab)
        )
        gains.append(bench.quiet(reply).labs[0, lab] - both.labs[1, lab])
        cares.append(level - reply.care[0, lab])
    better = both.seats[1] - both.seats[0]
    losers = [seat for seat, gain in zip(_SEATS, better, strict=True) if gain <= 0]
    return Evidence(
        (
            exact("loss by care among racers", min(costs), at_least=0.0),
            exact("gain by less care among the careful", min(gains), at_least=0.0),
            exact("how much less careful that reply is", min(cares), at_least=0.05),
            exact(
                "gain of the worst-off of the two if all are careful",
                min(better[list(LARGEST)]),
                at_least=0.0,
            ),
            exact("seats that prefer the race", len(losers)),
            exact("common safety share", level),
            exact("risk in the race", both.risk[0]),
            exact("risk if all are careful", both.risk[1]),
        ),
        f"Seats that prefer the race: {', '.join(losers) or 'none'}.",
    )


def _unilateral(bench: Bench) -> Evidence:
    labs = range(bench.params.labs)
    base, together = bench.measure(bench.race), bench.measure(restrained(bench))
    careful = restrained(bench)
    own, share, pace, labs_only, backing = [], [], [], [], []
    for lab in labs:
        start = bench.race.having(who=lab, care=0.0)
        start.lab[0, lab] = careful.lab[0, lab]
        others = tuple(other for other in labs if other != lab)
        if bench.size.reported:
            firms = bench.settled(start=start, free=RACING, movers=(others, ()), key=("alone", lab, "labs"))
            labs_only.append(float(np.mean(base.risk - bench.measure(firms).risk)))
        nations = tuple(range(bench.params.nations))
        levers = bench.settled(start=start, free=RACING, movers=(others, nations), key=("alone", lab))
        backing.append(float(levers.get("subsidy").max()))
        run = bench.measure(levers)
        own.append(
            mean(f"{LABS[lab]}: change of own score", run.labs[:, lab] - base.labs[:, lab], at_most=0.0)
        )
        share.append(
            sampled(
                f"{LABS[lab]}: part of the fall in risk that all would bring",
                lambda race, alone, all_: (race - alone) / (race - all_),
                base.risk,
                run.risk,
                together.risk,
                at_most=0.2,
            )
        )
        pace.append(run.frontier - base.frontier)
    change = np.array([one.mean() for one in pace]) / 6.0
    largest = int(np.argmax(np.abs(change)))
    fast = base.frontier.mean() / 6.0
    return Evidence(
        (
            *own,
            *share,
            mean("largest change of pace by one lab (doublings a year)", pace[largest] / 6.0),
            exact("pace of the race (doublings a year)", fast),
            exact(
                "largest part of the fall where labs reply and governments do not",
                max(labs_only, default=0.0) / float(np.mean(base.risk - together.risk)),
            ),
            exact("largest subsidy to each home lab in reply (parts of E0)", max(backing)),
            mean("risk in the race", base.risk),
            mean("risk with the same restraint by all", together.risk),
        ),
        (
            "Governments reply: where the careful lab's home can subsidise its labs into the lead, it does, and risk falls. "
            if max(backing) > 0.1
            else ""
        )
        + f"One lab's restraint changes the pace by {change.min():+.3f} to {change.max():+.3f} of {fast:.2f} doublings a year.",
    )


def _coordinated(bench: Bench) -> Evidence:
    text = verified_floor(bench)
    levers = bench.settled(text)
    base, run = bench.measure(bench.race), bench.measure(levers, text)
    losers = _losers(base, run)
    note = "No seat loses, without any transfer." if not losers else ""
    if losers:
        text = _compensated(text, base, run, losers)
        run = bench.measure(levers, text)
        left = _losers(base, run)
        names = ", ".join(_SEATS[seat] for seat in losers)
        still = ", ".join(_SEATS[seat] for seat in left) or "nobody"
        note = f"Without transfers {names} lose; with 1.5 G$ a year {still} does."
    gains = run.seats - base.seats
    worst = int(np.argmin(gains.mean(axis=0)))
    return Evidence(
        (
            sampled(
                "relative fall of risk",
                lambda race, bound: 1.0 - bound / race,
                base.risk,
                run.risk,
                at_least=0.4,
            ),
            mean("gain of the seat that gains least", gains[:, worst], at_least=0.0),
            exact("seats that need a transfer", len(losers)),
            mean("risk in the race", base.risk),
            mean("risk under the treaty", run.risk),
            mean("size of breaches a lab and round", run.series["violation"].mean(axis=(1, 2))),
        ),
        note,
    )


def _losers(base: Run, run: Run) -> list[int]:
    gains: FloatArray = (run.seats - base.seats).mean(axis=0)
    return [seat for seat in range(gains.size) if gains[seat] <= 0]


def _compensated(text: Text, base: Run, run: Run, losers: list[int]) -> Text:
    """With 1.5 G$ a year from the nation that gains most to all losers in equal parts."""
    gains = (run.seats - base.seats).mean(axis=0)[len(LABS) :]
    payer = NATIONS[int(np.argmax(gains))]
    receivers = tuple(_SEATS[seat] for seat in losers if _SEATS[seat] in NATIONS and _SEATS[seat] != payer)
    if not receivers:
        return text
    return text.having(c.Transfer(payers=(payer,), receivers=receivers, amount=0.75))


CLAIMS: Final = (
    Claim(
        "race-is-a-dilemma",
        "The race",
        "Each prefers to race whatever the others do; all prefer that nobody does.",
        "best replies of the two largest labs at the race and where all are careful",
        _dilemma,
    ),
    Claim(
        "unilateral-restraint",
        "The race",
        "One lab's restraint costs it and does not slow the race.",
        "one lab's safety share +.2 (all others reply) against the race, and against +.2 by all",
        _unilateral,
    ),
    Claim(
        "coordinated-restraint",
        "The race",
        "The same restraint, by all and verified, pays.",
        "best replies under the reference treaty with a floor .2 above the race, against the race",
        _coordinated,
    ),
)
