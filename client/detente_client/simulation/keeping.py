"""The file of a batch while it grows: what is done is kept at once, and never played again.

Beside the file asked for lies ``FILE.part``, a line a finished game; a kill at any moment loses at most the games in
hand. At the end, and at Ctrl-C, the rows of both are written to the file in order of games, and the part goes.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from detente_client.simulation.files import BadFile, check_name, read_rows, write_rows
from detente_client.simulation.rows import NAMES, Row


class Keeper:
    """Rows by game number. file: None keeps them in memory alone.

    Raises (on making one): BadFile, where the file holds games of another setup or seed, unless ``fresh``.
    """

    def __init__(self, file: Path | None, setup: str, seed: str, *, fresh: bool = False) -> None:
        self._file, self._setup, self._seed = file, setup, seed
        self.games: dict[int, list[Row]] = {}
        self._part = file.with_name(file.name + ".part") if file is not None else None
        if file is not None:
            check_name(file)
            if fresh:
                with contextlib.suppress(OSError):
                    self._of_part().unlink()
            else:
                self._take_up(file)

    def add(self, games: Sequence[tuple[int, list[Row]]]) -> None:
        """Keep finished games."""
        self.games.update(games)
        if self._part is not None:
            lines = [json.dumps([[row[name] for name in NAMES] for row in rows]) + "\n" for _, rows in games]
            try:
                with self._part.open("a", encoding="utf-8") as file:
                    file.writelines(lines)
            except OSError as error:
                raise BadFile(f"{self._part} cannot be written: {error.strerror or error}.") from None

    def finish(self) -> None:
        """Write the file, in order of games; nothing is written where nothing was played."""
        if self._file is None or not self.games:
            return
        write_rows(self._file, (row for game in sorted(self.games) for row in self.games[game]))
        with contextlib.suppress(OSError):
            self._of_part().unlink()

    def _of_part(self) -> Path:
        assert self._part is not None
        return self._part

    def _take_up(self, file: Path) -> None:
        rows = read_rows(file) if file.exists() else []
        part = self._of_part()
        if part.exists():
            text = part.read_text(encoding="utf-8")
            if not text.endswith("\n"):
                part.write_text(text + "\n", encoding="utf-8")
            for line in text.splitlines():
                try:
                    rows += [dict(zip(NAMES, values, strict=True)) for values in json.loads(line)]
                except ValueError:  # the line that a kill cut off
                    continue
        for row in rows:
            if (row["setup"], row["batch_seed"]) != (self._setup, self._seed):
                raise BadFile(
                    f"{file} holds games of another setup or seed ({row['scenario']}, seed {row['batch_seed']}); "
                    "give another --out, or --fresh to replace it."
                )
        found: dict[int, dict[str, Row]] = {}
        for row in rows:
            found.setdefault(row["game"], {})[row["seat"]] = row
        self.games = {game: list(seats.values()) for game, seats in found.items()}
