"""Words, figures and lines: what is put on a screen, before there is one."""

from dataclasses import replace

import pytest

from detente_client.tui.advice import advise
from detente_client.tui.channels import EVERYBODY, channels, who_reads
from detente_client.tui.chart import draw_chart, letters
from detente_client.tui.clock import read_clock
from detente_client.tui.debrief import (
    ledger_lines,
    mandate_lines,
    my_result,
    result_lines,
    secret_lines,
    telling_lines,
    told,
)
from detente_client.tui.evidence import evidence_lines
from detente_client.tui.figures import charts, last_round_line, seat_rows, world_line
from detente_client.tui.happenings import toasts
from detente_client.tui.helptext import help_lines, parse_rules
from detente_client.tui.lines import bare, bare_all, columns
from detente_client.tui.text import clean, doublings, listing, percent, shorten, sparkline
from detente_rules.views.session_types import SessionView
from tests.client.tui.views import NOW, a_debrief, a_happening, a_message, a_snapshot, a_treaty, a_view


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain words", "plain words"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\u202eb", "a\\u202eb"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("[bold red]not markup[/]", "[bold red]not markup[/]"),
        ("two\nlines", "two⏎lines"),
        ("tab\there", "tab here"),
        ("Zürich 東京 🙂", "Zürich 東京 🙂"),
        ("z" + "\u0301" * 40, "z" + "\u0301" * 3),
        ("\U000e0041tag", "\\U000e0041tag"),
    ],
)
def test_text_from_people_is_shown_as_text(raw: str, shown: str) -> None:
    """What would steer a terminal or reorder a line becomes a visible escape; everything else stays."""
    assert clean(raw) == shown


def test_line_feeds_stay_where_lines_are_wanted() -> None:
    """A brief has paragraphs."""
    assert clean("a\nb", lines=True) == "a\nb"


def test_figures_have_one_style() -> None:
    """A small risk is not rounded to none, and a minus is a minus."""
    assert [percent(x) for x in (0, 0.22, 0.005, 0.999, 0.0225)] == ["0%", "22%", "0.5%", "100%", "2.2%"]
    assert doublings(-0.15) == "−0.15"
    assert listing(["A", "B", "C"]) == "A, B and C"
    assert shorten("abcdef", 4) == "abc…"
    assert sparkline([0, 1, 2]) == "▁▅█"
    assert sparkline([1, 1]) == "▁▁"


def test_cells_stand_under_one_another() -> None:
    """Columns are as wide as their widest cell; figures are set flush right."""
    rows = columns(
        [[("a", "plain"), ("1", "plain")], [("long", "plain"), ("22", "plain")]], right=frozenset({1})
    )
    assert bare_all(rows) == "a      1\nlong  22"


def test_the_last_seconds_are_marked_by_a_sign_and_not_by_colour_alone() -> None:
    """Ten seconds before the end the clock cries."""
    view = a_view()
    assert read_clock(view, NOW).text == "02:41"
    assert read_clock(view, NOW + 140).text == "00:21 !"
    last = read_clock(view, NOW + 155)
    assert (last.text, last.urgency) == ("!! 00:06 !!", "last")
    assert read_clock(view, NOW + 999).seconds == 0
    assert read_clock(a_view(paused=True), NOW).text == "clock stopped"
    assert read_clock(a_view(deadline=None), NOW).text == "no clock"
    assert read_clock(a_view(deadline=None, phase="debrief"), NOW).text == "", "nothing runs out any more"


def test_the_advice_names_the_key_of_the_moment() -> None:
    """Somebody who has read nothing is told what this phase wants and which key does it."""
    assert "R:" in advise(a_snapshot(a_view(phase="briefing", round=1))).replace("press R", "R")
    assert "p opens it" in advise(a_snapshot())
    assert "s signs it" in advise(a_snapshot(), page="treaty")
    assert "k reads and answers" in advise(a_snapshot(a_view(treaties=())), unread=2)
    assert "press x" in advise(a_snapshot(a_view(phase="decision")))
    assert "press s" in advise(a_snapshot(a_view(phase="decision")), page="decide")
    assert "sealed" in advise(a_snapshot(a_view(phase="decision", sealed=a_view().own_reports[0].decision)))
    assert "nothing is lost" in advise(a_snapshot(connection="lost"))
    watched = tuple(replace(row, holder="bot", people=("Ana",)) for row in a_view().seats)
    assert "A bot plays Beacon for now" in advise(a_snapshot(a_view(seats=watched)))
    assert "Press l" in advise(a_snapshot(a_view(phase="lobby", seat=None)))


def test_the_advice_names_no_letter_to_somebody_who_is_writing() -> None:
    """In a text field a letter is a letter: the function key does the same, or Esc comes first."""
    assert "press F6" in advise(a_snapshot(a_view(phase="decision")), page="talk", writing=True)
    assert "F4 opens it. Esc, R when" in advise(a_snapshot(), page="talk", writing=True)
    quiet = a_snapshot(a_view(treaties=()))
    assert "Enter sends it" in advise(quiet, page="talk", writing=True)
    assert "Enter: write" in advise(quiet, page="talk")


def test_a_nation_that_signed_is_told_that_it_is_not_bound_yet() -> None:
    """Ratification is the step that newcomers forget."""
    view = a_view(seat="arden", treaties=(a_treaty(),))
    assert "y ratifies it" in advise(a_snapshot(view), page="treaty")


def test_the_table_shows_said_seen_and_true_and_marks_a_boast() -> None:
    """Quill says .8 of assurance and is seen at −.4 ± .6; my own row holds the truth."""
    rows = {seat: bare(text) for seat, text in seat_rows(a_view(), 76)}
    assert "true" in rows["beacon"]
    assert rows["beacon"].startswith("▸ Beacon")
    assert "20%≠" in rows["beacon"], "it said 20 % and did 12 %"
    assert "≠" in rows["quill"]
    assert "≠" not in rows["wren"]
    assert "law: 10%" in rows["arden"]
    assert all(len(text) <= 76 for text in rows.values())


def test_the_last_round_tells_of_my_own_breach() -> None:
    """Only I know that it was not seen."""
    assert "you broke a promise, unseen" in bare(last_round_line(a_view()))
    assert "guarded" in bare(world_line(a_view())) or "low" in bare(world_line(a_view()))


def test_plots_carry_a_letter_a_series_so_that_they_read_without_colour() -> None:
    """Two rounds, three labs: every lab's letter stands on the plot, and no row is wider than was asked."""
    chart = charts(a_view())[0]
    assert letters(chart.series) == ("B", "W", "Q")
    drawn = draw_chart(chart, 5, 40, 10)
    text = bare_all(drawn[1:])
    assert all(sign in text for sign in "BWQ")
    assert max(len(bare(row)) for row in drawn[1:]) <= 40
    assert "12345" in text.replace("─", "")


def test_names_with_one_letter_get_other_signs() -> None:
    """Helion and Halcyon cannot both be H."""
    series = [
        type(charts(a_view())[0].series[0])(name, (), ()) for name in ("Helion", "Halcyon", "H", "東京")
    ]
    assert letters(series) == ("H", "A", "2", "3")


def test_channels_are_everybody_each_seat_and_sets() -> None:
    """Messages find their channel; others' messages are unread until they were seen."""
    said = (
        a_message("to all", seq=1),
        a_message("to you", to=("beacon",), seq=2),
        a_message("to two", to=("beacon", "quill"), seq=3),
        a_message("mine", sender="beacon", to=("wren",), seq=4, mine=True),
    )
    known = channels(a_snapshot(messages=said), {EVERYBODY: (NOW, 99)})
    assert [channel.key for channel in known] == [(), ("arden",), ("wren",), ("quill",), ("quill", "wren")]
    assert [channel.unread for channel in known] == [0, 0, 1, 0, 1]
    assert "a bot" in who_reads(a_view(), ("wren",))


def test_evidence_says_who_knows_and_what_it_is_worth() -> None:
    """Findings, incidents, what does not fit together, and Bayes' rule for a suspicion of one half."""
    text = bare_all(evidence_lines(a_view()))
    assert "Quill: an inspection found a breach (Arden; everybody knows)" in text
    assert "Wren: an incident" in text
    assert "you broke a promise" in text
    assert "Quill declared assurance" in text
    assert "91%" in text


def test_a_finding_is_worth_what_the_scenario_says_of_its_instruments() -> None:
    """Not what the instrument is worth elsewhere."""
    view = a_view()
    rates = {"hit": 0.5, "false_alarm": 0.1, "intrusiveness": 0.7}
    there = replace(view, facts=replace(view.facts, instruments={"on_site": rates}))
    assert "finds 50% of open breaches it looks at, accuses 10%" in bare_all(evidence_lines(there))


def test_news_that_changes_where_i_stand_becomes_one_toast() -> None:
    """Signatures of others can be read in the news; history is not news."""
    before = a_snapshot()
    news = (a_happening("Wren signs.", seq=9), a_happening("Accord in force.", "treaty_moved", seq=10))
    after = a_snapshot(happenings=news)
    assert toasts(before, after) == (("information", "Accord in force."),)
    assert toasts(after, after) == ()
    assert toasts(before, a_snapshot(connection="lost"))[0][0] == "error"
    assert "Connected" in toasts(a_snapshot(connection="lost"), before)[0][1]


def test_the_debrief_takes_the_end_apart() -> None:
    """Scores as bars by kind, mandates, three ledgers, secrets and the dice."""
    view = a_view(phase="debrief", debrief=a_debrief())
    end = a_debrief()
    assert "number 2 of 3 labs, 2 of 2 mandates" in bare(my_result(view, end))
    assert "0.42" in bare_all(result_lines(view, end))
    assert "Fear: be last: avoided" in bare_all(mandate_lines(view, end))
    ledger = bare_all(ledger_lines(view, end, 1))
    assert "broke a promise, and was never found" in ledger
    assert ledger.count("≠ not true") == 2
    secrets = bare_all(secret_lines(view, end))
    assert "Wren fears a leak." in secrets
    assert "Seed 7" in secrets


def test_the_help_finds_keys_words_and_rules() -> None:
    """One field searches them all."""
    assert "ratify" in bare_all(help_lines("ratify")).casefold()
    assert "Nothing mentions" in bare_all(help_lines("qqqq"))
    rules = parse_rules(
        "# R4 Treaties\n\n**R4.2** A draft is open.\nFor all.\n\n- R4.3: Amend it.\n\nNot a rule? It is.\n"
    )
    assert rules[1] == ("R4.2", "A draft is open. For all.")
    assert rules[2][0] == "R4.3"


def test_the_help_says_rules_in_words_and_not_in_markup() -> None:
    """Stars and backticks are for another reader; a table is read cell by cell."""
    rules = parse_rules(
        "**R4.11** The *clauses*:\n*all* of `them`, 2 * 3.\n\n| clause | what |\n|---|---|\n| `pause` | no growth |\n"
    )
    assert rules == (("R4.11", "The clauses: all of them, 2 * 3. clause: what; pause: no growth;"),)


def test_the_rules_of_this_checkout_are_found() -> None:
    """The page of rules is not empty here."""
    assert "R5.1" in bare_all(help_lines("R5.1"))


def test_secrets_are_told_seat_by_seat_where_the_facilitator_does_so() -> None:
    """Before the first everything is shown as ever; then the seats that were revealed and one's own; then all."""
    end = a_debrief()
    quiet = a_view(phase="debrief", debrief=end)
    assert told(quiet, end) is end
    assert telling_lines(quiet) == ()
    begun = replace(quiet, session=SessionView(revealed=("arden",)))
    shown = told(begun, end)
    assert (set(shown.scores), set(shown.briefs), set(shown.mandates)) == ({"beacon"}, set(), {"beacon"})
    assert "number" not in bare(my_result(begun, shown))
    assert "1 of 4 so far" in bare_all(telling_lines(begun))
    whole = replace(quiet, session=SessionView(revealed=("arden", "beacon", "wren", "quill")))
    assert told(whole, end) is end
