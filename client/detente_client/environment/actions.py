"""Actions with names: every field is a choice among a few, and ``MEANING`` or the scenario says what each stands for.

An action is a dict of integers. Fields of the phase that is not played are ignored; so is what the mask forbids.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from detente_rules.commands import Accede, PlayerCommand, Propose, Ratify, Seal, Sign, Withdraw
from detente_rules.commands.treaty import Vote
from detente_rules.decisions import Decision, LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.ids import SeatId
from detente_rules.scenario import Pack, Scenario
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

Mask: TypeAlias = dict[str, npt.NDArray[np.int8]]

TREATIES: Final = 6
"""Slots for treaties that are not over: ``treaty_1`` is the oldest. One beyond them cannot be acted on until a slot is free."""

QUESTIONS: Final = 2
"""Slots for votes: ``vote_1`` is the oldest open question."""

TREATY_ACTS: Final = ("nothing", "sign", "sign_and_ratify", "ratify", "withdraw", "accede")
_PLACE_OF_ACT: Final = {act: place for place, act in enumerate(TREATY_ACTS)}
VOTES: Final = ("nothing", "against", "favour")
POSTURES: Final = ("sprint", "balanced", "careful", "pause")
LAWS: Final = ("off", "light", "strict")
DISCLOSURES: Final = ("keep", "overseer", "publish")
TOKENS: Final[tuple[Literal["inspect", "watch", "subsidise", "sanction"], ...]] = (
    "inspect",
    "watch",
    "subsidise",
    "sanction",
)
LEVELS: Final = 11
"""A lever stands at 0, 0.1 … 1 of its whole."""

MONEY: Final = 3.0
"""G$ per round: the whole of a lever of money."""

_LAB_LEVERS: Final = ("safety", "concealment", "pace", "overshoot", "deploy")
_NATION_LEVERS: Final = ("floor", "enforcement", "protection", "funding")
_LEVERS_ON_LABS: Final = ("inspect", "watch", "sanctions", "supply")


@dataclass(frozen=True)
class Vocabulary:
    """What the fields of a scenario's actions are. cards: decisions are the basic level's cards, else levers."""

    scenario: Scenario
    cards: bool

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """What can be proposed: ``propose`` = 1 is the first of them."""
        return self.scenario.packs

    @cached_property
    def parties(self) -> tuple[SeatId, ...]:
        """Who is invited to a pack: all nations, who bind their labs; where there are not two of them, everybody."""
        nations = self.scenario.nations
        return tuple(seat.id for seat in (nations if len(nations) > 1 else self.scenario.seats))

    def own_labs(self, seat: SeatId) -> tuple[SeatId, ...]:
        """Labs at home in a nation: those that it may subsidise."""
        return tuple(lab.id for lab in self.scenario.labs if lab.home == seat)

    def tokens(self, seat: SeatId) -> tuple[Token | None, ...]:
        """What a token of a nation's card may lie on; None: on nothing."""
        labs = [lab.id for lab in self.scenario.labs]
        out: list[Token | None] = [None, Token("protect")]
        for name in TOKENS:
            out += [Token(name, lab) for lab in (self.own_labs(seat) if name == "subsidise" else labs)]
        return tuple(out)

    @cached_property
    def blanks(self) -> Mapping[SeatId, "Blank"]:
        """Seat → its masks before anything is known of the treaties."""
        return {seat.id: _blank(self, seat.id) for seat in self.scenario.seats}

    def sizes(self, seat: SeatId) -> dict[str, int]:
        """Field → how many choices it has."""
        out = {"propose": 1 + len(self.packs)}
        out |= {f"accept_{pack.id}": 2 for pack in self.packs}
        out |= {f"treaty_{slot}": len(TREATY_ACTS) for slot in range(1, TREATIES + 1)}
        out |= {f"vote_{slot}": len(VOTES) for slot in range(1, QUESTIONS + 1)}
        return out | self.decision_sizes(seat)

    def decision_sizes(self, seat: SeatId) -> dict[str, int]:
        """The fields of the decision alone."""
        labs = [one.id for one in self.scenario.labs]
        if self.scenario.seat(seat).kind == "lab":
            if self.cards:
                return {"posture": len(POSTURES), "keep_promises": 2, "tell_truth": 2}
            return dict.fromkeys(_LAB_LEVERS, LEVELS) | {"disclose": len(DISCLOSURES), "admit": 2}
        if self.cards:
            return {"law": len(LAWS)} | {f"token_{number}": len(self.tokens(seat)) for number in (1, 2, 3)}
        levers = dict.fromkeys(_NATION_LEVERS, LEVELS)
        levers |= {f"{name}_{lab}": LEVELS for name in _LEVERS_ON_LABS for lab in labs}
        return levers | {f"subsidy_{lab}": LEVELS for lab in self.own_labs(seat)}

    def pack_of(self, treaty: TreatyView) -> int:
        """The number of the pack whose title and kinds of clause a treaty has, from 1; 0 where it is none's."""
        for number, title, kinds in self._titles:
            if treaty.title == title and [clause["kind"] for clause in treaty.clauses] == kinds:
                return number
        return 0

    @cached_property
    def _titles(self) -> tuple[tuple[int, str, list[str]], ...]:
        return tuple(
            (number, pack.title, [clause["kind"] for clause in pack.clauses])
            for number, pack in enumerate(self.packs, 1)
        )


def live(view: View) -> tuple[TreatyView, ...]:
    """The treaties in the slots."""
    return tuple(one for one in view.treaties if one.phase != "terminated")[:TREATIES]


def asked(view: View) -> tuple[QuestionView, ...]:
    """The questions in the slots: open, and this seat may vote, which is in a negotiation only."""
    if view.phase != "negotiation":
        return ()
    return tuple(one for one in view.questions if one.open and one.may_vote)[:QUESTIONS]


# --------------------------------------------------------------------------------------------------------------- masks


@dataclass(frozen=True)
class Blank:
    """A seat's masks, end to end in one array, and where each begins and ends.

    idle: nothing but 0. talk: a negotiation with an empty table. decide: the decision. Copied, never written to.
    """

    places: tuple[tuple[str, int, int], ...]
    idle: npt.NDArray[np.int8]
    talk: npt.NDArray[np.int8]
    decide: npt.NDArray[np.int8]


def _blank(words: Vocabulary, seat: SeatId) -> Blank:
    sizes, places, end = words.sizes(seat), [], 0
    for name, size in sizes.items():
        places.append((name, end, end + size))
        end += size
    idle = np.zeros(end, np.int8)
    idle[[begin for _, begin, _ in places]] = 1
    talk, decide = idle.copy(), idle.copy()
    accepts = {f"accept_{pack.id}" for pack in words.packs} if seat in words.parties else set()
    decides = words.decision_sizes(seat)
    for name, begin, end in places:
        if name == "propose" or name in accepts:
            talk[begin:end] = 1
        if name in decides:
            decide[begin:end] = 1
    return Blank(tuple(places), idle, talk, decide)


def mask(words: Vocabulary, view: View, seat: SeatId, treaties: Sequence[tuple[TreatyView, "Shown"]]) -> Mask:
    """What would not be refused outright: 1 may be chosen. Fields of the other phase leave 0 alone, which is nothing.

    treaties: those in the slots, as ``live`` says, each with what everybody reads on it.
    """
    blank = words.blanks[seat]
    if view.phase != "negotiation":
        return _cut(blank, (blank.decide if view.phase == "decision" else blank.idle).copy())
    out = _cut(blank, blank.talk.copy())
    nation = words.scenario.seat(seat).kind == "nation"
    if len(treaties) < TREATIES:
        for _, shown in treaties:
            if shown.pack:
                out["propose"][shown.pack] = 0
    else:
        out["propose"][1:] = 0
    for slot, (treaty, shown) in enumerate(treaties, 1):
        field = out[f"treaty_{slot}"]
        for act in _possible(treaty, shown, seat, nation=nation):
            field[_PLACE_OF_ACT[act]] = 1
    for slot, _ in enumerate(asked(view), 1):
        out[f"vote_{slot}"][:] = 1
    return out


def _cut(blank: Blank, whole: npt.NDArray[np.int8]) -> Mask:
    """Every field's own part of the array."""
    return {name: whole[begin:end] for name, begin, end in blank.places}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a treaty's card shows to everybody who knows of it. pack: the number of its pack, as ``pack_of`` says."""

    phase: str
    pack: int
    parties: tuple[SeatId, ...]
    signed: tuple[SeatId, ...]
    ratified: tuple[SeatId, ...]
    members: tuple[SeatId, ...]
    leaving: frozenset[SeatId]


def shown(words: Vocabulary, treaty: TreatyView) -> Shown:
    """Read off anybody's card."""
    return Shown(
        phase=treaty.phase,
        pack=words.pack_of(treaty),
        parties=treaty.parties,
        signed=treaty.signed,
        ratified=treaty.ratified,
        members=treaty.members,
        leaving=frozenset(treaty.notice),
    )


def _possible(treaty: TreatyView, shown: Shown, seat: SeatId, *, nation: bool) -> Iterator[str]:
    signed = seat in shown.signed
    if shown.phase == "open" and not signed and seat in shown.parties:
        yield "sign"
        if nation:
            yield "sign_and_ratify"
    if nation and signed and treaty.chance is not None:
        yield "ratify"
    if (signed or seat in shown.members) and seat not in shown.leaving:
        yield "withdraw"
    if shown.phase == "in_force" and seat not in shown.members and treaty.may_accede:
        yield "accede"


# ------------------------------------------------------------------------------------------------------------ meanings


def drafts(words: Vocabulary, view: View, action: Mapping[str, Any]) -> Iterator[PlayerCommand]:
    """What it puts on the table, before anybody answers."""
    number = int(action["propose"])
    if not number:
        return
    treaties = live(view)
    if len(treaties) < TREATIES and all(words.pack_of(one) != number for one in treaties):
        pack = words.packs[number - 1]
        yield Propose(title=pack.title, parties=words.parties, clauses=tuple(pack.clauses))


def answers(
    words: Vocabulary, before: View, view: View, seat: SeatId, action: Mapping[str, Any]
) -> Iterator[PlayerCommand]:
    """What it does about treaties and votes. before: the view that the action was chosen on, which numbers the slots.

    view: with the drafts of this phase: those of ``accept_…`` and one's own are signed, by nations also ratified.
    """
    nation = words.scenario.seat(seat).kind == "nation"
    old = live(before)
    for slot, treaty in enumerate(old, 1):
        act = TREATY_ACTS[int(action[f"treaty_{slot}"])]
        if act != "nothing" and act in _possible(treaty, shown(words, treaty), seat, nation=nation):
            yield from _act(act, treaty)
    known = {one.id for one in before.treaties}
    for treaty in view.treaties:
        number = words.pack_of(treaty) if treaty.id not in known and treaty.phase == "open" else 0
        wanted = number and (treaty.by == seat or int(action[f"accept_{words.packs[number - 1].id}"]))
        if wanted and seat in treaty.parties:
            yield from _act("sign_and_ratify" if nation else "sign", treaty)
    for slot, question in enumerate(asked(before), 1):
        vote = VOTES[int(action[f"vote_{slot}"])]
        if vote != "nothing":
            yield Vote(question=question.id, favour=vote == "favour")


def _act(act: str, treaty: TreatyView) -> Iterator[PlayerCommand]:
    match act:
        case "sign":
            yield Sign(treaty.id, treaty.version)
        case "sign_and_ratify":
            yield Sign(treaty.id, treaty.version)
            yield Ratify(treaty.id)
        case "ratify":
            yield Ratify(treaty.id)
        case "withdraw":
            yield Withdraw(treaty.id)
        case "accede":
            yield Accede(treaty.id)


def seal(words: Vocabulary, seat: SeatId, action: Mapping[str, Any]) -> Seal:
    """The decision that an action stands for."""
    return Seal(decision(words, seat, action))


def decision(words: Vocabulary, seat: SeatId, action: Mapping[str, Any]) -> Decision:
    """As the rules know it: a card, or a decision in full."""
    if words.scenario.seat(seat).kind == "lab":
        return _lab_card(action) if words.cards else _lab(action)
    return _nation_card(words, seat, action) if words.cards else _nation(words, seat, action)


def _lab_card(action: Mapping[str, Any]) -> LabCard:
    posture = cast(Any, POSTURES[int(action["posture"])])
    return LabCard(
        posture=posture,
        keep_promises=bool(action["keep_promises"]),
        tell_truth=bool(action["tell_truth"]),
    )


def _nation_card(words: Vocabulary, seat: SeatId, action: Mapping[str, Any]) -> NationCard:
    tokens = words.tokens(seat)
    chosen = [tokens[int(action[f"token_{number}"])] for number in (1, 2, 3)]
    law = cast(Any, LAWS[int(action["law"])])
    return NationCard(law=law, tokens=tuple(token for token in chosen if token is not None))


def _lab(action: Mapping[str, Any]) -> LabDecision:
    levers: dict[str, Any] = {name: _level(action[name]) for name in _LAB_LEVERS}
    levers["concealment"] = round(min(levers["concealment"], 1.0 - levers["safety"]), 6)
    disclose = cast(Any, DISCLOSURES[int(action["disclose"])])
    return LabDecision(**levers, disclose=disclose, admit=bool(action["admit"]))


def _nation(words: Vocabulary, seat: SeatId, action: Mapping[str, Any]) -> NationDecision:
    labs = [seat.id for seat in words.scenario.labs]

    def on_labs(name: str) -> dict[SeatId, float]:
        found = {lab: _level(action[f"{name}_{lab}"]) for lab in labs}
        return {lab: value for lab, value in found.items() if value}

    return NationDecision(
        floor=_level(action["floor"]),
        enforcement=_level(action["enforcement"]),
        protection=_level(action["protection"]),
        funding=_level(action["funding"]) * MONEY,
        inspect=on_labs("inspect"),
        watch=on_labs("watch"),
        sanctions=on_labs("sanctions"),
        supply=on_labs("supply"),
        subsidy={lab: _level(action[f"subsidy_{lab}"]) * MONEY for lab in words.own_labs(seat)},
    )


_STEPS: Final = tuple(round(number / (LEVELS - 1), 6) for number in range(LEVELS))


def _level(choice: Any) -> float:
    return _STEPS[int(choice)]
