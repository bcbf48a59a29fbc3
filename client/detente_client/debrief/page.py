"""The report's page: chapters in the order in which a room talks about a game. Pure: lines in, HTML out."""

from collections.abc import Iterable
from dataclasses import dataclass

from detente_client.debrief import chapters
from detente_client.debrief.html import e
from detente_client.debrief.otherwise import otherwise
from detente_client.debrief.sheet import SHEET
from detente_client.debrief.story import Story, read_story
from detente_client.debrief.weighing import frontier, tests_of
from detente_rules.counterfactual import Difference, History, NoHistory, read_history, telling
from detente_rules.rejections import Refused


@dataclass(frozen=True)
class Hindsight:
    """What a replay tells beyond the record. history: None before the dice are open, or of other rules: then nothing is told.

    found: counterfactuals, those that say most first.
    """

    history: History | None = None
    found: tuple[Difference, ...] = ()


def report(lines: Iterable[str], certificate: str | None = None) -> str:
    """One self-contained HTML page from the lines of a record: no script, no font, no address outside.

    certificate: the verdict of ``detente_rules.verify`` in a sentence, where somebody has asked for it.
    Raises: NotARecord, detente_rules.record.BrokenLine.
    """
    kept = tuple(lines)
    return page(read_story(kept), certificate, hindsight_of(kept))


def hindsight_of(lines: Iterable[str]) -> Hindsight:
    """A debriefed game played again, and what is worth asking of it answered; nothing where that cannot be."""
    try:
        history = read_history(lines)
        return Hindsight(history, telling(history))
    except (NoHistory, Refused):
        return Hindsight()


def page(story: Story, certificate: str | None = None, hindsight: Hindsight | None = None) -> str:
    """The page of a story. hindsight: None leaves out what only a replay tells."""
    title = f"{story.scenario.title} · Détente"
    seen = hindsight if hindsight is not None else Hindsight()
    past = seen.history if story.ending is not None and story.rounds else None
    body = "".join(
        (
            chapters.headline(story),
            chapters.timeline(story, tests_of(past) if past is not None else {}),
            chapters.ledgers(story),
            chapters.promises(story),
            chapters.talk(story),
            chapters.scores(story),
            chapters.world(story),
            frontier(story, past) if past is not None else "",
            otherwise(seen.found),
            chapters.briefs(story),
            chapters.questions(story),
            chapters.fairness(story, certificate),
        )
    )
    # The policy is the last line of defence: even a fault in escaping could run nothing and fetch nothing.
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{e(title)}</title><style>{SHEET}</style></head><body><main>{body}</main></body></html>\n"
    )
