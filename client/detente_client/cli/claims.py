"""``detente claims``: what the game's mechanics show of what is said about AI races."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente_client.cli.faults import DONE, INTERRUPTED, Misused

if TYPE_CHECKING:
    from detente_rules.claims.claim import Result

SUMMARY = "check by simulation what is claimed about AI races"
DESCRIPTION = """\
Tests claims by playing games through the engine: figures with 95 % intervals, their bars, and whether the claim holds. Best replies
decide; sample sizes and bars are fixed in the code. --robust N adds the share of N draws of all parameters (each ± 25 %) in which a
claim holds. A draw of all claims takes half a minute of a processor; with --keep FILE what is done outlives an interruption, and the
same command goes on where it was, also with other claims, more draws or another number of processes, as long as rules and scenarios
are the same. --json prints one line: {"calibration", "claims": [{"id", "holds": true, false or null, "figures": {name: {"value",
"low", "high", "bar"}}, "robust": {"draws", "share"} or null, "reason", "seconds"}]}. Exit status 0 also where a claim fails."""
EXAMPLE = """\
  detente claims --quick
  detente claims race-is-a-dilemma --rounds 5,7,12 --json
  detente claims teeth --robust 50
  detente claims --robust 200 --keep claims.jsonl"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("id", nargs="*", metavar="ID", help="which claims; all by default")
    parser.add_argument("--quick", action="store_true", help="smaller samples, games of 7 rounds")
    parser.add_argument(
        "--robust", type=int, default=0, metavar="N", help="so many draws of all parameters, ± 25 %%"
    )
    parser.add_argument("--rounds", metavar="R,…", help="lengths of the game; 5, 7 and 12 by default")
    parser.add_argument(
        "--processes", type=int, metavar="P", help="how many at once; the machine's by default"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="keep what is done there; the same command then goes on with it",
    )
    parser.add_argument("--markdown", action="store_true", help="the table of docs/claims.md on stdout")
    parser.add_argument(
        "--list", action="store_true", help="the claims and what they say, without testing them"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Test them, print figures and verdicts."""
    if arguments.robust < 0:
        raise Misused("--robust: not below 0.")
    if arguments.processes is not None and arguments.processes < 1:
        raise Misused("--processes: at least 1.")
    from detente_rules.claims.registry import CLAIMS, UnknownClaim, by_id
    from detente_rules.claims.run import results, robust_units, units

    try:
        claims = [by_id(name) for name in dict.fromkeys(arguments.id)] or list(CLAIMS)
    except UnknownClaim as unknown:
        names = ", ".join(claim.id for claim in CLAIMS)
        raise Misused(f"there is no claim {unknown.args[0]!r}; there are {names}.") from None
    if arguments.list:
        for claim in claims:
            print(f"{claim.id:<24} {claim.statement}")
        return DONE
    work = units(claims, _lengths(arguments.rounds), quick=arguments.quick)
    shaken = robust_units(claims, arguments.robust)
    from detente_client.cli.claims_work import Keeper, answers, parts

    keeper = Keeper(arguments.keep)
    try:
        for _ in answers([*work, *shaken], keeper, arguments.processes):
            pass
    except KeyboardInterrupt:
        everything = parts([*work, *shaken])
        done = sum(all(keeper.answer(unit) is not None for unit in part) for part in everything)
        where = f"; {arguments.keep} holds them, and the same command goes on" if arguments.keep else ""
        print(f"interrupted: {done} of {len(everything)} parts are done{where}", file=sys.stderr)
        return INTERRUPTED
    judged = results(claims, keeper.those(work), keeper.those(shaken))
    if arguments.json:
        print(
            json.dumps(
                {"calibration": _calibration(), "claims": [one.to_data() for one in judged]},
                ensure_ascii=False,
            )
        )
    elif arguments.markdown:
        from detente_rules.claims.text import markdown

        print(markdown(judged), end="")
    else:
        _print(judged, whole=len(claims) <= 3)
    return DONE


def _lengths(given: str | None) -> list[int] | None:
    if given is None:
        return None
    try:
        lengths = [int(part) for part in given.split(",")]
    except ValueError:
        raise Misused("--rounds: whole numbers with commas between, such as 5,7,12.") from None
    if not all(2 <= length <= 40 for length in lengths):
        raise Misused("--rounds: from 2 to 40.")
    return lengths


def _calibration() -> dict[str, Any]:
    from detente_rules.arrays import digest
    from detente_rules.world.calibration import Calibration

    return {"name": "default", "digest": digest(Calibration())}


def _print(judged: "Sequence[Result]", *, whole: bool) -> None:
    words = {True: "holds", False: "fails", None: "–"}
    for result in judged:
        share = (
            "" if result.robust is None else f"  robust {result.robust.share:.0%} of {result.robust.draws}"
        )
        print(f"{result.claim.id:<24} {words[result.holds]:<6}{share}")
        if whole:
            for figure in result.figures:
                bar = "" if figure.bar is None else f"  must be {figure.must} {figure.bar:g}"
                print(
                    f"    {figure.name:<72} {figure.value:>9.3f}  [{figure.low:.3f}, {figure.high:.3f}]{bar}"
                )
        if result.reason and (whole or not result.holds):
            print(f"    {result.reason}")
