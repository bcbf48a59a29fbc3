"""Batches of games: the same rows however they are played, kept through an interruption, equal in every format."""

import json
from collections import Counter
from pathlib import Path

import pytest

from detente_client.cli.setup import opened
from detente_client.simulation import vectorised
from detente_client.simulation.batch import Job, named, play_some
from detente_client.simulation.compare import Interval, compared
from detente_client.simulation.doctrines import DOCTRINES, UnknownDoctrine, doctrine
from detente_client.simulation.drawing import bounds
from detente_client.simulation.files import BadFile, read_rows, write_rows
from detente_client.simulation.keeping import Keeper
from detente_client.simulation.rows import COLUMNS, NAMES, Row
from detente_client.simulation.tournament import Pairing, design, judged
from detente_rules import library
from tests.client.commands import called

JOB = Job("first-steps", None, "7")
DOCS = Path(__file__).parents[2] / "docs" / "simulate.md"


@pytest.fixture(scope="module")
def played() -> dict[int, list[Row]]:
    """Six short games, played one after another in this process."""
    return dict(play_some(opened, JOB, range(6)))


def rows_in(games: dict[int, list[Row]]) -> list[Row]:
    """In order of games."""
    return [row for number in sorted(games) for row in games[number]]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_every_format_gives_back_the_very_rows(
    played: dict[int, list[Row]], tmp_path: Path, ending: str
) -> None:
    """Text, whole numbers, floats to the last bit, and what is empty."""
    path = tmp_path / f"rows.{ending}"
    write_rows(path, rows_in(played))
    assert read_rows(path) == rows_in(played)


def test_an_ending_without_a_format_is_refused(tmp_path: Path) -> None:
    """The message names those there are."""
    with pytest.raises(BadFile, match=r"\.parquet, \.csv, \.jsonl"):
        write_rows(tmp_path / "rows.xlsx", [])


def test_somebody_elses_table_is_never_written_over(tmp_path: Path) -> None:
    """Also where it has a head and no rows yet."""
    file = tmp_path / "mine.csv"
    file.write_text("name,telephone\n")
    done = called("simulate", "first-steps", "--games", "1", "--seed", "1", "--out", str(file))
    assert (done.status, file.read_text()) == (2, "name,telephone\n")
    assert "holds no rows of a simulation" in done.err


def test_a_scale_begins_and_ends_with_round_numbers() -> None:
    """And holds every interval with room to spare."""
    for low, high in (
        (0.143, 0.716),
        (-0.286, 0.679),
        (370.0, 1294.0),
        (0.0, 0.0),
        (1.0, 1.0),
        (-3e-4, 2e-4),
    ):
        first, last = bounds([Interval((low + high) / 2, low, high)])
        assert first < low
        assert last > high
        assert [float(f"{end:.3g}") for end in (first, last)] == [first, last]
        assert last - first <= 1.8 * (high - low) or high == low


def test_every_column_is_documented() -> None:
    """docs/simulate.md says what each column means, and in what unit."""
    text = DOCS.read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"| `{column.name}` |" in text, column.name


def test_one_process_and_two_write_the_same_file(tmp_path: Path) -> None:
    """To the byte; and the digest is equal too."""
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    digests = []
    for path, processes in ((one, "1"), (two, "2")):
        done = called(
            *("simulate", "first-steps", "--games", "7", "--seed", "7", "--processes", processes),
            *("--out", str(path), "--json"),
        )
        assert done.status == 0
        digests.append(json.loads(done.out)["digest"])
    assert one.read_bytes() == two.read_bytes()
    assert digests[0] == digests[1]


def test_an_interrupted_run_goes_on_to_the_same_file(played: dict[int, list[Row]], tmp_path: Path) -> None:
    """Killed in the middle of a line: the next run takes up what is whole, and ends as if nothing had been."""
    path, mark = tmp_path / "rows.csv", named(JOB, opened(JOB))
    first = Keeper(path, mark, "7")
    first.add([(0, played[0]), (3, played[3])])
    with (tmp_path / "rows.csv.part").open("a") as part:
        part.write('[["cut off in the mid')
    done = called("simulate", "first-steps", "--games", "6", "--seed", "7", "--out", str(path), "--json")
    assert json.loads(done.out)["resumed"] == 2
    assert read_rows(path) == rows_in(played)
    assert not (tmp_path / "rows.csv.part").exists()


def test_more_games_are_added_and_none_is_played_twice(tmp_path: Path) -> None:
    """The file grows; what stands in it is taken from there."""
    path = str(tmp_path / "rows.jsonl")
    called("simulate", "first-steps", "--games", "2", "--seed", "7", "--out", path)
    done = called("simulate", "first-steps", "--games", "3", "--seed", "7", "--out", path, "--json")
    plain = called("simulate", "first-steps", "--games", "3", "--seed", "7", "--json")
    assert json.loads(done.out)["resumed"] == 2
    assert json.loads(done.out)["digest"] == json.loads(plain.out)["digest"]


def test_a_file_of_another_seed_is_not_gone_on_with(tmp_path: Path) -> None:
    """It says so, touches nothing, and --fresh replaces it."""
    path = str(tmp_path / "rows.csv")
    called("simulate", "first-steps", "--games", "1", "--seed", "7", "--out", path)
    before = Path(path).read_bytes()
    done = called("simulate", "first-steps", "--games", "1", "--seed", "8", "--out", path)
    assert done.status == 2
    assert "another setup or seed" in done.err
    assert Path(path).read_bytes() == before
    assert (
        called("simulate", "first-steps", "--games", "1", "--seed", "8", "--out", path, "--fresh").status == 0
    )


# --- doctrines ------------------------------------------------------------------------------------------------------------


def plan(constitution: str | None, **chosen: str) -> vectorised.Plan:
    """Cooperators in all seats but those chosen."""
    scenario = library.load("us-led-order")
    doctrines = {seat.id: chosen.get(seat.id, "cooperate") for seat in scenario.seats}
    text, reference = library.load_text("us-led-order"), library.load_reference("us-led-order")
    return vectorised.plan(text, reference, doctrines, constitution)


@pytest.mark.parametrize("constitution", [None, "led"])
def test_a_game_is_the_same_alone_and_in_a_batch(constitution: str | None) -> None:
    """Doctrines: to the last bit, in every column."""
    one = plan(constitution, corvid="opportunist", helion="race")
    many = vectorised.rows(one, vectorised.play(one, "7", range(40)), "7", "m", constitution)
    alone = vectorised.rows(one, vectorised.play(one, "7", [23]), "7", "m", constitution)
    assert alone == [many[23]]


def test_doctrines_fill_the_columns_of_the_live_path() -> None:
    """Except for mandates, which are judged at a debrief."""
    one = plan("multilateral")
    (_, rows), *_ = vectorised.rows(one, vectorised.play(one, "7", [0]), "7", "m", "multilateral")
    assert all(tuple(row) == NAMES for row in rows)
    assert {name for row in rows for name in NAMES if row[name] is not None} >= set(NAMES) - {
        "mandates",
        "mandates_met",
    }


def test_care_is_safer_than_racing_and_both_have_other_names() -> None:
    """A hawk races and a dove is careful."""
    scenario = library.load("us-led-order")
    risks = {}
    for name in ("hawk", "dove"):
        everybody = {seat.id: doctrine(name) for seat in scenario.seats}
        risks[name] = float(vectorised.play(plan(None, **everybody), "7", range(64)).risk.mean())
    assert risks["dove"] < risks["hawk"] - 0.1
    with pytest.raises(UnknownDoctrine, match=", ".join(DOCTRINES)):
        doctrine("walrus")


# --- regimes --------------------------------------------------------------------------------------------------------------


def test_a_constitution_is_in_force_by_consent_and_its_games_verify() -> None:
    """Proposed, signed and ratified by ordinary commands: the record replays like any other."""
    from detente_client.arena import play
    from detente_rules.record import chain
    from detente_rules.verify import verify_lines

    setup = opened(Job("us-led-order", None, "7", constitution="led"))
    events = [event for step in play(setup, "7") for event in step.events]
    moved = [event for event in events if event.kind == "treaty_moved" and event.data["phase"] == "in_force"]
    assert len(moved) <= 1
    assert sum(event.kind == "treaty_proposed" for event in events) == 1
    verdict = verify_lines([line.text for line in chain(events)])
    assert verdict.fault is None
    assert verdict.exact


def test_differences_are_taken_game_by_game(played: dict[int, list[Row]]) -> None:
    """A regime that adds ten to every score in every game differs by exactly ten, with no interval about it."""
    more = {
        number: [
            {**row, "score": row["score"] + 10.0, "welfare": row["welfare"] + 10.0 * len(rows)}
            for row in rows
        ]
        for number, rows in played.items()
    }
    result = compared({"as it is": played, "ten more": more})
    (difference,) = result.differences
    assert result.same_seats
    assert difference.scores["beacon"].value == pytest.approx(10.0)
    assert difference.scores["beacon"].high - difference.scores["beacon"].low < 1e-9
    assert difference.measures["risk"].value == 0.0


def test_other_seats_are_compared_by_common_measures_alone(played: dict[int, list[Row]]) -> None:
    """And the result says so."""
    other = dict(play_some(opened, Job("two-blocs", None, "7"), range(2)))
    result = compared({"first-steps": played, "two-blocs": other})
    assert not result.same_seats
    assert "not subtracted" in result.note
    (difference,) = result.differences
    assert "risk" in difference.measures
    assert "welfare" not in difference.measures
    assert difference.scores == {}


def test_compare_answers_in_one_line_of_json(tmp_path: Path) -> None:
    """With a page beside it that needs nothing from outside."""
    page = tmp_path / "orders.html"
    done = called(
        *("compare", "us-led-order", "--constitutions", "--vectorised", "--games", "50", "--seed", "7"),
        *("--json", "--out", str(page)),
    )
    result = json.loads(done.out)
    assert [one["constitution"] for one in result["regimes"]] == ["none", "led", "multilateral", "captured"]
    assert [one["base"] for one in result["differences"]] == ["us-led-order:none"] * 3
    assert set(result["regimes"][0]["measures"]["risk"]) == {"value", "low", "high"}
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "http" not in text.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "two-blocs"], "needs two regimes"),
        (["compare", "two-blocs", "two-blocs:atlantis"], "has no constitution 'atlantis'"),
        (["tournament", "two-blocs", "racer"], "two bots or more"),
        (["tournament", "two-blocs", "racer", "racr"], "There is no bot 'racr'"),
        (["simulate", "two-blocs", "--games", "1", "--out", "x.xlsx"], ".parquet, .csv, .jsonl"),
        (
            ["simulate", "two-blocs", "--games", "1", "--vectorised", "--seats", "helion=walrus"],
            "no doctrine",
        ),
    ],
)
def test_mistakes_are_told_in_a_line(arguments: list[str], words: str) -> None:
    """Before anything is played, with status 2."""
    done = called(*arguments)
    assert done.status == 2
    assert words in done.err
    assert "Traceback" not in done.err


# --- tournaments ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seats", "bots"), [(4, 3), (3, 5), (4, 4)])
def test_every_bot_sits_in_every_seat_equally_often(seats: int, bots: int) -> None:
    """Once a block, whatever the number of seats and bots."""
    table, field = [f"s{n}" for n in range(seats)], [f"b{n}" for n in range(bots)]
    games = design(table, field, 6, "7")
    held = Counter((seat, bot) for game in games for seat, bot in game.seats.items())
    assert set(held.values()) == {6}
    assert len(held) == seats * bots
    assert Counter(game.block for game in games) == dict.fromkeys(range(6), bots)


def made_up(strength: dict[str, float]) -> list[tuple[Pairing, list[Row]]]:
    """Games in which a bot earns its strength and the seat's own worth."""
    return [
        (
            game,
            [
                {"seat": seat, "score": strength[bot] + 100 * ord(seat), "risk": 0.1, "index": None}
                for seat, bot in game.seats.items()
            ],
        )
        for game in design(["a", "b", "c"], list(strength), 8, "7")
    ]


def test_the_better_bot_is_rated_higher_whatever_its_seats_are_worth() -> None:
    """Seats of very different worth do not count; who is always best beats everybody always."""
    result = judged(["a", "b", "c"], ["weak", "strong", "fair"], made_up({"weak": 1, "strong": 3, "fair": 2}))
    assert [one.bot for one in result.ratings] == ["strong", "fair", "weak"]
    assert [one.percentile.value for one in result.ratings] == [1.0, 0.5, 0.0]
    assert result.ratings[0].elo.value > 1500 > result.ratings[2].elo.value
    assert result.beats["strong"] == {"weak": 1.0, "fair": 1.0}


def test_equals_are_rated_equal() -> None:
    """Ties count half."""
    result = judged(["a", "b", "c"], ["one", "two"], made_up({"one": 1, "two": 1}))
    assert [one.percentile.value for one in result.ratings] == [0.5, 0.5]
    assert [one.elo.value for one in result.ratings] == pytest.approx([1500, 1500])


def test_a_tournament_is_the_same_in_one_process_and_in_two() -> None:
    """Ratings, intervals and all."""
    words = ["tournament", "first-steps", "racer", "cautious", "--blocks", "3", "--seed", "7", "--json"]
    one, two = (called(*words, "--processes", str(count)) for count in (1, 2))
    assert one.out == two.out
    assert [rating["games"] for rating in json.loads(one.out)["ratings"]] == [12, 12]


def test_games_in_lockstep_are_the_games_alone() -> None:
    """Event by event, to the bit: rounds that are resolved together leave no trace, at every level of the rules."""
    from detente_client.arena import play, play_together, seed_of
    from detente_rules.events import Event

    for level in ("standard", "basic"):
        setup = opened(Job("two-blocs", None, "7", level))
        seeds = [seed_of("7", number) for number in range(3)]
        together: dict[int, list[Event]] = {}
        for place, step in play_together(setup, seeds):
            together.setdefault(place, []).extend(step.events)
        for place, seed in enumerate(seeds):
            alone = [event for step in play(setup, seed) for event in step.events]
            assert [one.kind for one in together[place]] == [one.kind for one in alone]
            assert all(one == other for one, other in zip(together[place], alone, strict=True))
