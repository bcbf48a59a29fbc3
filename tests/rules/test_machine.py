"""Any acts in any order: what must hold whatever a table does (R4.1, R4.6, R4.7, R4.13, R9.6, R10.1, R10.5).

Two tables run side by side. What others do in secret (confidential drafts, whispers, evidence handed on, sealed decisions)
happens at the first alone; a watcher and the public must not be able to tell the two apart before the resolution, after
which the second table goes on from where the first one is.
Seen to fail: ids and ratification rolls that count all drafts, a card that goes when a hidden draft takes its place, entry
at one consent too many, conditions off by one, evidence told to everybody, signatures that bind before the entry into
force, votes without a snapshot, a question left open.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from detente_rules import arrays
from detente_rules.commands import (
    ENGINE,
    Accede,
    Amend,
    Command,
    EndPhase,
    Message,
    Propose,
    Ratify,
    Seal,
    Sign,
    Withdraw,
)
from detente_rules.commands.treaty import (
    Accuse,
    Answer,
    Challenge,
    PassEvidence,
    ReleaseWeights,
    SetStandard,
    Suspend,
    TurnKey,
    Vote,
)
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.duties import ai_share, duties_of
from detente_rules.evolve import evolve
from detente_rules.fold import SNAPSHOT_KINDS, fold
from detente_rules.genesis import first_state, header
from detente_rules.record import chain
from detente_rules.rejections import Refused
from detente_rules.secret import Secret
from detente_rules.state import GameState, Treaty, audiences
from detente_rules.treaty.clauses import Conditional, EntryIntoForce
from detente_rules.treaty.terms import Phase
from detente_rules.treaty_status import in_force, members, phase_of
from detente_rules.verify import verify_lines
from detente_rules.views.project import view
from detente_rules.views.types import View, dump_view
from tests.rules.drafts import CLAUSES, DICE, FLOOR, LAB, NATION, POWERS, texts
from tests.rules.regimes import EVERYBODY, LABS, seat
from tests.rules.tables import SALT, Table, scenario_text

WATCHER, OPEN_SEATS, HIDDEN_SEATS = "lab0", ("lab0", "lab2", "land0"), ("lab1", "land1")
SECRET = Secret("4", SALT)


class Anything(RuleBasedStateMachine):
    """A table of people who do whatever they may, and some of what they may not."""

    @initialize(clauses=st.lists(st.sampled_from(CLAUSES), min_size=4, max_size=12), past=st.booleans())
    def begin(self, clauses: list[dict[str, Any]], past: bool) -> None:
        """Five seats, three rounds; the labs have a treaty to begin with, and perhaps a round behind them."""
        self.first = header(
            game="g1", scenario_text=scenario_text(rounds=3), secret=SECRET, at=0.0, timed=True
        )
        self.table = Table(first_state(self.first.data, SECRET))
        self.table.everybody()
        self.table.start()
        self.table.until("negotiation")
        self.twin = Table(self.table.state, self.table.at)
        self.mark = len(self.table.events)
        self.seen = {audience: view(self.table.state, audience) for audience in audiences(self.table.state)}
        self.before = self.table.state
        unique = {clause["kind"]: clause for clause in (POWERS[0], POWERS[1], FLOOR, *clauses)}
        unique.pop("fund", None)
        self.propose_and_consent("lab0", (LABS, tuple(unique.values())), reserved=past, most=5)
        for _ in range(2 * past):
            self.go_on(patience=0)

    # --- how acts are tried -------------------------------------------------------------------------------------------

    def _try(self, table: Table, who: str, command: Command) -> str:
        before = table.state
        try:
            events = table.act(seat(who), command)
        except Refused as refused:
            table.at -= 1.0
            assert table.state is before
            return refused.rejection.code
        if table is self.table:
            self._follow(events)
        return "done"

    def _openly(self, who: str, command: Command) -> None:
        """At both tables, with the same outcome."""
        outcomes = self._try(self.table, who, command), self._try(self.twin, who, command)
        assert outcomes[0] == outcomes[1], (who, command, outcomes)

    def _secretly(self, who: str, command: Command) -> None:
        """At the first table alone; the clock is the same at both."""
        if self._try(self.table, who, command) == "done":
            self.twin.at += 1.0

    def _follow(self, events: Iterable[Any]) -> None:
        """R10.5: what a client folds is what the server would project, for every audience."""
        events = tuple(events)
        for audience, held in self.seen.items():
            folded: View = held
            told = [event for event in events if event.reaches(audience)]
            for event in told:
                folded = fold(folded, event.news())
            now = view(self.table.state, audience)
            if not any(event.kind in SNAPSHOT_KINDS for event in told):
                assert folded == now
            self.seen[audience] = now

    def _running(self, dice: int) -> Treaty | None:
        """A public treaty in force, in a negotiation."""
        state = self.table.state
        texts = [text for text in state.treaties if not text.confidential and in_force(state, text)]
        return texts[dice % len(texts)] if texts and state.phase == "negotiation" else None

    def _member(self, text: Treaty, dice: int) -> str:
        bound = members(self.table.state, text) or text.parties
        return bound[dice // 7 % len(bound)]

    # --- open acts ----------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.table.state.phase == "negotiation" and len(self.table.state.treaties) < 6)
    @rule(
        who=st.sampled_from(OPEN_SEATS),
        text=texts(),
        reserved=st.booleans(),
        most=st.sampled_from([5, 5, 5, 5, 2]),
    )
    def propose_and_consent(self, who: str, text: Any, reserved: bool, most: int) -> None:
        """A draft, and then some or all of the invited sign it, and ratify where they are nations."""
        self._openly(who, Propose("Accord", *text))
        found = self.table.state.treaties[-1] if self.table.state.treaties else None
        if found is None or found.by != who or found.slot < 0:
            return
        can_reserve = any(clause.kind == "reservation" for clause in found.clauses)
        for party in found.parties[:most]:
            self._openly(party, Sign(found.id, found.version, reservation=reserved and can_reserve))
            self._openly(party, Ratify(found.id))

    @precondition(lambda self: self._running(0) is not None)
    @rule(who=st.sampled_from(EVERYBODY), dice=DICE, act=st.sampled_from([Accede, Withdraw, Suspend, Ratify]))
    def join_or_leave(self, who: str, dice: int, act: Any) -> None:
        """Under a treaty in force; half of those who try are members."""
        if (text := self._running(dice)) is not None:
            self._openly(self._member(text, dice) if dice % 2 and act is not Accede else who, act(text.id))

    @precondition(lambda self: self._running(0) is not None)
    @rule(dice=DICE, text=texts())
    def amend(self, dice: int, text: Any) -> None:
        """A member of a treaty in force moves another text."""
        if (old := self._running(dice)) is not None and (who := self._member(old, dice)) in OPEN_SEATS:
            parties = tuple(dict.fromkeys((*text[0], *members(self.table.state, old))))
            self._openly(who, Amend(old.id, old.version, parties, text[1]))

    @precondition(lambda self: any(one.carried is None for one in self.table.state.questions))
    @rule(dice=DICE, votes=st.lists(st.booleans(), min_size=5, max_size=5))
    def vote(self, dice: int, votes: list[bool]) -> None:
        """Everybody tries to."""
        questions = [one for one in self.table.state.questions if one.carried is None]
        for who, favour in zip(EVERYBODY, votes, strict=True):
            self._openly(who, Vote(questions[dice % len(questions)].id, favour))

    @precondition(lambda self: self._running(0) is not None)
    @rule(lab=st.sampled_from(LABS), dice=DICE)
    def accuse_or_call(self, lab: str, dice: int) -> None:
        if (text := self._running(dice)) is not None:
            command = Accuse(text.id, lab) if dice % 3 else Challenge(text.id, lab)
            self._openly(self._member(text, dice), command)

    @precondition(lambda self: any(one.about == "accusation" for one in self.table.state.questions))
    @rule(dice=DICE, admit=st.booleans())
    def answer(self, dice: int, admit: bool) -> None:
        questions = [one for one in self.table.state.questions if one.about == "accusation"]
        one = questions[dice % len(questions)]
        self._openly(one.seat, Answer(one.id, "No.", admit))

    @precondition(lambda self: self._running(0) is not None)
    @rule(
        who=st.sampled_from(EVERYBODY),
        dice=DICE,
        floor=st.none() | st.floats(0, 0.6),
        lab=st.sampled_from(LABS),
    )
    def use_a_power(self, who: str, dice: int, floor: float | None, lab: str) -> None:
        if (text := self._running(dice)) is not None:
            by = text.parties[0 if floor is not None else -1] if dice % 2 else who
            act = TurnKey(text.id, lab, off=dice % 3 > 0) if floor is None else SetStandard(text.id, floor)
            self._openly(by, act)

    @precondition(lambda self: self.table.state.phase == "negotiation")
    @rule(who=st.sampled_from(EVERYBODY), surely=st.integers(0, 4))
    def release(self, who: str, surely: int) -> None:
        if surely == 0:
            self._openly(who, ReleaseWeights())

    # --- acts that nobody else may notice -----------------------------------------------------------------------------

    @precondition(lambda self: self.table.state.phase == "decision")
    @rule(who=st.sampled_from(HIDDEN_SEATS), text=st.text(min_size=1, max_size=20), dice=DICE)
    def whisper(self, who: str, text: str, dice: int) -> None:
        """Words, and a piece of evidence."""
        other = HIDDEN_SEATS[1 - HIDDEN_SEATS.index(who)]
        self._secretly(who, Message(text=text, to=(other,)))
        held = view(self.table.state, f"seat:{who}").evidence
        if held:
            self._secretly(who, PassEvidence(held[dice % len(held)].id, (other,)))

    @precondition(lambda self: self.table.state.phase == "negotiation")
    @rule(who=st.sampled_from(HIDDEN_SEATS), text=texts(), dice=DICE)
    def conspire(self, who: str, text: Any, dice: int) -> None:
        """A confidential draft between two who never propose in the open; signed, it may come to be in force."""
        kinds = {"safety_floor", "dispute_settlement", "amendment", "withdrawal_notice"}
        clauses = tuple(clause for clause in text[1] if clause["kind"] in kinds)
        self._secretly(who, Propose("Quiet", HIDDEN_SEATS, clauses, confidential=True))
        hidden = [one for one in self.table.state.treaties if one.confidential and one.slot >= 0]
        if hidden:
            chosen = hidden[dice % len(hidden)]
            for party in HIDDEN_SEATS[: dice % 3]:
                self._secretly(party, Sign(chosen.id, chosen.version))
                self._secretly(party, Ratify(chosen.id))

    @precondition(lambda self: self.table.state.phase == "decision")
    @rule(lab=LAB, nation=NATION, others=st.booleans())
    def seal(self, lab: LabDecision, nation: NationDecision, others: bool) -> None:
        """The watcher seals nothing, so that a phase never ends by the last seal."""
        for name in ("lab1", "lab2", "land0", "land1")[: 4 if others else 2]:
            self._secretly(name, Seal(lab if name in LABS else nation))

    # --- the clock ----------------------------------------------------------------------------------------------------

    @rule(patience=st.integers(0, 2))
    def go_on(self, patience: int) -> None:
        """Deadlines pass at both tables, to the decisions or through the resolution to the next negotiation.

        With the resolution what was hidden takes effect, and the twin starts anew.
        """
        if self.table.state.phase == "debrief" or (patience and self.table.state.phase == "negotiation"):
            return
        self._compare()
        self.before, start = self.table.state, len(self.table.events)
        resolves = self.table.state.phase == "decision"
        for table in (self.table, self.twin):
            table.until("decision") if not resolves else _through_the_resolution(table)
        self._follow(self.table.events[start:])
        if resolves or self._secret_treaty_in_force():
            self.twin = Table(self.table.state, self.table.at)
            self.mark = len(self.table.events)
        if not resolves:
            self._entered_exactly_at_their_thresholds()
        self._compare()

    def _secret_treaty_in_force(self) -> bool:
        return any(one.confidential and in_force(self.table.state, one) for one in self.table.state.treaties)

    def _compare(self) -> None:
        """R10.1: the watcher's stream and view, and the public's, are the same at both tables to the last byte."""
        for audience in (f"seat:{WATCHER}", "observer"):
            streams = [
                [event.news() for event in events if event.reaches(audience)]
                for events in (self.table.events[self.mark :], self.twin.events)
            ]
            assert streams[0] == streams[1]
            assert dump_view(view(self.table.state, audience)) == dump_view(view(self.twin.state, audience))

    # --- what must hold -----------------------------------------------------------------------------------------------

    def _entered_exactly_at_their_thresholds(self) -> None:
        """R4.6, R4.7, worked out by trying every set of consenting parties."""
        before, after = self.before, self.table.state
        shares = dict(zip(EVERYBODY, _shares(after), strict=True))
        for text in after.treaties:
            old = before.treaty(text.id)
            if old is None or old.slot < 0 or phase_of(before, old) != Phase.OPEN:
                continue
            agreed = _largest(after, text, shares)
            entry = next((one for one in text.clauses if isinstance(one, EntryIntoForce)), None)
            if entry is None:
                due = set(agreed) == set(text.parties)
            else:
                enough = len(agreed) >= entry.count and _held(after, agreed, shares) >= entry.share - 1e-12
                due = bool(agreed) and enough and set(entry.named) <= set(agreed)
            assert in_force(after, text) == due
            assert set(members(after, text)) == (set(agreed) if due else set())

    @invariant()
    def nobody_outside_is_bound(self) -> None:
        """R4.1: members have consented; labs that no treaty binds owe nothing; money only moves."""
        state = self.table.state
        duty, inside = duties_of(state).treaties, set[str]()
        for text in state.treaties:
            if text.slot < 0:
                continue
            bound = set(members(state, text))
            signed = state.status.signed[0, text.slot] & (
                state.status.ratified[0, text.slot] | (np.arange(5) < 3)
            )
            assert bound <= {EVERYBODY[place] for place in np.flatnonzero(signed)}
            assert not bound or in_force(state, text)
            inside |= bound
        homes = {one.id: one.home for one in state.scenario.labs}
        for place, lab in enumerate(LABS):
            if not {lab, homes[lab]} & inside:
                assert duty.floor[0, place] == duty.fixed_cost[0, place] == duty.rate[0, place] == 0.0
                assert duty.cap[0, place] == np.inf
                assert not duty.bound[0, :, place].any()
        outside = [place for place, name in enumerate(EVERYBODY) if name not in inside]
        assert not duty.transfer[0, outside].any()
        assert not (duty.dues - state.status.charged.sum(axis=1))[0, outside].any()
        assert abs(duty.transfer.sum()) < 1e-9

    @invariant()
    def shares_are_shares(self) -> None:
        """R6.6: of a market nobody sells more than there is."""
        for resolved in self.table.state.resolved:
            share = np.array(resolved["resolution"]["share"])
            assert (share >= 0.0).all()
            assert (share.sum(axis=2) <= 1.0 + 1e-12).all()

    def teardown(self) -> None:
        """R9.6: the record folds to the very state, and its check finds nothing amiss."""
        events = [self.first, *self.table.events]
        state = first_state(self.first.data, SECRET)
        for event in events[1:]:
            state = evolve(state, event)
        for part in ("world", "status", "terms"):
            assert arrays.same(getattr(state, part), getattr(self.table.state, part))
        assert (state.questions, state.passed) == (self.table.state.questions, self.table.state.passed)
        verdict = verify_lines(line.text for line in chain(events))
        assert verdict.fault is None, verdict.fault
        assert verdict.exact


def _through_the_resolution(table: Table) -> None:
    round_ = table.state.round
    while table.state.phase != "debrief" and not (
        table.state.round > round_ and table.state.phase == "negotiation"
    ):
        assert table.state.deadline is not None
        table.at = max(table.at, table.state.deadline)
        table.act(ENGINE, EndPhase())


def _shares(state: GameState) -> list[float]:
    return [float(share) for share in ai_share(state)[0]]


def _held(state: GameState, seats: Iterable[str], shares: dict[str, float]) -> float:
    """Compute held, a lab at home in a nation of the set counted once."""
    seats = set(seats)
    return sum(shares[one] for one in seats if state.scenario.seat(one).home not in seats)


def _largest(state: GameState, text: Treaty, shares: dict[str, float]) -> tuple[str, ...]:
    """The largest set of consenting parties all of whose conditions hold within it."""
    status, slot = state.status, text.slot
    willing = [
        name
        for place, name in enumerate(EVERYBODY)
        if status.signed[0, slot, place] and (place < 3 or status.ratified[0, slot, place])
    ]
    conditions = [one for one in text.clauses if isinstance(one, Conditional)]
    for size in range(len(willing), 0, -1):
        for chosen in combinations(willing, size):
            if all(
                not set(one.seats) & set(chosen)
                or (
                    len(chosen) >= one.count
                    and _held(state, chosen, shares) >= one.share
                    and set(one.named) <= set(chosen)
                )
                for one in conditions
            ):
                return chosen
    return ()


TestAnything = Anything.TestCase
TestAnything.settings = settings(max_examples=30, stateful_step_count=50)
