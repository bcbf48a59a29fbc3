"""The words of the console's line mode that do something. Pure: what was typed in, a deed out."""

from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from detente_client.console import deeds, rolls, room
from detente_client.console.deeds import Deed
from detente_client.console.naming import NoSuch, take
from detente_client.console.typed_injects import INJECTS
from detente_client.console.typed_names import Make, figure, find_person, find_seat, in_play, player
from detente_client.model import Snapshot
from detente_client.tui.names import seat_name
from detente_client.tui.text import clean
from detente_rules.ids import Duty
from detente_rules.session import RANGES
from detente_rules.views.types import View

MINUTE: Final = 60.0


# --- the clock -----------------------------------------------------------------------------------------------------------


def _start(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, rest
    if view.phase != "lobby":
        raise NoSuch("The game has begun.")
    return deeds.start(view)


def _pause(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, rest
    if in_play(view).paused:
        raise NoSuch("The clock stands already; resume lets it run on.")
    return deeds.pause_or_resume(view)


def _resume(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, rest
    if not in_play(view).paused:
        raise NoSuch("The clock is running.")
    return deeds.pause_or_resume(view)


def _extend(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    in_play(view)
    minutes = figure(rest.split(maxsplit=1)[0], "extend MINUTES") if rest else 1.0
    if not 0 < minutes <= 600:
        raise NoSuch("From a moment to 600 minutes. It is: extend MINUTES")
    return deeds.add_time(MINUTE * minutes)


def _end(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, rest
    return deeds.end_phase(in_play(view))


def _finish(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, rest
    if in_play(view).session.finishing:
        raise NoSuch("This is the last round already; unfinish plays all of them.")
    return deeds.finish(view)


def _unfinish(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, rest
    if not in_play(view).session.finishing:
        raise NoSuch("All rounds are played as planned.")
    return deeds.finish(view)


# --- words and events ----------------------------------------------------------------------------------------------------


def _say(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, view
    if not rest:
        raise NoSuch("What? It is: say TEXT")
    return deeds.say(rest, ())


def _whisper(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    how = "It is: whisper SEAT[,SEAT] TEXT"
    seats, text = [], rest
    while True:
        first, comma, after = text.partition(",")
        if comma and (seat := _whole_seat(view, first)) is not None:
            seats.append(seat)
            text = after.strip()
            continue
        seat, text = find_seat(view, text)
        seats.append(seat)
        break
    if not text:
        raise NoSuch(f"What? {how}")
    return deeds.say(text, tuple(dict.fromkeys(seats)))


def _whole_seat(view: View, text: str) -> str | None:
    """The seat that this text names and nothing else."""
    try:
        seat, rest = find_seat(view, text.strip())
    except NoSuch:
        return None
    return None if rest else seat


# --- people --------------------------------------------------------------------------------------------------------------


def _bot(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    names, _, memo = rest.partition(":")
    seat, name = find_seat(view, names)
    if not name:
        raise NoSuch(
            f"Which bot plays {seat_name(view, seat)}? bots lists them. It is: bot SEAT BOT [: MEMO]"
        )
    bot, _ = take("bot", [(one, one) for one, _ in rolls.bot_rows()], name)
    return deeds.hand_over(view, seat, bot, _memo(memo))


def _human(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    name, _, memo = rest.partition(":")
    seat, _ = find_seat(view, name)
    shown = seat_name(view, seat)
    if not room.people_in(view, seat):
        raise NoSuch(f"Nobody sits for {shown}: move PERSON {clean(seat)} puts somebody there.")
    if view.seat_row(seat).holder != "bot":
        raise NoSuch(f"{shown} is with its people.")
    return deeds.hand_over(view, seat, None, _memo(memo))


def _memo(text: str) -> str:
    """Three lines for whoever takes over; a stroke between them."""
    return "\n".join(part.strip() for part in text.split(" / ") if part.strip())


def _move(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    who, where = player(view, rest)
    if where.casefold() in {"nowhere", "out"}:
        if who.seat is None:
            raise NoSuch(f"{clean(who.name)} has no seat.")
        return deeds.move(view, who, None)
    seat, _ = find_seat(view, where)
    if seat == who.seat:
        raise NoSuch(f"{clean(who.name)} sits there.")
    return deeds.move(view, who, seat)


def _mute(muted: bool) -> Make:  # noqa: FBT001 - one of two words
    def make(snapshot: Snapshot, view: View, rest: str) -> Deed:
        del snapshot
        who, _ = player(view, rest)
        if who.muted == muted:
            raise NoSuch(f"{clean(who.name)} {'is muted already' if muted else 'may speak'}.")
        return deeds.mute(who)

    return make


def _heard(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    if not view.session.hands:
        raise NoSuch("Nobody asks for the floor.")
    who = find_person(view, rest)[0] if rest else room.person_of(view, view.session.hands[0])
    if who is None or who.id not in view.session.hands:
        raise NoSuch("This person does not ask for the floor.")
    return deeds.lower_hand(who)


def _duties(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    who, words = player(view, rest)
    known: tuple[Duty, ...] = get_args(Duty)
    if who.seat is None:
        raise NoSuch("Duties are for people in a seat.")
    if not words:
        raise NoSuch("It is: duties PERSON DUTY[,DUTY], or duties PERSON none")
    names = [(duty, duty) for duty in known]
    given = {take("duty", names, one)[0] for one in words.split(",") if one.strip() and words != "none"}
    return deeds.appoint(who, tuple(duty for duty in known if duty in given))


def _newkey(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    return deeds.reissue(find_person(view, rest)[0])


def _takekey(snapshot: Snapshot, view: View, rest: str) -> Deed:
    who, _ = find_person(view, rest)
    if who.id == snapshot.person:
        raise NoSuch("This is your own key.")
    return deeds.revoke(who)


def _newcode(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot, view, rest
    return deeds.change_code()


# --- the session ---------------------------------------------------------------------------------------------------------


def _set(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    name, text = take("number", [(one, one) for one in rolls.SETTINGS], rest)
    low, high = RANGES[name]
    value = figure(text, f"set {name} VALUE, {low:g} to {high:g}")
    if not low <= value <= high:
        raise NoSuch(f"{name}: from {low:g} to {high:g}.")
    return deeds.set_threshold(name, value, view.session.thresholds.get(name))


def _level(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    if rest:
        name, _ = take("level", [(one, one) for one in rolls.LEVELS], rest)
        return deeds.set_level(cast("Any", name))
    place = rolls.LEVELS.index(view.level) + 1
    if place == len(rolls.LEVELS):
        raise NoSuch("This is the highest level.")
    return deeds.set_level(rolls.LEVELS[place])


def _branch(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    played = [str(one.round) for one in view.reports]
    if rest not in played:
        words = f"Played: {', '.join(played)}." if played else "None is played yet."
        raise NoSuch(f"From the end of which round? {words}")
    return deeds.branch(int(rest))


def _reveal(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    if view.debrief is None:
        raise NoSuch("Secrets are for the debrief.")
    left = [row.id for row in (*view.nations, *view.labs) if row.id not in view.session.revealed]
    if not left:
        raise NoSuch("Every seat is revealed.")
    seat = left[0] if rest == "next" else find_seat(view, rest)[0]
    if seat not in left:
        raise NoSuch(f"{seat_name(view, seat)} is revealed already.")
    return deeds.reveal(view, seat)


DEEDS: Final[Mapping[str, Make]] = {
    "start": _start,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "end": _end,
    "finish": _finish,
    "unfinish": _unfinish,
    "say": _say,
    "whisper": _whisper,
    **INJECTS,
    "bot": _bot,
    "human": _human,
    "move": _move,
    "mute": _mute(True),
    "unmute": _mute(False),
    "heard": _heard,
    "duties": _duties,
    "newkey": _newkey,
    "takekey": _takekey,
    "newcode": _newcode,
    "set": _set,
    "level": _level,
    "branch": _branch,
    "reveal": _reveal,
}
"""Every word that does something."""
