"""`detente demo` and its neighbours: a whole game in one command, the same for the same seed, checked by itself."""

import json
import time
from pathlib import Path

import pytest

from tests.client.commands import detente

FORM = {"scenario", "seed", "games", "seats", "scores", "index", "risk", "digest", "games_per_second"}


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The demo of two-blocs with seed 7."""
    folder = tmp_path_factory.mktemp("demo")
    done = detente("demo", "two-blocs", "--seed", "7", "--json", "--data", str(folder))
    assert done.status == 0, done.err
    result: dict[str, object] = json.loads(done.out)
    return result


def test_the_form(seven: dict[str, object]) -> None:
    """`--json` prints one line of the documented form, and nothing else."""
    assert set(seven) >= FORM
    assert (seven["scenario"], seven["seed"], seven["games"]) == ("two-blocs", 7, 1)
    assert isinstance(seven["scores"], dict)
    assert set(seven["scores"]) == {"aurelia", "meridian", "helion", "corvid", "lodestar", "sorrel"}
    assert isinstance(seven["risk"], float)
    assert 0 < seven["risk"] < 1


def test_for_people(tmp_path: Path, seven: dict[str, object]) -> None:
    """For people rounds scroll by; at the end stand the scores, the index, the digest, and where the report is."""
    start = time.monotonic()
    done = detente("demo", "two-blocs", "--seed", "7", "--data", str(tmp_path))
    assert time.monotonic() - start < 20
    assert (done.status, done.err) == (0, "")
    assert all(f"Round {number}\n" in done.out for number in range(1, 8))
    assert "Coordination index" in done.out
    assert f"Digest {seven['digest']}" in done.out
    report = next(
        Path(line.removeprefix("Report ")) for line in done.out.splitlines() if line.startswith("Report ")
    )
    assert report.parent == tmp_path
    assert report.read_text().startswith("<!doctype html>")


def test_another_seed(seven: dict[str, object], tmp_path: Path) -> None:
    """The same seed gives the same game to the last digit, another seed another."""
    again, other = (
        json.loads(detente("demo", "two-blocs", "--seed", seed, "--json", "--data", str(tmp_path)).out)
        for seed in ("7", "8")
    )
    exact = FORM - {"games_per_second"}
    assert {key: again[key] for key in exact} == {key: seven[key] for key in exact}
    assert other["digest"] != seven["digest"]
    assert other["scores"] != seven["scores"]


def test_the_first_game_of_a_simulation(seven: dict[str, object]) -> None:
    """`simulate --games 1` plays the demo's game."""
    result = json.loads(detente("simulate", "two-blocs", "--games", "1", "--seed", "7", "--json").out)
    assert (result["digest"], result["scores"]) == (seven["digest"], seven["scores"])


def test_processes_do_not_matter() -> None:
    """The digest of a simulation is the same on one process and on two."""
    arguments = ("simulate", "first-steps", "--games", "9", "--seed", "3", "--json", "--processes")
    one, two = (json.loads(detente(*arguments, count).out) for count in ("1", "2"))
    assert set(one) == FORM | {"level", "constitution", "resumed"}
    assert one["games"] == 9
    assert one["digest"] == two["digest"]
    assert one["scores"] == two["scores"]


def test_bots_by_seat(tmp_path: Path) -> None:
    """`--seats` puts a bot, also one of one's own, into a seat."""
    mine = tmp_path / "mine.py"
    mine.write_text(
        "from detente_client.bot import Bot, LabCard\n\n"
        "class Sprinter(Bot):\n    def decide(self, view):\n        return LabCard(posture='sprint')\n"
    )
    seats = f"beacon={mine},wren=racer"
    result = json.loads(
        detente("demo", "first-steps", "--seed", "1", "--seats", seats, "--json", "--data", str(tmp_path)).out
    )
    assert (result["seats"]["beacon"], result["seats"]["wren"]) == ("Sprinter", "racer")


def test_export_verify_report(tmp_path: Path, seven: dict[str, object]) -> None:
    """The record of a demo is found by its id, exported, verified and reported; one changed figure breaks it."""
    folder = str(Path(str(seven["journal"])).parent)
    copy = tmp_path / "copy.jsonl"
    assert detente("export", "two-blocs-7", "--data", folder, "--out", str(copy)).status == 0
    first = json.loads(copy.read_text().splitlines()[0])
    assert set(first) == {"v", "n", "at", "round", "phase", "audience", "kind", "data", "prev", "hash"}
    assert (first["v"], first["n"], first["kind"]) == (1, 0, "game_created")
    holds = detente("verify", str(copy))
    assert holds.status == 0
    assert len(holds.out.splitlines()) == 1
    page = tmp_path / "page.html"
    assert detente("report", str(copy), "--out", str(page)).out == f"{page}\n"

    lines = copy.read_text().splitlines()
    place = next(n for n, line in enumerate(lines) if '"round_resolved"' in line)
    lines[place] = lines[place].replace('"safety":[[0.', '"safety":[[1.', 1)
    copy.write_text("\n".join(lines) + "\n")
    broken = detente("verify", str(copy))
    assert broken.status == 1
    verdict = json.loads(broken.out)
    assert set(verdict) == {"n", "what", "expected", "found"}
    assert verdict["n"] == place
