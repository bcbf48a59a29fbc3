"""What an agent observes: the fields of its seat's view that have a number, by name. Nothing that the view does not hold.

Units are the view's: capability and assurance in doublings, money and scores in G$, shares and probabilities in [0, 1].
Labs and nations stand under their ids; treaties under the slot by which actions name them. What is not known is 0, with
``known`` beside it where 0 could be a figure.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from gymnasium import spaces

from detente_client.environment.actions import QUESTIONS, TREATIES, Vocabulary, asked, live, mask
from detente_rules.ids import SeatId
from detente_rules.views.types import LabFigures, TreatyView, View

Observation: TypeAlias = dict[str, Any]

PHASES: Final = ("negotiation", "decision", "over")
TREATY_PHASES: Final = ("none", "open", "in_force", "suspended")

_LAB: Final = ("capability", "assurance", "revenue", "danger", "supervised", "share", "score")
_NATION: Final = ("trust", "score", "floor")
_SEEN: Final = (
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
    treaty = {
        "phase": spaces.Discrete(len(TREATY_PHASES)),
        "pack": spaces.Discrete(packs),
        **{name: spaces.Discrete(2) for name in ("invited", "signed", "ratified", "member", "leaving")},
        "members": _number(0.0, 1.0),
        "chance": _number(0.0, 1.0),
    }
    lab = {name: _number() for name in _SEEN} | {
        name: spaces.Discrete(2) for name in ("known", "found", "incident")
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


def observe(words: Vocabulary, view: View, seat: SeatId) -> Observation:
    """What the seat may know now, as ``space`` has it."""
    phase = "over" if view.phase == "debrief" else view.phase
    figures, public = view.figures, view.reports[-1] if view.reports else None
    names = _LAB if isinstance(figures, LabFigures) else _NATION
    duties = [duty.level for duty in view.obligations if duty.what == "safety"]
    treaties = live(view)
    votes = len(asked(view))
    return {
        "phase": PHASES.index(phase),
        "rounds_left": _at(view.rounds - view.round + 1 if phase != "over" else 0),
        "own": {name: _at(getattr(figures, name)) for name in names},
        "duty": _at(max(duties, default=0.0)),
        "risk": _at(public.risk if public is not None else 0.0),
        "labs": _labs(view),
        "nations": {
            one.id: {
                "trust": _at(public.trust.get(one.id, 0.0) if public is not None else 0.0),
                "floor": _at(public.floors.get(one.id, 0.0) if public is not None else 0.0),
            }
            for one in words.scenario.nations
        },
        "treaties": {
            f"treaty_{slot}": _treaty(words, treaties[slot - 1], seat, nation=names is _NATION)
            if slot <= len(treaties)
            else _empty()
            for slot in range(1, TREATIES + 1)
        },
        "votes": {f"vote_{slot}": int(slot <= votes) for slot in range(1, QUESTIONS + 1)},
        "action_mask": mask(words, view, seat),
    }


def _labs(view: View) -> Mapping[SeatId, Observation]:
    last = view.reports[-1].round if view.reports else 0
    reports = [one for one in (*view.reports[-1:], *view.own_reports[-1:]) if one.round == last]
    found = {one.lab for report in reports for one in report.findings}
    incidents = {one.lab for report in reports for one in report.incidents}
    out: dict[SeatId, Observation] = {}
    for row in view.labs:
        seen, said = row.estimate, row.declared
        out[row.id] = {
            "declared_safety": _at(said.safety if said is not None else 0.0),
            "seen_capability": _at(seen.capability if seen is not None else 0.0),
            "seen_capability_sd": _at(seen.capability_sd if seen is not None else 0.0),
            "seen_assurance": _at(seen.assurance if seen is not None else 0.0),
            "share": _at(row.market_share or 0.0),
            "floor": _at(row.floor or 0.0),
            "known": int(seen is not None),
            "found": int(row.id in found),
            "incident": int(row.id in incidents),
        }
    return out


def _treaty(words: Vocabulary, treaty: TreatyView, seat: SeatId, *, nation: bool) -> Observation:
    return {
        "phase": TREATY_PHASES.index(treaty.phase),
        "pack": words.pack_of(treaty),
        "invited": int(seat in treaty.parties),
        "signed": int(seat in treaty.signed),
        "ratified": int(seat in treaty.ratified),
        "member": int(seat in treaty.members),
        "leaving": int(seat in treaty.notice),
        "members": _at(len(treaty.members) / max(len(treaty.parties), len(treaty.members), 1)),
        "chance": _at((treaty.chance or 0.0) if nation else 0.0),
    }


def _empty() -> Observation:
    names = ("phase", "pack", "invited", "signed", "ratified", "member", "leaving")
    return dict.fromkeys(names, 0) | {"members": _at(0.0), "chance": _at(0.0)}


def _at(value: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array([value], np.float32)


@lru_cache(maxsize=8)
def _number(low: float = -np.inf, high: float = np.inf) -> spaces.Box:
    return spaces.Box(low, high, (1,), np.float32)
