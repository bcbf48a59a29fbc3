"""What `detente scenarios check` finds beyond the form of a file (S3)."""

import pytest

from detente_rules import library
from detente_rules.scenario.check import faults

TEXT = library.load_text("two-blocs")


def line_of(part: str) -> int:
    """The first line of TEXT that holds a part."""
    return next(number for number, line in enumerate(TEXT.splitlines(), start=1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ('bot = "opportunist"', 'bot = "nobody"', "seats.3.bot", "there is no bot 'nobody'"),
        ("demand = 36", "demand = 36\ninvest = 3", "seats.0.invest", "a nation has no invest"),
        ('to = ["lodestar"]', 'to = ["lodestart"]', "injects.4.to", "there is no seat 'lodestart'"),
        ("round = 7", "round = 8", "news.6.round", "the game has 7 rounds"),
        ('id = "leak"', 'id = "satellite"', "injects.1.id", "'satellite' is taken"),
        (
            '{ kind = "safety_floor", level = 0.32, cost = 0.8 }',
            '{ kind = "safety_floor", level = 3.2, cost = 0.8 }',
            "packs.2.clauses.0.level",
            "0 to 0.95",
        ),
        (
            '{ kind = "renewal", how = "vote" }',
            '{ kind = "merit", slope = 0.1 }',
            "packs.3.clauses.8.kind",
            "merit needs capability_cap",
        ),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_was_expected(
    old: str, new: str, place: str, says: str
) -> None:
    """One fault put into a sound file is the one that is found."""
    assert old in TEXT
    found = faults(TEXT.replace(old, new, 1))
    assert len(found) == 1
    at, message = found[0]
    assert at.startswith(f"{place} (line ")
    assert says in message


@pytest.mark.parametrize(
    ("world", "says"),
    [("enmitty = 0.4", "no number of the world has this name"), ("enmity = -1.0", "not in [0, 10]")],
)
def test_numbers_of_the_world_must_exist_and_lie_in_their_range(world: str, says: str) -> None:
    """The calibration is asked."""
    found = faults(TEXT.replace("[minutes]", f"[world]\n{world}\n\n[minutes]", 1))
    assert [says in message for _, message in found] == [True]
    assert "(line " in found[0][0]


def test_a_file_that_cannot_be_read_is_not_looked_at_further() -> None:
    """Form first."""
    assert faults("rounds = ") != ()


def test_a_sound_file_has_no_faults() -> None:
    """And nothing is said."""
    assert faults(TEXT) == ()


def test_the_line_is_the_line() -> None:
    """Of the key itself."""
    found = faults(TEXT.replace('bot = "opportunist"', 'bot = "nobody"', 1))
    line = line_of('bot = "opportunist"')
    assert found[0][0].endswith(f"(line {line})")
