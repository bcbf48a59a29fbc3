"""Bots have characters: what they sign, do and declare tells them apart."""

from collections.abc import Mapping
from functools import cache
from typing import ClassVar

import pytest

from detente_rules import bots, library
from detente_rules.bots import Bot, drafts
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.ids import SeatId
from detente_rules.state import GameState
from detente_rules.views.types import TreatyView, View
from tests.rules.tables import bots_for, lobby, played

TWO_BLOCS = library.load_text("two-blocs")
NATIONS, LABS = ("aurelia", "meridian"), ("helion", "corvid", "lodestar", "sorrel")


class Host(Character):
    """A nation that puts its text on the table and then signs whatever there is; without a text it signs nothing."""

    clauses: ClassVar[drafts.Clauses] = ()

    def draft(self, view: View) -> Propose | None:
        """In the first round, by the first nation."""
        if view.round > 1 or self.seat != NATIONS[0] or not self.clauses:
            return None
        return Propose(title="Text", parties=NATIONS, clauses=self.clauses)

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Everything, or nothing."""
        del view, treaty
        return Verdict(bool(self.clauses), "we sign everything, or nothing")


class Weak(Host):
    """Offers a floor that nobody checks."""

    clauses = drafts.weak()


class Firm(Host):
    """Offers a verified floor whose body works at once."""

    clauses = tuple(
        {**clause, "hosted_by": NATIONS[0]} if clause["kind"] == "oversight" else clause
        for clause in drafts.verified()
    )


@cache
def played_with(nation: type[Bot], lab: str, seed: str = "3") -> GameState:
    """Two blocs, one kind of bot in every lab, these nations."""
    first = lobby(seed, TWO_BLOCS, timed=False)
    kinds: Mapping[SeatId, type[Bot]] = {
        **dict.fromkeys(NATIONS, nation),
        **dict.fromkeys(LABS, bots.by_name(lab)),
    }
    return played(first, bots_for(first, kinds, seed))[0]


def mean(state: GameState, ledger: str, figure: str, after: int = 3) -> float:
    """Mean over labs and the later rounds of a figure in one of the three ledgers."""
    assert state.debrief is not None
    rows = [rounds[lab][ledger][figure] for rounds in state.debrief.ledgers[after:] for lab in LABS]
    return sum(rows) / len(rows)


def signatures(name: str) -> int:
    """How many of the two texts, the weak and the firm, a nation of this kind signs when the other offers them."""
    signed = 0
    for host in (Weak, Firm):
        first = lobby("3", TWO_BLOCS, timed=False)
        kinds = {
            **dict.fromkeys(LABS, bots.by_name("racer")),
            NATIONS[0]: host,
            NATIONS[1]: bots.by_name(name),
        }
        state = played(first, bots_for(first, kinds, "3"))[0]
        mine = next(text for text in state.treaties if text.by == NATIONS[0])
        if mine.slot >= 0:
            signed += bool(state.status.signed[0, mine.slot, state.scenario.party_index[NATIONS[1]]])
    return signed


def test_a_racer_races_whatever_binds_it() -> None:
    """Bound or free, its safety share is next to nothing, and it says so."""
    for host in (Host, Weak, Firm):
        state = played_with(host, "racer")
        assert mean(state, "actual", "safety") < 0.2  # supervision after a finding lifts it
        assert mean(state, "declared", "safety") < 0.2


def test_a_cautious_lab_is_careful_whatever_binds_it() -> None:
    """More than any floor asks."""
    for host in (Host, Weak, Firm):
        assert mean(played_with(host, "cautious"), "actual", "safety") >= 0.36


def test_a_conditional_cooperator_keeps_a_floor_and_races_without_one() -> None:
    """The treaty decides."""
    assert mean(played_with(Host, "conditional"), "actual", "safety") == pytest.approx(0.1)
    kept = played_with(Firm, "conditional")
    assert mean(kept, "actual", "safety") >= 0.32
    assert mean(kept, "actual", "violation") == 0.0


def test_an_opportunist_cheats_under_a_weak_treaty_and_keeps_a_firm_one() -> None:
    """It signs both, and what it declares is the floor."""
    weak, firm = played_with(Weak, "opportunist"), played_with(Firm, "opportunist")
    assert mean(weak, "actual", "safety") < 0.15
    assert mean(weak, "declared", "safety") > 0.3
    assert mean(weak, "actual", "violation") > 0.4
    assert mean(firm, "actual", "violation") == 0.0


def test_a_random_bot_does_something_else_every_round() -> None:
    """No two rounds alike."""
    state = played_with(Host, "random")
    assert state.debrief is not None
    shares = [rounds["helion"]["actual"]["safety"] for rounds in state.debrief.ledgers]
    assert len(set(shares)) == len(shares)


def test_what_nations_sign_tells_them_apart() -> None:
    """The racer nothing, the conditional cooperator what can be checked, the cautious and the opportunist both."""
    found = {name: signatures(name) for name in ("racer", "conditional", "cautious", "opportunist")}
    assert found == {"racer": 0, "conditional": 1, "cautious": 2, "opportunist": 2}


def test_the_table_of_cooperators_beats_the_table_of_racers_and_lies_near_the_planner() -> None:
    """R8.5: the index of a verified treaty kept, of nobody signing, and of racers."""
    first = lobby("3", TWO_BLOCS, timed=False, reference=library.load_reference("two-blocs"))
    index = {}
    for name in ("racer", "opportunist", "conditional"):
        debrief = played(first, bots_for(first, bots.by_name(name), "3"))[0].debrief
        assert debrief is not None
        assert debrief.index is not None
        index[name] = debrief.index
    assert index["racer"] < index["opportunist"] < 0.15
    assert index["conditional"] > 0.5


def test_racing_is_each_labs_best_reply_to_a_table_that_signs_nothing() -> None:
    """A careful lab among racers-to-be loses by its care; so does every lab that is careful alone (R8.5)."""
    scores = {}
    for name in ("cautious", "conditional"):
        first = lobby("3", TWO_BLOCS, timed=False)
        kinds: dict[SeatId, type[Bot]] = {
            **dict.fromkeys(NATIONS, Host),
            **dict.fromkeys(LABS, bots.by_name("conditional")),
            "corvid": bots.by_name(name),
        }
        state = played(first, bots_for(first, kinds, "3"))[0]
        assert state.debrief is not None
        scores[name] = state.debrief.scores["corvid"]
    assert scores["conditional"] > scores["cautious"]


@pytest.mark.parametrize("name", [name for name in bots.NAMES if name != "best-responder"])
def test_every_bot_can_say_why_at_the_debrief(name: str) -> None:
    """In a sentence or two, to whoever asks."""
    from detente_rules.ids import seat_audience
    from detente_rules.views.project import view

    first = lobby("3", TWO_BLOCS, timed=False)
    seats = bots_for(first, bots.by_name(name), "3")
    last = played(first, seats)[0]
    for seat, bot in seats.items():
        assert 10 < len(bot.explain(view(last, seat_audience(seat)))) < 200


def test_an_unknown_bot_is_told_which_there_are() -> None:
    """The registry names them."""
    with pytest.raises(bots.UnknownBot, match="opportunist"):
        bots.by_name("nobody")


def test_bots_read_who_appoints_who_pays_and_what_is_at_stake() -> None:
    """The same body deters less where those it oversees appoint it, and less again where it shares in their success."""
    free, named, staked = (
        drafts.read(
            (
                {"kind": "inspection", "instrument": "on_site", "rate": 0.8},
                {"kind": "oversight", "body": "parties", **more},
                {"kind": "sanction", "fine": 0.7},
            )
        ).deterrence
        for more in ({}, {"appointed_by": "overseen"}, {"appointed_by": "overseen", "stake": 0.8})
    )
    assert free > 1.5 * named > 1.5 * staked > 0
