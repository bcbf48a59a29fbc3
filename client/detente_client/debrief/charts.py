"""The report's pictures, each a function of the story."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from detente_client.debrief import svg
from detente_client.debrief.story import Round, Story, TreatyLife
from detente_rules.ids import SeatId, SeatKind

WIDTH: Final = 900
LABELS: Final = 190
ROW: Final = 26
ROOMY: Final = 62
"""Width of a round on the timeline from which its signs stand side by side and its heading is a word."""

SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "proposed": ("◇", "proposed"),
    "amended": ("◈", "amended"),
    "signed": ("✎", "signed"),
    "ratified": ("✓", "ratified"),
    "refused": ("✗", "ratification failed"),
    "acceded": ("+", "acceded"),
    "left": ("←", "withdrew"),
    "lapsed": ("–", "lapsed"),
}
"""Sign and word of each act on the timeline; entry and end are the bar's own ends."""


LINES: Final[tuple[svg.Kind, ...]] = ("solid", "dashed", "dots")
"""How lines are told apart without their colours."""


def timeline(story: Story) -> str:
    """Rounds from left to right: a bar for each treaty while it was in force, signs for acts, and what labs did."""
    rounds = max(1, len(story.rounds))
    step = (WIDTH - LABELS - 10) / rounds
    parts: list[str] = []
    treaties = [life for life in story.treaties.values() if _mattered(life)]
    labs = story.scenario.labs
    height = 30 + ROW * (len(treaties) + len(labs)) + 8
    for number in range(1, rounds + 1):
        x = LABELS + (number - 1) * step
        parts.append(svg.rule(x, 20, x, height - 4, "grid"))
        parts.append(
            svg.text(x + step / 2, 14, f"round {number}" if step > ROOMY else str(number), "tick", "middle")
        )
    y = 30.0
    for life in treaties:
        parts += _treaty_row(story, life, y, step, rounds)
        y += ROW
    for lab in labs:
        parts += _lab_row(story, lab.id, y, step)
        y += ROW
    return svg.drawing(
        WIDTH, height, parts, "Timeline of treaties, incidents and breaches; see the table below it"
    )


def _mattered(life: TreatyLife) -> bool:
    """Drafts that nobody but their author touched are in the table, not on the picture."""
    return bool(life.force) or life.open_since is not None or any(act.kind == "signed" for act in life.acts)


def _treaty_row(story: Story, life: TreatyLife, y: float, step: float, rounds: int) -> list[str]:
    parts = [svg.text(0, y + 12, _short(life.title), "row-label")]
    spans = [*life.force]
    if life.open_since is not None and life.open_since <= rounds:
        spans.append((life.open_since, rounds))
    for first, last in spans:
        x, width = LABELS + (first - 1) * step, (min(last, rounds) - first + 1) * step
        tip = f"{life.title}: in force in rounds {first} to {min(last, rounds)}"
        parts.append(svg.rect(x + 1, y + 2, width - 2, ROW - 10, "force", tip))
    for number in range(1, rounds + 1):
        acts = [act for act in life.acts if act.round == number and act.kind in SIGNS]
        kinds = tuple(dict.fromkeys(act.kind for act in acts))
        # In a narrow round the signs stand in two rows, and closer.
        apart = min(15.0, 2 * step / max(1, len(kinds) + 1))
        for place, kind in enumerate(kinds):
            sign, word = SIGNS[kind]
            who = ", ".join(story.name(act.seat) for act in acts if act.kind == kind)
            tip = f"round {number}: {word} by {who}"
            if step > ROOMY:
                x = LABELS + (number - 1) * step + 12 + place * 15
                parts.append(svg.mark(x, y + 8, sign, "act", tip))
            else:
                x = LABELS + (number - 1) * step + min(step / 2, apart / 2 + place // 2 * apart)
                parts.append(svg.mark(x, y + (2 if place % 2 == 0 else 13), sign, "act", tip))
    return parts


def _lab_row(story: Story, lab: SeatId, y: float, step: float) -> list[str]:
    parts = [svg.text(0, y + 12, story.name(lab), "row-label")]
    for one in story.rounds:
        did, x = one.labs[lab], LABELS + (one.number - 1) * step
        if did.unlawful > 1e-9:
            css, word = ("caught", f"found by {did.caught}") if did.caught else ("unseen", "never found")
            tip = f"round {one.number}: breach ({did.unlawful:.0%} of what was owed), {word}"
            parts.append(svg.rect(x + 3, y + 3, step - 6, ROW - 12, f"breach {css}", tip))
            parts.append(svg.mark(x + step / 2, y + 9, "!" if did.caught else "?", css, tip))
        if did.accused:
            parts.append(
                svg.mark(x + step - 26, y + 9, "⚑", "accused", f"round {one.number}: accused, wrongly")
            )
        if did.incident:
            word = "an incident, public" if did.incident == "public" else "an incident, kept quiet"
            # In a narrow round it stands above the frame of a breach, whose sign is in the middle.
            up = 9 if step > ROOMY or did.unlawful <= 1e-9 else -1
            parts.append(svg.mark(x + step - 12, y + up, "✸", "incident", f"round {one.number}: {word}"))
    return parts


def _short(title: str, most: int = 28) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"


def ledgers(story: Story, lab: SeatId) -> tuple[str, str, str]:
    """A lab's three ledgers: safety share, capability, assurance; declared dashed, actual solid, observed dots."""
    rows = [one.labs[lab] for one in story.rounds]
    low, high = _span(story.rounds)
    safety = svg.plot(
        "safety share",
        (
            svg.Series("floor owed", "floor", [row.floor for row in rows], "thin"),
            svg.Series("declared", "declared", [row.declared_safety for row in rows], "dashed"),
            svg.Series("actual", "actual", [row.safety for row in rows]),
        ),
        low=0.0,
        high=max(0.5, *(max(row.safety, row.declared_safety, row.floor) for row in rows)),
    )
    capability = svg.plot(
        "capability",
        (
            svg.Series("declared", "declared", [row.declared_capability for row in rows], "dashed"),
            svg.Series("actual", "actual", [row.capability for row in rows]),
            svg.Series("observed by others", "observed", [row.seen_capability for row in rows], "dots"),
        ),
        low=low,
        high=high,
        unit="doublings",
    )
    assurance = svg.plot(
        "assurance",
        (
            svg.Series("declared", "declared", [row.declared_assurance for row in rows], "dashed"),
            svg.Series("actual", "actual", [row.assurance for row in rows]),
            svg.Series("observed by others", "observed", [row.seen_assurance for row in rows], "dots"),
        ),
        low=low,
        high=high,
        unit="doublings",
    )
    return safety, capability, assurance


def _span(rounds: Sequence[Round]) -> tuple[float, float]:
    """One scale for every lab's capability and assurance, so that the plots can be compared."""
    values = [
        value
        for one in rounds
        for row in one.labs.values()
        for value in (row.capability, row.assurance, row.declared_capability, row.declared_assurance)
    ]
    return min(values), max(values)


def world_plots(story: Story) -> tuple[str, ...]:
    """What became of the world: risk, concentration, trust."""
    risk = svg.plot(
        "risk so far",
        (
            svg.Series(
                "as outsiders reckoned it", "declared", [one.public_risk for one in story.rounds], "dashed"
            ),
            svg.Series("true", "actual", [one.risk for one in story.rounds]),
        ),
        low=0.0,
        high=max(0.2, *(max(one.risk, one.public_risk) for one in story.rounds)),
        percent=True,
        width=280,
    )
    hhi = svg.plot(
        "concentration (HHI)",
        (svg.Series("HHI of market shares", "actual", [one.hhi for one in story.rounds]),),
        low=0.0,
        high=max(0.5, *(one.hhi for one in story.rounds)),
        width=280,
    )
    kinds: tuple[svg.Kind, ...] = ("solid", "dashed", "dots")
    trust = tuple(
        svg.Series(
            nation.name, f"hue{n % 6}", [one.nations[nation.id].trust for one in story.rounds], kinds[n % 3]
        )
        for n, nation in enumerate(story.scenario.nations)
    )
    plots = (risk, hhi)
    named = len(trust) > len(LINES)
    drawn = svg.plot(
        "public trust",
        trust,
        low=0.0,
        high=1.0,
        width=400 if named else 280,
        height=150 if named else 128,
        named=named,
    )
    return (*plots, drawn) if trust else plots


def waterfall(story: Story, kind: SeatKind) -> str:
    """Scores taken apart: a step a round (discounted, weighted by survival), then the terminal value.

    kind: labs and nations are drawn apart, because their scores have different sizes.
    """
    assert story.ending is not None
    seats = [seat.id for seat in story.scenario.parties if seat.kind == kind]
    tracks = {
        seat: [0.0, *(one.cumulated[seat] for one in story.rounds), story.ending.scores[seat]]
        for seat in seats
    }
    low = min(0.0, *(min(track) for track in tracks.values()))
    high = max(0.0, *(max(track) for track in tracks.values()))
    span = (high - low) or 1.0
    scale = (WIDTH - LABELS - 70) / span

    def x(value: float) -> float:
        return LABELS + (value - low) * scale

    height = ROW * len(seats) + 22
    parts = [svg.rule(x(0), 4, x(0), height - 16, "axis"), svg.text(x(0), height - 4, "0", "tick", "middle")]
    for place, seat in enumerate(seats):
        y, track = 4.0 + place * ROW, tracks[seat]
        parts.append(svg.text(0, y + 13, story.name(seat), "row-label"))
        for number, (before, after) in enumerate(pairwise(track), start=1):
            terminal = number == len(track) - 1
            what = "terminal value" if terminal else f"round {number}"
            css = ("terminal" if terminal else f"step{number % 2}") + (" minus" if after < before else "")
            left, width = min(x(before), x(after)), abs(x(after) - x(before))
            parts.append(svg.rect(left, y + 3, width, ROW - 11, css, f"{what}: {after - before:+.1f} G$"))
        parts.append(svg.rule(x(track[-1]), y, x(track[-1]), y + ROW - 5, "final"))
        parts.append(svg.text(max(x(track[-1]), x(max(track))) + 5, y + 13, f"{track[-1]:+.1f}", "end-score"))
    return svg.drawing(
        WIDTH, height, parts, f"Scores of each {kind} taken apart by rounds; see the table below it"
    )


def gauge(index: float) -> str:
    """The coordination index on a line from the race (0) to the planner (1)."""
    low, high = min(0.0, index) - 0.1, max(1.0, index) + 0.1
    scale = 380 / (high - low)

    def x(value: float) -> float:
        return 10 + (value - low) * scale

    parts = [
        svg.rule(x(low), 24, x(high), 24, "axis"),
        *(svg.rule(x(value), 18, x(value), 30, "axis") for value in (0.0, 1.0)),
        svg.text(x(0), 44, "race", "tick", "middle"),
        svg.text(x(1), 44, "planner", "tick", "middle"),
        f'<circle cx="{svg.number(x(index))}" cy="24" r="6" class="gauge"/>',
        svg.text(x(index), 12, f"{index:.2f}".replace("-", "−"), "end-score", "middle"),
    ]
    return svg.drawing(400, 48, parts, f"Coordination index {index:.2f}; the race is 0, the planner 1")


def scales(rows: Sequence[tuple[str, float, Sequence[tuple[str, float]], str, float, float]]) -> str:
    """Measures under one another: (title, value, marks as (word, value), the better end in words, low, high)."""
    left, wide, each = 8.0, 400.0, 72.0
    parts: list[str] = []
    for place, (title, value, marks, good, low, high) in enumerate(rows):
        y, span = 44.0 + place * each, (high - low) or 1.0

        def x(figure: float, low: float = low, span: float = span) -> float:
            return left + min(1.0, max(0.0, (figure - low) / span)) * wide

        parts.append(svg.text(left, y - 28, title, "plot-title"))
        parts.append(svg.text(left + wide, y - 28, good, "tick", "end"))
        parts.append(svg.rule(left, y, left + wide, y, "axis"))
        for word, figure in marks:
            parts.append(svg.rule(x(figure), y - 6, x(figure), y + 6, "final"))
            anchor = "start" if x(figure) < left + 50 else "end" if x(figure) > left + wide - 50 else "middle"
            parts.append(svg.text(x(figure), y + 18, f"{word} {_two(figure)}", "tick", anchor))
        parts.append(f'<circle cx="{svg.number(x(value))}" cy="{svg.number(y)}" r="6" class="gauge"/>')
        parts.append(svg.text(x(value), y - 10, _two(value), "end-score", "middle"))
    words = "; ".join(f"{title}: {_two(value)}" for title, value, *_ in rows)
    return svg.drawing(
        left + wide + 14, 10.0 + len(rows) * each, parts, f"What was bought, and with what. {words}"
    )


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
