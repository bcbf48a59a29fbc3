"""Several people in a seat, people and their facilitator, and what outlives a restart of the client."""

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente_client.model import absorb
from detente_client.tui.app import DetenteApp
from detente_client.tui.channels import channels
from detente_client.tui.delegation import delegation_lines, head_words, may_i
from detente_client.tui.happenings import toasts
from detente_client.tui.lines import bare_all
from detente_client.tui.names import speaker
from detente_client.tui.notebook import FileNotebook, NoNotebook, Notebook
from detente_client.tui.screens.compose import ComposePage
from detente_client.tui.screens.decide import DecidePage
from detente_client.tui.tour import TIPS
from detente_rules.commands import Ready, Seal
from detente_rules.commands.facilitation import Appoint, Draft, Endorse, RaiseHand
from detente_rules.decisions import LabCard
from detente_rules.ids import Duty
from detente_rules.views.session_types import DelegationView, PersonView, SessionView
from detente_rules.views.types import View
from detente_rules.wire.codec import dump, read_server_frame
from tests.client.fakes import body, said
from tests.client.tui.looking import Hands, at_table, put
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_happening, a_snapshot, a_treaty, a_view

EVERYTHING: tuple[Duty, ...] = ("head", "negotiator", "analyst", "press")


def a_person(person: str, name: str, *duties: Duty, muted: bool = False) -> PersonView:
    """Somebody who sits for Beacon."""
    return PersonView(person, name, "player", "beacon", program=False, duties=duties, muted=muted)


def together(group: DelegationView | None = None, **changes: Any) -> View:
    """Ana (head) and Ben share Beacon's seat, in the decision phase."""
    session = SessionView(people=(a_person("p1", "Ana", *EVERYTHING), a_person("p2", "Ben", "analyst")))
    view = a_view(phase="decision", people={"p1": "Ana", "p2": "Ben"}, session=session)
    return replace(view, delegation=group or DelegationView(("p1", "p2"), "p1"), **changes)


def drafted(**changes: Any) -> DelegationView:
    """Ben has drafted a careful round."""
    group = DelegationView(
        ("p1", "p2"),
        "p1",
        draft=LabCard(posture="careful"),
        draft_by="p2",
        draft_number=3,
        behind_draft=("p2",),
    )
    return replace(group, **changes)


async def test_what_one_sees_becomes_the_draft_of_all() -> None:
    """D shares it; s seals, because Ana is the head."""
    table = HandTable(a_snapshot(together()))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("3", "d", "s")
        assert "no shared draft yet" in hands.sees
    assert table.sent == [Draft(LabCard(posture="careful")), Seal(LabCard(posture="careful"))]


async def test_a_draft_of_another_is_shown_and_stood_behind() -> None:
    """Ana has touched nothing, so she sees what Ben drafted; y endorses this very number."""
    table = HandTable(a_snapshot(together(drafted(quorum_seal=2))))
    async with at_table(table, (120, 40)) as hands:
        assert "draft 3 by Ben; behind it: Ben (1 of 2 needed)" in hands.sees
        assert hands.app.main.query_one(DecidePage).orders == LabCard(posture="careful")
        assert "y stand behind it" in hands.sees
        await hands.press("y")
        await put(hands, table, a_snapshot(together(drafted(quorum_seal=2, behind_draft=("p1", "p2")))))
        assert "y stand back from it" in hands.sees, "the same key takes it back"
    assert table.sent == [Endorse("seal", number=3)]


async def test_what_i_chose_myself_is_not_overwritten_by_a_draft() -> None:
    """It is offered: g takes it over."""
    table = HandTable(a_snapshot(together()))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("1")
        await put(hands, table, a_snapshot(together(drafted())))
        page = hands.app.main.query_one(DecidePage)
        assert page.orders == LabCard(posture="sprint")
        await hands.press("g")
        assert page.orders == LabCard(posture="careful")


async def test_the_head_is_told_what_is_missing_for_a_quorum() -> None:
    """Two must stand behind it: what is not the draft cannot be sealed, and what two stand behind can."""
    table = HandTable(a_snapshot(together(DelegationView(("p1", "p2"), "p1", quorum_seal=2))))
    async with at_table(table, (120, 40)) as hands:
        assert "Once enough of you stand behind it, s seals." in hands.sees
        await put(hands, table, a_snapshot(together(drafted(quorum_seal=2))))
        assert "Then press s to seal." in hands.sees
        assert "Not sealed. s seals it." in hands.sees
        await hands.press("1")
        assert "This is not the draft: d makes it the draft, g goes back to it." in hands.sees


def test_what_i_did_in_my_delegation_is_no_news_to_me() -> None:
    """Ben's draft is told to Ana, her own is not."""
    before = a_snapshot(together())
    for name, told in (("Ana", 0), ("Ben", 1)):
        news = a_happening(f"{name} changes your draft decision (number 1).", "draft_written")
        assert len(toasts(before, replace(before, happenings=(news,)))) == told


async def test_nobody_is_asked_to_stand_behind_what_does_not_invite_us() -> None:
    """A treaty of the nations alone, or one that is signed already."""
    group = DelegationView(("p1", "p2"), "p1", quorum_sign=2)
    for card in (a_treaty(parties=("wren", "arden")), a_treaty(signed=("beacon",))):
        table = HandTable(a_snapshot(replace(together(group), phase="negotiation", treaties=(card,))))
        async with at_table(table, (120, 40)) as hands:
            await hands.press("p")
            assert "behind signing it" not in hands.sees


async def test_who_is_not_the_head_is_told_who_seals() -> None:
    """And the hint of the key is gone."""
    table = HandTable(a_snapshot(together(DelegationView(("p1", "p2"), "p2"))))
    async with at_table(table, (120, 40)) as hands:
        assert "Ben heads your delegation and seals for all." in hands.sees
        assert "s SEAL" not in hands.sees


async def test_the_advice_sends_nobody_to_a_seal_that_is_anothers() -> None:
    """Ben heads, so Ana shares what she chose; and what Ben has sealed she cannot open."""
    group = DelegationView(("p1", "p2"), "p2")
    table = HandTable(a_snapshot(together(group)))
    async with at_table(table, (120, 40)) as hands:
        assert "then d shares it. Ben seals for all of you." in hands.sees
        await put(hands, table, a_snapshot(together(group, sealed=LabCard())))
        assert "Ben has sealed for your delegation." in hands.sees


async def test_a_second_r_by_a_colleague_takes_nothing_back_unasked() -> None:
    """Ben has said that Beacon is ready. Ana, who meant the same, is told; only her second R takes it back."""
    there = together(phase="negotiation", ready=True)
    table = HandTable(a_snapshot(there))
    async with at_table(table, (120, 40)) as hands:
        assert "Your delegation is ready." in hands.sees
        await hands.press("R")
        assert "ready already" in hands.sees
        assert table.sent == []
        await hands.press("R")
        assert table.sent == [Ready(ready=False)]
        await put(hands, table, a_snapshot(replace(there, round=4)))
        await hands.press("R")
    assert table.sent == [Ready(ready=False)]


async def test_a_signature_that_needs_two_is_stood_behind() -> None:
    """f, on the page of treaties."""
    group = DelegationView(("p1", "p2"), "p1", quorum_sign=2)
    table = HandTable(a_snapshot(replace(together(group), phase="negotiation", treaties=(a_treaty(),))))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("p")
        assert "nobody yet behind signing it" in hands.sees
        assert "f stands behind signing it, a changes it" in hands.sees
        await hands.press("f")
    assert table.sent == [Endorse("sign", treaty="t1", version=1)]


async def test_the_head_says_what_a_member_is_there_for() -> None:
    """G lists who is here."""
    table = HandTable(a_snapshot(together()))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("G")
        assert "Ben" in hands.sees
        await hands.press("end", "enter", "down", "space", "enter")
    assert table.sent == [Appoint("p2", ("negotiator", "analyst"))]


async def test_a_hand_goes_up_and_down() -> None:
    """The place in the queue is in the first line."""
    table = HandTable(a_snapshot())
    async with at_table(table, (120, 40)) as hands:
        await hands.press("H")
        await put(hands, table, a_snapshot(a_view(session=SessionView(places={"p1": 2}))))
        assert "hand up (2)" in hands.sees
        await hands.press("H")
    assert table.sent == [RaiseHand(), RaiseHand(raised=False)]


async def test_who_is_muted_sees_it_before_typing() -> None:
    """In the first line, and in the field that takes no letters."""
    session = SessionView(people=(a_person("p1", "Ana", muted=True),))
    async with at_table(HandTable(a_snapshot(a_view(session=session))), (120, 40)) as hands:
        await hands.press("k")
        assert "✗ muted" in hands.sees
        assert "The facilitator has muted you" in hands.sees


def test_a_delegation_in_words() -> None:
    """Who, what for, the memo, the draft, the quorum."""
    words = bare_all(delegation_lines(together(drafted(memo="Watch Quill.")), "p1"))
    for part in ("For Beacon: 2 here", "Left for you: Watch Quill.", "safety 35% of effort", "Ben"):
        assert part in words
    assert head_words(together(), "p2") == "Ana"
    assert may_i(together(), "p1", "negotiator")
    assert not may_i(together(), "p2", "press")


# ---------------------------------------------------------------------------------------------- what outlives a restart


async def sat(
    table: HandTable,
    book: Notebook,
    *keys: str,
    words: str = "",
    look: Callable[[DetenteApp], None] = lambda app: None,
) -> tuple[str, DetenteApp]:
    """Start the client with this notebook, press keys, leave it by a crash."""
    app = DetenteApp(table, lambda: NOW, None, book)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        await hands.press(*keys)
        await hands.type(words)
        app.tick()
        look(app)
        return hands.sees, app


async def test_what_was_typed_comes_back_after_a_restart(tmp_path: Path) -> None:
    """A half-written message, a treaty that is being composed, the orders of the round."""
    book = FileNotebook(tmp_path)
    await sat(HandTable(a_snapshot()), book, "k", "enter", words="Psst, Wren")
    await sat(HandTable(a_snapshot()), book, "p", "n", "enter")
    await sat(HandTable(a_snapshot()), book, "x", "1")

    def look(app: DetenteApp) -> None:
        assert app.main.query_one(ComposePage).draft_.title == "A checked floor"
        assert app.main.query_one(DecidePage).orders == LabCard(posture="sprint")

    seen, _ = await sat(HandTable(a_snapshot()), book, "k", look=look)
    assert "Psst, Wren" in seen


async def test_what_was_typed_survives_every_end(tmp_path: Path) -> None:
    """Kept at the moment of the end, and not replaced by the nothing that pages hold while they are taken down."""
    book = FileNotebook(tmp_path)
    app = DetenteApp(HandTable(a_snapshot()), lambda: NOW, None, book)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        await hands.press("k", "enter", "y", "e", "s")
        app.exit()
        kept = book.read("g", "p1")
    assert kept["talk"] == {"drafts": [[[], "yes"]]}
    app.tick()
    assert book.read("g", "p1") == kept


async def test_drafts_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Mode 0600 from the first byte, in a folder of mode 0700; another person's place is another file."""
    folder = tmp_path / "drafts"
    book = FileNotebook(folder)
    book.write("g", "p1", {"decide": {"round": 1}})
    book.write("g", "p2", {"decide": {"round": 2}})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert book.read("g", "p1") == {"decide": {"round": 1}}


async def test_a_broken_notebook_is_an_empty_one(tmp_path: Path) -> None:
    """Another version, an editor's mistake, a folder that cannot be written: the client starts."""
    book = FileNotebook(tmp_path)
    book.write("g", "p1", {"talk": {"drafts": 7}, "decide": {"orders": {"kind": "cake"}}, "compose": {}})
    seen, _ = await sat(HandTable(a_snapshot()), book, "t")
    assert "Beacon" in seen
    (tmp_path / "file").write_text("x")
    nowhere = FileNotebook(tmp_path / "file" / "below")
    nowhere.write("g", "p1", {"a": {}})
    assert nowhere.read("g", "p1") == {}
    assert not nowhere.first_time()


async def test_the_tour_comes_once_and_stands_in_nobodys_way(tmp_path: Path) -> None:
    """After the first brief, one line on each page; every key does what it always does; the second time nobody is new."""
    first = a_snapshot(a_view(phase="briefing", round=1))
    book = FileNotebook(tmp_path)
    seen, app = await sat(HandTable(first), book, "enter")
    assert f"Tour 1/{len(TIPS)}" in seen
    assert "next: k p x e" in " ".join(seen.split())
    assert app.main.page_name == "table"
    seen, _ = await sat(HandTable(first), book, "enter", "k")
    assert "Tour" not in seen


async def test_the_tour_follows_where_one_goes() -> None:
    """In any order; it ends on the page after its last, or by T, which begins it again."""
    first = a_snapshot(a_view(phase="briefing", round=1))
    seen, _ = await sat(HandTable(first), NoNotebook(), "enter", "T", "e", "k")
    assert f"Tour 3/{len(TIPS)}" in seen
    assert "next: p x" in " ".join(seen.split())
    seen, _ = await sat(HandTable(first), NoNotebook(), "enter", "T", "k", "T")
    assert "Tour" not in seen
    seen, _ = await sat(HandTable(first), NoNotebook(), "enter", "T", *"kpxe")
    assert f"Tour {len(TIPS)}/{len(TIPS)}" in seen
    seen, _ = await sat(HandTable(first), NoNotebook(), "enter", "T", *"kpxet")
    assert "Tour" not in seen


# ----------------------------------------------------------------------------------------------------- who said it


def heard(name: str, seq: int, **person: str) -> dict[str, Any]:
    """Beacon speaks, by the mouth of somebody; games before messages carried it have no id of that person."""
    return said(seq, f"{name} here.", "beacon") | {
        "news": body("message_sent", sender="beacon", name=name, to=[], text=f"{name} here.", **person)
    }


def test_a_colleague_in_my_seat_is_not_me() -> None:
    """Ben speaks for Ana's own seat: he is named, and what he says is news to her; what she says is not."""
    snapshot = replace(a_snapshot(together()), seat="beacon", seq=1)
    for frame in (heard("Ana", 2), heard("Ben", 3)):
        snapshot = absorb(snapshot, read_server_frame(dump(frame)), NOW)
    assert snapshot.view is not None
    assert [speaker(snapshot.view, one) for one in snapshot.messages] == ["Ana (you)", "Beacon (Ben)"]
    assert [(one.mine, one.by_me) for one in snapshot.messages] == [(True, True), (True, False)]
    assert channels(snapshot, {})[0].unread == 1


def test_a_colleague_of_my_own_name_is_not_me() -> None:
    """Two Anas in one seat: told apart by the speaker's id, in unread marks and in who is shown."""
    snapshot = replace(a_snapshot(together()), seat="beacon", seq=1)
    me = snapshot.person
    for frame in (heard("Ana", 2, person=me), heard("Ana", 3, person="p9")):
        snapshot = absorb(snapshot, read_server_frame(dump(frame)), NOW)
    assert snapshot.view is not None
    assert [speaker(snapshot.view, one) for one in snapshot.messages] == ["Ana (you)", "Beacon (Ana)"]
    assert channels(snapshot, {})[0].unread == 1
