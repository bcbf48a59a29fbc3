"""Treaties in force at a table of people, to try what members may do under them."""

from typing import Any

from detente_rules.commands import Actor, Command, Propose, Ratify, Seal, Sign
from detente_rules.commands.treaty import Vote
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.events import Event
from detente_rules.ids import seat_audience
from detente_rules.views.project import view
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View
from tests.rules.tables import Table, lobby, scenario_text

LABS = ("lab0", "lab1", "lab2")
"""lab0 and lab2 are at home in land0, lab1 in land1."""

EVERYBODY = (*LABS, "land0", "land1")
FLOOR: dict[str, Any] = {"kind": "safety_floor", "level": 0.3}
INSPECTION: dict[str, Any] = {"kind": "inspection", "instrument": "on_site", "rate": 0.0}


def seat(name: str) -> Actor:
    """The person that sits in this seat."""
    return Actor(f"p-{name}", "player", name)


def seated(rounds: int = 6, extra: str = "", seed: str = "1") -> Table:
    """Everybody at the table, in the first negotiation."""
    table = Table(lobby(seed, scenario_text(rounds=rounds, extra=extra)))
    table.everybody()
    table.start()
    table.until("negotiation")
    return table


def act(table: Table, who: str, command: Command) -> tuple[Event, ...]:
    """A command by the person in a seat."""
    return table.act(seat(who), command)


def propose(table: Table, parties: tuple[str, ...], *clauses: dict[str, Any], **more: Any) -> str:
    """A draft by the first of the parties; its id."""
    events = act(table, parties[0], Propose("Accord", parties, clauses, **more))
    return str(events[-1].data["treaty"])


def consent(table: Table, treaty: str, *parties: str, **more: Any) -> None:
    """Sign, and ratify where the seat is a nation (which must pass)."""
    for party in parties:
        version = view_of(table, party).treaty(treaty).version
        act(table, party, Sign(treaty, version, **more))
        if party.startswith("land"):
            while not act(table, party, Ratify(treaty))[0].data["passed"]:
                raise AssertionError("the seed of this test should let it pass")


def force(table: Table, parties: tuple[str, ...], *clauses: dict[str, Any], **more: Any) -> str:
    """A treaty to which all named have consented, in force; the table is in the decision phase then."""
    treaty = propose(table, parties, *clauses, **more)
    consent(table, treaty, *parties)
    table.until("decision")
    assert card(table, treaty, parties[0]).phase == "in_force"
    return treaty


def next_negotiation(table: Table) -> None:
    """Through the resolution into the next round's negotiation."""
    if table.state.phase == "negotiation":
        table.until("decision")
    table.until("negotiation")


def decide_all(table: Table, **labs: LabDecision) -> None:
    """Every seat seals: labs as said, else at the floor of all treaties here; nations do nothing."""
    for name in EVERYBODY:
        plain = LabDecision(safety=0.5) if name in LABS else NationDecision()
        act(table, name, Seal(labs.get(name, plain)))


def view_of(table: Table, who: str) -> View:
    """What a seat sees."""
    audience = who if who in {"observer", "facilitator"} else seat_audience(who)
    return view(table.state, audience)


def card(table: Table, treaty: str, who: str = "lab0") -> TreatyView:
    """The treaty as a seat sees it."""
    return view_of(table, who).treaty(treaty)


def asked(table: Table, about: str, who: str = "lab0") -> QuestionView:
    """The open question of a kind, as a seat sees it."""
    (found,) = [one for one in view_of(table, who).questions if one.about == about and one.open]
    return found


def vote(table: Table, question: QuestionView, **votes: bool) -> None:
    """Seats vote."""
    for who, favour in votes.items():
        act(table, who, Vote(question.id, favour))


def kinds(table: Table, start: int = 0) -> list[str]:
    """What happened, by kind."""
    return [event.kind for event in table.events[start:]]
