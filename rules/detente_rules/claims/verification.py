"""Verification and enforcement: promises that nobody checks, checks without consequences, words against audits.

`paper-treaty` is refuted where a floor that nobody verifies is broken in hiding less than twice as much as one inspected on site.

`verification-deters` is refuted where breaches do not fall with the rate of inspection and with the sanction, or stay at 5 % or more where both
are high.  Reported: from which rate on a lab that would break the floor alone no longer gains, and whether weak verification
is worse than none.

`teeth` is refuted where inspection without sanctions and supervision deters a fifth of the breaches or more.

`self-report` is refuted where labs trusted on their word fall short of it less than three times as much as labs that are audited.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import LAB
from detente_rules.claims.play import Run
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import LABS, Text
from detente_rules.claims.texts import HOST, floor_of, standing, unverified
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS", "LEAN", "breaches", "hidden", "lean"]

LEAN: Final = ("care", "keep", "keep_late", "hide", "enforcement")
"""Levers of many-celled experiments: those that verification works on."""
_RATES: Final = (0.0, 0.1, 0.25, 0.45, 0.7)
_SANCTIONS: Final = (0.15, 0.4, 0.7)


def lean(bench: Bench, text: Text) -> Run:
    """Games under the best replies of those levers."""
    return bench.measure(bench.settled(text, free=LEAN), text)


def breaches(run: Run) -> FloatArray:
    """(G,) mean size of breaches a lab and round."""
    size: FloatArray = run.series["violation"].mean(axis=(1, 2))
    return size


def hidden(run: Run) -> FloatArray:
    """(G,) hidden harm: size of the breaches that nobody found, a lab and round."""
    unseen: FloatArray = (run.series["violation"] * (1.0 - run.series["exposed"])).mean(axis=(1, 2))
    return unseen


def _paper(bench: Bench) -> Evidence:
    text = standing(bench)
    paper, checked = lean(bench, unverified(text)), lean(bench, text)
    return Evidence(
        (
            sampled(
                "hidden harm under inspection, as a part of that on paper",
                lambda on_site, none: on_site / none,
                hidden(checked),
                hidden(paper),
                at_most=0.5,
            ),
            mean("hidden harm on paper (breach a lab and round)", hidden(paper), at_least=0.02),
            mean("hidden harm under inspection", hidden(checked)),
            mean("risk on paper", paper.risk),
            mean("risk under inspection", checked.risk),
            mean("risk in the race", bench.measure(bench.race).risk),
        )
    )


# --- rate and sanction ------------------------------------------------------------------------------------------------


def _cell(bench: Bench, rate: float, sanction: float) -> Text:
    text = standing(bench).having(c.Sanction(fine=sanction, exclusion=sanction))
    return unverified(text) if rate == 0.0 else text.having(c.Inspection(instrument="on_site", rate=rate))


def _deters(bench: Bench) -> Evidence:
    runs = [[lean(bench, _cell(bench, rate, sanction)) for sanction in _SANCTIONS] for rate in _RATES]
    size = np.array([[breaches(run).mean() for run in row] for row in runs])
    risk = np.array([[run.risk.mean() for run in row] for row in runs])
    race = float(bench.measure(bench.race).risk.mean())
    low, high = runs[1][-1], runs[-1][0]
    corner = runs[-1][-1]
    line = _indifference(bench) if bench.size.reported else []
    worse = [rate for rate, row in zip(_RATES[1:], risk[1:], strict=True) if row.min() > race]
    rise = max(float(np.diff(size, axis=0).max()), float(np.diff(size[1:], axis=1).max()))
    return Evidence(
        (
            mean("breaches where both are high", breaches(corner), at_most=0.05),
            mean(
                "fall of breaches with the rate, sanction .7", breaches(low) - breaches(corner), at_least=0.1
            ),
            mean(
                "fall of breaches with the sanction, rate .7", breaches(high) - breaches(corner), at_least=0.1
            ),
            exact("largest rise of breaches between neighbours of the grid", rise, at_most=0.1),
            *(
                exact(f"rate from which a lone breach does not pay, sanction {sanction:g}", rate)
                for sanction, rate in zip(_SANCTIONS, line, strict=False)
            ),
            *(
                exact(f"breaches at rate {rate:g}, sanction {sanction:g}", size[i, j])
                for i, rate in enumerate(_RATES)
                for j, sanction in enumerate(_SANCTIONS)
            ),
        ),
        f"Weak verification is worse than no treaty at rates {worse}."
        if worse
        else "Weak verification is nowhere worse than no treaty.",
    )


def _indifference(bench: Bench) -> list[float]:
    """For every sanction the least rate at which no lab gains by ignoring the floor alone, all others keeping it; 1: none."""
    rates = np.linspace(0.05, 1.0, 20)
    out = []
    for sanction in _SANCTIONS:
        least = 1.0
        for rate in rates[::-1]:
            text = _cell(bench, float(rate), sanction)
            alone = bench.race.repeated(1 + len(LABS))
            for lab in range(len(LABS)):
                for name in ("keep", "keep_late"):
                    alone.lab[1 + lab, lab, LAB.index(name)] = 0.0
            labs = bench.expected(alone, text)[0]
            gains = [labs[1 + lab, lab] - labs[0, lab] for lab in range(len(LABS))]
            if max(gains) > 0.0:
                break
            least = float(rate)
        out.append(least)
    return out


# --- teeth, words -----------------------------------------------------------------------------------------------------


def _teeth(bench: Bench) -> Evidence:
    text = standing(bench)
    none, toothless, sharp = (
        lean(bench, unverified(text)),
        lean(bench, text.without("sanction")),
        lean(bench, text),
    )
    return Evidence(
        (
            sampled(
                "breaches without consequences, as a part of those nobody looks for",
                lambda without, unseen: without / unseen,
                breaches(toothless),
                breaches(none),
                at_least=0.8,
            ),
            mean("breaches nobody looks for", breaches(none), at_least=0.02),
            mean("breaches without consequences", breaches(toothless)),
            mean("breaches with sanctions and supervision", breaches(sharp)),
            mean(
                "findings a lab and round without consequences", toothless.series["found"].mean(axis=(1, 2))
            ),
        )
    )


def _reports(bench: Bench) -> Evidence:
    audited = standing(bench)
    trusted = audited.having(
        c.Inspection(instrument="declarations", rate=1.0),
        c.DataExchange(what=("effort", "capability", "assurance")),
        c.Oversight(body="parties", placement="embedded", hosted_by=HOST, cost=0.1),
    )
    word, audit = lean(bench, trusted), lean(bench, audited)
    return Evidence(
        (
            sampled(
                "gap of declared over true safety under audits, as a part of that on trust",
                lambda few, many: few / many,
                _gap(audit),
                _gap(word),
                at_most=1.0 / 3.0,
            ),
            mean("gap where labs are trusted on their word", _gap(word), at_least=0.01),
            mean("gap where they are audited", _gap(audit)),
            exact("floor", floor_of(audited)),
        ),
        "A declaration costs nothing and is believed or not; what differs is who looks behind it.",
    )


def _gap(run: Run) -> FloatArray:
    """(G,) declared less true safety share: a lab that falls short of its floor declares the floor."""
    gap: FloatArray = np.maximum(0.0, run.series["floor"] - run.series["safety"]).mean(axis=(1, 2))
    return gap


CLAIMS: Final = (
    Claim(
        "paper-treaty",
        "Verification and enforcement",
        "A ban that nobody verifies invites hidden defection.",
        "the same floor unverified and inspected on site",
        _paper,
    ),
    Claim(
        "verification-deters",
        "Verification and enforcement",
        "Inspections deter in proportion to what being caught costs.",
        "grid of inspection rates and sanctions, best replies in each cell",
        _deters,
    ),
    Claim(
        "teeth",
        "Verification and enforcement",
        "Verification without any consequence detects and does not deter.",
        "inspection with and without sanctions and supervision, and none",
        _teeth,
    ),
    Claim(
        "self-report",
        "Verification and enforcement",
        "Trust in self-reports is no accountability.",
        "declarations exchanged and read by the parties, against audits on site",
        _reports,
    ),
)
