"""What several treaties say differently of the same labs is shown, with the word that holds (R4.16)."""

from dataclasses import replace
from typing import Any

from detente_client.tui.conflicts import conflict_lines
from detente_client.tui.lines import bare_all
from detente_client.tui.treaties import card_lines
from detente_rules.views.types import TreatyView, View
from tests.client.tui.views import a_treaty, a_view

LABS = ("beacon", "wren", "quill")


def floor(level: float) -> dict[str, Any]:
    """A least safety share."""
    return {"kind": "safety_floor", "level": level}


def in_force(
    treaty: str, title: str, *clauses: dict[str, Any], members: tuple[str, ...] = LABS
) -> TreatyView:
    """A treaty that binds these seats since round 2."""
    card = a_treaty(treaty, title=title, parties=members, clauses=clauses, phase="in_force", entered=2)
    return replace(card, signed=members, members=members, sentences=())


def shown(view: View, place: int) -> str:
    """What stands beside the treaty at this place of the list."""
    return bare_all(conflict_lines(view, view.treaties[place]))


def test_the_stricter_word_holds_and_is_named() -> None:
    """Two floors for the same labs: on both cards stands which of them counts."""
    view = a_view(
        treaties=(in_force("t1", "Order", floor(0.22)), in_force("t2", "Pact", floor(0.4), members=("wren",)))
    )
    words = "Beside others: “Order” and “Pact” differ in the safety floor for Wren; the stricter word holds, that of “Pact”."
    assert (shown(view, 0), shown(view, 1)) == (words, words)
    assert words in bare_all(card_lines(view, view.treaties[0]))


def test_a_draft_is_held_against_what_is_in_force() -> None:
    """Before anybody signs it."""
    draft = a_treaty("t2", title="Pact", parties=LABS, clauses=(floor(0.1),))
    view = a_view(treaties=(in_force("t1", "Order", floor(0.22)), draft))
    assert "would differ in the safety floor for Beacon, Wren and Quill" in shown(view, 1)
    assert shown(view, 1).endswith("the stricter word holds, that of “Order”.")
    assert shown(view, 0) == ""


def test_a_regime_that_shuts_out_the_labs_of_another_says_so() -> None:
    """Its trade is cut, whatever they promise one another."""
    club = in_force("t1", "Club", {"kind": "trade_measures", "cut": 0.5}, members=("beacon",))
    view = a_view(treaties=(club, in_force("t2", "Pact", floor(0.2), members=("wren", "quill"))))
    assert shown(view, 1) == "Beside others: “Club” cuts the trade of Wren and Quill, bound by “Pact”."


def test_where_treaties_agree_or_stand_alone_nothing_is_said() -> None:
    """The same floor twice is no conflict, and what has ended binds nobody."""
    twice = a_view(treaties=(in_force("t1", "Order", floor(0.2)), in_force("t2", "Pact", floor(0.2))))
    alone = a_view(
        treaties=(
            in_force("t1", "Order", floor(0.2)),
            replace(in_force("t2", "Pact", floor(0.4)), phase="terminated", members=()),
        )
    )
    assert [shown(view, place) for view in (twice, alone) for place in (0, 1)] == [""] * 4


def test_names_of_treaties_are_text() -> None:
    """A title that would steer the terminal is shown as what it is."""
    view = a_view(treaties=(in_force("t1", "\x1b[2J", floor(0.22)), in_force("t2", "Pact", floor(0.4))))
    assert "“\\x1b[2J”" in shown(view, 0)
