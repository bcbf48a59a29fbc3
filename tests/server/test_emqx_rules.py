"""The rules for EMQX in docs/mqtt.md, judged as its documentation and published source say. This is no run of it.

The first rule that fits decides. A topic, or a filter that is subscribed to, is matched against a rule's filters level by level:
a rule's ``+`` stands for any one level, whatever it holds, its ``#`` for all that follow, anything else for itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente_rules.wire import topics
from detente_server.gateway_mqtt.access import SERVER, WALL

PAGE = Path(__file__).parents[2] / "docs" / "mqtt.md"

GAME = "g3f0c9a1b2d4e"

PUBLIC = (topics.public(GAME), topics.state(GAME), topics.state("+"))


@dataclass(frozen=True)
class Rule:
    """A line of ``acl.conf``. who: a user or "all". action: "all" too. filters: none stand for every topic."""

    allow: bool
    who: str
    action: str
    filters: Sequence[str]


def rules() -> Iterator[Rule]:
    """Those of the page, in their order."""
    block = re.search(r"```erlang\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    for line in block[1].splitlines():
        verdict, who, more = re.fullmatch(
            r'\{(allow|deny), (all|\{username, "[^"]+"\})(.*)\}\.', line
        ).groups()  # type: ignore[union-attr]
        action, filters = "all", ""
        if more:
            action, filters = re.fullmatch(r", (publish|subscribe), \[(.*)\]", more).groups()  # type: ignore[union-attr]
        name = re.findall(r'"([^"]+)"', who)
        yield Rule(verdict == "allow", name[0] if name else "all", action, re.findall(r'"([^"]+)"', filters))


def fits(topic: str, pattern: str) -> bool:
    """As ``emqx_topic:match``; where it looks at a filter it does not know what that would match."""
    levels, wanted = topic.split("/"), pattern.split("/")
    for at, level in enumerate(wanted):
        if level == "#":
            return True
        if at >= len(levels) or level not in {"+", levels[at]}:
            return False
    return len(levels) == len(wanted)


def allowed(user: str, action: str, topic: str) -> bool:
    """May this user publish to, or subscribe to, that?"""
    for rule in rules():
        named = [one.replace("${username}", user) for one in rule.filters]
        if rule.who not in {"all", user} or rule.action not in {"all", action}:
            continue
        if not named or any(fits(topic, one) for one in named):
            return rule.allow
    raise AssertionError("what no rule speaks of is left to a setting")


@pytest.mark.parametrize("seat", ["helion", "corvid"])
def test_a_seat_hears_its_inbox_and_what_is_public_and_nothing_else(seat: str) -> None:
    """However it asks: by name, by a filter that its own inbox would fit, in a group, or for all there is."""
    other = "sorrel"
    for topic in (topics.inbox(GAME, seat), *PUBLIC):
        assert allowed(seat, "subscribe", topic)
    for topic in (
        "#", "+/#", "detente/#", "detente/v1/#", f"detente/v1/{GAME}/#", f"detente/v1/{GAME}/+",
        f"detente/v1/{GAME}/seat/#", f"detente/v1/{GAME}/seat/{seat}/#", f"detente/v1/{GAME}/seat/{seat}/+",
        topics.inbox(GAME, "+"), topics.inbox(GAME, other), topics.inbox("+", "+"), topics.outbox(GAME, other),
        topics.outbox(GAME, seat), topics.gone(GAME, seat, "+"), f"$share/all/{topics.inbox(GAME, other)}",
    ):  # fmt: skip
        assert not allowed(seat, "subscribe", topic), topic


def test_a_seat_writes_its_outbox_and_its_will_and_nothing_else() -> None:
    """No inbox, not even its own, and nothing that displays believe."""
    for topic in (
        topics.outbox(GAME, "helion"),
        topics.gone(GAME, "helion", "s1"),
        topics.gone(GAME, "helion", ""),
    ):
        assert allowed("helion", "publish", topic)
    for topic in (
        topics.inbox(GAME, "helion"), topics.inbox(GAME, "corvid"), topics.outbox(GAME, "corvid"),
        topics.gone(GAME, "corvid", "s1"), topics.public(GAME), topics.state(GAME), "$SYS/x", "anything",
    ):  # fmt: skip
        assert not allowed("helion", "publish", topic), topic


def test_the_server_hears_and_writes_what_it_has_to() -> None:
    """The very filters that it subscribes to; the wall reads what is public, and that is all."""
    assert all(allowed(SERVER, "subscribe", one) for one in topics.heard_by_server(GAME))
    said = (topics.inbox(GAME, "helion"), topics.public(GAME), topics.state(GAME))
    assert all(allowed(SERVER, "publish", one) for one in said)
    assert all(allowed(WALL, "subscribe", one) for one in PUBLIC)
    assert not any(allowed(WALL, "subscribe", one) for one in ("#", topics.inbox(GAME, "helion")))
    assert not any(allowed(WALL, "publish", one) for one in said)
