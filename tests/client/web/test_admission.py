"""PINs and tickets: what lets a browser back in, and how often one may guess."""

import pytest

from detente_client.web.admission import GUESSES, TICKET_SECONDS, Guesses, Pins, Tickets, TooMany


def test_a_pin_brings_back_the_person_of_that_name_however_it_is_written() -> None:
    """Names are typed on telephones: case and spaces do not matter."""
    pins = Pins(lambda: "004217")
    pins.issue("Ana  Lund", "token-of-ana")
    assert pins.token(" ana lund", "004217", 0.0) == "token-of-ana"
    assert pins.token("Ana Lund", "004218", 0.0) is None
    assert pins.token("Ben", "004217", 0.0) is None


def test_a_new_pin_closes_the_old_one() -> None:
    """One PIN a person."""
    fresh = iter(("111111", "222222"))
    pins = Pins(lambda: next(fresh))
    pins.issue("Ana", "old")
    pins.issue("Ana", "new")
    assert pins.token("Ana", "111111", 0.0) is None
    assert pins.token("Ana", "222222", 0.0) == "new"


def test_guessing_a_pin_soon_has_to_wait() -> None:
    """A million PINs at eight tries in ten minutes take more than two years; the right one has to wait as well."""
    pins = Pins(lambda: "004217")
    pins.issue("Ana", "token")
    for _ in range(GUESSES):
        assert pins.token("Ana", "000000", 100.0) is None
    with pytest.raises(TooMany) as wait:
        pins.token("Ana", "004217", 100.0)
    assert wait.value.seconds == pytest.approx(600.0)
    assert pins.token("Ana", "004217", 701.0) == "token"


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


def test_what_is_remembered_of_wrong_tries_is_bounded() -> None:
    """An attacker with many addresses fills no memory."""
    guesses = Guesses(2, 60.0, remembered=3)
    for number in range(100):
        guesses.wrong(f"10.0.0.{number}", 0.0)
    assert len(guesses._wrong) == 3
