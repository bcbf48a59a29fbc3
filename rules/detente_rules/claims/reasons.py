"""What is known of rows beyond their figures: why one fails and what was tried, and which designs are not blind any more.

Texts are written by hand after a run, and printed where a row fails. Nothing here decides anything.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["CHANGED", "FOUND", "REVISED"]

_LOOKS: Final = (
    "The rules were changed after this row had failed in short games: what comes to light was rolled once a round, however long, and is rolled "
    "by the half-year since version 2 of the rules (R7.1)."
)

CHANGED: Final = MappingProxyType(
    {
        "salt": _LOOKS,
        "salt-unratified": _LOOKS,
        "cwc": _LOOKS,
        "fast-or-legitimate": _LOOKS,
        "compounding-lead": _LOOKS,
        "many-ways": (
            "Bots were changed after this row had failed. At first `free-rider` was best in 35 % of the seats: treaties came about without it, cost it nothing, and what they bring is everybody's. "
            "Answered in the bots' drafts, not in the measure: parties open their markets to one another and cut a quarter of the trade with those "
            "outside; a nation that is home to all labs has to be in, so that no lab gets ahead of the signatories; nobody signs a second treaty of the "
            "same rigour, and pays for it twice, where the first is open; chips go to those inside. `free-rider` was then best in 27 of 174 seats, "
            "`conditional` in 46; still more at the basic level, whose cards leave less to tell bots apart by."
        ),
        "no-spectators": (
            "Bots were changed after this row had failed. At first nine seats of few means changed nothing, because nobody courted their consent. Answered in the bots: shared markets make "
            "joining pay for a nation without labs, the body sits with such a nation and needs its consent first, and chips and energy are "
            "withheld from the careless, from breakers and from outsiders. In one scenario, `world-table`, the youngest lab got 2.5 instead of 2 G$ a half-year (the "
            "scenario's assumption). Idle seats were none then, at the scenarios' own levels; several pass by little. In most seats treaties come about all the "
            "same, since one consent seldom decides."
        ),
    }
)
"""By row: what was changed in the game itself because of it. Printed whatever the verdict: one who looks for a change finds one."""

REVISED: Final = frozenset(
    {
        *CHANGED,
        "excluded-build-parallel",
        "let-us-win",
        "emergency-persists",
        "predetermined-bargain",
        "sovereignty-price",
        "coordination-index",
        "montreal",
        "precedents-improve",
    }
)
"""Rows whose design (never whose bar), or the game they are about, was changed after a first result had been seen: robust draws are the evidence."""

FOUND: Final = MappingProxyType(
    {
        "unilateral-restraint": (
            "Reason: governments. Where only labs reply, no lab's restraint brings a fifth of what all together bring (reported). Where "
            "governments reply too, the first nation subsidises its careful lab until it serves most of the market, and risk is weighted by "
            "deployment. It fails for the two labs of that nation alone."
        ),
        "careful-at-the-frontier": (
            "Reason: best replies. Whoever leads has most to lose and is careful of its own accord, so care that is given to the leader is "
            "mostly care that was there; given to the third it adds. Tried: starts four times as far apart (reported): the same, more so."
        ),
        "domestic-floor": (
            "Reason: in the race the two labs of one nation are not equally careful, and one floor lifts both to one level, so the one that "
            "cut corners gives up the growth that this had bought. Tried: both labs equal at the start: the shift is larger (.14 at 7 rounds), "
            "since then it comes from conduct alone. Safety rises in both, as claimed."
        ),
        "domestic-not-enough": (
            "Reason: size. Two of the six labs, the leader among them, live under this one law. Tried: the same law in the second, third and "
            "fourth nation instead (7 rounds): .24, .00 and -.01 of what the floor everywhere brings; the claim holds for each of these."
        ),
        "moat": (
            "Reason: time. Concentration grows by compounding rounds, and at 5 rounds there are fewer: .018 against a bar of .02. The sign, and "
            "the small labs' loss, are there at all three lengths."
        ),
        "incumbents-write-rules": (
            "Reason: a fixed cost of compliance is paid by the incumbent too, out of the budget that its lead grows from; what it wins of its "
            "small rivals' market is less than that. So labs lobby for no cost, or (12 rounds) for what nations would set anyway."
        ),
        "risk-without-moat": (
            "Reason: what the fund leaves labs, they put into growth as well. At 12 rounds spill-over is read off more often, and richer small "
            "labs follow the frontier closely enough to add a ninth to the risk; at 5 and 7 rounds it falls."
        ),
        "who-appoints": (
            "Reason: the stated independence. A leader's body is impartial (.9) towards four of six labs and partial (.35, the default of its "
            "range) towards its own two: .72 on average, against .6 for the parties' towards everybody. Overseen, parties and independent "
            "stand in the claimed order. Tried: .1 towards its own (7 rounds): at an inspection rate of .7 the leader's falls behind the "
            "parties' (risk .39 against .32), at .35 it does not."
        ),
        "scandal": (
            "Trust does fall less where conduct is verified, as claimed; nobody leaves. Reason: trust moves at most three tenths of demand, "
            "and membership is worth more than that to every nation. Tried (7 rounds): six tenths of demand, or risk that costs a third of "
            "the trust: nobody leaves; all demand and a third together: two nations leave the unverified treaty, and the row holds."
        ),
        "compounding-lead": (
            "Reason: at 5 and 7 rounds the leader and all nations together choose the same of the eight rules, so that writing them is worth "
            "nothing; at 12 the leader would exempt its own labs and all together would not."
        ),
        "let-us-win": (
            "Reason: the leader chooses what it asks on top, and a refusal costs it more than asking less; so it asks what nearly every draw "
            "of a refuser still accepts, with a good outside option as with a poor one. Tried: all damages a quarter, and nil: accepted in all "
            "draws as before. What differs is the price, and the leader's part of the surplus, which is above nine tenths in both."
        ),
        "excluded-build-parallel": (
            "Shutting them out makes a rival order likelier, as claimed, at 5 rounds least, where those outside mostly build one beside an open "
            "club too. Reason for the rest: at 7 rounds replies to a club that all have joined end in more than one place (risk .38 in the full "
            "search, .19 in the quick one), and the first is no safer than the world with a bloc (.34)."
        ),
        "emergency-persists": (
            "Reason: at 5 rounds the holder likes powers best that lapse two years after their cause; powers without end are worth more to it than "
            "one year's, and less than those. At 7 and 12 rounds nothing is worth as much to it as powers without end. Members' parliaments "
            "would keep them at all lengths (reported)."
        ),
        "sovereignty-price": (
            "Intrusion keeps nations out, and managed access wins part back, as claimed. Reason for the rest: whoever depends on others' chips has "
            "more to lose by staying out, so dependence compels; no rule makes dependence a cost in itself, and to add one would make the input "
            "the test. Reciprocity wins nothing at 5 rounds, where the parties' inspectors need a larger part of the game to be at work."
        ),
        "precedents-improve": (
            "Reason: `new-start` alone, at 5 and 7 rounds. Its ceiling is the tightest, so that a breach brings most; the parties' inspectors are "
            "not built up in the first round, which is longer there, and what they find is answered a round later. A breach of the least size "
            "tried then pays, and a broken ceiling with its answers is worse than none. At 12 rounds it is kept. All others improve on the race "
            "at all lengths."
        ),
        "montreal": (
            "Trade measures bring everybody in by themselves, so a fund has nothing left to do beside them; alone it brings nobody. Reason: with "
            "grace for the whole game membership costs each of the three poorer nations 0.01 to 0.04 G$ in six years (what intrusion costs), and "
            "brings it nothing: a fund can pay back a cost, and there is none to speak of. Considered: a cost of implementation for every "
            "member, labs or not, which the fund would pay. It would leave them at best where they are now, outside by as little."
        ),
        "phase-down": (
            "Reason: of the three poorer nations only one has a lab, and only that lab feels the schedule. Grace takes nearly all of what "
            "membership costs that nation (3.5 to 3.9 G$ in six years; 0.01 is left), and still nothing draws it in where trade measures and "
            "fund are left out, so that participation is the same with grace and without."
        ),
    }
)
"""By row: the reason found, and what was tried."""
