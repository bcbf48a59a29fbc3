"""Many browsers at one host: memory of each tab's process, and the time from the seat to the first screen.

Twelve pages of real Chromium before `detente host --web`, one after another. Usage: python -m benchmarks.browsers [--tabs N] [--json]
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.end_to_end.chromium import DESK, chromium, visit
from tests.end_to_end.tables import host


def memory(parent: int, word: str) -> list[float]:
    """Resident memory (MB) of the descendants of a process whose command line has a word."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in found.stdout.splitlines()]
    family, grown = {parent}, True
    while grown:
        more = {int(pid) for pid, ppid, *_ in rows if int(ppid) in family} - family
        family, grown = family | more, bool(more)
    return [int(rss) / 1024 for pid, _, rss, args in rows if int(pid) in family and word in args]


async def measured(tabs: int) -> dict[str, object]:
    """Open so many tabs and look."""
    with (
        tempfile.TemporaryDirectory() as data,
        host("us-led-order", "--data", data, "--listen", "127.0.0.1:0", "--web", "0", "--untimed") as served,
    ):
        seconds = []
        async with chromium() as browser:
            for number in range(tabs):
                person = await visit(browser, DESK)
                start = time.perf_counter()
                await person.come_in(served.said["web"], served.said["code"], f"Person {number}")
                seconds.append(time.perf_counter() - start)
            each = memory(served.process.pid, "detente_client.web.tab")
            web = memory(served.process.pid, "detente_client.web ")
        return {
            "tabs": len(each),
            "mb_per_tab": {"median": statistics.median(each), "most": max(each)},
            "mb_web_process": web[0],
            "seconds_from_join_page_to_screen": {"median": statistics.median(seconds), "most": max(seconds)},
        }


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tabs", type=int, default=12)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = asyncio.run(measured(arguments.tabs))
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<34} {value}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main()
