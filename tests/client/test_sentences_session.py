"""News of the session and of delegations, in words (R12, R13)."""

from detente_client.sentences import sentences
from detente_client.sentences.session import TELL
from detente_rules.commands import Announce, Propose, SeatBot, Sign
from detente_rules.commands.facilitation import (
    Appoint,
    Breakthrough,
    BudgetChange,
    Draft,
    Endorse,
    Finish,
    IncidentAt,
    Mute,
    Prepare,
    RaiseHand,
    Release,
    Reveal,
    SetLevel,
    SetThreshold,
    TrustShock,
)
from detente_rules.events import Event
from detente_rules.views.project import view
from detente_rules.views.types import View
from tests.rules.test_delegations import FLOOR, ONE, shared
from tests.rules.test_facilitation import begun

SILENT = frozenset({"inject_prepared", "inject_settled", "effects_took_hold"})
"""The facilitator's own books."""


def everything() -> tuple[list[Event], View]:
    """An evening in which every kind of news of these chapters came up."""
    table, boss, people = begun(level="basic")
    table.act(boss, SetThreshold("risk_high", 0.2))
    table.act(boss, SetLevel("standard"))
    table.act(boss, Finish())
    effects = (
        TrustShock(change=-0.1, nation="land0"),
        Breakthrough(lab="lab0", capability=0.4),
        BudgetChange(lab="lab1", factor=0.8),
        IncidentAt(lab="lab2"),
    )
    table.act(boss, Prepare(title="Storm", text="It rains.", effects=effects))
    table.act(boss, Release("i1"))
    table.act(people["lab0"], RaiseHand())
    table.act(boss, Mute("p-lab0"))
    table.act(boss, SeatBot("lab1", "cautious", memo="One line."))
    table.act(boss, Announce(text="Hello.", to=("lab0",)))
    table.until("debrief")
    table.act(boss, Reveal("lab0"))
    other, ana, ben, _, dee = shared()
    other.act(dee, Propose("Accord", ("lab0", "lab1"), FLOOR))
    other.act(ana, Appoint("ben", ("negotiator", "press")))
    other.act(ben, Draft(ONE))
    other.act(ana, Endorse("seal", number=1))
    other.act(ben, Sign(other.state.treaties[0].id, 1))
    return [*table.events, *other.events], view(other.state, "seat:lab0")


def test_every_kind_of_news_of_the_session_has_a_sentence() -> None:
    """In names, ended by a full stop; what only the facilitator's books need has none."""
    events, shown = everything()
    told: dict[str, tuple[str, ...]] = {
        event.kind: sentences(event.kind, event.data, shown) for event in events
    }
    for kind in TELL:
        assert told[kind], kind
        assert all(line[-1] in ".:”" for line in told[kind]), told[kind]
    assert all(told[kind] == () for kind in SILENT)
    assert told["inject_released"] == ("News: Storm: It rains.",)
    assert told["member_acted"] == ("For your delegation, Ben signed.",)
    assert told["duties_given"] == ("In Lab0, Ben is: negotiator, press.",)
    assert told["threshold_set"] == ("Risk is called high from 20% on.",)
