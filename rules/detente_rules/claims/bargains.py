"""What a bargain lasts, and what keeps nations out of it.

`predetermined-bargain`: the same verified order under two divisions of what it is worth to nations beyond the race.  By power: the leader
takes all but a twentieth; Nash: equal parts (transfers between nations change scores, and no conduct, so that Nash's solution is the equal
split).  Legitimacy does not move here (its speed is 0).  Half-way, a breakthrough lifts one nation's labs; every nation then
stays, or leaves and thereby ends an order that needs all of them, whichever is better for it from there on.  Refuted where no more leave the
bargain by power. How many would leave without any shift is reported.

`sovereignty-price`: a nation takes part where its government prefers the order to the race (fears and wants drawn) and its parliament consents when
first asked, at the game's own odds (R4.5), under the legitimacy that such a regime earns in two years.  Refuted where participation does not fall with intrusion or with the share of chips that
others control, or where neither reciprocity nor managed access wins any of it back.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence, Figure
from detente_rules.claims.leadership import LEADER, common_rules
from detente_rules.claims.nearby import members, near, tastes
from detente_rules.claims.play import Run, Turn
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import HOMES, NATIONS, Table, Text
from detente_rules.treaty import clauses as c
from detente_rules.treaty.ratification import Home, asked_at_home, ratification_odds
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState

__all__ = ["CLAIMS"]

DRAWS: Final = 200
_SHIFT: Final = 0.6
"""Doublings by which a breakthrough lifts a nation's labs."""
_LEFT: Final = 0.05
"""Part of what the order is worth that the strongest leaves to the others."""
_WITH_LABS: Final = tuple(sorted(set(HOMES)))


def _order(oversight: c.Oversight, *others: c.Clause) -> Text:
    """The rules of all orders here, looked after by this body, with other clauses in place of those of their kind."""
    return Text((*common_rules(), oversight)).having(*others)


# --- who leaves ------------------------------------------------------------------------------------------------------------


def _shifted(bench: Bench, lucky: int | None, *, ends: bool) -> Turn:
    """A breakthrough half-way, and a nation that ends the order at that moment."""
    half = bench.rounds // 2
    lift = np.array([_SHIFT * (home == lucky) for home in HOMES])

    def turn(
        now: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        if now == half:
            world = replace(world, capability=world.capability + lift)
            if ends:
                table = members(table, ())
        return world, table, choices

    return turn


def _predetermined(bench: Bench) -> Evidence:
    still = bench.other(legitimacy_speed=0.0)
    text = _order(c.Oversight(body="independent", hosted_by=LEADER))
    table = still.table(text)
    levers = near(still, table, still.race)
    agreed, race = still.measure(levers, text), still.measure(still.race)
    worth = (agreed.nations - race.nations).mean(axis=0)
    total, count = float(worth.sum()), len(NATIONS)
    power = np.full(count, _LEFT * total / (count - 1))
    power[0] = total * (1.0 - _LEFT)
    received = {"by power": power - worth, "Nash": np.full(count, total / count) - worth}
    weights = still.params.discount ** np.arange(still.rounds) * (1.0 - agreed.series["risk"]).mean(axis=0)
    later = float(weights[still.rounds // 2 :].sum() / weights.sum())
    leaves: dict[str, list[FloatArray]] = {name: [] for name in received}
    calm: dict[str, list[FloatArray]] = {name: [] for name in received}
    for lucky in (None, *_WITH_LABS):
        stay, gone = (
            tastes(still, still.measure(levers, text, turn=_shifted(still, lucky, ends=ends)), DRAWS)
            for ends in (False, True)
        )
        for nation in range(count):
            gain = gone[:, nation] - stay[:, nation]
            for name, transfer in received.items():
                (calm if lucky is None else leaves)[name].append(
                    (gain > later * transfer[nation]).astype(np.float64)
                )
    left = {name: np.mean(columns, axis=0) for name, columns in leaves.items()}
    return Evidence(
        (
            sampled(
                "share of nations that leave, bargain by power less Nash bargain",
                lambda a, b: a - b,
                left["by power"],
                left["Nash"],
                at_least=0.01,
            ),
            sampled(
                "the same, beyond those that would leave without any shift",
                lambda a, b, c, d: (a - c) - (b - d),
                left["by power"],
                left["Nash"],
                np.mean(calm["by power"], axis=0),
                np.mean(calm["Nash"], axis=0),
            ),
            mean("share that leaves a bargain by power", left["by power"]),
            mean("share that leaves a Nash bargain", left["Nash"]),
            exact("worth of the order to all nations (G$)", total),
            *(
                exact(f"share that would leave without any shift, {name}", float(np.mean(calm[name])))
                for name in calm
            ),
        ),
        "Received, by nation (G$): "
        + "; ".join(
            f"{name} " + ", ".join(f"{value:+.0f}" for value in amounts) for name, amounts in received.items()
        )
        + ".",
    )


# --- who stays out ----------------------------------------------------------------------------------------------------------


def _inspection(instrument: c.InstrumentId, managed: float = 0.0) -> c.Inspection:
    return c.Inspection(instrument=instrument, rate=0.7, managed_access=managed)


_LED: Final = c.Oversight(body="leader", leader=LEADER, hosted_by=LEADER, placement="embedded")
_MUTUAL: Final = c.Oversight(body="parties", placement="embedded")
_WATCHED: Final = _order(_LED, _inspection("remote_sensing"))
_ON_SITE: Final = _order(_LED, _inspection("on_site"))
_RESIDENT: Final = _order(_LED, _inspection("resident"))
_MANAGED: Final = _order(_LED, _inspection("resident", managed=0.5))
_RECIPROCAL: Final = _order(_MUTUAL, _inspection("resident"))
_DEPENDENT: Final = ((0.4, 0.2, 0.1, 0.1, 0.1, 0.1), (0.8, 0.04, 0.04, 0.04, 0.04, 0.04))
"""The world's chips and energy by nation: as they are, and under one nation's control."""


@lru_cache(maxsize=32)
def _participation(bench: Bench, text: Text) -> FloatArray:
    """(draws,) expected share of the nations other than the leader that take part."""
    table = bench.table(text)
    levers = near(bench, table)
    run = bench.measure(levers, text)
    race = tastes(bench, bench.measure(bench.race), DRAWS)
    willing = tastes(bench, run, DRAWS)[:, 1:] > race[:, 1:]
    return np.asarray((willing * _consent(bench, table, run)[1:]).mean(axis=1))


def _consent(bench: Bench, table: Table, run: Run) -> FloatArray:
    """(N,) chance that a parliament consents, while the leader is in."""
    params = bench.params
    terms, status = members(table, (0,))
    compute = np.exp2(np.asarray(params.capability))[None]
    lab = compute / compute.sum()
    nation = lab @ params.home.T
    start = WorldState.initial(params, 1, None, terms.treaties)
    middle = bench.rounds // 3
    home = Home(
        law=np.zeros((1, params.nations)),
        revenue=start.revenue,
        ai_share=np.concatenate([lab, nation], axis=1),
        trust=start.trust,
        legitimacy=np.array([[run.series["legitimacy"][:, middle, 0].mean()]]),
        sovereignty=np.asarray(params.sovereignty) / params.pace,
        half_years=params.pace,
    )
    never_failed = np.zeros((1, terms.treaties, params.nations), dtype=np.int64)
    asked = asked_at_home(terms, params.homes, home)
    odds = ratification_odds(terms, status, params.homes, asked, never_failed).probability
    return np.asarray(odds[0, 0])


def _sovereignty(bench: Bench) -> Evidence:
    light, site, deep, managed, mutual = (
        _participation(bench, text) for text in (_WATCHED, _ON_SITE, _RESIDENT, _MANAGED, _RECIPROCAL)
    )
    barred = Text((*_ON_SITE.clauses, c.ExportControl(withheld=0.5)))
    free, dependent = (_participation(bench.other(chips=chips), barred) for chips in _DEPENDENT)
    figures: tuple[Figure, ...] = (
        sampled(
            "participation lost from watching to on-site inspection",
            lambda a, b: a - b,
            light,
            site,
            at_least=0.0,
        ),
        sampled("... from on-site to resident inspectors", lambda a, b: a - b, site, deep, at_least=0.0),
        sampled(
            "participation lost where one nation controls most chips, under export control",
            lambda a, b: a - b,
            free,
            dependent,
            at_least=0.001,
        ),
        sampled("participation won back by reciprocity", lambda a, b: a - b, mutual, deep, at_least=0.0),
        sampled("participation won back by managed access", lambda a, b: a - b, managed, deep, at_least=0.0),
        mean("participation where only watched", light),
        mean("participation with resident inspectors", deep),
    )
    return Evidence(
        figures,
        "Whoever depends on others' chips has more to lose by staying out: dependence compels, and no rule makes it a cost in itself."
        if float(free.mean()) < float(dependent.mean()) + 1e-9
        else "",
    )


CLAIMS: Final = (
    Claim(
        "predetermined-bargain",
        "Orders and blocs",
        "A bargain that mirrors existing power lasts less.",
        "the same order, its worth divided by power or by Nash bargaining, then a shift of power; legitimacy held still",
        _predetermined,
    ),
    Claim(
        "sovereignty-price",
        "Orders and blocs",
        "Intrusive verification and foreign control keep nations out; coordination can look like dependency.",
        "one order under instruments of growing depth, reciprocal or one-sided, with managed access, by who controls chips",
        _sovereignty,
    ),
)
