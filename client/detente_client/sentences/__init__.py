"""News as sentences for people. Pure; names come from the view, and people's text is passed on as text.

A kind that nobody needs to read about (who is ready, what the facilitator sees of it) has no sentence.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from detente_client.sentences import session
from detente_rules.ids import SeatId
from detente_rules.views.types import View

Data = Mapping[str, Any]


def sentences(kind: str, data: Data, view: View | None) -> tuple[str, ...]:
    """What to say of one piece of news; nothing for kinds without a sentence or data of another version."""
    tell = _TELL.get(kind)
    try:
        if kind in session.TELL:
            return session.TELL[kind](data, view, seat_name, _person)
        if tell is None:
            return ()
        return tell(data, view)
    except (KeyError, TypeError, ValueError):  # a newer server may say things that this client does not know
        return ()


def seat_name(view: View | None, seat: SeatId | None) -> str:
    """The shown name of a seat; its id where it is not known."""
    if view is not None:
        for row in view.seats:
            if row.id == seat:
                return row.name
    return seat or "nobody"


def treaty_title(view: View | None, treaty: str) -> str:
    """The shown title of a treaty, in quotation marks."""
    if view is not None:
        for card in view.treaties:
            if card.id == treaty:
                return f"“{card.title}”"
    return f"treaty {treaty}"


def names(view: View | None, seats: tuple[SeatId, ...] | list[SeatId]) -> str:
    """Several seats, in words: ``Helion, Corvid and Aurelia``."""
    shown = [seat_name(view, seat) for seat in seats]
    if len(shown) < 2:
        return "".join(shown) or "nobody"
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def _person(view: View | None, person: str) -> str:
    return (view.people.get(person) if view is not None else None) or "Somebody"


def _joined(data: Data, view: View | None) -> tuple[str, ...]:
    del view
    if data["role"] == "facilitator":
        return (f"{data['name']} runs this game.",)
    return (f"{data['name']} has come in{' (a program)' if data.get('program') else ''}.",)


def _taken(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"{_person(view, data['person'])} sits for {seat_name(view, data['seat'])}.",)


def _left(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"{_person(view, data['person'])} has left {seat_name(view, data['seat'])}.",)


def _bot(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"{seat_name(view, data['seat'])} is played by a bot.",)


def _named(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"The bot for {seat_name(view, data['seat'])} is {data['bot']}.",)


def _no_bot(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"{seat_name(view, data['seat'])} is back in the hands of its people.",)


def _started(data: Data, view: View | None) -> tuple[str, ...]:
    del view
    return (f"The game begins: {data['rounds']} rounds at {data['level']} level.",)


def _phase(data: Data, view: View | None) -> tuple[str, ...]:
    del view
    if data["phase"] == "resolution":
        return ()
    if data["phase"] == "debrief":
        return ("The last round is over: debrief.",)
    return (f"Round {data['round']}: {data['phase']}.", *data.get("news", ()))


def _deadline(data: Data, view: View | None) -> tuple[str, ...]:
    del view
    seconds = f"{data['seconds']:.0f} s"
    reasons = {
        "downtime": f"The server was away; the {seconds} it missed are added to the clock.",
        "humans_done": f"Everybody is done; programs have {seconds} left.",
    }
    return (reasons.get(data.get("reason", ""), f"The facilitator adds {seconds}."),)


def _announced(data: Data, view: View | None) -> tuple[str, ...]:
    to = f" to {names(view, data['to'])}" if data.get("to") else ""
    return (f"Facilitator{to}: {data['text']}",)


def _proposed(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"{seat_name(view, data['by'])} proposes “{data['title']}” to {names(view, data['parties'])}.",)


def _amended(data: Data, view: View | None) -> tuple[str, ...]:
    return (
        f"{seat_name(view, data['by'])} amends “{data['title']}”: version {data['version']}; signatures lapse.",
    )


def _signed(data: Data, view: View | None) -> tuple[str, ...]:
    apart = ", with a reservation" if data.get("reservation") else ""
    return (f"{seat_name(view, data['seat'])} signs {treaty_title(view, data['treaty'])}{apart}.",)


def _ratified(data: Data, view: View | None) -> tuple[str, ...]:
    seat, title = seat_name(view, data["seat"]), treaty_title(view, data["treaty"])
    return (
        f"{seat} ratifies {title}." if data["passed"] else f"The ratification of {title} fails in {seat}.",
    )


def _acceded(data: Data, view: View | None) -> tuple[str, ...]:
    return (f"{seat_name(view, data['seat'])} accedes to {treaty_title(view, data['treaty'])}.",)


def _withdrawn(data: Data, view: View | None) -> tuple[str, ...]:
    seat, title = seat_name(view, data["seat"]), treaty_title(view, data["treaty"])
    if data.get("notice"):
        return (f"{seat} gives notice of withdrawal from {title}: {data['notice']} rounds.",)
    return (f"{seat} withdraws from {title}.",)


def _revised(data: Data, view: View | None) -> tuple[str, ...]:
    title = treaty_title(view, data["treaty"])
    return (
        f"The members change {title}, as {seat_name(view, data['by'])} proposed: version {data['version']}.",
    )


def _question(data: Data, view: View | None) -> tuple[str, ...]:
    title, who, by = treaty_title(view, data["treaty"]), seat_name(view, data["seat"]), data.get("by")
    mover = seat_name(view, by)
    asked = {
        "accession": f"{who} asks the members of {title} to let it join.",
        "amendment": f"{mover} moves that the members of {title} change its text.",
        "renewal": f"{title[0].upper()}{title[1:]} runs out after this round: its members vote on renewing it.",
        "sanction": f"The members of {title} vote on sanctions against {who}.",
        "accusation": f"{mover} accuses {who} of having broken {title}.",
        "challenge": f"{mover} calls the inspectors of {title} to {who}.",
    }
    said = data.get("data", {}).get("text")
    words = (f"{mover}: “{said}”",) if said else ()
    return (asked[data["about"]], *words)


def _voted(data: Data, view: View | None) -> tuple[str, ...]:
    seat, title = seat_name(view, data["seat"]), treaty_title(view, data["treaty"])
    about = ""
    if view is not None:
        about = next((f" ({one.about})" for one in view.questions if one.id == data["question"]), "")
    return (f"{seat} votes {'for' if data['favour'] else 'against'}, under {title}{about}.",)


def _answered(data: Data, view: View | None) -> tuple[str, ...]:
    seat, title = seat_name(view, data["seat"]), treaty_title(view, data["treaty"])
    said = (f"{seat} answers: “{data['text']}”",) if data["text"] else ()
    owned = (f"{seat} owns up to having broken {title}.",) if data["admit"] else ()
    return (*said, *owned)


def _closed(data: Data, view: View | None) -> tuple[str, ...]:
    title, who, carried = treaty_title(view, data["treaty"]), seat_name(view, data["seat"]), data["carried"]
    if data["moot"]:
        return (f"A question before the members of {title} has fallen away.",)
    count = f" ({len(data['favour'])} of {len(data['voters'])})"
    veto = f"; {names(view, data['vetoed_by'])} cast a veto" if data["vetoed_by"] else ""
    outcome = {
        "accession": (f"{who} may join {title}", f"{who} may not join {title}"),
        "amendment": (f"The members of {title} agree to the change", f"The text of {title} stays as it is"),
        "renewal": (f"The members renew {title}", f"The members do not renew {title}"),
        "sanction": (f"The sanction of {title} hits {who}", f"{who} meets no sanction of {title}"),
        "accusation": (
            f"The accusation against {who} is upheld",
            f"The accusation against {who} is not upheld",
        ),
        "challenge": (f"The inspection of {who} is stopped", f"Inspectors come to {who}"),
    }[data["about"]]
    return (f"{outcome[0] if carried else outcome[1]}{count}{veto}.",)


def _standard(data: Data, view: View | None) -> tuple[str, ...]:
    parts = []
    if data["floor"] is not None:
        parts.append(f"a floor of {data['floor']:.0%}")
    if data["cost"] is not None:
        parts.append(f"a cost of G$ {data['cost']:g} per half-year")
    title = treaty_title(view, data["treaty"])
    return (f"{seat_name(view, data['seat'])} sets the standard of {title}: {' and '.join(parts)}.",)


def _participation(data: Data, view: View | None) -> tuple[str, ...]:
    seat, title = seat_name(view, data["seat"]), treaty_title(view, data["treaty"])
    if data["suspended"]:
        return (f"{seat} suspends its participation in {title}.",)
    return (f"{seat} takes part in {title} again.",)


def _key(data: Data, view: View | None) -> tuple[str, ...]:
    seat, lab = seat_name(view, data["seat"]), seat_name(view, data["lab"])
    title, way = treaty_title(view, data["treaty"]), "off" if data["off"] else "on again"
    return (f"{seat} turns the key of {title}: {lab} is switched {way} where its danger passes the trigger.",)


def _released(data: Data, view: View | None) -> tuple[str, ...]:
    seat, level = seat_name(view, data["seat"]), f"{data['capability']:+.1f}"
    return (f"{seat} releases its weights ({level} doublings): everybody has them now, for good.",)


def _passed(data: Data, view: View | None) -> tuple[str, ...]:
    item = data["evidence"]
    lab, by = seat_name(view, item["lab"]), seat_name(view, data["by"])
    what = {
        "finding": f"a finding against {lab} of round {item['round']}",
        "reading": f"its reading of {lab} in round {item['round']}",
        "danger": f"{lab}'s own estimate of its danger in round {item['round']}",
    }[item["kind"]]
    if item["kind"] == "reading" and item["by"] != data["by"]:
        what = f"{seat_name(view, item['by'])}'s reading of {lab} in round {item['round']}"
    whom = names(view, data["to"]) if data["to"] else "everybody"
    return (f"{by} passes on to {whom}: {what}.",)


def _moved(data: Data, view: View | None) -> tuple[str, ...]:
    title = treaty_title(view, data["treaty"])
    words = {
        "in_force": "enters into force",
        "suspended": "is suspended",
        "terminated": "has come to its end",
    }
    said = words.get(data["phase"])
    if said is None:
        return ()
    members = (
        f" for {names(view, data['members'])}" if data["phase"] == "in_force" and data.get("members") else ""
    )
    return (f"{title[0].upper()}{title[1:]} {said}{members}.",)


def _reported(data: Data, view: View | None) -> tuple[str, ...]:
    risk = f"Round {data['round']} is resolved; public estimate of the risk so far: {data['risk']:.0%}."
    return (risk, *_evidence(data, view))


def _seat_reported(data: Data, view: View | None) -> tuple[str, ...]:
    report = data.get("report", data)
    accused = ("An inspection has found you in breach.",) if report.get("accused") else ()
    return (*accused, *_evidence(report, view))


def _evidence(report: Data, view: View | None) -> tuple[str, ...]:
    how = {
        "inspection": "An inspection",
        "whistleblower": "A whistle-blower",
        "technical_means": "Technical means",
    }
    findings = (
        f"{how.get(item['how'], 'Somebody')} found {seat_name(view, item['lab'])} in breach"
        f" ({_source(view, item['source'])})."
        for item in report.get("findings", ())
    )
    incidents = (
        f"An incident at {seat_name(view, item['lab'])}{'' if item['public'] else ', kept quiet'}."
        for item in report.get("incidents", ())
    )
    return (*findings, *incidents)


def _source(view: View | None, source: str) -> str:
    if view is not None and any(card.id == source for card in view.treaties):
        return treaty_title(view, source)
    return seat_name(view, source)


def _opened(data: Data, view: View | None) -> tuple[str, ...]:
    del view
    index = f"; coordination index {data['index']:.2f}" if data.get("index") is not None else ""
    return (f"Everything is revealed: the risk was {data['risk']:.0%}{index}.",)


def _always(sentence: str) -> Callable[[Data, View | None], tuple[str, ...]]:
    def tell(data: Data, view: View | None) -> tuple[str, ...]:
        del data, view
        return (sentence,)

    return tell


_TELL: Final[Mapping[str, Callable[[Data, View | None], tuple[str, ...]]]] = {
    "person_joined": _joined,
    "seat_taken": _taken,
    "seat_left": _left,
    "bot_named": _named,
    "bot_seated": _bot,
    "bot_unseated": _no_bot,
    "game_started": _started,
    "phase_began": _phase,
    "deadline_moved": _deadline,
    "paused": _always("The clock is stopped."),
    "resumed": _always("The clock runs on."),
    "announced": _announced,
    "treaty_proposed": _proposed,
    "treaty_amended": _amended,
    "treaty_signed": _signed,
    "treaty_ratified": _ratified,
    "treaty_acceded": _acceded,
    "treaty_withdrawn": _withdrawn,
    "treaty_moved": _moved,
    "treaty_revised": _revised,
    "question_put": _question,
    "vote_cast": _voted,
    "accusation_answered": _answered,
    "question_closed": _closed,
    "standard_set": _standard,
    "participation_changed": _participation,
    "key_turned": _key,
    "weights_released": _released,
    "evidence_passed": _passed,
    "sealed": _always("Your decision is sealed."),
    "unsealed": _always("Your decision is open again."),
    "round_reported": _reported,
    "seat_reported": _seat_reported,
    "debrief_opened": _opened,
}
