"""The server's core, the wire's sessions and bots under a simulated clock, disk and network: one seed, one run.

Nothing waits: the event loop jumps to the next thing due. Frames are late, lost, doubled and overtaken, lines are cut at
one end or both, the disk is slow or full, the server dies with commits under way and comes back. In the end
everything heals, everybody finishes the game, and ``selftest.history.check`` holds what they were told against the record.

    python -m tests.end_to_end.simulation SEED      plays one run again and says what happened
"""

import asyncio
import json
import logging
import sys
from collections.abc import Callable

from detente_rules.commands import Message, PlayerCommand, Ready, Seal, Start
from detente_rules.genesis import header
from detente_rules.secret import Secret
from detente_rules.views.types import View
from detente_rules.wire.messages import Ack, CloseCode, News, RefusedFrame, Welcome
from detente_rules.wire.session import ClientSession, ProtocolFault
from detente_server.attendance import Attendance
from detente_server.committer import Committer
from detente_server.conversation import Conversation
from detente_server.credentials import Credential, digest_of
from detente_server.deadlines import Pulse
from detente_server.game import begun, replayed
from detente_server.house import House
from detente_server.journal import Full, GameRow
from detente_server.limits import Addresses
from detente_server.metrics import Metrics
from detente_server.room import Room
from detente_server.selftest.history import Story, check
from tests.end_to_end.simulated import Disk, SimulatedLoop, World
from tests.end_to_end.wishes import AIDE, PEOPLE, wishes
from tests.rules.tables import SALT, scenario_text
from tests.server.fakes import GENEROUS

SECRET = Secret("simulation", SALT)
SCENARIO = scenario_text(labs=2, nations=1, rounds=1)
STORM = 8.0
"""Simulated seconds of trouble, before everything heals."""

BROKEN = 15.0
"""Seconds until a line that has lost a frame is given up, if nothing else shows the gap."""

TICK = 1e-6
"""Seconds between two frames that come in order; a loop has no order among things due at one time."""

PATIENCE = 4_000.0
"""Simulated seconds after which a run that has not ended is stuck."""


class Network(World):
    """A world with lines through it and, most of the time, a server."""

    def __init__(self, loop: SimulatedLoop, seed: int) -> None:
        super().__init__(loop, seed)
        self.lines: dict[Line, None] = {}  # in order, as a set is not
        self.server: Server | None = None


class Line:
    """One connection through the network; the server's end is a ``Link``."""

    def __init__(self, world: Network, client: "Client", server: "Server") -> None:
        self._world = world
        self._client = client
        self._due = {"up": 0.0, "down": 0.0}
        self._latest = 0.0
        self._welcomed = False
        self.open_here = self.open_there = True
        world.lines[self] = None
        self.conversation = Conversation(
            self, server.house, server.addresses, world, GENEROUS, Metrics(), client.name, None
        )

    def up(self, frame: bytes) -> None:
        """From the client to the server."""
        self._carry("up", lambda: self.conversation.heard(frame) if self.open_there else None)

    def send(self, frame: bytes) -> None:
        """From the server to the client."""
        if not self.open_there:
            return
        moved = frame.startswith(b'{"type":"welcome"')
        if moved and self._welcomed:
            # A person moves to another stream, whose numbers begin elsewhere. The protocol asks for a channel that keeps
            # order (messages.py) and relies on it here: nothing overtakes this frame, nor is it lost alone.
            self._due["down"] = max(self._latest, self._world.loop.time())
        self._carry(
            "down",
            lambda: self._client.received(self, frame) if self.open_here else None,
            always=moved and self._welcomed,
        )
        self._welcomed = self._welcomed or moved

    def close(self, code: int, reason: str) -> None:
        """The server ends it."""
        del reason
        if self.open_there:
            self.open_there = False
            self._carry("down", lambda: self.cut(code), always=True)

    def _carry(self, way: str, arrive: Callable[[], None], *, always: bool = False) -> None:
        world, delay = self._world, self._world.dice.expovariate(50.0)
        if not always and world.chance(0.01):
            world.note(f"a frame {way} of {self._client.name} is lost")
            # A channel that loses something in its midst is at its end, and its ends notice sooner or later.
            world.loop.call_later(BROKEN, self.cut)
            return
        due = max(self._due[way] + TICK, world.loop.time() + delay)
        if always or not world.chance(0.02):  # else this one is overtaken by others
            self._due[way] = due
        times = [due + (0.2 if due > self._due[way] else 0.0)]
        if not always and world.chance(0.02):
            times.append(due + 0.3 * world.dice.random())
        for at in times:
            world.loop.call_at(at, arrive)
            self._latest = max(self._latest, at)

    def cut(self, code: int = CloseCode.INTERNAL, *, both: bool = True) -> None:
        """The client notices; the server at once, or only after a while."""
        if self.open_here:
            self.open_here = False
            self._client.lost(self, code)
        if both:
            self.gone()
        else:
            self._world.loop.call_later(20.0 * self._world.dice.random(), self.gone)

    def gone(self) -> None:
        """The server notices."""
        self.open_there = False
        self.conversation.gone()
        self._world.lines.pop(self, None)


class Server:
    """One life of the server process."""

    def __init__(self, world: Network) -> None:
        self._world = world
        self._disk = Disk(world)
        self._committer = Committer(world.journal, self._disk)
        self.house = House(GENEROUS, self._committer)
        self.addresses = Addresses(10**6)
        self.room = Room(SECRET, self._committer, world, GENEROUS, Metrics(), Attendance(None))
        if "g1" not in world.journal.rows:
            first = header(game="g1", scenario_text=SCENARIO, secret=SECRET, at=world.now())
            game, line = begun(first, SECRET, self.room.followers, GENEROUS)
            row = GameRow("g1", "ABCD-EFGH", "made", world.now(), finished=False, head=0)
            world.journal.create(row, SECRET, line, [credential(name) for name in (*PEOPLE, "boss")])
            self.room.open(game)
        else:
            game = replayed(world.journal.lines("g1"), SECRET, self.room.followers, GENEROUS)
            game.remember(world.journal.answers("g1"))
            self.room.open(game, lost=max(0.0, world.now() - max(world.journal.row or 0.0, game.at)))
        self.house.add("g1", "ABCD-EFGH", self.room)
        for one in world.journal.credentials():
            self.house.trust(one)
        self._pulse = world.loop.create_task(self._beat())

    async def _beat(self) -> None:
        pulse = Pulse(self._world.now(), 0.0, stall=3.0)
        while True:
            await asyncio.sleep(1.0)
            beat = pulse.beat(self._world.now(), 0.0)
            self.room.tick(beat.now, beat.lost)
            if self._world.journal.fault is None:
                self._world.journal.alive(beat.now)

    def crash(self) -> None:
        """Kill -9."""
        self._disk.crash()
        self._pulse.cancel()
        self.room.close(CloseCode.INTERNAL, "")
        for line in tuple(self._world.lines):
            line.open_there = False
            line.cut()


def credential(name: str) -> Credential:
    """Everybody's token is their name."""
    if name == "boss":
        return Credential("g1", "boss", "facilitator", None, "Boss", digest_of(name))
    seat = "lab0" if name == AIDE else name
    return Credential("g1", name, "player", seat, name.title(), digest_of(name))


class Client:
    """A player who acts on what is shown, through a session of the wire."""

    def __init__(self, world: Network, name: str) -> None:
        self.name = name
        self.story = Story()
        self.refused: set[str] = set()
        self.view: View | None = None
        self._world = world
        self._count = 0
        self._session = ClientSession(name, self._new_id)
        self._line: Line | None = None
        self._spoken = self._deeds = 0
        self._acted: set[tuple[int, str]] = set()

    @property
    def finished(self) -> bool:
        """At the debrief, with nothing unanswered."""
        return self.view is not None and self.view.phase == "debrief" and not self._session.unacknowledged

    def _new_id(self) -> str:
        self._count += 1
        return f"{self.name}-{self._count}"

    def connect(self) -> None:
        """Try; and again until somebody listens."""
        if self._line is not None and self._line.open_here:
            return
        server = self._world.server
        if server is None:
            self._world.loop.call_later(0.5, self.connect)
            return
        self._line = Line(self._world, self, server)
        self.story.connections += 1
        self._line.up(self._session.opened())
        self._world.loop.call_later(5.0, self._lose_patience, self._line)

    def _lose_patience(self, line: Line) -> None:
        """A hello that nobody answered."""
        if line is self._line and line.open_here and not self._session.live:
            line.cut()

    def lost(self, line: Line, code: int) -> None:
        """The line is gone."""
        if line is self._line:
            assert self._session.closed(code) == "again" or code == CloseCode.REPLACED
            self._session.closed(CloseCode.INTERNAL)
            self._world.loop.call_later(0.1 + self._world.dice.random(), self.connect)

    def received(self, line: Line, data: bytes) -> None:
        """A frame came in."""
        try:
            reception = self._session.received(data)
        except ProtocolFault as fault:
            self._world.note(f"{self.name}: {fault}")
            line.cut()
            return
        frame = reception.frame
        if isinstance(frame, Welcome):
            self._world.note(
                f"{self.name} is welcomed to {frame.audience} at {frame.seq}, resumed: {frame.resumed}"
            )
            self.view = frame.view
            self.story.welcomed(frame)
        elif isinstance(frame, News):
            self.story.told(frame.seq, frame.news)
            self.view = frame.view or self.view
        elif isinstance(frame, Ack):
            self.story.acknowledged.add(frame.command_id)
        elif isinstance(frame, RefusedFrame) and frame.retry_after is not None:
            self._world.loop.call_later(frame.retry_after, self._again, line, frame.command_id)
        elif isinstance(frame, RefusedFrame):
            self.refused.add(frame.command_id)
        for text in reception.send:
            line.up(text)
        for command in self._wishes():
            name, text = self._session.command(
                command,
                round_=self.view.round if self.view else 0,
                phase=self.view.phase if self.view else "lobby",
            )
            if isinstance(command, Message):
                self.story.said[name] = command.text
            line.up(text)

    def nudge(self) -> None:
        """What was lost without a trace is asked for again: a client that waits too long comes back."""
        if self._session.unacknowledged and self._line is not None and self._line.open_here:
            self._line.cut()

    def _again(self, line: Line, command_id: str) -> None:
        frame = self._session.again(command_id)
        if frame is not None and line is self._line and line.open_here and self._session.live:
            line.up(frame)

    def _wishes(self) -> list[PlayerCommand]:
        view = self.view
        if view is None or len(self._session.unacknowledged) >= 3 or view.phase == "debrief":
            return []
        now = (view.round, str(view.phase))
        wish = wishes(self.name, view, self._world.dice, self._spoken, self._deeds, now in self._acted)
        if wish is None:
            return []
        if isinstance(wish, Message):
            self._spoken += 1
        elif isinstance(wish, Start | Ready | Seal):
            self._acted.add(now)
        else:
            self._deeds += 1
        return [wish]


async def play(world: Network) -> list[str]:
    """One run: a storm, then fair weather; returns what was wrong."""
    world.server = Server(world)
    clients = [Client(world, name) for name in (*PEOPLE, "boss")]
    for client in clients:
        client.connect()
    dice, loop = world.dice, world.loop
    while loop.time() < STORM:
        await asyncio.sleep(dice.expovariate(1.0))
        what = dice.random()
        if what < 0.35 and world.lines:
            line = dice.choice(list(world.lines))
            both = dice.random() < 0.5
            world.note(
                f"the line of {line.conversation.address} is cut{'' if both else ' at the client only'}"
            )
            line.cut(both=both)
        elif what < 0.55 and world.server is not None:
            world.note("kill -9")
            world.server.crash()
            world.server = None
            await asyncio.sleep(2.0 * dice.random())
            world.server = Server(world)
        elif what < 0.7:
            world.note("the disk is full" if world.journal.fault is None else "there is room")
            world.journal.fault = Full("full") if world.journal.fault is None else None
        elif what < 0.8:
            for client in clients:
                client.nudge()
    world.stormy, world.journal.fault = False, None
    while not all(client.finished for client in clients):
        await asyncio.sleep(5.0)
        for client in clients:
            client.nudge()
        if loop.time() > PATIENCE:
            stuck = [client.name for client in clients if not client.finished]
            return [f"{', '.join(stuck)} never finished"]
    world.server.crash()
    faults = check(world.journal.records["g1"], [client.story for client in clients])
    return [*faults, *_unspoken(clients)]


def _unspoken(clients: list[Client]) -> list[str]:
    """Whoever got an answer to everything they said."""
    return [
        f"{name} was never acknowledged"
        for client in clients
        for name in client.story.said
        if name not in client.story.acknowledged | client.refused  # the muted are refused
    ]


def simulate(seed: int) -> tuple[list[str], Network]:
    """Play one run; what was wrong, and the world it was in."""
    loop = SimulatedLoop()
    world = Network(loop, seed)
    logging.disable(logging.CRITICAL)
    try:
        faults = loop.run_until_complete(play(world))
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        logging.disable(logging.NOTSET)
        loop.close()
    return faults, world


def digest(world: Network) -> str:
    """What a run came to: equal for equal seeds."""
    return json.loads(world.journal.records["g1"][-1])["hash"] if world.journal.records["g1"] else ""


if __name__ == "__main__":
    found, seen = simulate(int(sys.argv[1]))
    sys.stdout.write("\n".join([*seen.happened, *found, "wrong" if found else "all is well"]) + "\n")
