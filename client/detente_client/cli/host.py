"""``detente host``: the server of a workshop, on this machine."""

import argparse
import asyncio
import json
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from detente_client.cli import broker, host_limits
from detente_client.cli.common import data_folder
from detente_client.cli.faults import DONE, Misused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente_client.cli.browsers import Browsers
    from detente_server.app import Server

SUMMARY = "open a table for others; prints the join code"
DESCRIPTION = """\
The server. It opens a game, prints the join code, the addresses on the local network and a QR code, and runs until it is
stopped. An unfinished game in the data folder is resumed, with the same port and code; --new starts another. In a
terminal, Enter begins the game. --json prints one line instead of all this:
{"game", "code", "ws", "http", "mqtt", "resumed", "facilitator", "observer", "seats": [{"seat", "kind", "token"}]}, and
"web" with --web. --web PORT lets people in by a browser with nothing installed: a join page, and this very terminal
client in the page; each tab is a process, --most-tabs bounds them."""
EXAMPLE = """\
  detente host two-blocs
  detente host two-blocs --data workshop --listen 0.0.0.0:9000 --autostart 6
  detente host us-led-order --web 8080
  detente host --data workshop --reissue facilitator --json
  detente host two-blocs --broker --insecure
  detente host two-blocs --dropout 60 --limit people=60 --limit per_address=80 --log-json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "scenario", nargs="?", metavar="SCENARIO", help="a name or a file; first-steps by default"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where games are kept")
    parser.add_argument(
        "--listen", metavar="HOST:PORT", help="0.0.0.0:8765 by default; port 0 takes any free one"
    )
    parser.add_argument("--new", action="store_true", help="start another game, though one is unfinished")
    parser.add_argument(
        "--reissue",
        action="append",
        default=[],
        metavar="WHO",
        help="a new token for facilitator, observer or a seat",
    )
    parser.add_argument(
        "--web", type=int, metavar="PORT", help="also serve browsers there; 0 takes any free one"
    )
    parser.add_argument(
        "--most-tabs",
        type=int,
        default=40,
        metavar="N",
        help="browsers at once, some 75 MB each; 40 by default",
    )
    parser.add_argument("--autostart", type=int, metavar="N", help="begin when N people sit")
    parser.add_argument(
        "--level", choices=("basic", "standard", "full"), help="of the rules; the scenario's by default"
    )
    parser.add_argument("--seed", metavar="N", help="of the dice; 128 random bits by default")
    parser.add_argument("--untimed", action="store_true", help="no clock: phases end when everybody is done")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")
    broker.add_arguments(parser)
    host_limits.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from detente_client.cli.embedded import faults_in_words
    from detente_server import app
    from detente_server.settings import Settings

    if arguments.autostart is not None and arguments.autostart < 1:
        raise Misused("--autostart: at least 1.")
    if arguments.web is not None and not 0 <= arguments.web <= 65535:
        raise Misused("--web: a port, from 0 to 65535.")
    if arguments.most_tabs < 1:
        raise Misused("--most-tabs: at least 1.")
    listen, port = _address(arguments.listen)
    if arguments.broker_config is not None:
        with faults_in_words():
            broker.write_config(arguments.scenario or "first-steps", arguments.broker_config)
        return DONE
    browsers = None
    if arguments.web is not None:
        from detente_client.cli.browsers import open_door

        browsers = open_door(
            listen, arguments.web, arguments.most_tabs, arguments.tls_cert, arguments.tls_key
        )
    settings = Settings(
        data=data_folder(arguments.data),
        scenario=arguments.scenario or "first-steps",
        listen=listen,
        port=port,
        new=arguments.new,
        reissue=tuple(arguments.reissue),
        seed=arguments.seed,
        level=arguments.level,
        timed=not arguments.untimed,
        web_port=browsers.port if browsers is not None else None,
        **host_limits.wanted(arguments),
        **broker.wanted(arguments),
    )
    host_limits.log_as(arguments)
    tasks: list[asyncio.Task[None]] = []

    def announce(server: "Server") -> None:
        if browsers is not None:
            server.created["web"] = browsers.url(server.created["addresses"][0])
            tasks.append(asyncio.get_running_loop().create_task(browsers.serve(server)))
        if arguments.json:
            print(json.dumps(server.created), flush=True)
        else:
            from detente_client.cli.keys import keep_keys

            keep_keys(server)
            _show(server, browsers)
        if not arguments.json and sys.stdin.isatty():
            tasks.append(asyncio.get_running_loop().create_task(_wait_for_enter(server)))
        if not arguments.json:
            tasks.append(asyncio.get_running_loop().create_task(_watch(server, browsers)))
        if arguments.autostart is not None:
            from detente_client.cli.embedded import start_when_seated

            tasks.append(
                asyncio.get_running_loop().create_task(start_when_seated(server, arguments.autostart))
            )

    with faults_in_words():
        app.run(settings, announce)
    if not arguments.json:
        print("\nThe server has stopped. The same command goes on where it was.")
    return DONE


def _address(listen: str | None) -> tuple[str, int | None]:
    """``--listen``: HOST:PORT, or one of them. Raises: Misused."""
    from detente_server.settings import EVERYWHERE

    if listen is None:
        return EVERYWHERE, None
    host, colon, port = listen.rpartition(":")
    if not colon or listen.endswith("]"):
        host, port = (EVERYWHERE, listen) if listen.isdecimal() else (listen, "")
    if port and not (port.isdecimal() and int(port) <= 65535):
        raise Misused(f"--listen {listen!r}: expected HOST:PORT, e.g. 0.0.0.0:8765.")
    return host.strip("[]") or EVERYWHERE, int(port) if port else None


def _show(server: "Server", browsers: "Browsers | None" = None) -> None:
    """The join code as people need it: large, with every address, and as a picture for telephones."""
    import segno

    from detente_client.address import DEFAULT_PORT
    from detente_client.cli.embedded import state_of
    from detente_client.narration import plain

    created, state = server.created, state_of(server)
    where = f"{created['code']}@{created['addresses'][0]}"
    print(
        f"{plain(state.scenario.title)}: {len(state.scenario.seats)} seats, {state.rounds} rounds at {state.level} level"
    )
    print(f"{'Resumed' if created['resumed'] else 'Open'}; kept in {server.settings.data}\n")
    print(f"    Join code   {created['code']}")
    for address in created["addresses"]:
        print(f"    At          {address}")
    print(f"    Command     detente join {where}")
    here = "" if server.port == DEFAULT_PORT else f" --server 127.0.0.1:{server.port}"
    for line in broker.lines(server):
        print(line)
    print(f"    Run it      detente console{here}")
    print(f"    Projector   detente watch{here}")
    if server.settings.watch_by_code:
        print(f"    elsewhere   detente watch {where}")
    print()
    if browsers is not None:
        for address in created["addresses"]:
            print(f"    Browser     {browsers.url(address)}")
        where = browsers.url(created["addresses"][0], created["code"])
    segno.make(where, error="m").terminal(compact=True, border=2)
    if state.phase == "lobby":
        print(
            "\nOpen seats go to bots when the game begins."
            + (" Press Enter to start." if sys.stdin.isatty() else "")
        )
    sys.stdout.flush()


async def _wait_for_enter(server: "Server") -> None:
    """Begin when somebody presses Enter in this terminal."""
    from detente_client.cli.embedded import start, state_of

    if state_of(server).phase != "lobby":
        return
    loop, pressed = asyncio.get_running_loop(), asyncio.Event()

    def read() -> None:
        if sys.stdin.readline():
            loop.call_soon_threadsafe(pressed.set)

    # A thread that a blocked terminal cannot keep alive; it ends with the process.
    threading.Thread(target=read, name="enter", daemon=True).start()
    await pressed.wait()
    await start(server)


async def _watch(
    server: "Server",
    browsers: "Browsers | None" = None,
    hosts: "Callable[[str], Sequence[str]] | None" = None,
) -> None:
    """Say who comes, when the game begins and ends, and when this machine's address has changed.

    hosts: under which names this machine is reached, as ``detente_server.addresses.reachable``.
    """
    from detente_client.cli.embedded import LOOK, state_of
    from detente_client.narration import plain
    from detente_server.addresses import reachable as found

    reachable = hosts if hosts is not None else found
    known = {person: who.seat for person, who in state_of(server).people.items()}
    phase, addresses = state_of(server).phase, reachable(server.settings.listen)
    while True:
        await asyncio.sleep(LOOK)
        state = state_of(server)
        for person, who in state.people.items():
            if known.get(person, "") != who.seat:
                if who.seat is not None:
                    words = f"sits for {plain(state.scenario.seat(who.seat).name)}"
                else:
                    words = "has left the seat" if known.get(person) is not None else "has come in"
                known[person] = who.seat
                print(f"{plain(who.name)} {words}.", flush=True)
        if state.phase != phase and (phase == "lobby" or state.phase == "debrief"):
            print(
                "The game has begun."
                if state.phase != "debrief"
                else "The game is over; its debrief is open.",
                flush=True,
            )
        phase = state.phase
        now = reachable(server.settings.listen)
        if now != addresses:
            addresses = now
            server.created["addresses"] = [f"{host}:{server.port}" for host in now]
            print("\nThis machine has another address now:\n")
            _show(server, browsers)
