"""The import contracts of pyproject.toml, seen at run time.

The static contracts read import statements. They do not see an import by name, a lazy one that is not so lazy, or what
a third package drags in; a fresh interpreter does.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# What each package must live without; the one exception is written beside it.
LIVES_WITHOUT = {
    "detente_rules": ["detente_server", "detente_client"],
    "detente_server": ["detente_client"],
    "detente_client": ["detente_server"],  # detente_client.cli imports it only inside its commands
}

# Modules that need an extra, and may be imported only where it is installed.
NEEDS_AN_EXTRA: dict[str, str] = {
    "detente_client.agents.mcp_server": "mcp",
    "detente_client.channel_mqtt": "aiomqtt",
    "detente_client.env": "gymnasium",
    "detente_client.environment.lockstep": "gymnasium",
    "detente_client.environment.observations": "gymnasium",
    "detente_client.web.app": "textual_serve",
    "detente_client.web.tabs": "textual_serve",
    "detente_server.gateway_mqtt.broker": "iotcore",
    "detente_server.gateway_mqtt.bus": "aiomqtt",
    "detente_server.gateway_mqtt.side": "aiomqtt",
}

EXTRAS = [
    "aiomqtt",
    "asyncpg",
    "gymnasium",  # which pettingzoo brings
    "iotcore",
    "mcp",
    "pettingzoo",
    "pgserver",
    "pyarrow",
    "scipy",
    "textual_serve",
]

# Shared by the scripts below: an import of a banned package fails, and every module of a package is imported.
PRELUDE = """
import importlib, importlib.abc, json, pkgutil, sys

class Banned(ImportError):
    pass

class Ban(importlib.abc.MetaPathFinder):
    def __init__(self, names):
        self.names = names
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise Banned(name)

def import_all(package):
    faults = {}
    names = [package]
    for name in names:
        if name.endswith(".__main__"):
            continue
        try:
            module = importlib.import_module(name)
        except Banned as banned:
            faults[name] = str(banned)
            continue
        names += [found.name for found in pkgutil.iter_modules(getattr(module, "__path__", []), name + ".")]
    return faults
"""


def run(script: str, cwd: Path) -> object:
    """What the script prints as JSON, from a fresh interpreter in an empty folder."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + script],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("package", LIVES_WITHOUT)
def test_every_module_imports_where_the_forbidden_packages_do_not_exist(package: str, tmp_path: Path) -> None:
    """Each package lives without those it must not know, not only in its import statements."""
    faults = run(
        f"sys.meta_path.insert(0, Ban({LIVES_WITHOUT[package]!r}))\nprint(json.dumps(import_all({package!r})))",
        tmp_path,
    )
    assert faults == {}


def test_a_plain_installation_imports_everything_but_the_adapters_of_extras(tmp_path: Path) -> None:
    """What an extra brings is needed by its adapter alone, and NEEDS_AN_EXTRA names that adapter."""
    faults = run(
        f"sys.meta_path.insert(0, Ban({EXTRAS!r}))\n"
        f"print(json.dumps({{k: v for p in {list(LIVES_WITHOUT)!r} for k, v in import_all(p).items()}}))",
        tmp_path,
    )
    assert isinstance(faults, dict)
    assert {module: extra.split(".")[0] for module, extra in faults.items()} == NEEDS_AN_EXTRA


def test_the_rules_drag_in_no_socket_no_screen_and_no_store(tmp_path: Path) -> None:
    """Nothing that the rules import brings the outside world with it."""
    outside = ["aiomqtt", "asyncpg", "sqlite3", "textual", "uvloop", "websockets"]
    loaded = run(
        f"import_all('detente_rules')\nprint(json.dumps([m for m in {outside!r} if m in sys.modules]))",
        tmp_path,
    )
    assert loaded == []


def test_no_import_has_a_side_effect_on_the_global_dice_or_the_working_folder(tmp_path: Path) -> None:
    """Importing everything leaves the process as it was: no seed set, no file written, no thread started."""
    loaded = run(
        # rich draws from the global dice when it is imported, pettingzoo sets variables for pygame; they come first.
        "import os, random, threading, rich.markdown, pettingzoo\n"
        "before = random.getstate(), os.getcwd(), sorted(os.environ)\n"
        f"for package in {list(LIVES_WITHOUT)!r}: import_all(package)\n"
        "after = random.getstate(), os.getcwd(), sorted(os.environ)\n"
        "print(json.dumps([before == after, threading.active_count()]))",
        tmp_path,
    )
    assert loaded == [True, 1]
    assert list(tmp_path.iterdir()) == []


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """`detente --help` loads neither numpy, nor the screen, the wire or the server."""
    heavy = ["numpy", "textual", "rich", "websockets", "pydantic", "uvloop", "detente_server"]
    loaded = run(
        "import contextlib, io\n"
        "from detente_client.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    main(['--help'])\n"
        f"print(json.dumps([m for m in {heavy!r} if m in sys.modules]))",
        tmp_path,
    )
    assert loaded == []
