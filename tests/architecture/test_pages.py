"""What the pages name is there: files, headings, rules, `make` targets, and the commands with their options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.test_repository import walk
from tests.client.commands import called
from tests.conftest import ROOT

FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# A folder, or a file of a kind that is kept here; names with a slash of other kinds are topics and addresses.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|md|toml|json|mjs))?)`")
COMMAND = re.compile(r"(?:^\$? ?|`)detente ([a-z]+)(?=[\s`])([^`#|\n]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

PAGES = {path.relative_to(ROOT).as_posix(): path for path in walk(ROOT) if path.suffix == ".md"}
# Where a path may begin, beside the page's own folder.
STARTS = (ROOT, ROOT / "rules" / "detente_rules")
# What a page speaks of that is made where the game runs.
MADE_BY_USE = {"browsers/"}


def text_of(page: str) -> str:
    """What stands in a page."""
    return PAGES[page].read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are reached, as GitHub makes them."""
    headings = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@cache
def options(command: str) -> set[str]:
    """What a command's help says that it takes; it fails where there is no such command."""
    done = called(command, "--help")
    assert done.status == 0, f"detente {command}"
    return set(OPTION.findall(done.out))


def commands(text: str) -> Iterator[tuple[str, set[str]]]:
    """Each `detente …` of a page, as a line to paste or within a sentence, with the options it has there."""
    for match in COMMAND.finditer(text):
        yield match[1], set(OPTION.findall(match[2]))


def test_there_are_pages() -> None:
    """The walk has not lost its way."""
    assert {"README.md", "rules/README.md", "docs/workshop.md", "scenarios/README.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Every link within the repository leads to a file, and to a heading that this file has."""
    lost = []
    for target in LINK.findall(FENCE.sub("", text_of(page))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (PAGES[page].parent / name).resolve() if name else PAGES[page]
        if not path.exists() or (anchor and anchor not in anchors(path)):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_paths_and_rules_exist(page: str) -> None:
    """Every path from the root or from the page's own folder is there, and every rule that is cited by its number."""
    text = text_of(page)
    lost = [
        path
        for path in PATH.findall(text)
        if path not in MADE_BY_USE
        and not any((start / path).exists() for start in (*STARTS, PAGES[page].parent))
    ]
    rules = set(re.findall(r"^\*\*(R\d+\.\d+)\b", text_of("rules/README.md"), re.MULTILINE))
    assert lost == []
    assert sorted(set(re.findall(r"\bR\d+\.\d+\b", text)) - rules) == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_as_they_are_shown(page: str) -> None:
    """Every `detente` command of a page exists, and has the options that the page gives it."""
    for command, given in commands(text_of(page)):
        assert sorted(given - options(command)) == [], f"detente {command}"


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: str) -> None:
    """Every `make …` of a page is a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", text_of(page), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
