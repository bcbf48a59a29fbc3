"""`host`, `join` and `bot` as people meet them, in terminals."""

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]  # it ships no types

from tests.client.commands import detente


@contextmanager
def terminal(*arguments: str) -> Iterator[Any]:
    """A command in a terminal of its own."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "detente_client", *arguments],
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 120),
    )
    try:
        yield child
    finally:
        child.close(force=True)


def where(child: Any) -> str:
    """CODE@host:port, as the host prints it for others."""
    child.expect(r"detente join (\S+)")
    assert child.match is not None
    return str(child.match[1])


def test_a_workshop(tmp_path: Path) -> None:
    """The host prints code and QR; somebody joins and is named; Enter begins; SIGINT ends it, and nothing is lost."""
    arguments = ("host", "first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0")
    with terminal(*arguments) as host:
        place = where(host)
        host.expect("█")
        host.expect("Press Enter to start")
        with terminal("join", place, "--plain") as ana:
            ana.expect("Your name")
            ana.sendline("Ana")
            host.expect("Ana has come in")
            ana.sendline("take beacon")
            host.expect("Ana sits for Beacon")
            host.sendline("")
            host.expect("The game has begun")
            ana.expect("Round 1 of 5, briefing")
            ana.sendline("quit")
            ana.expect(pexpect.EOF)
        host.kill(signal.SIGINT)
        host.expect("The same command goes on where it was")
        host.expect(pexpect.EOF)
    with terminal(*arguments) as host:
        assert where(host) == place
        with terminal("join", place, "--plain") as ana:
            ana.expect("Round 1 of 5, briefing")
            ana.sendline("seats")
            ana.expect("Ana")


def test_autostart(tmp_path: Path) -> None:
    """`--autostart 1` begins when one person sits; programs do not count."""
    arguments = (
        "host",
        "first-steps",
        "--data",
        str(tmp_path),
        "--listen",
        "127.0.0.1:0",
        "--autostart",
        "1",
    )
    with terminal(*arguments) as host:
        place = where(host)
        with terminal("bot", "racer", "--join", place, "--seat", "wren") as racer:
            racer.expect("Seated as wren")
            with terminal("join", place, "--name", "Ana", "--seat", "beacon", "--plain") as ana:
                ana.expect("Round 1 of 5, briefing")
                host.expect("The game has begun")
                racer.sendintr()
                racer.expect(pexpect.EOF)
                racer.wait()
                assert racer.exitstatus == 130


def test_a_pipe_is_no_terminal(tmp_path: Path) -> None:
    """Without a terminal there is no progress on stderr and no colour on stdout."""
    done = detente("simulate", "first-steps", "--games", "2", "--seed", "1")
    assert done.err == ""
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", done.out)
