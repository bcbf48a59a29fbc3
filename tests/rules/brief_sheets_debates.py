"""Sentences with numbers from the briefs of the scenarios on today's debates, and the check of each."""

import math

from detente_rules.treaty.context import Independence, Ramp
from detente_rules.treaty.instruments import INSTRUMENTS
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

PLEDGES: Sheet = [
    ("commons", "Your market is the whole of theirs: 90 G$ a half-year", lambda w: w.demand("commons") == 90),
    ("commons", "A catastrophe costs you 600 G$, more than three years of it",
     lambda w: w.damage("commons") == 600 and 600 / (2 * w.demand("commons")) > 3),
    ("commons", "you read a lab's assurance to no better than ± .6", lambda w: near(w.params.base.noise_assurance, 0.6)),
    ("helion", "Helion leads, by a tenth of a doubling", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("helion", "a safety share of .3 kept alone loses you the lead within two years",
     lambda w: lead_is_lost(w, "helion", "lodestar", 2.0, helion=0.3)),
    ("lodestar", "Your assurance is a tenth of a doubling behind your capability", lambda w: near(w.gap("lodestar"), -0.1)),
    ("corvid", "finds one open breach in seven of those that are looked at", lambda _: near(INSTRUMENTS["declarations"].hit, 1 / 7, 0.01)),
    ("corvid", "A tenth of your effort spent on hiding saves a third of even those", hiding),
    ("sorrel", "Careful alone at .3 you lose more than half of your market in six years",
     lambda w: place_in_market(w, "sorrel", sorrel=0.3) < 0.5 * place_in_market(w, "sorrel")),
    ("sorrel", "Corvid's assurance is a fifth behind", lambda w: near(w.gap("corvid"), -0.2)),
    ("anvil", "Your assurance is a quarter of a doubling behind your capability", lambda w: near(w.gap("anvil"), -0.25)),
    ("ember", "A fixed cost above half of a G$ takes a sixth of what your investors give", lambda w: near(0.5 / w.invest("ember"), 1 / 6)),
]  # fmt: skip

WHISTLE: Sheet = [
    ("aurelia", "a full breach is told by somebody inside about one half-year in eight; with full protection one in four",
     lambda w: near(w.params.base.whistle, 1 / 8, 0.01)),
    ("aurelia", "Your own inspectors find half of the open breaches they look at", lambda w: near(w.params.base.own_hit, 0.5)),
    ("aurelia", "Corvid's assurance is a third of a doubling behind its capability", lambda w: near(w.gap("corvid"), -0.33, 0.01)),
    ("meridian", "A lab reads its own danger to within 15 %", lambda w: near(w.params.base.noise_danger, 0.15)),
    ("meridian", "its assurance is a quarter of a doubling behind its capability", lambda w: near(w.gap("lodestar"), -0.25)),
    ("helion", "Your safety team reads your danger at a sixth more than your last report says",
     lambda w: near(2 ** (-w.gap("helion") * w.params.base.danger_gap), 7 / 6, 0.03)),
    ("corvid", "At a tenth of effort spent on hiding, inspectors find a third less", hiding),
    ("lodestar", "Racing, the gap grows by more than half a doubling a year", lambda w: shortfall_a_year(w, "lodestar") > 0.5),
    ("sorrel", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("sorrel"), 0.05)),
]  # fmt: skip

EMERGENCY: Sheet = [
    ("aurelia", "could be at work in half a year, those of all parties together in one and a half",
     lambda _: Ramp().hosted == 1 and Ramp().parties == 3),
    ("aurelia", "A catastrophe costs you 420 G$", lambda w: w.damage("aurelia") == 420),
    ("meridian", "Full inspection costs you .35 G$ a half-year", lambda w: w.scenario.seat("meridian").sovereignty == 0.35),
    ("meridian", "Lodestar is a tenth of a doubling behind Helion", lambda w: near(w.ahead("helion", "lodestar"), 0.1)),
    ("norrin", "A catastrophe costs you 190 G$, nearly seven years of what you spend on AI",
     lambda w: 6.5 < w.damage("norrin") / (2 * w.demand("norrin")) < 7),
    ("helion", "Your assurance is fifteen hundredths of a doubling behind your capability", lambda w: near(w.gap("helion"), -0.15)),
    ("helion", "a public incident of your own is due about once in ten half-years",
     lambda w: near(w.danger("helion") * w.params.base.incident_factor * w.params.base.incident_public, 0.1, 0.02)),
    ("corvid", "A tenth of your effort spent on hiding saves a third of the findings", hiding),
    ("lodestar", "you are overtaken by Corvid within two years",
     lambda w: lead_is_lost(w, "lodestar", "corvid", 2.0, helion=0.3, lodestar=0.3, ember=0.3)),
    ("ember", "Your assurance is a twentieth of a doubling ahead of your capability", lambda w: near(w.gap("ember"), 0.05)),
]  # fmt: skip

LET_US_WIN: Sheet = [
    ("aurelia", "You are ahead by three tenths of a doubling", lambda w: near(w.ahead("helion", "lodestar"), 0.3)),
    ("aurelia", "If all race, the risk is above two fifths", lambda w: w.play().risk > 0.4),
    ("aurelia", "Helion can keep a safety share of .3 alone for two years and still lead",
     lambda w: not lead_is_lost(w, "helion", "lodestar", 2.0, helion=0.3)),
    ("meridian", "if Helion is careful alone, it takes Lodestar more than two years",
     lambda w: not lead_is_lost(w, "helion", "lodestar", 2.0, helion=0.3)),
    ("norrin", "A catastrophe costs you 190 G$, nearly seven years of what you spend on AI",
     lambda w: 6.5 < w.damage("norrin") / (2 * w.demand("norrin")) < 7),
    ("helion", "Helion leads by three tenths of a doubling over Lodestar", lambda w: near(w.ahead("helion", "lodestar"), 0.3)),
    ("corvid", "at home they look with an independence of .35", lambda _: near(Independence().leader_own, 0.35)),
    ("corvid", "A tenth of your effort spent on hiding saves a third of the findings", hiding),
    ("lodestar", "you would in three years if it were careful alone and you were not",
     lambda w: lead_is_lost(w, "helion", "lodestar", 3.0, helion=0.3)),
    ("lodestar", "Under a floor for all you keep your place",
     lambda w: near(place_in_market(w, "lodestar", rest=0.3), place_in_market(w, "lodestar"), 0.02)),
    ("ember", "A fixed cost of .8 takes a quarter of your investors' 3 G$", lambda w: near(0.8 / w.invest("ember"), 0.25, 0.03)),
]  # fmt: skip

SHEETS = {
    "safety-lab-first": SAFETY_LAB_FIRST,
    "moat": MOAT,
    "pledges": PLEDGES,
    "whistle": WHISTLE,
    "emergency": EMERGENCY,
    "let-us-win": LET_US_WIN,
}
