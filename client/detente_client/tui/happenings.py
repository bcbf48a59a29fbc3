"""Which news deserve a toast: those that ask something of me or change where I stand."""

from typing import Final, Literal

from detente_client.model import Happening, Snapshot
from detente_client.tui.text import clean

Severity = Literal["information", "warning", "error"]

_TOLD: Final[dict[str, Severity]] = {
    "announced": "warning",
    "paused": "warning",
    "resumed": "information",
    "deadline_moved": "information",
    "treaty_proposed": "information",
    "treaty_amended": "information",
    "treaty_withdrawn": "warning",
    "treaty_moved": "information",
    "treaty_revised": "information",
    "question_put": "warning",
    "question_closed": "information",
    "accusation_answered": "information",
    "standard_set": "information",
    "participation_changed": "information",
    "key_turned": "warning",
    "weights_released": "warning",
    "evidence_passed": "information",
    "inject_released": "warning",
    "world_shaken": "warning",
    "finish_set": "warning",
    "threshold_set": "information",
    "level_set": "warning",
    "muted": "warning",
    "hand_placed": "information",
    "memo_left": "information",
    "duties_given": "information",
    "draft_written": "information",
    "endorsed": "information",
    "seat_revealed": "information",
}
MOST = 3
"""At most so many sentences in a toast; the rest can be read in the news."""


def toasts(before: Snapshot, after: Snapshot) -> tuple[tuple[Severity, str], ...]:
    """What came new between two snapshots and should be said aloud. History is not news."""
    out: list[tuple[Severity, str]] = []
    if before.connection == "live" and after.connection == "lost":
        out.append(("error", "The connection is lost. It mends itself; nothing you typed is lost."))
    if before.connection == "lost" and after.connection == "live":
        out.append(("information", "Connected again."))
    if before.view is None:
        return tuple(out)
    last = max((news.seq for news in before.happenings), default=0)
    me = before.view.people.get(after.person, "")
    fresh = [news for news in after.happenings if news.seq > last and _matters(news, me)][-MOST:]
    if fresh:
        severity: Severity = (
            "warning" if any(_TOLD[news.kind] == "warning" for news in fresh) else "information"
        )
        out.append((severity, "\n".join(clean(news.sentence) for news in fresh)))
    return tuple(out)


def _matters(news: Happening, me: str) -> bool:
    """me: my name; what I do in my own delegation I know already."""
    if news.kind in {"draft_written", "endorsed"} and me and news.sentence.startswith(f"{me} "):
        return False
    return news.kind in _TOLD and bool(news.sentence)
