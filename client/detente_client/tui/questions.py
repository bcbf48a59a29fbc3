"""Questions that treaties put to their members, as lines: what is asked, who has voted, and what I still owe (R4.18 to R4.21)."""

from collections.abc import Mapping
from typing import Final

from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import seat_name, source_name
from detente_client.tui.text import clean, give_or_take, listing, percent, shorten
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.types import View

ABOUT: Final[Mapping[str, str]] = {
    "accession": "May it join?",
    "amendment": "Another text?",
    "renewal": "Renew it?",
    "sanction": "Sanctions?",
    "accusation": "Accusation",
    "challenge": "Inspectors called",
}
"""A question's kind in two words."""


def owes_vote(view: View, question: QuestionView) -> bool:
    """Does this question wait for my vote?"""
    return question.may_vote and view.seat is not None and view.seat not in question.votes


def owes_answer(question: QuestionView) -> bool:
    """Does this accusation wait for what I have to say?"""
    return question.open and question.may_answer and not question.answer and not question.admitted


def owed(view: View) -> tuple[QuestionView, ...]:
    """The questions that wait for my vote or my answer."""
    return tuple(one for one in view.questions if owes_vote(view, one) or owes_answer(one))


def in_order(view: View) -> tuple[QuestionView, ...]:
    """What I owe first, then what is open, then what is closed; the newest first within each."""
    mine = {one.id for one in owed(view)}
    newest_first = view.questions[::-1]
    return tuple(sorted(newest_first, key=lambda one: (one.id not in mine, not one.open)))


def state_words(view: View, question: QuestionView) -> Span:
    """Where it stands, in a few words."""
    if question.moot:
        return ("fallen away", "dim")
    if not question.open:
        return _outcome(question)
    if owes_answer(question):
        return ("● waits for your answer", "warn")
    if owes_vote(view, question):
        return ("● waits for your vote", "warn")
    if question.share is None:
        return ("nobody can stop it", "dim")
    if view.seat in question.votes:
        return (f"you voted {'for' if question.votes[view.seat] else 'against'}", "good")
    return (f"{len(question.votes)} of {len(question.voters)} have voted", "dim")


def _outcome(question: QuestionView) -> Span:
    if question.about == "challenge":
        return ("stopped", "dim") if question.carried else ("inspectors came", "plain")
    if question.about == "accusation":
        words = "owned up to" if question.admitted else ("upheld" if question.carried else "not upheld")
        return (words, "bad" if question.carried else "dim")
    return ("carried", "good") if question.carried else ("not carried", "dim")


def question_rows(view: View, width: int = 78) -> tuple[tuple[str, Line], ...]:
    """A line a question, what I owe first."""
    known = in_order(view)
    cells: list[list[Span]] = [
        [
            (ABOUT[one.about], "title"),
            (shorten(clean(one.sentence), max(20, width - 46)), "plain"),
            state_words(view, one),
        ]
        for one in known
    ]
    return tuple(zip([one.id for one in known], columns(cells), strict=True))


def question_lines(view: View, question: QuestionView) -> tuple[Line, ...]:
    """A question in full: what is asked, on what evidence, who has voted how, what it takes."""
    out: list[Line] = [
        line((ABOUT[question.about], "title"), f"  under {source_name(view, question.treaty)}, round {question.round}"),
        line((clean(question.sentence), "strong")),
        line("It is: ", state_words(view, question)),
    ]  # fmt: skip
    if question.text:
        out.append(line((f"{seat_name(view, question.by or '')} says: ", "title"), clean(question.text)))
    out += [line("  cites ", *evidence_words(view, piece)) for piece in question.evidence]
    if question.answer or question.admitted:
        owned = " and owns up to it" if question.admitted else ""
        who = seat_name(view, question.seat or "")
        out.append(line((f"{who} answers{owned}: ", "title"), clean(question.answer) or "nothing more"))
    if question.sentences:
        out += [BLANK, line(("The new text", "title"))]
        out += [line((f"{n}. ", "dim"), clean(text)) for n, text in enumerate(question.sentences, start=1)]
        if question.parties:
            parties = listing([seat_name(view, seat) for seat in question.parties])
            out.append(line(("Parties: ", "title"), parties))
    return (*out, BLANK, *_count(view, question))


def _count(view: View, question: QuestionView) -> tuple[Line, ...]:
    if question.share is None:
        return (line(("The treaty lets nobody stop this inspection.", "dim")),)
    need = f"{'more than ' if question.more else ''}{percent(question.share)} of the members that vote"
    out = [line(("It takes: ", "title"), need)]
    for word, favour, tone in (("for", True, "good"), ("against", False, "bad")):
        names = [seat_name(view, seat) for seat, vote in question.votes.items() if vote == favour]
        out.append(line((f"{word}: ", tone), listing(names) or "nobody yet"))  # type: ignore[arg-type]
    silent = [seat_name(view, seat) for seat in question.voters if seat not in question.votes]
    if silent and question.open:
        out.append(line(("silent: ", "dim"), listing(silent)))
    if question.veto:
        out.append(line(("may veto: ", "warn"), listing([seat_name(view, seat) for seat in question.veto])))
    return tuple(out)


def favour_words(question: QuestionView) -> tuple[str, str]:
    """What a vote in favour and one against do, for the buttons of a ballot."""
    return {
        "accession": ("let it join", "keep it out"),
        "amendment": ("take the new text", "keep the text"),
        "renewal": ("renew it", "let it run out"),
        "sanction": ("sanction it", "no sanction"),
        "accusation": ("uphold the accusation", "reject it"),
        "challenge": ("STOP the inspection", "let inspectors in"),
    }[question.about]


# --------------------------------------------------------------------------------------------------- pieces of evidence

_HOW: Final[Mapping[str, str]] = {
    "inspection": "an inspection's finding against",
    "whistleblower": "an insider's word against",
    "technical_means": "what was seen from outside of",
}


def evidence_words(view: View, piece: Evidence) -> Line:
    """A piece of evidence with its provenance: what, about whom, of which round, from whom, through whose hands."""
    lab = seat_name(view, piece.lab)
    if piece.kind == "finding":
        what = f"{_HOW.get(piece.how, 'a finding against')} {lab}"
        by = source_name(view, piece.by) if piece.by else ""
    elif piece.kind == "danger":
        what, by = f"{lab}'s own estimate of its danger: {percent(piece.danger or 0.0)} a round", ""
    else:
        seen = (
            (piece.capability or 0.0, piece.capability_sd or 0.0),
            (piece.assurance or 0.0, piece.assurance_sd or 0.0),
        )
        what = f"reading of {lab}: cap. {give_or_take(*seen[0])}, ass. {give_or_take(*seen[1])}"
        by = "" if piece.by == view.seat else seat_name(view, piece.by)
    hands = [seat_name(view, seat) for seat in piece.through if seat != view.seat]
    source = f" ({by})" if by else ""
    through = f" — came through {', then '.join(hands)}" if hands else ""
    tone: Span = (f"R{piece.round} ", "dim")
    return line(tone, f"{what}{source}", (through, "dim"))
