"""Treaty acts (R4): open commands of the negotiation. What they do to arrays is the life cycle's business."""

from typing import Any

from detente_rules import dice
from detente_rules.canonical import digest
from detente_rules.commands import Accede, Actor, Amend, Propose, Ratify, Sign, Withdraw
from detente_rules.decide.consent import check_quorum_to_sign
from detente_rules.decide.phases import press_on
from detente_rules.decide.questions import put
from detente_rules.decide.story import Story
from detente_rules.dice import Purpose
from detente_rules.events import Event, Kind
from detente_rules.ids import PUBLIC, Audiences, SeatId, TreatyId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import PER_SEAT, GameState, Treaty
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty_status import active, admits, asked, in_force, members, phase_of, stands
from detente_rules.treaty_text import check_draft, ratification_chance


def propose(state: GameState, actor: Actor, command: Propose, at: float) -> tuple[Event, ...]:
    """R4.2: a draft is open for signature from now on; the proposer has not signed it by proposing."""
    seat = negotiating(state, actor)
    clauses = check_draft(state, command.title, command.parties, command.clauses)
    story = Story(state, at)
    _make_room(story, seat)
    treaty = _new_id(state, seat)
    audience: Audiences = PUBLIC
    if command.confidential:
        audience = tuple(sorted({seat_audience(seat), *map(seat_audience, command.parties)}))
    _text(story, "treaty_proposed", audience, treaty, 1, command.title, seat, command, clauses)
    return story.told()


def amend(state: GameState, actor: Actor, command: Amend, at: float) -> tuple[Event, ...]:
    """R4.3: whoever is invited may put another version in the place of a draft; signatures lapse.

    R4.19: a member of a treaty in force moves that the members vote on another text.
    """
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    _same_version(text, command.version)
    if in_force(state, text):
        return _move(state, text, seat, command, at)
    if phase_of(state, text) != TreatyPhase.OPEN:
        raise refuse("conflict", "R4.3", "treaty", "Only a draft or a treaty in force can be amended.")
    if seat != text.by and seat not in text.parties:
        raise refuse("not_a_party", "R4.3", "treaty", "Only the proposer and the invited amend a draft.")
    clauses = check_draft(state, text.title, command.parties, command.clauses)
    audience = text.audience
    if text.confidential:
        audience = tuple(sorted({*text.audience, *map(seat_audience, command.parties)}))
    story = Story(state, at)
    _text(story, "treaty_amended", audience, text.id, text.version + 1, text.title, text.by, command, clauses)
    return story.told()


def _move(state: GameState, text: Treaty, seat: SeatId, command: Amend, at: float) -> tuple[Event, ...]:
    if seat not in active(state, text):
        raise refuse("not_a_party", "R4.19", "treaty", "Only a member that takes part moves an amendment.")
    if asked(state, text, "amendment"):
        raise refuse("conflict", "R4.19", "treaty", "The members vote on an amendment already.")
    for member in members(state, text):
        if member not in command.parties:
            raise refuse(
                "bad_value", "R4.19", "parties", f"{member!r} is a member: it leaves by itself alone."
            )
    clauses = check_draft(state, text.title, command.parties, command.clauses)
    parties = [one.id for one in state.scenario.parties if one.id in command.parties]
    data = {"version": text.version + 1, "parties": parties, "clauses": list(clauses)}
    story = Story(state, at)
    put(story, text, "amendment", "", seat, data, favour=(seat,))
    return story.told()


def sign(state: GameState, actor: Actor, command: Sign, at: float) -> tuple[Event, ...]:
    """R4.4: this version, by an invited seat."""
    seat = negotiating(state, actor)
    text = _invited(state, command.treaty, seat)
    _same_version(text, command.version)
    if phase_of(state, text) != TreatyPhase.OPEN:
        raise refuse(
            "conflict", "R4.4", "treaty", "It is not open for signature; accede to a treaty in force."
        )
    if stands(state, text, seat).signed:
        raise refuse("conflict", "R4.4", "treaty", "You have signed this version.")
    if command.reservation and not state.terms.reservation[0, text.slot] > 0:
        raise refuse("not_allowed", "R4.10", "reservation", "This text allows no reservation.")
    check_quorum_to_sign(state, actor, text.id, text.version)
    story = Story(state, at)
    data = {
        "treaty": text.id,
        "version": text.version,
        "seat": seat,
        "reservation": command.reservation,
    }
    story.tell("treaty_signed", text.audience, data)
    return story.told()


def ratify(state: GameState, actor: Actor, command: Ratify, at: float) -> tuple[Event, ...]:
    """R4.5: a nation that signed asks its home; the chance is stated beforehand and the roll is recorded."""
    seat = negotiating(state, actor)
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
    # Named by the treaty itself, not by its place: how many drafts are hidden must move no roll (R10.4).
    number = int(digest({"treaty": text.id, "version": text.version})[:6], 16)
    party = state.scenario.party_index[seat]
    return dice.uniform(state.secret.key(), Purpose.RATIFICATION, state.round, party, number)


def accede(state: GameState, actor: Actor, command: Accede, at: float) -> tuple[Event, ...]:
    """R4.8: join a treaty in force, where its accession clause is open to this seat; where by vote, ask its members."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    standing = stands(state, text, seat)
    if phase_of(state, text) not in {TreatyPhase.IN_FORCE, TreatyPhase.SUSPENDED}:
        raise refuse("conflict", "R4.8", "treaty", "It is not in force; sign it.")
    if standing.member or standing.ratified:
        raise refuse("conflict", "R4.8", "treaty", "You are a party already.")
    if standing.signed:
        raise refuse("conflict", "R4.8", "treaty", "You have signed it; ratify it.")
    check_quorum_to_sign(state, actor, text.id, text.version)
    story = Story(state, at)
    if standing.by_vote:
        if asked(state, text, "accession", seat):
            raise refuse("conflict", "R4.8", "treaty", "The members vote on your accession already.")
        if not in_force(state, text):
            raise refuse("conflict", "R4.8", "treaty", "While it is suspended its members vote on nothing.")
        put(story, text, "accession", seat, seat, {})
    elif not admits(state, text, seat):
        raise refuse("not_allowed", "R4.8", "treaty", "Its accession clause does not admit you.")
    else:
        story.tell("treaty_acceded", text.audience, {"treaty": text.id, "seat": seat})
    return story.told()


def withdraw(state: GameState, actor: Actor, command: Withdraw, at: float) -> tuple[Event, ...]:
    """R4.9: take a signature back at once; leave a treaty in force after its notice. The proposer drops a draft."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
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


def _new_id(state: GameState, seat: SeatId) -> TreatyId:
    """An id that tells nobody how many drafts were made before it, and does not change with those of others (R10.4)."""
    if state.secret is None:
        raise refuse("frozen", "R9.1", "kind", "A replay without its secret takes no proposals.")
    own = sum(text.by == seat for text in state.treaties)
    return "t" + digest({"salt": state.secret.salt, "by": seat, "number": own})[:6]


def negotiating(state: GameState, actor: Actor) -> SeatId:
    """The seat that acts, in a negotiation (R2.2)."""
    if state.phase != "negotiation":
        raise refuse(
            "wrong_phase", "R4.1", "kind", f"Treaty acts belong to the negotiation, not to {state.phase}."
        )
    assert actor.seat is not None  # decide() has checked that a seat acts
    return actor.seat


def text_of(state: GameState, treaty: TreatyId, seat: SeatId) -> Treaty:
    """A treaty that this seat knows of; one that is hidden from it does not exist for it (R10.4)."""
    text = state.treaty(treaty)
    if text is None or not (text.audience == PUBLIC or seat_audience(seat) in text.audience):
        raise refuse("unknown_target", "R4.1", "treaty", f"There is no treaty {treaty!r}.")
    if phase_of(state, text) == TreatyPhase.TERMINATED:
        raise refuse("conflict", "R4.10", "treaty", "It has lapsed, or come to its end.")
    return text


def _invited(state: GameState, treaty: TreatyId, seat: SeatId) -> Treaty:
    text = text_of(state, treaty, seat)
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
