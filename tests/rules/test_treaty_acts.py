"""Treaty acts as commands: who may do what to which text, and what the table shows of it (R4)."""

import pytest

from detente_rules.commands import Accede, Actor, Amend, Propose, Ratify, Sign, Withdraw
from detente_rules.ids import seat_audience
from detente_rules.views.project import view
from detente_rules.views.types import TreatyView
from tests.rules.tables import Table, lobby
from tests.rules.test_rounds import refused

FLOOR = ({"kind": "safety_floor", "level": 0.3},)


@pytest.fixture
def table() -> Table:
    """Everybody at the table, in the first negotiation."""
    made = Table(lobby())
    made.everybody()
    made.start()
    made.until("negotiation")
    return made


def seat(name: str) -> Actor:
    """The person that sits in this seat."""
    return Actor(f"p-{name}", "player", name)


def draft(table: Table, *parties: str, by: str | None = None, clauses: tuple[dict, ...] = FLOOR) -> str:  # type: ignore[type-arg]
    """Put a draft on the table; its id."""
    events = table.act(seat(by or parties[0]), Propose("Accord", parties, clauses))
    return str(events[-1].data["treaty"])


def card(table: Table, treaty: str, who: str = "lab0") -> TreatyView:
    """The treaty as a seat sees it."""
    return view(table.state, seat_audience(who)).treaty(treaty)


def test_labs_bind_themselves_by_signing(table: Table) -> None:
    """R4: a voluntary commitment among labs is in force once all who are named have signed, and binds them alone."""
    treaty = draft(table, "lab0", "lab1")
    table.act(seat("lab0"), Sign(treaty, 1))
    assert "Lab1" in card(table, treaty).needs
    table.act(seat("lab1"), Sign(treaty, 1))
    table.until("decision")
    assert card(table, treaty).phase == "in_force"
    assert card(table, treaty).members == ("lab0", "lab1")
    bound = {
        name: [duty.level for duty in view(table.state, f"seat:{name}").obligations]
        for name in ("lab0", "lab2")
    }
    assert bound == {"lab0": [0.3], "lab2": []}


def test_nations_sign_and_ratify_and_bind_the_labs_at_home(table: Table) -> None:
    """A nation's signature alone binds nobody."""
    treaty = draft(table, "land0", "land1")
    for nation in ("land0", "land1"):
        table.act(seat(nation), Sign(treaty, 1))
    table.until("decision")
    assert card(table, treaty).phase == "open"
    while len(card(table, treaty).ratified) < 2:
        table.until("negotiation")
        for nation in ("land0", "land1"):
            if nation not in card(table, treaty).ratified:
                table.act(seat(nation), Ratify(treaty))
        table.until("decision")
    assert card(table, treaty).phase == "in_force"
    assert view(table.state, "seat:lab2").obligations[0].source == treaty


def test_an_amendment_makes_a_new_version_and_signatures_lapse(table: Table) -> None:
    """Signing yesterday's version is refused; the card keeps the version before for the diff."""
    treaty = draft(table, "lab0", "lab1")
    table.act(seat("lab0"), Sign(treaty, 1))
    stricter = ({"kind": "safety_floor", "level": 0.4},)
    table.act(seat("lab1"), Amend(treaty, 1, ("lab0", "lab1"), stricter))
    assert (card(table, treaty).version, card(table, treaty).signed) == (2, ())
    assert card(table, treaty).previous is not None
    assert refused(table, seat("lab0"), Sign(treaty, 1))[0] == "conflict"
    table.act(seat("lab0"), Sign(treaty, 2))


def test_only_the_invited_sign_and_only_once(table: Table) -> None:
    """Neither outsiders nor double signatures."""
    treaty = draft(table, "lab0", "lab1")
    assert refused(table, seat("lab2"), Sign(treaty, 1))[0] == "not_a_party"
    table.act(seat("lab0"), Sign(treaty, 1))
    assert refused(table, seat("lab0"), Sign(treaty, 1))[0] == "conflict"
    assert refused(table, seat("lab0"), Ratify(treaty))[0] == "not_allowed"


def test_a_bad_draft_is_refused_with_clause_field_and_range(table: Table) -> None:
    """The refusal says where and what was expected."""
    with pytest.raises(Exception, match=r"0 to 0\.95") as caught:
        draft(table, "lab0", "lab1", clauses=({"kind": "safety_floor", "level": 1.5},))
    rejection = caught.value.rejection  # type: ignore[attr-defined]
    assert (rejection.code, rejection.field) == ("bad_value", "clauses.0.level")
    nobody = Propose("Accord", ("lab0", "nobody"), FLOOR)
    assert refused(table, seat("lab0"), nobody)[0] == "unknown_target"


def test_a_confidential_draft_does_not_exist_for_others(table: Table) -> None:
    """R10.4: the refusal is the one of a treaty that never was."""
    events = table.act(seat("lab0"), Propose("Quiet", ("lab0", "lab1"), FLOOR, confidential=True))
    treaty = events[-1].data["treaty"]
    assert refused(table, seat("lab2"), Sign(treaty, 1)) == refused(table, seat("lab2"), Sign("tnever", 1))
    assert treaty not in {one.id for one in view(table.state, "observer").treaties}
    assert treaty in {one.id for one in view(table.state, "seat:lab1").treaties}


def test_withdrawal_takes_its_notice(table: Table) -> None:
    """A party in a treaty in force is bound until its notice has run out."""
    clauses = (*FLOOR, {"kind": "withdrawal_notice", "lasts": 8})
    treaty = draft(table, "lab0", "lab1", clauses=clauses)
    for lab in ("lab0", "lab1"):
        table.act(seat(lab), Sign(treaty, 1))
    table.until("decision")
    table.until("negotiation")
    events = table.act(seat("lab0"), Withdraw(treaty))
    assert events[0].data["notice"] >= 1
    assert refused(table, seat("lab0"), Withdraw(treaty)) == ("conflict", "R4.9")
    table.until("decision")
    assert "lab0" in card(table, treaty).members
    assert card(table, treaty).notice == {"lab0": events[0].data["notice"]}


def test_the_proposer_drops_a_draft_and_a_signatory_takes_its_name_back(table: Table) -> None:
    """R4.9, before entry into force."""
    treaty = draft(table, "lab0", "lab1")
    table.act(seat("lab1"), Sign(treaty, 1))
    table.act(seat("lab1"), Withdraw(treaty))
    assert card(table, treaty).signed == ()
    table.act(seat("lab0"), Withdraw(treaty))
    assert treaty not in {one.id for one in view(table.state, "seat:lab1").treaties}


def test_one_may_accede_to_a_treaty_in_force_where_it_is_open(table: Table) -> None:
    """Accession by the clause; closed treaties stay closed."""
    opened = draft(table, "lab0", "lab1", clauses=(*FLOOR, {"kind": "accession", "rule": "open"}))
    closed = draft(table, "lab1", "lab0", clauses=(*FLOOR, {"kind": "accession", "rule": "closed"}))
    for treaty in (opened, closed):
        for lab in ("lab0", "lab1"):
            table.act(seat(lab), Sign(treaty, 1))
    table.until("decision")
    table.until("negotiation")
    table.act(seat("lab2"), Accede(opened))
    assert refused(table, seat("lab2"), Accede(closed)) == ("not_allowed", "R4.8")
    table.until("decision")
    assert card(table, opened).members == ("lab0", "lab1", "lab2")


def test_treaty_acts_belong_to_the_negotiation(table: Table) -> None:
    """R2.2."""
    table.until("decision")
    assert refused(table, seat("lab0"), Propose("Late", ("lab0", "lab1"), FLOOR))[0] == "wrong_phase"


def test_a_seat_keeps_at_most_two_treaties_of_its_own_on_the_table(table: Table) -> None:
    """R4.1: what nobody else signed makes room; what others signed does not."""
    first = draft(table, "lab0", "lab1")
    second = draft(table, "lab0", "lab1")
    third = draft(table, "lab0", "lab1")
    assert {one.id for one in view(table.state, "seat:lab1").treaties} == {second, third}
    assert first not in {second, third}
    for treaty in (second, third):
        table.act(seat("lab1"), Sign(treaty, 1))
    assert refused(table, seat("lab0"), Propose("More", ("lab0", "lab1"), FLOOR)) == ("conflict", "R4.1")
