"""A small world of treaties: four labs in three nations, one nation without labs and one lab without a home."""

from collections.abc import Iterable
from types import MappingProxyType

import numpy as np

from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import Draft
from detente_rules.treaty.obligations import Obligations, obligations
from detente_rules.treaty.terms import Status, Terms

LABS = ("alpha", "beta", "gamma", "delta")
NATIONS = ("mora", "norr", "osk")
SEATS = LABS + NATIONS
HOMES = np.array([0, 0, 1, -1])
"""alpha and beta live in mora, gamma in norr, delta nowhere; osk has no lab."""

CONTEXT = Context(
    labs=LABS,
    nations=NATIONS,
    homes=(0, 0, 1, -1),
    rounds=12,
    treaties=4,
    slots=MappingProxyType({"t1": 0, "t2": 1}),
)
AI_SHARE = np.array([[0.3, 0.2, 0.4, 0.1, 0.5, 0.4, 0.0]])
"""(1, P) nations hold their labs' shares."""

FLOOR = c.SafetyFloor(level=0.2, cost=1.0)

EXAMPLES: dict[str, c.Clause] = {
    clause.kind: clause
    for clause in (
        FLOOR,
        c.CapabilityCap(growth=0.3, category="training runs", covers=0.8),
        c.PhaseDown(fraction=0.1, grace=4, grace_for=("norr",)),
        c.DeploymentGate(above=1.0, assurance=2.0),
        c.DataExchange(),
        c.Inspection(instrument="on_site", rate=0.5, challenge=1, challenge_stop=0.75, managed_access=0.2),
        c.Oversight(body="leader", leader="mora", stake=0.5),
        c.Sanction(fine=0.5, decided="vote", veto=("mora",)),
        c.TradeMeasures(cut=0.5),
        c.Transfer(payers=("mora",), receivers=("norr", "osk"), amount=2.0),
        c.Fund(pays=0.5),
        c.BenefitSharing(access=0.5),
        c.ResearchSharing(rate=0.05),
        c.Leadership(leader="mora", floor_low=0.1, floor_high=0.3, cost_low=0.1, cost_high=10.0),
        c.EmergencyPowers(floor=0.5, rate=0.9),
        c.Conditional(seats=("norr",), share=0.6),
        c.EntryIntoForce(count=2),
        c.AccessionRule(rule="vote"),
        c.Duration(lasts=6),
        c.RenewalRule(how="vote"),
        c.Sunset(after=8),
        c.Review(every=4),
        c.WithdrawalNotice(lasts=2),
        c.Reservation(share=0.5),
        c.Merit(slope=0.2),
        c.Licence(above=1.0, cost=0.5),
        c.Evaluation(margin=1.0),
        c.RedLine(margin=1.0),
        c.IncidentReport(),
        c.Whistleblower(protection=0.5),
        c.Liability(incident=3.0),
        c.ExportControl(withheld=0.5),
        c.JointLab(seat="gamma", members=("alpha", "beta"), pools=0.2),
        c.Pause(lasts=2),
        c.KillSwitch(trigger=0.2),
        c.OpenWeights(rule="banned"),
        c.WeightsSecurity(strength=0.5),
        c.MutualRecognition(treaty="t2"),
        c.Amendment(majority=0.67),
        c.DisputeSettlement(),
    )
}
"""One good clause of every kind."""

EVERYTHING = tuple(
    clause for clause in EXAMPLES.values() if clause.kind not in {"conditional", "entry_into_force"}
)
"""The whole vocabulary, but for what would keep a treaty from its entry into force."""

COMPANIONS: dict[str, tuple[c.Clause, ...]] = {
    "phase_down": (c.CapabilityCap(growth=0.3),),
    "merit": (c.CapabilityCap(growth=0.3),),
    "renewal": (c.Duration(lasts=6),),
    "reservation": (FLOOR,),
}
"""What a kind needs beside it."""


def draft(*clauses: c.Clause, parties: Iterable[str] = NATIONS) -> Draft:
    """A draft among the three nations, unless said otherwise."""
    return Draft("Accord", tuple(parties), clauses)


def row(*clauses: c.Clause, parties: Iterable[str] = NATIONS, context: Context = CONTEXT) -> Terms:
    """The draft compiled."""
    return compile_draft(draft(*clauses, parties=parties), context)


def index(seat: str) -> int:
    """Party index of a seat."""
    return SEATS.index(seat)


class Board:
    """One game's terms and status, with the acts of treaty law by name. Mutable, for tests only."""

    def __init__(self) -> None:
        self.terms = Terms.empty(1, len(LABS), len(NATIONS), CONTEXT.treaties)
        self.status = Status.empty(1, len(LABS), len(NATIONS), CONTEXT.treaties)
        self.round = 0

    def open(self, *clauses: c.Clause, parties: Iterable[str] = NATIONS, slot: int = 0) -> None:
        """Put a treaty on the table."""
        self.terms = self.terms.with_treaty(slot, row(*clauses, parties=parties))
        self.status = self.status.opened(slot)

    def consent(self, *seats: str, slot: int = 0) -> None:
        """Sign, and ratify where the seat is a nation; then see what enters into force."""
        for seat in seats:
            self.status = lifecycle.sign(self.status, slot, index(seat))
            if seat in NATIONS:
                self.status = lifecycle.ratify(self.status, slot, index(seat))
        self.enter()

    def enter(self) -> None:
        """What has reached its thresholds enters into force."""
        self.status = lifecycle.enter(self.terms, self.status, AI_SHARE, HOMES, self.round)

    def end_round(self, incidents: int = 0) -> None:
        """The round is over."""
        self.status = lifecycle.advance(self.terms, self.status, np.array([incidents]))
        self.round += 1

    def withdraw(self, seat: str, slot: int = 0) -> None:
        """Leave, or give notice."""
        self.status = lifecycle.withdraw(self.terms, self.status, slot, index(seat))

    def force(self, *clauses: c.Clause, parties: Iterable[str] = NATIONS, slot: int = 0) -> Obligations:
        """A treaty to which all named have consented; what it obliges to."""
        parties = tuple(parties)
        self.open(*clauses, parties=parties, slot=slot)
        self.consent(*parties, slot=slot)
        return self.obliged()

    def obliged(self, capability: float = 0.0, assurance: float = 0.0, declared: float = 0.0) -> Obligations:
        """What binds whom now; all labs alike."""
        same = np.ones((1, len(LABS)))
        return obligations(
            self.terms,
            self.status,
            HOMES,
            capability=capability * same,
            assurance=assurance * same,
            declared_assurance=declared * same,
        )

    def phase(self, slot: int = 0) -> int:
        """Where the treaty stands."""
        return int(self.status.phase[0, slot])

    def members(self, slot: int = 0) -> set[str]:
        """Who is bound."""
        return {seat for place, seat in enumerate(SEATS) if self.status.member[0, slot, place]}
