"""R11.5 with a disk that is really full: a file may not grow any more, over the whole server and a real socket."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import asyncio, resource, sys
from pathlib import Path
from detente_rules.verify import verify_lines
from tests.server.sockets import a_player, a_server, token_of

async def main(folder):
    async with a_server(folder) as server, a_player(server, token=token_of(server, "wren")) as ana:
        assert (await ana.do("message", text="stored"))["type"] == "ack"
        unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
        largest = max(file.stat().st_size for file in folder.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, unlimited[1]))
        told = []
        for number in range(200):
            answer = await ana.do("message", text=f"{number} " + "x" * 1900)
            told.append(answer)
            if answer["type"] == "refused":
                break
        no = told[-1]
        assert (no["code"], no["rule"]) == ("frozen", "R11.5"), no
        assert no["retry_after"] is not None
        assert "go on" in no["message"]
        assert (await ana.do("message", text="still"))["code"] == "frozen"
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        while (answer := await ana.do("message", text="room again"))["type"] == "refused":
            assert answer["code"] == "frozen"
            await asyncio.sleep(answer["retry_after"])
        lines = await server.record(server.created["game"])
        assert verify_lines(lines).fault is None
        text = "".join(lines)
        assert "stored" in text and "room again" in text and "still" not in text
        kept = sum(one["type"] == "ack" for one in told)
        assert text.count("x" * 1900) == kept, (text.count("x" * 1900), kept)
        print("refused, and went on")

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_game_on_a_full_disk_stands_still_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """What was acknowledged is there, what was refused is not, and nobody had to do anything."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "game")],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout == "refused, and went on\n"
