"""What ``detente host`` says while it runs: who comes, as text; and the code and picture anew when the address changes."""

import asyncio
import contextlib
import io
from pathlib import Path

from detente_client.cli.host import _watch
from tests.server.sockets import PATIENCE, a_player, a_server


class Network:
    """The addresses of this machine, changed by hand."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    def reachable(self, listen: str) -> tuple[str, ...]:
        """As ``detente_server.addresses.reachable``."""
        del listen
        return self.hosts


async def until(said: io.StringIO, words: str) -> None:
    """Wait until it has been said."""
    async with asyncio.timeout(PATIENCE):
        while words not in said.getvalue():  # noqa: ASYNC110 -- a fact of another's
            await asyncio.sleep(0.01)


async def test_another_address_is_announced_with_code_and_picture(tmp_path: Path) -> None:
    """A laptop that went to another network: the QR code is printed again, with the new address."""
    network, said = Network("192.168.1.5"), io.StringIO()
    async with a_server(tmp_path) as server:
        with contextlib.redirect_stdout(said):
            watching = asyncio.create_task(_watch(server, hosts=network.reachable))
            async with a_player(server, code=server.created["code"], name="[b]Ana <i>"):
                await until(said, "[b]Ana <i> has come in.")
            assert "address" not in said.getvalue()
            network.hosts = ("10.0.0.7",)
            await until(said, "Open seats go to bots")
            watching.cancel()
    assert "This machine has another address now" in said.getvalue()
    assert f"{server.created['code']}@10.0.0.7:{server.port}" in said.getvalue()
    assert "▀" in said.getvalue() or "█" in said.getvalue()
    assert "192.168.1.5" not in said.getvalue().rpartition("another address now")[2]
