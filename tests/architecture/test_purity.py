"""What import contracts cannot see: calls by which the rules would reach for a file, a clock or hidden dice."""

import ast
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

RULES = ROOT / "rules" / "detente_rules"
READS_SCENARIO_FILES = RULES / "library.py"

BUILT_IN_IO = {"open", "print", "input", "breakpoint", "exec", "eval"}
CLOCKS = {"now", "utcnow", "today"}


def impurities(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a module that do what a pure function does not."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN_IO:
                yield node.lineno, f"calls {name}()"
            case ast.Call(func=ast.Attribute(attr=name) as asked) if name in CLOCKS and not node.args:
                yield node.lineno, f"asks the clock: {ast.unparse(asked)}()"
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"):
                yield node.lineno, "uses numpy's dice"
            case ast.ImportFrom(module=str(module)) if module.startswith("numpy.random"):
                yield node.lineno, "uses numpy's dice"
            case ast.Global(names=names):
                yield node.lineno, f"keeps global state: {', '.join(names)}"
            case _:
                pass


def test_the_rules_read_no_file_ask_no_clock_and_roll_no_hidden_dice() -> None:
    """Same state, same command, same key: same events. Only the library reads files."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in sorted(RULES.rglob("*.py"))
        if path != READS_SCENARIO_FILES
        for line, what in impurities(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "open('x')",
        "print(1)",
        "datetime.now()",
        "dt.datetime.utcnow()",
        "date.today()",
        "np.random.default_rng(1)",
        "from numpy.random import Generator",
        "def f():\n    global cache",
    ],
)
def test_each_impurity_is_found(text: str) -> None:
    """The search finds each kind; else its silence would mean nothing."""
    assert list(impurities(text))


@pytest.mark.parametrize("text", ["self.open(x)", "np.exp(1)", "round.now", "report.print()"])
def test_what_only_looks_alike_is_let_through(text: str) -> None:
    """Methods and attributes of our own may be called what they are."""
    assert not list(impurities(text))
