"""Writes docs/balance.md and docs/balance.csv: ``.venv/bin/python -m tests.client.balance_page FOLDER``.

FOLDER holds one file a scenario, NAME.json: what ``detente scenarios balance NAME --turns 8 --json`` printed.  Playing them takes
some minutes of one core for all scenarios.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from detente_rules import library

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
FIGURES: Final = ("games", "mean", "sd", "low", "median", "high")
HEAD: Final = """\
# Balance

What each bot makes of each seat, in mixed company: game by game every seat gets another bot, who the others are is drawn anew, and in one turn each of the twelve
light bots sits once in each seat. Rules version 2. Made by

```
detente scenarios balance NAME --turns {turns} --json
```

for each of the {scenarios} scenarios: {turns} games for each bot in each seat, {games:,} in all. Scores are in G$, at the scenario's own level. [balance.csv](balance.csv) has them
all, a row a scenario, seat and bot: games, mean, standard deviation, quartiles. `.venv/bin/python -m tests.client.balance_page` writes both from what the command printed.

"""
RANKS: Final = """\
## Which bot is best, and how often

*Beats*: the share of the eleven others whose mean in the same seat it exceeds, mean over seats; the 95 % interval is over seats.

"""
READING: Final = """\
**What the table says.** To keep one's word while the others keep theirs goes furthest, in laboratories and in governments. To stay out of what others pay for is good for a laboratory
and bad for a government; to gather those outside is the other way round. Care alone, with nobody bound, is dear for a laboratory, and a government can afford it. Racing is best for next to
nobody, also for whoever races. Opportunists end in the middle, rarely best and seldom worst.

"""
"""Written by somebody who looked at the table: to be read again whenever it changes."""
HOW: Final = """\
## How to read the tables

*Best* and *worst*: the bots with the highest and the lowest mean in that seat, with the standard deviation of one game's score. *Who plays*: the difference of their
means, in standard deviations of one game. Twelve bots that were all equal would come to about {luck:.1f} there by luck alone, and one of them would be
"best": a name in a row with little more than that is an example. For ratings with intervals use `detente tournament`.

"""


def report(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The page. found: scenario → what the command printed for it."""
    bots = sorted(next(iter(next(iter(found.values()))["seats"].values())))
    turns = {
        row["games"] for one in found.values() for seat in one["seats"].values() for row in seat.values()
    }
    (games,) = turns
    parts = [HEAD.format(turns=games, scenarios=len(found), games=games * len(bots) * len(found))]
    parts += [ranking(found, bots), READING, HOW.format(luck=luck(len(bots), games))]
    for name, one in found.items():
        parts.append(
            f"## {name}\n\n| seat | best | worst | mean of all | who plays |\n|---|---|---|---|---|\n"
        )
        for seat, row in one["seats"].items():
            order = sorted(bots, key=lambda bot, row=row: -row[bot]["mean"])  # type: ignore[misc]
            best, worst = order[0], order[-1]
            mean = np.mean([row[bot]["mean"] for bot in bots])
            within = float(np.sqrt(np.mean([row[bot]["sd"] ** 2 for bot in bots])))
            spread = (row[best]["mean"] - row[worst]["mean"]) / within
            parts.append(
                f"| {seat} | {best} {told(row[best])} | {worst} {told(row[worst])} | {signed(mean)} | {spread:.1f} |\n"
            )
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def ranking(found: Mapping[str, Mapping[str, Any]], bots: list[str]) -> str:
    """How often each bot is best, and how many of the others it beats in the mean, in labs' seats and in nations'."""
    kinds, tables = [], []
    for name, one in found.items():
        scenario = library.load(name)
        for seat, row in one["seats"].items():
            kinds.append(scenario.seat(seat).kind)
            tables.append([row[bot]["mean"] for bot in bots])
    means, is_lab = np.array(tables), np.array([kind == "lab" for kind in kinds])
    beaten = (means[:, :, None] > means[:, None, :]).sum(axis=2) / (len(bots) - 1)
    best = Counter(bots[place] for place in means.argmax(axis=1))
    dice = np.random.default_rng(1)
    draws = dice.integers(0, len(means), (2000, len(means)))
    low, high = np.percentile(beaten[draws].mean(axis=1), (2.5, 97.5), axis=0)
    rows = [RANKS, f"| bot | best in, of {len(means)} seats | beats | in labs' seats | in nations' seats |\n"]
    rows.append("|---|---|---|---|---|\n")
    for place in np.argsort(-beaten.mean(axis=0)):
        bot, share = bots[place], best[bots[place]] / len(means)
        rows.append(
            f"| {bot} | {best[bot]} ({share:.0%}) | {part(beaten[:, place].mean())} [{part(low[place])}, {part(high[place])}] "
            f"| {part(beaten[is_lab, place].mean())} | {part(beaten[~is_lab, place].mean())} |\n"
        )
    most, times = best.most_common(1)[0]
    never = [bot for bot in bots if bot not in best]
    somewhere = f"Best nowhere: {', '.join(never)}" if never else "Every bot is best somewhere"
    rows.append(
        f"\n{somewhere}; `{most}` most often, in {times / len(means):.0%} of seats. The claim behind this, with its bar of a third, is `detente claims many-ways`: there "
        "the others are the suggested bots, and not all kinds.\n\n"
    )
    return "".join(rows)


def luck(bots: int, games: int) -> float:
    """What best less worst would come to if all bots were equal, in standard deviations of a game."""
    draws = np.random.default_rng(1).standard_normal((20_000, bots)) / np.sqrt(games)
    return float(np.ptp(draws, axis=1).mean())


def signed(value: float) -> str:
    """G$, with a true minus."""
    return f"{value:+.0f}".replace("-", "−")


def part(value: float) -> str:
    """A share without the zero."""
    return f"{value:.2f}".removeprefix("0")


def told(row: Mapping[str, float]) -> str:
    """Mean and deviation of one bot in one seat."""
    return f"{signed(row['mean'])} ± {row['sd']:.0f}"


def write(folder: Path) -> None:
    """Both files from the command's answers."""
    found = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in library.names()
    }
    (DOCS / "balance.md").write_text(report(found), encoding="utf-8")
    with (DOCS / "balance.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("scenario", "seat", "bot", *FIGURES))
        for name, one in found.items():
            for seat, row in one["seats"].items():
                for bot, figures in row.items():
                    out.writerow((name, seat, bot, *(round(figures[key], 1) for key in FIGURES)))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
