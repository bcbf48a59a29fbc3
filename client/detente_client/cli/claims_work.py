"""The work of ``detente claims`` over several processes, kept in a file as it is done, so that an interruption costs little."""

import contextlib
import ctypes
import hashlib
import json
import math
import os
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from detente_client.cli.common import Progress
from detente_client.cli.faults import Failed
from detente_client.simulation.batch import processes_for, spread

if TYPE_CHECKING:
    from detente_rules.claims.run import Answer, Unit

__all__ = ["Keeper", "answers", "mark", "parts"]


class Keeper:
    """Answers that are there, and the file that keeps them: one JSON line for what one process did at a time.

    Lines of another version of the rules (`mark`) are left alone, and so is a line that was cut off.
    """

    def __init__(self, path: Path | None) -> None:
        """path: None keeps nothing beyond this run. Raises: Failed, where the file cannot be read and written."""
        self.path = path
        self._mark = "" if path is None else mark()
        self._known: dict[str, Answer] = {}
        if path is None:
            return
        try:
            with path.open("a+b") as file:
                file.seek(0)
                lines = file.read().decode(errors="replace").split("\n")
        except OSError as error:
            raise Failed(f"{path} cannot be kept in: {error.strerror or error}.") from None
        for line in lines:
            self._known.update(_read(line, self._mark))

    def answer(self, unit: "Unit") -> "Answer | None":
        """What this unit brought; None where it is still to be done."""
        found = self._known.get(_key(unit))
        return None if found is None else replace(found, unit=unit)

    def those(self, work: "Sequence[Unit]") -> "list[Answer]":
        """What these units brought, in their order, as far as it is there."""
        return [answer for unit in work if (answer := self.answer(unit)) is not None]

    def add(self, fresh: "Sequence[Answer]") -> None:
        """Keep these, on disk before this returns. Raises: Failed."""
        self._known.update({_key(answer.unit): answer for answer in fresh})
        if self.path is None:
            return
        line = {"mark": self._mark, "answers": [{"unit": asdict(one.unit), **_data(one)} for one in fresh]}
        try:
            with self.path.open("a+b") as file:
                # What a crash cut off ends where it is; the next line is whole again.
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    file.write(b"" if file.read() == b"\n" else b"\n")
                file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Failed(f"{self.path} cannot be written: {error.strerror or error}.") from None


def answers(
    work: "Sequence[Unit]", keeper: Keeper, processes: int | None
) -> "Generator[list[Answer], None, None]":
    """What is still to be done, part by part as it is done, in any order; each is kept before it is given."""
    everything = parts(work)
    left = [[unit for unit in part if keeper.answer(unit) is None] for part in everything]
    left = [part for part in left if part]
    done = len(everything) - len(left)
    progress = Progress("claims", len(everything))
    progress(done)
    try:
        for fresh in spread(_timed, left, processes_for(processes, len(left))):
            keeper.add(fresh)
            done += 1
            progress(done)
            yield fresh
    finally:
        progress.end()


def parts(work: "Sequence[Unit]") -> "list[list[Unit]]":
    """What one process does at a time: a claim; or all claims of one draw, which share what was found of its world; or all
    that play the shipped scenarios, which share their games.
    """
    from detente_rules.claims.registry import by_id

    made: list[list[Unit]] = []
    for unit in work:
        shared = unit.draw is not None or not by_id(unit.claim).drawn
        if shared and made and _kind(made[-1][0]) == _kind(unit):
            made[-1].append(unit)
        else:
            made.append([unit])
    return made


def mark() -> str:
    """What must be equal for two runs to bring the same figures: the rules and the scenarios, to the letter."""
    import numpy as np

    import detente_rules
    from detente_rules import library

    found = hashlib.sha256(np.__version__.encode())
    folder = Path(detente_rules.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    for name in library.names():
        found.update(json.dumps([library.load_text(name), library.load_reference(name)]).encode())
    return found.hexdigest()[:16]


def _kind(unit: "Unit") -> tuple[int | None, bool]:
    """Units of one kind share what they find."""
    from detente_rules.claims.registry import by_id

    return unit.draw, by_id(unit.claim).drawn


def _timed(part: "list[Unit]") -> "list[Answer]":
    from detente_rules.claims.run import answered

    _hoard()
    made = []
    for unit in part:
        start = time.process_time()  # how busy the machine is otherwise says nothing about a claim
        answer = answered(unit)
        made.append(replace(answer, seconds=time.process_time() - start))
    return made


def _hoard() -> None:
    """Have this process keep the memory that it frees: arrays of the same sizes come and go, and a tenth of the time would go into
    asking the system for them again. Where the C library is not glibc nothing happens.
    """
    with contextlib.suppress(OSError, AttributeError):
        allow = ctypes.CDLL(None).mallopt
        allow(_TRIM_THRESHOLD, _MUCH)
        allow(_MMAP_THRESHOLD, _MUCH)


_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_MUCH: Final = 1 << 30


# --- in a file --------------------------------------------------------------------------------------------------------


def _key(unit: "Unit") -> str:
    return _word(asdict(unit))


def _word(unit: dict[str, Any]) -> str:
    return json.dumps(unit, sort_keys=True)


def _data(answer: "Answer") -> dict[str, Any]:
    if answer.evidence is None:
        return {"figures": None, "why": answer.why, "seconds": answer.seconds}
    figures = [
        {**asdict(figure), "low": _finite(figure.low), "high": _finite(figure.high)}
        for figure in answer.evidence.figures
    ]
    return {"figures": figures, "note": answer.evidence.note, "seconds": answer.seconds}


def _finite(end: float) -> float | None:
    """JSON has no infinity; an open end of an interval is null."""
    return end if math.isfinite(end) else None


def _read(line: str, wanted: str) -> "dict[str, Answer]":
    """The answers of one line by their units; none where it is of another version, or no such line."""
    from detente_rules.claims.claim import Evidence, Figure
    from detente_rules.claims.run import Answer

    found = {}
    try:
        data = json.loads(line)
        if data["mark"] != wanted:
            return {}
        for one in data["answers"]:
            evidence = None
            if one["figures"] is not None:
                figures = tuple(
                    Figure(
                        **{
                            **figure,
                            "low": -math.inf if figure["low"] is None else figure["low"],
                            "high": math.inf if figure["high"] is None else figure["high"],
                        }
                    )
                    for figure in one["figures"]
                )
                evidence = Evidence(figures, one["note"])
            unit: Any = None  # whoever asks has it
            found[_word(one["unit"])] = Answer(unit, evidence, one.get("why", ""), one["seconds"])
    except (ValueError, KeyError, TypeError):
        return {}
    return found
