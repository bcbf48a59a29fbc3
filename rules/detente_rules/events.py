"""What happened. Events are the only thing that is stored; a game is the fold of its events.

An event is a kind, an audience and plain data (what JSON can hold), so that the record can be read without this
program. The audience has no default: whoever makes an event must say who may learn of it (R10.1). News to an
audience is the event's whole data, never a filtered part; what differs between audiences is a different event.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from detente_rules.ids import Audience, Audiences, Phase

Kind = Literal[
    "game_created",  # the header (line 0): scenario, rules version, reference, commitment. Nobody before the debrief
    "person_joined",  # public: person, name, role, program
    "seat_taken",  # public: seat, person
    "seat_left",  # public: seat, person
    "bot_named",  # the facilitator: seat, bot; which policy it is would tell rivals what it will do
    "bot_seated",  # public: seat (a bot is shown as a bot)
    "bot_unseated",  # public: seat
    "game_started",  # public
    "phase_began",  # public: round, phase, deadline (absolute time or null), news
    "deadline_moved",  # public: deadline, seconds, reason
    "finish_set",  # public: finish (after this round, or no longer)
    "threshold_set",  # public: name, value, was
    "level_set",  # public: level, was
    "inject_prepared",  # the facilitator: inject, source, title, text, to, effects, round, phase
    "inject_settled",  # the facilitator: inject, standing (released or recalled)
    "inject_released",  # public, or the facilitator and the seats named: title, text, to; how many wait, no number tells
    "world_shaken",  # public, or the facilitator and the lab that feels it: effect
    "effects_took_hold",  # nobody before the debrief: effects inside labs, just before the round is resolved
    "muted",  # the facilitator, and the person's seat: person, muted
    "hand_raised",  # the facilitator: person, seat, raised
    "hand_placed",  # the person's seat: person, place in the queue from 1, 0: none any more
    "seat_revealed",  # public: seat; the debrief talks about its secrets now
    "memo_left",  # the seat: seat, text, by (a person, or null: the rules)
    "duties_given",  # the seat and the facilitator: seat, person, duties
    "draft_written",  # the seat: seat, person, number, decision
    "endorsed",  # the seat: seat, person, about, number, treaty, version, favour
    "member_acted",  # the seat, where several share it: seat, person, act, of; who did what
    "paused",  # public
    "resumed",  # public: deadline
    "announced",  # public or the seats named: text
    "message_sent",  # public, or the sender and the seats named: sender, name, person (of people), to, text
    "treaty_proposed",  # public, or the invited: treaty, version, title, by, parties, clauses
    "treaty_amended",  # as above
    "treaty_signed",  # audience of the treaty: treaty, version, seat, reservation
    "treaty_ratified",  # public: treaty, seat, passed, chance, roll
    "treaty_acceded",  # public
    "treaty_withdrawn",  # public, or audience of the draft: treaty, seat, notice (rounds left, 0: out at once)
    "treaty_revised",  # audience of the treaty: treaty, version, by, parties, clauses; members changed a text in force
    "treaty_lapsed",  # audience of the draft: treaty; it is off the table
    "entries_resolved",  # nobody before the debrief: status arrays after entry into force was judged
    "treaty_moved",  # audience of the treaty: treaty, phase (in_force, suspended, terminated), members, reason
    "question_put",  # audience of the treaty: question, treaty, about, seat, by, share, more, voters, veto, data
    "vote_cast",  # audience of the question: question, treaty, seat, favour
    "accusation_answered",  # audience of the question: question, treaty, seat, text, admit
    "question_closed",  # audience of the question: question, treaty, about, seat, carried, moot, favour, against, vetoed_by
    "standard_set",  # audience of the treaty: treaty, seat, floor, cost (G$ per half-year)
    "participation_changed",  # audience of the treaty: treaty, seat, suspended
    "key_turned",  # audience of the treaty, and the lab: treaty, seat, lab, off
    "weights_released",  # public: seat, capability (doublings)
    "evidence_passed",  # public, or giver and receivers: by, to, evidence
    "sealed",  # the seat: decision, commitment
    "unsealed",  # the seat
    "readied",  # the seat: ready
    "lock_changed",  # the facilitator: seat, locked (what each still owes)
    "round_resolved",  # nobody before the debrief: the engine's result arrays
    "round_reported",  # public: what everybody may know of the round
    "seat_reported",  # the seat: what it may know of the round
    "debrief_opened",  # public: seed, salt, scores, index, decisions: everything
]

KINDS: Final[tuple[str, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    kind: what. audience: ``"public"`` or the streams it reaches. data: JSON values only.
    at: seconds since 1970 (the server's word). round, phase: when in the game.
    """

    kind: Kind
    audience: Audiences
    data: dict[str, Any]
    at: float
    round: int
    phase: Phase

    def reaches(self, audience: Audience) -> bool:
        """May that stream learn of this event?"""
        return self.audience == "public" or audience in self.audience

    def news(self) -> dict[str, Any]:
        """The event as it stands in a stream; the same for every audience that it reaches (R10.2)."""
        return {"kind": self.kind, "at": self.at, "round": self.round, "phase": self.phase, "data": self.data}
