"""The command line: what it answers, and that a person's mistake never shows a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from detente_client.cli.entry import COMMANDS
from detente_rules import library
from detente_rules.events import Event
from detente_rules.genesis import header
from detente_rules.record import chain
from detente_rules.secret import Secret
from tests.client.commands import called, detente

NAMES = [module.__name__.rpartition(".")[2] for module in COMMANDS]


def test_help_lists_the_commands() -> None:
    """`detente --help` names every command there is."""
    done = called("--help")
    assert done.status == 0
    assert all(f"  {name}" in done.out for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_an_example(name: str) -> None:
    """Each command explains itself, with an example that calls it."""
    done = called(name, "--help")
    assert done.status == 0
    assert f"detente {name}" in done.out.partition("example:")[2]


def test_no_command() -> None:
    """Without a command the help goes to stderr, and the status says that nothing was asked."""
    done = detente()
    assert (done.status, done.out) == (2, "")
    assert "usage: detente" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], "invalid choice"),
        (["demo", "atlantis"], "There is no scenario 'atlantis'"),
        (["demo", "--seats", "helion"], "expected seat=bot"),
        (["demo", "--seats", "atlantis=racer"], "has no seat 'atlantis'"),
        (["demo", "--seats", "helion=racr"], "There is no bot 'racr'"),
        (["demo", "--seed", " "], "a seed is"),
        (["simulate", "two-blocs"], "--games"),
        (["simulate", "two-blocs", "--games", "0"], "at least 1"),
        (["simulate", "two-blocs", "--games", "many"], "invalid int value"),
        (["play", "atlantis"], "There is no scenario"),
        (["play", "first-steps", "--seat", "helion"], "has no seat 'helion'"),
        (["play", "first-steps"], "needs a terminal"),
        (["join", "KDPW-HUNA@127.0.0.1:1", "--name", "Ana"], "--plain works without"),
        (["host", "atlantis", "--listen", "127.0.0.1:0"], "There is no scenario"),
        (["host", "--listen", "127.0.0.1:http"], "expected HOST:PORT"),
        (["host", "--autostart", "0"], "at least 1"),
        (["host", "--broker"], "no access rules"),
        (["host", "--insecure"], "goes with --broker"),
        (["host", "--provision"], "goes with --bus"),
        (["host", "--bus", "http://host"], "looks like mqtt://"),
        (["host", "--bus", "mqtt://host", "--broker", "--insecure"], "one of them is enough"),
        (["join", "?"], "no join code"),
        (["join", "KDPW-HUNA@one", "--server", "two"], "given twice"),
        (["join", "KDPW-HUNA", "--server", "ftp://host"], "ws://, wss://"),
        (["join", "KDPW-HUNA", "--token-file", "/nowhere"], "token file"),
        (["bot", "racr", "--join", "KDPW-HUNA"], "There is no bot 'racr'"),
        (["bot", "nowhere.py", "--join", "KDPW-HUNA"], "no file nowhere.py"),
        (["bot", "racer"], "a join code is needed"),
        (["verify", "nowhere.jsonl"], "there is no file, folder or game"),
        (["export", "nowhere"], "there is no file, folder or game"),
        (["export", "nowhere", "--format", "parquet"], "--out FILE is needed"),
        (["export", "nowhere", "--format", "docx"], "there is no format 'docx'"),
        (["report", "nowhere"], "there is no file, folder or game"),
        (["bench", "planets"], "there is no benchmark 'planets'"),
        (["scenarios", "show"], "needs the name"),
        (["scenarios", "show", "atlantis"], "There is no scenario"),
        (["scenarios", "check", "atlantis"], "There is no scenario"),
    ],
)
def test_a_mistake(arguments: list[str], words: str) -> None:
    """A mistake in calling a command is told in words, with status 2."""
    done = called(*arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_nobody_there() -> None:
    """Who finds nobody at the address is told so at once."""
    done = detente("join", "KDPW-HUNA", "--name", "Ana", "--server", "127.0.0.1:1", "--plain")
    assert done.status == 1
    assert "Nobody answers at ws://127.0.0.1:1 (connection refused)" in done.out + done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("content", ["", "not a record\n", '{"v": 1}\n', "[]\n"])
def test_a_file_that_is_no_record(tmp_path: Path, content: str) -> None:
    """`report` refuses it in words; `verify` names the place."""
    file = tmp_path / "odd.jsonl"
    file.write_text(content)
    report, verdict = called("report", str(file)), called("verify", str(file))
    assert (report.status, verdict.status) == (1, 1)
    assert "no record of a game" in report.err
    assert set(json.loads(verdict.out)) == {"n", "what", "expected", "found"}
    assert "Traceback" not in report.err + verdict.err


def test_line_ends_that_people_typed_do_not_end_a_line(tmp_path: Path) -> None:
    """U+2028 and U+0085 in a message stay text: the record of the game still verifies."""
    secret = Secret("1", "00" * 16)
    first = header(game="g", scenario_text=library.load_text("first-steps"), secret=secret, at=0.0)
    said: dict[str, object] = {
        "sender": None,
        "name": "Ana\u2028",
        "to": [],
        "text": "one\u2028two\u0085three",
    }
    events = [first, Event("message_sent", "public", said, 1.0, 0, "lobby")]
    file = tmp_path / "odd.jsonl"
    file.write_bytes("".join(f"{line.text}\n" for line in chain(events)).encode())
    done = called("verify", str(file))
    assert done.status == 0, done.out
    assert "2 lines" in done.out


def test_binary_is_no_record(tmp_path: Path) -> None:
    """Bytes that are no text are no fault of this program."""
    file = tmp_path / "odd.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    done = called("verify", str(file))
    assert done.status == 1
    assert "it is not text" in done.err


def test_bots_are_listed() -> None:
    """`detente bot` alone lists the bots that ship, a line each."""
    done = called("bot")
    assert done.status == 0
    assert {"random", "racer", "cautious", "conditional", "opportunist"} <= {
        line.split()[0] for line in done.out.splitlines()
    }


def test_scenarios_are_listed() -> None:
    """`detente scenarios` lists them for people, `--json` for programs."""
    done, data = called("scenarios"), called("scenarios", "list", "--json")
    names = [scenario["id"] for scenario in json.loads(data.out)]
    assert {"first-steps", "two-blocs"} <= set(names)
    assert all(name in done.out for name in names)


def test_a_scenario_is_shown() -> None:
    """`show` prints what everybody may know, and no secret."""
    done = called("scenarios", "show", "two-blocs")
    data = json.loads(called("scenarios", "show", "two-blocs", "--json").out)
    assert done.status == 0
    assert all(seat["name"] in done.out for seat in data["seats"])
    assert set(data["seats"][0]) == {"seat", "name", "kind", "home", "bot", "brief"}


def test_scenarios_are_checked(tmp_path: Path, root: Path) -> None:
    """`check` names every fault of a file with its place, and its status says whether there is any."""
    good = root / "scenarios" / "first-steps" / "scenario.toml"
    bad = tmp_path / "bad.toml"
    bad.write_text(
        good.read_text()
        .replace("rounds = 5", 'rounds = "five"', 1)
        .replace('level = "basic"', 'level = "easy"', 1)
    )
    assert called("scenarios", "check", str(good)).status == 0
    done = called("scenarios", "check", str(bad), "--json")
    report = json.loads(done.out)
    assert done.status == 1
    assert {fault["place"].split(" ")[0] for fault in report["faults"]} == {"rounds", "level"}
    assert all("line" in fault["place"] for fault in report["faults"])
    assert "Traceback" not in called("scenarios", "check", str(bad)).err


def test_a_reader_that_leaves() -> None:
    """`detente … | head -1` ends quietly."""
    command = f"{sys.executable} -m detente_client scenarios show two-blocs | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""


def test_benchmarks() -> None:
    """`bench` prints figures for programs too; what they are is never a test."""
    done = called("bench", "report", "--json")
    assert done.status == 0
    assert all(value > 0 for value in json.loads(done.out)["report"].values())
