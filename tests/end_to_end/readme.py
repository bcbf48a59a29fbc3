"""The parts of README.md that the product itself writes. To renew them: `.venv/bin/python -m tests.end_to_end.readme`."""

import re
import sys
import tempfile
from pathlib import Path

from detente_client.cli.entry import COMMANDS
from tests.client.commands import detente

README = Path(__file__).resolve().parents[2] / "README.md"
RENEW = "README.md is out of date; look at what `.venv/bin/python -m tests.end_to_end.readme` changes in it."


def part(name: str) -> str:
    """What stands between ``<!-- name -->`` and ``<!-- /name -->``."""
    found = re.search(
        rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found is not None, f"README.md has no part {name}"
    return found[1]


def bot() -> str:
    """The bot of the README, as Python."""
    return part("bot").removeprefix("```python\n").removesuffix("```\n")


def demo() -> str:
    """The third round and the end of the demo, as it prints them now."""
    with tempfile.TemporaryDirectory() as folder:
        done = detente("demo", "two-blocs", "--seed", "7", "--data", folder)
    assert done.status == 0, done.err
    third = re.search(r"^Round 3\n.*?\n\n", done.out, re.DOTALL | re.MULTILINE)
    end = re.search(r"^Scores.*?^Risk.*?\n", done.out, re.DOTALL | re.MULTILINE)
    assert third is not None
    assert end is not None
    return f"```text\n{third[0]}…\n\n{end[0]}```\n"


def commands() -> str:
    """The table of commands, from what each says of itself."""
    names = [(module.__name__.rpartition(".")[2], module.SUMMARY) for module in COMMANDS]
    rows = "".join(f"| `detente {name}` | {summary} |\n" for name, summary in names)
    return f"| command | does |\n|---|---|\n{rows}"


def renewed(text: str) -> str:
    """The README with those parts as they are now."""
    for name, content in (("demo", demo()), ("commands", commands())):
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda match, content=content: f"{match[1]}{content}{match[2]}",  # type: ignore[misc]
            text,
            flags=re.DOTALL,
        )
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{README} is up to date.\n")
