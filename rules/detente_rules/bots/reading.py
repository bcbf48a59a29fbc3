"""Questions that bots ask of a view. Plain functions; nothing here decides anything."""

from collections.abc import Iterable

from detente_rules.cards import LabDuties
from detente_rules.ids import SeatId
from detente_rules.views.types import Finding, LabFigures, SeatView, TreatyView, View

RECENT = 2
"""Rounds for which a finding is held against a lab."""

OWN_TREATIES = 2
"""Most treaties of its own that a seat may have on the table or in force (R4.1)."""


def home_of(view: View, seat: SeatId) -> SeatId | None:
    """The nation whose law and treaties a seat follows; a nation follows its own."""
    row = view.seat_row(seat)
    return seat if row.kind == "nation" else row.home


def labs_of(view: View, nation: SeatId | None) -> tuple[SeatView, ...]:
    """The labs at home in a nation."""
    return tuple(row for row in view.labs if row.home == nation)


def only_home(view: View) -> tuple[SeatId, ...]:
    """The one nation at the table, if labs are at home in it: its consent binds them all, so that none gets ahead of the rest."""
    nations = tuple(row.id for row in view.nations)
    return nations if len(nations) == 1 and labs_of(view, nations[0]) else ()


def neutral(view: View) -> SeatId | None:
    """Where a body would be nobody's: of the nations without a lab the one that minds visitors least, then the smallest; None without one."""
    free = [row.id for row in view.nations if not labs_of(view, row.id)]
    sore, size = view.facts.sovereignty, view.facts.demand
    return min(free, key=lambda nation: (sore.get(nation, 0.0), size.get(nation, 0.0)), default=None)


def outsiders(view: View, seat: SeatId) -> tuple[SeatId, ...]:
    """Labs that could be, and are not, bound by the treaties in force that bind this seat; none where nothing binds it."""
    treaties = in_force_for(view, seat)
    bound = {lab for treaty in treaties for lab in bound_labs(view, treaty)}
    home = home_of(view, seat)
    free = (row for row in view.labs if row.id not in bound and row.id != seat)
    return tuple(row.id for row in free if home is None or row.home != home) if treaties else ()


def duties(view: View) -> LabDuties:
    """What binds this lab now: the strictest floor on its safety share and the strictest cap on its growth."""
    floors = [duty.level for duty in view.obligations if duty.what == "safety"]
    caps = [duty.level for duty in view.obligations if duty.what == "growth"]
    return LabDuties(floor=max(floors, default=0.0), cap=min(caps, default=float("inf")))


def assurance(view: View) -> float:
    """This lab's own assurance in doublings; 0 for a nation."""
    return view.figures.assurance if isinstance(view.figures, LabFigures) else 0.0


def bound_labs(view: View, treaty: TreatyView) -> tuple[SeatId, ...]:
    """The labs that a treaty binds now, in the order of the table."""
    bound = reach(view, treaty.members)
    return tuple(row.id for row in view.labs if row.id in bound)


def reach(view: View, parties: Iterable[SeatId]) -> frozenset[SeatId]:
    """The labs that a treaty among these parties binds."""
    named = set(parties)
    return frozenset(row.id for row in view.labs if row.id in named or row.home in named)


def is_bound(view: View, treaty: TreatyView, seat: SeatId) -> bool:
    """Does the treaty bind this seat now, itself or through its home?"""
    return treaty.phase == "in_force" and (seat in treaty.members or home_of(view, seat) in treaty.members)


def in_force_for(view: View, seat: SeatId) -> tuple[TreatyView, ...]:
    """The treaties that bind this seat."""
    return tuple(treaty for treaty in view.treaties if is_bound(view, treaty, seat))


def findings(view: View, rounds: int = RECENT) -> tuple[Finding, ...]:
    """What this seat knows of findings in the last so many rounds, public and its own."""
    since = view.round - rounds
    seen = {finding for report in view.reports for finding in report.findings}
    seen |= {finding for report in view.own_reports for finding in report.findings}
    return tuple(
        sorted((f for f in seen if f.round >= since), key=lambda f: (f.round, f.lab, f.source, f.how))
    )


def findings_against(view: View, lab: SeatId, rounds: int = RECENT) -> int:
    """In how many of the last rounds a lab was found in breach."""
    return len({finding.round for finding in findings(view, rounds) if finding.lab == lab})


def breakers(view: View, labs: tuple[SeatId, ...], times: int, rounds: int) -> tuple[SeatId, ...]:
    """Which of these labs were found at least so many times in the last so many rounds."""
    return tuple(lab for lab in labs if findings_against(view, lab, rounds) >= times)


def doubt(view: View, lab: SeatId) -> float:
    """How far a lab's declared assurance lies above what this seat reads off it, in its standard deviations."""
    row = view.seat_row(lab)
    if row.declared is None or row.estimate is None or row.estimate.assurance_sd <= 0:
        return 0.0
    return (row.declared.assurance - row.estimate.assurance) / row.estimate.assurance_sd


def may_propose(view: View, seat: SeatId) -> bool:
    """Is there room for another draft of this seat (R4.1)? One that nobody else has signed gives way."""
    own = [treaty for treaty in view.treaties if treaty.by == seat and treaty.phase != "terminated"]
    gives_way = any(treaty.phase == "open" and not set(treaty.signed) - {seat} for treaty in own)
    return len(own) < OWN_TREATIES or gives_way


def risk(view: View) -> float:
    """The risk that the public knows of, cumulated; 0 before the first report."""
    return view.reports[-1].risk if view.reports else 0.0


def rivals(view: View, seat: SeatId) -> tuple[SeatView, ...]:
    """Nations: the other nations. Labs: the other labs."""
    rows = view.nations if view.seat_row(seat).kind == "nation" else view.labs
    return tuple(row for row in rows if row.id != seat)


def name(view: View, seat: SeatId) -> str:
    """How a seat is shown."""
    return view.seat_row(seat).name


def per_round(view: View, per_half_year: float) -> float:
    """Money per half-year as money per round of this game, which spans six years (R6.1)."""
    return per_half_year * 12 / view.rounds
