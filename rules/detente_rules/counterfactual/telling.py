"""Which questions of a finished game are worth asking (R8.14): who broke its word, and which treaties made a difference."""

from __future__ import annotations

from typing import Any

from detente_rules.counterfactual.changes import Change, Enforced, Kept, Lapsed
from detente_rules.counterfactual.difference import BRANCHES, Difference, counterfactuals
from detente_rules.counterfactual.history import History

__all__ = ["questions", "telling"]

WORTH_TELLING = 0.1
"""Size of a breach below which nobody need ask what would have been without it (R7.2)."""

MOST_ASKED = 14
"""Questions that are looked into; a long game full of breaches has more, and they say the same."""


def telling(history: History, most: int = 8, branches: int = BRANCHES) -> tuple[Difference, ...]:
    """The answers that say most, by what they would have changed of the world's risk, then of somebody's score."""
    found = counterfactuals(history, questions(history)[:MOST_ASKED], branches)
    ranked = sorted((one for one in found if _weight(one) >= 1.0), key=_weight, reverse=True)
    # Treaties of one title that bind the same labs give the same answer.
    return tuple({one.sentence(): one for one in ranked}.values())[:most]


def questions(history: History) -> tuple[Change, ...]:
    """Everybody's word; each breaker's, in its worst round and from its first on; each treaty that bound or never did.

    A game in which everybody kept everything and nothing was signed asks nothing.
    """
    breaches = _breaches(history)
    out: list[Change] = []
    if len({lab for _, lab, _ in breaches}) > 1:
        out.append(Kept(None, min(number for _, _, number in breaches), onwards=True))
    entered, never = _treaties(history)
    out += [Lapsed(treaty, number, as_before=True) for treaty, number in entered]
    out += [Enforced(treaty, number) for treaty, number in never]
    for lab in dict.fromkeys(lab for _, lab, _ in breaches):
        own = [(size, -number) for size, breaker, number in breaches if breaker == lab]
        out.append(Kept(lab, -max(own)[1]))
        if len(own) > 1:
            out.append(Kept(lab, -max(number for _, number in own), onwards=True))
    return tuple(out)


def _weight(found: Difference) -> float:
    """Points of risk and, far behind, G$ of the score that moves most."""
    scores = max(abs(figure.difference) for figure in found.scores.values())
    return 100.0 * abs(found.risk.difference) + 0.1 * scores


def _breaches(history: History) -> list[tuple[float, str, int]]:
    """(size, lab, round) of every breach of law or treaty that is worth telling, in order."""
    labs = [lab.id for lab in history.end.scenario.labs]
    found = []
    for resolved in history.end.resolved:
        sizes: list[float] = resolved["resolution"]["unlawful"][0]
        found += [
            (size, lab, int(resolved["round"]))
            for lab, size in zip(labs, sizes, strict=True)
            if size >= WORTH_TELLING
        ]
    return found


def _treaties(history: History) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Treaties that bound somebody, with the round in which they began to; drafts of several that never did, with theirs."""
    proposed: dict[str, int] = {}
    parties: dict[str, int] = {}
    entered: dict[str, int] = {}
    for event in history.events:
        data: dict[str, Any] = event.data
        if event.kind in {"treaty_proposed", "treaty_amended"} and event.round <= history.rounds:
            proposed.setdefault(data["treaty"], event.round)
            parties[data["treaty"]] = len(data["parties"])
        elif event.kind == "treaty_moved" and data["phase"] == "in_force":
            entered.setdefault(data["treaty"], event.round)
        elif event.kind == "treaty_lapsed":
            proposed.pop(data["treaty"], None)
    never = [
        (treaty, number)
        for treaty, number in proposed.items()
        if treaty not in entered and parties[treaty] > 1
    ]
    return list(entered.items()), never
