"""The people of my seat, as lines: who is here, what each is there for, what we are working on, who stands behind it (R13)."""

from typing import Final

from detente_client.tui.lines import BLANK, Line, Span, line
from detente_client.tui.names import seat_name
from detente_client.tui.orders import meaning
from detente_client.tui.text import clean, listing
from detente_rules.decisions import Decision
from detente_rules.ids import Duty, PersonId
from detente_rules.views.session_types import DelegationView, PersonView
from detente_rules.views.types import TreatyView, View

DUTIES: Final[tuple[tuple[Duty, str], ...]] = (
    ("head", "head: seals for all, and may do everything"),
    ("negotiator", "negotiator: signs, proposes, votes, accuses"),
    ("analyst", "analyst: reads, reckons, drafts"),
    ("press", "press: speaks in public"),
)


def ours(view: View) -> DelegationView | None:
    """My delegation, where several people share my seat; None for somebody alone."""
    group = view.delegation
    return group if group is not None and len(group.members) > 1 else None


def person_of(view: View, person: PersonId) -> PersonView | None:
    """What is known of somebody."""
    return next((one for one in view.session.people if one.id == person), None)


def person_name(view: View, person: PersonId | None, me: PersonId = "") -> str:
    """Somebody's shown name; ``you`` for myself."""
    if person == me and me:
        return "you"
    return clean(view.people.get(person or "", "somebody"))


def is_muted(view: View, me: PersonId) -> bool:
    """May I say nothing for now?"""
    person = person_of(view, me)
    return person is not None and person.muted


def hand_place(view: View, me: PersonId) -> int:
    """My place in the queue for the floor, from 1; 0 where my hand is down."""
    return view.session.places.get(me, 0)


def may_i(view: View, me: PersonId, duty: Duty) -> bool:
    """Is this my business in my delegation? The head may do everything; so may somebody alone."""
    group, person = ours(view), person_of(view, me)
    if group is None or person is None:
        return True
    return duty in person.duties or "head" in person.duties or group.head == me


def head_words(view: View, me: PersonId) -> str:
    """Who seals: "" where I do."""
    group = ours(view)
    return "" if group is None or group.head == me else person_name(view, group.head)


def member_rows(view: View, me: PersonId) -> tuple[tuple[str, Line], ...]:
    """A line a member."""
    group = view.delegation
    if group is None:
        return ()
    out = []
    for member in group.members:
        person = person_of(view, member)
        duties = listing([duty for duty in person.duties if duty != "head"]) if person is not None else ""
        spans: list[str | Span] = [
            (f"{person_name(view, member, me):<14} ", "mine" if member == me else "strong")
        ]
        spans.append(("head  ", "title") if member == group.head else "      ")
        spans.append(duties or "no duty")
        if person is not None and person.muted:
            spans.append(("  muted", "warn"))
        place = view.session.places.get(member)
        if place:
            spans.append((f"  hand up ({place})", "warn"))
        out.append((member, line(*spans)))
    return tuple(out)


def draft_line(view: View, me: PersonId) -> Line:
    """The shared draft and who stands behind it, in a line; nothing for somebody alone."""
    group = ours(view)
    if group is None:
        return ()
    if group.draft is None:
        return line(
            ("Delegation: ", "title"),
            ("no shared draft yet", "dim"),
            "; ",
            ("d", "key"),
            " shares what you see here.",
        )
    behind = listing([person_name(view, one, me) for one in group.behind_draft]) or "nobody"
    needed = f" of {group.quorum_seal} needed" if group.quorum_seal > 1 else ""
    return line(
        ("Delegation: ", "title"),
        f"draft {group.draft_number} by {person_name(view, group.draft_by, me)}; behind it: {behind} "
        f"({len(group.behind_draft)}{needed}). ",
        *(() if me in group.behind_draft else (("y", "key"), " stands behind it  ")),
        ("g", "key"),
        " shows it here",
    )


def wanting(view: View, me: PersonId, card: TreatyView | None = None) -> int:
    """How many members besides me must still stand behind the draft, or behind signing ``card``, before I can seal or sign."""
    group = ours(view)
    if group is None:
        return 0
    if card is None:
        return max(0, group.quorum_seal - len({*group.behind_draft, me}))
    return max(0, group.quorum_sign - len({*group.behind.get(card.id, ()), me}))


def seal_words(view: View, me: PersonId, orders: Decision) -> Line:
    """What stands between this seat and a seal of these orders: the head, the quorum; nothing where nothing does."""
    group = ours(view)
    if group is None:
        return ()
    if group.head != me:
        return line(
            ("□ ", "dim"), f"{person_name(view, group.head)} heads your delegation and seals for all."
        )
    if group.quorum_seal > 1 and view.sealed is None and group.draft is not None and orders != group.draft:
        return line(("□ ", "warn"), "This is not the draft: d makes it the draft, g goes back to it.")
    missing = wanting(view, me)
    if missing and view.sealed is None:
        return line(
            ("□ ", "warn"),
            f"{missing} more must stand behind the draft before you can seal it (d shares it).",
        )
    return ()


def behind_line(view: View, card: TreatyView, me: PersonId) -> Line:
    """Who of us stands behind signing this version; nothing where nobody is asked, or no longer."""
    group = ours(view)
    if card.phase != "open" or view.seat not in card.parties or view.seat in card.signed:
        return ()
    if group is None or (group.quorum_sign < 2 and not group.behind.get(card.id)):
        return ()
    who = group.behind.get(card.id, ())
    names = listing([person_name(view, one, me) for one in who]) or "nobody yet"
    return line(
        ("Your delegation: ", "title"), f"{names} behind signing it ({len(who)} of {group.quorum_sign} needed)",
        *(() if me in who else (("; ", "plain"), ("f", "key"), " stands behind it")),
    )  # fmt: skip


def delegation_lines(view: View, me: PersonId) -> tuple[Line, ...]:
    """All of it, for a card: who, what, the memo of whoever sat here before, and the draft in words."""
    group = view.delegation
    if group is None or view.seat is None:
        return (line("You have no seat, so no delegation either."),)
    out: list[Line] = [line((f"For {seat_name(view, view.seat)}", "title"), f": {len(group.members)} here")]
    out += [text for _, text in member_rows(view, me)]
    if group.memo:
        out += [BLANK, line(("Left for you: ", "title"), clean(group.memo, lines=True))]
    if ours(view) is not None:
        out += [BLANK, draft_line(view, me)]
        if group.draft is not None:
            out += [line("  ", *row) for row in meaning(view, group.draft)]
        rules = f"{group.quorum_seal} must stand behind a seal, {group.quorum_sign} behind a signature."
        out.append(line((rules, "dim")))
    return tuple(out)
