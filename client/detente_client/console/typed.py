"""What a facilitator's typed line means: lines to show, a deed to do, or something to wait for. Pure.

``plain`` does them; the words themselves are in ``typed_shows`` and ``typed_deeds``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from detente_client.console.deeds import Deed
from detente_client.console.naming import NoSuch, meant
from detente_client.console.typed_deeds import DEEDS
from detente_client.console.typed_shows import SHOWS
from detente_client.model import Snapshot
from detente_client.tui.lines import Line, line
from detente_client.tui.names import PHASE_NAMES
from detente_client.tui.text import clean
from detente_rules.rejections import Refused


@dataclass(frozen=True)
class Answer:
    """lines: to show. deed: to do, asking first where it asks. wait: a phase to wait for, "" the next one.

    undo: take the last way back.
    """

    lines: tuple[Line, ...] = ()
    deed: Deed | None = None
    wait: str | None = None
    undo: bool = False


HELP: Final = (
    ("now", "round, phase, clock, what to do"),
    ("room", "every seat: who holds it, who is here, what it owes; hands; the world"),
    ("plan", "the run-of-show, and how far behind it you are"),
    ("people, seats, bots", "who is here; the seats; the bots there are"),
    ("news [N], talk [N]", "the last N things that happened, that were said"),
    ("treaties, treaty N", "what is on the table"),
    ("start", "begin round 1"),
    ("pause, resume, extend [MINUTES]", "the clock; one minute more where no number is said"),
    ("end", "end this phase now"),
    ("finish, unfinish", "this is the last round; all rounds after all"),
    ("say TEXT", "announce it to everybody"),
    ("whisper SEAT[,SEAT] TEXT", "say it to these seats alone"),
    ("injects, inject N", "what is ready, prepared, out; one of them in full"),
    ("release N, schedule N ROUND [PHASE], recall N", "let an inject out, have it come by itself, take it back"),
    ("write TITLE: TEXT, write to=SEAT,SEAT round=N TITLE: TEXT", "prepare an inject of your own"),
    (
        "write trust=-0.1@NATION capability=0.5@LAB assurance=0.2@LAB revenue=0.8@LAB incident=LAB TITLE: TEXT",
        "and what it does to the world, any of these",
    ),
    ("bot SEAT BOT [: MEMO], human SEAT [: MEMO]", "a bot plays the seat; its people do again; / ends a line of the memo"),
    ("move PERSON SEAT, move PERSON nowhere", "another seat, or none"),
    ("mute PERSON, unmute PERSON", "no messages from this person for a while"),
    ("heard [PERSON]", "the first of the queue (or this person) has had the floor"),
    ("duties PERSON DUTY[,DUTY], duties PERSON none", "what a member of a delegation is there for"),
    ("code, newcode", "how others come in; another join code"),
    ("newkey PERSON, takekey PERSON", "a new key for somebody who lost theirs; take a key back"),
    ("settings, set NAME VALUE, level [LEVEL]", "the session's numbers; the level of the rules"),
    ("rounds, branch ROUND", "the rounds played; a new game from the end of one"),
    ("debrief, questions, reveal SEAT, reveal next", "the result, what to talk about, secrets seat by seat"),
    ("undo", "the way back from the last thing that has one"),
    ("yes, no", "when you were asked"),
    ("wait [PHASE]", "for scripts: go on when the next phase (or that phase) is here"),
    ("quit", "leave; the game runs on"),
)  # fmt: skip

OTHER_WORDS: Final[Mapping[str, str]] = {
    "announce": "say", "to": "whisper", "more": "extend", "next": "end", "risk": "room",
    "continue": "resume", "status": "now", "?": "help",
}  # fmt: skip
"""What else people say for a word."""


def answer(snapshot: Snapshot, text: str, *, clock: float) -> Answer:
    """What a line means. clock: the server's time."""
    word, _, rest = text.strip().partition(" ")
    word, rest = word.casefold(), rest.strip()
    if not word:
        return Answer()
    word = OTHER_WORDS.get(word, word)
    if word == "help":
        rows = [line(f"{name}: {words}") for name, words in HELP if rest.casefold() in name.casefold()]
        return Answer(tuple(rows) or (line(f"No word has “{clean(rest)}” in it; help lists them all."),))
    if word == "wait":
        return _wait(rest)
    if word == "undo":
        return Answer(undo=True)
    if word in {"yes", "no", "y", "n"}:
        return _says("Nothing was asked.")
    view = snapshot.view
    if view is None:
        return _says(clean(snapshot.detail) or "The game has not answered yet.")
    try:
        if word in SHOWS:
            return Answer(SHOWS[word](snapshot, view, rest, clock))
        if word in DEEDS:
            return Answer(deed=DEEDS[word](snapshot, view, rest))
    except NoSuch as no:
        return _says(str(no))
    except Refused as no:
        return _says(clean(no.rejection.message))
    known = [(one, one) for one in (*SHOWS, *DEEDS, "help", "undo", "wait", "quit")]
    hint = meant(known, word)
    return _says(f"“{clean(word)}” is no command. {hint if hint.startswith('Did') else 'help lists them.'}")


def _wait(rest: str) -> Answer:
    if rest and rest not in PHASE_NAMES:
        return _says(f"There is no phase “{clean(rest)}”; there are {', '.join(PHASE_NAMES)}.")
    return Answer(wait=rest)


def _says(words: str) -> Answer:
    return Answer((line(words),))
