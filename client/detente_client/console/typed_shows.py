"""The words of the console's line mode that show something. Pure: a snapshot in, lines out."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from detente_client.console import rolls, room, show
from detente_client.console.effects import effect_words
from detente_client.console.naming import NoSuch
from detente_client.console.typed_names import find_inject
from detente_client.model import Snapshot
from detente_client.tui.clock import read_clock
from detente_client.tui.debrief import result_lines
from detente_client.tui.lines import Line, line
from detente_client.tui.names import PHASE_NAMES, holder_words, kind_words, seat_name, speaker
from detente_client.tui.text import clean, listing
from detente_client.tui.treaties import card_lines, find_treaty, treaty_rows
from detente_rules.views.types import View

Show: TypeAlias = Callable[[Snapshot, View, str, float], tuple[Line, ...]]
"""Snapshot, its view, the rest of the line, the server's time."""

WIDTH: Final = 100
USUAL: Final = 12
"""So many news, or words said, where no number is given."""


def advice(view: View) -> str:
    """What a facilitator may do now, in the words of the line mode."""
    if view.phase == "lobby":
        return "room shows who is here; start begins, and whoever comes later can still take a bot's seat."
    if view.paused:
        return "The clock stands; resume lets it run on."
    if view.session.hands and (one := room.person_of(view, view.session.hands[0])) is not None:
        return f"{clean(one.name)} asks for the floor; heard, once it has had it."
    if view.phase == "debrief":
        left = len(view.seats) - len(view.session.revealed)
        told = f"reveal next tells the secrets of a seat, {left} to go; " if left else ""
        return f"{told}questions lists what to talk about; debrief shows the result."
    owing = [seat_name(view, seat) for seat, done in view.locked.items() if not done]
    if not owing:
        return "Everybody is done."
    alone, more = (
        ("has not sealed", "have not sealed") if view.phase == "decision" else ("is not done", "are not done")
    )
    waiting = f"{len(owing)} of {len(view.seats)} seats {alone if len(owing) == 1 else more}"
    names = f": {listing(owing)}" if len(owing) <= room.FEW else ""
    return f"{waiting}{names}. end closes the phase, extend gives a minute more."


def standing(view: View, clock: float) -> tuple[Line, ...]:
    """How far behind the plan one is; nothing without a plan, or before round 1."""
    plan = show.read_plan(view.session.plan)
    where = show.where(plan, view.round, view.session.started, clock)
    return (show.standing_words(where),) if where.behind is not None else ()


def _now(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del rest
    left = read_clock(view, clock)
    when = f"Round {view.round} of {view.rounds}, " if view.round else ""
    clock_words = "" if view.phase == "debrief" else left.text
    words = ", ".join(part for part in (PHASE_NAMES[view.phase].lower(), clock_words) if part)
    last = " This is the last round." if view.session.finishing else ""
    frozen = f" The game stands still: {clean(snapshot.frozen)}" if snapshot.frozen else ""
    return (
        line(f"{when}{words}; connection {snapshot.connection}.{last}{frozen}"),
        *standing(view, clock),
        line(f"> {advice(view)}"),
    )


def _room(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del rest
    rows = [text for _, text in room.seat_rows(snapshot, WIDTH)]
    head = _now(snapshot, view, "", clock)[0]
    hands = tuple(
        line(f"Hand {n}: {clean(one.name)}{f', {seat_name(view, one.seat)}' if one.seat else ''}")
        for n, name in enumerate(view.session.hands, start=1)
        if (one := room.person_of(view, name)) is not None
    )
    return (head, room.count_line(snapshot), room.world_words(view), *hands, *rows)


def _plan(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest
    plan = show.read_plan(view.session.plan)
    if not plan:
        return (line("The scenario has no plan for this level of the rules."),)
    where = show.where(plan, view.round, view.session.started, clock)
    total = f"{view.session.plan_minutes} minutes, {view.level} level. "
    return (line(f"Plan: {total}", *show.standing_words(where)), *show.plan_rows(plan, where))


def _people(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del rest, clock
    names = [clean(one.name).casefold() for one in view.session.people]
    twins = {one.id for one in view.session.people if names.count(clean(one.name).casefold()) > 1}
    return tuple(
        (*text, (f"  id {who}", "dim")) if who in twins else text for who, text in rolls.people_rows(snapshot)
    )


def _seats(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    return tuple(
        line(f"{clean(row.id)}: {seat_name(view, row.id)}, {kind_words(view, row)}, {holder_words(row)}")
        for row in (*view.nations, *view.labs)
    )


def _bots(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, view, rest, clock
    return tuple(text for _, text in rolls.bot_rows())


def _news(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del view, clock
    rows = tuple(reversed(room.news_lines(snapshot, _how_many(rest))))
    return rows or (line("Nothing yet."),)


def _talk(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del clock
    rows = []
    for one in snapshot.messages[-_how_many(rest) :]:
        to = f" to {listing([seat_name(view, seat) for seat in one.to])}" if one.to else ""
        rows.append(line(f"{speaker(view, one)}{to}: {clean(one.text)}"))
    return tuple(rows) or (line("Nothing was said yet, in public or by you."),)


def _how_many(rest: str) -> int:
    return min(1000, max(1, int(rest))) if rest.isdecimal() and len(rest) < 5 else USUAL


def _treaties(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    places = {card.id: place for place, card in enumerate(view.treaties, start=1)}
    rows = tuple(line(f"{places[treaty]}: ", *text) for treaty, text in treaty_rows(view))
    return rows or (line("No treaty is on the table."),)


def _treaty(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, clock
    card = find_treaty(view, rest)
    if card is None:
        raise NoSuch(f"There is no treaty “{clean(rest)}”; treaties lists them by number.")
    return card_lines(view, card)


def _injects(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    rows = tuple(line(f"{n}: ", *text) for n, (_, text) in enumerate(rolls.inject_rows(view), start=1))
    return rows or (line("The scenario has none ready; write prepares one of your own."),)


def _inject(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, clock
    one, _ = find_inject(view, rest)
    whom = listing([seat_name(view, seat) for seat in one.to]) or "everybody"
    when = rolls.when_words(one)
    return (
        line(f"{clean(one.title)}: {rolls.STANDINGS.get(one.standing, (one.standing, 'plain'))[0]}, to {whom}{f', {when}' if when else ''}"),
        line(clean(one.text.strip(), lines=True)),
        *(line(f"It does: {effect_words(view, effect)}") for effect in one.effects),
    )  # fmt: skip


def _code(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del view, rest, clock
    where = [f"{snapshot.code}@{address}" for address in snapshot.addresses[:1]]
    pages = [line(f"In a browser: {page}") for page in snapshot.pages[:1]]
    return (
        line(f"Join code: {snapshot.code or '–'}"),
        *(line(f"detente join {one}") for one in where),
        *pages,
    )


def _settings(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    return (line(f"Level of the rules: {view.level}."), *(text for _, text in rolls.setting_rows(view)))


def _rounds(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    return tuple(text for _, text in rolls.round_rows(view)) or (line("No round has been played yet."),)


def _debrief(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    if view.debrief is None:
        return (line("The debrief opens when the last round is over."),)
    return (*(text for _, text in rolls.secret_rows(view)), *result_lines(view, view.debrief))


def _questions(snapshot: Snapshot, view: View, rest: str, clock: float) -> tuple[Line, ...]:
    del snapshot, rest, clock
    return rolls.question_lines(view) or (line("The scenario has no questions."),)


SHOWS: Final[Mapping[str, Show]] = {
    "now": _now,
    "room": _room,
    "plan": _plan,
    "people": _people,
    "seats": _seats,
    "bots": _bots,
    "news": _news,
    "talk": _talk,
    "treaties": _treaties,
    "treaty": _treaty,
    "injects": _injects,
    "inject": _inject,
    "code": _code,
    "settings": _settings,
    "rounds": _rounds,
    "debrief": _debrief,
    "questions": _questions,
}
"""Every word that shows something."""
