"""The client's fold: a view and one piece of news give the next view (R10.5).

Small news is folded here; after news of ``SNAPSHOT_KINDS`` the server sends the whole view beside it. Property,
tested: a view folded and replaced this way equals what the server would project.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from detente_rules.decisions import parse_decision
from detente_rules.views.types import View

SNAPSHOT_KINDS: Final = frozenset(
    {
        "person_joined",
        "seat_taken",
        "seat_left",
        "bot_named",
        "bot_seated",
        "bot_unseated",
        "game_started",
        "phase_began",
        "paused",
        "resumed",
        "treaty_proposed",
        "treaty_amended",
        "treaty_signed",
        "treaty_ratified",
        "treaty_acceded",
        "treaty_withdrawn",
        "treaty_lapsed",
        "treaty_moved",
        "treaty_revised",
        "question_put",
        "vote_cast",
        "accusation_answered",
        "question_closed",
        "standard_set",
        "participation_changed",
        "key_turned",
        "weights_released",
        "evidence_passed",
        "round_reported",
        "seat_reported",
        "debrief_opened",
        "finish_set",
        "threshold_set",
        "level_set",
        "inject_prepared",
        "inject_settled",
        "world_shaken",
        "muted",
        "hand_raised",
        "hand_placed",
        "seat_revealed",
        "memo_left",
        "duties_given",
        "draft_written",
        "endorsed",
    }
)
"""After a batch that holds one of these for an audience, its last news carries the view."""


def fold(view: View, news: Mapping[str, Any]) -> View:
    """The view after this news. News that only adds to the transcript leaves it as it is."""
    data = news["data"]
    match news["kind"]:
        case "sealed":
            decision = parse_decision(data["decision"])
            return replace(
                view,
                sealed=decision,
                standing=decision,
                commitment_of_decision=data["commitment"],
                legal=_with(view.legal, "unseal"),
            )
        case "unsealed":
            legal = tuple(kind for kind in view.legal if kind != "unseal")
            return replace(view, sealed=None, commitment_of_decision=None, legal=legal)
        case "readied":
            return replace(view, ready=data["ready"])
        case "deadline_moved":
            return replace(view, deadline=data["deadline"])
        case "lock_changed":
            return replace(view, locked={**view.locked, data["seat"]: data["locked"]})
        case _:
            return view


def _with(legal: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return legal if kind in legal else (*legal, kind)
