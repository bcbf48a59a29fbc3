"""A game's record as a story: the rounds, the treaties, what was said, done and found. Pure; the report is drawn from it.

Works on any record, also of a game that is still running (then what is secret until the debrief stands in it all the
same: the record belongs to the host).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from detente_rules.events import Event
from detente_rules.ids import SeatId
from detente_rules.record import parse_line
from detente_rules.scenario import Scenario
from detente_rules.scenario.text import read_scenario
from detente_rules.treaty.draft import parse_clause
from detente_rules.treaty.sentences import sentence


@dataclass(frozen=True)
class LabRound:
    """A lab in one round: what it said, what it did, what others read off it.

    Doublings for capability and assurance, shares of effort for safety, floor and concealment. unlawful: size of the
    breach of treaty or law, [0, 1]. caught: how it came to light, "" if it never did.
    """

    declared_safety: float
    declared_capability: float
    declared_assurance: float
    safety: float
    capability: float
    assurance: float
    seen_capability: float
    seen_assurance: float
    concealment: float
    floor: float
    unlawful: float
    caught: str
    accused: bool
    incident: Literal["", "hidden", "public"]
    danger: float
    share: float
    fined: float
    gained: float


@dataclass(frozen=True)
class NationRound:
    """A nation in one round: public trust and the law it sealed, both in [0, 1], and the score it gained (G$)."""

    trust: float
    law: float
    gained: float


@dataclass(frozen=True)
class Round:
    """One resolved round. risk, public_risk: cumulated, true and as outsiders reckoned. hhi: concentration, [0, 1]."""

    number: int
    labs: Mapping[SeatId, LabRound]
    nations: Mapping[SeatId, NationRound]
    risk: float
    public_risk: float
    hhi: float
    cumulated: Mapping[SeatId, float]


@dataclass(frozen=True)
class Act:
    """Something done to a treaty. seat: who, "" for the treaty's own course. note: a word more for people."""

    round: int
    kind: Literal[
        "proposed",
        "amended",
        "signed",
        "ratified",
        "refused",
        "acceded",
        "left",
        "entered",
        "ended",
        "lapsed",
    ]
    seat: SeatId
    note: str = ""


@dataclass(frozen=True)
class TreatyLife:
    """A treaty from draft to end. force: spans of rounds in which it was in force, both ends included."""

    id: str
    title: str
    by: SeatId
    parties: tuple[SeatId, ...]
    sentences: tuple[str, ...]
    version: int
    acts: tuple[Act, ...] = ()
    force: tuple[tuple[int, int], ...] = ()
    members: tuple[SeatId, ...] = ()
    open_since: int | None = None


@dataclass(frozen=True)
class Said:
    """One message. sender, to: seats; to is empty for everybody."""

    round: int
    sender: SeatId
    to: tuple[SeatId, ...]
    text: str


@dataclass(frozen=True)
class Ending:
    """What the debrief opened."""

    scores: Mapping[SeatId, float]
    index: float | None
    risk: float
    catastrophe: bool | None
    seed: str
    salt: str
    mandates: Mapping[SeatId, tuple[tuple[str, bool], ...]]
    percentiles: Mapping[SeatId, float]


@dataclass(frozen=True)
class Story:
    """The whole game. holders: seat → who held it, in words."""

    game: str
    scenario: Scenario
    level: str
    length: int
    commitment: str
    holders: Mapping[SeatId, str]
    rounds: tuple[Round, ...] = ()
    treaties: Mapping[str, TreatyLife] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    ending: Ending | None = None
    head: str = ""
    at: int = 0

    def name(self, seat: SeatId) -> str:
        """The shown name of a seat."""
        return self.scenario.seat(seat).name if seat in self.scenario.party_index else seat


class NotARecord(ValueError):
    """The lines do not begin with the header of a game; the text is for people."""


def read_story(texts: Iterable[str]) -> Story:
    """The story that a record tells. Raises: NotARecord, detente_rules.record.BrokenLine."""
    story: Story | None = None
    head = ""
    for n, text in enumerate(texts):
        line = parse_line(text, n)
        story, head = told(story, line.event), line.hash
    if story is None:
        raise NotARecord("The record is empty.")
    return replace(story, head=head)


def told(story: Story | None, event: Event) -> Story:
    """The story one event on; None begins it. Raises: NotARecord."""
    data = event.data
    if story is None:
        return _begun(event)
    story = replace(story, at=event.round)
    match event.kind:
        case "person_joined":
            return replace(story, people={**story.people, data["person"]: data["name"]})
        case "seat_taken":
            who = story.people.get(data["person"], "somebody")
            return _held(story, data["seat"], who)
        case "bot_named":
            return _held(story, data["seat"], f"bot {data['bot']}")
        case "treaty_proposed" | "treaty_amended":
            return _drafted(story, event)
        case "treaty_signed":
            return _acted(story, event, "signed")
        case "treaty_ratified":
            chance = f"chance {data['chance']:.0%}"
            return _acted(story, event, "ratified" if data["passed"] else "refused", chance)
        case "treaty_acceded":
            return _acted(story, event, "acceded")
        case "treaty_withdrawn":
            return _acted(
                story, event, "left", f"notice {data['notice']}" if data.get("notice") else "at once"
            )
        case "treaty_lapsed":
            return _acted(story, event, "lapsed")
        case "treaty_moved":
            return _moved(story, event)
        case "message_sent" if data.get("sender"):
            line = Said(event.round, data["sender"], tuple(data["to"]), data["text"])
            return replace(story, said=(*story.said, line))
        case "round_resolved":
            return replace(story, rounds=(*story.rounds, _resolved(story, data)))
        case "round_reported":
            last = replace(story.rounds[-1], public_risk=data["risk"], hhi=data["hhi"])
            return replace(story, rounds=(*story.rounds[:-1], last))
        case "debrief_opened":
            return replace(_closed(story), ending=_ended(data))
        case _:
            return story


def _begun(event: Event) -> Story:
    if event.kind != "game_created":
        raise NotARecord(f"A record begins with game_created, not with {event.kind}.")
    data = event.data
    return Story(
        game=data["game"],
        scenario=read_scenario(data["scenario_text"]),
        level=data["level"],
        length=data["rounds"],
        commitment=data["commitment"],
        holders={},
    )


def _held(story: Story, seat: SeatId, who: str) -> Story:
    before = story.holders.get(seat)
    # A delegation grows by commas; a change of hands in mid-game is an arrow.
    joint = ", " if story.at == 0 else " → "
    held = who if before is None or (before.startswith("bot") and story.at == 0) else f"{before}{joint}{who}"
    return replace(story, holders={**story.holders, seat: held})


def _drafted(story: Story, event: Event) -> Story:
    data = event.data
    old = story.treaties.get(data["treaty"])
    act = Act(event.round, "proposed" if old is None else "amended", data["by"], f"version {data['version']}")
    life = TreatyLife(
        id=data["treaty"],
        title=data["title"],
        by=data["by"],
        parties=tuple(data["parties"]),
        sentences=tuple(sentence(parse_clause(clause), story.name) for clause in data["clauses"]),
        version=data["version"],
        acts=(*(old.acts if old is not None else ()), act),
        force=old.force if old is not None else (),
    )
    return replace(story, treaties={**story.treaties, life.id: life})


def _acted(story: Story, event: Event, kind: Any, note: str = "") -> Story:
    life = story.treaties.get(event.data["treaty"])
    if life is None:
        return story
    act = Act(event.round, kind, event.data.get("seat", ""), note)
    return replace(story, treaties={**story.treaties, life.id: replace(life, acts=(*life.acts, act))})


def _moved(story: Story, event: Event) -> Story:
    life, phase = story.treaties.get(event.data["treaty"]), event.data["phase"]
    if life is None:
        return story
    # What moves in a resolution holds from the next round on; what moves before it, in this one.
    since = event.round + (1 if event.phase == "resolution" else 0)
    if phase == "in_force":
        entered = life.open_since is None
        life = replace(
            life,
            members=tuple(event.data["members"]),
            open_since=since if entered else life.open_since,
            acts=(*life.acts, Act(since, "entered", "")) if entered else life.acts,
        )
    elif life.open_since is not None:
        life = replace(
            life,
            force=(*life.force, (life.open_since, max(life.open_since, since - 1))),
            open_since=None,
            acts=(*life.acts, Act(since, "ended", "", phase)),
        )
    return replace(story, treaties={**story.treaties, life.id: life})


def _closed(story: Story) -> Story:
    """At the end of the game, what is in force was so up to the last round."""
    last = len(story.rounds)
    lives = {
        key: replace(
            life, force=(*life.force, (life.open_since, max(last, life.open_since))), open_since=None
        )
        if life.open_since is not None and life.open_since <= last
        else life
        for key, life in story.treaties.items()
    }
    return replace(story, treaties=lives)


def _resolved(story: Story, data: Mapping[str, Any]) -> Round:
    result, labs = data["resolution"], story.scenario.labs
    world = result["world"]
    decisions = data["decisions"]
    return Round(
        number=data["round"],
        labs={lab.id: _lab(story, data, place) for place, lab in enumerate(labs)},
        nations={
            nation.id: NationRound(
                trust=world["trust"][0][n],
                law=decisions[nation.id]["floor"],
                gained=result["nation_gain"][0][n],
            )
            for n, nation in enumerate(story.scenario.nations)
        },
        risk=1.0 - world["survival"][0],
        public_risk=0.0,
        hhi=0.0,
        cumulated={
            **{lab.id: world["lab_score"][0][place] for place, lab in enumerate(labs)},
            **{nation.id: world["nation_score"][0][n] for n, nation in enumerate(story.scenario.nations)},
        },
    )


def _lab(story: Story, data: Mapping[str, Any], place: int) -> LabRound:
    result, lab = data["resolution"], story.scenario.labs[place].id
    said, world = data["declared"][lab], result["world"]
    others = [party for party in range(len(story.scenario.parties)) if party != place]

    def seen(what: str) -> float:
        readings: list[float] = [result[what][0][party][place] for party in others]
        return sum(readings) / max(1, len(readings))

    def at(what: str) -> Any:
        return result[what][0][place]

    ways = (("found", "treaty inspection"), ("own_found", "inspection at home"), ("leaked", "whistle-blower"))
    return LabRound(
        declared_safety=said["safety"],
        declared_capability=said["capability"],
        declared_assurance=said["assurance"],
        safety=at("safety"),
        capability=world["capability"][0][place],
        assurance=world["assurance"][0][place],
        seen_capability=seen("seen_capability"),
        seen_assurance=seen("seen_assurance"),
        concealment=at("concealment"),
        floor=at("floor"),
        unlawful=at("unlawful"),
        caught=" and ".join(word for key, word in ways if at(key)),
        accused=at("accused") or at("own_accused"),
        incident=("public" if at("incident_public") else "hidden") if at("incident") else "",
        danger=at("danger"),
        share=at("deployed"),
        fined=at("fined"),
        gained=at("lab_gain"),
    )


def _ended(data: Mapping[str, Any]) -> Ending:
    return Ending(
        scores=data["scores"],
        index=data["index"],
        risk=data["risk"],
        catastrophe=data["catastrophe"],
        seed=data["seed"],
        salt=data["salt"],
        percentiles=data.get("percentiles", {}),
        mandates={
            seat: tuple((text, bool(met)) for text, met in pairs) for seat, pairs in data["mandates"].items()
        },
    )


def breaches(story: Story) -> Sequence[tuple[int, SeatId, LabRound]]:
    """Every breach of a treaty or a law: (round, lab, what it did), in order."""
    return [
        (one.number, lab, what)
        for one in story.rounds
        for lab, what in one.labs.items()
        if what.unlawful > 1e-9
    ]
