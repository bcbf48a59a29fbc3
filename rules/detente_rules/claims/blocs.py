"""Those shut out, those threatened, those outvoted: orders and the outside options of whoever does not lead them.

Governments differ in what they fear and want: damage and prize of each nation are drawn, ± 50 %, and every decision to join,
stay out, build a bloc or leave is the better one for the nation that takes it, at the payoffs that best replies bring.

`excluded-build-parallel`: a club of three with trade measures and export control. Closed, the others may race (their subsidies are
their best replies) or build an order of their own, of modest rules or a common market, whichever suits the strongest of them; open, they may also accede, with a vote on who inspects. Refuted where a rival
order is no likelier beside the closed club, or risk no higher there.

`let-us-win`: the leader demands that only foreign labs be bound, and will otherwise do what is then best for it. Refuted where a
refuser with a poor outside option (far behind, dependent on others' chips) accepts in less than 70 % of the draws, one with a good
option (level, and self-sufficient) in more than 30 %, or where less than 60 % of the surplus of accepted demands goes to the leader.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence, Figure
from detente_rules.claims.conduct import Levers
from detente_rules.claims.leadership import LEADER, common_rules
from detente_rules.claims.nearby import CONDUCT, members, near, tastes
from detente_rules.claims.play import Run
from detente_rules.claims.stats import exact, sampled, share
from detente_rules.claims.table import NATIONS, Table, Text
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS"]

DRAWS: Final = 200
_CLUB: Final = (0, 2, 4)
_SHUT_OUT: Final = (1, 3, 5)
_FREE: Final = (*CONDUCT, "subsidy")


def _club(*, voice: bool) -> Text:
    """The club's rules; with voice its parties inspect one another, else its leader inspects all."""
    oversight = (
        c.Oversight(body="parties", placement="embedded")
        if voice
        else c.Oversight(body="leader", leader=LEADER, hosted_by=LEADER, placement="embedded")
    )
    door = c.AccessionRule(rule="open" if voice else "closed")
    barriers = (c.TradeMeasures(cut=0.6), c.ExportControl(withheld=0.5))
    return Text((*common_rules(), oversight, *barriers, door))


def _rules() -> Text:
    """An order that those outside can build: modest rules, inspected by one another, what they know shared."""
    return Text(
        (
            c.SafetyFloor(level=0.22, cost=0.4),
            c.Inspection(instrument="chip_reporting", rate=0.6),
            c.Oversight(body="parties"),
            c.Sanction(fine=0.5, exclusion=0.4),
            c.ResearchSharing(rate=0.06),
            c.BenefitSharing(access=0.4),
            c.TradeMeasures(cut=0.2),
        )
    )


def _market() -> Text:
    """Or a common market: open doors among themselves, closed ones to others, knowledge shared, hardly any rules."""
    return Text(
        (
            c.SafetyFloor(level=0.12, cost=0.1),
            c.ResearchSharing(rate=0.1),
            c.BenefitSharing(access=0.8),
            c.TradeMeasures(cut=0.6),
        )
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Structures:
    """Runs by who is where: those shut out apart, in a bloc of their own, in the club all but the strongest, all in it.

    The last two only where the club is open.
    """

    apart: Run
    bloc: Run
    smaller: Run | None = None
    joined: Run | None = None


@lru_cache(maxsize=16)
def _structures(bench: Bench, *, voice: bool) -> _Structures:
    table, *_ = tables = [bench.table(_club(voice=voice), bloc()) for bloc in (_rules, _market)]
    apart = members(members(table, _CLUB, 0), (), 1)
    first = near(bench, apart, free=_FREE)
    blocs = []
    for base in tables:
        beside = members(members(base, _CLUB, 0), _SHUT_OUT, 1)
        blocs.append(_measured(bench, beside, near(bench, beside, first, free=_FREE, hasty=True)))
    inside = []
    if voice:
        for nations in ((0, *range(2, len(NATIONS))), range(len(NATIONS))):
            together = members(members(table, nations, 0), (), 1)
            inside.append(_measured(bench, together, near(bench, together, first, free=_FREE)))
    # The strongest of those outside writes the bloc's rules.
    bloc = max(blocs, key=lambda run: float(run.nations[:, _SHUT_OUT[0]].mean()))
    return _Structures(_measured(bench, apart, first), bloc, *inside)


def _measured(bench: Bench, table: Table, levers: Levers) -> Run:
    return bench.measure(levers, table=table)


def _chosen(bench: Bench, found: _Structures) -> tuple[BoolArray, FloatArray]:
    """(draws,) whether the bloc is built, and the expected risk.

    A bloc needs all three. The two smaller ones compare it with acceding, the strongest with what is left to it then.
    """
    strong, small = _SHUT_OUT[0], list(_SHUT_OUT[1:])
    apart, bloc = (tastes(bench, run, DRAWS) for run in (found.apart, found.bloc))
    base, risk = apart, np.full(DRAWS, found.apart.risk.mean())
    if found.smaller is not None and found.joined is not None:
        smaller, joined = (tastes(bench, run, DRAWS) for run in (found.smaller, found.joined))
        accede = np.asarray((smaller[:, small] > apart[:, small]).all(axis=1))
        follows = accede & (joined[:, strong] > smaller[:, strong])
        base = np.where(accede[:, None], np.where(follows[:, None], joined, smaller), apart)
        risk = np.where(accede, np.where(follows, found.joined.risk.mean(), found.smaller.risk.mean()), risk)
    built = np.asarray((bloc[:, list(_SHUT_OUT)] > base[:, list(_SHUT_OUT)]).all(axis=1))
    return built, np.asarray(np.where(built, found.bloc.risk.mean(), risk))


def _parallel(bench: Bench) -> Evidence:
    shut, opened = _structures(bench, voice=False), _structures(bench, voice=True)
    (rival, risk), (other, other_risk) = _chosen(bench, shut), _chosen(bench, opened)
    odds, other_odds = rival.astype(np.float64), other.astype(np.float64)
    gain = (shut.bloc.nations - shut.apart.nations).mean(axis=0)[list(_SHUT_OUT)]
    return Evidence(
        (
            share("rival orders beside the closed club", int(rival.sum()), DRAWS),
            share("rival orders beside the open club with voice", int(other.sum()), DRAWS),
            sampled("how much likelier where closed", lambda a, b: a - b, odds, other_odds, at_least=0.01),
            sampled(
                "risk where closed, less risk where open", lambda a, b: a - b, risk, other_risk, at_least=0.0
            ),
            exact("risk where closed and no bloc is built", float(shut.apart.risk.mean())),
            exact("risk where closed and a bloc is built", float(shut.bloc.risk.mean())),
            *(
                exact(f"risk where {who} have acceded", float(run.risk.mean()))
                for who, run in (("the smaller two", opened.smaller), ("all", opened.joined))
                if run is not None
            ),
        ),
        "What the bloc brings those shut out (G$): " + ", ".join(f"{value:+.1f}" for value in gain) + ".",
    )


# --- let us win ----------------------------------------------------------------------------------------------------------

_REFUSER: Final = 1
_STARTS: Final = {
    "poor": (0.0, -0.15, -1.1, -1.4, -0.45, -0.7),
    "good": (0.0, -0.15, 0.0, -0.15, -0.45, -0.7),
}
"""Where labs start: the refuser's (the third and fourth) far behind, or level with the leader's."""
_CHIPS: Final = {"poor": (0.6, 0.05, 0.1, 0.1, 0.1, 0.05), "good": (0.3, 0.4, 0.1, 0.1, 0.05, 0.05)}
_FOREIGN: Final = ("lab-2", "lab-3", "lab-4", "lab-5")


def _demand(*, barred: bool) -> Text:
    """All foreign labs bound and inspected, the leader's free; barred: those outside lose trade and chips."""
    clauses: tuple[c.Clause, ...] = (
        c.SafetyFloor(level=0.32, cost=0.8, labs=_FOREIGN),
        c.Inspection(instrument="on_site", rate=0.7),
        c.Oversight(body="leader", leader=LEADER, hosted_by=LEADER, placement="embedded"),
        c.Sanction(fine=0.7, exclusion=0.65),
        c.ResearchSharing(rate=0.06),
    )
    if barred:
        clauses = (*clauses, c.TradeMeasures(cut=0.6), c.ExportControl(withheld=0.5))
    return Text(clauses)


@dataclass(frozen=True, eq=False, slots=True)
class _Threat:
    """Scores (draws, N) if accepted, and if refused and the leader does what is best for it then; by draw."""

    accepted: FloatArray
    refused: FloatArray
    fulfilled: BoolArray
    """(draws,) the leader's best reply to a refusal is to shut the refuser out."""


@lru_cache(maxsize=16)
def _threat(bench: Bench, option: str) -> _Threat:
    world = bench.other(capability=_STARTS[option], assurance=_STARTS[option], chips=_CHIPS[option])
    table = world.table(_demand(barred=True))
    others = tuple(place for place in range(len(NATIONS)) if place != _REFUSER)
    yes = near(world, table, free=_FREE)
    without = members(table, others)
    shut = near(world, without, yes, free=_FREE)
    accepted, barred, race = (
        tastes(world, run, DRAWS)
        for run in (
            world.measure(yes, table=table),
            world.measure(shut, table=without),
            world.measure(world.race),
        )
    )
    fulfilled = barred[:, 0] > race[:, 0]
    refused = np.where(fulfilled[:, None], barred, race)
    return _Threat(accepted, refused, fulfilled)


PRICES: Final = tuple(float(price) for price in range(0, 205, 5))
"""What the leader may ask on top (G$ over the whole game): transfers between nations change scores, and no conduct."""


def _let_us_win(bench: Bench) -> Evidence:
    figures: list[Figure] = []
    notes = []
    for option, bar in (("poor", 0.7), ("good", 0.3)):
        found = _threat(bench, option)
        gain = found.accepted - found.refused
        price = max(
            PRICES, key=lambda asked: float(((gain[:, _REFUSER] > asked) * (gain[:, 0] + asked)).mean())
        )
        agreed = gain[:, _REFUSER] > price
        hits = int(agreed.sum())
        name = f"accepted with a {option} outside option"
        poor = option == "poor"
        figures += [
            share(name, hits, DRAWS, at_least=bar) if poor else share(name, hits, DRAWS, at_most=bar),
            share(f"leaders who would carry the threat out ({option})", int(found.fulfilled.sum()), DRAWS),
        ]
        if hits:
            mine, yours = gain[agreed, 0] + price, gain[agreed, _REFUSER] - price
            figures.append(
                sampled(
                    f"part of the surplus of the two that the leader gets ({option})",
                    lambda a, b: a / np.maximum(a + b, 1e-9),
                    mine,
                    yours,
                    at_least=0.6,
                )
            )
        notes.append(
            f"{option}: accepting is worth {gain[:, _REFUSER].mean():.0f} G$ to the refuser and {gain[:, 0].mean():.0f} to the "
            f"leader, who asks {price:g} on top"
        )
    return Evidence(
        tuple(figures),
        "; ".join(notes) + ".",
    )


CLAIMS: Final = (
    Claim(
        "excluded-build-parallel",
        "Orders and blocs",
        "Those shut out build their own.",
        "a closed club against one that is open to all and gives them a voice; those outside race, build a bloc, or accede",
        _parallel,
    ),
    Claim(
        "let-us-win",
        "Orders and blocs",
        "“Let us win, or everybody loses” is credible only where refusing hurts the refuser more.",
        "a refuser with a poor and with a good outside option; the leader's answer to a refusal is its best reply",
        _let_us_win,
    ),
)
