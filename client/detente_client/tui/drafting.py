"""A treaty that is being written: a value, what can be done to it, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from detente_client.tui.lines import Line, line
from detente_client.tui.names import seat_name
from detente_client.tui.text import clean, percent
from detente_client.tui.treaties import verification_lines
from detente_rules.cards import LAWS
from detente_rules.commands import Amend, Propose
from detente_rules.ids import MAX_NAME, SeatId, TreatyId
from detente_rules.treaty.checks import check
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import parse_clause, parse_draft
from detente_rules.treaty.faults import BadDraft
from detente_rules.treaty.forms import Form, form
from detente_rules.treaty.sentences import sentence
from detente_rules.views.types import TreatyView, View

Clause = Mapping[str, Any]


@dataclass(frozen=True)
class TreatyDraft:
    """title, parties, clauses as plain data; amends: the treaty and version that it would replace."""

    title: str = ""
    parties: tuple[SeatId, ...] = ()
    clauses: tuple[Clause, ...] = ()
    confidential: bool = False
    amends: tuple[TreatyId, int] | None = None

    def with_clause(self, place: int | None, clause: Clause) -> "TreatyDraft":
        """With a clause put in the place of another, or (None) at the end."""
        if place is None:
            return replace(self, clauses=(*self.clauses, clause))
        return replace(self, clauses=(*self.clauses[:place], clause, *self.clauses[place + 1 :]))

    def without_clause(self, place: int) -> "TreatyDraft":
        """With a clause taken out."""
        return replace(self, clauses=(*self.clauses[:place], *self.clauses[place + 1 :]))

    def command(self) -> Propose | Amend:
        """What puts it on the table."""
        clauses = tuple(dict(clause) for clause in self.clauses)
        if self.amends is not None:
            treaty, version = self.amends
            return Amend(treaty=treaty, version=version, parties=self.parties, clauses=clauses)
        return Propose(
            title=self.title.strip(), parties=self.parties, clauses=clauses, confidential=self.confidential
        )


def blank_draft(view: View) -> TreatyDraft:
    """An empty sheet: between nations where there are several, else between all seats."""
    nations = tuple(row.id for row in view.nations)
    if len(nations) > 1:
        parties = (*nations, *(row.id for row in view.labs if row.home is None))
    else:
        parties = tuple(row.id for row in view.seats)
    return TreatyDraft(title=f"Proposal {len(view.treaties) + 1}", parties=parties)


def draft_from_pack(view: View, pack: Mapping[str, Any]) -> TreatyDraft:
    """A prepared list of clauses as a draft."""
    clauses = tuple(dict(clause) for clause in pack.get("clauses", ()))
    return replace(blank_draft(view), title=str(pack.get("title", ""))[:MAX_NAME], clauses=clauses)


def draft_from_treaty(card: TreatyView) -> TreatyDraft:
    """The text on the table, to be amended."""
    return TreatyDraft(
        card.title,
        card.parties,
        tuple(dict(clause) for clause in card.clauses),
        card.confidential,
        (card.id, card.version),
    )


def context_of(view: View) -> Context:
    """Seats and homes, as the treaty language wants them."""
    nations = tuple(row.id for row in view.nations)
    homes = tuple(nations.index(row.home) if row.home in nations else -1 for row in view.labs)
    slots = {card.id: place % 8 for place, card in enumerate(view.treaties)}
    return Context(
        labs=tuple(row.id for row in view.labs),
        nations=nations,
        homes=homes,
        rounds=view.rounds,
        slots=MappingProxyType(slots),
    )


def faults(view: View, draft: TreatyDraft) -> tuple[str, ...]:
    """Everything that the rules would refuse, in words; empty for a sound draft."""
    if not draft.clauses:
        return ("It has no clause yet.",)
    data = {
        "title": draft.title.strip(),
        "parties": list(draft.parties),
        "clauses": [dict(c) for c in draft.clauses],
    }
    try:
        found = check(parse_draft(data), context_of(view))
    except BadDraft as bad:
        found = bad.faults
    return tuple(dict.fromkeys(clean(fault.message) for fault in found))


def clause_sentence(view: View, clause: Clause) -> str:
    """A clause in words, or what is wrong with it."""
    try:
        return clean(sentence(parse_clause(dict(clause)), lambda seat: seat_name(view, seat)))
    except BadDraft as bad:
        return "✗ " + clean(bad.faults[0].message)


def draft_lines(view: View, draft: TreatyDraft) -> tuple[Line, ...]:
    """What it would oblige to, beyond the sentences: whom it binds, how it is verified, when it begins."""
    out: list[Line] = []
    bound = [row for row in view.labs if row.id in draft.parties or row.home in draft.parties]
    free = [row for row in view.labs if row not in bound]
    names = ", ".join(seat_name(view, row.id) for row in bound) or "no lab"
    out.append(line(("Binds: ", "title"), names))
    if free:
        out.append(line(("Leaves free: ", "warn"), ", ".join(seat_name(view, row.id) for row in free)))
    kinds = {str(clause.get("kind")): clause for clause in draft.clauses}
    out += list(verification_lines(kinds, view))
    if "entry_into_force" not in kinds:
        out.append(line(("Begins: ", "title"), "once every party has signed (nations: ratified)."))
    if "withdrawal_notice" not in kinds:
        out.append(line(("Leaving: ", "title"), "at once, without notice."))
    return tuple(out)


@dataclass(frozen=True)
class ClauseCard:
    """A clause at the basic level: three strengths, each a whole clause."""

    title: str
    strengths: tuple[tuple[str, Clause], ...]

    @property
    def kind(self) -> str:
        """The kind of clause."""
        return str(self.strengths[0][1]["kind"])


CARDS: Final = (
    ClauseCard(
        "Safety floor",
        tuple(
            (f"{percent(level)}", {"kind": "safety_floor", "level": level, "cost": 0.8}) for level in (LAWS["light"], LAWS["strict"], 0.45)
        ),
    ),
    ClauseCard(
        "Growth cap",
        tuple((word, {"kind": "capability_cap", "growth": cap}) for word, cap in (("loose", 0.45), ("firm", 0.35), ("tight", 0.2))),
    ),
    ClauseCard(
        "Who looks",
        (
            ("self-report", {"kind": "inspection", "instrument": "declarations", "rate": 0.5}),
            ("chips", {"kind": "inspection", "instrument": "chip_reporting", "rate": 0.6}),
            ("on site", {"kind": "inspection", "instrument": "on_site", "rate": 0.7}),
        ),
    ),
    ClauseCard(
        "Whose inspectors",
        (
            ("the labs'", {"kind": "oversight", "body": "overseen"}),
            ("the parties'", {"kind": "oversight", "body": "parties", "access": 0.9}),
            ("independent", {"kind": "oversight", "body": "independent", "access": 1.0}),
        ),
    ),
    ClauseCard(
        "If found in breach",
        (
            ("small fine", {"kind": "sanction", "fine": 0.1, "supervision": False}),
            ("fine", {"kind": "sanction", "fine": 0.4, "supervision": True}),
            ("heavy", {"kind": "sanction", "fine": 0.7, "exclusion": 0.65, "supervision": True}),
        ),
    ),
    ClauseCard(
        "Share safety work",
        tuple((word, {"kind": "research_sharing", "rate": rate}) for word, rate in (("a little", 0.03), ("well", 0.06), ("all", 0.12))),
    ),
)  # fmt: skip
"""Six cards in three strengths: enough for a treaty that can be kept, broken and verified."""


def strength_of(draft: TreatyDraft, card: ClauseCard) -> int | None:
    """Which strength of a card the draft holds: 0 none, 1 to 3, None where it holds another text of that kind.

    The first parameter of a clause is the one that the card is about.
    """
    held = next((clause for clause in draft.clauses if clause.get("kind") == card.kind), None)
    if held is None:
        return 0
    for place, (_, clause) in enumerate(card.strengths, start=1):
        first = next(name for name in clause if name != "kind")
        if held.get(first) == clause[first]:
            return place
    return None


def with_strength(draft: TreatyDraft, card: ClauseCard, strength: int) -> TreatyDraft:
    """The draft with another strength of a card; 0 takes it out."""
    place = next((n for n, clause in enumerate(draft.clauses) if clause.get("kind") == card.kind), None)
    if strength == 0:
        return draft if place is None else draft.without_clause(place)
    return draft.with_clause(place, dict(card.strengths[strength - 1][1]))


def defaults(kind: str) -> dict[str, Any]:
    """A new clause of a kind: what the form says, with the middle of the range where it says nothing."""
    out: dict[str, Any] = {"kind": kind}
    for field in form(kind).fields:
        if not field.required:
            continue
        if field.type in {"number", "whole"} and field.low is not None and field.high is not None:
            typical = _TYPICAL.get((kind, field.name), field.low + (field.high - field.low) / 4)
            out[field.name] = int(typical) if field.type == "whole" else round(typical, 2)
        elif field.type == "yes_no":
            out[field.name] = True
        elif field.type == "choice":
            out[field.name] = field.choices[len(field.choices) // 2]
        elif field.type in {"seats", "choices"}:
            out[field.name] = []
    return out


_TYPICAL: Final = {
    ("safety_floor", "level"): LAWS["strict"],
    ("inspection", "rate"): 0.7,
    ("deployment_gate", "above"): 2.0,
    ("deployment_gate", "assurance"): 1.5,
    ("licence", "above"): 1.0,
    ("evaluation", "margin"): 1.0,
    ("red_line", "margin"): 1.0,
    ("research_sharing", "rate"): 0.06,
    ("withdrawal_notice", "lasts"): 2,
    ("pause", "lasts"): 2,
    ("liability", "incident"): 10.0,
    ("kill_switch", "trigger"): 0.1,
    ("transfer", "amount"): 2.0,
}


def addable(draft: TreatyDraft, all_forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Kinds that may still be added: a kind stands once, unless it is repeatable."""
    held = {str(clause.get("kind")) for clause in draft.clauses}
    return tuple(form_ for form_ in all_forms if form_.repeatable or form_.kind not in held)
