"""A view that is projected field by field, when somebody looks: what bots in this process are asked with.

``later(state, audience)`` holds what ``project.view(state, audience)`` holds. A state never changes, so it makes no
difference when a field is worked out; and most policies read a handful of them. What stands in the two tables below is
worked out by itself, by the projection's own functions; any other field by projecting the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final

from detente_rules.decide.evidence import held
from detente_rules.decide.reports import figures_of
from detente_rules.ids import Audience, SeatId
from detente_rules.legal import legal_kinds
from detente_rules.same import Same
from detente_rules.state import GameState, Treaty
from detente_rules.treaty_status import ended, may_accede, members, word_of
from detente_rules.views import cards, project
from detente_rules.views.types import SeatView, TreatyView, View


def later(state: GameState, audience: Audience) -> View:
    """What this audience may know now, each field when it is first read.

    Raises: KeyError for an audience that the game does not have, at once.
    """
    seat, role = project.who(state, audience)
    seen = object.__new__(_Later)
    told = {
        "_state": state,
        "game": state.game,
        "level": state.level,
        "rounds": state.rounds,
        "round": state.round,
        "phase": state.phase,
        "audience": audience,
        "role": role,
        "seat": seat,
        "reports": state.reports,
        "debrief": state.debrief,
    }
    object.__setattr__(seen, "__dict__", told)
    return seen


class _Field:
    """One field that is worked out on first reading and kept; the instance's own value goes before this."""

    def __init__(self, name: str, make: Callable[[Any], Any] | None) -> None:
        self._name, self._make = name, make

    def __get__(self, seen: Any, kind: type) -> Any:
        if seen is None:
            raise AttributeError(self._name)
        if self._make is not None:
            value = vars(seen)[self._name] = self._make(seen)
            return value
        whole = vars(seen.whole())
        vars(seen).update({name: value for name, value in whole.items() if name not in vars(seen)})
        return whole[self._name]


class _Later(View):
    """See ``later``. Made without ``__init__``; a copy with changes (``replace``) is whole."""

    _state: GameState

    def whole(self) -> View:
        """The same, all of it; of a copy with changes, the copy."""
        if "_state" in vars(self):
            return project.view(self._state, self.audience)
        return View(**{one.name: getattr(self, one.name) for one in fields(View)})

    def __reduce__(self) -> tuple[Callable[[View], View], tuple[View]]:
        """A copy, or what goes to another process, is the whole view: the state stays here."""
        return _itself, (self.whole(),)

    def seat_row(self, seat: SeatId) -> SeatView:
        """The row of one seat, without the others where they have not been read. Raises: KeyError."""
        known = vars(self)
        if "seats" in known or "_state" not in known or seat not in self._state.seats:
            return super().seat_row(seat)
        rows: dict[SeatId, SeatView] = known.setdefault("_rows", {})
        if seat not in rows:
            rows[seat] = _row(self, seat)
        return rows[seat]


def _itself(seen: View) -> View:
    return seen


class _Card(TreatyView):
    """A treaty's card, field by field."""

    _state: GameState
    _text: Treaty
    _seat: SeatId | None

    def whole(self) -> TreatyView:
        """The same, all of it."""
        return cards.card(self._state, self._text, self._seat)


def _row(seen: _Later, seat: SeatId) -> SeatView:
    state = seen._state  # noqa: SLF001 -- this file's own
    return project.row(state, state.scenario.seat(seat), seen.seat, named=seen.role == "facilitator")


def _cards(seen: _Later) -> tuple[TreatyView, ...]:
    state, seat, audience = seen._state, seen.seat, seen.audience  # noqa: SLF001 -- this file's own
    own = {"_state": state, "_seat": seat}
    made = []
    for text, told in _of_the_texts(Same(state.treaties)):
        if cards.knows(text, audience):
            card = object.__new__(_Card)
            object.__setattr__(card, "__dict__", told | own)
            made.append(card)
    return tuple(made)


@lru_cache(maxsize=256)
def _of_the_texts(one: Same[tuple[Treaty, ...]]) -> tuple[tuple[Treaty, dict[str, Any]], ...]:
    """What stands on the cards whatever becomes of the treaties. Copied, never written to."""
    return tuple((text, _of_the_text(text)) for text in one.it)


def _of_the_text(text: Treaty) -> dict[str, Any]:
    return {
        "_text": text,
        "id": text.id,
        "version": text.version,
        "title": text.title,
        "by": text.by,
        "confidential": text.confidential,
        "parties": text.parties,
        "clauses": text.clause_data,
        "previous": text.previous,
    }


def _phase(card: _Card) -> str:
    return word_of(card._state, card._text)  # noqa: SLF001 -- this file's own


def _standing(name: str) -> Callable[[_Card], Any]:
    """What is the same on everybody's card: it follows from the text and the status arrays alone."""

    def make(card: _Card) -> Any:
        state, text = card._state, card._text  # noqa: SLF001 -- this file's own
        same: Mapping[str, Any] = state.status.remember(
            ("card", Same(text)), lambda: _for_everybody(state, text)
        )
        vars(card).update(same)
        return same[name]

    return make


def _for_everybody(state: GameState, text: Treaty) -> dict[str, Any]:
    past = text.ended or ended(state, text)
    return {
        "signed": past.signed,
        "ratified": past.ratified,
        "members": members(state, text),
        "entered": past.entered,
        "reserved": past.reserved,
    }


def _may_accede(card: _Card) -> bool:
    state, text, seat = card._state, card._text, card._seat  # noqa: SLF001 -- this file's own
    return card.phase != "terminated" and seat is not None and may_accede(state, text, seat)


def _chance(card: _Card) -> float | None:
    state, text, seat = card._state, card._text, card._seat  # noqa: SLF001 -- this file's own
    return None if card.phase == "terminated" or seat is None else cards.chance(state, text, seat)


def _notice(card: _Card) -> dict[SeatId, int]:
    return {} if card.phase == "terminated" else cards.notice(card._state, card._text)  # noqa: SLF001 -- this file's own


def _own(make: Callable[[GameState, SeatId], Any], nobody: Any) -> Callable[[_Later], Any]:
    """What a seat has of its own, and what others have in its place."""
    return lambda seen: nobody if seen.seat is None else make(seen._state, seen.seat)  # noqa: SLF001 -- this file's own


_OF_A_VIEW: Final[Mapping[str, Callable[[_Later], Any]]] = {
    "treaties": _cards,
    "seats": lambda seen: tuple(_row(seen, one.id) for one in seen._state.scenario.seats),  # noqa: SLF001
    "obligations": _own(cards.obligations_of, ()),
    "figures": _own(figures_of, None),
    "evidence": _own(held, ()),
    "own_reports": _own(lambda state, seat: state.own_reports.get(seat, ()), ()),
    "standing": _own(lambda state, seat: state.seats[seat].standing, None),
    "sealed": _own(lambda state, seat: state.seats[seat].sealed, None),
    "brief": _own(lambda state, seat: project.whole_brief(state.scenario.seat(seat).brief), None),
    "facts": lambda seen: project.facts(seen._state, seen.seat),  # noqa: SLF001
    "questions": lambda seen: cards.question_cards(seen._state, seen.audience, seen.seat),  # noqa: SLF001
    "legal": lambda seen: legal_kinds(seen._state, seen.role, seen.seat),  # noqa: SLF001
}

_OF_A_CARD: Final[Mapping[str, Callable[[_Card], Any]]] = {
    "phase": _phase,
    **{name: _standing(name) for name in ("signed", "ratified", "members", "entered", "reserved")},
    "may_accede": _may_accede,
    "chance": _chance,
    "notice": _notice,
}

for _kind, _makes in ((_Later, _OF_A_VIEW), (_Card, _OF_A_CARD)):
    for _one in fields(_kind):
        setattr(_kind, _one.name, _Field(_one.name, _makes.get(_one.name)))
