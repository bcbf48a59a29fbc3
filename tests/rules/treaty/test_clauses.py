"""The treaty language: every clause is typed, ranged, worded, and refused by name where it is wrong (R4.2, R4.11)."""

import json
import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty.clauses import CLAUSE_TYPES, SafetyFloor
from detente_rules.treaty.draft import Draft, clause_data, parse_clause, parse_draft
from detente_rules.treaty.faults import BadDraft, Fault
from detente_rules.treaty.forms import FieldForm, form, forms
from detente_rules.treaty.sentences import sentence
from detente_rules.treaty.terms import Terms
from tests.rules.treaty.board import COMPANIONS, EXAMPLES, NATIONS, draft, row

NUMERIC = [
    (kind, field) for kind in CLAUSE_TYPES for field in form(kind).fields if field.type in {"number", "whole"}
]


def faults_of(data: object) -> tuple[Fault, ...]:
    """What is wrong with a clause."""
    with pytest.raises(BadDraft) as bad:
        parse_clause(data)
    return bad.value.faults


def spoiled(kind: str, **changes: Any) -> dict[str, Any]:
    """The good example of a kind with some parameters changed."""
    return {**clause_data(EXAMPLES[kind]), **changes}


def test_there_is_a_good_example_of_every_kind() -> None:
    """The tests below speak of the whole vocabulary."""
    assert set(EXAMPLES) == set(CLAUSE_TYPES)
    assert len(CLAUSE_TYPES) == 40


@pytest.mark.parametrize("kind", CLAUSE_TYPES)
def test_a_clause_survives_the_way_into_json_and_back(kind: str) -> None:
    """What is recorded is what was agreed, every default spelled out."""
    data = json.loads(json.dumps(clause_data(EXAMPLES[kind])))
    assert parse_clause(data) == EXAMPLES[kind]
    assert set(data) == {field.name for field in fields(CLAUSE_TYPES[kind])}


@pytest.mark.parametrize("kind", CLAUSE_TYPES)
def test_every_clause_has_a_sentence_made_from_its_parameters(kind: str) -> None:
    """One sentence, with a capital and a full stop, seats by their shown names."""
    text = sentence(EXAMPLES[kind], lambda seat: seat.title())
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")
    assert "None" not in text
    assert "@" not in text
    assert not any(nation in text for nation in NATIONS)


@pytest.mark.parametrize(("kind", "field"), NUMERIC, ids=lambda part: getattr(part, "name", part))
def test_a_change_of_any_number_changes_the_sentence(kind: str, field: FieldForm) -> None:
    """No parameter goes unsaid."""
    assert field.low is not None
    assert field.high is not None
    before = EXAMPLES[kind]
    value = next(
        number
        for number in _steps(field)
        if number != getattr(before, field.name) and _reads(spoiled(kind, **{field.name: number}))
    )
    after = parse_clause(spoiled(kind, **{field.name: value}))
    assert sentence(after) != sentence(before)


def _steps(field: FieldForm) -> list[float]:
    assert field.low is not None
    assert field.high is not None
    if field.type == "whole":
        return [int(field.high), int(field.low), int(field.low) + 1]
    return [0.25 * field.low + 0.75 * field.high, 0.75 * field.low + 0.25 * field.high]


def _reads(data: dict[str, Any]) -> bool:
    try:
        parse_clause(data)
    except BadDraft:
        return False
    return True


@pytest.mark.parametrize("kind", CLAUSE_TYPES)
def test_every_clause_has_a_form_with_units_and_help(kind: str) -> None:
    """The screens build on this and repeat nothing."""
    shape = form(kind)
    assert shape.help
    for field in shape.fields:
        assert field.help
        assert field.unit
        assert (field.type not in {"number", "whole"}) or field.high is not None
        assert (field.type not in {"choice", "choices"}) or field.choices
    assert shape in forms()


@pytest.mark.parametrize("kind", CLAUSE_TYPES)
def test_every_clause_does_something_to_the_arrays(kind: str) -> None:
    """A clause that changes no array would be prose."""
    clauses = (*COMPANIONS.get(kind, ()), EXAMPLES[kind])
    parties = (*NATIONS, "alpha")
    base = COMPANIONS.get(kind) or (_other(kind),)
    if clauses[0].kind == kind:
        clauses = (*base, EXAMPLES[kind])
    without, with_it = row(*base, parties=parties), row(*clauses, parties=parties)
    assert any(
        not np.array_equal(getattr(without, spec.name), getattr(with_it, spec.name)) for spec in fields(Terms)
    )


def _other(kind: str) -> Any:
    return EXAMPLES["amendment"] if kind != "amendment" else EXAMPLES["review"]


@pytest.mark.parametrize(("kind", "field"), NUMERIC, ids=lambda part: getattr(part, "name", part))
@pytest.mark.parametrize("wrong", ["low", "high", "nan", "infinite", "text", "bool"])
def test_a_bad_number_is_refused_with_field_and_range(kind: str, field: FieldForm, wrong: str) -> None:
    """NaN, infinite, negative, out of range, of the wrong type: always the same kind of answer."""
    assert field.low is not None
    assert field.high is not None
    value: Any = {
        "low": field.low - 1,
        "high": field.high + 1,
        "nan": math.nan,
        "infinite": math.inf,
        "text": "1",
        "bool": True,
    }[wrong]
    (fault,) = faults_of(spoiled(kind, **{field.name: value}))
    assert (fault.kind, fault.field, fault.low, fault.high) == (kind, field.name, field.low, field.high)
    assert f"{field.low:g}" in fault.message
    assert f"{field.high:g}" in fault.message


@given(st.sampled_from(NUMERIC), st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_outside_its_stated_range_is_read(which: tuple[str, FieldForm], value: float) -> None:
    """The range that the form states is the range that holds."""
    kind, field = which
    assert field.low is not None
    assert field.high is not None
    if not (math.isfinite(value) and field.low <= value <= field.high):
        assert faults_of(spoiled(kind, **{field.name: value}))[0].field == field.name


@pytest.mark.parametrize("word", ["unless", "at_most", "except", "until"])
def test_conditions_that_more_parties_could_spoil_are_refused_by_name(word: str) -> None:
    """R4.7: with "unless" or "at most" there is no single largest consistent set."""
    (fault,) = faults_of({"kind": "conditional", "share": 0.5, word: 3})
    assert fault.rule == "R4.7"
    assert fault.field == word
    assert f"'{word}'" in fault.message


def test_an_unknown_field_is_named() -> None:
    """Nothing is swallowed."""
    (fault,) = faults_of(spoiled("safety_floor", levle=0.3))
    assert fault.field == "levle"


@pytest.mark.parametrize("data", [None, 3, "pause", [], {}, {"kind": "peace"}, {"kind": 3}, {"kind": None}])
def test_what_is_no_clause_is_told_the_kinds_there_are(data: object) -> None:
    """Whatever comes in, the answer is typed."""
    (fault,) = faults_of(data)
    assert fault.field == "kind"
    assert "safety_floor" in fault.message


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (spoiled("capability_cap", growth=None), "growth"),
        (spoiled("capability_cap", covers=1.0), "covers"),
        (spoiled("capability_cap", category="everything"), "covers"),
        (spoiled("phase_down", grace=0), "grace_for"),
        (spoiled("data_exchange", what=[]), "what"),
        (spoiled("data_exchange", what=["risk", "risk"]), "what"),
        (spoiled("oversight", leader=None), "leader"),
        (spoiled("oversight", body="parties"), "leader"),
        (spoiled("sanction", decided="automatic"), "veto"),
        (spoiled("sanction", fine=0.0, supervision=False), "fine"),
        (spoiled("transfer", receivers=["mora"]), "receivers"),
        (spoiled("leadership", floor_low=0.5), "floor_high"),
        (spoiled("conditional", share=0.0), "share"),
        (spoiled("entry_into_force", count=0), "count"),
    ],
)
def test_parameters_that_contradict_one_another_are_refused_by_name(data: dict[str, Any], field: str) -> None:
    """Within one clause."""
    (fault,) = faults_of(data)
    assert fault.field == field


def test_a_draft_tells_all_its_faults_at_once() -> None:
    """With the index of the clause, so that a form can mark the place."""
    data = {
        "title": "",
        "parties": ["mora", "mora"],
        "clauses": [{"kind": "safety_floor", "level": -1}, spoiled("pause"), {"kind": "pause"}],
        "secret": 1,
    }
    with pytest.raises(BadDraft) as bad:
        parse_draft(data)
    assert [fault.path for fault in bad.value.faults] == [
        "secret",
        "title",
        "parties",
        "clauses.0.level",
        "clauses.2.lasts",
    ]


@pytest.mark.parametrize("clauses", [None, [], "pause", [EXAMPLES["pause"]] * 0, [{}] * 41])
def test_a_draft_without_clauses_or_with_too_many_is_none(clauses: object) -> None:
    """One to forty."""
    with pytest.raises(BadDraft, match="clauses"):
        parse_draft({"title": "A", "parties": ["mora"], "clauses": clauses})


def test_a_draft_survives_the_way_into_json_and_back() -> None:
    """The text in the record is the text."""
    text = draft(*EXAMPLES.values())
    assert parse_draft(json.loads(json.dumps(text.to_data()))) == text
    assert isinstance(text.clause("safety_floor"), SafetyFloor)
    assert Draft("A", (), ()).clause("pause") is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_any_rubbish_gets_a_typed_answer(data: object) -> None:
    """No exception but ours leaves the parser."""
    for reader in (parse_clause, parse_draft):
        with pytest.raises(BadDraft):
            reader(data)
    with pytest.raises(BadDraft):
        parse_clause({"kind": "safety_floor", "level": [data]})
