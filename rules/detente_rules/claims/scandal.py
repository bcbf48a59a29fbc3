"""Verification and enforcement: a scandal, with and without verification.

`scandal` is refuted where after the same shock (every lab has an incident that everybody hears of) under the same conduct, trust two
years later has fallen as much where conduct is verified as where it is not, or as many nations would leave.  A nation would leave where
that pays it from the shock on, its labs returning to the race's care.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims import chance
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run, Turn, played
from detente_rules.claims.stats import exact, mean
from detente_rules.claims.table import LABS, Table, Text
from detente_rules.claims.texts import standing, unverified
from detente_rules.treaty import clauses as c
from detente_rules.treaty.lifecycle import withdraw
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState

__all__ = ["CLAIMS"]

_NATIONS: Final = 6


def _scandal(bench: Bench) -> Evidence:
    text = standing(bench).having(c.TradeMeasures(cut=0.9))
    conduct = bench.race.having(keep=1.0)
    at = bench.rounds // 2
    later = min(bench.rounds - 1, at + max(1, bench.rounds // 3))
    falls, stays = {}, {}
    for name, treaty in (("verified", text), ("unverified", unverified(text))):
        quiet, loud = (_game(bench, conduct, treaty, at, shock=shock) for shock in (False, True))
        trust = [run.series["trust"].mean(axis=2) for run in (quiet, loud)]
        falls[name] = trust[1][:, at - 1] - trust[1][:, later]
        stays[name] = [_staying(bench, conduct, treaty, at, shock=shock) for shock in (False, True)]
        falls[name + ", against no scandal"] = trust[0][:, later] - trust[1][:, later]
    left = {name: before - after for name, (before, after) in stays.items()}
    return Evidence(
        (
            mean(
                "trust lost two years after, beyond that where verified",
                falls["unverified"] - falls["verified"],
                at_least=0.0,
            ),
            exact(
                "nations lost, beyond those lost where verified",
                left["unverified"] - left["verified"],
                at_least=1.0,
            ),
            *(
                mean(f"trust lost two years after, {name}", falls[name])
                for name in ("verified", "unverified")
            ),
            *(
                mean(
                    f"trust below what it is without the scandal, {name}",
                    falls[f"{name}, against no scandal"],
                )
                for name in ("verified", "unverified")
            ),
            *(
                exact(f"nations that stay without the scandal, {name}", values[0])
                for name, values in stays.items()
            ),
            *(exact(f"nations that stay after it, {name}", values[1]) for name, values in stays.items()),
        ),
        "Nobody leaves in either case: trust moves at most 30 % of demand, too little to turn a nation's choice."
        if not any(left.values())
        else "",
    )


def _game(bench: Bench, levers: Levers, text: Text, at: int, *, shock: bool, turn: Turn | None = None) -> Run:
    """The bench's games; with a shock every lab has a public incident in round ``at``."""
    games = bench.size.games
    dice = list(chance.own_rounds(games, bench.rounds, 6, _NATIONS))
    if shock:
        zero = np.zeros_like(dice[at].incident)
        dice[at] = replace(dice[at], incident=zero, incident_seen=zero)
    return played(bench.params, levers, bench.table(text), tuple(dice), chance.game_keys(games), turn)


def _staying(bench: Bench, levers: Levers, text: Text, at: int, *, shock: bool) -> int:
    """Nations that would not gain by leaving right after round ``at``."""
    all_in = _game(bench, levers, text, at, shock=shock)
    count = 0
    for nation in range(_NATIONS):
        gone = _game(bench, levers, text, at, shock=shock, turn=_leaving(bench, nation, at + 1))
        count += bool(all_in.nations[:, nation].mean() >= gone.nations[:, nation].mean())
    return count


def _leaving(bench: Bench, nation: int, at: int) -> Turn:
    """The nation leaves at the start of round ``at``; from then on its labs do as in the race."""
    care: FloatArray = bench.race.care[0]
    own = bench.params.homes == nation

    def turn(
        round_: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        if round_ < at:
            return world, table, choices
        terms, status = table
        # It leaves at once: the notice that it owes would only put off what is compared.
        free = replace(terms, notice=np.zeros_like(terms.notice))
        gone = withdraw(free, status, 0, len(LABS) + nation)
        return world, (terms, gone), replace(choices, safety=np.where(own, care, choices.safety))

    return turn


CLAIMS: Final = (
    Claim(
        "scandal",
        "Verification and enforcement",
        "Verification is what sustains legitimacy.",
        "the same conduct and the same shock, verified or not",
        _scandal,
    ),
)
