"""How a policy without a word of its own votes on what a treaty asks its members, and answers when accused (R4.18, R4.20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from detente_rules.commands import PlayerCommand, Sign
from detente_rules.commands.treaty import Vote
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import View

if TYPE_CHECKING:
    from detente_rules.bots.base import Bot


def vote(bot: Bot, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
    """Its vote in its interest, once; nothing where it has none."""
    if question.open and question.may_vote and bot.seat not in question.votes:
        yield Vote(question.id, in_its_interest(bot, view, question))


def in_its_interest(bot: Bot, view: View, question: QuestionView) -> bool:
    """For or against, by interest alone.

    A lab and its home spare the lab sanctions and inspections, all others do not; an accusation is upheld where somebody's
    finding is cited or the accused owned up; a new text is judged as if it were proposed afresh; treaties grow and last.
    """
    home = view.seat_row(question.seat).home if question.seat else None
    own = bot.seat in {question.seat, home}
    match question.about:
        case "sanction":
            return not own
        case "challenge":
            return own
        case "accusation":
            found = any(item.kind == "finding" and item.by != question.by for item in question.evidence)
            return question.admitted or (found and not own)
        case "amendment":
            return _would_sign(bot, view, question)
        case _:
            return True


def _would_sign(bot: Bot, view: View, question: QuestionView) -> bool:
    now = view.treaty(question.treaty)
    proposed = replace(
        now,
        version=now.version + 1,
        by=question.by or now.by,
        parties=question.parties,
        clauses=question.clauses,
        sentences=question.sentences,
        previous=now.clauses,
        phase="open",
        signed=(),
        ratified=(),
        members=(),
        entered=None,
    )
    return any(isinstance(one, Sign) for one in bot.on_proposal(view, proposed))
