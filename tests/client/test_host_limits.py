"""``detente host``'s flags of operation: what they set, and what they refuse in words."""

import argparse

import pytest

from detente_client.cli import host_limits
from detente_client.cli.faults import Misused


def asked(*words: str) -> argparse.Namespace:
    """The command line, parsed."""
    parser = argparse.ArgumentParser()
    host_limits.add_arguments(parser)
    return parser.parse_args(words)


def test_what_is_asked_for_is_set_and_the_rest_stays() -> None:
    """Names may be typed with hyphens."""
    given = host_limits.wanted(
        asked(
            *("--limit", "people=60", "--limit", "commands-per-second=2.5", "--dropout", "30"),
            *("--origin", "https://play.example", "--metrics-open", "--proxied"),
        )
    )
    plain = host_limits.wanted(asked())
    assert (given["limits"].people, given["limits"].commands_per_second) == (60, 2.5)
    assert given["limits"].burst == plain["limits"].burst
    assert (given["dropout_seconds"], plain["dropout_seconds"]) == (30.0, 120.0)
    assert host_limits.wanted(asked("--dropout", "never"))["dropout_seconds"] is None
    assert given["origins"] == ("https://play.example",)
    assert given["open_metrics"]
    assert given["proxied"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--limit", "people"), "NAME=VALUE"),
        (("--limit", "tail=3"), "NAME=VALUE"),
        (("--limit", "people=many"), "not a number"),
        (("--limit", "people=0"), "from 1"),
        (("--limit", "text_chars=3000"), "2000"),
        (("--dropout", "soon"), "never"),
        (("--dropout", "1"), "from 5"),
        (("--tls-key", "key.pem"), "--tls-cert"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(words: tuple[str, ...], said: str) -> None:
    """Exit status 2, at the command's edge."""
    with pytest.raises(Misused, match=said):
        host_limits.wanted(asked(*words))
