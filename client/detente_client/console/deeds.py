"""What a facilitator may do, each with the question it asks first and the way back. Pure.

A deed that takes something from somebody, or that the rules cannot undo, asks once and says so; the others are done
at once. Where there is a way back, one key takes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import PHASE_NAMES, seat_name
from detente_client.tui.text import clean, listing
from detente_rules.commands import (
    Announce,
    EndPhase,
    Extend,
    Pause,
    PlayerCommand,
    Resume,
    SeatBot,
    Start,
    parse_command,
)
from detente_rules.commands.facilitation import (
    Appoint,
    Finish,
    LowerHand,
    MovePerson,
    Mute,
    Prepare,
    Recall,
    Release,
    Reveal,
    SetLevel,
    SetThreshold,
)
from detente_rules.wire.messages import Act, Branch, ChangeCode, Reissue, Revoke

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente_rules.ids import Duty
    from detente_rules.scenario import Level
    from detente_rules.views.session_types import InjectView, PersonView
    from detente_rules.views.types import View

Order: TypeAlias = PlayerCommand | Act

FOR_GOOD: Final = "This cannot be undone."
BACK: Final = "z undoes it."
SAID: Final = "Said."
"""What was done, of deeds that need no words afterwards."""


@dataclass(frozen=True)
class Deed:
    """One act. done: what to say afterwards. asks: the question before it, "" for none. undo: the way back, None for none.

    shows: what of the server's answer is put on a card. going_back: it is itself a way back, so its question names no other.
    """

    order: Order
    done: str
    asks: str = ""
    undo: Deed | None = None
    shows: Literal["", "token", "broker", "branch"] = ""
    going_back: bool = False

    @property
    def question(self) -> str:
        """The question, with whether there is a way back."""
        return self.question_with(BACK)

    def question_with(self, back: str) -> str:
        """The question, with how to take the way back where there is one."""
        if not self.asks or self.going_back:
            return self.asks
        return f"{self.asks.rstrip()} {back if self.undo is not None else FOR_GOOD}"


def asking(deed: Deed, question: str, undo: Deed | None = None) -> Deed:
    """The same deed with a question and a way back."""
    return replace(deed, asks=question, undo=undo)


def overtaken(deed: Deed, asked: View | None, now: View | None) -> str:
    """Why a deed is no longer what was asked about, in words; "" while it is. asked, now: the views at question and answer."""
    if not isinstance(deed.order, EndPhase) or asked is None or now is None:
        return ""
    if (asked.phase, asked.round) == (now.phase, now.round):
        return ""
    return f"The {PHASE_NAMES[asked.phase].lower()} has ended by itself meanwhile."


def way_back(deed: Deed, answer: Mapping[str, Any]) -> Deed | None:
    """The way back from a deed that is done. answer: the server's; it alone names an inject that was typed."""
    if deed.undo is None and isinstance(deed.order, Prepare) and isinstance(answer.get("inject"), str):
        return Deed(Recall(answer["inject"]), "It is taken back; nobody has heard of it.")
    return deed.undo


def going_back(last: Deed, since: str) -> Deed:
    """The last way back; it asks where something else was done since (``since``, in words) that has none."""
    if not since:
        return last
    asks = f"What came last has no way back: “{since}” Go back on what was before it? Then: “{last.done}”"
    return replace(last, asks=asks, going_back=True)


def not_yet(last: Deed) -> Deed:
    """The way back that ``going_back`` asked about, as it was: it was not taken."""
    return replace(last, asks="", going_back=False)


def answer_lines(deed: Deed, answer: Mapping[str, Any], how: str) -> tuple[Line, ...]:
    """What the server answered: new keys, or the way into a new game; nothing where there is nothing to hand on.

    how: the way to run the new game.
    """
    if deed.shows == "token":
        return (
            line("Give this to that person alone; it is shown once:"), BLANK,
            line((str(answer.get("token", "")), "key")), BLANK,
            line(("It goes into DETENTE_TOKEN or a --token-file of detente join.", "dim")),
            *_broker_lines(answer),
        )  # fmt: skip
    if deed.shows == "broker":
        return _broker_lines(answer)
    code = str(answer.get("code", ""))
    return (
        line("The new game stands beside this one; this one stays as it is."), BLANK,
        line(("Join code   ", "title"), (code, "key")),
        line(("Run it      ", "title"), (how, "key")),
    )  # fmt: skip


def _broker_lines(answer: Mapping[str, Any]) -> tuple[Line, ...]:
    """The seat's user at an MQTT broker; nothing without a broker, or where another program keeps its users."""
    if not answer.get("mqtt_password"):
        return ()
    return (
        BLANK,
        line("Over MQTT the seat has another password; the old one opens nothing any more:"), BLANK,
        line(("User       ", "title"), (str(answer.get("mqtt_user", "")), "key")),
        line(("Password   ", "title"), (str(answer["mqtt_password"]), "key")), BLANK,
        line(("It goes into DETENTE_MQTT_PASSWORD of whoever plays the seat next.", "dim")),
    )  # fmt: skip


# --- the clock -----------------------------------------------------------------------------------------------------------


def start(view: View) -> Deed:
    """Begin round 1."""
    empty = [seat_name(view, row.id) for row in view.seats if row.holder == "open"]
    bots = f"Bots take {listing(empty)}; latecomers can still have them. " if empty else ""
    return Deed(Start(), "The game has begun.", f"Begin round 1? {bots}")


def pause_or_resume(view: View) -> Deed:
    """Stop the clock, or let it run on."""
    stop, go = Deed(Pause(), "The clock stands."), Deed(Resume(), "The clock runs on.")
    return replace(go, undo=stop) if view.paused else replace(stop, undo=go)


def add_time(seconds: float) -> Deed:
    """More time; nobody minds, so it asks nothing."""
    return Deed(Extend(seconds=seconds), f"{seconds:.0f} s more.")


def end_phase(view: View) -> Deed:
    """On to the next phase."""
    owing = [seat_name(view, seat) for seat, done in view.locked.items() if not done]
    left = f" {listing(owing)} {'has' if len(owing) == 1 else 'have'} not finished." if owing else ""
    return Deed(EndPhase(), "On we go.", f"End the {PHASE_NAMES[view.phase].lower()} now?{left}")


def finish(view: View) -> Deed:
    """End the game after this round, or as planned after all."""
    last, on = (
        Deed(Finish(finish=True), "This is the last round."),
        Deed(Finish(finish=False), "All rounds are played."),
    )
    if view.session.finishing:
        return replace(on, undo=last)
    return asking(
        last, f"End the game after round {view.round}, instead of round {view.rounds}? Everybody is told.", on
    )


# --- people --------------------------------------------------------------------------------------------------------------


def mute(who: PersonView) -> Deed:
    """No messages from this person for a while, or again."""
    name = clean(who.name)
    off, on = (
        Deed(Mute(who.id, muted=True), f"{name} is muted."),
        Deed(Mute(who.id, muted=False), f"{name} may speak."),
    )
    return (
        replace(on, undo=off)
        if who.muted
        else asking(off, f"Mute {name}? No messages for now; everything else goes on.", on)
    )


def move(view: View, who: PersonView, seat: str | None) -> Deed:
    """Another seat, or none."""
    name = clean(who.name)
    there = f"to {seat_name(view, seat)}" if seat else "out of its seat"
    back = Deed(MovePerson(who.id, who.seat), f"{name} is back.")
    empties = who.seat is not None and sum(one.seat == who.seat for one in view.session.people) == 1
    bot = f" A bot takes {seat_name(view, who.seat or '')}." if empties and view.phase != "lobby" else ""
    return asking(Deed(MovePerson(who.id, seat), f"{name} is moved."), f"Move {name} {there}?{bot}", back)


def lower_hand(who: PersonView) -> Deed:
    """It has had the floor."""
    return Deed(LowerHand(who.id), f"{clean(who.name)} has had the floor.")


def appoint(who: PersonView, duties: Sequence[Duty]) -> Deed:
    """What a member of a delegation is there for."""
    words = listing(list(duties)) or "no duty"
    return Deed(
        Appoint(who.id, tuple(duties)),
        f"{clean(who.name)}: {words}.",
        undo=Deed(Appoint(who.id, who.duties), "As before."),
    )


def hand_over(view: View, seat: str, bot: str | None, memo: str = "") -> Deed:
    """A seat to a bot, or back to its people, with a memo for whoever takes over."""
    name, row = seat_name(view, seat), view.seat_row(seat)
    to_people = Deed(SeatBot(seat, None, memo=memo), f"{name} is back with its people.")
    if bot is None:
        undo = Deed(SeatBot(seat, row.bot), f"{name} is with the bot again.") if row.bot else None
        return asking(to_people, f"Give {name} back to its people?", undo)
    people = row.people
    undo = Deed(SeatBot(seat, None), f"{name} is back with its people.") if people else None
    who = f" {listing([clean(one) for one in people])} can watch." if people else ""
    others = [one for one in view.seats if one.id != seat and one.holder == "people"]
    if not others and view.phase not in {"lobby", "debrief"} and not view.paused:
        # A table of programs waits for nobody (R2.5): the rest of the game would be over in seconds.
        who += " No people are left then: the bots play the rest at once, unless you pause first."
    return asking(
        Deed(SeatBot(seat, bot, memo=memo), f"{name} is played by {bot}."),
        f"Give {name} to the bot {bot}? Everybody sees that it is a bot.{who}",
        undo,
    )


def revoke(who: PersonView) -> Deed:
    """Take the credential back."""
    name = clean(who.name)
    return Deed(
        Revoke("revoke", who.id),
        f"{name} is out.",
        f"Take {name}'s key back? It opens nothing any more; the seat is left.",
        shows="broker",
    )


def reissue(who: PersonView) -> Deed:
    """A new key for somebody who lost theirs."""
    name = clean(who.name)
    return Deed(
        Reissue("reissue", who.id), f"A new key for {name}.",
        f"Make a new key for {name}? The old one opens nothing any more, and its device is sent away.", shows="token",
    )  # fmt: skip


def change_code() -> Deed:
    """Another join code."""
    return Deed(
        ChangeCode("change_code"), "The join code is another one; the wall shows it.",
        "Change the join code? The old one opens nothing any more; whoever is in stays in.",
    )  # fmt: skip


# --- words and events ----------------------------------------------------------------------------------------------------


def say(text: str, to: Sequence[str]) -> Deed:
    """Announce to everybody, or whisper to some seats."""
    return Deed(Announce(text=text, to=tuple(to)), "")


def prepare(order: Prepare, known: InjectView | None = None) -> Deed:
    """Get an inject ready, now or for a round. known: as it stood before, where it did."""
    when = f" for round {order.round}" if order.round is not None else ""
    undo = None
    if known is not None:
        undo = Deed(_as_before(known) if known.standing == "prepared" else Recall(known.id), "As before.")
    return Deed(order, f"Prepared{when}; only you know.", undo=undo)


def _as_before(one: InjectView) -> PlayerCommand:
    """Prepare it as it stands here, under its own id."""
    return parse_command(
        {
            "kind": "prepare", "inject": one.source or one.id, "title": one.title, "text": one.text, "to": list(one.to),
            "effects": list(one.effects), "round": one.round, "phase": one.phase,
        }
    )  # fmt: skip


def release(view: View, one: InjectView) -> Deed:
    """Let it out."""
    whom = listing([seat_name(view, seat) for seat in one.to]) or "everybody"
    return Deed(Release(one.id), f"“{clean(one.title)}” is out.", f"Release “{clean(one.title)}” to {whom}?")


def recall(one: InjectView) -> Deed:
    """Not after all."""
    return asking(
        Deed(Recall(one.id), f"“{clean(one.title)}” is taken back."),
        f"Take “{clean(one.title)}” back? Nobody will have heard of it.",
        Deed(_as_before(one), "Prepared again."),
    )


# --- the session ---------------------------------------------------------------------------------------------------------


def set_threshold(name: str, value: float, was: float | None) -> Deed:
    """One of the session's numbers; on record."""
    undo = Deed(SetThreshold(name, was), f"{name} is {was:g} again.") if was is not None else None  # type: ignore[arg-type]
    return Deed(SetThreshold(name, value), f"{name} is {value:g}; everybody is told.", undo=undo)  # type: ignore[arg-type]


def set_level(level: Level) -> Deed:
    """Up to another level of the rules."""
    return Deed(
        SetLevel(level),
        f"The room plays at {level} level.",
        f"Raise the room to the {level} level of the rules?",
    )


def reveal(view: View, seat: str) -> Deed:
    """Its secrets are on the table."""
    name = seat_name(view, seat)
    return Deed(Reveal(seat), f"{name} is revealed.", f"Reveal {name}'s secrets to the room?")


def branch(round_: int) -> Deed:
    """A new game from the end of a past round."""
    return Deed(
        Branch("branch", round_), f"A new game from the end of round {round_}.",
        f"Begin a new game from the end of round {round_}? This one stays as it is.", shows="branch",
    )  # fmt: skip
