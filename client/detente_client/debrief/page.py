"""The report's page: chapters in the order in which a room talks about a game. Pure: lines in, HTML out."""

from collections.abc import Iterable, Sequence

from detente_client.debrief import chapters
from detente_client.debrief.html import e
from detente_client.debrief.otherwise import otherwise
from detente_client.debrief.sheet import SHEET
from detente_client.debrief.story import Story, read_story
from detente_rules.counterfactual import Difference, NoHistory, read_history, telling
from detente_rules.rejections import Refused


def report(lines: Iterable[str], certificate: str | None = None) -> str:
    """One self-contained HTML page from the lines of a record: no script, no font, no address outside.

    certificate: the verdict of ``detente_rules.verify`` in a sentence, where somebody has asked for it.
    Raises: NotARecord, detente_rules.record.BrokenLine.
    """
    kept = tuple(lines)
    return page(read_story(kept), certificate, counterfactuals_of(kept))


def counterfactuals_of(lines: Iterable[str]) -> tuple[Difference, ...]:
    """What is worth asking of a debriefed game, answered; nothing of one whose dice are still secret, or of other rules."""
    try:
        return telling(read_history(lines))
    except (NoHistory, Refused):
        return ()


def page(story: Story, certificate: str | None = None, found: Sequence[Difference] = ()) -> str:
    """The page of a story. found: its counterfactuals."""
    title = f"{story.scenario.title} · Détente"
    body = "".join(
        (
            chapters.headline(story),
            chapters.timeline(story),
            chapters.ledgers(story),
            chapters.promises(story),
            chapters.talk(story),
            chapters.scores(story),
            chapters.world(story),
            otherwise(found),
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
