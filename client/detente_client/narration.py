"""A game told in plain lines, as ``demo`` prints it: what was agreed, what came to light, and the figures."""

from collections.abc import Iterator
from typing import Final

from detente_client.debrief.story import Round, Story
from detente_client.sentences import sentences
from detente_rules.events import Event
from detente_rules.views.types import View

TOLD: Final = frozenset(
    {
        "treaty_proposed",
        "treaty_amended",
        "treaty_signed",
        "treaty_ratified",
        "treaty_acceded",
        "treaty_withdrawn",
        "treaty_moved",
        "round_reported",
    }
)
"""Kinds of event whose sentence stands in the narration."""

LONGEST_NAME: Final = 14


def plain(words: str) -> str:
    """Text as text: whatever a terminal could take for a command becomes a visible sign."""
    return "".join(letter if letter.isprintable() else "�" for letter in words)


def opening(story: Story, seed: str) -> Iterator[str]:
    """Which game this is, and who sits where."""
    scenario = story.scenario
    yield f"{plain(scenario.title)} ({scenario.id}), {story.length} rounds at {story.level} level, seed {plain(seed)}"
    for seat in scenario.parties:
        home = f" in {plain(story.name(seat.home))}" if seat.home is not None else ""
        yield f"  {_name(seat.name)}  {seat.kind}{home}: {plain(story.holders.get(seat.id, 'nobody'))}"


def happened(event: Event, view: View) -> Iterator[str]:
    """What to say of one event, as the facilitator sees it."""
    if event.kind == "phase_began" and event.data["phase"] == "briefing":
        yield ""
        yield f"Round {event.data['round']}"
        yield from (f"  {plain(text)}" for text in event.data["news"])
    elif event.kind in TOLD:
        yield from (f"  {plain(sentence)}" for sentence in sentences(event.kind, event.data, view))


def figures(story: Story, one: Round) -> Iterator[str]:
    """A round's table: what each lab said and did, where it stands, and what became known."""
    yield f"  {'':<{LONGEST_NAME}}  said   did  owed  capability  assurance  share"
    for lab in story.scenario.labs:
        did = one.labs[lab.id]
        notes = [
            *(
                ["breach, " + (f"found by {did.caught}" if did.caught else "not found")]
                if did.unlawful > 1e-9
                else []
            ),
            *(["accused, wrongly"] if did.accused else []),
            *([f"incident ({did.incident})"] if did.incident else []),
        ]
        yield (
            f"  {_name(lab.name)}  {did.declared_safety:4.2f}  {did.safety:4.2f}  {did.floor:4.2f}"
            f"  {_doublings(did.capability):>10}  {_doublings(did.assurance):>9}  {did.share:5.0%}  {'; '.join(notes)}"
        ).rstrip()
    trust = ", ".join(
        f"{plain(nation.name)} {one.nations[nation.id].trust:.2f}" for nation in story.scenario.nations
    )
    yield f"  true risk so far {one.risk:.1%}; concentration {one.hhi:.2f}{f'; trust: {trust}' if trust else ''}"


def ending(story: Story) -> Iterator[str]:
    """Scores, risk and index."""
    assert story.ending is not None
    end = story.ending
    yield ""
    yield "Scores (G$)"
    for seat in sorted(story.scenario.parties, key=lambda seat: -end.scores[seat.id]):
        yield f"  {_name(seat.name)}  {end.scores[seat.id]:+8.1f}"
    index = "–" if end.index is None else f"{end.index:.3f}"
    yield f"Risk {end.risk:.1%} over six years. Coordination index {index} (race 0, planner 1)."


def _doublings(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _name(name: str) -> str:
    name = plain(name)
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    return f"{short:<{LONGEST_NAME}}"
