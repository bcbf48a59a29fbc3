"""What comes in is read strictly; a refusal names the field and the rule (R11.2)."""

from typing import Any

import pytest
from pydantic import ValidationError

from detente_rules.commands import COMMANDS, parse_command
from detente_rules.decisions import LabDecision
from detente_rules.rejections import Refused


def test_a_sealed_decision_is_read_with_its_defaults() -> None:
    """What a lab leaves out has the documented default."""
    command = parse_command({"kind": "seal", "decision": {"kind": "lab", "safety": 0.3}})
    assert command.decision == LabDecision(safety=0.3)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (
            {"kind": "seal", "decision": {"kind": "lab", "safety": 1.3}},
            "bad_value",
            "command.decision.safety",
        ),
        (
            {"kind": "seal", "decision": {"kind": "lab", "safety": "1"}},
            "bad_value",
            "command.decision.safety",
        ),
        (
            {"kind": "seal", "decision": {"kind": "lab", "speed": 1}},
            "unknown_field",
            "command.decision.speed",
        ),
        (
            {"kind": "seal", "decision": {"kind": "nation", "inspect": {"x": 2}}},
            "bad_value",
            "command.decision.inspect.x",
        ),
        ({"kind": "message", "text": ""}, "bad_value", "command.text"),
        ({"kind": "message", "text": "a" * 2001}, "bad_value", "command.text"),
        ({"kind": "sign", "treaty": "t1"}, "bad_value", "command.version"),
        ({"kind": "overthrow"}, "malformed", "command"),
        ({}, "malformed", "command"),
        ([], "malformed", "command"),
        (None, "malformed", "command"),
    ],
)
def test_bad_input_is_refused_by_name(data: Any, code: str, field: str) -> None:
    """Wrong values, unknown fields and wrong shapes are told apart, and the field is named."""
    with pytest.raises(Refused) as caught:
        parse_command(data)
    assert (caught.value.rejection.code, caught.value.rejection.field) == (code, field)
    assert caught.value.rejection.rule == "R11.2"


def test_not_a_number_is_no_number() -> None:
    """NaN and infinities do not pass as figures."""
    for word in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(ValidationError):
            COMMANDS.validate_json('{"kind":"seal","decision":{"kind":"lab","safety":' + word + "}}")


def test_nobody_can_admit_a_person_over_the_wire() -> None:
    """``admit`` belongs to the engine; it is not among the commands that are read."""
    with pytest.raises(Refused):
        parse_command({"kind": "admit", "person": "p1", "name": "Eve", "role": "facilitator"})
