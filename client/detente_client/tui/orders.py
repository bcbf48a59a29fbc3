"""My decision of a round before it is sealed: where it starts, and what it will mean, in words."""

from typing import Final

from detente_client.tui.lines import Answer, Line, Span, line
from detente_client.tui.names import seat_name
from detente_client.tui.standing import duties_of, in_full, standing_lines
from detente_client.tui.text import doublings, listing, money, percent
from detente_rules.cards import LAWS, POSTURES
from detente_rules.decisions import Decision, LabCard, LabDecision, NationCard, NationDecision
from detente_rules.views.types import LabFigures, View


def first_orders(view: View) -> Decision | None:
    """Where a decision starts: what is sealed, else the standing orders, else the plainest of its kind."""
    if view.seat is None:
        return None
    if view.sealed is not None:
        return view.sealed
    if view.standing is not None:
        return view.standing
    lab = view.seat_row(view.seat).kind == "lab"
    if view.level == "basic":
        return LabCard() if lab else NationCard()
    return LabDecision() if lab else NationDecision()


def fits(view: View, decision: Decision) -> bool:
    """Is it of the form that this seat decides in at this level?"""
    lab = view.seat is not None and view.seat_row(view.seat).kind == "lab"
    if view.level == "basic":
        return isinstance(decision, LabCard if lab else NationCard)
    return isinstance(decision, LabDecision if lab else NationDecision)


_POSTURE_WORDS: Final = {
    "sprint": "fastest growth",
    "balanced": "some safety, fast growth",
    "careful": "much safety, slower growth",
    "pause": "no new models, sell a fifth less",
}


def posture_answers(view: View) -> tuple[Answer, ...]:
    """How fast: each posture with its safety share, marked where it is below what binds me."""
    floor = duties_of(view).floor
    out = []
    for name, stance in POSTURES.items():
        words = f"safety {percent(stance.safety)}: {_POSTURE_WORDS[name]}"
        if stance.safety + 1e-9 < floor:
            words += f"  ! below {percent(floor)}"
        out.append(Answer(name, name, words))
    return tuple(out)


def promise_answers(view: View) -> tuple[Answer, ...]:
    """Keep my promises: what that means under what binds me now."""
    floor = duties_of(view).floor
    if not view.obligations:
        return (
            Answer("yes", "yes", "nothing binds you yet, so this changes nothing"),
            Answer("no", "no", "nothing binds you yet, so this changes nothing"),
        )
    least = f"safety at least {percent(floor)} whatever you chose above" if floor else "no cap is passed"
    return (
        Answer("yes", "yes", least),
        Answer("no", "no", "do as above and hide it (10% of effort); it may be found"),
    )


def truth_answers(view: View) -> tuple[Answer, ...]:
    """Tell the truth: what will be declared."""
    lie = max(duties_of(view).floor, POSTURES["careful"].safety)
    return (
        Answer("yes", "yes", "declare what you do, publish your danger as you see it"),
        Answer("no", "no", f"declare {percent(lie)} safety whatever you do, and better assurance"),
    )


def law_answers() -> tuple[Answer, ...]:
    """The law at home."""
    words = {
        "off": "no law: your labs do as they like",
        "light": f"your labs must spend {percent(LAWS['light'])} of effort on safety",
        "strict": f"your labs must spend {percent(LAWS['strict'])}: safer, and slower than labs abroad",
    }
    return tuple(Answer(name, name, words[name]) for name in LAWS)


def meaning(view: View, decision: Decision) -> tuple[Line, ...]:
    """What a decision comes to: what is done, what is said, and how both stand to what binds me."""
    full = in_full(view, decision)
    done = _lab_meaning(view, full) if isinstance(full, LabDecision) else _nation_meaning(view, full)
    return (*done, *standing_lines(view, decision))


def _lab_meaning(view: View, full: LabDecision) -> tuple[Line, ...]:
    speed = (
        "full speed"
        if full.pace >= 1
        else "nothing new trained"
        if full.pace <= 0
        else f"speed {percent(full.pace)}"
    )
    hides = f", {percent(full.concealment)} to hide it" if full.concealment else ""
    sells = f", {percent(full.deploy)} of it sold" if full.deploy < 1 else ""
    does = line(("You do: ", "title"), f"safety {percent(full.safety)} of effort, {speed}{hides}{sells}.")
    lab = view.figures if isinstance(view.figures, LabFigures) else None
    if full.declare is None:
        return (does, line(("You say: ", "title"), f"safety {percent(full.safety)}: the truth."))
    said = full.declare
    parts = [f"safety {percent(said.safety)}"]
    if said.capability is not None:
        parts.append(f"capability {doublings(said.capability)}")
    if said.assurance is not None:
        parts.append(
            f"assurance {doublings(said.assurance)}" + (f" (true {doublings(lab.assurance)})" if lab else "")
        )
    honest = abs(said.safety - full.safety) < 0.005 and said.capability is None and said.assurance is None
    verdict: Span = ("the truth", "good") if honest else ("≠ not what you do", "warn")
    return (does, line(("You say: ", "title"), ", ".join(parts), ": ", verdict, "."))


def _nation_meaning(view: View, full: NationDecision) -> tuple[Line, ...]:
    law = f"safety law at {percent(full.floor)}" if full.floor else "no safety law"
    acts: list[str] = []
    for words, towards in (("inspect", full.inspect), ("watch", full.watch), ("close your market to", full.sanctions),
                           ("withhold chips from", full.supply)):  # fmt: skip
        acts += [f"{words} {seat_name(view, lab)} ({percent(rate)})" for lab, rate in towards.items() if rate]
    acts += [
        f"give {seat_name(view, lab)} {money(sum_)} a round" for lab, sum_ in full.subsidy.items() if sum_
    ]
    if full.funding:
        acts.append(f"fund public safety research with {money(full.funding)} a round")
    if full.protection:
        acts.append(f"protect whistle-blowers ({percent(full.protection)})")
    return (line(("You do: ", "title"), f"{law}; {listing(acts) if acts else 'nothing more'}."),)


def seal_line(view: View, draft: Decision) -> Line:
    """Whether it is sealed, and what happens if it is not."""
    if view.phase != "decision":
        return line(
            ("□ ", "dim"), "You can choose now; sealing opens with the decision phase. Your choice is kept."
        )
    if view.sealed is None:
        rest = "your orders of last round hold" if view.standing is not None else "the plainest orders hold"
        return line(("□ Not sealed. ", "warn"), ("s", "key"), f" seals it. If you do not, {rest}.")
    if view.sealed != draft:
        return line(("■ Sealed, but not as you see it here: ", "warn"), ("s", "key"), " seals this instead.")
    return line(
        ("■ Sealed. ", "good"), "You may change it until the phase ends: ", ("u", "key"), " opens it."
    )
