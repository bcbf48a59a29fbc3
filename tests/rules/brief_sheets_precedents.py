"""Sentences with numbers from the briefs of the precedents, and the check of each."""

import math

from detente_rules.treaty.context import Independence, Ramp
from detente_rules.treaty.effects.verification import MANAGED_ACCESS_LOSS
from tests.rules.briefs import (
    ON_SITE,
    SATELLITES,
    Sheet,
    growth_per_half_year,
    lead_is_lost,
    near,
    place_in_market,
    shortfall_a_year,
)

SALT: Sheet = [
    ("aurelia", "Your satellites see about a third of open breaches", lambda _: near(SATELLITES, 1 / 3, 0.02)),
    ("aurelia", "growth through the channel that can be counted is seven tenths of all growth",
     lambda w: w.scenario.packs[0].clauses[0]["covers"] == 0.7),
    ("aurelia", "Inspectors on site would cost you .4 G$ a half-year", lambda w: w.scenario.seat("aurelia").sovereignty == 0.4),
    ("meridian", "Lodestar is a tenth of a doubling behind", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("meridian", "60 G$ a year go to AI, and 360 G$ would go with a catastrophe",
     lambda w: 2 * w.demand("meridian") == 60 and w.damage("meridian") == 360),
    ("helion", "A tenth of your effort spent on hiding saves a third of the findings",
     lambda w: near(1 - math.exp(-w.params.base.hide * 0.1), 1 / 3, 0.01)),
    ("helion", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.2)),
    ("helion", "you know your danger to within 15 %", lambda w: near(w.params.base.noise_danger, 0.15)),
    ("corvid", "a quarter of a doubling behind Helion", lambda w: near(w.ahead("helion", "corvid"), 0.25)),
    ("corvid", "Your assurance is a tenth behind your capability", lambda w: near(w.gap("corvid"), -0.1)),
    ("lodestar", "Your assurance is fifteen hundredths behind your capability and better than Helion's, which is a fifth behind",
     lambda w: near(w.gap("lodestar"), -0.15) and near(w.gap("helion"), -0.2)),
    ("lodestar", "In the race your assurance falls further behind by more than half a doubling a year",
     lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("sorrel", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.05)),
]  # fmt: skip

SALT_TWO: Sheet = [
    ("aurelia", "Inspection at full depth costs you .5 G$ a half-year in standing", lambda w: w.scenario.seat("aurelia").sovereignty == 0.5),
    ("meridian", ".3 G$ a half-year of standing at full inspection", lambda w: w.scenario.seat("meridian").sovereignty == 0.3),
    ("meridian", "Lodestar is a tenth of a doubling behind", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("helion", "Keeping to the signed floor alone would cost you the lead within a year",
     lambda w: lead_is_lost(w, "helion", "lodestar", 1.0, helion=0.3)),
    ("helion", "keeping to it with all four costs you nothing",
     lambda w: near(place_in_market(w, "helion", rest=0.3), place_in_market(w, "helion"), 0.02)),
    ("corvid", "Your assurance is a tenth of a doubling behind your capability", lambda w: near(w.gap("corvid"), -0.1)),
    ("corvid", "A compliance cost of .8 would take a fifth of your investors' 4 G$", lambda w: near(0.8 / w.invest("corvid"), 0.2)),
    ("lodestar", "Your assurance is fifteen hundredths behind your capability", lambda w: near(w.gap("lodestar"), -0.15)),
    ("sorrel", "Careful alone, at a safety share of .3, you lose more than half of your market in six years",
     lambda w: place_in_market(w, "sorrel", sorrel=0.3) < 0.5 * place_in_market(w, "sorrel")),
    ("sorrel", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.05)),
]  # fmt: skip

NEW_START: Sheet = [
    ("aurelia", "capability to within .45 of a doubling and its assurance to within .8",
     lambda w: w.params.base.noise_capability == 0.45 and w.params.base.noise_assurance == 0.8),
    ("aurelia", "A full visit costs you .2 G$ a half-year", lambda w: w.scenario.seat("aurelia").sovereignty == 0.2),
    ("meridian", "Sorrel's assurance is a twentieth ahead of its capability", lambda w: near(w.gap("sorrel"), 0.05)),
    ("helion", "Helion leads by a twentieth of a doubling", lambda w: near(w.ahead("helion", "lodestar"), 0.05)),
    ("helion", "Your assurance is a quarter of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.25)),
    ("helion", "Racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "helion") > 0.5),
    ("corvid", "a fifth of a doubling behind Helion", lambda w: near(w.ahead("helion", "corvid"), 0.2)),
    ("corvid", "Your assurance is fifteen hundredths of a doubling behind your capability", lambda w: near(w.gap("corvid"), -0.15)),
    ("lodestar", "Your assurance is a fifth of a doubling behind your capability", lambda w: near(w.gap("lodestar"), -0.2)),
    ("sorrel", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.05)),
]  # fmt: skip

BIOLOGICAL: Sheet = [
    ("aurelia", "Your services read a lab's assurance to no better than ± .8", lambda w: w.params.base.noise_assurance == 0.8),
    ("aurelia", "A protocol with visits would cost you .35 G$ a half-year", lambda w: w.scenario.seat("aurelia").sovereignty == 0.35),
    ("norrin", "Your protocol would find an open breach at a declared site four times in five, if it looks", lambda _: near(ON_SITE, 0.8)),
    ("norrin", "A catastrophe costs you 190 G$, more than nine years of what you spend on AI",
     lambda w: 9 < w.damage("norrin") / (2 * w.demand("norrin")) < 10),
    ("solane", "Quarry, your lab, is a third of a doubling behind", lambda w: near(w.ahead("helion", "quarry"), 1 / 3, 0.02)),
    ("tessel", "You hold a third of the world's chips and energy; withholding half of it from a lab takes a sixth of its effort",
     lambda w: near(float(w.params.chips[4]), 1 / 3, 0.02)),
    ("velm", "Without protection a full breach is told by somebody inside in one half-year of twenty; with it, one in ten",
     lambda w: near(w.params.base.whistle, 1 / 20)),
    ("velm", "A catastrophe costs you 110 G$, eleven years of what you spend", lambda w: near(w.damage("velm") / (2 * w.demand("velm")), 11)),
    ("helion", "Your assurance is a tenth of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.1)),
    ("lodestar", "Your assurance is fifteen hundredths behind your capability", lambda w: near(w.gap("lodestar"), -0.15)),
    ("lodestar", "A tenth of your effort spent on hiding saves a third of findings",
     lambda w: near(1 - math.exp(-w.params.base.hide * 0.1), 1 / 3, 0.01)),
    ("ember", "A fixed cost of .5 takes an eighth of your investors' 4 G$", lambda w: near(0.5 / w.invest("ember"), 1 / 8)),
    ("quarry", "A fixed cost of .5 takes a seventh of what your investors give", lambda w: near(0.5 / w.invest("quarry"), 1 / 7)),
]  # fmt: skip

CHEMICAL: Sheet = [
    ("aurelia", "Full inspection costs you .35 G$ a half-year in standing", lambda w: w.scenario.seat("aurelia").sovereignty == 0.35),
    ("aurelia", "From outside you read an assurance to ± .8 only", lambda w: w.params.base.noise_assurance == 0.8),
    ("meridian", "an open breach is found three times in ten; hidden well, half as often",
     lambda _: near(0.5 * ON_SITE * (1 - 0.3 * MANAGED_ACCESS_LOSS) * 0.9 * Independence().independent, 0.3, 0.02)),
    ("tessel", "You control a third of the world's chips and energy; withholding half of it from a lab takes a sixth of its effort",
     lambda w: near(float(w.params.chips[4]), 1 / 3, 0.02)),
    ("velm", "by independent people needs two years until it can inspect in full; hosted by you, half of one",
     lambda _: Ramp().independent == 4 and Ramp().hosted == 1),
    ("helion", "Under managed access of three tenths inspectors find a tenth less", lambda _: near(0.3 * MANAGED_ACCESS_LOSS, 0.1, 0.02)),
    ("helion", "A cap of .3 per half-year is about half of what you grow by in the race",
     lambda w: near(0.3 / growth_per_half_year(w, "helion"), 0.5, 0.06)),
    ("lodestar", "Your assurance is fifteen hundredths behind your capability", lambda w: near(w.gap("lodestar"), -0.15)),
    ("ember", "you may grow by nearly two thirds of what you would in the race, Helion by half",
     lambda w: near(0.3 / growth_per_half_year(w, "ember"), 0.64, 0.05)),
    ("quarry", "A third of a doubling behind Helion", lambda w: near(w.ahead("helion", "quarry"), 1 / 3, 0.02)),
    ("quarry", "at half the access that you have at home", lambda w: near(w.params.base.foreign, 0.5)),
]  # fmt: skip

MONTREAL: Sheet = [
    ("aurelia", "A catastrophe costs you 360 G$", lambda w: w.damage("aurelia") == 360),
    ("meridian", "Lodestar is fifteen hundredths of a doubling behind", lambda w: near(w.ahead("helion", "lodestar"), 0.15)),
    ("norrin", "A catastrophe costs you 170 G$, more than eight years of what you spend on AI",
     lambda w: 8 < w.damage("norrin") / (2 * w.demand("norrin")) < 9),
    ("tessel", "You hold a fifth of the world's chips and energy. To withhold half of it takes a tenth of a lab's effort",
     lambda w: near(float(w.params.chips[3]), 0.2)),
    ("solane", "Quarry, your lab, is six tenths of a doubling behind", lambda w: near(w.ahead("helion", "quarry"), 0.6)),
    ("oro", "Delta is seven tenths of a doubling behind", lambda w: near(w.ahead("helion", "delta"), 0.7)),
    ("quell", "A catastrophe costs you 120 G$, more than eight years of what you spend on AI",
     lambda w: 8 < w.damage("quell") / (2 * w.demand("quell")) < 9),
    ("varda", "at six tenths of the access that those have who make it", lambda w: near(w.params.base.foreign, 0.6)),
    ("helion", "A cap of .45 per half-year costs you a quarter of your growth at once, and Quarry nothing",
     lambda w: near(0.45 / growth_per_half_year(w, "helion"), 0.75, 0.05) and growth_per_half_year(w, "quarry") < 0.45),
    ("corvid", "a fifth of a doubling behind Helion", lambda w: near(w.ahead("helion", "corvid"), 0.2)),
    ("lodestar", "Racing, your assurance falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("ember", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("ember"), 0.05)),
    ("quarry", "A fixed cost of .8 takes a third of what your investors give", lambda w: near(0.8 / w.invest("quarry"), 1 / 3, 0.02)),
    ("delta", "A fixed cost of .8 takes two fifths of your investors' 2 G$", lambda w: near(0.8 / w.invest("delta"), 0.4)),
]  # fmt: skip

SHEETS = {
    "salt": SALT,
    "salt-two": SALT_TWO,
    "new-start": NEW_START,
    "biological": BIOLOGICAL,
    "chemical": CHEMICAL,
    "montreal": MONTREAL,
}
