"""The line mode's words for what treaties in force let one do, for questions, evidence, and for people who share a seat."""

from collections.abc import Callable, Mapping
from typing import Final

from detente_client.model import Snapshot
from detente_client.tui.analysis import analysis_lines, gathered, steps
from detente_client.tui.delegation import DUTIES, delegation_lines
from detente_client.tui.drafting import draft_from_treaty
from detente_client.tui.fourtests import four_tests
from detente_client.tui.lines import Line, line
from detente_client.tui.plain_orders import BadOrders, find_seat
from detente_client.tui.questions import evidence_words, in_order, question_lines, question_rows
from detente_client.tui.suspicions import FIRST_PRIOR, reckon, suspect_lines, suspect_row
from detente_client.tui.text import clean
from detente_client.tui.treaties import find_treaty
from detente_client.tui.unlocking import card_unlock_lines
from detente_rules.commands import PlayerCommand, Sign
from detente_rules.commands.facilitation import Appoint, Draft, Endorse, RaiseHand
from detente_rules.commands.treaty import (
    Accuse,
    Answer,
    Challenge,
    PassEvidence,
    ReleaseWeights,
    SetStandard,
    Suspend,
    TurnKey,
    Vote,
)
from detente_rules.decisions import Decision
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.types import View

Made = tuple[str, PlayerCommand]
"""What to say once it is acknowledged, and the command."""

HELP: Final = (
    ("questions, question N", "what treaties ask their members"),
    ("vote N for, vote N against", "vote on question N"),
    ("answer N TEXT, admit N", "answer an accusation against you, or own up to it"),
    ("accuse N LAB [E1,E2] TEXT", "accuse a lab of breaking treaty N; E: pieces of held, by number"),
    ("inspectors N LAB", "call treaty N's inspectors to a lab"),
    ("standard N floor=22 cost=0.8", "set the standard of treaty N, which you lead"),
    ("suspend N, resume N", "stand aside from treaty N for a while, take part again"),
    ("key N LAB off, key N LAB on", "turn the key of treaty N's switch"),
    ("reserve N", "sign treaty N with a reservation"),
    ("release weights", "give your best model to everybody, for good"),
    ("held", "the evidence you hold"),
    ("pass E SEAT[,SEAT], pass E everybody", "hand on a piece of evidence, by its number in held"),
    (
        "suspicion [LAB] [PERCENT]",
        "how likely each rival breaks its word; PERCENT: what you think beforehand",
    ),
    ("analysis N", "who would cheat under treaty N, how it shares the gains, the four tests"),
    ("delegation", "who shares your seat, your draft, who stands behind it"),
    ("draft, endorse, endorse N", "share your orders, stand behind the draft, stand behind signing treaty N"),
    ("appoint PERSON DUTY[,DUTY]", "as head: head, negotiator, analyst, press"),
    ("hand, unhand", "raise your hand for the floor, lower it"),
)


# --------------------------------------------------------------------------------------------------------- what is shown


def shown(word: str, snapshot: Snapshot, view: View, rest: str) -> tuple[Line, ...] | None:
    """The lines of a word that shows something; None for another word. Raises: BadOrders."""
    show = _SHOWS.get(word)
    return show(snapshot, view, rest) if show is not None else None


def _questions(_: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    del rest
    rows = [line(f"{n}: ", *text) for n, (_, text) in enumerate(question_rows(view, 120), start=1)]
    return tuple(rows) or (line("No treaty has put a question to its members."),)


def _question_card(_: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    return question_lines(view, _question(view, rest))


def _held(_: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    del rest
    rows = [line(f"{n}: ", *evidence_words(view, one)) for n, one in enumerate(view.evidence, start=1)]
    return tuple(rows) or (line("You hold no evidence that others do not have."),)


def _suspicion(_: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    words = rest.split()
    prior = FIRST_PRIOR
    if words and words[-1].rstrip("%").isdigit():
        prior = min(99, max(1, int(words.pop().rstrip("%")))) / 100
    known = reckon(view, prior)
    if words:
        lab = find_seat(view, words[0])
        found = [one for one in known if one.lab == lab]
        return suspect_lines(view, found[0]) if found else (line("There is nothing to suspect it of."),)
    return tuple(suspect_row(view, one) for one in known) or (line("There is nobody to suspect."),)


def _analysis(_: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    card = find_treaty(view, rest)
    if card is None:
        raise BadOrders(f"There is no treaty “{clean(rest)}”: treaties lists them by number.")
    draft = draft_from_treaty(card)
    known = gathered([step() for step in steps(view, draft)])
    tests = four_tests(view, card.parties, card.clauses)
    return (*card_unlock_lines(view, card), *analysis_lines(view, draft, known, 78), *tests)


def _delegation(snapshot: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    del rest
    return delegation_lines(view, snapshot.person)


_SHOWS: Final[Mapping[str, Callable[[Snapshot, View, str], tuple[Line, ...]]]] = {
    "questions": _questions,
    "question": _question_card,
    "held": _held,
    "suspicion": _suspicion,
    "analysis": _analysis,
    "delegation": _delegation,
}


# ----------------------------------------------------------------------------------------------------------- what is done


def done(word: str, view: View, rest: str, orders: Callable[[], Decision]) -> Made | None:
    """The command of a word that does something; None for another word. orders: as they stand. Raises: BadOrders."""
    if word == "draft":
        return ("Your delegation sees it now.", Draft(orders()))
    act = _ACTS.get(word)
    return act(view, rest) if act is not None else None


def _question(view: View, word: str) -> QuestionView:
    known = in_order(view)
    if word.isdigit() and 1 <= int(word) <= len(known):
        return known[int(word) - 1]
    raise BadOrders(f"There is no question “{clean(word)}”: questions lists them by number.")


def _treaty(view: View, word: str) -> str:
    card = find_treaty(view, word)
    if card is None:
        raise BadOrders(f"There is no treaty “{clean(word)}”: treaties lists them by number.")
    return card.id


def _words(rest: str, least: int, how: str) -> list[str]:
    words = rest.split()
    if len(words) < least:
        raise BadOrders(f"It is: {how}")
    return words


def _vote(view: View, rest: str) -> Made:
    words = _words(rest, 2, "vote N for, or vote N against")
    if words[1] not in {"for", "against"}:
        raise BadOrders("It is: vote N for, or vote N against")
    return ("Your vote is cast.", Vote(_question(view, words[0]).id, words[1] == "for"))


def _answer(view: View, rest: str) -> Made:
    number, _, text = rest.partition(" ")
    if not text.strip():
        raise BadOrders("It is: answer N TEXT")
    return ("You have answered.", Answer(_question(view, number).id, text.strip()))


def _admit(view: View, rest: str) -> Made:
    return ("You have owned up to it.", Answer(_question(view, rest).id, "", admit=True))


def _accuse(view: View, rest: str) -> Made:
    words = _words(rest, 2, "accuse N LAB [E1,E2] TEXT")
    treaty, lab, more = _treaty(view, words[0]), find_seat(view, words[1]), words[2:]
    cited: tuple[str, ...] = ()
    if more and more[0].replace(",", "").isdigit():
        cited = tuple(_piece(view, number).id for number in more.pop(0).split(",") if number)
    return ("You have accused it; the other members judge.", Accuse(treaty, lab, cited, " ".join(more)))


def _piece(view: View, number: str) -> Evidence:
    if number.isdigit() and 1 <= int(number) <= len(view.evidence):
        return view.evidence[int(number) - 1]
    raise BadOrders(f"You hold no evidence “{clean(number)}”: held lists it by number.")


def _inspectors(view: View, rest: str) -> Made:
    words = _words(rest, 2, "inspectors N LAB")
    return ("Inspectors are called.", Challenge(_treaty(view, words[0]), find_seat(view, words[1])))


def _standard(view: View, rest: str) -> Made:
    words = _words(rest, 2, "standard N floor=22 cost=0.8")
    given: dict[str, float] = {}
    for word in words[1:]:
        name, _, value = word.partition("=")
        try:
            number = float(value.rstrip("%"))
        except ValueError:
            raise BadOrders(f"“{clean(word)}” is no figure: standard N floor=22 cost=0.8") from None
        given[name] = number / 100 if name == "floor" and number > 1 else number
    if not given or set(given) - {"floor", "cost"}:
        raise BadOrders("It is: standard N floor=22 cost=0.8")
    return (
        "The standard is set.",
        SetStandard(_treaty(view, words[0]), given.get("floor"), given.get("cost")),
    )


def _key(view: View, rest: str) -> Made:
    words = _words(rest, 3, "key N LAB off, or key N LAB on")
    if words[2] not in {"off", "on"}:
        raise BadOrders("It is: key N LAB off, or key N LAB on")
    return (
        "The key is turned.",
        TurnKey(_treaty(view, words[0]), find_seat(view, words[1]), words[2] == "off"),
    )


def _reserve(view: View, rest: str) -> Made:
    card = find_treaty(view, rest)
    if card is None:
        raise BadOrders(f"There is no treaty “{clean(rest)}”.")
    return ("You signed it, with a reservation.", Sign(card.id, card.version, reservation=True))


def _release(view: View, rest: str) -> Made:
    del view
    if rest != "weights":
        raise BadOrders("It is: release weights. There is no way back.")
    return ("Everybody has your weights now.", ReleaseWeights())


def _pass(view: View, rest: str) -> Made:
    words = _words(rest, 2, "pass E SEAT[,SEAT], or pass E everybody")
    names = [name for name in words[1].split(",") if name]
    to = () if words[1].casefold() == "everybody" else tuple(find_seat(view, name) for name in names)
    return ("Passed on.", PassEvidence(_piece(view, words[0]).id, to))


def _endorse(view: View, rest: str) -> Made:
    if rest:
        card = find_treaty(view, rest)
        if card is None:
            raise BadOrders(f"There is no treaty “{clean(rest)}”.")
        return ("You stand behind signing it.", Endorse("sign", treaty=card.id, version=card.version))
    group = view.delegation
    if group is None or group.draft is None:
        raise BadOrders("Your delegation has no draft yet: draft shares your orders.")
    return ("You stand behind the draft.", Endorse("seal", number=group.draft_number))


def _appoint(view: View, rest: str) -> Made:
    words = _words(rest, 2, "appoint PERSON DUTY[,DUTY]")
    person = next(
        (
            one
            for one, name in view.people.items()
            if words[0].casefold() in {one.casefold(), name.casefold()}
        ),
        None,
    )
    if person is None:
        raise BadOrders(f"There is nobody called “{clean(words[0])}”; delegation lists who is here.")
    given = set(words[1].split(","))
    known = [duty for duty, _ in DUTIES]
    if given - set(known):
        raise BadOrders(f"Duties are {', '.join(known)}.")
    return ("Duties given.", Appoint(person, tuple(duty for duty in known if duty in given)))


_ACTS: Final[Mapping[str, Callable[[View, str], Made]]] = {
    "vote": _vote,
    "answer": _answer,
    "admit": _admit,
    "accuse": _accuse,
    "inspectors": _inspectors,
    "standard": _standard,
    "suspend": lambda view, rest: ("You stand aside.", Suspend(_treaty(view, rest), suspended=True)),
    "resume": lambda view, rest: ("You take part again.", Suspend(_treaty(view, rest), suspended=False)),
    "key": _key,
    "reserve": _reserve,
    "release": _release,
    "pass": _pass,
    "endorse": _endorse,
    "appoint": _appoint,
    "hand": lambda _view, _rest: ("Your hand is up.", RaiseHand()),
    "unhand": lambda _view, _rest: ("Your hand is down.", RaiseHand(raised=False)),
}
