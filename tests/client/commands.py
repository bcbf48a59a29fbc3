"""Running `detente`: in a process of its own, as a person would, or in this one, which is quicker."""

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass

from detente_client.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


def detente(*arguments: str, stdin: str = "", **environment: str) -> Done:
    """Run one command to its end in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "detente_client", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )
    return Done(done.returncode, done.stdout, done.stderr)


def called(*arguments: str) -> Done:
    """Run one command in this process; a traceback would come up as the exception itself."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    return Done(status, out.getvalue(), err.getvalue())
