"""A whole session run by typed words alone: a real host, somebody at the table, bots in the other seats."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]  # it ships no types

from tests.end_to_end.tables import host


@contextmanager
def typed(*arguments: str, **environment: str) -> Iterator[Any]:
    """A command in a terminal of its own, 80 columns wide and without colours."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "detente_client", *arguments],
        encoding="utf-8",
        timeout=60,
        dimensions=(24, 200),
        echo=False,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", **environment},
    )
    try:
        yield child
    finally:
        child.close(force=True)


@contextmanager
def greeted(desk: Any) -> Iterator[None]:
    """Once the desk stands: of those who came before it, it says nothing."""
    desk.expect_exact("room shows who is here")
    yield


def test_an_evening_is_run_line_by_line(tmp_path: Path) -> None:
    """Start, words, an inject, the clock, a bot for a person and back, three rounds, secrets seat by seat; then the door."""
    arguments = ("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--untimed")
    with host(*arguments) as table:
        address = str(table.said["addresses"][0])
        come_in = (f"{table.said['code']}@{address}", "--name", "Ana", "--seat", "beacon", "--plain")
        key = {"DETENTE_TOKEN": str(table.said["facilitator"])}
        with (
            typed("console", "--plain", "--server", address, **key) as desk,
            greeted(desk),
            typed("join", *come_in) as ana,
        ):

            def say(text: str, *answers: str) -> None:
                desk.sendline(text)
                for words in answers:
                    desk.expect_exact(words)

            desk.expect_exact("Ana (Beacon) is here.")
            say("room", "Here: 1 of 1 people", "Beacon", "● Ana")
            say("begin", "“begin” is no command")
            say("start", "Begin round 1? Bots take Arden, Wren and Quill", "(yes or no)")
            say("yes", "== Round 1 of 5, briefing")
            say("say Welcome, everybody.", "Said.")
            ana.expect_exact("Welcome, everybody.")
            say("whisper Baecon You lead.", "Did you mean Beacon?")
            say("whisper Beacon You lead.", "Said.")
            ana.expect_exact("You lead.")
            say("release 1", "(yes or no)")
            say("yes", "is out.")
            ana.expect_exact("A letter from inside")
            say("pause", "The clock stands. undo takes it back.")
            say("undo", "The clock runs on.")
            say("mute Ana", "(yes or no)")
            say("yes", "Ana is muted.")
            ana.sendline("say Nobody hears this.")
            ana.expect_exact("Refused:")
            say("undo", "Ana may speak.")
            ana.sendline("hand")
            desk.expect_exact("Ana asks for the floor.")
            say("heard", "Ana has had the floor.")
            for phase in ("negotiation", "decision"):
                say("end", "(yes or no)")
                say("yes", f"== Round 1 of 5, {phase}")
            ana.expect_exact("== Round 1 of 5, decision")
            ana.sendline("seal")
            desk.expect_exact("== Round 2 of 5, briefing")
            say("set risk_high 0.2", "risk_high is 0.2; everybody is told. undo takes it back.")
            say("branch 1", "(yes or no)")
            say("yes", "The new game stands beside this one")
            say("pause", "The clock stands.")
            say("bot Beacon racer: Hold on. / Promise nothing.", "(yes or no)")
            say("yes", "Beacon is played by racer.")
            say("human Beacon: Thanks.", "(yes or no)")
            say("yes", "Beacon is back with its people.")
            ana.expect_exact("Thanks.")
            say("resume", "The clock runs on.")
            say("finish", "End the game after round 2", "(yes or no)")
            say("yes", "This is the last round.")
            for phase in ("negotiation", "decision"):
                say("end", "(yes or no)")
                say("yes", f"== Round 2 of 5, {phase}")
            ana.expect_exact("== Round 2 of 5, decision")
            ana.sendline("seal")
            desk.expect_exact("== Round 2 of 5, debrief")
            for seat in ("Arden", "Beacon", "Wren", "Quill"):
                say("reveal next", f"Reveal {seat}'s secrets to the room?")
                say("yes", f"{seat} is revealed.")
            say("debrief", "✓ revealed", "Beacon")
            say("questions", "1 ")
            say("newcode", "(yes or no)")
            say("yes", "The join code is another one")
            say("quit")
            desk.expect(pexpect.EOF)
            desk.wait()
            assert desk.exitstatus == 0
            assert "\x1b" not in desk.before


def test_a_script_runs_in_a_pipe_and_leaves_at_its_end(tmp_path: Path) -> None:
    """Without a terminal, without a person; a key that is none says so and ends with 1."""
    with host("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--untimed") as table:
        address = str(table.said["addresses"][0])
        token = tmp_path / "token"
        token.write_text(str(table.said["facilitator"]))
        token.chmod(0o600)
        arguments = ("console", "--plain", "--server", address, "--token-file", str(token))
        done = subprocess.run(
            [sys.executable, "-m", "detente_client", *arguments],
            input="start\nyes\nwait debrief\ndebrief\n",
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert "The game has begun." in done.stdout
        assert "not yet" in done.stdout
        assert done.stderr == ""
        observer = {"DETENTE_TOKEN": str(table.said["observer"])}
        with typed("console", "--plain", "--server", address, **observer) as desk:
            desk.expect(pexpect.EOF)
            desk.wait()
            assert desk.exitstatus == 1
