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
from detente_rules.views.types import LabFigures, PublicReport, SeatReport, TreatyView, View

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

_IN_A_TREATY: Final = ("phase", "pack", "invited", "signed", "ratified", "member", "leaving")


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


def observe(words: Vocabulary, view: View, seat: SeatId) -> Observation:
    """What the seat may know now, as ``space`` has it.

    All figures stand in one array of this observation's own, of which each field is a part.
    """
    phase = "over" if view.phase == "debrief" else view.phase
    figures = view.figures
    names = _LAB if isinstance(figures, LabFigures) else _NATION
    duties = [duty.level for duty in view.obligations if duty.what == "safety"]
    numbers: list[float] = [
        view.rounds - view.round + 1 if phase != "over" else 0,
        max(duties, default=0.0),
        view.reports[-1].risk if view.reports else 0.0,
        *[getattr(figures, name) for name in names],
    ]
    flags = _labs(words, view, seat, numbers)
    _nations(words, view, numbers)
    slots = [_treaty(words, treaty, seat, numbers, nation=names is _NATION) for treaty in live(view)]
    numbers += [0.0, 0.0] * (TREATIES - len(slots))
    slots += [dict.fromkeys(_IN_A_TREATY, 0) for _ in range(TREATIES - len(slots))]
    votes = len(asked(view))
    part = iter(np.array(numbers, np.float32).reshape(-1, 1))
    rounds_left, duty, risk = next(part), next(part), next(part)
    return {
        "phase": PHASES.index(phase),
        "rounds_left": rounds_left,
        "own": dict(zip(names, part, strict=False)),
        "duty": duty,
        "risk": risk,
        "labs": {one: dict(zip(_SEEN, part, strict=False)) | known for one, known in flags.items()},
        "nations": {one.id: {"trust": next(part), "floor": next(part)} for one in words.scenario.nations},
        "treaties": {
            f"treaty_{slot}": told | {"members": next(part), "chance": next(part)}
            for slot, told in enumerate(slots, 1)
        },
        "votes": {f"vote_{slot}": int(slot <= votes) for slot in range(1, QUESTIONS + 1)},
        "action_mask": mask(words, view, seat),
    }


def _labs(
    words: Vocabulary, view: View, seat: SeatId, numbers: list[float]
) -> Mapping[SeatId, dict[str, int]]:
    """What cannot be a figure, lab by lab; the figures of ``_SEEN`` are added to the numbers.

    Read from the reports that the rows of the table are made of.
    """
    public, own = view.reports[-1:], view.own_reports[-1:]
    last = public[0].round if public else 0
    told: tuple[PublicReport | SeatReport, ...] = (*public, *own)
    fresh = [one for one in told if one.round == last]
    found = {one.lab for report in fresh for one in report.findings}
    incidents = {one.lab for report in fresh for one in report.incidents}
    out: dict[SeatId, dict[str, int]] = {}
    for lab in (one.id for one in words.scenario.labs):
        said = public[0].declared.get(lab) if public else None
        seen = own[0].estimates.get(lab) if own and lab != seat else None
        numbers += (
            said.safety if said is not None else 0.0,
            *((seen.capability, seen.capability_sd, seen.assurance) if seen is not None else (0.0, 0.0, 0.0)),
            (public[0].shares.get(lab) if public else None) or 0.0,
            (public[0].floors.get(lab) if public else None) or 0.0,
        )
        out[lab] = {
            "known": int(seen is not None),
            "found": int(lab in found),
            "incident": int(lab in incidents),
        }
    return out


def _nations(words: Vocabulary, view: View, numbers: list[float]) -> None:
    public = view.reports[-1] if view.reports else None
    for one in words.scenario.nations:
        numbers += (
            public.trust.get(one.id, 0.0) if public is not None else 0.0,
            public.floors.get(one.id, 0.0) if public is not None else 0.0,
        )


def _treaty(
    words: Vocabulary, treaty: TreatyView, seat: SeatId, numbers: list[float], *, nation: bool
) -> dict[str, Any]:
    numbers += (
        len(treaty.members) / max(len(treaty.parties), len(treaty.members), 1),
        (treaty.chance or 0.0) if nation else 0.0,
    )
    return {
        "phase": TREATY_PHASES.index(treaty.phase),
        "pack": words.pack_of(treaty),
        "invited": int(seat in treaty.parties),
        "signed": int(seat in treaty.signed),
        "ratified": int(seat in treaty.ratified),
        "member": int(seat in treaty.members),
        "leaving": int(seat in treaty.notice),
    }


@lru_cache(maxsize=8)
def _number(low: float = -np.inf, high: float = np.inf) -> spaces.Box:
    return spaces.Box(low, high, (1,), np.float32)
