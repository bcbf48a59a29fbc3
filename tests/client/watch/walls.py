"""What an observer knows in the middle of a game, made by hand."""

from typing import Any

from detente_client.model import Snapshot
from detente_rules.views.types import View
from tests.client.tui.views import a_happening, a_snapshot, a_treaty, a_view

CODE = "KDPW-HUNA"
IN_FORCE = a_treaty(
    "t2", title="Domestic act", phase="in_force", members=("beacon", "arden"), ratified=("arden",), entered=2
)
NEWS = (
    a_happening("Wren signs “Quiet Accord”.", seq=4),
    a_happening("An inspection found Quill in breach.", seq=5),
    a_happening("Facilitator: Five minutes, then we vote.", seq=6, kind="announced"),
)


def public_view(**changes: Any) -> View:
    """The observer's view of the game that ``tests.client.tui.views`` tells."""
    ours = {
        "seat": None,
        "audience": "observer",
        "role": "observer",
        "figures": None,
        "own_reports": (),
        "brief": None,
        "obligations": (),
        "legal": (),
        "treaties": (a_treaty(), IN_FORCE),
    }
    return a_view(**{**ours, **changes})


def on_the_wall(view: View | None = None, **changes: Any) -> Snapshot:
    """A projector's snapshot."""
    ours = {
        "role": "observer",
        "seat": None,
        "happenings": NEWS,
        "code": CODE,
        "addresses": ("192.168.1.5:8765", "127.0.0.1:8765"),
    }
    return a_snapshot(view if view is not None else public_view(), **{**ours, **changes})
