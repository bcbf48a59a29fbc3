"""``detente report``: the debrief as one page."""

import argparse
from pathlib import Path

from detente_client.cli.faults import DONE, Failed

SUMMARY = "write the debrief of a game as one HTML page"
DESCRIPTION = """\
Writes one self-contained page, without a script or anything from outside: headline figures, the treaties as bars over the
rounds with the four tests of each, what each lab said, did and was seen to do, promises and breaches, who talked with whom,
scores taken apart, risk, concentration, trust and sovereignty beside the race and the planner, what would have come of
other choices, the secrets, the discussion questions, and the fairness certificate. It prints the page's path. Of a data
folder it takes the newest game that is over, and names the others."""
EXAMPLE = """\
  detente report two-blocs-7
  detente report game.jsonl --out debrief.html"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("game", metavar="GAME", help="a game's id, a data folder, or an exported file")
    parser.add_argument("--out", type=Path, metavar="F.html", help="where to; GAME.html here by default")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where games are looked up by id")


def run(arguments: argparse.Namespace) -> int:
    """Write one report."""
    from detente_client.cli.records import read_record
    from detente_client.debrief import NotARecord, hindsight_of, page, read_story
    from detente_rules.record import BrokenLine
    from detente_rules.verify import verify_lines

    lines = read_record(arguments.game, arguments.data)
    try:
        story = read_story(lines)
    except (NotARecord, BrokenLine) as fault:
        raise Failed(f"{arguments.game} is no record of a game: {fault}") from None
    safe = "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in story.game)
    out: Path = arguments.out or Path(f"{safe}.html")
    try:
        out.write_text(
            page(story, verify_lines(lines).sentence(), hindsight_of(lines)),
            encoding="utf-8",
            newline="\n",
        )
    except OSError as error:
        raise Failed(f"{out} cannot be written: {error.strerror}") from None
    print(out)
    return DONE
