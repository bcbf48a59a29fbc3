"""``detente literature``: a published model, played through the engine, beside what its paper says."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente_client.cli.faults import DONE, FAILED, Failed, Misused
from detente_rules.literature import catalogue

if TYPE_CHECKING:
    from detente_rules.literature.result import Result

SUMMARY = "play a published model through the engine"
DESCRIPTION = """\
Stripped of its options, the world of this game is each of these published models. The command sets the parameters, plays
the model through the game's own step, verification and scores, finds its equilibria from the payoffs that came back, and
prints the engine's figures beside the published ones. Exit status 0 if they agree, 1 if not. Without a model: the list.
--json prints one line: {"model", "parameters", "engine", "published", "tolerance", "holds", "finer", "checks", "notes"}."""
EXAMPLE = """\
  detente literature
  detente literature racing --teams 2 --max-capability 0.5 --enmity 0.25 --information private
  detente literature inspection --stages 3 --inspections 2 --json"""

_TYPES: Mapping[str, Any] = {"number": float, "whole": int, "word": str, "points": str}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The models, each with its own parameters, from the catalogue (which imports nothing of the engine)."""
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    models = parser.add_subparsers(dest="model", metavar="MODEL", title="models")
    for model in catalogue.MODELS:
        one = models.add_parser(
            model.name,
            help=model.title,
            description=f"{model.title[0].upper()}{model.title[1:]}\n{model.source}",
            epilog=f"example:\n  detente literature {model.name} {model.example}".rstrip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for parameter in model.parameters:
            one.add_argument(
                parameter.flag,
                dest=f"given_{parameter.name}",
                type=_TYPES[parameter.kind],
                choices=parameter.words or None,
                nargs="+" if parameter.kind == "points" else None,
                metavar=parameter.metavar if not parameter.words else None,
                help=parameter.help,
            )
        # The flag may stand before the model or after it; the model's own default must not undo the first.
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    """List the models, or play one."""
    if arguments.model is None:
        return _list(as_json=arguments.json)
    given = {
        name.removeprefix("given_"): value
        for name, value in vars(arguments).items()
        if name.startswith("given_") and value is not None
    }
    try:
        for parameter in catalogue.model(arguments.model).parameters:
            if parameter.kind == "points" and parameter.name in given:
                given[parameter.name] = _points(parameter.name, given[parameter.name])
        result = _solved(arguments.model, given)
    except catalogue.BadParameter as fault:
        raise Misused(str(fault)) from None
    if arguments.json:
        print(json.dumps(result.to_data(), ensure_ascii=False, allow_nan=False))
    else:
        print(_page(result))
    return DONE if result.holds else FAILED


def _solved(name: str, given: Mapping[str, Any]) -> "Result":
    values = catalogue.checked(name, given)
    from detente_rules.literature.solve import solve
    from detente_rules.world.calibration import BadCalibration

    try:
        return solve(name, values)
    except BadCalibration as fault:
        raise Misused(f"these parameters ask of the world what it cannot be: {fault}") from None
    except ArithmeticError as fault:
        raise Failed(str(fault)) from None


def _points(name: str, texts: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """`0,1 0.5,0.8` or `0 1`: pairs of numbers, however they are spaced."""
    try:
        numbers = [float(part) for part in " ".join(texts).replace(",", " ").replace(";", " ").split()]
    except ValueError:
        raise catalogue.BadParameter(name, f"expected points x,y, got {' '.join(texts)}") from None
    if not numbers or len(numbers) % 2:
        raise catalogue.BadParameter(name, "expected points x,y: an even number of numbers")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _list(*, as_json: bool) -> int:
    if as_json:
        listed = [
            {
                "model": model.name,
                "title": model.title,
                "source": model.source,
                "parameters": [
                    {"name": one.name, "default": one.default, "expected": one.expected, "meaning": one.doc}
                    for one in model.parameters
                ],
            }
            for model in catalogue.MODELS
        ]
        print(json.dumps(listed, ensure_ascii=False))
        return DONE
    for model in catalogue.MODELS:
        print(f"{model.name:<12} {model.title}\n{'':<12} {model.source}")
    print("\nParameters: detente literature MODEL --help")
    return DONE


def _page(result: "Result") -> str:
    """The run on one screen: parameters, figures side by side, what else was checked."""
    lines = [
        f"{result.model}  "
        + "  ".join(f"{key} {_shown(value)}" for key, value in result.parameters.items() if value is not None)
    ]
    lines += ["", f"{'':<22}{'engine':>24}{'published':>24}"]
    for name in result.published:
        ours, theirs = result.engine[name], result.published[name]
        if ours is None and theirs is None:
            continue
        mine, other = _shown(ours), _shown(theirs)
        if max(len(mine), len(other)) <= 22:
            lines.append(f"{name.replace('_', ' '):<22}{mine:>24}{other:>24}")
        else:
            lines += [f"{name.replace('_', ' ')}", f"  engine     {mine}", f"  published  {other}"]
    lines += [
        "",
        f"They agree within {result.tolerance:g}."
        if result.holds
        else f"They do NOT agree within {result.tolerance:g}.",
    ]
    lines += [f"{name}: {value:.2g} (at most {most:g})" for name, (value, most) in result.checks.items()]
    lines += [f"Note: {note}." for note in result.notes]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "(" + ", ".join(_shown(part) for part in value) + ")"
    return str(value)
