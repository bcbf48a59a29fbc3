"""Who broke what, and who found out (R7)."""

from __future__ import annotations

from dataclasses import dataclass

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import crossed, product, spread, used, xp
from detente_rules.world.budget import Conduct
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Draws
from detente_rules.world.knowledge import of_home
from detente_rules.world.looks import in_round
from detente_rules.world.params import Params

__all__ = ["Evidence", "floor_breach", "hit_probability", "own_rate", "verify"]


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """What came to light about labs; booleans (G, A) unless said."""

    found: BoolArray
    """A treaty's inspectors found a breach that was there (or were turned away)."""
    accused: BoolArray
    """A treaty's inspectors report a breach where there was none."""
    own_found: BoolArray
    """A nation's own inspectors found a breach of law or treaty."""
    own_accused: BoolArray
    """A nation's own inspectors were wrong."""
    leaked: BoolArray
    """Somebody inside made a breach public."""
    seen: BoolArray
    """(G, N, A) what a nation's technical means report; right or wrong, known to that nation alone."""
    scrutiny: FloatArray
    """(G, A) probability that a full, unhidden breach is found in a half-year [0, 1]: how well verified a lab is.

    Not of the round: what it feeds (the rise of trust, R6.8) is a rate of its own, which knows the length of a round.
    """


def floor_breach(safety: FloatArray, floor: FloatArray) -> FloatArray:
    """Size of a breach of a safety floor, (F - sigma) / F in [0, 1]; 0 without a floor.  Shapes (G, A)."""
    return xp.maximum(0.0, floor - safety) / xp.maximum(floor, 1e-12)


def hit_probability(params: Params, breach: FloatArray, concealment: FloatArray) -> FloatArray:
    """Part of an instrument's D that a breach of this size and hiding leaves: v^nu * exp(-xi c), (G, A)."""
    return breach**params.base.size * xp.exp(-params.base.hide * concealment)


def own_rate(params: Params, choices: Choices, challenge: FloatArray) -> FloatArray:
    """Probability (G, A) that some nation's own inspectors come in a half-year (R7.4).

    The home's come as it enforces; others' where the lab admits them, or a treaty lets them ask: challenge (G, N, A)
    inspections a half-year.
    """
    abroad = xp.maximum(choices.admit[:, None, :], xp.minimum(challenge, 1.0))
    let_in = crossed(choices.enforcement[:, :, None], params.home) + params.abroad * abroad
    return 1.0 - product(1.0 - choices.inspect * let_in, 1)


def verify(
    params: Params,
    obligations: Obligations,
    choices: Choices,
    acts: Conduct,
    treaty_breach: FloatArray,
    law_breach: FloatArray,
    law: FloatArray,
    draws: Draws,
) -> Evidence:
    """Roll every way in which a breach comes to light.

    treaty_breach: (G, A) size of the breach of treaties, which treaties' inspectors look for.
    law_breach: (G, A) the larger of that and the breach of the home's law, which nations' inspectors and insiders see.
    law: (G, A) floor of that law; where neither law nor treaty rules, there is nothing to accuse anybody of.

    A violator, inspected, is found with D * iota * v^nu * exp(-xi c); an innocent is accused with alpha.  Turning
    inspectors away counts as a breach that an independent body always reports.  The part of an inspection that depends
    on the home (1 - iota) works only as far as the home enforces it.  All these are odds of a half-year (`looks`).
    """
    pace = params.pace
    quality = hit_probability(params, treaty_breach, acts.concealment)
    ruled = (obligations.floor > 0.0) | xp.isfinite(obligations.cap)
    missed: FloatArray | float = 1.0
    if used(obligations.rate):
        turned_away = ~choices.admit & (obligations.rate > 0.0)
        at_home = of_home(params, choices.enforcement)
        sight = obligations.independence
        rate = obligations.rate * (sight + (1.0 - sight) * at_home)
        chance = rate * sight * xp.where(turned_away, 1.0, obligations.hit * quality)
        found = draws.detection < in_round(chance, pace)
        innocent = ruled & (treaty_breach <= 0.0) & ~turned_away
        accused = innocent & (draws.false_alarm < in_round(rate * obligations.false_alarm, pace))
        missed = 1.0 - rate * sight * obligations.hit
    else:  # no treaty's inspectors come to anybody
        found = accused = draws.detection < 0.0

    if used(choices.inspect):
        own = own_rate(params, choices, obligations.challenge)
        seen_at_home = hit_probability(params, law_breach, acts.concealment)
        own_found = draws.own_detection < in_round(own * params.base.own_hit * seen_at_home, pace)
        guiltless = (ruled | (law > 0.0)) & (law_breach <= 0.0)
        wrong = in_round(own * params.base.own_false_alarm, pace)
        own_accused = guiltless & (draws.own_detection < wrong)
    else:
        own_found = own_accused = xp.zeros_like(found)
        own = xp.zeros_like(quality)

    guarded = xp.maximum(of_home(params, choices.protection), obligations.protection)
    leaked = draws.whistle < in_round(params.base.whistle * (1.0 + guarded) * law_breach, pace)

    seen = spread(False, choices.watch.shape)
    if used(choices.watch):
        broken = (treaty_breach > 0.0)[:, None, :]
        odds = xp.where(broken, params.base.watch_hit * quality[:, None, :], params.base.watch_false_alarm)
        seen = draws.watch < in_round(choices.watch * odds, pace)

    scrutiny = 1.0 - missed * (1.0 - own * params.base.own_hit)
    return Evidence(found, accused, own_found, own_accused, leaked, seen, scrutiny)
