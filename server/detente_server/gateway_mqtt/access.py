"""Who may read and write what at a broker: mosquitto's files, and commands of its dynamic security.

The rule is the same everywhere: an inbox is written by the server and read by its seat, an outbox the other way
round, what is public is read by everybody and written by the server.

``detente host SCENARIO --broker-config DIR`` writes the files for a broker that serves one workshop: the user is the
seat. On a broker that several games share, dynamic security makes one user a seat and game, ``seat.game``.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from detente_rules.ids import SeatId
from detente_rules.wire.topics import ROOT, gone, inbox, outbox, public, state

SERVER: Final = "detente-server"
"""The user that the server comes in as."""

WALL: Final = "detente-wall"
"""The user of wall displays: reads what is public, writes nothing."""

CONTROL: Final = "$CONTROL/dynamic-security/v1"
"""Where mosquitto's dynamic security takes commands; it answers at ``…/response``."""

SERVER_ROLE: Final = f"{ROOT}/server"
"""What dynamic security calls the right to serve games."""

ROUNDS: Final = 101
"""PBKDF2 rounds of a stored password, mosquitto's own number; the passwords are 128 random bits."""


@dataclass(frozen=True)
class BrokerUsers:
    """Who may connect. passwords: by user name."""

    passwords: Mapping[str, str]


def new_users(seats: Iterable[SeatId]) -> BrokerUsers:
    """A fresh password for the server, the wall and every seat."""
    return BrokerUsers({name: secrets.token_urlsafe(16) for name in (SERVER, WALL, *seats)})


def user_of(game: str, seat: SeatId) -> str:
    """The user of a seat where several games share a broker."""
    return f"{seat}.{game}"


# ------------------------------------------------------------------------------------------------ mosquitto's files


def acl(seats: Sequence[SeatId]) -> str:
    """Mosquitto's ``acl_file``: a pattern for every seat (``%u`` is the user name), two users by name."""
    lines = [
        "# Written by `detente host --broker-config`. The user is the seat; patterns hold for every user.",
        f"# Seats: {', '.join(seats)}",
        f"pattern write {outbox('+', '%u')}",
        f"pattern read {inbox('+', '%u')}",
        f"pattern write {gone('+', '%u', '+')}",
        f"pattern read {public('+')}",
        f"pattern read {state('+')}",
        "",
        f"user {SERVER}",
        f"topic read {outbox('+', '+')}",
        f"topic write {inbox('+', '+')}",
        f"topic read {gone('+', '+', '+')}",
        f"topic write {public('+')}",
        f"topic write {state('+')}",
        "",
        f"user {WALL}",
        f"topic read {public('+')}",
        f"topic read {state('+')}",
    ]
    return "\n".join(lines) + "\n"


def password_line(user: str, password: str, salt: bytes) -> str:
    """A line of mosquitto's ``password_file``: PBKDF2 with SHA-512, its format 7."""
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS)
    return f"{user}:$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def conf(folder: Path, listen: str, port: int) -> str:
    """``mosquitto.conf``: nobody without a password, nothing kept on disk, room for a slow client's news."""
    return f"""\
# Written by `detente host --broker-config`. Start it with: mosquitto -c {folder / "mosquitto.conf"}
# For other machines add certfile and keyfile to the listener, and give mqtts:// addresses.
per_listener_settings false
listener {port} {listen}
allow_anonymous false
password_file {folder / "passwords"}
acl_file {folder / "acl"}
persistence false
set_tcp_nodelay true
max_queued_messages 10000
max_packet_size 16777216
"""


def write_config(
    folder: Path, seats: Sequence[SeatId], *, listen: str = "127.0.0.1", port: int = 1883
) -> BrokerUsers:
    """Write ``mosquitto.conf``, ``acl``, ``passwords`` (hashed) and ``users.json`` (to be handed out, mode 0600).

    Raises: OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    users = new_users(seats)
    hashed = [
        password_line(name, password, secrets.token_bytes(12)) for name, password in users.passwords.items()
    ]
    # mosquitto may run as a user of its own, which must be able to read its files; the passwords there are hashed.
    (folder / "mosquitto.conf").write_text(conf(folder, listen, port), encoding="utf-8")
    (folder / "acl").write_text(acl(seats), encoding="utf-8")
    (folder / "passwords").write_text("\n".join(hashed) + "\n", encoding="utf-8")
    private = folder / "users.json"
    private.touch(mode=0o600)
    private.chmod(0o600)
    private.write_text(json.dumps(dict(users.passwords), indent=2) + "\n", encoding="utf-8")
    return users


# ------------------------------------------------------------------------------------------------ dynamic security


def role_acls(game: str, seat: SeatId) -> list[dict[str, Any]]:
    """What a seat may do, as dynamic security writes it."""
    reads = (inbox(game, seat), public(game), state(game))
    return [
        may("publishClientSend", outbox(game, seat)),
        may("publishClientSend", gone(game, seat, "+")),
        *(may("subscribeLiteral", topic) for topic in reads),
        *(may("publishClientReceive", topic) for topic in reads),
    ]


def may(kind: str, topic: str) -> dict[str, Any]:
    """One thing that a role allows."""
    return {"acltype": kind, "topic": topic, "priority": 0, "allow": True}


def known(user: str) -> list[dict[str, Any]]:
    """A command that asks what there is of a user."""
    return [{"command": "getClient", "username": user}]


def everybody() -> list[dict[str, Any]]:
    """A command that asks for the names of all users."""
    return [{"command": "listClients", "verbose": False}]


def names(answers: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The users in that answer."""
    return frozenset(name for one in answers for name in one.get("data", {}).get("clients", ()))


def serves(answers: Iterable[Mapping[str, Any]]) -> bool:
    """Does the user of that answer have the server's role?"""
    clients = (one.get("data", {}).get("client", {}) for one in answers)
    return any(role.get("rolename") == SERVER_ROLE for one in clients for role in one.get("roles", ()))


def serve(user: str) -> list[dict[str, Any]]:
    """Commands that let this server's user serve. mosquitto ends a connection whose rights change."""
    everything = ("publishClientSend", "publishClientReceive", "subscribePattern")
    return [
        {
            "command": "createRole",
            "rolename": SERVER_ROLE,
            "acls": [may(kind, f"{ROOT}/#") for kind in everything],
        },
        {"command": "addClientRole", "username": user, "rolename": SERVER_ROLE, "priority": 0},
    ]


def provision(game: str, passwords: Mapping[SeatId, str]) -> list[dict[str, Any]]:
    """Commands that make a role and a user for every seat. What exists already stays, and says so in the answer."""
    commands: list[dict[str, Any]] = [
        # What nothing allows is denied, above all hearing what one did not subscribe to by name.
        {
            "command": "setDefaultACLAccess",
            "acls": [
                {"acltype": kind, "allow": False}
                for kind in ("publishClientSend", "publishClientReceive", "subscribe")
            ],
        },
    ]
    for seat, password in passwords.items():
        user = user_of(game, seat)
        commands.append(
            {"command": "createRole", "rolename": f"{ROOT}/{user}", "acls": role_acls(game, seat)}
        )
        commands.append(
            {
                "command": "createClient",
                "username": user,
                "password": password,
                "roles": [{"rolename": f"{ROOT}/{user}", "priority": 0}],
            }
        )
    return commands


def renew(game: str, passwords: Mapping[SeatId, str]) -> list[dict[str, Any]]:
    """Commands that give known users another password."""
    return [
        {"command": "setClientPassword", "username": user_of(game, seat), "password": password}
        for seat, password in passwords.items()
    ]


def withdraw(game: str, seats: Iterable[SeatId]) -> list[dict[str, Any]]:
    """Commands that take the users and roles of a game away again."""
    commands: list[dict[str, Any]] = []
    for seat in seats:
        user = user_of(game, seat)
        commands.append({"command": "deleteClient", "username": user})
        commands.append({"command": "deleteRole", "rolename": f"{ROOT}/{user}"})
    return commands
