"""Who is away, and for how long: seats of drop-outs go to a bot that everybody sees, and come back (R11.10).

Pure: the room tells who is connected and what time it is, and carries out what is decided here.
"""

from collections.abc import Collection

from detente_rules.ids import PersonId, SeatId
from detente_rules.state import GameState

PLAYED = frozenset({"briefing", "negotiation", "decision"})


class Attendance:
    """Drop-outs of one game. grace: seconds that a seat waits for its people; None: for ever.

    stand_ins: seats that were handed to a bot because nobody was there; they go back to whoever returns.
    """

    def __init__(self, grace: float | None, stand_ins: Collection[SeatId] = ()) -> None:
        self.stand_ins = set(stand_ins)
        self._grace = grace
        self._away: dict[SeatId, float] = {}

    def look(self, state: GameState, connected: Collection[PersonId], now: float) -> list[SeatId]:
        """Seats whose people have all been away for too long, while somebody else is waiting for them."""
        if self._grace is None:
            return []
        gone: list[SeatId] = []
        for seat in state.seats:
            people = state.people_of(seat)
            if not people or state.seats[seat].bot is not None or any(one.id in connected for one in people):
                self._away.pop(seat, None)
                continue
            since = self._away.setdefault(seat, now)
            if now - since >= self._grace and _waited_for(state, connected):
                gone.append(seat)
        return gone

    def handed_over(self, seat: SeatId) -> None:
        """The bot sits."""
        self.stand_ins.add(seat)
        self._away.pop(seat, None)

    def returned(self, state: GameState, person: PersonId) -> SeatId | None:
        """The seat that should go back to this person, who has just come."""
        seat = state.people[person].seat
        return seat if seat in self.stand_ins and state.seats[seat].bot is not None else None

    def decided(self, seat: SeatId) -> None:
        """The facilitator has said who holds this seat; nothing is undone by itself any more."""
        self.stand_ins.discard(seat)


def _waited_for(state: GameState, connected: Collection[PersonId]) -> bool:
    """Is the game going on, with somebody at it? If everybody is gone it is the network, and all come back."""
    return (
        state.phase in PLAYED
        and state.paused_at is None
        and any(person in connected for person in state.people)
    )
