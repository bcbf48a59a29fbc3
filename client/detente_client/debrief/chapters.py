"""The chapters of the report. Each returns markup, "" where the game gives it nothing to say."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from detente_client.debrief import charts
from detente_client.debrief.html import OPEN, cards, data, e, figure, listing, paragraph, section, table
from detente_client.debrief.story import LabRound, Story, breaches
from detente_rules.ids import TreatyId

MOST_QUOTED = 40
"""Messages that are quoted in the report; the record has them all."""


_LINE = {"solid": "solid", "dashed": "dashed", "dots": "circles"}


def headline(story: Story) -> str:
    """What kind of game it was, in four figures and a sentence."""
    scenario, end = story.scenario, story.ending
    seats = f"{len(scenario.nations)} nations and {len(scenario.labs)} labs"
    top = (
        f"<h1>{e(scenario.title)}</h1>"
        f'<p class="soft">Détente · {e(scenario.id)} · {seats}, {_length(story)} at {e(story.level)} level · '
        f"game {e(story.game)}</p>{paragraph(scenario.summary.strip(), 'lead')}"
    )
    if end is None:
        return top + paragraph(f"This game is not over: {len(story.rounds)} rounds are on record.", "soft")
    broken = breaches(story)
    found = sum(1 for _, _, did in broken if did.caught)
    figures = [
        (f"{end.risk:.0%}", "risk of catastrophe over six years"),
        (_plain(end.index) if end.index is not None else "–", "coordination index (race 0, planner 1)"),
        (f"{sum(1 for life in story.treaties.values() if life.force)}", "treaties that entered into force"),
        (f"{len(broken)}, {found} found", "breaches of treaty or law, by lab and round"),
    ]
    best = {kind: max((s.id for s in scenario.parties if s.kind == kind), key=lambda seat: end.scores[seat]) for kind in
            {seat.kind for seat in scenario.parties}}  # fmt: skip
    winners = [f"{story.name(seat)} ({end.scores[seat]:+.1f} G$)" for _, seat in sorted(best.items())]
    words = f"Highest scores: {' among the labs, '.join(winners)}{' among the nations' if len(winners) > 1 else ''}."
    fate = {None: "", True: " The catastrophe was drawn.", False: " The dice spared this world."}[
        end.catastrophe
    ]
    picture = charts.gauge(end.index) if end.index is not None else ""
    return top + cards(figures) + paragraph(words + fate) + picture + _holders(story)


def _length(story: Story) -> str:
    """How many rounds; of a game that was ended early, how many of them were played."""
    played = len(story.rounds)
    early = story.ending is not None and played != story.length
    return f"{played} of {story.length} rounds" if early else f"{story.length} rounds"


def _holders(story: Story) -> str:
    rows = [
        (story.name(seat.id), seat.kind, story.holders.get(seat.id, "nobody"))
        for seat in story.scenario.seats
    ]
    return data(("seat", "kind", "held by"), rows, "who sat where", "words")


def timeline(story: Story, tests: Mapping[TreatyId, str]) -> str:
    """Treaties as bars over the rounds, with what labs did under them. tests: treaty → its four tests, as markup."""
    if not story.rounds:
        return ""
    signs = " · ".join(f"{sign} {word}" for sign, word in charts.SIGNS.values())
    caption = f"Bars: in force. {signs}. In a lab's row: ! breach found · ? breach never found · ⚑ accused, wrongly · ✸ incident."
    parts = [figure(charts.timeline(story), caption)]
    for life in story.treaties.values():
        force = ", ".join(f"rounds {first} to {last}" for first, last in life.force) or "never in force"
        members = ", ".join(map(story.name, life.members))
        parts.append(f"<h3>“{e(life.title)}”</h3>")
        parts.append(
            paragraph(f"By {story.name(life.by)}; {force}{f'; bound: {members}' if members else ''}.", "soft")
        )
        parts.append(listing(life.sentences))
        if tests.get(life.id):
            parts.append(
                f'<div class="tests"><h4>The four tests, as it stood at the end</h4>{tests[life.id]}</div>'
            )
        rows = [
            (str(act.round), act.kind, story.name(act.seat) if act.seat else "", act.note)
            for act in life.acts
        ]
        parts.append(data(("round", "act", "by", ""), rows, "its life", "words"))
    return section("The treaties", *parts, ident="treaties")


def ledgers(story: Story) -> str:
    """Declared, actual, observed: three plots a lab, and their figures."""
    if not story.rounds:
        return ""
    parts = [
        paragraph(
            "Three ledgers were kept apart: what a lab declared (dashed), what was so (solid), and what the others read "
            "off it on average (circles). The dotted line is the safety floor it owed."
        )
    ]
    for lab in story.scenario.labs:
        plots = "".join(charts.ledgers(story, lab.id))
        rows = [
            (
                str(one.number),
                f"{did.declared_safety:.2f}",
                _gap(did),
                f"{did.floor:.2f}",
                f"{did.concealment:.2f}",
                *(
                    _plain(value)
                    for value in (
                        did.declared_capability,
                        did.capability,
                        did.seen_capability,
                        did.declared_assurance,
                        did.assurance,
                        did.seen_assurance,
                    )
                ),
            )
            for one in story.rounds
            for did in (one.labs[lab.id],)
        ]
        head = (
            "round",
            "safety said",
            "safety",
            "floor",
            "concealed",
            "capability said",
            "capability",
            "cap. seen",
            "assurance said",
            "assurance",
            "ass. seen",
        )
        parts.append(f"<h3>{e(lab.name)}</h3>")
        parts.append(figure(f'<div class="multiples">{plots}</div>', ""))
        parts.append(data(head, rows))
    return section("Said, done, seen", *parts, ident="ledgers")


def _gap(did: LabRound) -> str:
    """The true safety share, marked where it lay below what was said by more than rounding."""
    return f"{'!' if did.declared_safety - did.safety > 0.01 else ''}{did.safety:.2f}"


def promises(story: Story) -> str:
    """Every breach, found and never found; and those who were accused though they kept their word."""
    broken = breaches(story)
    rows = [
        (
            str(number),
            story.name(lab),
            f"{did.unlawful:.0%}",
            f"{did.floor:.2f}",
            f"{did.safety:.2f}",
            f"{did.declared_safety:.2f}",
            did.caught or "!never found",
            f"{did.fined:.1f}" if did.fined else "",
        )
        for number, lab, did in broken
    ]
    wronged = [
        f"{story.name(lab)} was accused in round {one.number} though it had kept its obligations."
        for one in story.rounds
        for lab, did in one.labs.items()
        if did.accused
    ]
    hidden = [
        f"{story.name(lab)} had an incident in round {one.number} that the public never heard of."
        for one in story.rounds
        for lab, did in one.labs.items()
        if did.incident == "hidden"
    ]
    if not story.rounds:
        return ""
    found = sum(1 for _, _, did in broken if did.caught)
    head = ("round", "lab", "size", "floor owed", "true safety", "declared", "came to light by", "fine, G$")
    words = (
        f"{len(broken)} breaches of a treaty or a law, {found} of them found, {len(broken) - found} never."
        if broken
        else "No lab broke a treaty or a law."
    )
    return section(
        "Promises and breaches",
        paragraph(words),
        table(head, rows),
        listing((*wronged, *hidden)),
        ident="breaches",
    )


def talk(story: Story) -> str:
    """Who talked with whom, and the words that were said in public."""
    if not story.said:
        return ""
    seats = [seat.id for seat in story.scenario.seats]
    counts: Counter[tuple[str, str]] = Counter()
    for line in story.said:
        counts.update((line.sender, to) for to in line.to or ("",))
    most = max(counts.values())
    head = "".join(f"<th>{e(name)}</th>" for name in ("from \\ to", "everybody", *map(story.name, seats)))
    body = ""
    for sender in seats:
        cells = "".join(
            f'<td class="heat" style="--n:{round(70 * counts[sender, to] / most)}">{counts[sender, to] or ""}</td>'
            for to in ("", *seats)
        )
        body += f"<tr><td>{e(story.name(sender))}</td>{cells}</tr>"
    grid = f'<div class="scroll"><table class="matrix"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    public = [line for line in story.said if not line.to]
    quoted = "".join(
        f'<div class="said"><span class="soft">round {line.round}, {e(story.name(line.sender))}:</span> {e(line.text)}</div>'
        for line in public[:MOST_QUOTED]
    )
    more = paragraph(f"… and {len(public) - MOST_QUOTED} more; the record has them all.", "soft")
    return section(
        "Who talked with whom",
        paragraph(f"{len(story.said)} messages, {len(public)} of them to everybody."),
        grid,
        f"<details{' open' if len(public) <= OPEN else ''}><summary>said in public</summary>{quoted}{more if len(public) > MOST_QUOTED else ''}</details>"
        if public
        else "",
        ident="talk",
    )


def scores(story: Story) -> str:
    """Scores taken apart, and what the briefs had asked for."""
    if story.ending is None or not story.rounds:
        return ""
    end = story.ending
    caption = (
        "One step a round, discounted and weighted by survival, then the terminal value (amber): standing at the end if "
        "the world comes through, less what a catastrophe would cost. Red steps are losses."
    )
    rows = []
    for seat in story.scenario.parties:
        track = [0.0, *(one.cumulated[seat.id] for one in story.rounds)]
        steps = [f"{after - before:+.1f}" for before, after in pairwise(track)]
        final = end.scores[seat.id]
        rows.append((seat.name, *steps, f"{final - track[-1]:+.1f}", f"{final:+.1f}"))
    kinds = tuple(dict.fromkeys(seat.kind for seat in story.scenario.parties))
    head = ("seat", *(f"R{one.number}" for one in story.rounds), "terminal", "score, G$")
    mandates = [
        (story.name(seat), text, "yes" if met else "no")
        for seat, pairs in end.mandates.items()
        for text, met in pairs
    ]
    medals = [
        (
            seat.name,
            f"{end.percentiles[seat.id]:.0f} %",
            f"{sum(_good(pair) for pair in pairs)} of {len(pairs)}",
        )
        for seat in story.scenario.parties
        if seat.id in end.percentiles
        for pairs in [end.mandates.get(seat.id, ())]
    ]
    return section(
        "Scores",
        figure("".join(charts.waterfall(story, kind) for kind in kinds), caption),
        data(head, rows),
        "<h3>Medals</h3>" if medals else "",
        table(("seat", "bots' games in this seat that ended lower", "mandates"), medals) if medals else "",
        "<h3>Mandates</h3>" if mandates else "",
        table(("seat", "asked for, or feared", "came about"), mandates, "words"),
        ident="scores",
    )


def _good(mandate: tuple[str, bool]) -> bool:
    """A wish that came about, or a fear that did not."""
    text, met = mandate
    return met != text.casefold().startswith("fear")


def world(story: Story) -> str:
    """Risk, concentration and trust, round by round."""
    if not story.rounds:
        return ""
    nations = story.scenario.nations
    rows = [
        (
            str(one.number),
            f"{one.risk:.1%}",
            f"{one.public_risk:.1%}",
            f"{one.hhi:.3f}",
            *(f"{one.nations[nation.id].trust:.2f}" for nation in nations),
            *(f"{one.nations[nation.id].law:.2f}" for nation in nations),
        )
        for one in story.rounds
    ]
    head = (
        "round",
        "risk so far",
        "as reckoned outside",
        "HHI",
        *(f"trust, {nation.name}" for nation in nations),
        *(f"law, {nation.name}" for nation in nations),
    )
    caption = (
        "Risk: dashed as outsiders could reckon it from what was declared, solid as it was. "
        f"Trust: {', '.join(f'{nation.name} ({_LINE[charts.LINES[n % 3]]})' for n, nation in enumerate(nations))}."
    )
    plots = f'<div class="multiples">{"".join(charts.world_plots(story))}</div>'
    return section("The world", figure(plots, caption), data(head, rows), ident="world")


def briefs(story: Story) -> str:
    """What each seat had been told alone."""
    if story.ending is None:
        return ""
    parts = [
        f"<h3>{e(seat.name)}</h3>{paragraph(seat.brief.secret.strip())}"
        + listing(
            f"{word}: {text}"
            for word, text in (
                ("Goal", seat.brief.goal),
                ("Fear", seat.brief.fear),
                ("Honour", seat.brief.honour),
            )
            if text
        )
        for seat in story.scenario.seats
        if seat.brief.secret
    ]
    return section("What nobody else knew", *parts, ident="briefs")


def questions(story: Story) -> str:
    """What to talk about, and where the analogy ends."""
    ends = story.scenario.analogy_ends.strip()
    return section(
        "To talk about",
        listing(story.scenario.questions, numbered=True),
        f"<h3>Where the analogy ends</h3>{paragraph(ends)}" if ends else "",
        ident="questions",
    )


def fairness(story: Story, certificate: str | None) -> str:
    """What anybody can check, and how."""
    rows = [("commitment, published at the start", story.commitment), ("head of the hash chain", story.head)]
    if story.ending is not None:
        rows += [("seed, opened at the end", story.ending.seed), ("salt", story.ending.salt)]
    if certificate is not None:
        rows.append(("detente verify", certificate))
    inside = "".join(f"<dt>{e(name)}</dt><dd><code>{e(value)}</code></dd>" for name, value in rows)
    return section(
        "Fairness certificate",
        paragraph(
            "The dice were committed to before the first round: the commitment is SHA-256 over seed and salt. Every event is "
            "bound to the one before it by its hash. From the exported record anybody can recompute every roll and score "
            "with `detente verify FILE`."
        ),
        f"<dl>{inside}</dl>",
        ident="fairness",
    )


def _plain(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
