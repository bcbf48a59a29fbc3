"""Briefs on paper: one seat's, or every seat's on a page of its own, as Markdown or as one HTML file for a browser to print.

Pure text. A sheet holds the seat's secret, so it goes to that delegation alone; `public_only` leaves it out.
"""

from html import escape

from detente_rules.scenario import Scenario, Seat

STYLE = """
body { font: 11.5pt/1.45 Georgia, serif; max-width: 40em; margin: 2em auto; padding: 0 1em; color: #111; }
h1 { font-size: 1.5em; margin-bottom: 0; } h2 { font-size: 1.05em; margin: 1.2em 0 .3em; }
.who { color: #555; margin-top: .2em; } .secret { border-left: 4px solid #111; padding-left: 1em; }
section { break-after: page; } section:last-of-type { break-after: auto; }
"""


def markdown(scenario: Scenario, seats: tuple[Seat, ...], *, public_only: bool = False) -> str:
    """The sheets of some seats, one after another, divided by a rule."""
    return "\n\n---\n\n".join(_sheet(scenario, seat, public_only=public_only) for seat in seats) + "\n"


def html(scenario: Scenario, seats: tuple[Seat, ...], *, public_only: bool = False) -> str:
    """The same as one HTML file that needs nothing else; a page a seat when printed. Every text is escaped."""
    body = "\n".join(_section(scenario, seat, public_only=public_only) for seat in seats)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(scenario.title)}: briefs</title>\n'
        f"<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _who(scenario: Scenario, seat: Seat) -> str:
    home = f" of {scenario.seat(seat.home).name}" if seat.home is not None else ""
    return f"{scenario.title} · {seat.kind}{home}"


def _parts(seat: Seat, *, public_only: bool) -> list[tuple[str, str]]:
    """Heading and text, in the order in which one reads them."""
    brief = seat.brief
    parts = [("What everybody knows of you", brief.public)]
    if not public_only:
        parts += [("What only you know", brief.secret), ("Your goal", brief.goal), ("Your fear", brief.fear)]
        parts += [("Your honour", brief.honour), ("To begin with, you might say", brief.first_line)]
    return [(title, " ".join(text.split())) for title, text in parts if text.strip()]


def _points(seat: Seat, *, public_only: bool) -> list[str]:
    """What the engine checks at the end, with its sign."""
    mandates = () if public_only else seat.brief.mandates
    return [f"{mandate.text} ({mandate.points:+.0%} of your seat's range)" for mandate in mandates]


def _sheet(scenario: Scenario, seat: Seat, *, public_only: bool) -> str:
    lines = [f"# {seat.name}", f"*{_who(scenario, seat)}*"]
    for title, text in _parts(seat, public_only=public_only):
        lines += [f"## {title}", text]
    if points := _points(seat, public_only=public_only):
        lines += ["## Checked at the end", "\n".join(f"- {point}" for point in points)]
    return "\n\n".join(lines)


def _section(scenario: Scenario, seat: Seat, *, public_only: bool) -> str:
    out = [f'<section><h1>{escape(seat.name)}</h1><p class="who">{escape(_who(scenario, seat))}</p>']
    for title, text in _parts(seat, public_only=public_only):
        mark = ' class="secret"' if title == "What only you know" else ""
        out.append(f"<h2>{escape(title)}</h2><p{mark}>{escape(text)}</p>")
    if points := _points(seat, public_only=public_only):
        items = "".join(f"<li>{escape(point)}</li>" for point in points)
        out.append(f"<h2>Checked at the end</h2><ul>{items}</ul>")
    return "\n".join([*out, "</section>"])
