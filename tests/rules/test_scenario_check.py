"""What `detente scenarios check` finds beyond the form of a file (S3)."""

from pathlib import Path

import pytest

from detente_rules import library
from detente_rules.scenario import ScenarioFault
from detente_rules.scenario.check import faults
from detente_rules.scenario.text import places

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


def test_a_clause_has_the_line_on_which_it_stands_however_the_array_is_laid_out() -> None:
    """Over several lines, several in one line, with comments, brackets in texts and long texts in between."""
    text = """\
[[packs]]
clauses = [
  { kind = "a[" }, { kind = "b" }, # no ] here
  { kind = "c", parts = [1,
    2] },

  { kind = "d" },
]
[[run_of_show]]
steps = [ "one, two",
  \"""a long
  [ one\""", "three" ]
next = [1, 2]
"""
    found = places(text)
    assert [found[f"packs.0.clauses.{place}"] for place in range(4)] == [3, 3, 4, 7]
    assert [found[f"run_of_show.0.steps.{place}"] for place in range(3)] == [10, 11, 12]
    assert found["run_of_show.0.next"] == 13
    assert "packs.0.clauses.4" not in found


def test_a_fault_of_form_hides_no_bot_no_clause_and_no_number_of_the_world() -> None:
    """Everything is said at once, from the top of the file to its end."""
    bad = (
        TEXT.replace("demand = 36", 'demand = "36"', 1)
        .replace('bot = "opportunist"', 'bot = "nobody"', 1)
        .replace("level = 0.32", "level = 3.2", 1)
        .replace("[minutes]", "[world]\nenmitty = 0.4\n\n[minutes]", 1)
    )
    lines = [place.partition(" (line ") for place, _ in faults(bad)]
    assert [place for place, _, _ in lines] == [
        "world.enmitty", "seats.0.demand", "seats.3.bot", "packs.2.clauses.0.level",
    ]  # fmt: skip
    numbers = [int(line.rstrip(")")) for _, _, line in lines]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("demand = 36", "demnad = 36", "did you mean 'demand'?"),
        ('title = "A leak"', 'titel = "A leak"', "did you mean 'title'?"),
        ("capability = -0.25", "capability = -0,25", "a number has a point"),
        ('title = "Two blocs"', 'title = "Two blocs', "a quotation mark is missing"),
        ('title = "Two blocs"', "title = “Two blocs”", "straight quotation marks"),
        ('title = "Two blocs"', "title = Two blocs", "a text needs quotation marks"),
        ("rounds = 7", "rounds = 7\nrounds = 8", "stands in the file already"),
        ('six years."""', "six years.", "closed too early"),
        ('id = "sorrel"', 'id = "corvid"', "two seats have the id 'corvid'"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_to_do_about_it(old: str, new: str, says: str) -> None:
    """In the words of somebody who writes, not of a library."""
    assert old in TEXT
    found = faults(TEXT.replace(old, new, 1))
    assert any(says in message for _, message in found), found
    assert all("line" in place for place, _ in found), found


def test_every_effect_of_an_inject_is_looked_at() -> None:
    """One that cannot be read hides no other; each has its line."""
    effects = """effects = [
  { kind = "budget", lab = "helion", factor = 8 },
  { kind = "trust", chnage = 0.1 },
]"""
    found = faults(TEXT.replace('to = ["lodestar"]', effects, 1))
    first = line_of('to = ["lodestar"]')
    assert {place for place, _ in found} == {
        f"injects.4.effects.0.factor (line {first + 1})",
        f"injects.4.effects.1.change (line {first + 2})",
        f"injects.4.effects.1.chnage (line {first + 2})",
    }


def test_a_file_may_begin_with_the_mark_that_some_editors_put_there(tmp_path: Path) -> None:
    """And one in another encoding is refused in words."""
    file = tmp_path / "scenario.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert library.load_text(str(file)) == TEXT
    file.write_bytes(TEXT.encode("utf-16"))
    with pytest.raises(ScenarioFault, match="UTF-8"):
        library.load_text(str(file))
