"""``detente scenarios``: list them, read one, check a file."""

import argparse
import json
import textwrap
from typing import TYPE_CHECKING, Any

from detente_client.cli.faults import DONE, FAILED, Misused

if TYPE_CHECKING:
    from detente_rules.scenario import Scenario

SUMMARY = "list the scenarios, show one, or check a file"
DESCRIPTION = """\
Scenarios set the world, the seats, what is on the table and the briefing texts. `list` is the default; `show` prints
what everybody may know of one; `check` names every fault of a file with its place, and exits 1 where there is any."""
EXAMPLE = """\
  detente scenarios
  detente scenarios show two-blocs
  detente scenarios check my-scenario/scenario.toml --json"""

WIDTH = 96


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "check"), default="list")
    parser.add_argument(
        "scenario", nargs="?", metavar="SCENARIO", help="a name, or the path of a file or folder"
    )
    parser.add_argument("--json", action="store_true", help="JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """List, show or check."""
    if arguments.action == "list":
        if arguments.scenario is not None:
            raise Misused("`list` takes no name; did you mean `show`?")
        return _list(as_json=arguments.json)
    if arguments.scenario is None:
        raise Misused(f"`{arguments.action}` needs the name or the file of a scenario.")
    if arguments.action == "show":
        return _show(arguments.scenario, as_json=arguments.json)
    return _check(arguments.scenario, as_json=arguments.json)


def _list(*, as_json: bool) -> int:
    from detente_rules import library

    scenarios = [library.load(name) for name in library.names()]
    if as_json:
        print(json.dumps([_facts(scenario) for scenario in scenarios], ensure_ascii=False))
        return DONE
    for scenario in scenarios:
        facts = _facts(scenario)
        print(
            f"{scenario.id:<18} {facts['nations']} nations, {facts['labs']} labs, "
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

    faults: tuple[tuple[str, str], ...] = ()
    try:
        scenario = library.load(name)
    except library.ScenarioNotFound as missing:
        raise Misused(str(missing)) from None
    except ScenarioFault as fault:
        faults = fault.faults
        scenario = None
    if as_json:
        report = [{"place": place, "message": message} for place, message in faults]
        print(json.dumps({"scenario": name, "ok": not faults, "faults": report}, ensure_ascii=False))
    elif scenario is not None:
        print(f"{name}: no fault. {scenario.title}: {len(scenario.seats)} seats, {scenario.rounds} rounds.")
    else:
        for place, message in faults:
            print(f"{name}: {place}: {message}")
    return FAILED if faults else DONE


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
