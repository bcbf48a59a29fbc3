"""The precedents as clause packs: SALT I and II, New START, biological, chemical, Montreal (R4.17).

Each maps a treaty's rules to clauses of the game, names where the rules stand in its text, and says where the
analogy ends. Seats are roles (``@richer``) that `fill` replaces; spans beyond a game's six years are cut to them.
Figures that the sources do not give (a floor of effort, a rate of inspection, the share of a small table that stands for
65, 22 or 11 ratifications) are the game's own mapping.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente_rules.treaty import clauses as c
from detente_rules.treaty.draft import clause_data, parse_clause


@dataclass(frozen=True, slots=True)
class Precedent:
    """One of them. entry: share of the parties that must ratify, None: all. roles: seats it must be told."""

    id: str
    title: str
    clauses: tuple[c.Clause, ...]
    sources: tuple[str, ...]
    analogy_ends: str
    roles: tuple[str, ...] = ()
    entry: float | None = None
    entry_share: float = 0.0


def fill(
    precedent: Precedent, parties: tuple[str, ...], roles: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[c.Clause, ...]:
    """The clauses with seats in place of roles, and the entry into force counted in these parties.

    Raises: KeyError for a role that was not told; BadDraft where seats make a clause impossible.
    """
    known = dict(roles or {})
    for role in precedent.roles:
        if not known.get(role):
            raise KeyError(f"{precedent.id} needs the role {role}")
    clauses = tuple(parse_clause(_filled(clause_data(clause), known)) for clause in precedent.clauses)
    if precedent.entry is None:
        return clauses
    entry = c.EntryIntoForce(
        count=max(1, math.ceil(precedent.entry * len(parties) - 1e-9)),
        share=precedent.entry_share,
        measure="consumption" if precedent.entry_share else "compute",
    )
    return (*clauses, entry)


def _filled(data: dict[str, Any], roles: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    def swap(value: Any) -> Any:
        if isinstance(value, list):
            return [seat for item in value for seat in (roles[item[1:]] if _role(item) else (item,))]
        return roles[value[1:]][0] if _role(value) else value

    return {field: swap(value) for field, value in data.items()}


def _role(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("@")


PRECEDENTS: Final[Mapping[str, Precedent]] = {
    precedent.id: precedent
    for precedent in (
        Precedent(
            id="salt",
            title="SALT I",
            clauses=(
                c.CapabilityCap(growth=0.2, category="training runs", covers=0.6),
                c.Inspection(instrument="remote_sensing", rate=0.9),
                c.DisputeSettlement(majority=1.0),
                c.Duration(lasts=10),
                c.WithdrawalNotice(lasts=1),
            ),
            sources=(
                ("Interim Agreement, signed 26 May 1972: launchers frozen (US 1,054 ICBM, 656 to 710 SLBM; USSR "
                "1,618 and 740 to 950), Art. VIII: five years, six months' notice"),
                ("ABM Treaty 1972, Art. XII: national technical means, no interference; Art. XIII: Standing "
                "Consultative Commission; Art. XV: six months' notice for supreme interests"),
            ),
            analogy_ends=(
                "Launchers can be counted from above; effort cannot. Warheads on a launcher were not limited and "
                "multiplied: here the share of growth that the category does not cover."
            ),
        ),
        Precedent(
            id="salt-two",
            title="SALT II",
            clauses=(
                c.CapabilityCap(growth=0.15, category="training runs", covers=0.75),
                c.PhaseDown(fraction=0.03),
                c.Inspection(instrument="remote_sensing", rate=0.9),
                c.DataExchange(what=("capability",), every=1),
                c.DisputeSettlement(majority=1.0),
                c.Duration(lasts=12),
                c.WithdrawalNotice(lasts=1),
            ),
            sources=(
                "Treaty signed 18 June 1979: 2,400 then 2,250 delivery vehicles, sub-ceilings 1,320 and 1,200",
                "Never ratified; observed by both until the United States dropped it in 1986",
            ),
            analogy_ends="What a signed and unratified text is worth depends on who looks: here on what bots make of it.",
        ),
        Precedent(
            id="new-start",
            title="New START",
            clauses=(
                c.CapabilityCap(growth=0.1, category="deployed systems", covers=0.85),
                c.DataExchange(what=("capability", "assurance", "effort"), every=1),
                c.Inspection(instrument="on_site", rate=0.5, quota=9, managed_access=0.2),
                c.DisputeSettlement(majority=1.0),
                c.Duration(lasts=12),
                c.RenewalRule(how="vote"),
                c.WithdrawalNotice(lasts=1),
            ),
            sources=(
                ("Treaty signed 8 Apr 2010, in force 5 Feb 2011; Art. II: 1,550 warheads, 700 deployed and 800 total "
                "launchers; Art. XI: 18 inspections a year (10 + 8); Art. XIV: ten years, one extension of five"),
                "Inspections stopped 2020, participation suspended by Russia Feb 2023, expired Feb 2026",
            ),
            analogy_ends="Two parties with equal arsenals; labs are many and unequal.",
        ),
        Precedent(
            id="biological",
            title="Biological Weapons Convention",
            clauses=(
                c.SafetyFloor(level=0.25, cost=0.2),
                c.Sanction(fine=0.3, decided="vote", majority=0.6, veto=("@permanent",), supervision=False),
                c.AccessionRule(rule="open"),
                c.Review(every=10),
                c.WithdrawalNotice(lasts=1),
            ),
            sources=(
                ("Convention opened 10 Apr 1972, in force 26 Mar 1975 with 22 ratifications (Art. XIV); no verification "
                "(protocol abandoned 2001); Art. VI: complaint to the Security Council, where permanent members veto"),
                "A large secret Soviet programme was found only later",
            ),
            analogy_ends="A weapon is banned outright; a floor of effort is a matter of degree.",
            roles=("permanent",),
            entry=0.25,
        ),
        Precedent(
            id="chemical",
            title="Chemical Weapons Convention",
            clauses=(
                c.SafetyFloor(level=0.25, cost=0.6),
                c.DataExchange(what=("capability", "assurance", "effort"), every=2),
                c.Inspection(
                    instrument="on_site", rate=0.5, challenge=1, challenge_stop=0.75, managed_access=0.3
                ),
                c.Oversight(body="independent", paid_by="parties", access=0.9, cost=0.6),
                c.Sanction(fine=0.5, exclusion=0.5, decided="vote", majority=0.5),
                c.TradeMeasures(cut=0.4),
                c.AccessionRule(rule="open"),
                c.Review(every=10),
                c.WithdrawalNotice(lasts=1),
            ),
            sources=(
                ("Convention opened 13 Jan 1993, in force 29 Apr 1997, 180 days after the 65th ratification (Art. XXI); "
                "OPCW; declarations, routine and challenge inspections (Art. IX.17: three quarters of the Executive "
                "Council can stop one within 12 hours; never used); trade bans with non-parties; over 190 parties"),
            ),
            analogy_ends="Stocks and plants stay where they are; training runs move.",
            entry=0.4,
        ),
        Precedent(
            id="montreal",
            title="Montreal Protocol",
            clauses=(
                c.CapabilityCap(growth=0.35),
                c.PhaseDown(fraction=0.08, grace=12, grace_for=("@poorer",)),
                c.SafetyFloor(level=0.2, cost=0.8),
                c.DataExchange(what=("capability", "effort"), every=2),
                c.Inspection(instrument="declarations", rate=0.9),
                c.TradeMeasures(cut=0.9),
                c.Fund(pays=1.0, filled_by=("@richer",)),
                c.AccessionRule(rule="open"),
                c.Amendment(majority=0.67),
                c.WithdrawalNotice(lasts=2),
            ),
            sources=(
                ("Protocol of 16 Sept 1987, in force 1 Jan 1989 after 11 ratifications with two thirds of consumption "
                "(Art. 16); Art. 4: trade measures with non-parties; Art. 5: ten years' grace for developing "
                "countries; Multilateral Fund from 1990 (Art. 10); adjusted and tightened six times by 2007; universal"),
            ),
            analogy_ends="Substitutes for ozone-depleting substances were cheap and came soon.",
            roles=("poorer", "richer"),
            entry=0.25,
            entry_share=2 / 3,
        ),
    )
}  # fmt: skip
"""The precedents by id; the ids are those of the scenarios."""
