"""``detente demo``: a whole game in this process, bots in every seat, told in plain lines."""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from detente_client.cli.faults import DONE, Failed
from detente_client.cli.setup import SEATS_HELP, add_scenario, bot_names, bots_at_fault, read_seed, setup_from

if TYPE_CHECKING:
    from detente_client.debrief.story import Story
    from detente_rules.events import Event

SUMMARY = "watch a whole game with bots in every seat"
DESCRIPTION = """\
Plays a game with bots in every seat, without a screen or a network: what is signed, what is found, and each round's
figures scroll by; then the scores, the coordination index, and where the record and the report are. The same seed gives
the same game to the last digit. --json prints one line instead:
{"scenario", "seed", "games", "seats", "scores": {seat: …}, "index", "risk", "digest", "games_per_second"}."""
EXAMPLE = """\
  detente demo two-blocs --seed 7
  detente demo first-steps --seed 7 --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    add_scenario(parser, "two-blocs")
    parser.add_argument("--seed", metavar="N", help="of the dice; drawn and printed by default")
    parser.add_argument("--seats", metavar="S=B,…", help=SEATS_HELP)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="where record and report go; this user's games by default"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Play one game and tell it."""
    from detente_client import arena
    from detente_client.narration import ending, figures, happened, opening
    from detente_rules.views.project import view

    seed = read_seed(arguments.seed)
    setup = setup_from(arguments.scenario, arguments.seats)
    say = _nothing if arguments.json else _line_by_line
    start = time.perf_counter()
    story: Story | None = None
    events: list[Event] = []
    state = None
    with bots_at_fault():
        for step in arena.play(setup, seed):
            state = step.state
            facilitators = view(state, "facilitator") if step.events and not arguments.json else None
            for event in step.events:
                story = _told(story, event)
                events.append(event)
                if facilitators is not None and events[0] is not event:
                    say(happened(event, facilitators))
                if event.kind == "round_reported":
                    say(figures(story, story.rounds[-1]))
            if len(events) == len(step.events) and story is not None:
                say(opening(story, seed))
    seconds = time.perf_counter() - start
    assert state is not None
    assert story is not None
    say(ending(story))
    outcome = arena.outcome(seed, state)
    result = arena.summary(story.scenario.id, seed, bot_names(setup), [outcome], seconds)
    journal, report, verdict = _keep(story.game, events, arguments.data)
    if arguments.json:
        print(json.dumps({**result, "journal": str(journal), "report": str(report)}, ensure_ascii=False))
    else:
        print(f"\nDigest {result['digest']}")
        print(f"Record {journal}: {verdict}")
        print(f"Report {report}")
    return DONE


def _told(story: "Story | None", event: "Event") -> "Story":
    from detente_client.debrief.story import told

    return told(story, event)


def _keep(game: str, events: "list[Event]", data: Path | None) -> tuple[Path, Path, str]:
    """Write the record, check it, and write the report; (record, report, verdict in words)."""
    from detente_client.cli.common import data_folder
    from detente_client.debrief import report
    from detente_rules.record import chain
    from detente_rules.verify import verify_lines

    folder = data_folder(data)
    lines = [line.text for line in chain(events)]
    verdict = verify_lines(lines)
    name = "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in game)
    journal, page = folder / f"{name}.jsonl", folder / f"{name}.html"
    try:
        journal.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
        page.write_text(report(lines, verdict.sentence()), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Failed(f"{folder} cannot be written: {error.strerror}") from None
    if verdict.fault is not None:
        raise Failed(f"the record does not verify: {verdict.sentence()} ({journal})")
    return journal, page, verdict.sentence()


def _line_by_line(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _nothing(lines: Iterable[str]) -> None:
    del lines
