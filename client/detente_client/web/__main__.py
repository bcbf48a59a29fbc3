"""``python -m detente_client.web``: what ``detente host --web PORT`` runs beside the game. Ends when its parent does.

The parent binds the socket and keeps it, so that pages that are asked for while this process starts anew only wait.
"""

import argparse
import asyncio
import logging
import signal
import socket
import ssl
import sys
from pathlib import Path

from aiohttp import web

from detente_client.web.app import application


def main() -> int:
    """Serve pages until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m detente_client.web", description=__doc__)
    parser.add_argument("--server", required=True, help="the game's WebSocket URL")
    parser.add_argument("--socket", type=int, required=True, help="file descriptor of a bound socket")
    parser.add_argument("--most-tabs", type=int, default=40)
    parser.add_argument("--state", type=Path, help="folder for people's drafts")
    parser.add_argument("--tls-cert")
    parser.add_argument("--tls-key")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="web: %(message)s")
    return asyncio.run(_serve(arguments))


async def _serve(arguments: argparse.Namespace) -> int:
    context = None
    if arguments.tls_cert:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments.tls_cert, arguments.tls_key)
    runner = web.AppRunner(
        application(arguments.server, most_tabs=arguments.most_tabs, state=arguments.state),
        access_log=None,
        shutdown_timeout=3.0,
    )
    await runner.setup()
    await web.SockSite(runner, socket.socket(fileno=arguments.socket), ssl_context=context).start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    # The parent holds the other end of standard input: when it dies, however it dies, this ends too.
    parent = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(parent), sys.stdin)
    reading = asyncio.ensure_future(parent.read())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await runner.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main())
