"""The run-of-show: plans as scenarios write them, and how far behind one is."""

import pytest

from detente_client.console.show import begins, read_plan, standing_words, where
from detente_client.tui.lines import bare
from detente_rules import library

PLAN = read_plan(
    (
        "0:00 Welcome, joining (12 min).",
        "0:12 Round 1. Nobody signs yet.",
        "0:20 Round 2. Packs on the wall.",
        "0:24 In round 2 release 'A leak'.",
        "0:28 Rounds 3 to 5, five minutes each.",
        "0:43 Debrief (15 min).",
        "A remark without a time.",
    )
)
NOW = 1_000_000.0


def behind(round_: int, minutes: float) -> float | None:
    """Minutes behind, so many minutes after round 1 began."""
    return where(PLAN, round_, NOW, NOW + 60 * minutes).behind


def test_steps_know_their_rounds() -> None:
    """A remark within a round moves no plan; rounds that share a step share its time."""
    assert [begins(PLAN, n) for n in range(1, 7)] == [12.0, 20.0, 28.0, 33.0, 38.0, 43.0]
    assert len(PLAN) == 6


@pytest.mark.parametrize(
    ("round_", "minutes", "words"),
    [
        (1, 3, "You are on time."),
        (1, 12, "You are 4 min behind."),
        (2, 15, "You are on time."),
        (3, 10, "You are 6 min ahead."),
        (5, 40, "You are 9 min behind."),
    ],
)
def test_one_is_told_how_far_behind_one_is(round_: int, minutes: float, words: str) -> None:
    """Within a round's own time one is on time."""
    assert bare(standing_words(where(PLAN, round_, NOW, NOW + 60 * minutes))) == words


def test_before_round_1_there_is_nothing_to_be_behind() -> None:
    """The plan runs from round 1 on."""
    assert where(PLAN, 0, None, NOW).behind is None
    assert behind(1, 0) == 0.0


@pytest.mark.parametrize("name", library.names())
def test_every_shipped_plan_can_be_read(name: str) -> None:
    """Each has steps with times, and places round 1."""
    for plan in library.load(name).run_of_show:
        steps = read_plan(plan.steps)
        assert len(steps) >= 3, plan.level
        assert [step.minute for step in steps] == sorted(step.minute for step in steps)
