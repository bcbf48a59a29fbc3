"""Rules that no other test pins by name: words, ledgers, mandates, public figures, versions, lengths."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from detente_rules import library
from detente_rules.bots import by_name
from detente_rules.commands import Message
from detente_rules.decide.debrief import final
from detente_rules.decide.mandates import mandates_met, measure
from detente_rules.genesis import first_state, header
from detente_rules.ids import seat_audience
from detente_rules.rejections import Refused
from detente_rules.secret import Secret
from detente_rules.views.project import view
from tests.rules.tables import SALT, Table, bots_for, lobby, played, scenario_text


def test_words_bind_nobody() -> None:
    """R3.3: who promises in public is obliged to nothing."""
    table = Table(lobby())
    people = table.everybody()
    table.start()
    table.until("negotiation")
    table.act(people["lab0"], Message(text="We will spend nine tenths on safety. Signed and sealed."))
    assert view(table.state, seat_audience("lab0")).obligations == ()
    assert not table.state.treaties


def test_three_ledgers_lie_side_by_side_at_the_debrief() -> None:
    """R7.7: what was declared, what was done, what others read off it, each round and lab."""
    state = lobby()
    end, _ = played(state, bots_for(state, by_name("opportunist")))
    assert end.debrief is not None
    for ledger in end.debrief.ledgers:
        for lab in ("lab0", "lab1", "lab2"):
            assert set(ledger[lab]) == {"declared", "actual", "observed"}
            assert ledger[lab]["observed"]["capability"] != ledger[lab]["actual"]["capability"]


def test_mandates_are_measured_on_what_was_and_not_on_what_was_said() -> None:
    """R8.6: every brief's agenda items are answered with yes or no, by the engine's own figures."""
    state = lobby("3", library.load_text("two-blocs"), timed=False)
    end, _ = played(state, bots_for(state, by_name("conditional")))
    scores = final(end)
    met = mandates_met(end, scores)
    for seat in end.scenario.seats:
        assert [text for text, _ in met[seat.id]] == [mandate.text for mandate in seat.brief.mandates]
        for mandate, (_, holds) in zip(seat.brief.mandates, met[seat.id], strict=True):
            value = measure(end, seat, mandate, scores)
            assert holds == (value >= mandate.value if mandate.op == ">=" else value <= mandate.value)


def test_every_round_tells_everybody_shares_concentration_trust_and_laws() -> None:
    """R8.8: the same public report for all; concentration is the sum of squared shares of what is sold."""
    state = lobby()
    end, _ = played(state, bots_for(state, by_name("cautious")))
    for report in end.reports:
        shares = list(report.shares.values())
        whole = sum(shares)
        assert 0.0 < whole <= 1.0
        assert report.hhi == pytest.approx(sum((share / whole) ** 2 for share in shares))
        assert set(report.declared) == {"lab0", "lab1", "lab2"}
        assert set(report.trust) == set(report.floors) == {"land0", "land1"}


def test_a_record_of_other_rules_is_not_resumed() -> None:
    """R9.5."""
    secret = Secret("1", SALT)
    data = header(game="g1", scenario_text=scenario_text(), secret=secret, at=0.0).data
    with pytest.raises(Refused) as caught:
        first_state({**data, "rules": "0"}, secret)
    assert (caught.value.rejection.code, caught.value.rejection.rule) == ("conflict", "R9.5")


def test_a_message_has_two_thousand_characters_at_most() -> None:
    """R11.3."""
    adapter = TypeAdapter(Message)
    assert adapter.validate_json(json.dumps({"kind": "message", "text": "a" * 2000})).text
    with pytest.raises(ValidationError, match="2000"):
        adapter.validate_json(json.dumps({"kind": "message", "text": "a" * 2001}))
