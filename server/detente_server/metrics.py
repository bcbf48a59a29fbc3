"""Numbers about the running server, and their text form for Prometheus. No ids as labels: nothing here names anybody."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SIZES: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 512.0)


@dataclass(slots=True)
class Count:
    """A number that goes up (a counter), or up and down (a gauge)."""

    help: str
    kind: str = "counter"
    value: float = 0.0

    def add(self, amount: float) -> None:
        self.value += amount

    def lines(self, name: str) -> Iterator[str]:
        yield f"{name} {self.value:g}"


@dataclass(slots=True)
class Reading:
    """A gauge that is looked up when somebody asks."""

    help: str
    read: Callable[[], float] = lambda: 0.0
    kind: str = "gauge"

    def lines(self, name: str) -> Iterator[str]:
        yield f"{name} {self.read():g}"


@dataclass(slots=True)
class Histogram:
    """How values spread over fixed bounds."""

    help: str
    bounds: tuple[float, ...]
    kind: str = "histogram"
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def lines(self, name: str) -> Iterator[str]:
        below = 0
        for bound, count in zip(self.bounds, self.counts, strict=False):
            below += count
            yield f'{name}_bucket{{le="{bound:g}"}} {below}'
        yield f'{name}_bucket{{le="+Inf"}} {sum(self.counts)}'
        yield f"{name}_sum {self.total:g}"
        yield f"{name}_count {sum(self.counts)}"


@dataclass(slots=True)
class Metrics:
    """Everything that is counted."""

    events: Count = field(default_factory=lambda: Count("events made durable"))
    commands: Count = field(default_factory=lambda: Count("commands received"))
    refused: Count = field(default_factory=lambda: Count("frames refused"))
    resumes: Count = field(default_factory=lambda: Count("streams resumed without a gap"))
    slow_readers: Count = field(
        default_factory=lambda: Count("connections closed because their reader was too slow")
    )
    faults: Count = field(default_factory=lambda: Count("faults in a connection's code"))
    frozen: Count = field(default_factory=lambda: Count("games that stand still", "gauge"))
    connections: Count = field(default_factory=lambda: Count("open connections", "gauge"))
    downtime: Count = field(default_factory=lambda: Count("seconds of downtime given back"))
    commit_seconds: Histogram = field(default_factory=lambda: Histogram("time of a commit", SECONDS))
    commit_batches: Histogram = field(default_factory=lambda: Histogram("games in a commit", SIZES))
    loop_lag: Histogram = field(default_factory=lambda: Histogram("lateness of the event loop", SECONDS))
    late_deadlines: Histogram = field(default_factory=lambda: Histogram("lateness of phase ends", SECONDS))
    games: Reading = field(default_factory=lambda: Reading("games in this process"))
    queue_depth: Reading = field(default_factory=lambda: Reading("games that wait for the disk"))

    def committed(self, batches: int, seconds: float) -> None:
        """A commit of so many games' batches took so long."""
        self.commit_batches.observe(batches)
        self.commit_seconds.observe(seconds)

    def exposition(self) -> str:
        """The text format of Prometheus."""
        out: list[str] = []
        for attribute in self.__slots__:
            metric: Count | Reading | Histogram = getattr(self, attribute)
            unit = "_total" if metric.kind == "counter" else ""
            name = f"detente_{attribute}{unit}"
            out += [f"# HELP {name} {metric.help}", f"# TYPE {name} {metric.kind}", *metric.lines(name)]
        return "\n".join(out) + "\n"
