"""The table of claims as text for people (docs/claims.md is written by ``detente claims --markdown``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente_rules.claims.claim import Figure, Result

__all__ = ["markdown"]

_HEAD = """\
# Claims, as the game's own mechanics judge them

Written by `detente claims --robust N --markdown > docs/claims.md`; do not edit. Figures are the barred one nearest to (or furthest
beyond) its bar, over games of 5, 7 and 12 rounds, with the 95 % interval; `detente claims ID` prints all of them. *Robust*: share of draws of all parameters,
each ± 25 %, in which the claim holds. How verdicts are reached: `rules/detente_rules/claims/__init__.py`.
"""
_WORDS = {True: "holds", False: "**fails**", None: "not computed"}


def markdown(results: Sequence[Result]) -> str:
    """One table a family."""
    return "\n".join([_HEAD, *_tables(results)]) + "\n"


def _tables(results: Sequence[Result]) -> Iterator[str]:
    for family in dict.fromkeys(result.claim.family for result in results):
        yield f"## {family}\n"
        yield "| id | claim | nearest figure | bar | verdict | robust | reason found |"
        yield "|---|---|---|---|---|---|---|"
        for result in results:
            if result.claim.family == family:
                yield _row(result)
        yield ""


def _row(result: Result) -> str:
    figure = _nearest(result)
    robust = "–" if result.robust is None else f"{result.robust.share:.0%} of {result.robust.draws}"
    shown = bar = "–"
    if figure is not None:
        shown = f"{figure.name}: {figure.value:.3g} [{figure.low:.3g}, {figure.high:.3g}]"
        bar = f"{figure.must} {figure.bar:g}"
    cells = (
        f"`{result.claim.id}`",
        result.claim.statement,
        shown,
        bar,
        _WORDS[result.holds],
        robust,
        result.reason,
    )
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def _nearest(result: Result) -> Figure | None:
    """The barred figure that decides: the least clear one."""
    barred = [figure for figure in result.figures if figure.bar is not None]
    return max(barred, key=_closeness, default=None)


def _closeness(figure: Figure) -> float:
    assert figure.bar is not None
    beyond = figure.value - figure.bar if figure.must == "at least" else figure.bar - figure.value
    return -beyond / max(abs(figure.bar), abs(figure.value), 1e-9)
