"""A ban on the default table: the chemical clauses against the biological ones (treaty.precedents).

`cwc`: weapons are states' own, so each government chooses how far its labs keep the ban, and what they hide; labs choose their care beyond
it. Both conventions begin as agreed: from full compliance, governments reply in turn. Refuted where hidden harm (violation not found, summed) under the chemical clauses is more than a quarter of that under the
biological ones, or where the text enters into force before or after its threshold.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.nearby import governed
from detente_rules.claims.play import Run
from detente_rules.claims.precedents import precedent
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import HOMES, LABS, NATIONS, compiled
from detente_rules.treaty.lifecycle import enter, ratify, sign
from detente_rules.treaty.terms import Phase, Status, Terms

__all__ = ["CLAIMS"]

# --- entry into force, hidden harm ---------------------------------------------------------------------------------------


def _entry(bench: Bench) -> tuple[int, int, bool]:
    """The chemical text's threshold, the count of ratifications at which it entered into force, and that it did not before."""
    row = compiled(precedent("chemical"), bench.rounds)
    terms = Terms.empty(1, len(LABS), len(NATIONS), 1).with_treaty(0, row)
    status = Status.empty(1, len(LABS), len(NATIONS), 1).opened(0)
    share = np.zeros((1, len(LABS) + len(NATIONS)))
    needed = int(row.entry_count[0, 0])
    for count in range(1, len(NATIONS) + 1):
        party = len(LABS) + count - 1
        status = ratify(sign(status, 0, party), 0, party)
        status = enter(terms, status, share, np.array(HOMES), 0)
        if int(status.phase[0, 0]) == Phase.IN_FORCE:
            return needed, count, True
    return needed, 0, False


@lru_cache(maxsize=16)
def _by_governments(bench: Bench, name: str) -> Run:
    table = bench.table(precedent(name))
    return bench.measure(governed(bench, table), table=table)


def _hidden(run: Run, since: int = 0) -> FloatArray:
    """(G,) violation that nobody reported, summed over labs and rounds (since one of them)."""
    silent = run.series["violation"] * (1.0 - run.series["exposed"])
    return np.asarray(silent[:, since:].sum(axis=(1, 2)))


def _cwc(bench: Bench) -> Evidence:
    weak, strong = _by_governments(bench, "biological"), _by_governments(bench, "chemical")
    needed, entered, did = _entry(bench)
    return Evidence(
        (
            sampled(
                "hidden harm, biological against chemical",
                lambda a, b: a / np.maximum(b, 1e-9),
                _hidden(weak),
                _hidden(strong),
                at_least=4.0,
            ),
            exact(
                "ratifications at its entry into force beyond the threshold", entered - needed, at_most=0.0
            ),
            exact("... and short of it", needed - entered if did else needed, at_most=0.0),
            mean("hidden harm under the chemical clauses (violation x lab x round)", _hidden(strong)),
            mean("hidden harm under the biological ones", _hidden(weak)),
            sampled(
                "hidden harm in the last three years, biological against chemical",
                lambda a, b: a / np.maximum(b, 1e-9),
                _hidden(weak, bench.rounds // 2),
                _hidden(strong, bench.rounds // 2),
            ),
            mean("share of violations found, chemical", _part_found(strong)),
        ),
        "Small breaches are found seldom (detection falls with the root of their size), by a body that needs two years to be "
        f"at work and sanctions by vote; sizes a lab and round: chemical {strong.series['violation'].mean():.2f}, biological {weak.series['violation'].mean():.2f}.",
    )


def _part_found(run: Run) -> FloatArray:
    broken = run.series["violation"] > 0
    return np.asarray(
        (broken * run.series["exposed"]).sum(axis=(1, 2)) / np.maximum(broken.sum(axis=(1, 2)), 1)
    )


CLAIMS: Final = (
    Claim(
        "cwc",
        "Precedents that worked in part",
        "A ban with routine and challenge inspection and a standing body holds almost everywhere.",
        "the chemical against the biological clauses; ratifications one by one",
        _cwc,
    ),
)
