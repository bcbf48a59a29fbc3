"""The published schema says what the program does: no drift, every example fits, and so does all that games write."""

import json
import random
import tomllib
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from detente_rules.bots import NAMES, by_name
from detente_rules.bots.dice import BotDice
from detente_rules.commands import UNSTAMPED, PlayerCommand
from detente_rules.events import KINDS, Event
from detente_rules.headless import play_out
from detente_rules.library import load_text, names
from detente_rules.rejections import Code
from detente_rules.state import GameState, audiences
from detente_rules.views.project import view
from detente_rules.views.types import dump_view
from detente_rules.wire.asyncapi import TAGS
from detente_rules.wire.meanings import CLOSINGS, REFUSALS
from detente_rules.wire.messages import CloseCode
from detente_rules.wire.news import HEARD, NEWS, UNHEARD
from detente_rules.wire.schema import frame_names, scenario_schema, schema
from detente_rules.wire.topics import closed_frame, state_frame
from tests.protocol.published import FILES, FOLDER, README, renewed
from tests.protocol.shapes import EXAMPLES, examples, faults
from tests.rules.tables import lobby


@pytest.mark.snapshot
@pytest.mark.parametrize("name", FILES)
def test_what_is_published_is_what_the_models_say(name: str) -> None:
    """If this fails: look at the change with the policy of docs/protocol, then `python -m tests.protocol.published`."""
    from detente_client.cli.schema import document

    assert (FOLDER / name).read_text(encoding="utf-8") == document(FILES[name])


@pytest.mark.snapshot
def test_the_tables_of_the_readme_are_what_the_program_says() -> None:
    """As above."""
    text = README.read_text(encoding="utf-8")
    assert renewed(text) == text


def test_every_frame_kind_and_code_has_words() -> None:
    """A new one without a meaning fails here."""
    client, server = frame_names()
    assert set(TAGS) == {*client, *server}
    assert set(REFUSALS) == set(get_args(Code))
    assert set(CLOSINGS) == set(CloseCode)
    assert {*NEWS, *UNHEARD} == set(KINDS)
    assert {one["frame"]["news"]["kind"] for one in examples("news")} == set(HEARD)


def test_every_field_has_words() -> None:
    """What a program reads or sends is told in the schema, not in the code alone; tags say themselves."""
    silent = [
        f"{name}.{field}"
        for name, shape in schema()["$defs"].items()
        for field, about in shape.get("properties", {}).items()
        if "const" not in about and not about.get("description")
    ]
    assert not silent


@pytest.mark.parametrize("name", sorted(TAGS))
def test_every_example_fits(name: str) -> None:
    """Also the news within them, to the last field."""
    for one in examples(TAGS[name]):
        assert not faults(name, one["frame"], closed=True), one["about"]


def test_what_is_refused_does_not_fit() -> None:
    """The schema refuses what the server refuses for its shape."""
    for one in examples("wrong"):
        assert faults("ClientFrame", one["frame"]), one["about"]


def test_the_examples_are_one_json_file_a_frame() -> None:
    """So that a program in any language can be tried on them."""
    assert {file.stem for file in EXAMPLES.glob("*.json")} == {*TAGS.values(), "wrong"}


def test_the_readme_names_every_code_and_what_needs_no_stamp() -> None:
    """The dialogue written out, whole."""
    text = README.read_text(encoding="utf-8")
    for word in (*REFUSALS, *(str(int(code)) for code in CLOSINGS), *UNSTAMPED, *TAGS.values(), *HEARD):
        assert f"`{word}`" in text, word


# ----------------------------------------------------------------------------------------------------- whole games


def _game(scenario: str, seed: str) -> Iterator[tuple[GameState, list[Event]]]:
    """A game of bots drawn at random: each state, and the events that led there."""
    state = lobby(seed, text=load_text(scenario), rounds=4)
    drawn = random.Random(seed)
    bots = {
        seat.id: by_name(drawn.choice(NAMES))(seat.id, BotDice.of(seed, seat.id))
        for seat in state.scenario.seats
    }
    for after, turn in play_out(state, bots):
        yield after, list(turn.events)


@pytest.mark.parametrize("scenario", ["two-blocs", "first-steps"])
def test_what_a_game_tells_is_what_is_published(scenario: str) -> None:
    """Every event that reaches anybody, and a view of every audience in every phase, to the last field."""
    heard, seen = 0, set[str]()
    for state, events in _game(scenario, scenario):
        for event in events:
            if event.kind in UNHEARD:
                continue
            heard += 1
            assert not faults(f"news.{event.kind}", _json(event.news()), closed=True), event
        if state.phase not in seen:
            seen.add(state.phase)
            for audience in audiences(state):
                assert not faults("View", json.loads(dump_view(view(state, audience))), closed=True)
    assert heard > 50


def _json(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_what_only_topics_carry_is_published() -> None:
    """The end of a dialogue, and the retained picture."""
    state = lobby("1")
    picture = state_frame("g1", live=True, seq=7, server_time=1.5, view=dump_view(view(state, "observer")))
    assert not faults("State", json.loads(picture), closed=True)
    assert not faults("Closed", json.loads(closed_frame(1012, "The server restarts.")), closed=True)


@pytest.mark.parametrize("scenario", names())
def test_every_scenario_has_the_published_shape(scenario: str) -> None:
    """And what cannot be read has not."""
    shape = Draft202012Validator(scenario_schema())
    written = tomllib.loads(load_text(scenario))
    assert not list(shape.iter_errors(written))
    assert list(shape.iter_errors(written | {"seets": []}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "safety_floor", level = 0.3,', 'kind = "saftey_floor", level = 0.3,'),
        ("level = 0.32,", "level = 3.2,"),
        ('bot = "opportunist"', 'bot = "nobody"'),
        ("[minutes]", "[world]\nenmitty = 0.4\n[minutes]"),
        ("[minutes]", "[world]\nenmity = -0.4\n[minutes]"),
        ('to = ["lodestar"]', 'effects = [{ kind = "trust", chnage = 0.1 }]'),
    ],
)
def test_an_editor_sees_slips_in_clauses_bots_numbers_of_the_world_and_effects(old: str, new: str) -> None:
    """Not only in the frame of the file."""
    shape, text = Draft202012Validator(scenario_schema()), load_text("two-blocs")
    assert old in text
    assert list(shape.iter_errors(tomllib.loads(text.replace(old, new, 1))))


def test_every_command_is_published() -> None:
    """By its own name."""
    published = schema()["$defs"]
    assert all(kind.__name__ in published for kind in get_args(PlayerCommand))
