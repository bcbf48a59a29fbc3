"""``detente scenarios``: list them, read one, check a file, print briefs, compute a reference, look at the balance."""

import argparse
import json
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente_client.cli.faults import DONE, FAILED, Failed, Misused

if TYPE_CHECKING:
    from detente_client.simulation.balance import Balance
    from detente_rules.scenario import Scenario

SUMMARY = "list the scenarios, show, check, print briefs, compute references"
DESCRIPTION = """\
Scenarios set the world, the seats, what is on the table and the briefing texts. `list` is the default; `show` prints
what everybody may know of one; `check` names every fault of a file with its place and line, and exits 1 where there is any;
`brief` prints the brief of --seat, or of all seats, as Markdown, or as HTML for the printer where --out ends in .html (briefs hold
secrets: --public leaves them out); `copy` begins a scenario of your own in the folder --out, with a schema for your editor; `reference` computes the two ends of the coordination index and writes them beside the file
(SCENARIO "all": every shipped one); `standings` plays its own
bots --games times and writes what each seat can expect beside the file, for the percentiles of the debrief; `balance` plays light bots in every seat and prints what each makes of it.

--json: list and show, the facts; check, {"scenario", "ok", "faults": [{"place", "message"}]}; brief, [{"seat", "text"}];
reference, [{"scenario", "file", "w_race", "w_coop", "risk_race", "risk_coop"}]; balance, {"scenario", "games", "best": {seat: bot},
"seats": {seat: {bot: {"games", "mean", "sd", "low", "median", "high"}}}}, scores in G$, low and high the quartiles."""
EXAMPLE = """\
  detente scenarios
  detente scenarios show two-blocs
  detente scenarios copy two-blocs --out my-scenario
  detente scenarios check my-scenario/scenario.toml --json
  detente scenarios brief us-led-order --out briefs.html
  detente scenarios reference my-scenario/scenario.toml
  detente scenarios standings my-scenario/scenario.toml --games 1000
  detente scenarios balance two-blocs --turns 10"""

ACTIONS = ("list", "show", "check", "copy", "brief", "reference", "standings", "balance")
SCHEMA = "scenario.schema.json"
WIDTH = 96


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list")
    parser.add_argument(
        "scenario", nargs="?", metavar="SCENARIO", help="a name, or the path of a file or folder"
    )
    parser.add_argument("--seat", metavar="SEAT", help="brief: of this seat alone")
    parser.add_argument("--public", action="store_true", help="brief: without secrets, goals and mandates")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="brief: a file, .md or .html; copy: a folder"
    )
    parser.add_argument(
        "--games",
        type=int,
        default=1000,
        metavar="N",
        help="standings: games of its own bots; 1000 by default",
    )
    parser.add_argument(
        "--turns", type=int, default=3, metavar="N", help="balance: games per bot and seat; 3 by default"
    )
    parser.add_argument("--seed", metavar="S", default="1", help="balance: of the games; 1 by default")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    action, name, as_json = arguments.action, arguments.scenario, arguments.json
    if action == "list":
        if name is not None:
            raise Misused("`list` takes no name; did you mean `show`?")
        return _list(as_json=as_json)
    if name is None:
        raise Misused(f"`{action}` needs the name or the file of a scenario.")
    if action == "show":
        return _show(name, as_json=as_json)
    if action == "check":
        return _check(name, as_json=as_json)
    if action == "copy":
        return _copy(name, arguments.out)
    if action == "brief":
        return _brief(name, arguments)
    if action == "reference":
        return _reference(name, as_json=as_json)
    if action == "standings":
        return _standings(name, arguments)
    return _balance(name, arguments)


def _list(*, as_json: bool) -> int:
    from detente_rules import library

    scenarios = [library.load(name) for name in library.names()]
    if as_json:
        print(json.dumps([_facts(scenario) for scenario in scenarios], ensure_ascii=False))
        return DONE
    for scenario in scenarios:
        facts = _facts(scenario)
        print(
            f"{scenario.id:<18} {facts['nations']} nation{'s' if facts['nations'] != 1 else ''}, {facts['labs']} labs, "
            f"{scenario.rounds} rounds, {scenario.level} level"
        )
        print(textwrap.indent(textwrap.fill(scenario.summary.strip(), WIDTH - 4), "    "))
    return DONE


def _show(name: str, *, as_json: bool) -> int:
    from detente_client.cli.common import load_scenario

    scenario = load_scenario(name)
    if as_json:
        seats = [
            {"seat": seat.id, "name": seat.name, "kind": seat.kind, "home": seat.home, "bot": seat.bot,
             "brief": seat.brief.public}
            for seat in scenario.seats
        ]  # fmt: skip
        print(json.dumps({**_facts(scenario), "seats": seats}, ensure_ascii=False))
        return DONE
    minutes = scenario.minutes
    print(f"{scenario.title}  ({scenario.id})\n")
    print(textwrap.fill(scenario.summary.strip(), WIDTH), end="\n\n")
    print(
        f"{scenario.rounds} rounds at {scenario.level} level; a round is {minutes.briefing:g} min of briefing, "
        f"{minutes.negotiation:g} of negotiation, {minutes.decision:g} of decision.\n"
    )
    for seat in scenario.seats:
        home = f" of {scenario.seat(seat.home).name}" if seat.home is not None else ""
        print(f"{seat.name}  ({seat.id}; {seat.kind}{home}; bot: {seat.bot})")
        print(textwrap.indent(textwrap.fill(seat.brief.public.strip(), WIDTH - 4), "    "), end="\n\n")
    if scenario.packs:
        print("Prepared drafts: " + ", ".join(pack.title for pack in scenario.packs))
    return DONE


def _check(name: str, *, as_json: bool) -> int:
    from detente_rules import library
    from detente_rules.scenario import ScenarioFault
    from detente_rules.scenario.check import faults as faults_in

    try:
        faults = faults_in(library.load_text(name))
    except library.ScenarioNotFound as missing:
        raise Misused(str(missing)) from None
    except ScenarioFault as fault:
        faults = fault.faults
    if as_json:
        report = [{"place": place, "message": message} for place, message in faults]
        print(json.dumps({"scenario": name, "ok": not faults, "faults": report}, ensure_ascii=False))
    elif not faults:
        scenario = library.load(name)
        print(f"{name}: no fault. {scenario.title}: {len(scenario.seats)} seats, {scenario.rounds} rounds.")
    for place, message in () if as_json else faults:
        print(f"{name}: {place}: {message}")
    return FAILED if faults else DONE


def _copy(name: str, folder: Path | None) -> int:
    from detente_client.cli.common import load_scenario
    from detente_rules import library
    from detente_rules.wire.schema import scenario_schema

    if folder is None:
        raise Misused("`copy` needs the folder of the new scenario: --out FOLDER.")
    file, old = folder / library.FILE, load_scenario(name)
    if file.exists():
        raise Misused(f"{file} is there already.")
    text = library.load_text(name).replace(f'id = "{old.id}"', f'id = "{_slug(folder.resolve().name)}"', 1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        schema = json.dumps(scenario_schema(), indent=1, ensure_ascii=False)
        (folder / SCHEMA).write_text(schema + "\n", encoding="utf-8")
        file.write_text(f"#:schema ./{SCHEMA}\n{text}", encoding="utf-8")
    except OSError as error:
        raise Failed(f"{folder} cannot be written: {error.strerror}") from None
    print(f"{file}: a copy of {old.id}. Next: detente scenarios check {file}")
    return DONE


def _slug(name: str) -> str:
    """A folder's name as an id: lower case, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "my-scenario"


def _brief(name: str, arguments: argparse.Namespace) -> int:
    from detente_client import briefs
    from detente_client.cli.common import load_scenario

    scenario = load_scenario(name)
    seats = scenario.seats
    if arguments.seat is not None:
        seats = tuple(seat for seat in seats if seat.id == arguments.seat)
        if not seats:
            known = ", ".join(seat.id for seat in scenario.seats)
            raise Misused(f"--seat: {scenario.id} has no seat {arguments.seat!r}; its seats are {known}.")
    if arguments.json:
        texts = [
            {"seat": seat.id, "text": briefs.markdown(scenario, (seat,), public_only=arguments.public)}
            for seat in seats
        ]
        print(json.dumps(texts, ensure_ascii=False))
        return DONE
    as_html = arguments.out is not None and arguments.out.suffix in {".html", ".htm"}
    text = (briefs.html if as_html else briefs.markdown)(scenario, seats, public_only=arguments.public)
    if arguments.out is None:
        print(text, end="")
        return DONE
    try:
        arguments.out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{arguments.out} cannot be written: {error.strerror}") from None
    print(f"{len(seats)} briefs: {arguments.out}")
    return DONE


def _reference(name: str, *, as_json: bool) -> int:
    from detente_client.cli.common import Progress, load_scenario
    from detente_rules import library
    from detente_rules.genesis import params_of
    from detente_rules.world.reference import compute_reference

    names = library.names() if name == "all" else (name,)
    rows, bar = [], Progress("references", len(names))
    for number, one in enumerate(names, start=1):
        scenario = load_scenario(one)
        found = compute_reference(params_of(scenario, scenario.rounds))
        file = library.find(one).parent / library.REFERENCE
        try:
            file.write_text(json.dumps(found.to_data(), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}") from None
        figures = {key: getattr(found, key) for key in ("w_race", "w_coop", "risk_race", "risk_coop")}
        rows.append({"scenario": scenario.id, "file": str(file), **figures})
        bar(number)
    bar.end()
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return DONE
    for row in rows:
        print(
            f"{row['scenario']:<18} race: welfare {row['w_race']:7.0f} G$, risk {row['risk_race']:.0%}"
            f"   planner: {row['w_coop']:7.0f} G$, {row['risk_coop']:.0%}   {row['file']}"
        )
    return DONE


def _standings(name: str, arguments: argparse.Namespace) -> int:
    from detente_client.cli.batches import all_of
    from detente_client.cli.common import load_scenario
    from detente_client.simulation.batch import Job
    from detente_client.simulation.rows import outcome_of
    from detente_rules import library
    from detente_rules.standings import standings_of

    if arguments.games < 1:
        raise Misused("--games: at least 1.")
    rows = []
    for one in library.names() if name == "all" else (name,):
        scenario = load_scenario(one)
        games = all_of(Job(one, None, str(arguments.seed)), arguments.games, None, vectorised=False)
        ends = [outcome_of(game) for game in games.values()]
        found = standings_of(
            {seat.id: [end.scores[seat.id] for end in ends] for seat in scenario.seats},
            scenario.level,
            scenario.rounds,
        )
        file = library.find(one).parent / library.STANDINGS
        try:
            file.write_text(_lines(found.to_data()), encoding="utf-8")
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}") from None
        middle = {seat: marks[len(marks) // 2] for seat, marks in found.quantiles.items()}
        rows.append({"scenario": scenario.id, "file": str(file), "games": found.games, "median": middle})
        if not arguments.json:
            print(f"{scenario.id:<18} {found.games} games   {file}")
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    return DONE


def _lines(data: dict[str, Any]) -> str:
    """JSON with a line a seat."""
    seats = ",\n".join(
        f"    {json.dumps(seat)}: {json.dumps(marks)}" for seat, marks in data["quantiles"].items()
    )
    head = "".join(f"  {json.dumps(key)}: {json.dumps(data[key])},\n" for key in ("games", "level", "rounds"))
    return f'{{\n{head}  "quantiles": {{\n{seats}\n  }}\n}}\n'


def _balance(name: str, arguments: argparse.Namespace) -> int:
    from detente_client.cli.common import Progress, load_scenario
    from detente_client.simulation.balance import LIGHT, balance, best
    from detente_rules import library

    if arguments.turns < 1:
        raise Misused("--turns: at least 1.")
    scenario = load_scenario(name)
    games = arguments.turns * len(LIGHT)
    bar = Progress(f"balance of {scenario.id}", games)
    found = balance(
        library.load_text(name),
        library.load_reference(name),
        tuple(seat.id for seat in scenario.seats),
        LIGHT,
        arguments.turns,
        arguments.seed,
        told=bar,
    )
    bar.end()
    if arguments.json:
        seats = {seat: {bot: one.to_data() for bot, one in row.items()} for seat, row in found.items()}
        line = {"scenario": scenario.id, "games": games, "best": best(found), "seats": seats}
        print(json.dumps(line, ensure_ascii=False))
        return DONE
    _tell_balance(scenario, found, games)
    return DONE


def _tell_balance(scenario: "Scenario", found: "Balance", games: int) -> None:
    print(
        f"{scenario.title}: {games} games, every bot in every seat; mean scores in G$ ± standard deviation\n"
    )
    for seat, row in found.items():
        ranked = sorted(row, key=lambda bot: -row[bot].mean)
        shown = "  ".join(f"{bot} {row[bot].mean:+.0f} ± {row[bot].sd:.0f}" for bot in ranked)
        print(textwrap.fill(f"{scenario.seat(seat).name}: {shown}", WIDTH, subsequent_indent="    "))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _facts(scenario: "Scenario") -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "summary": scenario.summary.strip(),
        "level": scenario.level,
        "rounds": scenario.rounds,
        "labs": len(scenario.labs),
        "nations": len(scenario.nations),
    }
