"""Every clause as one sentence of plain English, generated from its parameters (R4.11).

`sentence` is what screens, refusals, briefs and reports show; nothing else words a clause. Seats appear as ids
unless a `name` function gives their shown names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from detente_rules.treaty import clauses as c
from detente_rules.treaty.instruments import INSTRUMENTS

Name: TypeAlias = Callable[[str], str]


def sentence(clause: c.Clause, name: Name = str) -> str:
    """The clause in words. name: seat id → the name to show."""
    match clause:
        case c.Conditional() | c.EntryIntoForce() | c.AccessionRule() | c.Duration() | c.RenewalRule():
            return _life(clause, name)
        case c.Sunset() | c.Review() | c.WithdrawalNotice() | c.Reservation():
            return _end(clause)
        case c.DataExchange() | c.Inspection() | c.Oversight() | c.IncidentReport() | c.Whistleblower():
            return _verification(clause, name)
        case c.Leadership() | c.EmergencyPowers() | c.MutualRecognition():
            return _government(clause, name)
        case c.Amendment() | c.DisputeSettlement():
            return _votes(clause)
        case c.Sanction() | c.Transfer() | c.Fund():
            return _money(clause, name)
        case c.TradeMeasures() | c.ExportControl() | c.BenefitSharing() | c.ResearchSharing() | c.Liability():
            return _exchange(clause)
        case c.SafetyFloor() | c.CapabilityCap() | c.PhaseDown() | c.JointLab() | c.KillSwitch():
            return _conduct(clause, name)
        case _:
            return _permission(clause)


def _conduct(
    clause: c.SafetyFloor | c.CapabilityCap | c.PhaseDown | c.JointLab | c.KillSwitch, name: Name
) -> str:
    match clause:
        case c.SafetyFloor():
            who = _who(clause.labs, name, "spends", "each spend") if clause.labs else "Every bound lab spends"
            cost = f"; complying costs each {_money_text(clause.cost)}" if clause.cost else ""
            return f"{who} at least {_percent(clause.level)} of effort on safety{cost}."
        case c.CapabilityCap():
            parts = []
            if clause.growth is not None:
                parts.append(f"grows by at most {clause.growth:g} doublings every half-year")
            if clause.level is not None:
                parts.append(f"stays at or below {clause.level:g} doublings")
            scope = ""
            if clause.category != "everything":
                scope = f", counting only {clause.category} ({_percent(clause.covers)} of all growth)"
            return f"The capability of every bound lab {' and '.join(parts)}{scope}."
        case c.PhaseDown():
            since = (
                "entry into force" if clause.base is None else f"{_span(clause.base)} after the game's start"
            )
            text = f"The cap shrinks by {_percent(clause.fraction)} every half-year, counted from {since}"
            if not clause.grace_for:
                return f"{text}."
            who = _who(clause.grace_for, name, "has", "have")
            return f"{text}; {who} {_span(clause.grace)} of grace from floor and cap."
        case c.JointLab():
            return (
                f"{_who(clause.members, name, 'gives', 'give')} {_percent(clause.pools)} of effort to the common "
                f"laboratory {name(clause.seat)}."
            )
        case c.KillSwitch():
            who = (
                "its deployment stops by itself"
                if clause.holder is None
                else f"{name(clause.holder)} holds the key"
            )
            return f"Where a lab's danger passes {clause.trigger:g} per half-year, {who}."


def _permission(
    clause: c.DeploymentGate
    | c.Merit
    | c.Licence
    | c.Evaluation
    | c.RedLine
    | c.Pause
    | c.OpenWeights
    | c.WeightsSecurity,
) -> str:
    match clause:
        case c.DeploymentGate():
            return (
                f"Nothing above {clause.above:g} doublings of capability is deployed before assurance reaches "
                f"{clause.assurance:g} doublings."
            )
        case c.Merit():
            how = "audited" if clause.audited else "declared"
            return f"The cap on growth rises by {clause.slope:g} doublings per doubling of {how} assurance."
        case c.Licence():
            cost = f" at {_money_text(clause.cost)}" if clause.cost else ""
            taken = "; a finding takes it away" if clause.revocable else ""
            return (
                f"Floor and cost bind only labs above {clause.above:g} doublings of capability, which need a "
                f"licence{cost}{taken}."
            )
        case c.Evaluation() | c.RedLine():
            verb = "deploys" if isinstance(clause, c.Evaluation) else "grows"
            return (
                f"A lab {verb} only while a test by the {clause.tester} (error ±{clause.noise:g}) finds its "
                f"assurance at most {clause.margin:g} doublings behind its capability."
            )
        case c.Pause():
            when = "at once" if not clause.starts else f"{_span(clause.starts)} after entry into force"
            return f"Starting {when}, no bound lab grows for {_span(clause.lasts)}."
        case c.OpenWeights():
            return f"Releasing weights of models above {clause.above:g} doublings is {clause.rule}."
        case c.WeightsSecurity():
            return f"Weights are guarded so that {_percent(clause.strength)} less knowledge leaks."


def _verification(
    clause: c.DataExchange | c.Inspection | c.Oversight | c.IncidentReport | c.Whistleblower, name: Name
) -> str:
    match clause:
        case c.DataExchange():
            risk = f"; risk estimates go to the {clause.to}" if "risk" in clause.what else ""
            return f"The parties exchange figures on {_list(clause.what)} {_every(clause.every)}{risk}."
        case c.Inspection():
            return _inspection(clause, name)
        case c.Oversight():
            return _oversight(clause, name)
        case c.IncidentReport():
            within = "in the same half-year" if not clause.within else f"within {_span(clause.within)}"
            learn = f"from one reported all learn ({_percent(clause.learning)} of the gap flows)"
            return f"Incidents are reported {within}; hiding one is a breach, and {learn}."
        case c.Whistleblower():
            return f"Whistle-blowers are protected to at least {_percent(clause.protection)}."


def _inspection(clause: c.Inspection, name: Name) -> str:
    card = INSTRUMENTS[clause.instrument]
    parts = [
        f"Every bound lab is verified by {card.title.lower()}, in a half-year with a chance of {_percent(clause.rate)}"
    ]
    if clause.quota is not None:
        parts.append(f"at most {clause.quota:g} inspections in all every half-year")
    if clause.challenge:
        who = _all(clause.challenge_by, name) if clause.challenge_by else "every party"
        stop = (
            "nobody can stop one"
            if clause.challenge_stop is None
            else f"{_percent(clause.challenge_stop)} of the members can stop one"
        )
        parts.append(
            f"{who} may ask for challenge inspections (at most {clause.challenge:g} every half-year), and {stop}"
        )
    if clause.managed_access:
        parts.append(f"access is managed ({_percent(clause.managed_access)} covered)")
    return "; ".join(parts) + "."


_BODY: Final[Mapping[str, str]] = {
    "overseen": "those it oversees",
    "leader": "the leader",
    "parties": "the parties",
    "independent": "an independent board",
}


def _oversight(clause: c.Oversight, name: Name) -> str:
    def who(word: str) -> str:
        return name(clause.leader) if word == "leader" and clause.leader else _BODY[word]

    works = {"overseen": "the labs themselves", "independent": "an independent body"}.get(clause.body)
    parts = [f"Oversight is done by {works or who(clause.body)}"]
    appointed, paid = clause.appointed_by or clause.body, clause.paid_by or clause.body
    chosen = f"appointed by {who(appointed)} and paid by {who(paid)}" if appointed != paid else ""
    parts.append(f"{chosen or f'appointed and paid by {who(paid)}'} ({_money_text(clause.cost)})")
    if clause.hosted_by:
        parts.append(f"hosted by {name(clause.hosted_by)}")
    if clause.stake:
        whose = _all(clause.stake_in, name) if clause.stake_in else "those it oversees"
        parts.append(f"with a stake of {_percent(clause.stake)} in the success of {whose}")
    place = (
        "inside development"
        if clause.placement == "embedded"
        else f"outside ({_percent(clause.access)} access)"
    )
    parts.append(
        f"placed {place}; findings go to {'everybody' if clause.findings == 'public' else 'the parties'}"
    )
    return ", ".join(parts) + "."


def _money(clause: c.Sanction | c.Transfer | c.Fund, name: Name) -> str:
    match clause:
        case c.Sanction():
            parts = []
            if clause.fine:
                parts.append(f"a fine of {_percent(clause.fine)} of its revenue")
            if clause.exclusion:
                parts.append(f"exclusion from {_percent(clause.exclusion)} of the parties' markets")
            if clause.trade:
                parts.append(f"a {_percent(clause.trade)} cut of trade with its home")
            if clause.supervision:
                parts.append("supervision for a year")
            if clause.decided == "automatic":
                return f"A lab found in breach automatically meets {_list(parts)}."
            veto = f" and {_all(clause.veto, name)} cast no veto" if clause.veto else ""
            vote = f"if {_percent(clause.majority)} of the members vote for it{veto}"
            return f"A lab found in breach meets {_list(parts)}, {vote}."
        case c.Transfer():
            return (
                f"{_who(clause.payers, name, 'pays', 'pay')} {_all(clause.receivers, name)} {_money_text(clause.amount)} in all, "
                f"for {clause.purpose}."
            )
        case c.Fund():
            who = _all(clause.filled_by, name) if clause.filled_by else "the nations that are party"
            return f"A fund filled by {who} pays {_percent(clause.pays)} of the labs' cost of compliance."


def _exchange(
    clause: c.TradeMeasures | c.ExportControl | c.BenefitSharing | c.ResearchSharing | c.Liability,
) -> str:
    match clause:
        case c.TradeMeasures():
            return f"Trade between parties and non-parties is cut by {_percent(clause.cut)}."
        case c.ExportControl():
            return (
                f"{_percent(clause.withheld)} of chips and energy is withheld from labs outside the treaty."
            )
        case c.BenefitSharing():
            return f"Parties open {_percent(clause.access)} of what keeps one another's models off their markets."
        case c.ResearchSharing():
            return f"Parties share safety research: {_percent(clause.rate)} of the gap flows every half-year."
        case c.Liability():
            premium = (
                f", and pays a premium of G$ {clause.premium:g} per unit of danger" if clause.premium else ""
            )
            return f"A lab owes G$ {clause.incident:g} for an incident of its own{premium}."


def _government(clause: c.Leadership | c.EmergencyPowers | c.MutualRecognition, name: Name) -> str:
    match clause:
        case c.Leadership():
            return (
                f"{name(clause.leader)} leads: it sets the floor between {_percent(clause.floor_low)} and "
                f"{_percent(clause.floor_high)} and the cost of compliance between G$ {clause.cost_low:g} and "
                f"{clause.cost_high:g} per half-year."
            )
        case c.EmergencyPowers():
            count = (
                "a public incident"
                if clause.trigger == 1
                else f"{clause.trigger} public incidents in a round"
            )
            end = (
                "without end"
                if clause.sunset is None
                else f"for {_span(clause.sunset)} unless triggered anew"
            )
            return (
                f"After {count} the floor is {_percent(clause.floor)} and the chance of inspection at least "
                f"{_percent(clause.rate)}, {end}."
            )
        case c.MutualRecognition():
            return f"Complying with treaty {clause.treaty} counts as complying with this one, and no trade is cut."


def _votes(clause: c.Amendment | c.DisputeSettlement) -> str:
    if isinstance(clause, c.Amendment):
        return f"{_percent(clause.majority)} of the members can change this text for all."
    cost = f"; one that they do not costs whoever made it G$ {clause.cost:g}" if clause.cost else ""
    return f"An accusation that {_percent(clause.majority)} of the other members uphold counts as a finding{cost}."


def _life(
    clause: c.Conditional | c.EntryIntoForce | c.AccessionRule | c.Duration | c.RenewalRule, name: Name
) -> str:
    match clause:
        case c.Conditional():
            who = _who(clause.seats, name, "is", "are") if clause.seats else "Every party is"
            need, one = _thresholds(clause.count, clause.share, "compute", clause.named, name)
            return f"{who} bound only once {need} {'is' if one else 'are'} bound."
        case c.EntryIntoForce():
            need, one = _thresholds(clause.count, clause.share, clause.measure, clause.named, name)
            return f"It enters into force once {need} {'has' if one else 'have'} consented."
        case c.AccessionRule():
            how = {
                "open": "Anybody may join later.",
                "vote": f"Others may join later when {_percent(clause.majority)} of the members agree.",
                "closed": "Nobody may join once it is in force.",
            }
            return how[clause.rule]
        case c.Duration():
            return f"It lasts {_span(clause.lasts)} from its entry into force."
        case c.RenewalRule():
            by = "by itself" if clause.how == "automatic" else "when most members vote for it"
            return f"When its time is up it is renewed {by}."


def _end(clause: c.Sunset | c.Review | c.WithdrawalNotice | c.Reservation) -> str:
    match clause:
        case c.Sunset():
            return f"It ends for good {_span(clause.after)} after its entry into force."
        case c.Review():
            return f"The parties review it {_every(clause.every)}."
        case c.WithdrawalNotice():
            return (
                f"A party that withdraws stays bound for {_span(clause.lasts)}."
                if clause.lasts
                else "A party may withdraw at once."
            )
        case c.Reservation():
            return f"A party may sign with a reservation against {_percent(clause.share)} of the floor."


def _thresholds(count: int, share: float, of: str, named: tuple[str, ...], name: Name) -> tuple[str, bool]:
    """Who must be there: how many, with what share, who among them. And whether that is one party alone."""
    if not share and count <= 1:
        return (_all(named, name), len(named) == 1) if named else ("at least one party", True)
    text = f"at least {count} parties" if count > 1 else "parties"
    if share:
        text += f" that together hold at least {_percent(share)} of the world's {of}"
    return f"{text}, among them {_all(named, name)}," if named else text, False


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _money_text(value: float) -> str:
    return f"G$ {value:g} per half-year"


def _span(half_years: int) -> str:
    years, half = divmod(half_years, 2)
    if not half_years:
        return "no time"
    if not years:
        return "6 months"
    if half:
        return f"{years} ½ years"
    return "1 year" if years == 1 else f"{years} years"


def _every(half_years: int) -> str:
    return "every year" if half_years == 2 else f"every {_span(half_years)}"


def _all(seats: Iterable[str], name: Name) -> str:
    return _list([name(seat) for seat in seats])


def _who(seats: tuple[str, ...], name: Name, one: str, several: str) -> str:
    return f"{_all(seats, name)} {one if len(seats) == 1 else several}"


def _list(words: Iterable[str]) -> str:
    items = list(words)
    return "".join(items) if len(items) < 2 else f"{', '.join(items[:-1])} and {items[-1]}"
