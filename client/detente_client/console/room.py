"""The room at a glance: who holds which seat, who is here, what each still owes. Pure: a snapshot in, lines out.

Only what the facilitator's view has: no seat's secrets, figures or sealed decisions (R10).
"""

from detente_client.model import Snapshot
from detente_client.tui.lines import Line, Span, columns, line
from detente_client.tui.names import TREATY_PHASES, kind_words, seat_name, treaty_title
from detente_client.tui.text import clean, listing, percent, shorten, sparkline
from detente_client.watch.standings import band_words
from detente_rules.ids import SeatId
from detente_rules.views.session_types import PersonView
from detente_rules.views.types import SeatView, View

QUIET = frozenset({"bot_named", "bot_seated"})
"""News that the rows tell already."""

FEW = 4
"""So many seats are named, more are counted."""


def people_in(view: View, seat: SeatId) -> tuple[PersonView, ...]:
    """Who holds a seat, in order of arrival."""
    return tuple(one for one in view.session.people if one.seat == seat)


def person_of(view: View, person: str) -> PersonView | None:
    """Somebody in the game."""
    return next((one for one in view.session.people if one.id == person), None)


def presence(snapshot: Snapshot, person: str) -> Span:
    """Here or away, by sign and word."""
    return ("● ", "good") if person in snapshot.connected else ("○ ", "warn")


def gone(snapshot: Snapshot, one: PersonView) -> bool:
    """Is this player neither here nor in a seat? Somebody who has left for good, or whose key was taken back."""
    return one.role == "player" and one.seat is None and one.id not in snapshot.connected


def advice(view: View | None) -> str:
    """What to do now, whatever page one looks at; "" where nothing wants doing."""
    if view is None:
        return ""
    if view.phase == "lobby":
        return "S starts the game; whoever comes later can still take a bot's seat."
    if view.paused:
        return "The clock stands: space lets it run on."
    if view.session.hands:
        one = person_of(view, view.session.hands[0])
        return f"{clean(one.name)} asks for the floor." if one is not None else ""
    if view.phase == "debrief":
        return "8: reveal the secrets seat by seat."
    owing = [seat_name(view, seat) for seat, done in view.locked.items() if not done]
    if not owing:
        return "Everybody is done."
    if view.phase == "decision" and len(owing) <= FEW:
        return f"Waiting for {', '.join(owing)}."
    return ""


def owes(view: View, seat: SeatId) -> Span:
    """What the seat still has to do in this phase."""
    done = view.locked.get(seat, False)
    if view.phase == "decision":
        return ("✓ sealed", "good") if done else ("owes its decision", "warn")
    if view.phase in {"briefing", "negotiation"}:
        return ("✓ ready", "good") if done else ("still at it", "plain")
    return ("", "plain")


def seat_rows(snapshot: Snapshot, width: int) -> tuple[tuple[SeatId, Line], ...]:
    """A line a seat, nations first; its heading is ``SEAT_TITLES`` in the same columns."""
    view = snapshot.view
    if view is None:
        return ()
    rows: list[list[Span]] = []
    seats = (*view.nations, *view.labs)
    wide = width >= 100
    for row in seats:
        about = kind_words(view, row) if wide else row.kind
        name: Span = (shorten(seat_name(view, row.id), 20 if wide else 12), "strong")
        rows.append([name, (about, "dim"), owes(view, row.id), _marks(view, row.id)])
    lines = columns(rows)
    return tuple(
        (row.id, (*text, ("  ", "plain"), *_holders(snapshot, view, row)))
        for row, text in zip(seats, lines, strict=True)
    )


def _holders(snapshot: Snapshot, view: View, row: SeatView) -> tuple[Span, ...]:
    people = people_in(view, row.id)
    spans: list[Span] = []
    if row.holder == "bot":
        spans.append((f"bot {clean(row.bot or '')}".strip(), "series5"))
        if people:
            spans.append((" for ", "dim"))
    elif row.holder == "open":
        spans.append(("open: a bot from the start on" if view.phase == "lobby" else "open", "dim"))
    for place, one in enumerate(people):
        if place:
            spans.append((", ", "plain"))
        spans.append(presence(snapshot, one.id))
        spans.append((clean(one.name), "plain"))
        notes: list[str] = list(one.duties) if len(people) > 1 else []
        notes += ["away"] if one.id not in snapshot.connected else []
        notes += ["program"] if one.program else []
        if notes:
            spans.append((f" ({', '.join(notes)})", "dim"))
    return tuple(spans)


def _marks(view: View, seat: SeatId) -> Span:
    """Hands and mutes, by word."""
    words = []
    people = people_in(view, seat)
    places = [view.session.hands.index(one.id) + 1 for one in people if one.id in view.session.hands]
    if places:
        words.append(f"hand {min(places)}")
    if any(one.muted for one in people):
        words.append("muted")
    return (", ".join(words), "warn")


def hands_line(view: View) -> Line:
    """The queue of those who ask for the floor."""
    asking = [one for name in view.session.hands if (one := person_of(view, name)) is not None]
    if not asking:
        return line(("Hands: ", "title"), ("nobody asks for the floor", "dim"))
    names = [f"{n} {clean(one.name)}{_for(view, one)}" for n, one in enumerate(asking, start=1)]
    return line(("Hands: ", "title"), (" · ".join(names), "warn"), ("   h: the first has had it", "dim"))


def _for(view: View, one: PersonView) -> str:
    return f" ({seat_name(view, one.seat)})" if one.seat else ""


def count_line(snapshot: Snapshot) -> Line:
    """How many are here, and how many seats still owe something."""
    view = snapshot.view
    if view is None:
        return ()
    players = [
        one
        for one in view.session.people
        if one.role == "player" and not one.program and not gone(snapshot, one)
    ]
    here = sum(one.id in snapshot.connected for one in players)
    loose = [clean(one.name) for one in players if one.seat is None]
    spans: list[str | Span] = [("Here: ", "title"), f"{here} of {len(players)} people"]
    if loose:
        spans.append((f" · without a seat: {listing(loose)}", "warn"))
    if view.phase in {"briefing", "negotiation", "decision"}:
        owing = sum(not done for done in view.locked.values())
        spans.append(f" · {owing} of {len(view.seats)} seats not done")
    if view.session.finishing:
        spans.append((" · this is the last round", "warn"))
    if snapshot.code:
        spans += [" · code ", (snapshot.code, "key")]
    return line(*spans)


def world_words(view: View) -> Line:
    """Risk and treaties, as everybody knows them, in a line."""
    spans: list[str | Span] = [("World: ", "title")]
    if view.reports:
        risk = [one.risk for one in view.reports]
        spans.append(
            f"risk {sparkline(risk, low=0.0, high=max(0.5, *risk))} {percent(risk[-1])} {band_words(view, risk[-1])[0]}"
        )
    else:
        spans.append(("no round played yet", "dim"))
    alive = [card for card in view.treaties if card.phase != "terminated"]
    for card in alive[:3]:
        inside = len(card.members if card.phase != "open" else card.signed)
        spans.append(
            f" · {treaty_title(view, card)}: {TREATY_PHASES[card.phase]}, {inside} of {len(card.parties)}"
        )
    if len(alive) > 3:
        spans.append(f" · {len(alive) - 3} more treaties")
    if not alive:
        spans.append((" · no treaty on the table", "dim"))
    return line(*spans)


def news_lines(snapshot: Snapshot, most: int) -> tuple[Line, ...]:
    """The last news, the newest first."""
    last = [one for one in reversed(snapshot.happenings) if one.kind not in QUIET][:most]
    return tuple(line((f"R{one.round} ", "dim"), clean(one.sentence)) for one in last)
