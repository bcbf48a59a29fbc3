"""What a line means in the plain line mode: lines to show, a command to send, or something to wait for."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from detente_client.model import Snapshot
from detente_client.tui import plain_powers as powers
from detente_client.tui.advice import advise
from detente_client.tui.briefing import brief_lines
from detente_client.tui.channels import key_of
from detente_client.tui.clock import read_clock
from detente_client.tui.debrief import (
    ledger_lines,
    result_lines,
    secret_lines,
    telling_lines,
    told,
    treaty_lives,
)
from detente_client.tui.drafting import TreatyDraft, blank_draft, draft_from_pack, draft_from_treaty, faults
from detente_client.tui.evidence import evidence_lines
from detente_client.tui.figures import last_round_line, my_line, seat_rows, world_line
from detente_client.tui.foresight import Question, draft_forecast, foresee, orders_forecast
from detente_client.tui.helptext import GLOSSARY, help_lines
from detente_client.tui.lines import Line, line
from detente_client.tui.names import PHASE_NAMES, holder_words, kind_words, seat_name, speaker, treaty_title
from detente_client.tui.orders import first_orders, fits, meaning
from detente_client.tui.plain_orders import BadOrders, find_seat, how_to, parse_orders
from detente_client.tui.text import clean
from detente_client.tui.treaties import card_lines, diff_lines, find_treaty, treaty_rows
from detente_rules.commands import (
    Accede,
    LeaveSeat,
    Message,
    PlayerCommand,
    Ratify,
    Ready,
    Seal,
    Sign,
    Start,
    TakeSeat,
    Unseal,
    Withdraw,
)
from detente_rules.decisions import Decision
from detente_rules.views.types import TreatyView, View


@dataclass
class Desk:
    """What one has in hand between two lines: the orders not yet sealed."""

    orders: Decision | None = None

    def current(self, view: View) -> Decision:
        """The orders as they stand. Raises: BadOrders for somebody without a seat."""
        if self.orders is None or not fits(view, self.orders):
            self.orders = first_orders(view)
        if self.orders is None:
            raise BadOrders("You have no seat, so you decide nothing: take SEAT.")
        return self.orders

    def how_to(self, view: View) -> str:
        """What orders look like in my seat."""
        try:
            return how_to(self.current(view))
        except BadOrders as bad:
            return str(bad)


@dataclass(frozen=True)
class Answer:
    """lines: to show, after the command (if any) is acknowledged. wait: a phase to wait for, "" the next one."""

    lines: tuple[Line, ...] = ()
    command: PlayerCommand | None = None
    wait: str | None = None
    advice: bool = field(default=False)


HELP: Final = (
    ("now", "what to do now"),
    ("table", "the seats and figures"),
    ("seats", "who sits where"),
    ("take SEAT, stand", "take a seat, leave it"),
    ("start", "begin the game"),
    ("brief", "who you are and what you want"),
    ("news", "what happened"),
    ("talk [SEAT]", "what was said"),
    ("say TEXT", "say it to everybody"),
    ("to SEAT[,SEAT] TEXT", "say it to some"),
    ("treaties, treaty N, diff N", "what is on the table, by number"),
    ("sign N, ratify N, accede N, withdraw N", "treaty acts"),
    ("packs", "prepared treaties"),
    ("forecast, forecast N", "what your orders would likely bring; what treaty N would, once in force"),
    (
        "propose PACK, propose {JSON}",
        "put a treaty on the table: a pack's number, or title, parties and clauses",
    ),
    ("decide ORDERS", "choose; without orders it shows them"),
    ("seal, unseal", "fix your orders, open them again"),
    ("ready, unready", "nothing more to say in this phase"),
    ("evidence", "findings and incidents"),
    ("debrief [ledgers N, secrets]", "after the end"),
    ("rules WORD", "rules and words that mention it"),
    ("wait [PHASE]", "for scripts: go on when the next phase (or that phase) is here"),
    ("quit", "leave; your seat waits"),
)


def answer(snapshot: Snapshot, text: str, desk: Desk, *, clock: float) -> Answer:
    """What a line means. clock: the server's time."""
    word, _, rest = text.strip().partition(" ")
    word, rest = word.casefold(), rest.strip()
    view = snapshot.view
    if not word:
        return Answer()
    if word in {"help", "?"}:
        known = (*HELP[:-1], *powers.HELP, HELP[-1])
        return Answer(tuple(line(f"{name}: {words}") for name, words in known if not rest or rest in name))
    if word == "wait":
        if rest and rest not in PHASE_NAMES:
            return _says(f"There is no phase “{clean(rest)}”; there are {', '.join(PHASE_NAMES)}.")
        return Answer(wait=rest)
    if word == "rules":
        return Answer(
            help_lines(rest) if rest else tuple(line(f"{name}: {words}") for name, words in GLOSSARY)
        )
    if view is None:
        return _says(advise(snapshot))
    try:
        if word == "now":
            return _now(snapshot, view, clock)
        if word in _SHOWS:
            return Answer(_SHOWS[word](snapshot, view, rest))
        if word in _ACTS:
            return _ACTS[word](view, rest)
        if word == "decide":
            return _decide(view, rest, desk)
        if word == "forecast":
            return Answer(_forecast(view, rest, desk))
        more = powers.shown(word, snapshot, view, rest)
        if more is not None:
            return Answer(more)
        made = powers.done(word, view, rest, lambda: desk.current(view))
        if made is not None:
            return Answer((line(made[0]),), made[1])
        if word == "seal":
            return Answer((line("Sealed."),), Seal(desk.current(view)))
    except BadOrders as bad:
        return _says(str(bad))
    return _says(f"“{clean(word)}” is no command; help lists them.")


def _says(words: str) -> Answer:
    return Answer((line(words),))


def _now(snapshot: Snapshot, view: View, clock: float) -> Answer:
    left = read_clock(view, clock)
    words = f"Round {view.round} of {view.rounds}, {PHASE_NAMES[view.phase].lower()}"
    words += f", {left.text}" if left.text else ""
    seat = f"; you are {seat_name(view, view.seat)}" if view.seat else "; you have no seat"
    return Answer((line(f"{words}{seat}; connection {snapshot.connection}."),), advice=True)


# --------------------------------------------------------------------------------------------------------- what is shown


def _table(_snapshot: Snapshot, view: View, _rest: str) -> tuple[Line, ...]:
    rows = [row for row in (my_line(view), last_round_line(view), world_line(view)) if row]
    return (*(text for _, text in seat_rows(view, 120)), *rows)


def _seats(_snapshot: Snapshot, view: View, _rest: str) -> tuple[Line, ...]:
    return tuple(
        line(f"{clean(row.id)}: {seat_name(view, row.id)}, {kind_words(view, row)}, {holder_words(row)}"
             + (" (you)" if row.id == view.seat else ""))
        for row in view.seats
    )  # fmt: skip


def _brief(_snapshot: Snapshot, view: View, _rest: str) -> tuple[Line, ...]:
    return brief_lines(view)


def _news(snapshot: Snapshot, _view: View, _rest: str) -> tuple[Line, ...]:
    told = [item for item in snapshot.happenings[-20:] if item.kind != "message_sent"]
    return tuple(line(f"R{item.round} {clean(item.sentence)}") for item in told) or (line("Nothing yet."),)


def _talk(snapshot: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    key = (find_seat(view, rest),) if rest else ()
    heard = [message for message in snapshot.messages if key_of(message, view.seat) == key][-20:]
    return tuple(line(f"{speaker(view, m)}: {clean(m.text)}") for m in heard) or (
        line("Nothing was said here."),
    )


def _treaties(_snapshot: Snapshot, view: View, _rest: str) -> tuple[Line, ...]:
    places = {card.id: place for place, card in enumerate(view.treaties, start=1)}
    rows = [line(f"{places[treaty]}: ", *text) for treaty, text in treaty_rows(view)]
    return tuple(rows) or (line("No treaty is on the table; packs lists prepared ones."),)


def _find_treaty(view: View, rest: str) -> TreatyView:
    card = find_treaty(view, rest)
    if card is not None:
        return card
    known = (
        ", ".join(f"{n} {treaty_title(view, card)}" for n, card in enumerate(view.treaties, start=1))
        or "none"
    )
    raise BadOrders(f"There is no treaty “{clean(rest)}”; there are: {known}.")


def _treaty(_snapshot: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    return card_lines(view, _find_treaty(view, rest))


def _diff(_snapshot: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    return diff_lines(view, _find_treaty(view, rest))


def _forecast(view: View, rest: str, desk: Desk) -> tuple[Line, ...]:
    nothing = (line("There is nothing to forecast now."),)
    if not rest:
        known = orders_forecast(foresee(Question(view, desk.current(view))))
        return (known,) if known else nothing
    card = replace(draft_from_treaty(_find_treaty(view, rest)), amends=None)
    return draft_forecast(foresee(Question(view, draft=card)), foresee(Question(view))) or nothing


def _packs(_snapshot: Snapshot, view: View, _rest: str) -> tuple[Line, ...]:
    return tuple(
        line(f"{n}: {clean(str(pack.get('title', '')))}. {clean(str(pack.get('text', '')))}")
        for n, pack in enumerate(view.packs, start=1)
    ) or (line("No packs are prepared here."),)


def _evidence(_snapshot: Snapshot, view: View, _rest: str) -> tuple[Line, ...]:
    return evidence_lines(view)


def _debrief(_snapshot: Snapshot, view: View, rest: str) -> tuple[Line, ...]:
    if view.debrief is None:
        return (line("The debrief opens when the last round is over."),)
    debrief = told(view, view.debrief)
    part, _, number = rest.partition(" ")
    if part == "ledgers":
        rounds = [int(number)] if number.isdigit() else range(1, len(debrief.ledgers) + 1)
        return tuple(row for n in rounds for row in (line(f"Round {n}"), *ledger_lines(view, debrief, n)))
    if part == "secrets":
        return (*treaty_lives(view), *secret_lines(view, debrief))
    return (*telling_lines(view), *result_lines(view, debrief))


_SHOWS: Final[dict[str, Callable[[Snapshot, View, str], tuple[Line, ...]]]] = {
    "table": _table,
    "seats": _seats,
    "brief": _brief,
    "news": _news,
    "talk": _talk,
    "treaties": _treaties,
    "treaty": _treaty,
    "diff": _diff,
    "packs": _packs,
    "evidence": _evidence,
    "debrief": _debrief,
}

# ---------------------------------------------------------------------------------------------------------- what is done


def _say(_view: View, rest: str) -> Answer:
    return Answer((line("Said."),), Message(text=rest)) if rest else _says("What? say TEXT")


def _to(view: View, rest: str) -> Answer:
    names, _, text = rest.partition(" ")
    seats = tuple(find_seat(view, name) for name in names.split(",") if name)
    if not seats or not text.strip():
        return _says("To whom, and what? to SEAT[,SEAT] TEXT")
    return Answer((line("Said."),), Message(text=text.strip(), to=seats))


def _sign(view: View, rest: str) -> Answer:
    card = _find_treaty(view, rest)
    return Answer((line(f"You signed “{clean(card.title)}”."),), Sign(card.id, card.version))


def _ratify(view: View, rest: str) -> Answer:
    return Answer((line("Put to your parliament."),), Ratify(_find_treaty(view, rest).id))


def _accede(view: View, rest: str) -> Answer:
    return Answer((line("You joined it."),), Accede(_find_treaty(view, rest).id))


def _withdraw(view: View, rest: str) -> Answer:
    return Answer((line("Done."),), Withdraw(_find_treaty(view, rest).id))


def _propose(view: View, rest: str) -> Answer:
    if rest.startswith("{"):
        try:
            data = json.loads(rest)
            draft = TreatyDraft(
                str(data["title"]),
                tuple(data.get("parties") or blank_draft(view).parties),
                tuple(data["clauses"]),
            )
        except (ValueError, KeyError, TypeError) as fault:
            return _says(f"That is no draft: {clean(str(fault))}")
    elif rest.isdigit() and 1 <= int(rest) <= len(view.packs):
        draft = draft_from_pack(view, view.packs[int(rest) - 1])
    else:
        return _says("Which pack? packs lists them by number.")
    wrong = faults(view, draft)
    if wrong:
        return Answer(tuple(line(f"Not ready: {fault}") for fault in wrong))
    return Answer((line(f"“{clean(draft.title)}” is on the table. sign it, too."),), draft.command())


def _take(view: View, rest: str) -> Answer:
    seat = find_seat(view, rest) if rest else None
    return Answer((line("You have a seat; brief tells who you are."),), TakeSeat(seat))


def _fixed(words: str, make: Callable[[], PlayerCommand]) -> Callable[[View, str], Answer]:
    return lambda _view, _rest: Answer((line(words),), make())


_ACTS: Final[dict[str, Callable[[View, str], Answer]]] = {
    "say": _say,
    "to": _to,
    "sign": _sign,
    "ratify": _ratify,
    "accede": _accede,
    "withdraw": _withdraw,
    "propose": _propose,
    "take": _take,
    "stand": _fixed("You left your seat.", LeaveSeat),
    "start": _fixed("The game begins.", Start),
    "ready": _fixed("Ready.", Ready),
    "unready": _fixed("Taken back.", lambda: Ready(ready=False)),
    "unseal": _fixed("Open again.", Unseal),
}


def _decide(view: View, rest: str, desk: Desk) -> Answer:
    desk.orders = parse_orders(view, rest.casefold().split(), desk.current(view))
    sealed = "" if view.phase == "decision" else " It can be sealed in the decision phase."
    tail = (
        line(f"Not sealed yet: seal fixes it.{sealed}")
        if view.sealed != desk.orders
        else line("This is sealed.")
    )
    return Answer((*meaning(view, desk.orders), tail))
