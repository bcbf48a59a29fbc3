"""Credentials on this machine: where tokens come from, and where ``join`` and ``bot`` keep theirs.

A token never stands in an argument list or a URL, where other people of the machine could read it. One file a
credential, readable by its owner alone. While a program uses one it holds the file's lock, so that a second
``detente join`` on the same laptop sits down as a second person instead of pushing the first one out.
"""

import contextlib
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import platformdirs

from detente_rules.wire.session import Invitation

if sys.platform != "win32":
    import fcntl

TOKEN_VARIABLE: Final = "DETENTE_TOKEN"  # noqa: S105 -- the name of the variable


class BadTokenFile(Exception):
    """A token file that is missing, empty, or readable by others; the text is for people."""


@dataclass(frozen=True)
class Credential:
    """What opens a seat again.

    server: WebSocket URL. game: its id. code: the join code it was got with. name: of the person or program.
    program: "" for a person, else what runs there. token: the secret itself.
    """

    server: str
    game: str
    code: str
    name: str
    program: str
    token: str = field(repr=False)


def token_from_outside(environment: Mapping[str, str], token_file: Path | None) -> str | None:
    """The token that the caller was given, from ``--token-file`` or ``DETENTE_TOKEN``; None where neither is set.

    Raises: BadTokenFile.
    """
    if token_file is not None:
        return read_token_file(token_file)
    return environment.get(TOKEN_VARIABLE, "").strip() or None


def read_token_file(path: Path) -> str:
    """The token in a file that its owner alone may read (mode 0600). Raises: BadTokenFile."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadTokenFile(f"the token file {path} cannot be read: {error}") from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadTokenFile(
            f"the token file {path} can be read by others; make it yours alone: chmod 600 {path}"
        )
    if not text or len(text.split()) != 1:
        raise BadTokenFile(f"the token file {path} should hold one token and nothing else")
    return text


def default_folder() -> Path:
    """Where credentials live on this machine."""
    return Path(platformdirs.user_data_dir("detente")) / "credentials"


class Held:
    """A stored credential in use: locked against other programs of this machine until ``release``."""

    def __init__(self, path: Path, descriptor: int, credential: Credential) -> None:
        self.path = path
        self.credential = credential
        self._descriptor: int | None = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def forget(self) -> None:
        """The server does not know it any more."""
        self.path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Let others use it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Store:
    """The folder of credentials, by (server, game) and person."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def save(self, credential: Credential) -> Held:
        """Keep a credential (durably, mode 0600) and hold it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = f"{credential.server}\n{credential.game}\n{credential.token}"
        name = hashlib.sha256(place.encode()).hexdigest()[:24]
        path = self.folder / f"{name}.json"
        # Created with its mode, not changed to it: there must be no moment in which others can read it.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        _lock(descriptor)
        os.write(descriptor, json.dumps(asdict(credential)).encode())
        os.fsync(descriptor)
        return Held(path, descriptor, credential)

    def claim(
        self, *, server: str, code: str | None = None, name: str | None = None, program: str = ""
    ) -> Held | None:
        """The newest fitting credential that no other program of this machine is using; None where there is none.

        code, name: None fits any.
        """
        for path, credential in self._newest_first():
            fits = (
                credential.server == server
                and credential.program == program
                and code in {None, credential.code}
                and name in {None, credential.name}
            )
            if not fits:
                continue
            try:
                descriptor = os.open(path, os.O_RDWR)
            except OSError:
                continue
            if _lock(descriptor):
                return Held(path, descriptor, credential)
            os.close(descriptor)
        return None

    def newest_server(self, program: str) -> str | None:
        """Where the newest credential of this program is good, whoever uses it; None where there is none."""
        return next((one.server for _, one in self._newest_first() if one.program == program), None)

    def freshen(self, *, server: str, game: str, program: str) -> None:
        """Let a kept credential count as the newest, because its game is being played again."""
        newest = 0
        for path, credential in self._newest_first():
            with contextlib.suppress(OSError):
                newest = max(newest, path.stat().st_mtime_ns)
                if (credential.server, credential.game, credential.program) == (server, game, program):
                    # A file system's clock stands still for milliseconds: be newer than all, not merely as new.
                    at = max(time.time_ns(), newest + 1_000_000)
                    os.utime(path, ns=(at, at))
                    return

    def _newest_first(self) -> Iterator[tuple[Path, Credential]]:
        found: list[tuple[int, Path]] = []
        with contextlib.suppress(OSError):
            found = [(path.stat().st_mtime_ns, path) for path in self.folder.glob("*.json")]
        for _, path in sorted(found, reverse=True):
            # A broken file is somebody's editing mistake: one joins anew by the code.
            with contextlib.suppress(OSError, ValueError, TypeError):
                yield path, Credential(**json.loads(path.read_text(encoding="utf-8")))


class Keeper:
    """The memory of one program for one seat: claims a stored token, keeps a new one, forgets a dead one.

    program: "" for a person, else what runs, so that a bot never takes its owner's seat.
    """

    def __init__(self, store: Store, program: str = "") -> None:
        self._store = store
        self._program = program
        self._held: Held | None = None
        self._invitation: Invitation | None = None

    def claim(self, server: str, code: str, name: str | None) -> str | None:
        """The token of an earlier visit, held from now on; None where there is none that is free.

        name: under which one was here; None: under any.
        """
        self.release()
        self._held = self._store.claim(server=server, code=code, name=name, program=self._program)
        return self._held.credential.token if self._held is not None else None

    def invited(self, invitation: Invitation) -> None:
        """How to come in where no token is known, or the server knows it no longer."""
        self._invitation = invitation

    def keep(self, server: str, game: str, token: str) -> None:
        """A server has given a token."""
        if self._invitation is None:
            return  # it was not got by a code, so somebody else keeps it
        who = self._invitation
        old = self._held
        self._held = self._store.save(Credential(server, game, who.code, who.name, self._program, token))
        if old is not None and old.path != self._held.path:
            old.forget()

    def forget(self) -> Invitation | None:
        """The server does not know the token in use: drop it. Returns how to come in instead, None: no way."""
        if self._held is None:
            return None
        self._held.forget()
        self._held = None
        return self._invitation

    def release(self) -> None:
        """Let other programs of this machine use the token."""
        if self._held is not None:
            self._held.release()
            self._held = None


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True  # no flock there; two programs may then share a credential
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
