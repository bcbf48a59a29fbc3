"""Sentences with numbers from the briefs of the precedents, and the check of each."""

import math

from tests.rules.briefs import SATELLITES, Sheet, lead_is_lost, near, place_in_market, shortfall_a_year

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

SHEETS = {"salt": SALT, "salt-two": SALT_TWO, "new-start": NEW_START}
