"""Where scenarios are found: the one file of the rules that reads files.

A checkout's ``scenarios/`` comes first, then ``share/detente/scenarios`` of the installation. A scenario is a folder
with ``scenario.toml``, ``README.md`` and ``reference.json`` (the two ends of its coordination index).
"""

import json
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from detente_rules.scenario import Scenario, ScenarioFault
from detente_rules.scenario.text import read_scenario

FILE: Final = "scenario.toml"
REFERENCE: Final = "reference.json"
STANDINGS: Final = "standings.json"

_CHECKOUT: Final = Path(__file__).parents[2] / "scenarios"
_SHARED: Final = Path("share", "detente", "scenarios")


class ScenarioNotFound(LookupError):
    """No scenario of that name and no file of that path; the message says which there are."""


def names() -> tuple[str, ...]:
    """The scenarios that came with the game, in alphabetical order."""
    for folder in _folders():
        found = sorted(file.parent.name for file in folder.glob(f"*/{FILE}"))
        if found:
            return tuple(found)
    return ()


def find(name_or_path: str) -> Path:
    """The file of a scenario: by its name, or by the path of a ``.toml`` file or of a folder that holds one.

    Raises: ScenarioNotFound.
    """
    if name_or_path in names():
        return next(file for folder in _folders() if (file := folder / name_or_path / FILE).is_file())
    path = Path(name_or_path)
    if path.is_dir():
        path = path / FILE
    if path.is_file():
        return path
    raise ScenarioNotFound(
        f"There is no scenario {name_or_path!r}. There are: {', '.join(names())}; or give a file."
    )


def load_text(name_or_path: str) -> str:
    """A scenario's text, as it goes into the first event of a game.

    Raises: ScenarioNotFound; ScenarioFault where the file is not UTF-8 or cannot be read.
    """
    path = find(name_or_path)
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError:
        raise ScenarioFault((("file", "this is not UTF-8; save it as text in UTF-8"),)) from None
    except OSError as fault:
        raise ScenarioFault((("file", fault.strerror or str(fault)),)) from None


def load(name_or_path: str) -> Scenario:
    """A scenario by name or path.

    Raises: ScenarioNotFound; ScenarioFault with every fault and its place (for TOML errors, the line).
    """
    return read_scenario(load_text(name_or_path))


def load_reference(name_or_path: str) -> dict[str, Any] | None:
    """The committed ends of a scenario's index as JSON values; None where there is no such file.

    Whether it still belongs to the scenario's text, only computing it anew tells (R8.5).  What bots made of each seat stands beside it
    in a file of its own and is added under "seats" (R8.15).

    Raises: ScenarioNotFound; ScenarioFault where a file is not JSON.
    """
    folder = find(name_or_path).parent
    reference, standings = _object(folder / REFERENCE), _object(folder / STANDINGS)
    if reference is not None and standings is not None:
        return {**reference, "seats": standings}
    return reference


def _object(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise ScenarioFault(((str(path), str(fault)),)) from None
    if not isinstance(data, dict):
        raise ScenarioFault(((str(path), "an object was expected"),))
    return data


def _folders() -> Iterator[Path]:
    """Where to look, nearest first.

    An installation keeps shared data beside ``lib``: under the interpreter's prefix, or under the user's own for
    ``pip install --user``, which is found by walking up from this file.
    """
    if _CHECKOUT.is_dir():
        yield _CHECKOUT
    for prefix in (Path(sysconfig.get_path("data")), *Path(__file__).parents):
        if (prefix / _SHARED).is_dir():
            yield prefix / _SHARED
