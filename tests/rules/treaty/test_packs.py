"""The reference treaty, the precedents, and differences between drafts (R4.3, R4.17)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty import clauses as c
from detente_rules.treaty.checks import check
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.diff import difference
from detente_rules.treaty.draft import Draft, parse_draft
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.treaty.packs import reference_treaty
from detente_rules.treaty.precedents import PRECEDENTS, fill
from detente_rules.treaty.sentences import sentence
from tests.rules.treaty.board import CONTEXT, EXAMPLES, NATIONS, draft

ROLES = {"permanent": ("mora",), "poorer": ("norr", "osk"), "richer": ("mora",)}


def test_the_reference_treaty_is_the_design_s() -> None:
    """Floor .22, q .7, independence .9, fine .7, exclusion .65, sharing .06, cost .8, intrusiveness .7, body .4."""
    row = compile_draft(draft(*reference_treaty("mora")), CONTEXT)
    names = (
        "floor",
        "rate",
        "fine",
        "exclusion",
        "sharing",
        "fixed_cost",
        "intrusiveness",
        "body_cost",
        "hit",
    )
    found = {name: float(getattr(row, name)[0, 0]) for name in names}
    assert list(found.values()) == [0.22, 0.7, 0.7, 0.65, 0.06, 0.8, 0.7, 0.4, 0.8]
    assert row.independence[0, 0, 0] == pytest.approx(0.9)
    assert row.ramp[0, 0] == 1


def test_instruments_see_more_the_more_they_intrude() -> None:
    """The cards state what they find, whom they wrong, and what they cost in sovereignty."""
    cards = list(INSTRUMENTS.values())
    for weaker, stronger in pairwise(cards):
        assert weaker.hit < stronger.hit
        assert weaker.false_alarm < stronger.false_alarm
        assert weaker.intrusiveness < stronger.intrusiveness
    assert "80%" in INSTRUMENTS["on_site"].card()


@pytest.mark.parametrize("name", PRECEDENTS)
def test_a_precedent_is_a_sound_treaty_with_sources(name: str) -> None:
    """Whatever the seats that take its roles."""
    precedent = PRECEDENTS[name]
    clauses = fill(precedent, NATIONS, ROLES)
    assert check(draft(*clauses), CONTEXT) == ()
    assert precedent.sources
    assert precedent.analogy_ends
    assert "@" not in "".join(map(sentence, clauses))
    if precedent.roles:
        with pytest.raises(KeyError, match=precedent.roles[0]):
            fill(precedent, NATIONS)


@pytest.mark.parametrize(
    ("name", "parties", "count"), [("chemical", 6, 3), ("biological", 6, 2), ("montreal", 8, 2)]
)
def test_a_precedent_enters_into_force_at_its_share_of_the_parties(
    name: str, parties: int, count: int
) -> None:
    """The game's mapping of 65, 22 and 11 ratifications onto a table of a few nations; rounded up."""
    seats = tuple(f"s{number}" for number in range(parties))
    entry = fill(PRECEDENTS[name], seats, ROLES)[-1]
    assert isinstance(entry, c.EntryIntoForce)
    assert entry.count == count


def test_the_biological_convention_has_no_verification_and_the_chemical_one_has() -> None:
    """The one difference that claims compare."""
    kinds = {
        name: {clause.kind for clause in PRECEDENTS[name].clauses} for name in ("biological", "chemical")
    }
    assert "inspection" not in kinds["biological"]
    assert {"inspection", "oversight", "data_exchange"} <= kinds["chemical"]


def test_a_difference_names_parties_clauses_and_parameters() -> None:
    """What the card of an amended proposal shows."""
    before = Draft(
        "Accord", ("mora", "norr"), (c.SafetyFloor(level=0.2), c.Sunset(after=4), c.Review(every=2))
    )
    after = Draft("Accord", ("mora", "osk"), (c.SafetyFloor(level=0.3), c.Review(every=2), c.Pause(lasts=1)))
    found = difference(before, after)
    assert (found.joined, found.left) == (("osk",), ("norr",))
    assert found.added == (c.Pause(lasts=1),)
    assert found.removed == (c.Sunset(after=4),)
    (changed,) = found.changed
    assert [(one.field, one.before, one.after) for one in changed.changes] == [("level", 0.2, 0.3)]
    assert found.lines(str.title)[:2] == ("+ party Osk", "- party Norr")
    assert any(line.startswith("~") and "level 0.2 → 0.3" in line for line in found.lines())


@given(st.lists(st.sampled_from(list(EXAMPLES.values())), min_size=1, max_size=8, unique=True))
def test_a_text_does_not_differ_from_itself(clauses: list[c.Clause]) -> None:
    """In whatever order, and after the way through the record."""
    text = draft(*clauses)
    assert not difference(text, parse_draft(text.to_data()))
    assert not difference(text, draft(*reversed(clauses)))
