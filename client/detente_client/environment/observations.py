"""What an agent observes: the fields of its seat's view that have a number, by name. Nothing that the view does not hold.

Units are the view's: capability and assurance in doublings, money and scores in G$, shares and probabilities in [0, 1].
Labs and nations stand under their ids; treaties under the slot by which actions name them. What is not known is 0, with
``known`` beside it where 0 could be a figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from gymnasium import spaces

from detente_client.environment.actions import QUESTIONS, TREATIES, Shown, Vocabulary, asked, mask, shown
from detente_rules.ids import SeatId, TreatyId
from detente_rules.views.types import Estimate, LabFigures, PublicReport, TreatyView, View

Observation: TypeAlias = dict[str, Any]

PHASES: Final = ("negotiation", "decision", "over")
TREATY_PHASES: Final = ("none", "open", "in_force", "suspended")

_LAB: Final = ("capability", "assurance", "revenue", "danger", "supervised", "share", "score")
_NATION: Final = ("trust", "score", "floor")
_SEEN: Final = (  # in the order of their figures
    "declared_safety",
    "seen_capability",
    "seen_capability_sd",
    "seen_assurance",
    "share",
    "floor",
)


def space(words: Vocabulary, seat: SeatId) -> spaces.Dict:
    """The space of ``observe`` for a seat."""
    kind = words.scenario.seat(seat).kind
    packs = 1 + len(words.packs)
    treaty: dict[str, spaces.Space[Any]] = {
        "phase": spaces.Discrete(len(TREATY_PHASES)),
        "pack": spaces.Discrete(packs),
        **{name: spaces.Discrete(2) for name in ("invited", "signed", "ratified", "member", "leaving")},
        "members": _number(0.0, 1.0),
        "chance": _number(0.0, 1.0),
    }
    lab: dict[str, spaces.Space[Any]] = {
        **{name: _number() for name in _SEEN},
        **{name: spaces.Discrete(2) for name in ("known", "found", "incident")},
    }
    return spaces.Dict(
        {
            "phase": spaces.Discrete(len(PHASES)),
            "rounds_left": _number(0.0),
            "own": spaces.Dict({name: _number() for name in (_LAB if kind == "lab" else _NATION)}),
            "duty": _number(),
            "risk": _number(0.0, 1.0),
            "labs": spaces.Dict({one.id: spaces.Dict(lab) for one in words.scenario.labs}),
            "nations": spaces.Dict(
                {
                    one.id: spaces.Dict({"trust": _number(), "floor": _number()})
                    for one in words.scenario.nations
                }
            ),
            "treaties": spaces.Dict(
                {f"treaty_{slot}": spaces.Dict(treaty) for slot in range(1, TREATIES + 1)}
            ),
            "votes": spaces.Dict({f"vote_{slot}": spaces.Discrete(2) for slot in range(1, QUESTIONS + 1)}),
            "action_mask": spaces.Dict(
                {name: spaces.MultiBinary(size) for name, size in words.sizes(seat).items()}
            ),
        }
    )


class Glance:
    """What all agents observe alike at one moment of a game, worked out when the first of them looks.

    Lives for one step: it belongs to one state of one game, and the views given to ``observe`` with it are of that state.
    """

    def __init__(self) -> None:
        self._public: tuple[PublicReport | None, _Public] | None = None
        self._treaties: dict[tuple[TreatyId, int], Shown] = {}

    def public(self, words: Vocabulary, view: View) -> "_Public":
        """The last public report in numbers."""
        report = view.reports[-1] if view.reports else None
        if self._public is None or self._public[0] is not report:
            self._public = report, _public(words, report)
        return self._public[1]

    def treaties(self, words: Vocabulary, view: View) -> list[tuple[TreatyView, Shown]]:
        """The treaties in the slots, each with what everybody reads on it."""
        told = self._treaties
        out = []
        for card in view.treaties:
            key = card.id, card.version
            seen = told.get(key)
            if seen is None:
                seen = told[key] = shown(words, card)
            if seen.phase != "terminated":
                out.append((card, seen))
        return out[:TREATIES]


def observe(words: Vocabulary, view: View, seat: SeatId, glance: Glance | None = None) -> Observation:
    """What the seat may know now, as ``space`` has it.

    All figures stand in one array of this observation's own, of which each field is a part. glance: shared with the other
    agents of this moment; alone without.
    """
    glance = glance or Glance()
    phase = "over" if view.phase == "debrief" else view.phase
    figures, public, treaties = view.figures, glance.public(words, view), glance.treaties(words, view)
    names = _LAB if isinstance(figures, LabFigures) else _NATION
    numbers: list[float] = [
        view.rounds - view.round + 1 if phase != "over" else 0,
        max([duty.level for duty in view.obligations if duty.what == "safety"], default=0.0),
        public.risk,
        *[getattr(figures, name) for name in names],
    ]
    flags = _labs(view, seat, public, numbers)
    numbers += public.nations
    nation = names is _NATION
    for treaty, told in treaties:
        share = len(told.members) / max(len(told.parties), len(told.members), 1)
        numbers += (share, (treaty.chance or 0.0) if nation else 0.0)
    numbers += [0.0, 0.0] * (TREATIES - len(treaties))
    votes = len(asked(view))
    part = iter(np.array(numbers, np.float32).reshape(-1, 1))
    rounds_left, duty, risk = next(part), next(part), next(part)
    return {
        "phase": PHASES.index(phase),
        "rounds_left": rounds_left,
        "own": dict(zip(names, part, strict=False)),
        "duty": duty,
        "risk": risk,
        "labs": {one: _lab(part, known) for one, known in flags},
        "nations": {one.id: {"trust": next(part), "floor": next(part)} for one in words.scenario.nations},
        "treaties": {
            field: _treaty(treaties[slot][1], seat, part) if slot < len(treaties) else _nothing(part)
            for slot, field in enumerate(_SLOTS)
        },
        "votes": {field: int(place < votes) for place, field in enumerate(_VOTES)},
        "action_mask": mask(words, view, seat, treaties),
    }


_SLOTS: Final = tuple(f"treaty_{slot}" for slot in range(1, TREATIES + 1))
_VOTES: Final = tuple(f"vote_{slot}" for slot in range(1, QUESTIONS + 1))


@dataclass(frozen=True, slots=True)
class _Public:
    """A public report in numbers: labs in the scenario's order, with declared safety, share, floor; then nations."""

    round: int
    risk: float
    labs: tuple[tuple[SeatId, float, float, float], ...]
    nations: list[float]
    found: frozenset[SeatId]
    incidents: frozenset[SeatId]


def _public(words: Vocabulary, report: PublicReport | None) -> _Public:
    labs, nations = words.scenario.labs, words.scenario.nations
    if report is None:
        silent = tuple((lab.id, 0.0, 0.0, 0.0) for lab in labs)
        return _Public(0, 0.0, silent, [0.0, 0.0] * len(nations), frozenset(), frozenset())
    declared, shares, floors = report.declared, report.shares, report.floors
    return _Public(
        round=report.round,
        risk=report.risk,
        labs=tuple(
            (
                lab.id,
                declared[lab.id].safety if lab.id in declared else 0.0,
                shares.get(lab.id) or 0.0,
                floors.get(lab.id) or 0.0,
            )
            for lab in labs
        ),
        nations=[
            number
            for nation in nations
            for number in (report.trust.get(nation.id, 0.0), floors.get(nation.id, 0.0))
        ],
        found=frozenset(one.lab for one in report.findings),
        incidents=frozenset(one.lab for one in report.incidents),
    )


def _labs(
    view: View, seat: SeatId, public: _Public, numbers: list[float]
) -> list[tuple[SeatId, tuple[int, int, int]]]:
    """What cannot be a figure, lab by lab: known, found, incident; the figures of ``_SEEN`` are added to the numbers.

    Read from the reports that the rows of the table are made of.
    """
    own = view.own_reports[-1] if view.own_reports else None
    found, incidents = public.found, public.incidents
    if own is not None and own.round == public.round:
        found = found.union([one.lab for one in own.findings])
        incidents = incidents.union([one.lab for one in own.incidents])
    estimates: Mapping[SeatId, Estimate] = own.estimates if own is not None else {}
    out = []
    for lab, safety, share, floor in public.labs:
        seen = estimates.get(lab) if lab != seat else None
        if seen is None:
            numbers += (safety, 0.0, 0.0, 0.0, share, floor)
        else:
            numbers += (safety, seen.capability, seen.capability_sd, seen.assurance, share, floor)
        out.append((lab, (int(seen is not None), int(lab in found), int(lab in incidents))))
    return out


def _lab(part: Iterator[Any], flags: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "declared_safety": next(part),
        "seen_capability": next(part),
        "seen_capability_sd": next(part),
        "seen_assurance": next(part),
        "share": next(part),
        "floor": next(part),
        "known": flags[0],
        "found": flags[1],
        "incident": flags[2],
    }


def _treaty(told: Shown, seat: SeatId, part: Iterator[Any]) -> dict[str, Any]:
    return {
        "phase": TREATY_PHASES.index(told.phase),
        "pack": told.pack,
        "invited": int(seat in told.parties),
        "signed": int(seat in told.signed),
        "ratified": int(seat in told.ratified),
        "member": int(seat in told.members),
        "leaving": int(seat in told.leaving),
        "members": next(part),
        "chance": next(part),
    }


def _nothing(part: Iterator[Any]) -> dict[str, Any]:
    return {
        "phase": 0,
        "pack": 0,
        "invited": 0,
        "signed": 0,
        "ratified": 0,
        "member": 0,
        "leaving": 0,
        "members": next(part),
        "chance": next(part),
    }


@lru_cache(maxsize=8)
def _number(low: float = -np.inf, high: float = np.inf) -> spaces.Box:
    return spaces.Box(low, high, (1,), np.float32)
