"""Doctrines: conduct of a whole game as numbers, so that thousands of games are one array (``simulate --vectorised``).

A doctrine is what a bot would do if it neither talked nor bargained: a safety share at the start, in the middle and at the
end, how far it keeps what binds it, what it hides. The numbers are of the bots that they are named after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from detente_rules.bots import drafts
from detente_rules.bots.opportunist import PRICE
from detente_rules.scenario import Pack


@dataclass(frozen=True, slots=True)
class Doctrine:
    """about: in a few words. lab, nation: levers by name (``claims.conduct``), [0, 1]; what is left out is 0 (care: .05).

    joins: becomes party to the treaty where it is invited. answers: keeps its promises only while the others keep theirs: after
    a round in which another lab was caught it goes back to its own ``care``. loyal_at: keeps the treaty, and hides nothing, only
    where being caught costs at least this share of a round's revenue on average; None: as the levers say.
    """

    about: str
    lab: Mapping[str, float] = field(default_factory=dict)
    nation: Mapping[str, float] = field(default_factory=dict)
    joins: bool = True
    answers: bool = False
    loyal_at: float | None = None


DOCTRINES: Final[Mapping[str, Doctrine]] = {
    "race": Doctrine(
        "as fast as it can; signs nothing",
        lab={"care": 0.03, "keep": 0.0, "hide": 0.1, "overshoot": 1.0, "boast": 0.05},
        nation={"subsidy": 0.05, "enforcement": 0.3},
        joins=False,
    ),
    "careful": Doctrine(
        "careful alone, honest, signs every floor",
        lab={"care": 0.3, "keep": 1.0},
        nation={"law": 0.2, "funding": 0.1, "inspect": 0.3, "enforcement": 1.0, "protection": 0.5},
    ),
    "cooperate": Doctrine(
        "keeps its promises while the others keep theirs",
        lab={"care": 0.12, "keep": 1.0},
        nation={"enforcement": 1.0, "inspect": 0.2, "funding": 0.03},
        answers=True,
    ),
    "free-ride": Doctrine(
        "does what it must; stays out where it can",
        lab={"care": 0.06, "keep": 1.0},
        nation={"enforcement": 0.5},
        joins=False,
    ),
    "opportunist": Doctrine(
        "signs everything, cheats where detection x cost is low",
        lab={"care": 0.05, "keep": 0.0, "hide": 0.12, "overshoot": 1.0, "boast": 0.05},
        nation={"subsidy": 0.03, "enforcement": 0.3},
        loyal_at=PRICE,
    ),
}

_ALSO: Final[Mapping[str, str]] = {
    "hawk": "race",
    "racer": "race",
    "dove": "careful",
    "cautious": "careful",
    "whistle-protector": "careful",
    "inspector": "careful",
    "free-rider": "free-ride",
    "conditional": "cooperate",
    "tit-for-tat": "cooperate",
    "hegemon": "cooperate",
    "bloc-builder": "cooperate",
    "broker": "cooperate",
    "nash": "cooperate",
    "best-responder": "opportunist",
}
"""Other words for them: what people say, and the bots that a doctrine comes nearest to."""


class UnknownDoctrine(ValueError):
    """No doctrine of that name; the text names those there are."""


def doctrine(name: str) -> str:
    """The doctrine that is meant. Raises: UnknownDoctrine."""
    found = _ALSO.get(name, name)
    if found not in DOCTRINES:
        raise UnknownDoctrine(f"there is no doctrine {name!r}; there are {', '.join(DOCTRINES)}.")
    return found


def for_seat(bot: str) -> str:
    """The doctrine nearest to the bot that a scenario suggests for a seat."""
    return _ALSO.get(bot, bot if bot in DOCTRINES else "cooperate")


def lab_levers(name: str, pack: Pack | None) -> dict[str, float]:
    """Levers of a lab under a treaty (None: no treaty), the middle and the end as the start."""
    one = DOCTRINES[name]
    levers = dict(one.lab)
    if one.loyal_at is not None and pack is not None and deterrence(pack) >= one.loyal_at:
        levers.update(keep=1.0, hide=0.0, overshoot=0.0, boast=0.0)
    return levers


def deterrence(pack: Pack) -> float:
    """What being caught costs on average, as a share of a round's revenue; as the bots reckon it."""
    return drafts.read(drafts.spelled_out(pack.clauses)).deterrence
