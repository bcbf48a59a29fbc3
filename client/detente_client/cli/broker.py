"""The MQTT options of ``detente host``: a broker of others, one of its own, or the files for mosquitto."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from detente_client.cli.faults import Failed, Misused

if TYPE_CHECKING:
    from detente_server.app import Server

PASSWORD_VARIABLE: Final = "DETENTE_MQTT_PASSWORD"  # noqa: S105 -- the name of the variable
AUTHORITY_VARIABLE: Final = "DETENTE_MQTT_CA"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options, in a group of their own."""
    group = parser.add_argument_group("MQTT (docs/mqtt.md)")
    group.add_argument(
        "--bus",
        metavar="URL",
        help="a broker that seats may come over: mqtt://user@host:1883, mqtts://…; password in the URL or DETENTE_MQTT_PASSWORD",
    )
    group.add_argument(
        "--bus-ca",
        metavar="PEM",
        help="with --bus mqtts://…: the authority that must have signed its certificate, where it is none of the system's; "
        "or DETENTE_MQTT_CA",
    )
    group.add_argument(
        "--provision",
        action="store_true",
        help="with --bus: make a user for every seat by mosquitto's dynamic security; --json tells its password",
    )
    group.add_argument(
        "--broker",
        nargs="?",
        type=_port,
        const=1883,
        metavar="PORT",
        help="a broker inside this program, on 127.0.0.1 (1883), without access rules; needs --insecure",
    )
    group.add_argument(
        "--insecure", action="store_true", help="yes, everybody on this machine may read every seat's inbox"
    )
    group.add_argument(
        "--broker-config",
        type=Path,
        metavar="DIR",
        help="write mosquitto.conf, its access rules and passwords for this scenario's seats there, and end",
    )


def wanted(arguments: argparse.Namespace) -> dict[str, Any]:
    """What ``Settings`` is told of it. Raises: Misused."""
    if arguments.broker is not None and not arguments.insecure:
        raise Misused(
            "--broker has no access rules: any program on this machine could read what every seat is told. "
            "For bots and tests say --broker --insecure; for people use mosquitto (--broker-config, --bus)."
        )
    if arguments.broker is not None and arguments.bus is not None:
        raise Misused("--bus and --broker: one of them is enough.")
    if arguments.insecure and arguments.broker is None:
        raise Misused("--insecure goes with --broker.")
    if arguments.provision and arguments.bus is None:
        raise Misused("--provision goes with --bus.")
    if arguments.bus_ca is not None and arguments.bus is None:
        raise Misused("--bus-ca goes with --bus mqtts://….")
    bus, authority = arguments.bus, arguments.bus_ca
    if bus is not None:
        bus = _with_password(bus, os.environ.get(PASSWORD_VARIABLE))
        if authority is None and bus.startswith("mqtts://"):
            authority = os.environ.get(AUTHORITY_VARIABLE) or None
        _check(bus, authority)
    return {"bus": bus, "bus_ca": authority, "broker": arguments.broker, "provision": arguments.provision}


def write_config(scenario: str, folder: Path) -> None:
    """``--broker-config``: the files, and what to do with them. Raises: Failed."""
    from detente_rules import library
    from detente_server.gateway_mqtt.access import SERVER, WALL
    from detente_server.gateway_mqtt.access import write_config as write

    seats = [seat.id for seat in library.load(scenario).seats]
    try:
        users = write(folder, seats)
    except OSError as fault:
        raise Failed(f"{folder} cannot be written: {fault}") from None
    print(f"Written to {folder}: mosquitto.conf, acl, passwords, users.json (keep that one to yourself).\n")
    print(f"    Broker   mosquitto -c {folder / 'mosquitto.conf'}")
    print(
        f"    Server   detente host {scenario} --bus mqtt://{SERVER}:{users.passwords[SERVER]}@127.0.0.1:1883"
    )
    print(
        f"    A bot    detente bot conditional --join CODE --server mqtt://{seats[0]}:PASSWORD@127.0.0.1:1883"
    )
    print(
        f"    A wall   mosquitto_sub -u {WALL} -P {users.passwords[WALL]} -t 'detente/v1/+/state' -t 'detente/v1/+/public'"
    )


def lines(server: "Server") -> list[str]:
    """What ``host`` tells people of the broker."""
    url = server.created["mqtt"]
    if url is None:
        return []
    told = [f"    MQTT        {url}"]
    if server.settings.broker is not None:
        told.append(
            "                without access rules: any program on this machine can read every seat's inbox"
        )
    return told


def _with_password(url: str, password: str | None) -> str:
    """The URL with the password of the environment, where it names a user and no password."""
    scheme, _, rest = url.partition("://")
    user, at, host = rest.rpartition("@")
    if not at or ":" in user or password is None:
        return url
    return f"{scheme}://{user}:{quote(password, safe='')}@{host}"


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port.")
    return int(text)


def _check(url: str, authority: str | None) -> None:
    """Raises: Misused, before anything is opened."""
    from detente_server.gateway_mqtt.port import BadBus, read_bus
    from detente_server.gateway_mqtt.trust import trust

    try:
        address = read_bus(url, authority)
    except BadBus as fault:
        raise Misused(f"--bus: {fault}") from None
    try:
        trust(address)
    except BadBus as fault:
        raise Misused(f"--bus-ca or {AUTHORITY_VARIABLE}: {fault}") from None
