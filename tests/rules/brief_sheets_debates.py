"""Sentences with numbers from the briefs of the scenarios on today's debates, and the check of each."""

import math

from tests.rules.briefs import Sheet, World, lead_is_lost, near, place_in_market, shortfall_a_year


def hiding(w: World) -> bool:
    """A tenth of effort spent on hiding saves a third of the findings."""
    return near(1 - math.exp(-w.params.base.hide * 0.1), 1 / 3, 0.01)


SAFETY_LAB_FIRST: Sheet = [
    ("aurelia", "Halcyon's lead is a fifth of a doubling over Lodestar", lambda w: near(w.ahead("halcyon", "lodestar"), 0.2)),
    ("aurelia", "At a safety share of .3, kept alone, it is gone within two years",
     lambda w: lead_is_lost(w, "halcyon", "lodestar", 2.0, halcyon=0.3)),
    ("aurelia", "a law for your three labs loses it as well",
     lambda w: lead_is_lost(w, "halcyon", "lodestar", 2.0, halcyon=0.3, corvid=0.3, anvil=0.3)),
    ("aurelia", "Anvil, your third lab, has an assurance four tenths of a doubling below its capability", lambda w: near(w.gap("anvil"), -0.4)),
    ("meridian", "at a safety share of .3 for all five labs yours lose none of their place",
     lambda w: all(place_in_market(w, lab, rest=0.3) > place_in_market(w, lab) - 0.01 for lab in ("lodestar", "sorrel"))),
    ("halcyon", "Your assurance is a tenth of a doubling ahead of your capability", lambda w: near(w.gap("halcyon"), 0.1)),
    ("halcyon", "At a safety share of .3, kept alone, you lose the lead within two years",
     lambda w: lead_is_lost(w, "halcyon", "lodestar", 2.0, halcyon=0.3)),
    ("corvid", "Your assurance is a twentieth of a doubling behind your capability", lambda w: near(w.gap("corvid"), -0.05)),
    ("corvid", "you gain more than a tenth of a doubling on it in two years",
     lambda w: w.ahead("halcyon", "corvid") - float(w.play(halcyon=0.3).capability[1, 0] - w.play(halcyon=0.3).capability[1, 1]) > 0.1),
    ("anvil", "A tenth of your effort spent on hiding saves a third of the findings", hiding),
    ("lodestar", "Your assurance is fifteen hundredths behind your capability", lambda w: near(w.gap("lodestar"), -0.15)),
    ("lodestar", "Racing, it falls behind by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("sorrel", "Being careful alone at .3 costs you half of your market within six years",
     lambda w: near(place_in_market(w, "sorrel", sorrel=0.3) / place_in_market(w, "sorrel"), 0.5, 0.05)),
]  # fmt: skip

MOAT: Sheet = [
    ("arden", "A law of yours costs each lab 1 G$ a half-year", lambda w: near(w.params.base.fixed_cost, 1.0)),
    ("arden", "for Beacon that is a fifth of what its investors give, for Fox half",
     lambda w: near(1 / w.invest("beacon"), 0.2) and near(1 / w.invest("fox"), 0.5)),
    ("arden", "A catastrophe costs you 520 G$, nearly four years of what the country spends on AI",
     lambda w: w.damage("arden") == 520 and 3.6 < 520 / (2 * w.demand("arden")) < 4),
    ("garrison", "Your assurance is fifteen hundredths of a doubling behind your capability", lambda w: near(w.gap("garrison"), -0.15)),
    ("wren", "Your assurance is a tenth of a doubling ahead of your capability", lambda w: near(w.gap("wren"), 0.1)),
    ("wren", "Half a doubling behind the leader, a lab sells three fifths of what the leader sells",
     lambda w: near(math.exp(-0.5 * w.params.base.elasticity), 0.6, 0.01)),
    ("quill", "Your assurance is a fifth of a doubling behind your capability, the widest gap of the six",
     lambda w: near(w.gap("quill"), -0.2) and w.gap("quill") == min(w.gap(lab.id) for lab in w.scenario.labs)),
    ("quill", "A tenth of your effort spent on hiding saves a third of the findings", hiding),
    ("quill", "a fixed cost of 1 G$ takes a third of what your investors give", lambda w: near(1 / w.invest("quill"), 1 / 3, 0.01)),
    ("quill", "reach a threshold of two and a half doublings within five years",
     lambda w: float(w.play().capability[4, w.lab("quill")]) > 2.5),
    ("tarn", "A fixed cost of 1 G$ takes two fifths of what your investors give", lambda w: near(1 / w.invest("tarn"), 0.4)),
    ("tarn", "You are half a doubling behind", lambda w: near(w.ahead("beacon", "tarn"), 0.5)),
    ("fox", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("fox"), 0.05)),
]  # fmt: skip

SHEETS = {"safety-lab-first": SAFETY_LAB_FIRST, "moat": MOAT}
