"""Scenarios are found, read, and their faults named by place and line."""

from pathlib import Path

import pytest

from detente_rules import library
from detente_rules.scenario import ScenarioFault
from detente_rules.scenario.text import places, read_scenario

TEXT = '''
format_version = 1
id = "made"
title = "Made"
summary = """
id = "not a key"
"""
rounds = 5

[[seats]]
id = "land"
name = "Land"
kind = "nation"
[seats.brief]
public = "p"
secret = "s"
goal = "g"
fear = "f"

[[seats]]
id = "lab"
name = "Lab"
kind = "lab"
home = "land"
capability = 0
brief = { public = "p", secret = "s", goal = "g", fear = "f" }

[[packs]]
id = "pack"
title = "Pack"
clauses = [
  { kind = "safety_floor", level = 0.2 },
]

[[news]]
round = 1
text = "one"

[[news]]
round = 2
text = "two"
'''


def test_the_shipped_scenarios_are_listed_and_each_can_be_loaded_by_its_name() -> None:
    """The shipped scenarios are listed and each can be loaded by its name."""
    names = library.names()
    assert {"first-steps", "two-blocs"} <= set(names)
    assert [library.load(name).id for name in names] == list(names)


def test_a_scenario_is_also_found_by_the_path_of_its_file_or_folder(tmp_path: Path) -> None:
    """A scenario is also found by the path of its file or folder."""
    (tmp_path / "scenario.toml").write_text(TEXT, encoding="utf-8")
    assert library.load(str(tmp_path)).id == "made"
    assert library.load(str(tmp_path / "scenario.toml")).title == "Made"
    assert library.load_text(str(tmp_path)) == TEXT


def test_an_unknown_name_is_told_which_names_there_are() -> None:
    """An unknown name is told which names there are."""
    with pytest.raises(library.ScenarioNotFound, match="first-steps"):
        library.load("no-such-scenario")


def test_a_scenario_without_a_reference_has_none_and_a_broken_one_is_a_fault(tmp_path: Path) -> None:
    """A scenario without a reference has none and a broken one is a fault."""
    (tmp_path / "scenario.toml").write_text(TEXT, encoding="utf-8")
    assert library.load_reference(str(tmp_path)) is None
    (tmp_path / "reference.json").write_text("[", encoding="utf-8")
    with pytest.raises(ScenarioFault):
        library.load_reference(str(tmp_path))
    (tmp_path / "reference.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ScenarioFault, match="object"):
        library.load_reference(str(tmp_path))


def test_a_file_that_is_not_text_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    """A file that is not text is a fault and no traceback."""
    (tmp_path / "scenario.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioFault):
        library.load(str(tmp_path))


def line_of(part: str, nth: int = 1) -> int:
    """The line on which a part of TEXT stands for the nth time."""
    found = [number for number, line in enumerate(TEXT.splitlines(), start=1) if part in line]
    return found[nth - 1]


@pytest.mark.parametrize(
    ("old", "new", "place", "line"),
    [
        ("rounds = 5", "rounds = 5 5", "line {line}, column 12", "rounds = 5"),
        ("round = 2", "round = 0", "news.1.round (line {line})", "round = 2"),
        ('home = "land"', 'home = "sea"', "seats.1.home (line {line})", 'home = "land"'),
        ('kind = "nation"', 'kind = "planet"', "seats.0.kind (line {line})", 'kind = "nation"'),
        ("capability = 0", 'capability = "0"', "seats.1.capability (line {line})", "capability = 0"),
        ('goal = "g"\n', "", "seats.0.brief.goal (line {line})", "[seats.brief]"),
        ("rounds = 5", "rounds = 5\nfantasy = 1", "fantasy (line {line})", "rounds = 5"),
    ],
)
def test_every_fault_names_its_place_and_its_line(old: str, new: str, place: str, line: str) -> None:
    """Every fault names its place and its line."""
    with pytest.raises(ScenarioFault) as caught:
        read_scenario(TEXT.replace(old, new, 1))
    number = line_of(line) + (1 if "fantasy" in new else 0)
    assert place.format(line=number) in [found for found, _ in caught.value.faults]


def test_several_faults_are_named_at_once() -> None:
    """Several faults are named at once."""
    text = TEXT.replace("round = 2", "round = 0").replace('kind = "lab"', 'kind = "boat"')
    with pytest.raises(ScenarioFault) as caught:
        read_scenario(text)
    assert len(caught.value.faults) == 2


def test_an_unfinished_file_says_so() -> None:
    """An unfinished file says so."""
    with pytest.raises(ScenarioFault) as caught:
        read_scenario('title = "')
    assert caught.value.faults[0][0]


def test_places_skips_what_stands_inside_long_strings_and_arrays() -> None:
    """Places skips what stands inside long strings and arrays."""
    found = places(TEXT)
    assert found["id"] == line_of('id = "made"')
    assert found["packs.0.clauses"] == line_of("clauses = [")
    assert found["news.1"] == line_of("[[news]]", 2)
    assert not [path for path in found if path.endswith(".level")]


def test_tables_inside_arrays_of_tables_count_anew_in_each_element() -> None:
    """Tables inside arrays of tables count anew in each element."""
    text = "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a.b]]\ny = 2\n[[a]]\n[[a.b]]\ny = 3\n"
    found = places(text)
    assert [found[path] for path in ("a.0.b.0.y", "a.0.b.1.y", "a.1.b.0.y")] == [4, 6, 9]
