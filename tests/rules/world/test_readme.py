"""What rules/README.md says in figures is what the engine does (R6, R7)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.world.calibration import Calibration


def rule(root: Path, number: str) -> str:
    """The paragraph of a rule, up to the next rule."""
    text = (root / "rules" / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"\*\*{re.escape(number)}[ *](.*?)(?=\n\*\*R|\n## |\Z)", text, re.DOTALL)
    assert found, f"no rule {number}"
    return found.group(1)


def test_the_table_of_instruments_is_the_engines(root: Path) -> None:
    """R7.1: every card, with its rates."""
    rows = re.findall(r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", rule(root, "R7.1"), re.MULTILINE)
    stated = {name: tuple(float(figure) for figure in figures) for name, *figures in rows}
    assert stated == {
        card.id: (card.hit, card.false_alarm, card.intrusiveness) for card in INSTRUMENTS.values()
    }


@pytest.mark.parametrize(
    ("number", "words", "value"),
    [
        ("R6.11", "standard deviation of .3", Calibration().noise_capability),
        ("R6.11", "S with .6", Calibration().noise_assurance),
        ("R6.11", "e^±.15", Calibration().noise_danger),
        ("R7.3", "(.3) until it is cleared", Calibration().false_alarm_cost),
        ("R8.2", "less 1.25 of every G$", Calibration().public_money),
    ],
)
def test_figures_in_the_rules_are_the_calibrations(root: Path, number: str, words: str, value: float) -> None:
    """The few numbers that the text repeats."""
    assert words in " ".join(rule(root, number).split())
    figure = re.search(r"\d*\.\d+", words)
    assert figure
    assert float(figure.group()) == value
