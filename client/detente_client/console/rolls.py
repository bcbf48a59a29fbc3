"""The lists a console shows beside the room: people, injects, the session's numbers, secrets told, bots. Pure: lines out."""

from collections.abc import Sequence
from typing import Final

from detente_client.console.room import gone, presence
from detente_client.model import Snapshot
from detente_client.tui.lines import Line, Span, Tone, columns, line
from detente_client.tui.names import kind_words, seat_name
from detente_client.tui.text import clean, listing, percent, shorten
from detente_client.watch.standings import band_words
from detente_rules.ids import Phase
from detente_rules.scenario import Level
from detente_rules.session import RANGES
from detente_rules.views.session_types import InjectView, PersonView
from detente_rules.views.types import View

LEVELS: Final[tuple[Level, ...]] = ("basic", "standard", "full")

SETTINGS: Final = {
    "bot_grace_seconds": "seconds that programs still get once every human is done",
    "dropout_seconds": "seconds until a bot stands in for people who dropped out",
    "minutes_briefing": "minutes of a briefing, from the next one on",
    "minutes_negotiation": "minutes of a negotiation, from the next one on",
    "minutes_decision": "minutes of a decision, from the next one on",
    "quorum_seal": "members of a delegation who must stand behind a decision",
    "quorum_sign": "members of a delegation who must stand behind a signature",
    "risk_guarded": "public risk from which it is called guarded",
    "risk_high": "public risk from which it is called high",
    "risk_severe": "public risk from which it is called severe",
}
"""Every number of the session, and what it is."""

STANDINGS: Final[dict[str, tuple[str, Tone]]] = {
    "scenario": ("ready", "plain"),
    "prepared": ("prepared", "warn"),
    "released": ("✓ out", "good"),
    "recalled": ("taken back", "dim"),
}

_ORDER: Final = {"player": 0, "observer": 1, "facilitator": 2}

_PHASES: Final[tuple[Phase, ...]] = ("briefing", "negotiation", "decision")
"""Of a round, those with which an inject can come by itself."""

Rows = tuple[tuple[str, Line], ...]
"""Rows as (id, line)."""


def in_order(view: View) -> tuple[PersonView, ...]:
    """Everybody, players first."""
    return tuple(sorted(view.session.people, key=lambda one: _ORDER.get(one.role, 3)))


def people_rows(snapshot: Snapshot) -> Rows:
    """Everybody in the game, a line each: here or away, where, what for. Whoever is gone comes last."""
    view = snapshot.view
    if view is None:
        return ()
    cells: list[list[Span]] = []
    people = sorted(in_order(view), key=lambda one: gone(snapshot, one))
    for one in people:
        where = seat_name(view, one.seat) if one.seat else ("no seat" if one.role == "player" else one.role)
        sign, tone = presence(snapshot, one.id)
        here = "here" if one.id in snapshot.connected else "gone" if gone(snapshot, one) else "away"
        notes = [*(["muted"] if one.muted else []), *one.duties, *(["program"] if one.program else [])]
        if one.id in view.session.hands:
            notes.insert(0, f"hand {view.session.hands.index(one.id) + 1}")
        cells.append(
            [
                (f"{sign}{clean(one.name)}", "strong"),
                (here, tone),
                (where, "plain"),
                (", ".join(notes), "warn"),
            ]
        )
    return tuple(zip([one.id for one in people], columns(cells), strict=True))


def inject_of(view: View, name: str | None) -> InjectView | None:
    """An inject by its id."""
    return next((one for one in view.session.injects if one.id == name), None)


def inject_rows(view: View) -> Rows:
    """A line an inject: how it stands, when it comes, its title, to whom."""
    cells: list[list[Span]] = []
    for one in view.session.injects:
        whom = listing([seat_name(view, seat) for seat in one.to]) or "everybody"
        standing = STANDINGS.get(one.standing, (one.standing, "plain"))
        cells.append(
            [standing, (when_words(one), "warn"), (clean(one.title), "strong"), (shorten(whom, 24), "dim")]
        )
    return tuple(zip([one.id for one in view.session.injects], columns(cells), strict=True))


def to_come(view: View) -> tuple[tuple[int, Phase], ...]:
    """Rounds and phases that have not begun (R12.2)."""
    past = (
        _PHASES.index(view.phase) if view.phase in _PHASES else -1 if view.phase == "lobby" else len(_PHASES)
    )
    return tuple(
        (round_, phase)
        for round_ in range(max(1, view.round), view.rounds + 1)
        for place, phase in enumerate(_PHASES)
        if round_ > view.round or place > past
    )


def when_words(one: InjectView) -> str:
    """When it comes by itself."""
    if one.round is None or one.standing in {"released", "recalled"}:
        return ""
    return f"R{one.round} {one.phase or 'briefing'}"


def setting_rows(view: View) -> Rows:
    """A line a number: its value, its range, what it is."""
    cells: list[list[Span]] = []
    for name, words in SETTINGS.items():
        value = view.session.thresholds.get(name)
        low, high = RANGES[name]
        shown = f"{value:g}" if value is not None else "as the host has it"
        cells.append([(name, "strong"), (shown, "key"), (f"{low:g} to {high:g}", "dim"), (words, "plain")])
    return tuple(zip(SETTINGS, columns(cells), strict=True))


def round_rows(view: View) -> Rows:
    """A line a round that was played: from its end a new game can begin."""
    return tuple(
        (
            str(one.round),
            line(
                (f"after round {one.round}  ", "strong"),
                f"risk {percent(one.risk)} {band_words(view, one.risk)[0]}",
            ),
        )
        for one in view.reports
    )


def secret_rows(view: View) -> Rows:
    """A line a seat: are its secrets on the table?"""
    seats = (*view.nations, *view.labs)
    cells: list[list[Span]] = []
    for row in seats:
        told = row.id in view.session.revealed
        mark: Span = ("✓ revealed", "good") if told else ("not yet", "dim")
        cells.append([(seat_name(view, row.id), "strong"), (kind_words(view, row), "dim"), mark])
    return tuple(zip([row.id for row in seats], columns(cells), strict=True))


def question_lines(view: View) -> tuple[Line, ...]:
    """What to talk about at the debrief, numbered; nothing where the scenario has no questions."""
    asked: Sequence[str] = view.session.questions
    rows = [line((f"{n} ", "key"), clean(one.strip())) for n, one in enumerate(asked, start=1)]
    return (line(("To talk about", "title")), *rows) if rows else ()


def bot_rows() -> Rows:
    """The bots there are, with a line on each; slow the first time, so not on a screen's own loop."""
    from detente_rules.bots import NAMES, by_name  # noqa: PLC0415 - the policies bring numpy with them

    rows = []
    for name in NAMES:
        doc = (by_name(name).__doc__ or "").strip().split("\n")[0]
        rows.append((name, line((f"{name:<20}", "strong"), (doc, "dim"))))
    return tuple(rows)
