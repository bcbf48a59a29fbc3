"""The report: everything the record holds, as one page that needs nothing and runs nothing."""

import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest

from detente_client import arena
from detente_client.debrief import NotARecord, counterfactuals_of, read_story, report
from detente_client.debrief.story import breaches
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
    found = counterfactuals_of(record())
    assert found
    words = Page(report(record())).words
    assert "What would have come of it" in words
    for one in found:
        assert " ".join(one.sentence().split()) in " ".join(words.split())
    assert counterfactuals_of(record()[:200]) == (), "before the debrief nothing is replayed"


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
