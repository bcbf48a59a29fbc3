"""The distribution that others install: it holds what it should, and works away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What the command prints; a failure shows all that it said."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the checkout as it is, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment's folder of commands, with nothing in it but the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        commands / "python",
        "--disable-pip-version-check",
    ]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    return commands


def dependencies() -> str:
    """Where this environment keeps them: on PYTHONPATH its .pth files, and so the checkout, are not followed."""
    return os.pathsep.join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})


def test_the_wheel_holds_the_three_packages_the_scenarios_and_nothing_else(wheel: Path) -> None:
    """No test, no bare `rules`, and each package says that it is typed."""
    names = zipfile.ZipFile(wheel).namelist()
    packages = {"detente_rules", "detente_server", "detente_client"}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.startswith("detente-")} == packages
    assert {f"{package}/py.typed" for package in packages} <= set(names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    for scenario in (ROOT / "scenarios").glob("*/scenario.toml"):
        wanted = f"share/detente/scenarios/{scenario.parent.name}/scenario.toml"
        assert any(name.endswith(wanted) for name in names), wanted


def test_the_installed_game_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    """Else the tests below would prove nothing."""
    where = run(
        installed / "python",
        "-c",
        "import detente_rules; print(detente_rules.__file__)",
        cwd=tmp_path,
        PYTHONPATH=dependencies(),
    )
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_the_installed_game_finds_its_scenarios(installed: Path, tmp_path: Path) -> None:
    """`detente scenarios list` in an empty folder names every scenario of the checkout."""
    listed = run(installed / "detente", "scenarios", "list", cwd=tmp_path, PYTHONPATH=dependencies())
    scenarios = [path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.toml")]
    assert scenarios
    assert [name for name in scenarios if name not in listed] == []
