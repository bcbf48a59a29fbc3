"""A quick copy with changes is what ``dataclasses.replace`` makes."""

from dataclasses import fields, replace

import pytest

from detente_rules.changed import changed
from tests.rules.tables import lobby


def test_it_changes_what_is_named_and_keeps_the_rest() -> None:
    """Field by field, the very same objects."""
    state = lobby()
    quick, plain = changed(state, round=3, phase="decision"), replace(state, round=3, phase="decision")
    assert all(getattr(quick, field.name) is getattr(plain, field.name) for field in fields(state))
    assert state.round == 0


def test_an_unknown_field_is_an_error() -> None:
    """Not a field that nobody reads."""
    with pytest.raises(KeyError):
        changed(lobby(), fase="decision")
