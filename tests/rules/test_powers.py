"""What single seats may do under a treaty or to everybody: standards, suspension, the key, reservations, open weights."""

from typing import Any, Literal

import numpy as np
import pytest

from detente_rules.commands import Sign
from detente_rules.commands.treaty import ReleaseWeights, SetStandard, Suspend, TurnKey
from detente_rules.decisions import Declaration, LabDecision
from detente_rules.duties import duties_of
from detente_rules.views.types import LabFigures
from tests.rules.regimes import (
    FLOOR,
    LABS,
    act,
    card,
    consent,
    decide_all,
    force,
    next_negotiation,
    propose,
    seat,
    seated,
    view_of,
)
from tests.rules.tables import Table
from tests.rules.test_rounds import refused

LEAD = {
    "kind": "leadership",
    "leader": "lab0",
    "floor_low": 0.1,
    "floor_high": 0.4,
    "cost_low": 0.0,
    "cost_high": 2.0,
}


def led(rounds: int = 6) -> tuple[Table, str]:
    """lab0 leads the three labs; it is the negotiation of the second round."""
    table = seated(rounds)
    treaty = force(table, LABS, FLOOR, LEAD)
    next_negotiation(table)
    return table, treaty


def test_the_leader_moves_floor_and_cost_within_its_bounds() -> None:
    """Costs are said per half-year and charged per round; what is not said stays as it was."""
    table, treaty = led()
    act(table, "lab0", SetStandard(treaty, floor=0.4))
    assert (card(table, treaty, "lab1").standard_floor, card(table, treaty).standard_cost) == (0.4, None)
    act(table, "lab0", SetStandard(treaty, cost=1.5))
    shown = card(table, treaty, "lab1")
    assert (shown.leader, shown.standard_floor, shown.standard_cost) == ("lab0", 0.4, 1.5)
    duty = duties_of(table.state).treaties
    assert duty.floor[0].tolist() == [0.4] * 3
    assert duty.fixed_cost[0].tolist() == [3.0] * 3
    assert [one.level for one in view_of(table, "lab2").obligations] == [0.4]


@pytest.mark.parametrize(
    ("who", "floor", "cost", "code"),
    [
        ("lab1", 0.2, None, "not_allowed"),
        ("land0", 0.2, None, "not_allowed"),
        ("lab0", 0.41, None, "bad_value"),
        ("lab0", 0.09, None, "bad_value"),
        ("lab0", None, 2.1, "bad_value"),
        ("lab0", None, None, "bad_value"),
    ],
)
def test_beyond_its_bounds_or_without_the_lead_a_standard_is_refused(
    who: str, floor: float | None, cost: float | None, code: str
) -> None:
    """The refusal names the range."""
    table, treaty = led()
    assert refused(table, seat(who), SetStandard(treaty, floor, cost)) == (code, "R4.22")


def test_a_suspended_member_stays_one_and_is_not_bound() -> None:
    """R4.4: until it takes part again; twice is refused."""
    table, treaty = led()
    act(table, "lab1", Suspend(treaty))
    assert duties_of(table.state).treaties.floor[0].tolist() == [0.3, 0.0, 0.3]
    assert (card(table, treaty).members, card(table, treaty).suspended) == (LABS, ("lab1",))
    assert view_of(table, "lab1").obligations == ()
    assert refused(table, seat("lab1"), Suspend(treaty)) == ("conflict", "R4.4")
    act(table, "lab1", Suspend(treaty, suspended=False))
    assert duties_of(table.state).treaties.floor[0].tolist() == [0.3] * 3
    assert refused(table, seat("lab1"), Suspend(treaty, suspended=False)) == ("conflict", "R4.4")
    assert refused(table, seat("land0"), Suspend(treaty)) == ("not_a_party", "R4.4")
    act(table, "lab0", Suspend(treaty))
    assert refused(table, seat("lab0"), SetStandard(treaty, floor=0.2)) == ("not_a_party", "R4.22")


def test_the_key_switches_a_lab_off_where_its_danger_passes_the_trigger() -> None:
    """Nothing stops before the key is turned; it can be turned back; only its holder has it."""
    table = seated()
    kill = {"kind": "kill_switch", "trigger": 0.001, "holder": "lab1"}
    treaty = force(table, LABS, FLOOR, kill)
    next_negotiation(table)
    assert np.isinf(duties_of(table.state).treaties.kill_trigger).all()
    assert refused(table, seat("lab0"), TurnKey(treaty, "lab2")) == ("not_allowed", "R4.22")
    act(table, "lab1", TurnKey(treaty, "lab0"))
    assert refused(table, seat("lab1"), TurnKey(treaty, "lab0")) == ("conflict", "R4.22")
    assert card(table, treaty, "lab2").switched_off == ("lab0",)
    table.until("decision")
    decide_all(table)
    deployed = table.state.reports[-1].shares
    assert deployed["lab0"] == 0.0
    assert deployed["lab1"] > 0.0
    table.until("negotiation")
    act(table, "lab1", TurnKey(treaty, "lab0", off=False))
    next_negotiation(table)
    assert table.state.reports[-1].shares["lab0"] > 0.0


def test_one_may_sign_with_the_reservation_that_the_text_allows() -> None:
    """A share of the floor is not asked of whoever made it."""
    table = seated()
    treaty = propose(table, ("lab0", "lab1"), FLOOR, {"kind": "reservation", "share": 0.5})
    consent(table, treaty, "lab0", reservation=True)
    consent(table, treaty, "lab1")
    table.until("decision")
    assert duties_of(table.state).treaties.floor[0].tolist() == [0.15, 0.3, 0.0]
    assert card(table, treaty, "lab1").reserved == ("lab0",)
    assert [one.level for one in view_of(table, "lab0").obligations] == [0.15]
    table.until("negotiation")
    plain = propose(table, ("lab0", "lab1"), FLOOR)
    assert refused(table, seat("lab0"), Sign(plain, 1, reservation=True)) == ("not_allowed", "R4.10")


def test_released_weights_are_everybodys_for_good() -> None:
    """All labs that were behind have the model; none loses anything; assurance does not come with it."""
    table = seated()
    before = table.state.world
    best = int(before.capability[0].argmax())
    lab = f"lab{best}"
    (event,) = act(table, lab, ReleaseWeights())
    assert (event.audience, event.data["capability"]) == ("public", float(before.capability[0, best]))
    after = table.state.world
    assert after.capability[0].tolist() == [before.capability[0, best]] * 3
    assert np.array_equal(after.assurance, before.assurance)
    assert view_of(table, "observer").released == {lab: before.capability[0, best]}
    worst = f"lab{int(before.capability[0].argmin())}"
    table.until("negotiation")
    act(table, worst, ReleaseWeights())
    assert (table.state.world.capability >= after.capability).all()
    assert refused(table, seat("land0"), ReleaseWeights()) == ("not_allowed", "R4.23")


@pytest.mark.parametrize(
    ("clause", "allowed"),
    [
        ({"rule": "banned", "above": -10.0}, False),
        ({"rule": "banned", "above": 40.0}, True),
        ({"rule": "permitted", "above": -10.0}, True),
    ],
)
def test_a_treaty_may_forbid_what_cannot_be_undone(clause: dict[str, Any], allowed: bool) -> None:
    """Above its threshold, and for those it binds."""
    table = seated()
    force(table, ("lab0", "lab1"), {"kind": "open_weights", **clause}, FLOOR)
    next_negotiation(table)
    if allowed:
        act(table, "lab0", ReleaseWeights())
    else:
        assert refused(table, seat("lab0"), ReleaseWeights()) == ("not_allowed", "R4.23")
    act(table, "lab2", ReleaseWeights())


def test_members_of_a_common_laboratory_work_in_it() -> None:
    """A quarter of the effort of two labs goes to the third; all effort together stays what it was."""
    efforts = []
    for clause in (
        {"kind": "joint_lab", "seat": "lab2", "members": ["lab0", "lab1"], "pools": 0.25},
        {**FLOOR, "cost": 0.0},
    ):
        table = seated()
        force(table, LABS, clause)
        decide_all(table)
        efforts.append(np.array(table.state.resolved[-1]["resolution"]["effort"][0]))
    joint, plain = efforts
    assert joint == pytest.approx([0.75 * plain[0], 0.75 * plain[1], plain[2] + 0.25 * (plain[0] + plain[1])])


# --- disclosure -----------------------------------------------------------------------------------------------------------


def told(table: Table, lab: str = "lab0") -> tuple[float | None, set[str]]:
    """What was published of a lab's own estimate in the last round, and which seats were told it alone."""
    seats = {row.id for row in view_of(table, lab).seats}
    alone = {name for name in seats if lab in view_of(table, name).own_reports[-1].disclosed}
    return table.state.reports[-1].disclosed.get(lab), alone


def test_a_lab_publishes_tells_or_keeps_its_own_estimate_of_its_danger() -> None:
    """Published it is everybody's; told to the overseer it is the home's and the members' of its treaties."""
    table = seated()
    force(table, ("lab0", "lab1"), FLOOR)
    decide_all(
        table,
        lab0=LabDecision(safety=0.5, disclose="publish"),
        lab1=LabDecision(safety=0.5, disclose="overseer"),
    )
    own = view_of(table, "lab0").own_reports[-1].figures
    assert isinstance(own, LabFigures)
    assert told(table, "lab0") == (own.danger, set())
    assert told(table, "lab1") == (None, {"lab0", "land1"})
    assert told(table, "lab2") == (None, set())
    assert "danger.1.lab1" in {item.id for item in view_of(table, "lab0").evidence}


@pytest.mark.parametrize(("to", "public"), [("public", True), ("parties", False), ("overseer", False)])
def test_a_treaty_may_make_disclosure_a_duty(to: str, public: bool) -> None:
    """Whatever the lab would rather do."""
    table = seated()
    clause = {"kind": "data_exchange", "what": ["capability", "risk"], "to": to}
    force(table, ("lab0", "lab1"), FLOOR, clause)
    decide_all(table)
    published, alone = told(table)
    assert (published is not None) == public
    assert alone == (set() if public else {"lab1", "land0"})
    assert told(table, "lab2") == (None, set())


def test_the_public_estimate_of_risk_reckons_with_what_was_published() -> None:
    """R8.9: a lab that boasts of its assurance is not believed where its own estimate says otherwise."""
    boast = Declaration(safety=0.5, capability=0.0, assurance=8.0)
    risks = []
    ways: tuple[Literal["keep", "publish"], ...] = ("keep", "publish")
    for disclose in ways:
        table = seated()
        table.until("decision")
        liars = {lab: LabDecision(safety=0.1, declare=boast, disclose=disclose) for lab in LABS}
        decide_all(table, **liars)
        risks.append((table.state.reports[-1].risk, 1.0 - float(table.state.world.survival[0])))
    (hidden, truth), (open_, _) = risks
    assert abs(open_ - truth) < 0.5 * abs(hidden - truth)
