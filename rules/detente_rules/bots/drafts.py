"""Treaty drafts as bots write and read them. Clauses are plain data, in half-years and G$ per half-year (R4.3)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from detente_rules.ids import SeatId
from detente_rules.treaty.draft import clause_data, parse_clause
from detente_rules.views.types import TreatyView

Clauses = tuple[dict[str, Any], ...]

HIT: Final[Mapping[str, float]] = {
    "none": 0.0,
    "declarations": 0.15,
    "remote_sensing": 0.35,
    "chip_reporting": 0.55,
    "on_site": 0.80,
    "resident": 0.95,
}
"""The stated rates at which an instrument finds a full violation (rules/README.md R7.1); what a bot goes by."""

INDEPENDENCE: Final[Mapping[str, float]] = {
    "overseen": 0.15,
    "leader": 0.6,
    "parties": 0.6,
    "independent": 0.9,
}
"""How far a bot trusts a body by who runs it; a leader's is good abroad and doubtful at home."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft comes to, in a bot's eyes.

    floor: least safety share. capped: growth is capped or phased down. detection: chance per half-year that a full violation
    is found. cost: what a finding costs, as a share of that half-year's revenue. sharing: safety knowledge is shared.
    outsiders: share of trade or supply that non-parties lose. fixed: cost of compliance, G$ per half-year, after the fund.
    """

    floor: float
    capped: bool
    detection: float
    cost: float
    sharing: bool
    outsiders: float
    fixed: float

    @property
    def deterrence(self) -> float:
        """What a full violation must expect to lose, as a share of a half-year's revenue."""
        return self.detection * self.cost


def read(clauses: Sequence[Mapping[str, Any]]) -> Reading:
    """Sum up a draft. Missing parameters count as their defaults."""
    by_kind = {str(clause.get("kind")): clause for clause in clauses}
    floor, look, body = (by_kind.get(kind, {}) for kind in ("safety_floor", "inspection", "oversight"))
    sanction, trade, supply = (
        by_kind.get(kind, {}) for kind in ("sanction", "trade_measures", "export_control")
    )
    trust = _trust(body) if body else INDEPENDENCE["parties"]
    inside = 1.0 if not body or body.get("placement") == "embedded" else float(body.get("access", 0.75))
    hit = HIT[look.get("instrument", "none")]
    paid = float(by_kind.get("fund", {}).get("pays", 0.0))
    return Reading(
        floor=float(floor.get("level", 0.0)),
        capped=bool({"capability_cap", "phase_down", "pause", "merit"} & set(by_kind)),
        detection=float(look.get("rate", 0.0)) * hit * trust * inside,
        # Markets abroad are about two fifths of a lab's sales; supervision takes away what cheating would gain.
        cost=float(sanction.get("fine", 0.0))
        + 0.4 * float(sanction.get("exclusion", 0.0))
        + 0.4 * float(sanction.get("trade", 0.0))
        + (0.3 if sanction.get("supervision", bool(sanction)) else 0.0),
        sharing="research_sharing" in by_kind,
        outsiders=max(float(trade.get("cut", 0.0)), float(supply.get("withheld", 0.0))),
        fixed=float(floor.get("cost", 0.8) if floor else 0.0) * (1.0 - paid),
    )


def _trust(body: Mapping[str, Any]) -> float:
    """How far a bot trusts a body: by who appoints and who pays it, less for what it has at stake (R4.15)."""
    own = body.get("body", "parties")
    appointed, paid = (INDEPENDENCE[body.get(key) or own] for key in ("appointed_by", "paid_by"))
    free = math.sqrt(appointed * paid)
    return free - float(body.get("stake", 0.0)) * max(0.0, free - INDEPENDENCE["overseen"])


def verified(
    *,
    floor: float = 0.32,
    rate: float = 0.7,
    instrument: str = "on_site",
    body: str = "independent",
    fine: float = 0.7,
    exclusion: float = 0.65,
    share: float = 0.6,
    named: Sequence[SeatId] = (),
    notice: int = 2,
    opened: float = 0.0,
    cut: float = 0.0,
    host: SeatId | None = None,
) -> Clauses:
    """A floor for all that is looked after: inspection, a body, consequences, shared knowledge, entry, notice.

    share: of the world's AI that must be in before it binds anybody. notice: half-years. opened: share of the obstacle to
    markets abroad that falls away among parties. cut: share of trade with those outside that is cut. host: where the body sits.
    """
    seat: dict[str, Any] = {"hosted_by": host} if host is not None else {}
    inside: Clauses = ({"kind": "benefit_sharing", "access": opened},) if opened else ()
    outside: Clauses = ({"kind": "trade_measures", "cut": cut},) if cut else ()
    return (
        {"kind": "safety_floor", "level": floor, "cost": 0.8},
        {"kind": "inspection", "instrument": instrument, "rate": rate},
        {"kind": "oversight", "body": body, "access": 1.0, **seat},
        {"kind": "sanction", "fine": fine, "exclusion": exclusion, "supervision": True},
        {"kind": "research_sharing", "rate": 0.06},
        *inside,
        *outside,
        {"kind": "entry_into_force", "share": share, "named": tuple(named)},
        {"kind": "withdrawal_notice", "lasts": notice},
    )


def weak(*, floor: float = 0.3, share: float = 0.5) -> Clauses:
    """A floor that sounds like the real thing: declarations only, a fine that hardly matters."""
    return (
        {"kind": "safety_floor", "level": floor, "cost": 0.2},
        {"kind": "inspection", "instrument": "declarations", "rate": 0.5},
        {"kind": "sanction", "fine": 0.1, "supervision": False},
        {"kind": "entry_into_force", "share": share},
        {"kind": "withdrawal_notice", "lasts": 0},
    )


def kinds(treaty: TreatyView) -> frozenset[str]:
    """The kinds of clause in a treaty."""
    return frozenset(str(clause.get("kind")) for clause in treaty.clauses)


def leader(treaty: TreatyView) -> SeatId | None:
    """The seat that leads or supervises a regime, if one does."""
    return led_by(treaty.clauses)


def led_by(clauses: Sequence[Mapping[str, Any]]) -> SeatId | None:
    """The seat that these clauses make leader or overseer, if any."""
    for clause in clauses:
        if clause.get("kind") in {"leadership", "oversight"} and clause.get("leader"):
            return str(clause["leader"])
    return None


def open_to(treaty: TreatyView, seats: Iterable[SeatId]) -> bool:
    """May all these seats still join, by the accession clause or as those whom the text names (R4.8)?"""
    clause = next((one for one in treaty.clauses if one.get("kind") == "accession"), {})
    rule = clause.get("rule", "named")
    if rule == "open":
        return True
    return rule != "closed" and set(seats) <= set(treaty.parties)


def pays(treaty: TreatyView, seat: SeatId) -> float:
    """What a treaty's transfers bring a seat, G$ per half-year; negative where it pays."""
    got = 0.0
    for clause in treaty.clauses:
        if clause.get("kind") == "transfer":
            amount, givers, takers = float(clause["amount"]), clause["payers"], clause["receivers"]
            got += amount / len(takers) if seat in takers else 0.0
            got -= amount / len(givers) if seat in givers else 0.0
    return got


def led(by: SeatId) -> Clauses:
    """An order that one nation leads: its own institutions supervise, markets close a little to those outside."""
    return (
        {"kind": "safety_floor", "level": 0.3, "cost": 0.8},
        {
            "kind": "leadership",
            "leader": by,
            "floor_low": 0.2,
            "floor_high": 0.4,
            "cost_low": 0.4,
            "cost_high": 1.2,
        },
        {"kind": "inspection", "instrument": "on_site", "rate": 0.7},
        {"kind": "oversight", "body": "leader", "leader": by, "hosted_by": by, "placement": "embedded"},
        {"kind": "sanction", "fine": 0.7, "exclusion": 0.65, "supervision": True},
        {"kind": "research_sharing", "rate": 0.06},
        {"kind": "trade_measures", "cut": 0.4},
        {"kind": "accession", "rule": "open"},
        {"kind": "entry_into_force", "count": 2, "named": (by,)},
        {"kind": "withdrawal_notice", "lasts": 2},
    )


def bloc() -> Clauses:
    """An order of those outside: modest rules, inspected by one another, knowledge shared, trade among themselves."""
    return (
        {"kind": "safety_floor", "level": 0.22, "cost": 0.4},
        {"kind": "inspection", "instrument": "chip_reporting", "rate": 0.6},
        {"kind": "oversight", "body": "parties"},
        {"kind": "sanction", "fine": 0.5, "exclusion": 0.4, "supervision": True},
        {"kind": "research_sharing", "rate": 0.06},
        {"kind": "benefit_sharing", "access": 0.4},
        {"kind": "trade_measures", "cut": 0.2},
        {"kind": "accession", "rule": "vote", "majority": 0.5},
        {"kind": "entry_into_force", "count": 2},
        {"kind": "withdrawal_notice", "lasts": 2},
    )


def open_labs(*, named: Sequence[SeatId] = (), host: SeatId | None = None) -> Clauses:
    """As much looking as the language knows, open markets for those who open their doors, less trade with the others. host: where the body sits."""
    seat: dict[str, Any] = {"hosted_by": host} if host is not None else {}
    return (
        {"kind": "safety_floor", "level": 0.3, "cost": 0.8},
        {"kind": "data_exchange", "what": ("capability", "assurance", "effort"), "every": 1},
        {"kind": "inspection", "instrument": "resident", "rate": 0.8},
        {"kind": "oversight", "body": "parties", "placement": "embedded", "cost": 0.8, **seat},
        {"kind": "sanction", "fine": 0.6, "exclusion": 0.4, "supervision": True},
        {"kind": "benefit_sharing", "access": 0.4},
        {"kind": "trade_measures", "cut": 0.25},
        {"kind": "entry_into_force", "share": 0.5, "named": tuple(named)},
        {"kind": "withdrawal_notice", "lasts": 2},
    )


def free_to_speak(*, named: Sequence[SeatId] = ()) -> Clauses:
    """Protection of those who tell, reports of incidents, estimates in the open, and a fine for what comes out."""
    return (
        {"kind": "safety_floor", "level": 0.28, "cost": 0.4},
        {"kind": "whistleblower", "protection": 0.9},
        {"kind": "incident_report", "within": 0},
        {"kind": "data_exchange", "what": ("assurance", "risk"), "every": 1, "to": "public"},
        {"kind": "inspection", "instrument": "declarations", "rate": 1.0},
        {"kind": "sanction", "fine": 0.9, "exclusion": 0.6, "supervision": True},
        {"kind": "entry_into_force", "share": 0.5, "named": tuple(named)},
        {"kind": "withdrawal_notice", "lasts": 1},
    )


def host(treaty: TreatyView) -> SeatId | None:
    """Where the treaty's body sits, if the text says so."""
    return next((one.get("hosted_by") for one in treaty.clauses if one.get("kind") == "oversight"), None)


def without_host(treaty: TreatyView) -> Clauses:
    """The text with its body nowhere in particular, and with nobody's consent needed for its seat."""
    where, out = host(treaty), []
    for clause in treaty.clauses:
        mended = dict(clause)
        if clause.get("kind") == "oversight":
            mended.pop("hosted_by", None)
        if clause.get("kind") == "entry_into_force":
            mended["named"] = tuple(seat for seat in clause.get("named", ()) if seat != where)
        out.append(mended)
    return tuple(out)


def spelled_out(clauses: Sequence[Mapping[str, Any]]) -> Clauses:
    """Clauses as a draft records them, every parameter with its value, so that two drafts can be compared.

    Raises: BadDraft for a clause that the treaty language does not know.
    """
    return tuple(clause_data(parse_clause(dict(clause))) for clause in clauses)
