"""The public standing of every seat, as the wall shows it: what was said, and how closely others can check it."""

from detente_client.tui.figures import risk_band
from detente_client.tui.lines import Line, Span, Tone, columns, line
from detente_client.tui.names import TREATY_PHASES, holder_words, kind_words, seat_name, treaty_title
from detente_client.tui.text import clean, doublings, listing, percent, shorten
from detente_rules.views.types import SeatView, View


def margins(view: View) -> tuple[float, float]:
    """± one standard deviation with which an outsider without powers of inspection reads capability and assurance, doublings."""
    from detente_rules.world.calibration import Calibration  # noqa: PLC0415 - it brings numpy with it

    base = Calibration()
    given = view.facts.world

    def noise(name: str) -> float:
        value = given.get(name, getattr(base, name, 0.0))
        return float(value[0]) if isinstance(value, tuple) else float(value)

    return noise("noise_capability"), noise("noise_assurance")


def seat_table(view: View, width: int) -> tuple[Line, ...]:
    """One line of heading, then a line a seat: nations first."""
    wide = width >= 100
    by_capability, by_assurance = margins(view)
    titles = [
        "seat",
        "",
        "says: safety",
        f"capability ±{by_capability:.1f}",
        f"assurance ±{by_assurance:.1f}",
        "share",
        "",
    ]
    rows: list[list[Span]] = [[(title, "title") for title in titles]]
    rows += [_row(view, row, wide=wide) for row in (*view.nations, *view.labs)]
    return columns(rows, gap=2 if wide else 1, right=frozenset({2, 3, 4, 5}))


def _row(view: View, row: SeatView, *, wide: bool) -> list[Span]:
    name: Span = (shorten(seat_name(view, row.id), 24 if wide else 12), "strong")
    who = kind_words(view, row) + (f" · {holder_words(row)}" if wide else "")
    about: Span = (shorten(who, 44 if wide else 14), "dim")
    if row.kind == "nation":
        trust = view.reports[-1].trust.get(row.id) if view.reports else None
        law = f"law {percent(row.floor)}" if row.floor else "no law"
        said = f"trust {percent(trust)}" if trust is not None else ""
        return [name, about, (law, "plain"), (said, "plain"), ("", "plain"), ("", "plain"), _mark(view, row)]
    told = row.declared
    share = percent(row.market_share) if row.market_share is not None else "–"
    return [
        name,
        about,
        (percent(told.safety) if told else "–", "plain"),
        (doublings(told.capability) if told else "–", "plain"),
        (doublings(told.assurance) if told else "–", "plain"),
        (share, "plain"),
        _mark(view, row),
    ]


def _mark(view: View, row: SeatView) -> Span:
    """What everybody heard of it in the last round."""
    if not view.reports:
        return ("", "plain")
    last = view.reports[-1]
    words = []
    if any(one.lab == row.id for one in last.findings):
        words.append("✗ breach found")
    if any(one.lab == row.id and one.public for one in last.incidents):
        words.append("! incident")
    return (", ".join(words), "bad" if words else "plain")


def band_words(view: View, risk: float) -> tuple[str, Tone]:
    """The band of the risk in a word, as every screen names it; on the wall with a tone for each."""
    band, _ = risk_band(view, risk)
    return band, "good" if band == "low" else "warn" if band == "guarded" else "bad"


def treaty_lines(view: View) -> tuple[Line, ...]:
    """A line a treaty: those in force first, with who is in."""
    order = {"in_force": 0, "suspended": 1, "open": 2, "terminated": 3}
    cards = sorted(view.treaties, key=lambda card: order[card.phase])
    out: list[Line] = [line(("Treaties", "title"), ("" if cards else "   none on the table", "dim"))]
    for card in cards:
        inside = card.members if card.phase in {"in_force", "suspended"} else card.signed
        who = listing([seat_name(view, seat) for seat in inside]) or "nobody"
        words = "in: " if card.phase in {"in_force", "suspended"} else "signed: "
        tone: Tone = "good" if card.phase == "in_force" else "dim" if card.phase == "terminated" else "plain"
        needs = f"   {clean(card.needs)}" if card.phase == "open" and card.needs else ""
        parties: list[Span] = (
            [] if card.phase == "terminated" else [(f"   {words}{who}", "plain"), (needs, "dim")]
        )
        title: Span = (f"  {treaty_title(view, card)}", "strong")
        out.append(line(title, (f"  {TREATY_PHASES[card.phase]}", tone), *parties))
    return tuple(out)
