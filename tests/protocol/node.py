"""Node.js for tests: packages from npm in a folder of their own (``.node/``), without a lock file."""

import fcntl
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

EXAMPLE: Final = ROOT / "client" / "examples" / "node"

PACKAGES: Final = {"ws": "^8.18.0", "@asyncapi/specs": "^6.8.0"}
"""What the example needs, and the AsyncAPI specification's own JSON Schemas."""


def packages() -> Path:
    """``node_modules`` with all of them, brought once; tests in other processes wait."""
    folder = ROOT / ".node"
    folder.mkdir(exist_ok=True)
    modules = folder / "node_modules"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all((modules / name).is_dir() for name in PACKAGES):
            wanted = [f"{name}@{versions}" for name, versions in PACKAGES.items()]
            command = ["npm", "install", "--no-package-lock", "--no-save", "--no-audit", "--no-fund", *wanted]
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=300, check=False
            )
            assert done.returncode == 0, done.stderr
    return modules


def example_bot(folder: Path) -> Path:
    """The bot of client/examples/node as somebody would have it who copied it to a folder; its ``bot.mjs``."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(packages())
    return folder / "bot.mjs"
