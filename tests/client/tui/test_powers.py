"""What membership lets one do, message by message: the key that is pressed and the command that goes out."""

from dataclasses import replace
from typing import Any

import pytest

from detente_client.tui.analysis import Analysis, analysis_lines, gathered, steps
from detente_client.tui.drafting import draft_from_treaty
from detente_client.tui.fourtests import four_tests
from detente_client.tui.lines import bare_all
from detente_client.tui.powers import (
    accusable,
    callable_labs,
    keyed_labs,
    may_release,
    may_stand_aside,
    standards,
)
from detente_client.tui.questions import owed, question_lines, question_rows
from detente_client.tui.scatter import Dot, scatter
from detente_client.tui.suspicions import reckon, suspect_lines
from detente_client.tui.unlocking import card_unlock_lines
from detente_rules.commands import PlayerCommand, Sign
from detente_rules.commands.treaty import (
    Accuse,
    Answer,
    Challenge,
    PassEvidence,
    ReleaseWeights,
    SetStandard,
    Suspend,
    TurnKey,
    Vote,
)
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.types import TreatyView, View
from tests.client.tui.looking import at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.views import FLOOR, LOOK, a_snapshot, a_treaty, a_view

MEMBERS = ("beacon", "wren", "quill", "arden")
POWERFUL: tuple[dict[str, Any], ...] = (
    FLOOR,
    {**LOOK, "challenge": 1.0, "challenge_by": []},
    {"kind": "leadership", "leader": "beacon", "floor_low": 0.1, "floor_high": 0.4, "cost_high": 0.0},
    {"kind": "kill_switch", "trigger": 0.1, "holder": "beacon"},
    {"kind": "dispute_settlement", "majority": 0.5},
)
FINDING = Evidence(
    "finding.2.quill.arden.inspection", "finding", 2, "quill", "arden", "inspection", ("wren",)
)


def in_force(**changes: Any) -> TreatyView:
    """A treaty that gives its members every power there is."""
    card = a_treaty(
        phase="in_force", members=MEMBERS, signed=MEMBERS, ratified=("arden",), entered=1, clauses=POWERFUL
    )
    return replace(card, **changes)


def a_question(**changes: Any) -> QuestionView:
    """Wren is accused, and Beacon may judge."""
    question = QuestionView(
        id="q1",
        treaty="t1",
        about="accusation",
        seat="wren",
        by="quill",
        round=3,
        sentence="Wren broke “Quiet Accord” in the last round, as Quill says.",
        share=0.5,
        more=False,
        voters=("beacon", "arden"),
        veto=(),
        votes={"arden": True},
        open=True,
        carried=None,
        moot=False,
        may_vote=True,
        text="Look at its logs.",
        evidence=(FINDING,),
    )
    return replace(question, **changes)


def a_room(**changes: Any) -> View:
    """Beacon's view with that treaty in force and a piece of evidence in hand."""
    return a_view(**{"treaties": (in_force(),), "evidence": (FINDING,), **changes})


async def pressed(view: View, *keys: str, words: str = "") -> tuple[list[PlayerCommand], str]:
    """Press keys at this view; what was sent, and the last screen."""
    table = HandTable(a_snapshot(view))
    async with at_table(table, (120, 40)) as hands:
        await hands.press(*keys)
        if words:
            await hands.type(words)
            await hands.press("enter")
        return table.sent, hands.sees


async def test_a_vote_is_cast_from_the_card_of_its_question() -> None:
    """V opens the only question there is; y is for, n against, and the bar says that something is owed."""
    table = HandTable(a_snapshot(a_room(questions=(a_question(),))))
    async with at_table(table, (120, 40)) as hands:
        assert "vote•1" in hands.sees
        assert "a vote of the members waits for you" in hands.sees.casefold()
        await hands.press("v")
        assert "Look at its logs." in hands.sees
        assert "came through Wren" in hands.sees
        await hands.press("n")
    assert table.sent == [Vote("q1", favour=False)]


async def test_the_accused_answers_in_words_or_owns_up() -> None:
    """A asks for the words first; o needs none."""
    accused = a_room(questions=(a_question(seat="beacon", by="wren", may_vote=False, may_answer=True),))
    sent, _ = await pressed(accused, "v", "a", words="It was a test.")
    assert sent == [Answer("q1", "It was a test.")]
    sent, _ = await pressed(accused, "v", "o")
    assert sent == [Answer("q1", "", admit=True)]


async def test_a_lab_is_accused_with_the_evidence_one_holds() -> None:
    """From the treaty: whom, with what, in which words."""
    sent, _ = await pressed(a_room(), "p", "A", "down", "enter", "enter", words="You lied.")
    assert sent == [Accuse("t1", "quill", (FINDING.id,), "You lied.")]


async def test_an_accusation_starts_from_the_page_of_evidence_too() -> None:
    """With the cursor on the piece; empty words are allowed."""
    table = HandTable(a_snapshot(a_room()))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("e", "end", "A", "enter", "enter")
    assert table.sent == [Accuse("t1", "quill", (FINDING.id,), "")]


async def test_evidence_is_passed_on_to_some_or_to_everybody() -> None:
    """Nobody marked sends nothing."""
    sent, _ = await pressed(a_room(), "e", "end", "enter", "enter")
    assert sent == []
    sent, _ = await pressed(a_room(), "e", "end", "enter", "down", "space", "enter")
    assert sent == [PassEvidence(FINDING.id, ("arden",))]
    sent, _ = await pressed(a_room(), "e", "end", "enter", "space", "enter")
    assert sent == [PassEvidence(FINDING.id, ())]


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        (("I", "enter"), Challenge("t1", "wren")),
        (("U", "y"), Suspend("t1", suspended=True)),
        (("K", "down", "enter", "y"), TurnKey("t1", "wren", off=True)),
        (("W", "y"), ReleaseWeights()),
        (("D", "2", "0", "s"), SetStandard("t1", 0.2, None)),
    ],
)
async def test_a_power_has_a_key_on_the_page_of_treaties(
    keys: tuple[str, ...], command: PlayerCommand
) -> None:
    """Inspectors, standing aside, the key of a switch, weights, the leader's standard."""
    abroad = tuple(replace(row, home=None) if row.kind == "lab" else row for row in a_room().seats)
    sent, _ = await pressed(a_room(seats=abroad), "p", *keys)
    assert sent == [command]


async def test_a_reservation_is_signed_where_the_text_allows_one() -> None:
    """And only there."""
    text = a_treaty(clauses=(FLOOR, {"kind": "reservation", "share": 0.2}))
    sent, _ = await pressed(a_view(treaties=(text,)), "p", "V")
    assert sent == [Sign("t1", 1, reservation=True)]
    sent, _ = await pressed(a_view(), "p", "V")
    assert sent == []


async def test_everything_that_a_treaty_allows_is_one_list() -> None:
    """m, for those who do not know the keys; Enter does it."""
    sent, screen = await pressed(a_room(), "p", "m")
    assert sent == []
    for words in (
        "accuse a lab",
        "set its standard",
        "suspend my part",
        "turn the key",
        "release my weights",
    ):
        assert words in screen
    assert "call inspectors to a lab" in screen
    sent, _ = await pressed(a_room(), "p", "m", "end", "enter", "y")
    assert sent == [ReleaseWeights()]


def test_what_would_be_refused_is_not_offered() -> None:
    """A stranger to a treaty has no power under it; a member that stands aside may only come back."""
    outside, aside = in_force(members=("wren", "quill")), in_force(suspended=("beacon",))
    for card in (outside, aside):
        view = a_room(treaties=(card,))
        assert not accusable(view, card)
        assert not callable_labs(view, card)
        assert not keyed_labs(view, card)
        assert standards(view, card) is None
    assert may_stand_aside(a_room(), outside) is None
    assert may_stand_aside(a_room(), aside) is False
    assert not may_release(a_room(phase="decision"))


def test_a_question_that_is_answered_is_owed_no_more() -> None:
    """A vote that is cast, an answer that is given, a question that is closed."""
    assert owed(a_room(questions=(a_question(),)))
    for done in (
        a_question(votes={"beacon": False}),
        a_question(may_vote=False, open=False, carried=True),
        a_question(seat="beacon", may_vote=False, may_answer=True, answer="No."),
    ):
        assert not owed(a_room(questions=(done,)))
    rows = question_rows(
        a_room(questions=(a_question(), a_question(id="q2", open=False, carried=False, may_vote=False)))
    )
    assert [row for row, _ in rows] == ["q1", "q2"]
    words = bare_all(question_lines(a_room(), a_question(about="challenge", share=None, may_vote=False)))
    assert "nobody stop" in words


def test_suspicion_grows_with_what_was_found() -> None:
    """Quill was found in breach twice; Wren was not."""
    view = a_room()
    known = {one.lab: one.whole.probability for one in reckon(view, 0.25)}
    assert known["quill"] > known["wren"]
    words = bare_all(suspect_lines(view, reckon(view, 0.25)[0]))
    assert "given this; 25% before it" in words
    assert "Inspections due" in words


def test_an_analysis_comes_in_parts_and_says_so() -> None:
    """First nothing, then who would cheat, then the bargain with its plot."""
    view, draft = a_view(), draft_from_treaty(a_treaty())
    assert "reckoning" in bare_all(analysis_lines(view, draft, Analysis(), 60))
    tempted, dealt = steps(view, replace(draft, amends=None))
    first = bare_all(analysis_lines(view, draft, gathered((tempted(),)), 60))
    assert "If somebody cheats" in first
    assert "reckoning" in first
    whole = bare_all(analysis_lines(view, draft, gathered((tempted(), dealt())), 60))
    assert "▲ this draft" in whole
    assert "reckoning" not in whole


def test_the_four_tests_are_in_words() -> None:
    """Who governs, what is seen, who is in, who pays."""
    words = bare_all(four_tests(a_view(), ("beacon", "wren"), POWERFUL))
    for part in (
        "Governance: no body",
        "Beacon sets the standards",
        "misses 20%",
        "binds 2 of 3 labs",
        "outside: Arden and Quill",
    ):
        assert part in words


def test_who_would_unlock_whom() -> None:
    """Beacon waits for two; Wren's consent would free it."""
    waits = {"kind": "conditional", "seats": ["beacon"], "count": 2}
    card = a_treaty(clauses=(FLOOR, waits), signed=("beacon",), parties=("beacon", "wren", "quill"))
    words = bare_all(card_unlock_lines(a_view(), card))
    assert "consented, and waiting: Beacon" in words
    assert "Wren would unlock Beacon" in words
    assert card_unlock_lines(a_view(), a_treaty()) == ()


def test_a_plot_of_points_keeps_to_its_size() -> None:
    """Whatever the figures, and nothing where there is no room."""
    rows = scatter([Dot(-50, 3, "a"), Dot(1e4, -2, "b")], 40, 10, "x", "y")
    assert max(len("".join(text for text, _ in row)) for row in rows) <= 40
    assert scatter([Dot(0, 0, "a")], 12, 3, "x", "y") == ()
