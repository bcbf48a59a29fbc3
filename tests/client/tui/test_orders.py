"""Orders and treaties before they are sent: what they mean, how they stand to what binds, what is wrong with them."""

from dataclasses import replace

import pytest

from detente_client.tui.drafting import (
    CARDS,
    TreatyDraft,
    addable,
    blank_draft,
    defaults,
    draft_from_pack,
    draft_from_treaty,
    draft_lines,
    faults,
    strength_of,
    with_strength,
)
from detente_client.tui.lines import bare, bare_all
from detente_client.tui.orders import first_orders, fits, meaning, posture_answers, promise_answers, seal_line
from detente_client.tui.plain_orders import BadOrders, parse_orders
from detente_client.tui.standing import my_place_in, standings
from detente_client.tui.treaties import card_lines, diff_lines, treaty_rows
from detente_rules.commands import Amend, Propose
from detente_rules.decisions import Declaration, LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.treaty.clauses import CLAUSE_TYPES
from detente_rules.treaty.forms import forms
from detente_rules.views.types import ObligationView
from tests.client.tui.views import FLOOR, LOOK, a_treaty, a_view

BOUND = (ObligationView("t1", "safety", 0.22, "Quiet Accord: spend at least 22% of effort on safety."),)


def test_orders_begin_with_what_is_sealed_then_with_the_standing_ones() -> None:
    """A seat that comes back finds what it had chosen."""
    card = LabCard(posture="sprint")
    assert first_orders(a_view(sealed=card, standing=LabCard(posture="pause"))) == card
    assert first_orders(a_view(standing=card)) == card
    assert first_orders(a_view()) == LabCard()
    assert first_orders(a_view(seat="arden")) == NationCard()
    assert first_orders(a_view(level="full")) == LabDecision()
    assert first_orders(a_view(seat=None)) is None


def test_orders_of_another_level_do_not_fit() -> None:
    """A room may rise a level between rounds."""
    assert fits(a_view(), LabCard())
    assert not fits(a_view(level="standard"), LabCard())
    assert not fits(a_view(), NationCard())


def test_a_posture_below_what_binds_me_is_marked() -> None:
    """The mark names the figure."""
    words = {answer.value: answer.words for answer in posture_answers(a_view(obligations=BOUND))}
    assert "! below 22%" in words["sprint"]
    assert "below" not in words["careful"]
    assert "nothing binds you" in promise_answers(a_view(obligations=()))[0].words


def test_what_a_card_comes_to_is_said_in_words() -> None:
    """Kept promises lift the share; a broken one is hidden and called a breach."""
    view = a_view(obligations=BOUND)
    kept = bare_all(meaning(view, LabCard(posture="sprint")))
    assert "✓ kept" in kept
    assert "22%" in kept
    broken = bare_all(meaning(view, LabCard(posture="sprint", keep_promises=False, tell_truth=False)))
    assert "✗ breach" in broken
    assert "to hide it" in broken
    assert "≠ not what you do" in broken


def test_what_a_nation_does_is_said_in_words() -> None:
    """A law and tokens, by name."""
    card = NationCard(law="strict", tokens=(Token("inspect", "wren"), Token("protect")))
    text = bare_all(meaning(a_view(seat="arden"), card))
    assert "inspect Wren" in text
    assert "whistle-blowers" in text


def test_figures_are_judged_against_floor_and_cap() -> None:
    """Below the floor and past the cap are breaches."""
    cap = ObligationView("t1", "growth", 0.3, "Grow by at most .3.")
    view = a_view(level="full", obligations=(*BOUND, cap))
    bad = standings(view, LabDecision(safety=0.1, overshoot=0.5))
    assert [one.verdict for one in bad] == ["breach", "breach"]
    assert [one.verdict for one in standings(view, LabDecision(safety=0.3))] == ["kept", "kept"]


def test_the_seal_line_says_what_happens_to_those_who_wait() -> None:
    """Not sealed, sealed, sealed but changed since, and not yet time."""
    view = a_view(phase="decision")
    assert "s seals it" in bare(seal_line(view, LabCard()))
    assert "u opens it" in bare(seal_line(replace(view, sealed=LabCard()), LabCard()))
    assert "s seals this instead" in bare(
        seal_line(replace(view, sealed=LabCard(posture="pause")), LabCard())
    )
    assert "Your choice is kept" in bare(seal_line(a_view(), LabCard()))


@pytest.mark.parametrize(
    ("level", "seat", "words", "made"),
    [
        ("basic", "beacon", "careful break lie", LabCard(posture="careful", keep_promises=False, tell_truth=False)),
        ("basic", "arden", "strict inspect:Wren protect", NationCard(law="strict", tokens=(Token("inspect", "wren"), Token("protect")))),
        ("full", "beacon", "safety=22 declare.safety=30", LabDecision(safety=0.22, declare=Declaration(0.3))),
        ("full", "beacon", "safety 22 declare.safety = 30", LabDecision(safety=0.22, declare=Declaration(0.3))),
        ("full", "beacon", "safety= 22 disclose publish", LabDecision(safety=0.22, disclose="publish")),
        ("full", "beacon", "disclose=publish admit=no", LabDecision(disclose="publish", admit=False)),
        ("full", "arden", "floor=15% inspect.wren=40", NationDecision(floor=0.15, inspect={"wren": 0.4})),
    ],
)  # fmt: skip
def test_orders_may_be_given_in_words(level: str, seat: str, words: str, made: object) -> None:
    """The line mode reads what the forms offer."""
    view = a_view(level=level, seat=seat)
    start = first_orders(view)
    assert start is not None
    assert parse_orders(view, words.split(), start) == made


@pytest.mark.parametrize("words", ["fast", "inspect:wren", "safety=22"])
def test_words_that_are_no_orders_are_answered_with_those_that_are(words: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadOrders, match="sprint, balanced"):
        parse_orders(a_view(), [words], LabCard())


def test_a_number_out_of_range_is_no_order() -> None:
    """Two hundred percent of effort is refused here already."""
    with pytest.raises(BadOrders, match="safety"):
        parse_orders(a_view(level="full"), ["safety=200"], LabDecision())


def test_a_card_says_first_where_it_stands_and_what_it_asks_of_me() -> None:
    """The clauses come after."""
    text = bare_all(card_lines(a_view(), a_treaty()))
    assert text.index("It asks of you: at least 22%") < text.index("1. Every bound lab")
    assert "Missing: not signed by Beacon" in text
    assert "finds 80% of open breaches" in text


def test_my_place_in_a_treaty_is_a_few_words() -> None:
    """Waiting, signed, bound, bound by my home, leaving, outside."""
    view = a_view()
    places = {
        "waits for your word": a_treaty(),
        "you signed": a_treaty(signed=("beacon",)),
        "you are bound": a_treaty(phase="in_force", members=("beacon",)),
        "binds you (by your home)": a_treaty(phase="in_force", members=("arden",)),
        "you leave it in 2 rounds": a_treaty(phase="in_force", members=("beacon",), notice={"beacon": 2}),
        "you are outside": a_treaty(phase="in_force", members=("wren",)),
    }
    assert {words: my_place_in(view, card)[0] for words, card in places.items()} == {w: w for w in places}
    signed = a_treaty(signed=("arden",))
    assert my_place_in(a_view(seat="arden"), signed)[0] == "signed, not ratified"
    ratified = a_treaty(signed=("arden",), ratified=("arden",))
    assert my_place_in(a_view(seat="arden"), ratified)[0] == "you ratified"


def test_treaties_with_one_title_are_numbered() -> None:
    """Two drafts called alike can be told apart."""
    view = a_view(treaties=(a_treaty("t1"), a_treaty("t2")))
    text = [bare(row) for _, row in treaty_rows(view)]
    assert "Quiet Accord #1" in text[0]
    assert "Quiet Accord #2" in text[1]


def test_the_difference_of_two_versions_names_the_figures() -> None:
    """Changed, put in and taken out."""
    card = a_treaty(version=2, previous=({**FLOOR, "level": 0.3}, {"kind": "sanction", "fine": 0.5}))
    text = bare_all(diff_lines(a_view(), card))
    assert "level: 0.3 → 0.22" in text
    assert "+ Inspectors come on site." in text
    assert "− taken out: Sanction" in text
    assert "first version" in bare_all(diff_lines(a_view(), a_treaty()))


def test_a_draft_from_a_pack_is_sound_and_proposes() -> None:
    """Three keys to a proposal: n, Enter, s."""
    view = a_view()
    draft = draft_from_pack(view, view.packs[0])
    assert faults(view, draft) == ()
    command = draft.command()
    assert isinstance(command, Propose)
    assert command.parties == ("arden", "beacon", "wren", "quill")


def test_an_amendment_names_the_version_it_changes() -> None:
    """Two people who amend at once do not overwrite each other."""
    command = draft_from_treaty(a_treaty(version=3)).command()
    assert isinstance(command, Amend)
    assert (command.treaty, command.version) == ("t1", 3)


def test_faults_are_those_of_the_rules_and_in_words() -> None:
    """An empty draft, a stranger among the parties, a figure out of range."""
    view = a_view()
    assert faults(view, blank_draft(view)) == ("It has no clause yet.",)
    stranger = TreatyDraft("A", ("nobody",), (FLOOR,))
    assert any("nobody" in fault for fault in faults(view, stranger))
    wild = TreatyDraft("A", ("beacon",), ({**FLOOR, "level": 3.0},))
    assert any("0.95" in fault for fault in faults(view, wild))


def test_a_draft_says_whom_it_leaves_free_and_that_nobody_looks() -> None:
    """What a newcomer overlooks."""
    text = bare_all(draft_lines(a_view(), TreatyDraft("A", ("beacon",), (FLOOR,))))
    assert "Leaves free: Wren, Quill" in text
    assert "nobody looks" in text


def test_every_clause_of_the_vocabulary_can_be_begun_from_its_form() -> None:
    """A form that nobody can fill in is no form: what it starts with is read, or asks for a seat by name."""
    view = a_view()
    for one in forms():
        draft = blank_draft(view).with_clause(None, defaults(one.kind))
        for fault in faults(view, draft):
            assert "must be a number" not in fault, (one.kind, fault)
    assert {one.kind for one in addable(blank_draft(view), forms())} == set(CLAUSE_TYPES)
    held = blank_draft(view).with_clause(None, LOOK)
    assert "inspection" not in {one.kind for one in addable(held, forms())}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind)
def test_every_card_in_every_strength_is_a_sound_clause(card: object) -> None:
    """The six cards of the basic level are clauses like any other."""
    view = a_view()
    one = next(known for known in CARDS if known == card)
    draft = blank_draft(view)
    for strength in (1, 2, 3):
        draft = with_strength(draft, one, strength)
        assert faults(view, draft) == (), (one.title, strength)
        assert strength_of(draft, one) == strength
    assert strength_of(with_strength(draft, one, 0), one) == 0
