"""The report: everything the record holds, as one page that needs nothing and runs nothing."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from detente_client import arena
from detente_client.debrief import Hindsight, NotARecord, hindsight_of, read_story, report
from detente_client.debrief.html import OPEN, data, e
from detente_client.debrief.story import breaches
from detente_client.debrief.svg import Series, plot
from detente_client.debrief.weighing import scales_of, sovereignty
from detente_client.simulation.rows import Watch
from detente_rules import library
from detente_rules.canonical import canonical, sha256
from detente_rules.record import chain

VOID = {"meta", "line", "circle", "rect", "path", "br", "link"}


@cache
def record(scenario: str = "two-blocs") -> tuple[str, ...]:
    """The lines of a whole game of bots."""
    text = library.load_text(scenario)
    setup = arena.Setup(text, library.load_reference(scenario), arena.seats_of(text, {}))
    events = [event for step in arena.play(setup, "7") for event in step.events]
    return tuple(line.text for line in chain(events))


class Page(HTMLParser):
    """What stands on a page, and whether its tags are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_peoples_words_end_no_attribute_and_open_no_tag() -> None:
    """A name that holds quotes stays within the quotes round it."""
    assert e("\" onload='x' <b> & \x1b") == "&quot; onload=&#x27;x&#x27; &lt;b&gt; &amp; \\x1b"


def test_the_chapters() -> None:
    """Headline, treaties, ledgers, breaches, talk, scores, world, briefs, questions and certificate are all there."""
    html = report(record(), "holds")
    for ident in ("treaties", "ledgers", "breaches", "scores", "world", "briefs", "questions", "fairness"):
        assert f'<section id="{ident}">' in html
    story = read_story(record())
    page = Page(html)
    assert page.open == []
    assert all(seat.name in page.words for seat in story.scenario.seats)
    assert all(life.title in page.words for life in story.treaties.values())
    assert story.ending is not None
    assert story.ending.seed in page.words
    assert story.commitment in page.words


def test_what_would_have_come_of_it_stands_in_the_report() -> None:
    """In sentences, each with what the same change brings on other dice."""
    found = hindsight_of(record()).found
    assert found
    words = Page(report(record())).words
    assert "What would have come of it" in words
    for one in found:
        assert " ".join(one.sentence().split()) in " ".join(words.split())
    assert hindsight_of(record()[:200]) == Hindsight(), "before the debrief nothing is replayed"


def test_what_was_bought_stands_beside_what_was_paid() -> None:
    """Safety, welfare, competition, consent and sovereignty on scales of their own, with the race and the planner marked."""
    html = report(record())
    story, history = read_story(record()), hindsight_of(record()).history
    assert history is not None
    scales = {one.title.split(":")[0]: one for one in scales_of(story, history)}
    assert list(scales) == ["safety", "welfare", "competition", "consent", "sovereignty"]
    assert story.ending is not None
    assert scales["safety"].value == story.ending.risk
    assert dict(scales["safety"].marks)["planner"] < dict(scales["safety"].marks)["race"]
    assert all(one.low <= one.value <= one.high for one in scales.values())
    assert '<section id="frontier">' in html
    assert '<section id="frontier">' not in report(record()[:200]), (
        "before the debrief there is no end to weigh"
    )


def test_sovereignty_is_what_simulations_call_so() -> None:
    """One measure, whether a game is watched or read from its record."""
    text = library.load_text("two-blocs")
    setup = arena.Setup(text, library.load_reference("two-blocs"), arena.seats_of(text, {}))
    watch = Watch()
    for step in arena.play(setup, "7"):
        watch.saw(step)
    history = hindsight_of(record()).history
    assert history is not None
    assert sovereignty(history) == pytest.approx(watch.sovereignty)
    assert watch.sovereignty < 1.0, "somebody was looked into, so that this says something"


def test_each_treaty_is_held_against_the_four_tests() -> None:
    """Who governs it, who looks, who is in, who pays."""
    words = Page(report(record())).words
    tried = len(read_story(record()).treaties)
    assert tried
    for test in ("Governance: ", "Verification: ", "Participation: ", "Market: "):
        assert words.count(test) == tried
    assert "the market is not known yet" not in words


def test_a_long_table_is_folded_and_a_short_one_is_open() -> None:
    """Twenty rounds of six labs are no reading; paper opens them by the style sheet."""
    short, long = data(("n",), [("1",)] * OPEN), data(("n",), [("1",)] * (OPEN + 1))
    assert short.startswith("<details open>")
    assert long.startswith("<details><summary>")


def test_many_ends_stay_on_the_drawing_and_say_whose_they_are() -> None:
    """Eight nations whose trust ends nearly alike."""
    lines = [Series(f"N{n}", "hue0", [0.5, 0.01 * (n // 2)]) for n in range(8)]
    drawn = plot("trust", lines, low=0.0, high=1.0, height=128, named=True)
    ends = re.findall(r'<text x="[^"]*" y="([^"]*)" class="end"[^>]*>([^<]*)<', drawn)
    assert [words for _, words in ends] == ["0.03 N6, N7", "0.02 N4, N5", "0.01 N2, N3", "0.00 N0, N1"]
    places = [float(y) for y, _ in ends]
    assert all(after - before >= 9.9 for before, after in pairwise(places))
    assert max(places) < 128


def test_it_needs_nothing() -> None:
    """No script, and no address of anything outside; it may be mailed, printed, and kept."""
    html = report(record())
    page = Page(html)
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "form", "base"})
    assert not re.search(r"https?://|url\(|@import|javascript:", html)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in {"src", "href"}]
    assert len(html) < 300_000


def test_every_picture_speaks() -> None:
    """Each drawing says in words what it shows, and its figures stand in a table too."""
    html = report(record())
    drawings = re.findall(r"<svg [^>]*>", html)
    assert len(drawings) > 10
    assert all('role="img"' in drawing and 'aria-label="' in drawing for drawing in drawings)
    assert html.count("<table") >= 5


def test_text_from_people_is_text() -> None:
    """Names, titles and messages are never markup."""
    wild = "<script>alert(1)</script> & \"quoted\" 'too'"
    lines = []
    prev = "0" * 64
    for text in record():
        line = json.loads(text)
        if line["kind"] == "treaty_proposed":
            line["data"]["title"] = wild
        if line["kind"] == "message_sent":
            line["data"]["text"] = wild
        line["prev"] = prev
        del line["hash"]
        line["hash"] = prev = sha256(canonical(line))
        lines.append(canonical(line).decode())
    page = Page(report(lines))
    assert "script" not in page.tags
    assert wild in page.words
    assert page.open == []


def test_the_story_agrees_with_the_record() -> None:
    """Rounds, scores and ledgers are those of the record's own debrief."""
    story = read_story(record())
    opened = json.loads(record()[-1])["data"]
    assert [one.number for one in story.rounds] == list(range(1, story.length + 1))
    assert story.ending is not None
    assert story.ending.scores == opened["scores"]
    assert story.rounds[-1].risk == pytest.approx(opened["risk"])
    for one, ledger in zip(story.rounds, opened["ledgers"], strict=True):
        for lab, did in one.labs.items():
            assert did.safety == ledger[lab]["actual"]["safety"]
            assert did.declared_safety == ledger[lab]["declared"]["safety"]
            assert did.seen_capability == pytest.approx(ledger[lab]["observed"]["capability"])
    assert all(did.unlawful > 0 for _, _, did in breaches(story))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_game_that_is_not_over(share: float) -> None:
    """A record that ends anywhere gives a page, which says that the game goes on."""
    lines = record()[: max(1, int(len(record()) * share))]
    page = Page(report(lines))
    assert page.open == []
    assert "not over" in page.words


def test_no_record() -> None:
    """Lines of another kind are refused in words."""
    with pytest.raises(NotARecord, match="empty"):
        report([])
    with pytest.raises(NotARecord, match="game_created"):
        report(record()[1:2])
