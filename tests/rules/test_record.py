"""The record: one line an event, a chain of hashes, and a check that finds a single changed byte (R9)."""

import hashlib
import json
import random
from typing import get_args

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from detente_rules import arrays
from detente_rules.bots import by_name
from detente_rules.canonical import digest
from detente_rules.events import Event, Kind
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state, header
from detente_rules.record import GENESIS, chain, hash_of, parse_line, seal_line
from detente_rules.secret import Secret
from detente_rules.state import RULES_VERSION
from detente_rules.verify import verify_lines
from detente_rules.wire.codec import news_body
from tests.rules.tables import SALT, bots_for, events_of, lobby, played, scenario_text
from tests.rules.test_canonical import anything

SECRET = Secret("5", SALT)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The record of a whole game of bots."""
    return recorded(SECRET)


def recorded(secret: Secret) -> list[str]:
    """Play a game with this secret and write it down."""
    first = header(game="g1", scenario_text=scenario_text(), secret=secret, at=0.0)
    state = first_state(first.data, secret)
    _, turns = played(state, bots_for(state, by_name("conditional")))
    return [line.text for line in chain([first, *events_of(turns)])]


def test_a_line_has_exactly_the_published_fields_and_hash(lines: list[str]) -> None:
    """Anybody can check the chain with JSON and SHA-256 alone (R9.2)."""
    prev = GENESIS
    for n, text in enumerate(lines):
        data = json.loads(text)
        assert set(data) == {"v", "n", "at", "round", "phase", "audience", "kind", "data", "prev", "hash"}
        found = data.pop("hash")
        assert (data["v"], data["n"], data["prev"]) == (1, n, prev)
        assert found == hashlib.sha256(rfc8785.dumps(data)).hexdigest()
        prev = found


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_line_is_canonical_json_of_the_whole_and_its_hash_of_all_but_the_hash(kind: Kind) -> None:
    """Whatever the kind, the audience and the data: it is written in pieces, and held against RFC 8785 (R9.2)."""
    dice = random.Random(kind)
    for audience in ("public", ("seat:helion",), ("facilitator", "seat:b", "seat:a")):
        data = {name: anything(dice, 1) for name in ("z", "a", "é", "hash")}
        event = Event(kind, audience, data, dice.uniform(0, 2e9), dice.randrange(30), "negotiation")
        line = seal_line(GENESIS, dice.randrange(10**9), event)
        whole = {
            "v": 1, "n": line.n, "at": event.at, "round": event.round, "phase": event.phase, "kind": kind,
            "audience": "public" if audience == "public" else list(audience), "data": data, "prev": GENESIS,
        }  # fmt: skip
        assert line.hash == hashlib.sha256(rfc8785.dumps(whole)).hexdigest() == hash_of(line)
        assert line.text.encode() == rfc8785.dumps({**whole, "hash": line.hash})


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_stream_tells_an_event_in_the_words_of_the_record_or_in_its_own_and_never_another_value(
    kind: Kind,
) -> None:
    """Words of the record are taken over only where they are ASCII and every number stays what it is: 1.0 is not 1."""
    dice = random.Random(kind)
    taken = 0
    for _ in range(60):
        event = Event(
            kind,
            "public",
            {"z": anything(dice, 2), "a": anything(dice, 2)},
            dice.uniform(0, 2e9),
            3,
            "briefing",
        )
        line = seal_line(GENESIS, 1, event)
        body = news_body(event, line.data)
        taken += bool(line.data)
        assert body.isascii()
        assert json.dumps(json.loads(body), sort_keys=True) == json.dumps(event.news(), sort_keys=True)
    assert 0 < taken < 60


def test_an_honest_record_holds_and_every_round_is_computed_again(lines: list[str]) -> None:
    """The verdict of a finished game: bit-equal, seed opened."""
    verdict = verify_lines(lines)
    assert verdict.fault is None, verdict.fault
    assert (verdict.exact, verdict.opened, verdict.rounds, verdict.lines) == (True, True, 3, len(lines))


def test_a_record_is_valid_at_any_moment_of_the_game(lines: list[str]) -> None:
    """Cut after any line it still verifies; before the debrief the verdict says that rolls are unchecked."""
    for length in range(1, len(lines), 7):
        verdict = verify_lines(lines[:length])
        assert verdict.fault is None
        assert not verdict.opened


@settings(max_examples=60)
@given(data=st.data())
def test_a_single_changed_byte_is_found_at_its_line(data: st.DataObject) -> None:
    """Whatever byte is changed to whatever else, the first broken link is named."""
    lines = RECORD
    n = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[n]) - 1))
    byte = data.draw(st.sampled_from('0123456789abcxyz{}[]",:. '))
    changed = lines[n][:place] + byte + lines[n][place + 1 :]
    if changed == lines[n] or (n == len(lines) - 1 and json_equal(changed, lines[n])):
        return
    verdict = verify_lines([*lines[:n], changed, *lines[n + 1 :]])
    assert verdict.fault is not None
    assert verdict.fault.n in {n, n + 1}


def json_equal(one: str, other: str) -> bool:
    """Do two texts say the same JSON?"""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


RECORD = recorded(SECRET)


def reforged(lines: list[str], kind: str, change: object) -> list[str]:
    """A dishonest host: change one event and make the whole chain fit again."""
    events = [parse_line(text, n).event for n, text in enumerate(lines)]
    target = next(n for n, event in enumerate(events) if event.kind == kind)
    change(events[target].data)  # type: ignore[operator]
    return [line.text for line in chain(events)]


def test_a_host_that_forges_a_roll_and_the_whole_chain_is_found(lines: list[str]) -> None:
    """The chain fits, the replay does not: the record needs no trust in the host."""

    def find_an_innocent(data: dict) -> None:  # type: ignore[type-arg]
        data["resolution"]["found"][0][0] = not data["resolution"]["found"][0][0]

    verdict = verify_lines(reforged(lines, "round_resolved", find_an_innocent))
    assert verdict.fault is not None
    assert verdict.fault.what == "resolution.resolution.found.0.0"


def test_a_forged_score_is_found(lines: list[str]) -> None:
    """A score a tenth higher at the debrief."""

    def raise_score(data: dict) -> None:  # type: ignore[type-arg]
        data["scores"]["lab0"] += 0.1

    verdict = verify_lines(reforged(lines, "debrief_opened", raise_score))
    assert verdict.fault is not None
    assert verdict.fault.what == "debrief.scores.lab0"


def test_a_forged_sealed_decision_is_found(lines: list[str]) -> None:
    """What a seat sealed cannot be changed afterwards: its commitment does not open."""

    def tamper(data: dict) -> None:  # type: ignore[type-arg]
        data["decision"]["safety"] = 0.123

    verdict = verify_lines(reforged(lines, "sealed", tamper))
    assert verdict.fault is not None
    assert verdict.fault.what == "sealed decision"


def test_another_seed_does_not_open_the_commitment(lines: list[str]) -> None:
    """A host cannot choose the dice afterwards (R9.3, R10.6)."""

    def swap(data: dict) -> None:  # type: ignore[type-arg]
        data["seed"] = "6"

    verdict = verify_lines(reforged(lines, "debrief_opened", swap))
    assert verdict.fault is not None
    assert verdict.fault.what == "commitment"


def test_a_record_of_older_rules_says_so_instead_of_looking_forged(lines: list[str]) -> None:
    """R9.5: its rounds would come out otherwise; the verdict names both versions, and who can check it."""

    def age(data: dict) -> None:  # type: ignore[type-arg]
        data["rules"] = "1"

    fault = verify_lines(reforged(lines, "game_created", age)).fault
    assert fault is not None
    assert (fault.n, fault.what, fault.found) == (0, "rules", "1")
    assert (
        f"of rules 1; these are rules {RULES_VERSION}. The version of the game that began it"
        in fault.expected
    )


def test_replay_equals_live() -> None:
    """The fold of the recorded lines is the state that was played, to the last digit."""
    state = lobby("8")
    last, turns = played(state, bots_for(state, by_name("opportunist")))
    again = state
    for event in events_of(turns):
        again = evolve(again, parse_line(next(chain([event])).text, 0).event)
    assert again.debrief == last.debrief
    assert digest(arrays.to_data(again.world)) == digest(arrays.to_data(last.world))
    assert digest(arrays.to_data(again.status)) == digest(arrays.to_data(last.status))


def test_the_same_seed_gives_the_same_game_and_another_another() -> None:
    """To the last digit."""
    results = []
    for seed in ("1", "1", "2"):
        state = lobby(seed)
        results.append(digest(played(state, bots_for(state, by_name("random"), seed))[0].resolved))
    assert results[0] == results[1] != results[2]
