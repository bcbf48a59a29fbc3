"""News of the session and of one's own delegation, as sentences (R12, R13); see ``sentences``, which gives names their shape.

Every teller gets the data, the view, and the two ways to name things: a seat, a person.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from detente_rules.views.types import View

Data = Mapping[str, Any]
Name = Callable[[View | None, str], str]
Tell = Callable[[Data, View | None, Name, Name], tuple[str, ...]]

THRESHOLDS: Final[Mapping[str, str]] = {
    "bot_grace_seconds": "Once every person is done, programs get {value:g} s.",
    "dropout_seconds": "A seat waits {value:g} s for its people before a bot stands in.",
    "minutes_briefing": "Briefings last {value:g} min from now on.",
    "minutes_negotiation": "Negotiations last {value:g} min from now on.",
    "minutes_decision": "Decisions take {value:g} min from now on.",
    "quorum_seal": "{value:.0f} members of a delegation must stand behind its decision.",
    "quorum_sign": "{value:.0f} members of a delegation must stand behind its signature.",
    "risk_guarded": "Risk is called guarded from {value:.0%} on.",
    "risk_high": "Risk is called high from {value:.0%} on.",
    "risk_severe": "Risk is called severe from {value:.0%} on.",
}

_ACTS: Final[Mapping[str, str]] = {
    "propose": "put a draft on the table",
    "amend": "changed a text",
    "sign": "signed",
    "ratify": "asked for ratification",
    "accede": "asked to join a treaty",
    "withdraw": "withdrew",
    "vote": "voted",
    "accuse": "made an accusation",
    "answer": "answered an accusation",
    "challenge": "called for an inspection",
    "set_standard": "set a standard",
    "suspend": "changed your participation",
    "turn_key": "turned a key",
    "release_weights": "released the weights",
    "pass_evidence": "passed evidence on",
    "ready": "changed whether you are ready",
}


def _finish(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del view, seat, person
    return (
        ("The game ends after this round.",)
        if data["finish"]
        else ("The game goes its full length after all.",)
    )


def _threshold(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del view, seat, person
    return (THRESHOLDS[data["name"]].format(value=data["value"]),)


def _level(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del view, seat, person
    return (f"The rules are those of the {data['level']} level from now on.",)


def _released(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del view, seat, person
    whispered = " (to you alone)" if data["to"] else ""
    title = f"{data['title']}: " if data["title"] else ""
    return (f"News{whispered}: {title}{data['text']}",)


def _shaken(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del person
    effect = data["effect"]
    match effect["kind"]:
        case "trust":
            where = f"in {seat(view, effect['nation'])}" if effect["nation"] else "everywhere"
            word = "rises" if effect["change"] > 0 else "falls"
            return (f"Public trust {where} {word} by {abs(effect['change']):.2f}.",)
        case "incident":
            return (f"An incident at {seat(view, effect['lab'])}; trust falls everywhere.",)
        case "budget":
            return (f"The revenue of {seat(view, effect['lab'])} is multiplied by {effect['factor']:g}.",)
        case _:
            moves = [
                f"{name} by {effect[name]:+.2f} doublings"
                for name in ("capability", "assurance")
                if effect[name]
            ]
            return (
                f"At {seat(view, effect['lab'])} something has moved: {' and '.join(moves) or 'nothing yet'}.",
            )


def _muted(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    word = "may not send messages for now" if data["muted"] else "may send messages again"
    return (f"{person(view, data['person'])} {word}.",)


def _hand(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    return (f"{person(view, data['person'])} asks for the floor.",) if data["raised"] else ()


def _placed(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    if not data["place"]:
        return (f"{person(view, data['person'])} is off the list of speakers.",)
    return (f"{person(view, data['person'])} is number {data['place']} on the list of speakers.",)


def _revealed(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del person
    return (f"The secrets of {seat(view, data['seat'])} are on the table.",)


def _memo(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    author = f" from {person(view, data['by'])}" if data["by"] else ""
    return (f"Memo{author}:", *data["text"].split("\n"))


def _duties(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    words = ", ".join(data["duties"]) or "no duty"
    return (f"In {seat(view, data['seat'])}, {person(view, data['person'])} is: {words}.",)


def _draft(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    who = person(view, data["person"])
    if data["decision"] is None:
        return (f"{who} takes your draft decision off the table.",)
    return (f"{who} changes your draft decision (number {data['number']}).",)


def _endorsed(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    what = f"draft {data['number']}" if data["about"] == "seal" else f"signing version {data['version']}"
    word = "stands behind" if data["favour"] else "no longer stands behind"
    return (f"{person(view, data['person'])} {word} {what}.",)


def _acted(data: Data, view: View | None, seat: Name, person: Name) -> tuple[str, ...]:
    del seat
    act = _ACTS.get(data["act"])
    return (f"For your delegation, {person(view, data['person'])} {act}.",) if act else ()


TELL: Final[Mapping[str, Tell]] = {
    "finish_set": _finish,
    "threshold_set": _threshold,
    "level_set": _level,
    "inject_released": _released,
    "world_shaken": _shaken,
    "muted": _muted,
    "hand_raised": _hand,
    "hand_placed": _placed,
    "seat_revealed": _revealed,
    "memo_left": _memo,
    "duties_given": _duties,
    "draft_written": _draft,
    "endorsed": _endorsed,
    "member_acted": _acted,
}
