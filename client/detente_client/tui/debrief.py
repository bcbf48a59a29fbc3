"""The debrief as lines: who won what, what was declared, done and seen in each round, and what was secret."""

from dataclasses import replace

from detente_client.tui.figures import Chart, Series, risk_band
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import seat_name
from detente_client.tui.text import clean, doublings, percent, points
from detente_rules.views.types import DebriefView, View

BAR = 24


def told(view: View, debrief: DebriefView) -> DebriefView:
    """What is talked about so far: once the facilitator reveals seat by seat (R12.10), the secrets of those seats and my
    own, and after the last one the scores. Everything, where nobody has begun to reveal.
    """
    seats = {*view.session.revealed, *([view.seat] if view.seat is not None else [])}
    if not view.session.revealed or len(seats) >= len(view.seats):
        return debrief
    return replace(
        debrief,
        scores={seat: score for seat, score in debrief.scores.items() if seat == view.seat},
        ledgers=tuple(
            {seat: books for seat, books in row.items() if seat in seats} for row in debrief.ledgers
        ),
        briefs={seat: brief for seat, brief in debrief.briefs.items() if seat in seats},
        mandates={seat: items for seat, items in debrief.mandates.items() if seat in seats},
    )


def telling_lines(view: View) -> tuple[Line, ...]:
    """How far the telling has come; nothing before it has begun and when all is told."""
    done = len(view.session.revealed)
    if not 0 < done < len(view.seats):
        return ()
    return (line((f"Secrets are told seat by seat: {done} of {len(view.seats)} so far.", "warn")),)


def result_lines(view: View, debrief: DebriefView) -> tuple[Line, ...]:
    """Risk, index, fate, scores as bars, mandates."""
    mine = my_result(view, debrief)
    band, tone = risk_band(view, debrief.risk)
    out: list[Line] = [
        *([mine] if mine else []),
        line(
            ("The world: ", "title"),
            "risk of catastrophe over the game ",
            (percent(debrief.risk), "strong"),
            (f" ({band})", "bad" if tone == "bad" else "good"),
            f"; outsiders thought {percent(view.reports[-1].risk)}." if view.reports else ".",
        ),
    ]
    if debrief.catastrophe is not None:
        fate: Span = (
            ("The catastrophe came.", "bad")
            if debrief.catastrophe
            else ("It did not come, this time.", "good")
        )
        out.append(line(("Fate: ", "title"), "the dice were rolled once, openly. ", fate))
    if debrief.index is not None:
        out.append(
            line(
                ("Coordination: ", "title"),
                (f"{debrief.index:.2f}", "strong"),
                "  (0 = everybody races, 1 = a planner)",
            )
        )
    out += [BLANK, line(("Scores", "title")), *score_lines(view, debrief)]
    if any(debrief.mandates.values()):
        out += [BLANK, line(("Mandates", "title")), *mandate_lines(view, debrief)]
    return tuple(out)


def mandate_lines(view: View, debrief: DebriefView) -> tuple[Line, ...]:
    """What each brief asked for, and whether it came. A fear that came true is no success."""
    out = []
    for seat, items in debrief.mandates.items():
        name: Span = (seat_name(view, seat), "mine" if seat == view.seat else "strong")
        for text, met in items:
            fear = text.casefold().startswith("fear")
            good = met != fear
            words = ("came true" if met else "avoided") if fear else ("reached" if met else "missed")
            mark: Span = ("✓ ", "good") if good else ("✗ ", "bad")
            out.append(line(mark, name, f": {clean(text)}: {words}"))
    return tuple(out)


def my_result(view: View, debrief: DebriefView) -> Line:
    """My own end in a line: score, place among those of my kind, mandates."""
    if view.seat is None or view.seat not in debrief.scores:
        return ()
    me = view.seat_row(view.seat)
    rivals = [row.id for row in view.seats if row.kind == me.kind]
    place = 1 + sum(1 for row in rivals if debrief.scores.get(row, 0.0) > debrief.scores[me.id])
    items = debrief.mandates.get(me.id, ())
    good = sum(1 for text, met in items if met != text.casefold().startswith("fear"))
    known = len(rivals) > 1 and all(row in debrief.scores for row in rivals)
    among = f", number {place} of {len(rivals)} {me.kind}s" if known else ""
    mandates = f", {good} of {len(items)} mandates" if items else ""
    percentile = debrief.percentiles.get(me.id)
    seat = f", better than {percentile:.0f}% of bots' games in this seat" if percentile is not None else ""
    return line(
        (f"You ({seat_name(view, me.id)}): ", "mine"),
        f"score {points(debrief.scores[me.id])}{among}{seat}{mandates}.",
    )


def score_lines(view: View, debrief: DebriefView) -> tuple[Line, ...]:
    """A bar a seat, the best first within labs and nations (they are scored in different things)."""
    out: list[Line] = []
    for kind, rows in (("labs", view.labs), ("nations", view.nations)):
        best = sorted(
            (row for row in rows if row.id in debrief.scores),
            key=lambda row: -debrief.scores.get(row.id, 0.0),
        )
        if not best:
            continue
        top = max((abs(debrief.scores.get(row.id, 0.0)) for row in best), default=1.0) or 1.0
        cells: list[list[Span]] = []
        for row in best:
            score = debrief.scores.get(row.id, 0.0)
            mine = row.id == view.seat
            bar = "█" * max(1 if score > 0 else 0, round(BAR * max(0.0, score) / top))
            cells.append(
                [
                    (("▸ " if mine else "  ") + seat_name(view, row.id), "mine" if mine else "plain"),
                    (points(score), "strong"),
                    (bar if score >= 0 else "below zero", "mine" if mine else "dim"),
                ]
            )
        out += [line((kind, "dim")), *columns(cells, right=frozenset({1}))]
    return tuple(out)


_FIGURES = (("safety", "safety"), ("capability", "capability"), ("assurance", "assurance"))


def ledger_lines(view: View, debrief: DebriefView, round_: int) -> tuple[Line, ...]:
    """Round ``round_`` (from 1): for each lab what it declared, what it did, what others saw of it."""
    if not 1 <= round_ <= len(debrief.ledgers):
        return (line("No round was played."),)
    ledger = debrief.ledgers[round_ - 1]
    head: list[Span] = [("", "dim"), ("declared", "dim"), ("actual", "dim"), ("observed", "dim"), ("", "dim")]
    table: list[list[Span]] = [head]
    for lab, books in ledger.items():
        mine = lab == view.seat
        table.append([(("▸ " if mine else "") + seat_name(view, lab), "mine" if mine else "strong")])
        said, did, seen = (books.get(name, {}) for name in ("declared", "actual", "observed"))
        for figure, label in _FIGURES:
            show = percent if figure == "safety" else doublings
            cells = [show(book[figure]) if figure in book else "–" for book in (said, did, seen)]
            lie = figure != "capability" and said.get(figure, 0.0) - did.get(figure, 0.0) > 0.005
            table.append(
                [
                    (f"   {label}", "plain"),
                    *((cell, "plain") for cell in cells),
                    ("≠ not true" if lie else "", "warn"),
                ]
            )
        notes = ledger_notes(did)
        if notes:
            table.append([(f"   {notes}", "bad" if did.get("violation") else "warn")])
    widths = [row for row in table if len(row) > 1]
    drawn = iter(columns(widths, right=frozenset({1, 2, 3})))
    return tuple(next(drawn) if len(row) > 1 else tuple(row) for row in table)


def ledger_charts(view: View, debrief: DebriefView) -> tuple[Chart, ...]:
    """The three ledgers side by side: assurance over the rounds as it was declared, as it was, and as others saw it."""
    names = (
        ("declared", "Declared assurance"),
        ("actual", "Actual assurance"),
        ("observed", "Observed assurance"),
    )
    return tuple(Chart(book, title, "doublings", _book(view, debrief, book)) for book, title in names)


def _book(view: View, debrief: DebriefView, book: str) -> tuple[Series, ...]:
    out = []
    for row in view.labs:
        known = [
            (n, ledger[row.id][book]["assurance"])
            for n, ledger in enumerate(debrief.ledgers, start=1)
            if "assurance" in ledger.get(row.id, {}).get(book, {})
        ]
        rounds, values = tuple(n for n, _ in known), tuple(value for _, value in known)
        out.append(Series(seat_name(view, row.id), rounds, values, row.id == view.seat))
    return tuple(out)


def ledger_notes(did: dict[str, float], *, danger: bool = True) -> str:
    """What there is to say of a lab's round: a promise broken, an accusation, an incident; danger: and how dangerous it was."""
    notes = []
    if did.get("violation", 0) > 0:
        found = did.get("found", 0) > 0 or did.get("accused", 0) > 0
        notes.append("✗ broke a promise, " + ("and was found" if found else "and was never found"))
    elif did.get("accused", 0) > 0:
        notes.append("! accused although it kept its promises")
    if did.get("incident", 0) > 0:
        notes.append("! an incident")
    if danger and did.get("danger"):
        notes.append(f"danger {percent(did['danger'])} a round")
    return "; ".join(notes)


def secret_lines(view: View, debrief: DebriefView) -> tuple[Line, ...]:
    """What each brief kept to itself, and how to check the dice."""
    out: list[Line] = []
    for seat, brief in debrief.briefs.items():
        out.append(line((seat_name(view, seat), "title")))
        for label, text in (
            ("Only they knew: ", brief.secret),
            ("Goal: ", brief.goal),
            ("Fear: ", brief.fear),
        ):
            if text:
                out.append(line(("  " + label, "dim"), clean(text.strip())))
    out += [
        BLANK,
        line(("The dice", "title")),
        line(
            f"Seed {clean(str(debrief.seed))}, salt {clean(debrief.salt)}: with them `detente verify` replays every roll."
        ),
    ]
    return tuple(out)


def treaty_lives(view: View) -> tuple[Line, ...]:
    """Every treaty of the game, a line each."""
    out = []
    for card in view.treaties:
        when = f"in force from round {card.entered}" if card.entered is not None else "never in force"
        signers = ", ".join(seat_name(view, seat) for seat in card.signed) or "nobody"
        out.append(
            line((f"{clean(card.id)} {clean(card.title)}", "strong"), f": {when}; signed by {signers}")
        )
    return tuple(out) or (line(("No treaty was proposed.", "dim")),)
