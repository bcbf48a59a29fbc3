"""Treaty acts (R4): open commands of the negotiation. What they do to arrays is the life cycle's business."""

from typing import Any

from detente_rules import dice
from detente_rules.canonical import digest
from detente_rules.commands import Accede, Actor, Amend, Propose, Ratify, Sign, Withdraw
from detente_rules.decide.phases import press_on
from detente_rules.decide.story import Story
from detente_rules.dice import Purpose
from detente_rules.events import Event, Kind
from detente_rules.ids import PUBLIC, Audiences, SeatId, TreatyId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import PER_SEAT, GameState, Treaty
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty_status import phase_of, stands
from detente_rules.treaty_text import check_draft, ratification_chance


def propose(state: GameState, actor: Actor, command: Propose, at: float) -> tuple[Event, ...]:
    """R4.2: a draft is open for signature from now on; the proposer has not signed it by proposing."""
    seat = _negotiating(state, actor)
    clauses = check_draft(state, command.title, command.parties, command.clauses)
    story = Story(state, at)
    _make_room(story, seat)
    treaty = _new_id(state)
    audience: Audiences = PUBLIC
    if command.confidential:
        audience = tuple(sorted({seat_audience(seat), *map(seat_audience, command.parties)}))
    _text(story, "treaty_proposed", audience, treaty, 1, command.title, seat, command, clauses)
    return story.told()


def amend(state: GameState, actor: Actor, command: Amend, at: float) -> tuple[Event, ...]:
    """R4.3: whoever is invited may put another version in the place of a draft; signatures lapse."""
    seat = _negotiating(state, actor)
    text = _text_of(state, command.treaty, seat)
    _same_version(text, command.version)
    if phase_of(state, text) != TreatyPhase.OPEN:
        raise refuse("conflict", "R4.3", "treaty", "Only a draft that is not in force can be amended.")
    if seat != text.by and seat not in text.parties:
        raise refuse("not_a_party", "R4.3", "treaty", "Only the proposer and the invited amend a draft.")
    clauses = check_draft(state, text.title, command.parties, command.clauses)
    audience = text.audience
    if text.confidential:
        audience = tuple(sorted({*text.audience, *map(seat_audience, command.parties)}))
    story = Story(state, at)
    _text(story, "treaty_amended", audience, text.id, text.version + 1, text.title, text.by, command, clauses)
    return story.told()


def sign(state: GameState, actor: Actor, command: Sign, at: float) -> tuple[Event, ...]:
    """R4.4: this version, by an invited seat."""
    seat = _negotiating(state, actor)
    text = _invited(state, command.treaty, seat)
    _same_version(text, command.version)
    if phase_of(state, text) != TreatyPhase.OPEN:
        raise refuse(
            "conflict", "R4.4", "treaty", "It is not open for signature; accede to a treaty in force."
        )
    if stands(state, text, seat).signed:
        raise refuse("conflict", "R4.4", "treaty", "You have signed this version.")
    story = Story(state, at)
    story.tell("treaty_signed", text.audience, {"treaty": text.id, "version": text.version, "seat": seat})
    return story.told()


def ratify(state: GameState, actor: Actor, command: Ratify, at: float) -> tuple[Event, ...]:
    """R4.5: a nation that signed asks its home; the chance is stated beforehand and the roll is recorded."""
    seat = _negotiating(state, actor)
    text = _invited(state, command.treaty, seat)
    if state.scenario.seat(seat).kind == "lab":
        raise refuse("not_allowed", "R4.5", "kind", "A lab is bound by its signature; it ratifies nothing.")
    standing = stands(state, text, seat)
    if not standing.signed:
        raise refuse("conflict", "R4.5", "treaty", "Sign it first.")
    if standing.ratified:
        raise refuse("conflict", "R4.5", "treaty", "You have ratified it.")
    if (text.id, seat, state.round) in state.failed:
        raise refuse("conflict", "R4.5", "treaty", "It failed at home this round; try again in the next.")
    if state.secret is None:
        raise refuse("frozen", "R9.1", "kind", "A replay without its secret rolls no dice.")
    chance = ratification_chance(state, text, seat)
    roll = ratification_roll(state, text, seat)
    data = {"treaty": text.id, "version": text.version, "seat": seat, "chance": chance, "roll": roll}
    story = Story(state, at)
    story.tell("treaty_ratified", text.audience, {**data, "passed": roll < chance})
    return story.told()


def ratification_roll(state: GameState, text: Treaty, seat: SeatId) -> float:
    """The number in [0, 1) that decides a ratification: one for a treaty's version, round and nation (R9.4).

    Raises: ValueError where the state holds no secret.
    """
    if state.secret is None:
        raise ValueError("no secret, no dice")
    place = [one.id for one in state.treaties].index(text.id)
    number = place * 256 + min(text.version, 255)
    party = state.scenario.party_index[seat]
    return dice.uniform(state.secret.key(), Purpose.RATIFICATION, state.round, party, number)


def accede(state: GameState, actor: Actor, command: Accede, at: float) -> tuple[Event, ...]:
    """R4.8: join a treaty in force, where its accession clause is open to this seat."""
    seat = _negotiating(state, actor)
    text = _text_of(state, command.treaty, seat)
    standing = stands(state, text, seat)
    if phase_of(state, text) not in {TreatyPhase.IN_FORCE, TreatyPhase.SUSPENDED}:
        raise refuse("conflict", "R4.8", "treaty", "It is not in force; sign it.")
    if standing.member or standing.ratified:
        raise refuse("conflict", "R4.8", "treaty", "You are a party already.")
    if standing.signed:
        raise refuse("conflict", "R4.8", "treaty", "You have signed it; ratify it.")
    if not standing.may_accede:
        raise refuse("not_allowed", "R4.8", "treaty", "Its accession clause does not admit you.")
    story = Story(state, at)
    story.tell("treaty_acceded", text.audience, {"treaty": text.id, "seat": seat})
    return story.told()


def withdraw(state: GameState, actor: Actor, command: Withdraw, at: float) -> tuple[Event, ...]:
    """R4.9: take a signature back at once; leave a treaty in force after its notice. The proposer drops a draft."""
    seat = _negotiating(state, actor)
    text = _text_of(state, command.treaty, seat)
    standing = stands(state, text, seat)
    dropped = seat == text.by and phase_of(state, text) == TreatyPhase.OPEN and not standing.signed
    if not (standing.signed or standing.ratified or standing.member or dropped):
        raise refuse("not_a_party", "R4.9", "treaty", "You have nothing to withdraw from it.")
    if standing.notice >= 0:
        raise refuse("conflict", "R4.9", "treaty", f"Your notice runs; {standing.notice} rounds are left.")
    story = Story(state, at)
    if dropped:
        _lapse(story, text)
    else:
        notice = standing.notice_due if standing.member else 0
        story.tell("treaty_withdrawn", text.audience, {"treaty": text.id, "seat": seat, "notice": notice})
    press_on(story)
    return story.told()


def _text(
    story: Story,
    kind: Kind,
    audience: Audiences,
    treaty: TreatyId,
    version: int,
    title: str,
    by: SeatId,
    command: Propose | Amend,
    clauses: tuple[dict[str, Any], ...],
) -> None:
    parties = [seat.id for seat in story.state.scenario.parties if seat.id in command.parties]
    story.tell(
        kind,
        audience,
        {
            "treaty": treaty,
            "version": version,
            "title": title,
            "by": by,
            "confidential": audience != PUBLIC,
            "parties": parties,
            "clauses": list(clauses),
        },
    )


def _new_id(state: GameState) -> TreatyId:
    """An id that tells nobody how many drafts were made before it (R10.4)."""
    if state.secret is None:
        raise refuse("frozen", "R9.1", "kind", "A replay without its secret takes no proposals.")
    return "t" + digest({"salt": state.secret.salt, "treaty": len(state.treaties)})[:6]


def _negotiating(state: GameState, actor: Actor) -> SeatId:
    if state.phase != "negotiation":
        raise refuse(
            "wrong_phase", "R4.1", "kind", f"Treaty acts belong to the negotiation, not to {state.phase}."
        )
    assert actor.seat is not None  # decide() has checked that a seat acts
    return actor.seat


def _text_of(state: GameState, treaty: TreatyId, seat: SeatId) -> Treaty:
    """A treaty that this seat knows of; one that is hidden from it does not exist for it (R10.4)."""
    text = state.treaty(treaty)
    if text is None or not (text.audience == PUBLIC or seat_audience(seat) in text.audience):
        raise refuse("unknown_target", "R4.1", "treaty", f"There is no treaty {treaty!r}.")
    if text.slot < 0:
        raise refuse("conflict", "R4.1", "treaty", "This draft has lapsed.")
    return text


def _invited(state: GameState, treaty: TreatyId, seat: SeatId) -> Treaty:
    text = _text_of(state, treaty, seat)
    if seat not in text.parties:
        raise refuse("not_a_party", "R4.4", "treaty", "This draft does not invite you.")
    return text


def _same_version(text: Treaty, version: int) -> None:
    if version != text.version:
        raise refuse(
            "conflict",
            "R4.3",
            "version",
            f"Version {version} is not on the table; version {text.version} is.",
        )


def _make_room(story: Story, seat: SeatId) -> None:
    """R4.1: a seat has at most ``PER_SEAT`` treaties of its own on the table or in force.

    A new draft displaces the oldest of its own that nobody else has signed. The bound is per proposer, so that what
    a seat is allowed never depends on drafts that are hidden from it (R10.4).
    """
    state = story.state
    own = [
        text for text in state.treaties if text.by == seat and phase_of(state, text) != TreatyPhase.TERMINATED
    ]
    if len(own) < PER_SEAT:
        return
    for text in own:
        lone = not any(stands(state, text, party).signed for party in text.parties if party != seat)
        if phase_of(state, text) == TreatyPhase.OPEN and lone:
            _lapse(story, text)
            return
    raise refuse(
        "conflict", "R4.1", "kind", f"You have {PER_SEAT} treaties on the table; one must end first."
    )


def _lapse(story: Story, text: Treaty) -> None:
    """The draft is gone; its slot is free."""
    story.tell("treaty_lapsed", text.audience, {"treaty": text.id})
