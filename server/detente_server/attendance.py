"""Who is away, and for how long: seats of drop-outs go to a bot that everybody sees, and come back (R11.10).

Pure: the room tells who is connected and what time it is, and carries out what is decided here.
"""

from collections.abc import Collection

from detente_rules.delegation import head_of
from detente_rules.ids import PersonId, SeatId
from detente_rules.session import threshold
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
        self._headless: dict[SeatId, float] = {}

    def look(self, state: GameState, connected: Collection[PersonId], now: float) -> list[SeatId]:
        """Seats whose people have all been away for too long, while somebody else is waiting for them."""
        grace = self.grace(state)
        if grace is None:
            return []
        gone: list[SeatId] = []
        for seat in state.seats:
            people = state.people_of(seat)
            if not people or state.seats[seat].bot is not None or any(one.id in connected for one in people):
                self._away.pop(seat, None)
                continue
            since = self._away.setdefault(seat, now)
            if now - since >= grace and _waited_for(state, connected):
                gone.append(seat)
        return gone

    def grace(self, state: GameState) -> float | None:
        """Seconds that a seat waits for its people: as the facilitator set it (R12.8), else as the host did."""
        if self._grace is None:
            return None
        return threshold(state, "dropout_seconds") or self._grace

    def deputies(self, state: GameState, connected: Collection[PersonId], now: float) -> list[PersonId]:
        """Members who should lead their delegation, because its head has been away for the grace and they are here (R13.2)."""
        grace, found = self.grace(state), []
        for seat in state.seats:
            people, head = state.people_of(seat), head_of(state, seat)
            here = [one.id for one in people if one.id in connected and not one.program]
            if grace is None or state.phase not in PLAYED or head is None or head in connected or not here:
                self._headless.pop(seat, None)
            elif now - self._headless.setdefault(seat, now) >= grace:
                del self._headless[seat]
                found.append(here[0])
        return found

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
