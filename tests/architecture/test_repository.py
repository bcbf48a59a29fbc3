"""What every file of the repository keeps to."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

LONGEST = 400
# A file that may be longer, and why; none has needed it so far.
LONGER_FOR_A_REASON: dict[str, str] = {}

NOT_OURS = {"__pycache__", "node_modules", "dist"}
OURS_ALTHOUGH_DOTTED = {".ci", ".gitignore"}

LOCK_FILES = {
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "Pipfile.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "yarn.lock",
}

# In pieces, so that this file passes its own test.
REGISTRIES = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb." + "debian.org",
    "archive." + "ubuntu.com",
]


def walk(folder: Path) -> Iterator[Path]:
    """The files of the repository; `git` is not asked, since the tests need Python alone."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or (path.name.startswith(".") and path.name not in OURS_ALTHOUGH_DOTTED):
            continue
        if path.is_dir():
            yield from walk(path)
        else:
            yield path


def text_files() -> Iterator[tuple[str, str]]:
    """Each text file's path from the root, and its text."""
    for path in walk(ROOT):
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    found = [(name, host) for name, text in text_files() for host in REGISTRIES if host in text]
    assert found == []


def test_there_is_no_lock_file() -> None:
    """Ranges with two tried ends instead."""
    found = [p for p in walk(ROOT) if p.name in LOCK_FILES or p.suffix == ".lock"]
    assert found == []


def test_no_python_file_is_longer_than_400_lines() -> None:
    """Past 400 lines, look for the two things it is."""
    lengths = {name: len(text.splitlines()) for name, text in text_files() if name.endswith(".py")}
    assert lengths, "the walk has lost its way"
    too_long = {name: n for name, n in lengths.items() if n > LONGEST and name not in LONGER_FOR_A_REASON}
    assert too_long == {}
    needless = [name for name in LONGER_FOR_A_REASON if lengths.get(name, 0) <= LONGEST]
    assert needless == [], "no longer too long: take it off the list"


def test_every_range_has_two_ends_and_the_lower_one_is_what_test_oldest_installs() -> None:
    """.ci/oldest.txt and pyproject.toml say the same, so that the lower ends are really tried."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    requirements = project["dependencies"] + [r for name, rs in extras.items() if name != "all" for r in rs]
    ranges = {}
    for requirement in requirements:
        match = re.fullmatch(r"([\w-]+)>=([\d.]+),<([\d.]+)(; .*)?", requirement)
        assert match, f"{requirement}: wanted is name>=lower,<upper"
        ranges[match[1]] = match[2]

    lines = (ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    oldest = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    checkers = {
        "hatchling",
        "import-linter",
        "mypy",
        "ruff",
        "types-jsonschema",
    }  # not part of what the tests run
    assert oldest == {name: lower for name, lower in ranges.items() if name not in checkers}
