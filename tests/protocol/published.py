"""What docs/protocol holds of generated text: ``python -m tests.protocol.published`` writes it anew."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from detente_client.cli.schema import document
from detente_rules.commands import UNSTAMPED
from detente_rules.wire.news import HEARD

FOLDER: Final = Path(__file__).parents[2] / "docs" / "protocol"

FILES: Final = {"asyncapi.json": "asyncapi", "schema.json": "json", "scenario.schema.json": "scenario"}
"""File → what `detente schema` calls it."""

PLAIN: Final = frozenset(
    {
        "message_sent",
        "announced",
        "sealed",
        "unsealed",
        "readied",
        "deadline_moved",
        "lock_changed",
    }
)
"""Kinds of news that come without a view; the README says what each changes."""

README: Final = FOLDER / "README.md"


def renewed(text: str) -> str:
    """The README with its tables and lists as they are now."""
    for name, content in parts().items():
        text, count = re.subn(
            rf"(?<=<!-- {name} -->\n).*?(?=^ *<!-- /{name} -->)",
            lambda _: content,  # noqa: B023 -- called at once
            text,
            flags=re.DOTALL | re.MULTILINE,
        )
        assert count == 1, name
    return text


def parts() -> dict[str, str]:
    """Name of a part → its lines."""
    protocol = json.loads(document("asyncapi"))
    refusals = protocol["x-refusals"].items()
    closings = protocol["x-close-codes"].items()
    limits = protocol["x-limits"].items()
    return {
        "refusals": _table("`code` | means", [(f"`{code}`", words) for code, words in refusals]),
        "closings": _table(
            "close code | means | final",
            [(f"`{code}`", one["meaning"], "yes" if one["final"] else "") for code, one in closings],
        ),
        "limits": _table(
            "limit | default | ", [(f"`{name}`", f"{one['value']:g}", one["meaning"]) for name, one in limits]
        ),
        "kinds": _words(kind for kind in HEARD if kind not in PLAIN),
        "unstamped": _words(sorted(UNSTAMPED), "  "),
    }


def _table(head: str, rows: list[tuple[str, ...]]) -> str:
    lines = [head, "|".join("---" for _ in head.split("|")), *(" | ".join(row) for row in rows)]
    return "".join(f"| {line} |\n" if "---" not in line else f"|{line}|\n" for line in lines)


def _words(names: Iterable[str], indent: str = "") -> str:
    lines, line = [], ""
    for name in names:
        word = f"`{name}`, "
        if len(line) + len(word) > 130:
            lines.append(line)
            line = ""
        line += word
    lines.append(line.removesuffix(", ") + ".")
    return "".join(f"{indent}{one.rstrip()}\n" for one in lines)


def main() -> None:
    """Write every file."""
    for name, form in FILES.items():
        (FOLDER / name).write_text(document(form), encoding="utf-8")
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
