"""A key for caches: one and the same object, whatever it holds."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """Wraps an immutable object that is large or cannot be hashed; equal only to a wrap of the very same object.

    It keeps the object alive, so that another one can never come to lie at its address while the key is in use.
    """

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it
