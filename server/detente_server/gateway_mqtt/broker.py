"""An MQTT broker inside the house, for bots and tests: ``detente host --broker --insecure``. The one user of iotcore.

It has no access rules: whoever reaches it may read every seat's inbox. So it listens on this machine alone, and is
never started without being asked for in so many words. It speaks MQTT 5 only.
"""

import socket
import tempfile
from pathlib import Path
from typing import Final

from iotcore import Broker

from detente_server.addresses import LOOPBACK
from detente_server.gateway_mqtt.port import BadBus, BusAddress

MOST_BYTES: Final = 16 * 1024 * 1024
"""Largest message in bytes, as large as a client takes from a WebSocket; iotcore's own limit is 20 kB."""

CONFIG: Final = """\
id = 0
[router]
id = 0
max_connections = 2000
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
[v5.1]
name = "games"
listen = "{host}:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 5000
max_payload_size = {most}
max_inflight_count = 100
dynamic_filters = true
"""


class OwnBroker:
    """A broker in a child process, which ends with this one. port: 0 takes any free one."""

    def __init__(self, port: int) -> None:
        self._port = port or _free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="detente-broker-")
        path = Path(self._folder.name) / "broker.toml"
        path.write_text(CONFIG.format(host=LOOPBACK, port=self._port, most=MOST_BYTES), encoding="utf-8")
        self._broker = Broker(config_path=str(path))

    @property
    def address(self) -> BusAddress:
        """Where it listens."""
        return BusAddress(LOOPBACK, self._port, secure=False)

    def start(self) -> None:
        """Blocks until it listens (a tenth of a second). Raises: BadBus."""
        try:
            self._broker.start()
        except (OSError, RuntimeError) as fault:
            raise BadBus(f"The broker cannot listen on {LOOPBACK}:{self._port}: {fault}") from None

    def revive(self) -> None:
        """Start it again if it has died; blocks. Raises: BadBus."""
        if not self._broker.is_running:
            self._broker.stop()  # what is left of the dead one
            self.start()

    def stop(self) -> None:
        """Blocks until it has ended."""
        self._broker.stop()
        self._folder.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        found: int = probe.getsockname()[1]
    return found
