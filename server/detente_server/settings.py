"""What an operator can set, and every limit that the server keeps (R11). Frozen; made once at the start."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from detente_rules.ids import MAX_NAME, MAX_TEXT
from detente_rules.wire.messages import MAX_FRAME

DEFAULT_PORT: Final = 8765
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # a workshop's players come over the local network
LOOPBACK: Final = "127.0.0.1"

Level = Literal["basic", "standard", "full"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep one client from harming the others. Every one is answered by a typed refusal or a close code.

    frame_bytes: longest frame from a client; longer closes with 1009. connections: open at once; per_address: of
    those, from one address (a workshop may sit behind a single one). hello_seconds: from connecting to the first
    frame. commands_per_second, burst: a token bucket per connection. wrong_hellos_per_minute: refused credentials
    per address. people: in one game. games: in one process. name_chars, text_chars: longest name and message, at most
    what the rules allow (R11.3). inbox: commands of one game that wait for the disk. queue_frames, queue_bytes:
    what may wait for a slow reader before it is closed with 1013. tail, talk: news kept per audience to resume
    from. answers: acknowledgements kept per person in memory to answer repetitions. ping_seconds: how often a silent
    connection is asked whether it lives; gone_seconds: silence after which it is taken for dead. stall_seconds:
    a pause of the whole process that is given back as downtime. thaw_seconds: between two attempts to go on with a
    game that stands still.
    """

    frame_bytes: int = MAX_FRAME
    connections: int = 12_000
    per_address: int = 12_000
    hello_seconds: float = 10.0
    commands_per_second: float = 20.0
    burst: int = 60
    wrong_hellos_per_minute: int = 30
    people: int = 500
    games: int = 1_000
    name_chars: int = MAX_NAME
    text_chars: int = MAX_TEXT
    inbox: int = 2_000
    queue_frames: int = 5_000
    queue_bytes: int = 4 * 1024 * 1024
    tail: int = 256
    talk: int = 1_000
    answers: int = 256
    ping_seconds: float = 20.0
    gone_seconds: float = 60.0
    stall_seconds: float = 3.0
    thaw_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """One server.

    data: folder of the journal, made if missing. scenario: name or path for a new game. listen, port: where; port
    None: the journal's last one, else 8765; 0: any free one. new: start another game though one is unfinished.
    reissue: whose token is made anew on resuming ("facilitator", "observer", or a seat). origins: browser origins
    that are let in besides this server's own; programs send none and are let in. seed: of the dice, for a new game
    (None: 128 random bits). level, rounds: as the scenario says if None. timed: phases have deadlines. open_start: any
    seated player may start the game. dropout_seconds: how long a seat waits for its people before a bot stands in for
    them (None: for ever). watch_by_code: the join code also lets in observers; else they need a token (R1.3). tls_cert, tls_key: PEM files. proxied: believe the last ``X-Forwarded-For`` address.
    web_port: where somebody else serves the join page on this machine, told to the projector. open_metrics: ``/metrics`` for everybody, not for this machine alone (R10.3: counters tell when others act).
    bus: URL of an MQTT broker that seats may come over. bus_ca: PEM file of who must have signed its certificate
    (None: the system's authorities). broker: port of a broker of our own, without access rules, on
    this machine alone (0: any; None: none). provision: make a user for every seat at the broker (dynamic security).
    """

    data: Path
    scenario: str = "first-steps"
    listen: str = EVERYWHERE
    port: int | None = None
    new: bool = False
    reissue: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    seed: str | None = None
    level: Level | None = None
    rounds: int | None = None
    timed: bool = True
    open_start: bool = False
    dropout_seconds: float | None = 120.0
    watch_by_code: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    proxied: bool = False
    open_metrics: bool = False
    web_port: int | None = None
    bus: str | None = None
    bus_ca: str | None = None
    broker: int | None = None
    provision: bool = False
    limits: Limits = field(default_factory=Limits)
