"""Orders given in words, for the plain line mode: ``careful keep truth``, ``strict inspect:wren``, ``safety=22``."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final, cast

from detente_client.tui.text import clean
from detente_rules.cards import LAWS, POSTURES
from detente_rules.decisions import (
    Decision,
    Declaration,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
    Token,
)
from detente_rules.views.types import View


class BadOrders(ValueError):
    """Words that are no orders; the text says what was expected."""


def find_seat(view: View, word: str) -> str:
    """A seat by id or shown name, in any case. Raises: BadOrders."""
    wanted = word.casefold()
    for row in view.seats:
        if wanted in {row.id.casefold(), row.name.casefold()}:
            return row.id
    raise BadOrders(f"There is no seat “{clean(word)}”; there are {', '.join(row.id for row in view.seats)}.")


def parse_orders(view: View, words: Sequence[str], current: Decision) -> Decision:
    """Change a decision by words. Raises: BadOrders."""
    if isinstance(current, LabCard):
        return _lab_card(words, current)
    if isinstance(current, NationCard):
        return _nation_card(view, words)
    return _figures(view, words, current)


def how_to(decision: Decision) -> str:
    """What orders of this form look like."""
    if isinstance(decision, LabCard):
        return "orders: sprint, balanced, careful or pause; keep or break; truth or lie. Example: decide careful keep truth"
    if isinstance(decision, NationCard):
        return (
            "orders: off, light or strict; then up to three tokens inspect:LAB watch:LAB subsidise:LAB sanction:LAB "
            "protect. Example: decide strict inspect:wren protect"
        )
    names = ", ".join(_names(decision))
    example = (
        "safety=22 declare.safety=30" if isinstance(decision, LabDecision) else "floor=15 inspect.wren=40"
    )
    return f"orders: NAME=NUMBER, shares in percent; names: {names}. Example: decide {example}"


_PROMISES: Final = {"keep": True, "break": False}
_TRUTH: Final = {"truth": True, "lie": False}


def _lab_card(words: Sequence[str], card: LabCard) -> LabCard:
    for word in words:
        if word in POSTURES:
            card = replace(card, posture=cast("Any", word))
        elif word in _PROMISES:
            card = replace(card, keep_promises=_PROMISES[word])
        elif word in _TRUTH:
            card = replace(card, tell_truth=_TRUTH[word])
        else:
            raise BadOrders(f"“{clean(word)}” is no order here; {how_to(card)}")
    return card


def _nation_card(view: View, words: Sequence[str]) -> NationCard:
    law, tokens = "off", []
    for word in words:
        action, _, target = word.partition(":")
        if word in LAWS:
            law = word
        elif action == "protect" and not target:
            tokens.append(Token("protect"))
        elif action in {"inspect", "watch", "subsidise", "sanction"} and target:
            tokens.append(Token(cast("Any", action), find_seat(view, target)))
        else:
            raise BadOrders(f"“{clean(word)}” is no order here; {how_to(NationCard())}")
    if len(tokens) > 3:
        raise BadOrders("There are three tokens, not more.")
    return NationCard(law=cast("Any", law), tokens=tuple(tokens))


def _names(decision: LabDecision | NationDecision) -> tuple[str, ...]:
    return tuple(field.name for field in fields(decision) if field.name != "kind")


def _pairs(words: Sequence[str], names: Sequence[str]) -> list[str]:
    """``safety 25`` and ``safety = 25`` are ``safety=25``, too."""
    parts, out = " ".join(words).replace(" =", "=").replace("= ", "=").split(), list[str]()
    while parts:
        word = parts.pop(0)
        named = "=" not in word and word.partition(".")[0] in names
        out.append(f"{word}={parts.pop(0)}" if named and parts and "=" not in parts[0] else word)
    return out


def _figures(
    view: View, words: Sequence[str], decision: LabDecision | NationDecision
) -> LabDecision | NationDecision:
    for word in _pairs(words, _names(decision)):
        name, equals, value = word.partition("=")
        head, _, tail = name.partition(".")
        if not equals or head not in _names(decision):
            raise BadOrders(f"“{clean(word)}” is no order here; {how_to(decision)}")
        decision = _set(view, decision, head, tail, value)
    return decision


def _set(
    view: View, decision: LabDecision | NationDecision, head: str, tail: str, value: str
) -> LabDecision | NationDecision:
    try:
        if head == "declare" and isinstance(decision, LabDecision):
            if value == "truth":
                return replace(decision, declare=None)
            said = decision.declare or Declaration(safety=decision.safety)
            number = _number(value, share=tail == "safety")
            return replace(decision, declare=replace(said, **{tail: number}))
        if head in {"disclose", "admit"}:
            new: Any = value if head == "disclose" else value in {"yes", "true", "1"}
            return replace(decision, **{head: new})
        if tail:
            table = {
                **getattr(decision, head),
                find_seat(view, tail): _number(value, share=head != "subsidy"),
            }
            return replace(decision, **cast("Any", {head: table}))
        return replace(decision, **cast("Any", {head: _number(value, share=head != "funding")}))
    except (ValueError, TypeError, AttributeError) as fault:
        if isinstance(fault, BadOrders):
            raise
        raise BadOrders(f"{head}{'.' + tail if tail else ''} cannot be “{clean(value)}”.") from None


def _number(text: str, *, share: bool) -> float:
    value = float(text.removesuffix("%"))
    return value / 100 if share else value
