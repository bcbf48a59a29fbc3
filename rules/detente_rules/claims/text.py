"""The table of claims as text for people (docs/claims.md is written by ``detente claims --markdown``)."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from detente_rules.claims.bench import FULL, QUICK, ROBUST, Size
from detente_rules.claims.claim import Claim, Figure, Result
from detente_rules.claims.reasons import CHANGED, FOUND, REVISED
from detente_rules.claims.run import SPREAD
from detente_rules.claims.stats import LEVEL

__all__ = ["markdown", "refutation"]

_HEAD = """\
# Claims, as the game's own mechanics judge them

Written by `detente claims --robust N --markdown`; the text around the figures stands in `rules/detente_rules/claims/` (`text.py`,
`reasons.py`). The literature and the public debate behind this game make claims about AI races and about regimes that would end them.
Here each of them is a row: an experiment that anybody can run again (`detente claims ID`), with figures, bars and a verdict.

**How a row is refuted.** Every row states what would refute it before it is run; that sentence is in its module's docstring and below.
Its bars stand in the same code. A row holds where the value of every figure with a bar is on the right side of it, at 5, 7 and 12 rounds alike
(a game spans six years, whatever its rounds). Figures without a bar are reported and decide nothing. Scripted bots illustrate; what
decides is best replies, found through the game's own step: every seat moves its levers until none gains.

**Chance.** Intervals hold 95 %: a paired bootstrap over games (the same games on either side of a comparison), or Wilson's for shares. Equilibria
are searched on stratified dice and then played with the game's own. Within a family of rows verdicts are corrected by Holm's method at
{level:.0%}: a row that is met only within its noise does not hold. A figure whose interval is a point involves no chance.

**Calibration and draws.** All rows are judged at the one default calibration (`detente_rules.world.calibration`). Its numbers were chosen so that
the strategic patterns of the literature appear, so that a row which holds *there* shows that the game can tell its story, not that the world
does. The test of it is the column *robust*: the share of draws in which every bar is met by the values themselves. In each draw *every* number of the calibration
is multiplied by a number of its own in 1 ± {spread:.0%}, by dice that no calibration was fitted on. Draws go through 5, 7 and 12 rounds in turn, with smaller samples
and coarser searches (below), so that a row with a narrow bar is missed by noise more often than at the default. How many draws were
computed stands beside each share: a share of 200 is rough by up to seven points either way. A draw of all rows takes some twenty seconds of
one core, so that `--robust 200` is an hour's or two's work; with `--keep FILE` it may be interrupted. Rows that play shipped scenarios as they are have no draws.

**Rows marked †.** Something was changed after a first result had been seen (never a bar, never the calibration): in the design of the row, which texts
are compared, who decides what, how a threat is put; or in the game itself, and then the row says what. For these the verdict at the default is no evidence; only the robust draws are.

**Samples.** {samples}

"""
_WORDS: Final = {True: "holds", False: "**fails**", None: "not computed"}


def markdown(results: Sequence[Result]) -> str:
    """The introduction, one table of verdicts, and every row with its figures."""
    samples = " ".join(_sample(size) for size in (FULL, QUICK, ROBUST))
    head = _HEAD.format(level=LEVEL, spread=SPREAD, samples=samples)
    return head + "\n".join([*_overview(results), *_rows(results)]) + "\n"


def _sample(size: Size) -> str:
    return (
        f"*{size.name}*: {size.games:,} games measured; a best reply compares over {size.search}, in at most {size.sweeps} sweeps, until "
        f"nobody gains {size.enough:g} G$ by any change tried."
    )


def _overview(results: Sequence[Result]) -> Iterator[str]:
    held = sum(result.holds is True for result in results)
    failed = sum(result.holds is False for result in results)
    yield f"{held} of {len(results)} rows hold, {failed} fail, {len(results) - held - failed} could not be computed.\n"
    lengths = sorted({_rounds(figure) for result in results for figure in result.figures})
    yield "| row | " + " | ".join(f"{rounds} rounds" for rounds in lengths) + " | verdict | robust |"
    yield "|---|" + "---|" * (len(lengths) + 2)
    for result in results:
        there = [_at(result, rounds) for rounds in lengths]
        yield (
            f"| {_name(result.claim)} | " + " | ".join([*there, _WORDS[result.holds], _robust(result)]) + " |"
        )
    yield ""


def _name(claim: Claim) -> str:
    """With a link to the row's own paragraph."""
    return f"[`{claim.id}`](#{claim.id})" + (" †" if claim.id in REVISED else "")


def _robust(result: Result) -> str:
    return "–" if result.robust is None else f"{result.robust.share:.0%} of {result.robust.draws}"


def _at(result: Result, rounds: int) -> str:
    barred = [figure for figure in result.figures if figure.bar is not None and _rounds(figure) == rounds]
    if not barred:
        return "–"
    return "met" if all(figure.met for figure in barred) else "missed"


def _rows(results: Sequence[Result]) -> Iterator[str]:
    for family, rows in groupby(results, key=lambda result: result.claim.family):
        yield f"## {family}\n"
        for result in rows:
            yield from _row(result)


def _row(result: Result) -> Iterator[str]:
    claim = result.claim
    yield f"### {claim.id}\n"
    dagger = " † (changed after a first result)" if claim.id in REVISED else ""
    yield f"{_line(claim.statement)} *Compared:* {_line(claim.compared)}. *Verdict:* {_WORDS[result.holds]}; robust {_robust(result)}{dagger}.\n"
    if said := refutation(claim):
        yield f"{_line(said)}\n"
    for part in (CHANGED.get(claim.id, ""), *_reasons(result)):
        if part:
            yield f"{_line(part)}\n"
    if result.robust is not None and result.robust.missed:
        told = "; ".join(f"{name} in {count}" for name, count in result.robust.missed)
        yield f"{_line(f'Of {result.robust.draws} draws, most often missed: {told}.')}\n"
    if result.figures:
        yield from _figures(result.figures)


def _reasons(result: Result) -> Iterator[str]:
    """What was missed, why, and what the test itself tells, each by itself."""
    found = FOUND.get(result.claim.id, "")
    missed, known, told = result.reason.partition(found) if found else (result.reason, "", "")
    yield from (missed.strip(), known, told.strip())


def refutation(claim: Claim) -> str:
    """What would refute a row: the paragraphs of its module's docstring that speak of it; empty where none does."""
    words = inspect.cleandoc(inspect.getmodule(claim.test).__doc__ or "").split("\n\n")
    return " ".join(" ".join(part.split()) for part in words if f"`{claim.id}`" in part)


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    lengths = sorted({_rounds(figure) for figure in figures})
    names = list(dict.fromkeys(_bare(figure) for figure in figures))
    by_place = {(_bare(figure), _rounds(figure)): figure for figure in figures}
    yield "| figure | must be | " + " | ".join(f"{rounds} rounds" for rounds in lengths) + " |"
    yield "|---|---|" + "---|" * len(lengths)
    for name in names:
        own = [by_place.get((name, rounds)) for rounds in lengths]
        first = next(figure for figure in own if figure is not None)
        bar = "–" if first.bar is None else f"{first.must} {first.bar:.3g}"
        yield f"| {_cell(name)} | {bar} | " + " | ".join(_value(figure) for figure in own) + " |"
    yield ""


def _value(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    interval = "" if figure.low == figure.high else f" [{figure.low:.3g}, {figure.high:.3g}]"
    words = f"{figure.value:.3g}{interval}"
    return words if figure.met else f"**{words}**"


def _bare(figure: Figure) -> str:
    return figure.name.rsplit(" @ ", 1)[0]


def _rounds(figure: Figure) -> int:
    return int(figure.name.rsplit(" @ ", 1)[1].split()[0])


def _cell(words: str) -> str:
    return words.replace("|", "/").replace("\n", " ")


def _line(words: str) -> str:
    """Wrapped, so that a change shows as a small difference."""
    return textwrap.fill(" ".join(words.split()), 150, break_long_words=False, break_on_hyphens=False)
