"""What an action costs the server: R rooms of six seats over WebSocket, everybody in closed loop.

    python benchmarks/rooms.py [--rooms 20 200 1000] [--seconds 5] [--repeats 5] [--rate N] [--json]

The figure that compares is the CPU time of the server's process per action, and its ratio to the floor (``floor.py``)
run side by side, in turn, in the same minutes; medians. The loader is Node, which must not be the bottleneck.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
SERVERS = {"detente": "serve_rooms.py", "floor": "floor.py"}


@dataclass(frozen=True)
class Run:
    """One measurement. cpu_us: of the server's process, user and system, per action. p50, p99: ms."""

    server: str
    rooms: int
    actions: int
    actions_per_second: float
    cpu_us: float
    busy: float
    p50: float
    p99: float


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """Resident memory of a process, bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Served:
    """A server in a process of its own, on the first core; a context manager."""

    def __init__(self, name: str, rooms: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="detente-bench-", dir=os.environ.get("BENCH_DIR"))
        command = [sys.executable, str(HERE / SERVERS[name]), self._folder.name, str(rooms)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        self.said: dict[str, Any] = json.loads(self.process.stdout.readline())
        os.sched_setaffinity(self.process.pid, {0})
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
        self._folder.cleanup()


def measure(name: str, rooms: int, seconds: float, rate: float) -> Run:
    """One server under one load."""
    with Served(name, rooms) as served:
        plan = {
            "port": served.said["port"],
            "rooms": served.said["rooms"],
            "seconds": seconds,
            "warm": 1.0,
            "rate": rate,
        }
        loader = subprocess.Popen(
            ["node", str(HERE / "loader.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert loader.stdin is not None
        assert loader.stdout is not None
        os.sched_setaffinity(loader.pid, {1 % (os.cpu_count() or 1)})
        loader.stdin.write(json.dumps(plan) + "\n")
        loader.stdin.flush()
        assert loader.stdout.readline().strip() == "ready"
        loader.stdin.write("go\n")
        loader.stdin.flush()
        assert loader.stdout.readline().strip() == "measuring"
        before = cpu_seconds(served.process.pid)
        result = json.loads(loader.stdout.readline())
        used = cpu_seconds(served.process.pid) - before
        loader.communicate()
    actions = result["actions"]
    return Run(
        name,
        rooms,
        actions,
        actions / result["seconds"],
        1e6 * used / max(1, actions),
        used / result["seconds"],
        result["p50"],
        result["p99"],
    )


def main() -> int:
    """Print a table, or one JSON line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rooms", type=int, nargs="+", default=[20])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--rate", type=float, default=0.0, help="actions per second in all; 0 is as fast as they go"
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = []
    for rooms in arguments.rooms:
        runs = [
            measure(name, rooms, arguments.seconds, arguments.rate)
            for _ in range(arguments.repeats)
            for name in SERVERS
        ]
        for name in SERVERS:
            mine = [run for run in runs if run.server == name]
            middle = {
                key: statistics.median(getattr(run, key) for run in mine)
                for key in ("actions_per_second", "cpu_us", "busy", "p50", "p99")
            }
            rows.append({"server": name, "rooms": rooms, **middle, "runs": [asdict(run) for run in mine]})
        if not arguments.json:
            ours, floor = rows[-2], rows[-1]
            for row in (ours, floor):
                print(
                    f"{row['server']:8} R={rooms:<5} {row['cpu_us']:7.1f} µs/action  {row['actions_per_second']:8.0f}/s  "
                    f"busy {row['busy']:4.0%}  p50 {row['p50']:6.2f} ms  p99 {row['p99']:6.2f} ms"
                )
            print(f"ratio    R={rooms:<5} {ours['cpu_us'] / floor['cpu_us']:7.2f}", flush=True)
    if arguments.json:
        print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
