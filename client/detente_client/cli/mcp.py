"""``detente mcp``: a seat as tools for an agent."""

import argparse
import os
from pathlib import Path

from detente_client.cli.faults import Failed, Misused

SUMMARY = "a seat as tools for an LLM agent (Model Context Protocol)"
DESCRIPTION = """\
Takes a seat of a game and serves it on stdin and stdout as tools of the Model Context Protocol: view, rules, clauses, talk,
propose, sign, decide, act, wait_for_update. An agent's client starts this command; see docs/agents.md. Needs the extra
"mcp" (.venv/bin/pip install -e '.[mcp]'). Words for you go to stderr."""
EXAMPLE = """\
  detente mcp --join ABCD-EFGH
  detente mcp --join ABCD-EFGH@192.168.1.5:8765 --seat helion --seat corvid"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--join", metavar="CODE", help="the join code, or CODE@host:port")
    parser.add_argument("--server", metavar="URL", help="the server: host:port, ws://…, wss://… or mqtt://…")
    parser.add_argument("--name", metavar="N", default="agent", help="its name in the game (agent)")
    parser.add_argument(
        "--seat", metavar="S", action="append", help="the seat it asks for; several: one agent holds them all"
    )
    parser.add_argument("--new", action="store_true", help="come in as somebody new, whoever was here before")
    parser.add_argument("--token-file", type=Path, metavar="F", help="a file that holds a token, mode 0600")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stdin ends."""
    import asyncio
    import contextlib

    from detente_client.agents.seat import AgentSeat
    from detente_client.cli.door import link_for
    from detente_client.table import CannotJoin

    try:
        from detente_client.agents.mcp_server import server_for
    except ImportError:
        raise Failed("this needs the extra mcp: .venv/bin/pip install -e '.[mcp]'") from None
    wanted: list[str | None] = arguments.seat or [None]
    if len(set(wanted)) < len(wanted):
        raise Misused("a seat is named twice.")
    if len(wanted) > 1 and (arguments.token_file is not None or os.environ.get("DETENTE_TOKEN")):
        raise Misused("a token is for one seat.")

    def seat_at(seat: str | None) -> AgentSeat:
        name = arguments.name if len(wanted) == 1 else f"{arguments.name} {seat}"
        return AgentSeat(
            link_for(
                arguments.join,
                server=arguments.server,
                name=name,
                seat=seat,
                token_file=arguments.token_file,
                anew=arguments.new,
                program=name,
            )
        )

    async def serve() -> None:
        async with contextlib.AsyncExitStack() as held:
            seats = [await held.enter_async_context(seat_at(seat).seated()) for seat in wanted]
            await server_for(seats).run_stdio_async()

    try:
        asyncio.run(serve())
    except CannotJoin as shut:
        raise Failed(str(shut)) from None
    return 0
