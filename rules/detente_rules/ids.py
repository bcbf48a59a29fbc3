"""Names of things, and the few limits that hold wherever a thing is named.

Everything that a scenario or a person names has a stable id (lower case, kept in the record) apart from
the name that is shown (free text, never interpreted). This file imports nothing of ours.
"""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints

SeatId: TypeAlias = str
"""Stable id of a seat in its scenario, e.g. ``"helion"``."""

PersonId: TypeAlias = str
"""Id of a person (or of a program that took a seat) within one game, e.g. ``"p3"``."""

TreatyId: TypeAlias = str
"""Id of a treaty within one game, ``"t1"``, ``"t2"`` in the order of the proposals."""

Role = Literal["facilitator", "player", "observer", "engine"]
"""What a credential allows. ``engine`` is the clock and the bots' keeper inside the server, never a credential."""

SeatKind = Literal["lab", "nation"]

Duty = Literal["head", "negotiator", "analyst", "press"]
"""What a member of a delegation is there for (R13.2): seals, treats with others, reads the figures, speaks in public."""

Phase = Literal["lobby", "briefing", "negotiation", "decision", "resolution", "debrief"]

PHASES_OF_A_ROUND: Final[tuple[Phase, ...]] = ("briefing", "negotiation", "decision", "resolution")

Audience: TypeAlias = str
"""Whose stream: ``"seat:<id>"``, ``"person:<id>"``, ``"facilitator"`` or ``"observer"``."""

Audiences: TypeAlias = Literal["public"] | tuple[str, ...]
"""Who may learn of an event: everybody, or exactly these; the empty tuple is nobody before the debrief."""

PUBLIC: Final = "public"
NOBODY: Final[tuple[str, ...]] = ()
FACILITATOR: Final = "facilitator"
OBSERVER: Final = "observer"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""Ids in scenario files: lower case letters, digits and hyphens, at most 40 characters."""

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
"""A fraction in [0, 1]."""

MAX_TEXT: Final = 2000
"""Longest message, in characters (R11.3)."""

MAX_NAME: Final = 40
"""Longest name of a person or title of a treaty, in characters (R11.3)."""


def seat_audience(seat: SeatId) -> Audience:
    """The stream of one seat."""
    return f"seat:{seat}"
