"""What the briefs say of the world is true in the engine: each sentence with a number, and the check that it holds.

The checks play the scenario through the same step as a game, every hidden threshold at its expectation. Whether a
sentence stands in its brief is checked too, so that text and check cannot drift apart.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from detente_rules import cards, library
from detente_rules.arrays import FloatArray
from detente_rules.genesis import params_of
from detente_rules.scenario import Scenario
from detente_rules.treaty.context import Independence, Ramp
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, quiet_round
from detente_rules.world.params import Params
from detente_rules.world.profile import no_treaty
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

RACE = 0.1
"""About what labs spend on safety in the race."""


@dataclass(frozen=True, eq=False)
class Path:
    """A game of constant shares: capability, assurance, market share by round (R, A), and the risk at the end."""

    capability: FloatArray
    assurance: FloatArray
    share: FloatArray
    risk: float


@dataclass(frozen=True, eq=False)
class World:
    """A scenario and its parameters, and questions about it."""

    scenario: Scenario
    params: Params

    def lab(self, seat: str) -> int:
        """Place of a lab on axis A."""
        return [lab.id for lab in self.scenario.labs].index(seat)

    def ahead(self, one: str, other: str) -> float:
        """By how many doublings one lab leads another at the start."""
        start = self.params.capability
        return float(start[self.lab(one)] - start[self.lab(other)])

    def gap(self, seat: str) -> float:
        """Assurance less capability at the start, doublings."""
        return float(self.params.assurance[self.lab(seat)] - self.params.capability[self.lab(seat)])

    def invest(self, seat: str) -> float:
        """A lab's investors, G$ per half-year."""
        return self.scenario.seat(seat).invest or 0.0

    def demand(self, seat: str) -> float:
        """A nation's spending, G$ per half-year."""
        return self.scenario.seat(seat).demand or 0.0

    def damage(self, seat: str) -> float:
        """What a catastrophe costs a nation, G$."""
        return self.scenario.seat(seat).damage or 0.0

    def danger(self, seat: str) -> float:
        """A lab's danger at the start, per half-year."""
        base = self.params.base
        behind = float(self.params.capability.max()) - float(self.params.capability[self.lab(seat)])
        return base.danger * 2 ** (-base.danger_gap * self.gap(seat) - base.danger_follow * behind)

    def play(self, rest: float = RACE, **safety: float) -> Path:
        """A game in which the labs named keep a safety share and the others ``rest``."""
        params = self.params
        shares = np.array([[safety.get(lab.id, rest) for lab in self.scenario.labs]])
        (terms, status), dims = no_treaty(params), Dims(params.labs, params.nations, observers=False)
        state = WorldState.initial(params, 1, None, terms.treaties)
        choices = Choices.neutral(1, params.labs, params.nations).having(safety=shares)
        rows: list[tuple[FloatArray, FloatArray, FloatArray]] = []
        for number in range(params.rounds):
            result = step(params, state, terms, status, choices, quiet_round(1, dims), number)
            state, status = result.world, result.status
            rows.append((state.capability[0], state.assurance[0], result.deployed[0]))
        capability, assurance, share = (np.array(column) for column in zip(*rows, strict=True))
        return Path(capability, assurance, share, 1.0 - float(state.survival[0]))


@cache
def world(name: str) -> World:
    """A scenario's world."""
    scenario = library.load(name)
    return World(scenario, params_of(scenario, scenario.rounds))


def near(value: float, wanted: float, by: float = 0.005) -> bool:
    """Equal as words are: to two decimals unless said."""
    return abs(value - wanted) <= by


def lead_is_lost(w: World, leader: str, rival: str, within_years: float, **safety: float) -> bool:
    """Within so many years, a lab that keeps this share is behind the rival."""
    path = w.play(**safety)
    until = max(1, math.floor(within_years * w.params.rounds / 6))
    lead = path.capability[:until, w.lab(leader)] - path.capability[:until, w.lab(rival)]
    return bool((lead < 0).any())


def part_of_the_good(w: World, some: dict[str, float], level: float) -> float:
    """How much of the fall in risk that a floor for all brings comes from these labs alone."""
    race, alone, everybody = w.play().risk, w.play(**some).risk, w.play(rest=level).risk
    return (race - alone) / (race - everybody)


def shortfall_a_year(w: World, seat: str) -> float:
    """Doublings a year by which a lab's assurance falls behind its capability in the race."""
    path, place = w.play(), w.lab(seat)
    end = float(path.capability[-1, place] - path.assurance[-1, place])
    return (end + w.gap(seat)) / 6


def place_in_market(w: World, seat: str, **safety: float) -> float:
    """A lab's share of the market at the end."""
    return float(w.play(**safety).share[-1, w.lab(seat)])


ON_SITE, SATELLITES = INSTRUMENTS["on_site"].hit, INSTRUMENTS["remote_sensing"].hit

Check = Callable[[World], bool]

FIRST_STEPS: list[tuple[str, str, Check]] = [
    ("arden", "a catastrophe would cost the country 420 G$, more than four years of all it spends on AI",
     lambda w: w.damage("arden") == 420 and 420 / (2 * w.demand("arden")) > 4),
    ("arden", "One token sends inspectors to a lab in two rounds of five, and they find four in five of the open breaches",
     lambda w: near(cards.TOKEN_RATE, 0.4) and near(w.params.base.own_hit, 0.8)),
    ("arden", "a chance of about one in three", lambda w: near(cards.TOKEN_RATE * w.params.base.own_hit, 1 / 3, 0.03)),
    ("beacon", "Beacon leads, by less than a sixth of a doubling", lambda w: 0 < w.ahead("beacon", "wren") < 1 / 6),
    ("beacon", "Your investors put in 5 G$ every half-year", lambda w: w.invest("beacon") == 5),
    ("beacon", "Today your assurance just keeps up with your capability", lambda w: near(w.gap("beacon"), 0)),
    ("beacon", "Every doubling by which it falls behind more than doubles your danger", lambda w: w.params.base.danger_gap > 1),
    ("beacon", "Quill's assurance stands half a doubling below zero; from outside nobody reads it better than ± .6",
     lambda w: near(w.params.assurance[w.lab("quill")], -0.5) and near(w.params.base.noise_assurance, 0.6)),
    ("wren", "Wren is second, a sixth of a doubling behind, and ahead of everybody in assurance",
     lambda w: near(w.ahead("beacon", "wren"), 1 / 6, 0.02) and int(np.argmax(w.params.assurance)) == w.lab("wren")),
    ("wren", "Half a doubling behind the leader, a lab sells three fifths of what the leader sells",
     lambda w: near(math.exp(-0.5 * w.params.base.elasticity), 0.6, 0.01)),
    ("wren", "Careful alone, you fall behind", lambda w: place_in_market(w, "wren", wren=0.3) < place_in_market(w, "wren") - 0.05),
    ("wren", "under a law for all you keep your place",
     lambda w: near(place_in_market(w, "wren", rest=0.3), place_in_market(w, "wren"), 0.02)),
    ("wren", "you know your own danger to within 15 %", lambda w: near(w.params.base.noise_danger, 0.15)),
    ("quill", "three tenths of a doubling behind", lambda w: near(w.ahead("beacon", "quill"), 0.3)),
    ("quill", "Your assurance is half a doubling below zero", lambda w: near(w.params.assurance[w.lab("quill")], -0.5)),
    ("quill", "a tenth of your effort spent on hiding saves a third of the findings",
     lambda w: near(1 - math.exp(-w.params.base.hide * 0.1), 1 / 3, 0.01)),
    ("quill", "its fixed cost, 1 G$ a half-year", lambda w: near(w.params.base.fixed_cost, 1.0)),
]  # fmt: skip

TWO_BLOCS: list[tuple[str, str, Check]] = [
    ("aurelia", "Your labs lead, by a tenth of a doubling", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("aurelia", "Your own count puts a catastrophe at 420 G$; you spend 72 on AI in a year",
     lambda w: w.damage("aurelia") == 420 and 2 * w.demand("aurelia") == 72),
    ("aurelia", "A floor of .3 for your labs alone would cost them the lead within a year",
     lambda w: lead_is_lost(w, "helion", "lodestar", 1.0, helion=0.3, corvid=0.3)),
    ("aurelia", "for a quarter of the good that the same floor does if all four keep it",
     lambda w: near(part_of_the_good(w, {"helion": 0.3, "corvid": 0.3}, 0.3), 0.25, 0.05)),
    ("aurelia", "A floor for all four costs them nothing of their place",
     lambda w: all(near(place_in_market(w, lab, rest=0.3), place_in_market(w, lab), 0.02) for lab in ("helion", "corvid"))),
    ("aurelia", "Lodestar has let its assurance slip; they are right", lambda w: w.gap("lodestar") < -0.1),
    ("meridian", "Lodestar's assurance is fifteen hundredths behind its capability, Sorrel's is ahead of it",
     lambda w: near(w.gap("lodestar"), -0.15) and w.gap("sorrel") > 0.05),
    ("meridian", "satellites see a third of open breaches and miss the hidden", lambda _: near(SATELLITES, 1 / 3, 0.02)),
    ("meridian", "Inspection at full depth costs you .25 G$ a half-year in standing at home",
     lambda w: w.scenario.seat("meridian").sovereignty == 0.25),
    ("helion", "Helion leads the world, by a tenth of a doubling over Lodestar", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("helion", "Today your danger is about one in a hundred a half-year", lambda w: near(w.danger("helion"), 0.01, 0.002)),
    ("helion", "Racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "helion") > 0.5),
    ("helion", "its assurance is a tenth of a doubling ahead of its capability", lambda w: near(w.gap("sorrel"), 0.1)),
    ("corvid", "a quarter of a doubling behind Helion", lambda w: near(w.ahead("helion", "corvid"), 0.25)),
    ("corvid", "You have 4 G$ a half-year from investors beside your sales; a compliance cost of .8 takes a fifth of that",
     lambda w: w.invest("corvid") == 4),
    ("corvid", "a tenth of your effort saves a third of the findings",
     lambda w: near(1 - math.exp(-w.params.base.hide * 0.1), 1 / 3, 0.01)),
    ("lodestar", "a tenth of a doubling behind", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("lodestar", "Your assurance is fifteen hundredths of a doubling behind your capability", lambda w: near(w.gap("lodestar"), -0.15)),
    ("lodestar", "At a safety share of .3 the gap hardly grows",
     lambda w: float(np.ptp(w.play(rest=0.3).capability[:, 2] - w.play(rest=0.3).assurance[:, 2])) < 0.3),
    ("lodestar", "in the race it grows beyond four doublings",
     lambda w: 4.0 < 6 * shortfall_a_year(w, "lodestar") - w.gap("lodestar") < 5.0),
    ("sorrel", "its assurance is ahead of its capability", lambda w: w.gap("sorrel") > 0),
    ("sorrel", "Your assurance is a tenth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.1)),
    ("sorrel", "Abroad you sell at half the access you have at home", lambda w: near(w.params.base.foreign, 0.5)),
]  # fmt: skip

US_LED_ORDER: list[tuple[str, str, Check]] = [
    ("aurelia", "A body hosted by you works after half a year, an independent one after two years",
     lambda _: Ramp().hosted == 1 and Ramp().independent == 4),
    ("aurelia", "whoever leads judges its own labs with an independence of .35, and others' with .9",
     lambda _: near(Independence().leader_own, 0.35) and near(Independence().leader_others, 0.9)),
    ("aurelia", "you hold a third of the world's chips", lambda w: near(float(w.params.chips[0]), 1 / 3, 0.02)),
    ("meridian", "You are second, by a tenth of a doubling", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("meridian", "take one and a half years to inspect anything, and you control a tenth of the world's chips",
     lambda w: Ramp().parties == 3 and near(float(w.params.chips[1]), 0.1)),
    ("meridian", "Sorrel, your smaller lab, is the only one at this table whose assurance is ahead of its capability",
     lambda w: [lab.id for lab in w.scenario.labs if w.gap(lab.id) > 0.06] == ["sorrel"]),
    ("tessel", "You control .45 of the world's chips and energy", lambda w: near(float(w.params.chips[2]), 0.45)),
    ("tessel", "To withhold half of that from a lab takes more than a fifth of its effort",
     lambda w: 0.5 * float(w.params.chips[2]) > 0.2),
    ("tessel", "A catastrophe costs you 130 G$, eight years of what you spend on AI",
     lambda w: near(w.damage("tessel") / (2 * w.demand("tessel")), 8, 0.5)),
    ("norrin", "a compliance cost of .8 a half-year is more than a quarter of what its investors give it",
     lambda w: 0.8 / w.invest("ember") > 0.25),
    ("helion", "It stands four tenths of a doubling below: your danger is more than a third above what the world reads",
     lambda w: near(w.gap("helion"), -0.4) and 2 ** (0.4 * w.params.base.danger_gap) > 4 / 3),
    ("helion", "A safety share of .3, kept alone, loses the lead within a year",
     lambda w: lead_is_lost(w, "helion", "lodestar", 1.0, helion=0.3)),
    ("helion", "kept by all it costs you nothing of your place",
     lambda w: near(place_in_market(w, "helion", rest=0.3), place_in_market(w, "helion"), 0.02)),
    ("corvid", "the overseer looks at you with an independence of .35", lambda _: near(Independence().leader_own, 0.35)),
    ("corvid", "A tenth of your effort spent on hiding saves a third of the findings",
     lambda w: near(1 - math.exp(-w.params.base.hide * 0.1), 1 / 3, 0.01)),
    ("lodestar", "Your assurance is a fifth of a doubling behind your capability, half of Helion's gap",
     lambda w: near(w.gap("lodestar"), -0.2) and near(w.gap("helion"), -0.4)),
    ("lodestar", "you would overtake Helion within a year if it were careful alone",
     lambda w: lead_is_lost(w, "helion", "lodestar", 1.0, helion=0.3)),
    ("sorrel", "Your assurance is a tenth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.1)),
    ("ember", "You are more than half a doubling behind", lambda w: w.ahead("helion", "ember") > 0.5),
    ("ember", "Your assurance is nearly level with your capability", lambda w: 0 <= w.gap("ember") < 0.1),
    ("ember", "takes a quarter of your investors' 3 G$", lambda w: near(0.8 / w.invest("ember"), 0.25, 0.03)),
]  # fmt: skip

SHEETS = {"first-steps": FIRST_STEPS, "two-blocs": TWO_BLOCS, "us-led-order": US_LED_ORDER}

ROWS = [(name, *row) for name, sheet in SHEETS.items() for row in sheet]


@pytest.mark.parametrize(
    ("name", "seat", "said", "check"), ROWS, ids=[f"{n}-{s}-{w[:30]}" for n, s, w, _ in ROWS]
)
def test_what_a_brief_says_is_so(name: str, seat: str, said: str, check: Check) -> None:
    """The sentence stands in the brief of that seat, and the engine agrees."""
    brief = library.load(name).seat(seat).brief
    assert said in " ".join(f"{brief.public} {brief.secret}".split())
    assert check(world(name))
