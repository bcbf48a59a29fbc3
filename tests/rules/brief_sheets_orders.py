"""Sentences with numbers from the briefs of the scenarios on orders, blocs and what is held in common, and their checks."""

import numpy as np

from detente_rules.treaty.context import Ramp
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.treaty.release import released
from tests.rules.brief_sheets_debates import hiding
from tests.rules.briefs import (
    ON_SITE,
    Sheet,
    World,
    growth_per_half_year,
    lead_is_lost,
    near,
    place_in_market,
    shortfall_a_year,
)


def chips(w: World, seat: str) -> float:
    """A nation's share of the world's chips and energy."""
    return float(w.params.chips[[nation.id for nation in w.scenario.nations].index(seat)])


TWO_ORDERS: Sheet = [
    ("aurelia", "A body that you host works after half a year, an independent one after two years",
     lambda _: Ramp().hosted == 1 and Ramp().independent == 4),
    ("aurelia", "Your two labs hold more than half of the market",
     lambda w: place_in_market(w, "helion") + place_in_market(w, "corvid") > 0.5),
    ("meridian", "Compute and chip reporting finds .55 of open breaches, inspection on the spot .8",
     lambda _: near(INSTRUMENTS["chip_reporting"].hit, 0.55) and near(ON_SITE, 0.8)),
    ("norrin", "A fixed cost of .8 takes more than a quarter of what Ember's investors give; two of them, more than half",
     lambda w: 0.8 / w.invest("ember") > 0.25 and 1.6 / w.invest("ember") > 0.5),
    ("norrin", "A catastrophe costs you 190 G$, more than seven years of what you spend on AI",
     lambda w: w.damage("norrin") == 190 and 7 < 190 / (2 * w.demand("norrin")) < 7.5),
    ("tessel", "You hold .25 of the world's chips and energy. To withhold half of it takes an eighth of a lab's effort",
     lambda w: near(chips(w, "tessel") / 2, 1 / 8)),
    ("solane", "suppliers reach you at six tenths of the access they have at home", lambda w: near(w.params.base.foreign, 0.6)),
    ("quell", "A catastrophe costs you 120 G$, more than eight years of what you spend on AI",
     lambda w: w.damage("quell") == 120 and 8 < 120 / (2 * w.demand("quell")) < 9),
    ("helion", "Your assurance is fifteen hundredths of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.15)),
    ("helion", "Two costs of .8 take a third of your investors' 5 G$", lambda w: near(1.6 / w.invest("helion"), 1 / 3, 0.02)),
    ("corvid", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("corvid"), -0.2)),
    ("corvid", "a tenth of your effort spent on hiding saves a third of its findings", hiding),
    ("lodestar", "Racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("lodestar", "A floor of .3 for all costs you nothing of your place",
     lambda w: place_in_market(w, "lodestar", rest=0.3) > place_in_market(w, "lodestar") - 0.02),
    ("sorrel", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.05)),
    ("ember", "You are half a doubling behind, and your assurance is level with your capability",
     lambda w: near(w.ahead("helion", "ember"), 0.5) and near(w.gap("ember"), 0.0)),
]  # fmt: skip

JOINT_LAB: Sheet = [
    ("aurelia", "A catastrophe costs you 420 G$, seven years of what you spend on AI",
     lambda w: w.damage("aurelia") == 420 and near(420 / (2 * w.demand("aurelia")), 7)),
    ("aurelia", "Full inspection costs you .3 G$ a half-year in standing at home", lambda w: w.scenario.seat("aurelia").sovereignty == 0.3),
    ("aurelia", "leads by a twentieth of a doubling", lambda w: near(w.ahead("helion", "lodestar"), 0.05)),
    ("norrin", "Ember, your lab, is a quarter of a doubling behind, and the only one of the four that is not behind in assurance",
     lambda w: near(w.ahead("helion", "ember"), 0.25) and w.gap("ember") == 0 and w.gap("helion") < 0 and w.gap("lodestar") < 0),
    ("norrin", "A catastrophe costs you 220 G$, more than six years of what you spend on AI",
     lambda w: w.damage("norrin") == 220 and 6 < 220 / (2 * w.demand("norrin")) < 6.5),
    ("tessel", "a fifth of the world's chips", lambda w: near(chips(w, "tessel"), 0.2)),
    ("tessel", "tax on whatever the common laboratory sells, a quarter of its revenue; a body on your soil works after half a year",
     lambda w: near(w.params.base.tax, 0.25) and Ramp().hosted == 1),
    ("tessel", "A catastrophe costs you 140 G$, seven years of what you spend on AI",
     lambda w: w.damage("tessel") == 140 and near(140 / (2 * w.demand("tessel")), 7)),
    ("helion", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.2)),
    ("helion", "a tenth of your effort is more than a twentieth of your pace",
     lambda w: 0.05 < 1 - 0.9**w.params.base.growth_returns < 0.07),
    ("lodestar", "Your assurance is fifteen hundredths of a doubling behind your capability", lambda w: near(w.gap("lodestar"), -0.15)),
    ("lodestar", "Racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("ember", "Careful alone at .3 you lose more than a third of your market in six years",
     lambda w: place_in_market(w, "ember", ember=0.3) < 2 / 3 * place_in_market(w, "ember")),
    ("atlas", "Atlas is four tenths of a doubling behind Helion, and a tenth ahead of itself in assurance",
     lambda w: near(w.ahead("helion", "atlas"), 0.4) and near(w.gap("atlas"), 0.1)),
]  # fmt: skip

CHOKEPOINT: Sheet = [
    ("aurelia", "You hold .15 of the world's chips, Tessel .6. If it withholds half of them from your labs they lose three tenths of their effort",
     lambda w: near(chips(w, "aurelia"), 0.15) and near(chips(w, "tessel") / 2, 0.3)),
    ("aurelia", "A catastrophe costs you 420 G$, more than six years of what you spend on AI",
     lambda w: w.damage("aurelia") == 420 and 6 < 420 / (2 * w.demand("aurelia")) < 7),
    ("meridian", "You hold a tenth of the world's chips. Full inspection costs you .3 G$ a half-year",
     lambda w: near(chips(w, "meridian"), 0.1) and w.scenario.seat("meridian").sovereignty == 0.3),
    ("meridian", "A catastrophe costs you 360 G$, six years of what you spend on AI",
     lambda w: w.damage("meridian") == 360 and near(360 / (2 * w.demand("meridian")), 6)),
    ("norrin", "Ember is more than a third of a doubling behind, and level in its assurance. You hold .05 of the chips",
     lambda w: w.ahead("helion", "ember") > 1 / 3 and near(w.gap("ember"), 0) and near(chips(w, "norrin"), 0.05)),
    ("norrin", "A fixed cost of .8 takes a fifth of Ember's investors' 4 G$", lambda w: near(0.8 / w.invest("ember"), 0.2)),
    ("tessel", "You earn four tenths of what you sell", lambda w: near(w.params.base.chip_margin, 0.4)),
    ("tessel", "A catastrophe costs you 140 G$, nearly nine years of what you spend on AI",
     lambda w: w.damage("tessel") == 140 and 8.5 < 140 / (2 * w.demand("tessel")) < 9),
    ("solane", "to withhold half takes a twentieth of a lab's effort. Together with Tessel it closes seven tenths of the world",
     lambda w: near(chips(w, "solane") / 2, 0.05) and near(chips(w, "solane") + chips(w, "tessel"), 0.7)),
    ("helion", "Your assurance is a fifth of a doubling behind your capability. A chip that reports what it runs finds .55 of open breaches",
     lambda w: near(w.gap("helion"), -0.2) and near(INSTRUMENTS["chip_reporting"].hit, 0.55)),
    ("corvid", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("corvid"), -0.2)),
    ("corvid", "A tenth of your effort spent on hiding saves a third of the findings", hiding),
    ("lodestar", "Racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("lodestar", "Three tenths of your effort gone, you would be third within two years",
     lambda w: w.ahead("lodestar", "corvid") < 3 * growth_per_half_year(w, "lodestar") * (1 - 0.7**w.params.base.growth_returns)),
    ("lodestar", "At a floor of .3 for all you keep your place",
     lambda w: place_in_market(w, "lodestar", rest=0.3) > place_in_market(w, "lodestar") - 0.02),
    ("ember", "your assurance is level with your capability", lambda w: near(w.gap("ember"), 0)),
]  # fmt: skip

OPEN_WEIGHTS: Sheet = [
    ("aurelia", "What Helion can do the others learn at a tenth of the gap per half-year", lambda w: near(w.params.base.spill, 0.1)),
    ("aurelia", "A catastrophe costs you 400 G$, nearly six years of what you spend on AI",
     lambda w: w.damage("aurelia") == 400 and 5.7 < 400 / (2 * w.demand("aurelia")) < 6),
    ("meridian", "Lodestar is a tenth of a doubling behind", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("meridian", "If Helion were opened your labs would be level the same day",
     lambda w: np.allclose(released(w.params.capability[None], 0.0), 0.0)),
    ("meridian", "A catastrophe costs you 360 G$, six years of what you spend on AI",
     lambda w: w.damage("meridian") == 360 and near(360 / (2 * w.demand("meridian")), 6)),
    ("norrin", "an open model of the leader would make it level at once, and its assurance would be three quarters of a doubling behind",
     lambda w: w.ahead("helion", "ember") > 0.5 and near(float(w.params.assurance[w.lab("ember")]), -0.75)),
    ("norrin", "A catastrophe costs you 220 G$, more than five years of what you spend on AI",
     lambda w: w.damage("norrin") == 220 and 5 < 220 / (2 * w.demand("norrin")) < 6),
    ("helion", "Your assurance is a tenth of a doubling behind your capability. A tenth of your lead leaks each half-year",
     lambda w: near(w.gap("helion"), -0.1) and near(w.params.base.spill, 0.1)),
    ("helion", "with assurance of their own, up to three quarters of a doubling behind it",
     lambda w: near(float(w.params.assurance.min()), -0.75)),
    ("corvid", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("corvid"), -0.2)),
    ("corvid", "A tenth of your effort spent on hiding saves a third of the findings", hiding),
    ("lodestar", "racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("sorrel", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.05)),
    ("ember", "your assurance is a fifth of a doubling behind that", lambda w: near(w.gap("ember"), -0.2)),
    ("ember", "A fixed cost of .8 takes more than a quarter of your investors' 3 G$", lambda w: 0.8 / w.invest("ember") > 0.25),
]  # fmt: skip

MIDDLE_POWERS: Sheet = [
    ("aurelia", "Your own market is 22 G$ a half-year, that of the four together 54",
     lambda w: w.demand("aurelia") == 22 and sum(map(w.demand, ("norrin", "tessel", "solane", "quell"))) == 54),
    ("aurelia", "A catastrophe costs you 340 G$, nearly eight years of what you spend on AI",
     lambda w: w.damage("aurelia") == 340 and 7.5 < 340 / (2 * w.demand("aurelia")) < 8),
    ("meridian", "Lodestar is a twentieth of a doubling behind Helion", lambda w: near(w.ahead("helion", "lodestar"), 0.05)),
    ("meridian", "At a floor of .3 for all, Lodestar keeps its place",
     lambda w: place_in_market(w, "lodestar", rest=0.3) > place_in_market(w, "lodestar") - 0.02),
    ("norrin", "Ember is a fifth of a doubling behind, and a twentieth ahead of itself in assurance",
     lambda w: near(w.ahead("helion", "ember"), 0.2) and near(w.gap("ember"), 0.05)),
    ("norrin", "Bound alone at .3 it loses more than a fifth of its market in six years",
     lambda w: place_in_market(w, "ember", ember=0.3) < 0.8 * place_in_market(w, "ember")),
    ("norrin", "the two great ones 44", lambda w: w.demand("aurelia") + w.demand("meridian") == 44),
    ("tessel", "You hold .3 of the world's chips and energy: to withhold half of it takes fifteen hundredths of a lab's effort",
     lambda w: near(chips(w, "tessel") / 2, 0.15)),
    ("solane", "A catastrophe costs you 210 G$, more than six years of what you spend",
     lambda w: w.damage("solane") == 210 and 6 < 210 / (2 * w.demand("solane")) < 7),
    ("solane", "at seven tenths of the access that others have at home", lambda w: near(w.params.base.foreign, 0.7)),
    ("quell", "A body hosted by you works after half a year, an independent one after two years",
     lambda _: Ramp().hosted == 1 and Ramp().independent == 4),
    ("quell", "An inspector of yours finds .8 of open breaches on the spot", lambda _: near(ON_SITE, 0.8)),
    ("helion", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.2)),
    ("helion", "Keeping .3 alone you lose the lead within a year", lambda w: lead_is_lost(w, "helion", "lodestar", 1.0, helion=0.3)),
    ("lodestar", "racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("ember", "Kept alone, a safety share of .3 costs you more than a fifth of your market in six years",
     lambda w: place_in_market(w, "ember", ember=0.3) < 0.8 * place_in_market(w, "ember")),
]  # fmt: skip

SHEETS = {
    "two-orders": TWO_ORDERS,
    "joint-lab": JOINT_LAB,
    "chokepoint": CHOKEPOINT,
    "open-weights": OPEN_WEIGHTS,
    "middle-powers": MIDDLE_POWERS,
}
