"""`detente scenarios` beyond list and show: faults with their lines, briefs on paper, references, balance."""

import csv
import json
from pathlib import Path

import pytest

from detente_client import briefs
from detente_client.simulation.balance import LIGHT, balance, best, tables
from detente_rules import library
from tests.client import balance_page, figures
from tests.client.commands import called

TOLD = ("conditional", "racer", "cautious")


def test_check_finds_what_the_form_alone_does_not_show(tmp_path: Path) -> None:
    """A bot that nobody knows and a clause out of range: both named, each with its line."""
    text = library.load_text("two-blocs")
    bad = tmp_path / "bad.toml"
    bad.write_text(
        text.replace('bot = "opportunist"', 'bot = "nobody"', 1).replace("level = 0.32", "level = 3.2", 1)
    )
    done = called("scenarios", "check", str(bad))
    assert done.status == 1
    assert [("(line " in line, "bad.toml: " in line) for line in done.out.splitlines()] == [(True, True)] * 2
    assert "there is no bot 'nobody'" in done.out
    assert "0 to 0.95" in done.out


def test_a_brief_is_printed_for_one_seat_or_for_all(tmp_path: Path) -> None:
    """With its secret for that delegation; --public leaves it out; HTML is one page a seat."""
    whole = called("scenarios", "brief", "two-blocs", "--seat", "helion").out
    public = called("scenarios", "brief", "two-blocs", "--seat", "helion", "--public").out
    secret = " ".join(library.load("two-blocs").seat("helion").brief.secret.split())
    assert secret in whole
    assert secret not in public
    page = tmp_path / "briefs.html"
    assert called("scenarios", "brief", "two-blocs", "--out", str(page)).status == 0
    assert page.read_text().count("<section>") == len(library.load("two-blocs").seats)
    wrong = called("scenarios", "brief", "two-blocs", "--seat", "nobody")
    assert wrong.status == 2
    assert "its seats are" in wrong.err


def test_a_brief_is_text_and_never_markup() -> None:
    """What stands in a file is shown as it stands there: title, names, every part of a brief, and the mandates."""
    scenario = library.load("two-blocs")
    helion = scenario.seat("helion")
    words = ("public", "secret", "goal", "fear", "honour", "first_line")
    mandates = tuple(one.model_copy(update={"text": "<b>mandate"}) for one in helion.brief.mandates)
    brief = helion.brief.model_copy(update={**{word: f"<b>{word}" for word in words}, "mandates": mandates})
    hostile = helion.model_copy(update={"name": "<b>name", "brief": brief})
    page = briefs.html(scenario.model_copy(update={"title": "<b>title"}), (hostile,))
    assert "<b>" not in page
    assert {word for word in (*words, "name", "title", "mandate") if f"&lt;b&gt;{word}" not in page} == set()


def test_a_reference_is_computed_and_written_beside_the_file(tmp_path: Path) -> None:
    """The same figures as committed, for the same text."""
    (tmp_path / "scenario.toml").write_text(library.load_text("first-steps"))
    done = called("scenarios", "reference", str(tmp_path), "--json")
    assert done.status == 0
    assert json.loads(done.out)[0]["scenario"] == "first-steps"
    fresh, kept = json.loads((tmp_path / "reference.json").read_text()), library.load_reference("first-steps")
    assert kept is not None
    assert abs(fresh["w_race"] - kept["w_race"]) < 1e-6 * abs(kept["w_race"])


def test_in_a_turn_every_bot_sits_once_in_every_seat() -> None:
    """And with the same seed at the same tables."""
    seats = ("helion", "corvid")
    games = list(tables(seats, TOLD, 2, "1"))
    assert len(games) == 2 * len(TOLD)
    assert all(sorted(game[seat] for game in games[:3]) == sorted(TOLD) for seat in seats)
    assert games == list(tables(seats, TOLD, 2, "1"))
    assert games != list(tables(seats, TOLD, 2, "2"))


def test_the_balance_tells_what_each_bot_makes_of_each_seat() -> None:
    """As many games for each, and the best of a seat is one of them."""
    text = library.load_text("first-steps")
    seats = tuple(seat.id for seat in library.load("first-steps").seats)
    found = balance(text, None, seats, TOLD, 2, "1")
    assert all(one.games == 2 for row in found.values() for one in row.values())
    assert set(best(found)) == set(seats)
    assert all(one.low <= one.median <= one.high for row in found.values() for one in row.values())


def test_a_copy_is_sound_has_a_name_of_its_own_and_a_schema_beside_it(tmp_path: Path) -> None:
    """From any folder; never over a file that is there."""
    folder = tmp_path / "My Table"
    done = called("scenarios", "copy", "two-blocs", "--out", str(folder))
    assert done.status == 0
    file = folder / "scenario.toml"
    assert file.read_text().startswith("#:schema ./scenario.schema.json\n")
    assert library.load(str(file)).id == "my-table"
    assert json.loads((folder / "scenario.schema.json").read_text())["$schema"]
    assert called("scenarios", "check", str(file)).status == 0
    again = called("scenarios", "copy", "two-blocs", "--out", str(folder))
    assert again.status == 2
    assert "is there already" in again.err


@pytest.mark.parametrize("name", library.names())
def test_a_page_states_the_two_ends_of_its_index_as_the_reference_has_them(name: str) -> None:
    """The other rows are games': `.venv/bin/python -m tests.client.figures` writes all of them."""
    text = figures.page(name).read_text(encoding="utf-8")
    assert {start: figures.row(text, start) for start in ("the race", "the planner")} == figures.ends(name)


def test_the_report_on_balance_has_every_bot_in_every_seat_of_every_scenario() -> None:
    """docs/balance.csv; and the page names as best whoever is best there."""
    with (balance_page.DOCS / "balance.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seats = [(name, seat.id) for name in library.names() for seat in library.load(name).seats]
    assert {(row["scenario"], row["seat"], row["bot"]) for row in rows} == {
        (*seat, bot) for seat in seats for bot in LIGHT
    }
    page = (balance_page.DOCS / "balance.md").read_text(encoding="utf-8")
    for name, seat in seats:
        row = page.partition(f"## {name}\n")[2].partition(f"| {seat} | ")[2].partition(" | ")[0]
        means = {
            one["bot"]: float(one["mean"]) for one in rows if (one["scenario"], one["seat"]) == (name, seat)
        }
        assert means[row.rpartition(" ± ")[0].rpartition(" ")[0]] == max(means.values()), (name, seat)


@pytest.mark.parametrize("command", [("host",), ("play", "--plain"), ("demo",)], ids=" ".join)
def test_no_table_is_opened_for_a_bot_that_nobody_knows(command: tuple[str, ...], tmp_path: Path) -> None:
    """Its seat would be nobody's for a whole evening."""
    bad = tmp_path / "bad.toml"
    bad.write_text(library.load_text("two-blocs").replace('bot = "opportunist"', 'bot = "nobody"', 1))
    done = called(*command, str(bad), "--data", str(tmp_path / "games"))
    assert done.status == 2
    assert "There is no bot 'nobody'".lower() in done.err.lower()
