"""Tickets: what opens one tab once; and how often one may guess."""

import pytest

from detente_client.web.admission import GUESSES, TICKET_SECONDS, Guesses, Tickets, TooMany


def test_a_ticket_opens_one_tab_once_and_only_for_seconds() -> None:
    """It stands in an address, and addresses are written down in many places."""
    named = iter(("a", "b"))
    tickets = Tickets(lambda: next(named))
    assert tickets.issue("token", 0.0) == "a"
    assert tickets.redeem("a", 1.0) == "token"
    assert tickets.redeem("a", 1.0) is None
    tickets.issue("token", 0.0)
    assert tickets.redeem("b", TICKET_SECONDS + 1.0) is None
    assert tickets.redeem("never", 0.0) is None


def test_too_many_wrong_tries_have_to_wait() -> None:
    """Until the first of them is old enough; a right one in between does not count."""
    guesses = Guesses(GUESSES, 60.0)
    for second in range(GUESSES):
        guesses.check("10.0.0.1", float(second))
        guesses.wrong("10.0.0.1", float(second))
        guesses.wrong("10.0.0.2", float(second))
        guesses.right("10.0.0.2")
    with pytest.raises(TooMany) as wait:
        guesses.check("10.0.0.1", 10.0)
    assert wait.value.seconds == pytest.approx(50.0)
    guesses.check("10.0.0.2", 10.0)
    guesses.check("10.0.0.1", 60.5)


def test_what_is_remembered_of_wrong_tries_is_bounded() -> None:
    """An attacker with many addresses fills no memory."""
    guesses = Guesses(2, 60.0, remembered=3)
    for number in range(100):
        guesses.wrong(f"10.0.0.{number}", 0.0)
    assert len(guesses._wrong) == 3
