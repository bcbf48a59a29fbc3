"""Checking a record: every link, every roll, every score (R9.6). Needs the record alone.

First the chain: form, numbering, hashes. Then the replay: each resolution is computed again from the state before it
and compared with what was recorded; so are the reports, the ratifications' rolls, the sealed decisions'
commitments, and the commitment to the seed. Rolls can be checked once the record holds the opened secret (after the
debrief); before that the verdict says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente_rules.branch import inherited_lines
from detente_rules.canonical import canonical
from detente_rules.decide.debrief import debrief_data
from detente_rules.decide.entry import entry_data
from detente_rules.decide.questions import closing_data, due, question_data
from detente_rules.decide.reports import report_events
from detente_rules.decide.resolution import resolution_data
from detente_rules.decide.treaties import ratification_roll
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state
from detente_rules.record import GENESIS, BrokenLine, Line, hash_of, parse_line
from detente_rules.rejections import Refused
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.treaty_text import ratification_chance

TOLERANCE = 1e-9
"""Greatest difference allowed where the record was made under another version of numpy."""


_REPORTS = frozenset({"treaty_moved", "round_reported", "seat_reported"})
"""What is told of a round follows its resolution at once and whole."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken link. n: line, from 0. what: which property. expected, found: the two values."""

    n: int
    what: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """fault: None if everything holds. lines: how many. opened: the secret is in the record, so rolls were checked.

    exact: every number was equal to the last bit (else within ``TOLERANCE``). rounds: resolutions recomputed.
    """

    fault: Fault | None
    lines: int
    opened: bool
    exact: bool
    rounds: int
    head: str

    def sentence(self) -> str:
        """The verdict in one line."""
        if self.fault is not None:
            return f"BROKEN at line {self.fault.n}: {self.fault.what}"
        how = "bit-equal" if self.exact else f"equal within {TOLERANCE:g}"
        rolls = (
            "seed opened, every roll and score checked"
            if self.opened
            else "seed not opened yet, rolls unchecked"
        )
        return f"holds: {self.lines} lines, {self.rounds} rounds recomputed ({how}); {rolls}; head {self.head[:16]}"


class _Found(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


def verify_lines(texts: Iterable[str]) -> Verdict:
    """Check a record, given its lines in order."""
    lines: list[Line] = []
    check = _Check()
    try:
        for n, text in enumerate(texts):
            lines.append(_link(text, n, lines[-1].hash if lines else GENESIS))
        check.replay(lines)
        fault = None
    except _Found as found:
        fault = found.fault
    head = lines[-1].hash if lines else GENESIS
    return Verdict(fault, len(lines), check.secret is not None, check.exact, check.rounds, head)


def _link(text: str, n: int, prev: str) -> Line:
    try:
        line = parse_line(text, n)
    except BrokenLine as broken:
        raise _Found(Fault(n, broken.what, broken.expected, broken.found)) from None
    if line.n != n:
        raise _Found(Fault(n, "n", n, line.n))
    if line.prev != prev:
        raise _Found(Fault(n, "prev", prev, line.prev))
    expected = hash_of(line)
    if line.hash != expected:
        raise _Found(Fault(n, "hash", expected, line.hash))
    return line


class _Check:
    """One replay. Lives for one call of ``verify_lines``."""

    def __init__(self) -> None:
        self.secret: Secret | None = None
        self._dice: Secret | None = None
        self.exact = True
        self.rounds = 0

    def replay(self, lines: Sequence[Line]) -> None:
        """Fold the events, computing again what can be."""
        first = lines[0].event.kind if lines else "nothing"
        if first != "game_created":
            raise _Found(Fault(0, "kind", "game_created", first))
        opened = next((line for line in lines if line.event.kind == "debrief_opened"), None)
        if opened is not None:
            self.secret = Secret(opened.event.data["seed"], opened.event.data["salt"])
            self._same(opened.n, "commitment", lines[0].event.data["commitment"], self.secret.commitment())
        try:
            state = first_state(lines[0].event.data, self.secret)
        except Refused as refused:
            raise _Found(Fault(0, "rules", refused.rejection.message, lines[0].event.data["rules"])) from None
        reports: list[Any] = []
        asked: list[Any] = []
        foreign = inherited_lines(lines[0].event.data)
        for line in lines[1:]:
            # What a branch took over was rolled with its parent's dice; the parent's own record shows those (R12.11).
            self._dice = self.secret if line.n > foreign else None
            self._recompute(state, line, reports, asked)
            state = evolve(state, line.event)

    def _recompute(self, state: GameState, line: Line, reports: list[Any], asked: list[Any]) -> None:
        event, n = line.event, line.n
        if event.kind == "game_created":
            raise _Found(Fault(n, "kind", "no second header", event.kind))
        if reports and event.kind not in _REPORTS:
            raise _Found(Fault(n, "report", reports[0].kind, "none was told"))
        if asked and event.kind != "question_put":
            raise _Found(Fault(n, "question", asked[0][0], "none was put"))
        if event.kind == "phase_began" and event.phase == "decision":
            self._same(n, "open questions", [], [one.id for one in state.questions if one.carried is None])
        if event.kind == "effects_took_hold":
            self._same(n, "effects", list(state.session.pending), event.data["effects"])
        if event.kind == "round_resolved":
            self._same(n, "effects", [], list(state.session.pending))
            if self._dice is not None:
                self.rounds += 1
                self._same(n, "resolution", resolution_data(state), event.data)
            reports[:] = report_events(state, evolve(state, event), event.at)
        elif event.kind in _REPORTS and state.phase == "resolution":
            expected = reports.pop(0) if reports else None
            self._same(n, "report", expected.data if expected else None, event.data)
            self._same(n, "audience", expected.audience if expected else None, event.audience)
        elif event.kind == "phase_began" and event.phase == "negotiation":
            # What treaties ask of themselves must be asked, and nothing else (R4.18).
            asked[:] = [
                (question_data(after, text, about, seat, None, {}), audience)
                for after in (evolve(state, event),)
                for text, about, seat, audience in due(after)
            ]
        elif event.kind == "question_put" and event.data["by"] is None:
            data, audience = asked.pop(0) if asked else (None, None)
            self._same(n, "question", data, event.data)
            self._same(n, "audience", audience, event.audience)
        elif event.kind == "question_closed":
            question = state.question(event.data["question"])
            self._same(n, "count", closing_data(state, question) if question else None, event.data)
        elif event.kind == "weights_released":
            place = state.scenario.party_index[event.data["seat"]]
            self._same(n, "weights", float(state.world.capability[0, place]), event.data["capability"])
        elif event.kind == "entries_resolved":
            self._same(n, "entry into force", entry_data(state), event.data)
        elif event.kind == "sealed" and self._dice is not None:
            data = event.data
            expected_seal = self._dice.seal(data["decision"], data["seat"], event.round, data["count"])
            self._same(n, "sealed decision", expected_seal, data["commitment"])
        elif event.kind == "treaty_ratified":
            self._ratification(state, line)
        elif event.kind == "debrief_opened":
            secret = Secret(event.data["seed"], event.data["salt"])
            self._same(n, "debrief", debrief_data(replace(state, secret=secret)), event.data)

    def _ratification(self, state: GameState, line: Line) -> None:
        data = line.event.data
        text = state.treaty(data["treaty"])
        if text is None:
            raise _Found(Fault(line.n, "treaty", "a known treaty", data["treaty"]))
        self._same(
            line.n, "ratification chance", ratification_chance(state, text, data["seat"]), data["chance"]
        )
        if self._dice is not None:
            self._same(
                line.n, "ratification roll", ratification_roll(state, text, data["seat"]), data["roll"]
            )
        self._same(line.n, "ratification", data["roll"] < data["chance"], data["passed"])

    def _same(self, n: int, what: str, expected: Any, found: Any) -> None:
        """Equal to the last bit, else every number within ``TOLERANCE``, else a fault with the place of the difference."""
        if isinstance(expected, tuple):
            expected = list(expected)
        if isinstance(found, tuple):
            found = list(found)
        if canonical(expected) == canonical(found):
            return
        place = difference(expected, found, "")
        if place is None:
            self.exact = False
            return
        path, one, other = place
        raise _Found(Fault(n, f"{what}{path}", one, other))


def difference(expected: Any, found: Any, path: str) -> tuple[str, Any, Any] | None:
    """The first place where two JSON values differ by more than ``TOLERANCE``, as (path, expected, found)."""
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return None if expected is found else (path, expected, found)
    if isinstance(expected, int | float) and isinstance(found, int | float):
        close = abs(expected - found) <= TOLERANCE * max(1.0, abs(expected), abs(found))
        return None if close else (path, expected, found)
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted({*expected, *found}):
            if key not in expected or key not in found:
                return (f"{path}.{key}", expected.get(key), found.get(key))
            if (inner := difference(expected[key], found[key], f"{path}.{key}")) is not None:
                return inner
        return None
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        if len(expected) != len(found):
            return (f"{path}.length", len(expected), len(found))
        for place, (one, other) in enumerate(zip(expected, found, strict=True)):
            if (inner := difference(one, other, f"{path}.{place}")) is not None:
                return inner
        return None
    return None if expected == found else (path, expected, found)
