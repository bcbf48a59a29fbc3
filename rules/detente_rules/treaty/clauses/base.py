"""How a clause states its parameters: typed, ranged, with unit and help, all in one place.

A clause is a frozen dataclass; its annotations are the only statement of its parameters. `forms` reads unit, range
and help from them, `draft` reads the refusals, so nothing is said twice. Times are in half-years and rates per
half-year, because a game spans six years whatever its number of rounds; `compile` converts (R4.11).
"""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

STRICT: Final = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

HALF_YEARS: Final = "half-years"
SHARE: Final = "share"
DOUBLINGS: Final = "doublings"
PER_HALF_YEAR: Final = "doublings per half-year"
MONEY: Final = "G$ per half-year"

MAX_SEATS: Final = 40
"""Most seats a clause may name."""

Seat = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""Id of a seat of the scenario."""


def number(low: float, high: float, unit: str, text: str) -> Any:
    """A finite number in [low, high]."""
    return Field(ge=low, le=high, allow_inf_nan=False, description=text, json_schema_extra={"unit": unit})


def fraction(text: str, low: float = 0.0, high: float = 1.0) -> Any:
    """A fraction in [low, high]."""
    return number(low, high, SHARE, text)


def whole(low: int, high: int, unit: str, text: str) -> Any:
    """A whole number in [low, high]."""
    return Field(ge=low, le=high, description=text, json_schema_extra={"unit": unit})


def choice(text: str) -> Any:
    """One of the words of a Literal, or yes and no."""
    return Field(description=text, json_schema_extra={"unit": "choice"})


def some_seats(text: str, low: int = 0) -> Any:
    """Some seats."""
    return Field(min_length=low, max_length=MAX_SEATS, description=text, json_schema_extra={"unit": "seats"})


def one_seat(text: str) -> Any:
    """One seat."""
    return Field(description=text, json_schema_extra={"unit": "seat"})


def one_treaty(text: str) -> Any:
    """Another treaty of the game."""
    return Field(description=text, json_schema_extra={"unit": "treaty"})


def contradiction(field: str, text: str) -> PydanticCustomError:
    """The error to raise where two parameters of one clause contradict each other; names the field to change."""
    return PydanticCustomError("contradiction", "{text}", {"field": field, "text": text})
