"""The small parts on their own: codes and names, buckets, addresses, metrics, pages."""

import re
import string
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.http11 import Request

from detente_rules.ids import MAX_NAME
from detente_rules.rejections import Refused
from detente_server.addresses import reachable, url
from detente_server.credentials import (
    ALPHABET,
    check_name,
    digest_of,
    is_control,
    new_code,
    new_token,
    same,
    tidy_code,
)
from detente_server.http import HttpSide, address_of, bearer_of, is_upgrade
from detente_server.limits import Addresses, Bucket
from detente_server.metrics import Metrics

# ------------------------------------------------------------------------------------------------- codes and names


def test_codes_are_easy_to_read_and_hard_to_guess() -> None:
    """Eight of 24 letters, none like another."""
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code) for code in codes)
    assert not {"I", "O"} & set(ALPHABET)


@pytest.mark.parametrize("typed", ["ABCD-EFGH", "abcd-efgh", "abcdefgh", " AbCd  EfGh ", "abcd–efgh"])
def test_codes_may_be_typed_as_people_type(typed: str) -> None:
    """Lower case, without the hyphen, with another one."""
    assert tidy_code(typed) == "ABCD-EFGH"


@given(st.text(max_size=60))
def test_anything_typed_for_a_code_is_looked_up_and_no_more(typed: str) -> None:
    """Never a fault."""
    assert tidy_code(typed).isascii()


def test_tokens_are_256_random_bits_that_a_fragment_may_carry() -> None:
    """R11.6."""
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(
        len(token) == 43 and set(token) <= set(string.ascii_letters + string.digits + "-_")
        for token in tokens
    )


def test_digests_are_compared_whole() -> None:
    """Also for texts that are no tokens at all."""
    assert same(digest_of("a"), digest_of("a"))
    assert not same(digest_of("a"), digest_of("b"))
    assert len(digest_of("\ud800")) == 32


@given(st.text(max_size=100))
def test_a_name_is_one_visible_line_or_refused(name: str) -> None:
    """R11.7: what is let in can be shown on any screen as it is."""
    try:
        shown = check_name(name)
    except Refused:
        return
    assert 0 < len(shown) <= MAX_NAME
    assert shown == name.strip()
    assert not any(is_control(letter) for letter in shown)
    assert len(shown.splitlines()) == 1


# ---------------------------------------------------------------------------------------------------------- limits


def test_a_bucket_gives_a_burst_and_then_a_rate() -> None:
    """And says how long to wait."""
    bucket = Bucket(rate=2.0, burst=3, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert bucket.take(0.25) == pytest.approx(0.25)
    assert bucket.take(0.5) == 0.0
    assert bucket.take(100.0) == 0.0


def test_wrong_credentials_are_forgotten_after_a_minute() -> None:
    """R11.6, and per address."""
    addresses = Addresses(wrong_per_minute=2)
    assert addresses.wrong_hello_wait("a", 0.0) == 0.0
    addresses.wrong_hello("a", 0.0)
    addresses.wrong_hello("a", 10.0)
    assert addresses.wrong_hello_wait("a", 20.0) == 40.0
    assert addresses.wrong_hello_wait("b", 20.0) == 0.0
    assert addresses.wrong_hello_wait("a", 61.0) == 0.0


def test_only_so_many_addresses_are_remembered() -> None:
    """Whoever comes from everywhere does not fill the memory."""
    addresses = Addresses(wrong_per_minute=1, most=3)
    for n in range(100):
        addresses.wrong_hello(str(n), 0.0)
    assert addresses.wrong_hello_wait("0", 1.0) == 0.0
    assert addresses.wrong_hello_wait("99", 1.0) > 0


def test_connections_are_counted_per_address() -> None:
    """Up and down."""
    addresses = Addresses(wrong_per_minute=1)
    assert [addresses.opened("a"), addresses.opened("a"), addresses.opened("b")] == [1, 2, 1]
    addresses.closed("a")
    addresses.closed("b")
    assert (addresses.count("a"), addresses.count("b")) == (1, 0)


# ----------------------------------------------------------------------------------------------- metrics and pages


def test_the_exposition_is_what_prometheus_reads() -> None:
    """Every sample has its help and type before it; histograms add up."""
    metrics = Metrics()
    metrics.commit_seconds.observe(0.003)
    metrics.commit_seconds.observe(99.0)
    metrics.refused.add(3)
    lines = metrics.exposition().splitlines()
    assert "detente_refused_total 3" in lines
    assert 'detente_commit_seconds_bucket{le="0.005"} 1' in lines
    assert 'detente_commit_seconds_bucket{le="+Inf"} 2' in lines
    assert "detente_commit_seconds_count 2" in lines
    for line in lines:
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{le="[^"]+"\})? [-+.e\dinf]+', line), line


def request(*headers: tuple[str, str], path: str = "/") -> Request:
    """A GET."""
    return Request(path, Headers(headers))


def test_what_a_request_says_of_itself() -> None:
    """Headers that stand twice are not believed."""
    assert is_upgrade(request(("Upgrade", "WebSocket")))
    assert not is_upgrade(request())
    assert bearer_of(request(("Authorization", "Bearer abc"))) == "abc"
    assert bearer_of(request(("Authorization", "Basic abc"))) is None
    assert bearer_of(request(("Authorization", "Bearer a"), ("Authorization", "Bearer b"))) is None
    forwarded = request(("X-Forwarded-For", "1.2.3.4, 5.6.7.8"))
    assert address_of(forwarded, "127.0.0.1", proxied=True) == "5.6.7.8"
    assert address_of(forwarded, "127.0.0.1", proxied=False) == "127.0.0.1"
    assert address_of(request(), "127.0.0.1", proxied=True) == "127.0.0.1"


def test_pages_by_path() -> None:
    """A query changes nothing; what there is not is 404."""
    side = HttpSide({"/healthz": lambda: (HTTPStatus.OK, "text/plain", "ok")}, ())
    assert side.page(request(path="/healthz?x=1"), "10.0.0.1").status_code == 200
    assert side.page(request(path="/nothing"), "10.0.0.1").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("127.0.0.1", 200),
        ("::1", 200),
        ("::ffff:127.0.0.1", 200),
        ("10.0.0.7", 403),
        ("", 403),
        ("127.0.0.1.evil.example", 403),
    ],
)
def test_counters_are_for_this_machine_alone(address: str, status: int) -> None:
    """R10.3: they move when somebody seals."""
    side = HttpSide({"/metrics": lambda: (HTTPStatus.OK, "text/plain", "1")}, (), frozenset({"/metrics"}))
    assert side.page(request(path="/metrics"), address).status_code == status


def test_addresses_to_tell_people() -> None:
    """Loopback comes last, and an IPv6 address stands in brackets."""
    assert reachable("10.1.2.3") == ("10.1.2.3",)
    assert reachable("0.0.0.0")[-1] == "127.0.0.1"
    assert url("ws", "::1", 80) == "ws://[::1]:80"
    assert url("wss", "example.org", 443) == "wss://example.org:443"
