"""Codes and servers as people write them."""

import doctest

import pytest

from detente_client import address
from detente_client.address import BadAddress, Place, parse_code, parse_place, parse_server
from detente_client.mailbox import read_mailbox


def test_the_examples_in_its_docstrings_hold() -> None:
    """The examples in its docstrings hold."""
    assert doctest.testmod(address).failed == 0


@pytest.mark.parametrize("typed", ["KDPW-HUNA", "kdpw-huna", "kdpwhuna", " kdpw huna ", "KDPW HUNA"])
def test_a_code_is_one_code_however(typed: str) -> None:
    """A code is one code however it is typed."""
    assert parse_code(typed) == "KDPW-HUNA"


@pytest.mark.parametrize("typed", ["", "KD", "KDPW_HUNA", "KDPW-HUNA;rm", "ÄÖÜÄ-ÖÜÄÖ", "x" * 40])
def test_what_is_no_code_is_refused(typed: str) -> None:
    """What is no code is refused with an example."""
    with pytest.raises(BadAddress, match="ABCD-EFGH"):
        parse_code(typed)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("localhost", "ws://localhost:8765"),
        ("192.168.1.5:9000", "ws://192.168.1.5:9000"),
        ("ws://example.org", "ws://example.org:8765"),
        ("wss://Example.org", "wss://example.org"),
        ("https://example.org/game/", "wss://example.org/game"),
        ("http://10.0.0.2:8765", "ws://10.0.0.2:8765"),
        ("[::1]:9000", "ws://[::1]:9000"),
        ("[::1]", "ws://[::1]:8765"),
    ],
)
def test_a_server_is_found_however_it(typed: str, url: str) -> None:
    """A server is found however it is written."""
    assert parse_server(typed) == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "two words",
        "host:port",
        "host:99999",
        "ftp://host",
        "ws://me:secret@host",
        "ws://host?token=abc",
        "ws://",
    ],
)
def test_what_is_no_server_is_refused(typed: str) -> None:
    """What is no server is refused."""
    with pytest.raises(BadAddress):
        parse_server(typed)


def test_a_code_alone_is_looked_for() -> None:
    """A code alone is looked for on this machine."""
    assert parse_place("KDPW-HUNA") == Place("ws://127.0.0.1:8765", "KDPW-HUNA")


def test_code_and_server_may_come_in() -> None:
    """Code and server may come in one word or in two."""
    assert parse_place("KDPW-HUNA@10.0.0.2") == parse_place("KDPW-HUNA", "10.0.0.2")


def test_an_address_given_twice_is_a() -> None:
    """An address given twice is a mistake."""
    with pytest.raises(BadAddress, match="twice"):
        parse_place("KDPW-HUNA@10.0.0.2", "10.0.0.3")


def test_a_server_without_a_code_leaves() -> None:
    """A server without a code leaves the code to be asked for."""
    assert parse_place(None, "10.0.0.2") == Place("ws://10.0.0.2:8765", None)


@pytest.mark.parametrize(
    ("typed", "seat", "url"),
    [
        ("mqtt://host", None, "mqtt://host"),
        ("mqtt://host:1884/g1", "helion", "mqtt://host:1884/g1/helion"),
        ("mqtt://host", "helion", "mqtt://host/+/helion"),
        ("mqtts://helion:secret@host/g1/helion/", "corvid", "mqtts://helion:secret@host/g1/helion"),
        ("ws://host:1", "helion", "ws://host:1"),
    ],
)
def test_a_seat_over_a_broker_has_a_mailbox_of_its_own(typed: str, seat: str | None, url: str) -> None:
    """The user and password are the broker's, and a seat in the address stays."""
    assert address.at_seat(parse_server(typed), seat) == url


@pytest.mark.parametrize("typed", ["mqtt://", "mqtt://host:port", "mqtt://u:secret@host?x", "mqtt://h/a/b/c"])
def test_what_is_no_broker_is_refused_without_its_password(typed: str) -> None:
    """The text is for people's screens."""
    with pytest.raises(BadAddress, match="no broker") as refused:
        parse_server(typed)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "game", "seat"),
    [
        ("mqtt://host", "", ""),
        ("mqtt://helion:x@host", "", "helion"),
        ("mqtt://helion.g1:x@host", "g1", "helion"),
        ("mqtt://bots:x@host/g1/corvid", "g1", "corvid"),
        ("mqtt://host/+/corvid", "", "corvid"),
    ],
)
def test_what_the_path_leaves_out_the_user_tells(url: str, game: str, seat: str) -> None:
    """Game and seat of a mailbox; "" is to be found."""
    box = read_mailbox(url)
    assert (box.game, box.seat) == (game, seat)
