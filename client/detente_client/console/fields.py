"""What a facilitator is asked to fill in, whatever draws the form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Check: TypeAlias = Callable[[Mapping[str, str]], str]
"""What is wrong with the fields, in words; "" where nothing is."""


@dataclass(frozen=True)
class Field:
    """One line to fill in. words: what it is for. value: what stands there first."""

    name: str
    words: str
    value: str = ""
