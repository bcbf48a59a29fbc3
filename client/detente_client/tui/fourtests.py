"""The four-test card of a text: who governs it, what is verified, who is in and why, who bears the cost. Plain words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from detente_client.tui.lines import Line, Span, line
from detente_client.tui.names import seat_name
from detente_client.tui.text import clean, listing, percent
from detente_client.tui.treaties import instrument_of
from detente_rules.ids import SeatId
from detente_rules.views.types import View

Clauses = Sequence[Mapping[str, Any]]

_WHO: Final[Mapping[str, str]] = {
    "overseen": "those who are overseen",
    "leader": "the leader",
    "parties": "the parties",
    "independent": "an independent body",
}


def four_tests(view: View, parties: Sequence[SeatId], clauses: Clauses) -> tuple[Line, ...]:
    """Governance, verification, participation, market: a line or two each."""
    kinds = {str(clause.get("kind")): clause for clause in clauses}
    return (
        line(("The four tests", "title")),
        _test("Governance", _governance(view, kinds)),
        _test("Verification", _verification(view, kinds, clauses)),
        _test("Participation", _participation(view, parties, kinds)),
        _test("Market", _market(view, parties, kinds)),
    )


def _test(name: str, words: Sequence[str | Span]) -> Line:
    return line((f"{name}: ", "strong"), *words)


def _governance(view: View, kinds: Mapping[str, Mapping[str, Any]]) -> list[str | Span]:
    body, lead = kinds.get("oversight"), kinds.get("leadership")
    out: list[str | Span] = []
    if body is None:
        out.append(("no body of its own; ", "warn"))
    else:
        does = str(body.get("body"))
        names = {name: str(body.get(name) or does) for name in ("appointed_by", "paid_by")}
        own = {does, *names.values()} & {"overseen", "leader"}
        words = f"appointed by {_WHO.get(names['appointed_by'], '?')}, paid by {_WHO.get(names['paid_by'], '?')}, done by {_WHO.get(does, '?')}"
        out.append((f"{words}; ", "warn" if own else "plain"))
    if lead is not None:
        out.append((f"{seat_name(view, str(lead.get('leader')))} sets the standards; ", "warn"))
    change = kinds.get("amendment")
    share = float(change.get("majority", 1.0)) if change is not None else 1.0
    out.append(
        "changed by all members together" if share >= 1.0 else f"changed by {percent(share)} of the members"
    )
    ends = [name.replace("_", " ") for name in ("duration", "sunset", "review") if name in kinds]
    out.append(f"; {listing(ends)} written in." if ends else "; no date at which it must prove itself.")
    return out


def _verification(view: View, kinds: Mapping[str, Mapping[str, Any]], clauses: Clauses) -> list[str | Span]:
    card = instrument_of(view, clauses)
    look = kinds.get("inspection", {})
    if card is None or card.hit <= 0:
        return [("nobody looks: a promise is worth what people want it to be worth.", "warn")]
    rate = float(look.get("rate") or 0.0)
    more = [word for kind, word in (("whistleblower", "insiders are protected"), ("data_exchange", "figures are exchanged"),
                                    ("dispute_settlement", "accusations are judged")) if kind in kinds]  # fmt: skip
    tail = f"; {listing(more)}" if more else ""
    errs = f"misses {percent(1 - card.hit)} of what it looks at, accuses {percent(card.false_alarm)} of the innocent"
    return [f"{card.title.lower()}, looks with {percent(rate)} a half-year: {errs}{tail}."]


def _participation(
    view: View, parties: Sequence[SeatId], kinds: Mapping[str, Mapping[str, Any]]
) -> list[str | Span]:
    labs = [row for row in view.labs if {row.id, row.home} & set(parties)]
    out = [row.id for row in view.labs if row not in labs]
    outside = [row.id for row in view.nations if row.id not in parties]
    shares = view.reports[-1].shares if view.reports else {}
    held = sum(shares.get(row.id, 0.0) for row in labs)
    said: list[str | Span] = [f"binds {len(labs)} of {len(view.labs)} labs"]
    if shares:
        said.append(f" with {percent(held)} of the market")
    names = listing([seat_name(view, seat) for seat in (*outside, *out)])
    said.append((f"; outside: {names}", "warn") if names else "; nobody is outside")
    reasons = []
    if "conditional" in kinds or "entry_into_force" in kinds:
        reasons.append("binds once enough others are in")
    if "trade_measures" in kinds:
        reasons.append(f"outsiders lose {percent(float(kinds['trade_measures'].get('cut', 0)))} of trade")
    if "fund" in kinds:
        reasons.append(f"a fund pays {percent(float(kinds['fund'].get('pays', 0)))} of the cost")
    if "transfer" in kinds:
        reasons.append("money changes hands")
    rule = str(kinds.get("accession", {}).get("rule", ""))
    if rule:
        reasons.append(
            {"open": "anybody may join", "vote": "joins by vote", "closed": "closed to others"}.get(
                rule, rule
            )
        )
    return [*said, f"; {clean('; '.join(reasons))}." if reasons else "."]


def _market(
    view: View, parties: Sequence[SeatId], kinds: Mapping[str, Mapping[str, Any]]
) -> list[str | Span]:
    cost = sum(float(kinds[kind].get("cost") or 0.0) for kind in ("safety_floor", "licence") if kind in kinds)
    labs = [row for row in view.labs if {row.id, row.home} & set(parties)]
    said: list[str | Span] = []
    if cost:
        relief = float(kinds.get("fund", {}).get("pays") or 0.0)
        said.append(f"complying costs each lab {cost:g} G$ per half-year, large or small")
        said.append(f", {percent(relief)} of it from the fund; " if relief else "; ")
        small = min(labs, key=lambda row: _share(view, row.id), default=None)
        if small is not None and view.reports:
            said.append((f"it weighs most on {seat_name(view, small.id)}; ", "warn"))
    else:
        said.append("no fixed cost of complying; ")
    if view.reports:
        said.append(f"market concentration now {percent(view.reports[-1].hhi)}.")
    else:
        said.append("the market is not known yet.")
    return said


def _share(view: View, lab: SeatId) -> float:
    return view.reports[-1].shares.get(lab, 0.0) if view.reports else 0.0
