"""Token buckets and what is remembered of addresses (R11.4, R11.6). Pure arithmetic over the time it is given."""

from collections import deque


class Bucket:
    """Allows ``rate`` takings a second on average and ``burst`` at once."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = now

    def take(self, now: float) -> float:
        """Take one and return 0, or return the seconds until there is one."""
        tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if tokens >= 1.0:
            self._tokens = tokens - 1.0
            return 0.0
        self._tokens = tokens
        return (1.0 - tokens) / self._rate


class Addresses:
    """Open connections and wrong credentials per address; forgets by itself.

    wrong_per_minute: refused hellos before an address has to wait. A workshop behind one address shares them, so
    only wrong ones count. most: addresses that are remembered.
    """

    def __init__(self, wrong_per_minute: int, most: int = 10_000) -> None:
        self._wrong_per_minute = wrong_per_minute
        self._most = most
        self._wrong: dict[str, deque[float]] = {}
        self._open: dict[str, int] = {}

    def wrong_hello(self, address: str, now: float) -> None:
        """A credential from there was wrong."""
        if address not in self._wrong and len(self._wrong) >= self._most:
            self._wrong.pop(next(iter(self._wrong)))
        times = self._wrong.setdefault(address, deque(maxlen=self._wrong_per_minute))
        times.append(now)

    def wrong_hello_wait(self, address: str, now: float) -> float:
        """Seconds until that address may try again; 0: now."""
        times = self._wrong.get(address)
        if times is None:
            return 0.0
        while times and times[0] <= now - 60.0:
            times.popleft()
        if not times:
            del self._wrong[address]
            return 0.0
        return 0.0 if len(times) < self._wrong_per_minute else times[0] + 60.0 - now

    def opened(self, address: str) -> int:
        """One more connection from there; returns how many there are now."""
        self._open[address] = self._open.get(address, 0) + 1
        return self._open[address]

    def closed(self, address: str) -> None:
        """One fewer."""
        left = self._open.get(address, 0) - 1
        if left > 0:
            self._open[address] = left
        else:
            self._open.pop(address, None)

    def count(self, address: str) -> int:
        """Open connections from there."""
        return self._open.get(address, 0)
