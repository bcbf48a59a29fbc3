"""The Nash bargainer: looks for the agreement at which the product of everybody's gains is greatest, and asks for no more.

It reckons what a text brings each party over no agreement (`detente_rules.bargaining`), with everybody keeping it or
breaking it as suits them, and proposes the point of a small family of texts that Nash's solution picks: his axioms ask for
efficiency, and that equals be treated alike (Nash 1950). What gives one party much more than that point it calls one-sided,
and mends once. As a lab and as a nation it lives as a conditional cooperator.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

import numpy as np

from detente_rules import dice
from detente_rules.arrays import FloatArray
from detente_rules.bargaining.family import paying
from detente_rules.bargaining.solutions import ideal, nash
from detente_rules.bargaining.worth import worth
from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Verdict, titled
from detente_rules.bots.conditional import Conditional
from detente_rules.commands import Amend, Message, PlayerCommand, Propose
from detente_rules.dice import Purpose
from detente_rules.forecast import draft_of, known
from detente_rules.forecast.known import Known, rounds_left
from detente_rules.ids import SeatId
from detente_rules.treaty.draft import Draft, clause_data, parse_draft
from detente_rules.views.types import TreatyView, View

FLOORS: Final = (0.22, 0.32, 0.42)
RATES: Final = (0.6, 0.9)
"""Safety floors and inspection rates of the family that it looks through; money between two parties comes on top."""

SEARCHED, TOLD = 4, 12
"""Futures on which labs choose, and on which texts are told apart."""

GAIN: Final = 1.0
"""G$ below which a gain is noise."""

ONE_SIDED: Final = 0.5
"""Distance from Nash's point, as a share of what each could gain at most, beyond which a text is refused."""


class NashBargainer(Conditional):
    """The fair bargain, by reckoning."""

    name = "nash"
    about = "proposes the Nash bargain, and signs what lies near it"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Sign what brings this seat something and lies near enough to the bargain; stand by what was signed."""
        if self.seat in treaty.signed:
            return Verdict(True, "we have reckoned it and stand by it")
        text = draft_of(treaty)
        _, gains, players = self._bargain(view, (text,), text.parties)
        own = float(gains[0, players.index(self.seat)]) if self.seat in players else 0.0
        if own <= GAIN:
            return Verdict(False, "it brings us less than no agreement does")
        far = self._distance(gains)
        if far is not None and far > ONE_SIDED:
            most = players[int(gains[0].argmax())]
            return Verdict(False, f"most of what there is to gain would go to {reading.name(view, most)}")
        return Verdict(True, "nobody gains by it at another's expense")

    def draft(self, view: View) -> Propose | None:
        """The point itself, where all gain by it and no good text is there; nations speak first."""
        if view.round >= view.rounds or any(self._lives(view, treaty) for treaty in view.treaties):
            return None
        nations = tuple(row.id for row in view.nations)
        among_nations = len(nations) > 1
        if among_nations and self.is_lab(view):
            return None
        parties = nations if among_nations else tuple(row.id for row in view.seats)
        best = self._best(view, (), parties)
        if best is None:
            return None
        clauses = tuple(clause_data(clause) for clause in best.clauses)
        return Propose(
            title=titled(f"Bargain of {reading.name(view, self.seat)}"), parties=parties, clauses=clauses
        )

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """First mends what is one-sided and lies still; then as everybody."""
        stuck = next((treaty for treaty in view.treaties if self._stuck(view, treaty)), None)
        if stuck is not None and not self.is_lab(view):
            best = self._best(view, (draft_of(stuck),), stuck.parties)
            if best is not None and drafts.spelled_out(stuck.clauses) != tuple(
                map(clause_data, best.clauses)
            ):
                yield Message(text=f"“{stuck.title}” is good for some of us. This is as good for all.")
                clauses = tuple(clause_data(clause) for clause in best.clauses)
                yield Amend(treaty=stuck.id, version=stuck.version, parties=stuck.parties, clauses=clauses)
                return
        yield from super().negotiate(view)

    def explain(self, view: View) -> str:
        """Its yardstick."""
        done = [treaty for treaty in view.treaties if treaty.entered is not None]
        if not done:
            return "No text was worth more than no agreement to all who had to sign it; so there was nothing to divide."
        return f"I looked for the text by which the product of all gains is greatest; “{done[0].title}” came nearest."

    # --- reckoning ------------------------------------------------------------------------------------------------

    def _lives(self, view: View, treaty: TreatyView) -> bool:
        """In force for this seat, or open with this seat's name in it."""
        if treaty.phase == "in_force":
            return reading.is_bound(view, treaty, self.seat)
        return treaty.phase == "open" and self.seat in treaty.parties

    def _stuck(self, view: View, treaty: TreatyView) -> bool:
        """Open since an earlier version of the table, first text, this seat invited and half of the others unsigned."""
        unsigned = set(treaty.parties) - set(treaty.signed) - {self.seat}
        invited = self.seat in treaty.parties and treaty.phase == "open" and view.round > 1
        return (
            invited
            and treaty.version == 1
            and treaty.by != self.seat
            and 2 * len(unsigned) >= len(treaty.parties)
        )

    def _best(self, view: View, texts: Sequence[Draft], parties: Sequence[SeatId]) -> Draft | None:
        """Of these and the family the one nearest to Nash's point; None where no text is worth it to all."""
        options, gains, _ = self._bargain(view, texts, parties)
        point = nash(gains, np.zeros(gains.shape[1]))
        if point is None:
            return None
        number = int(np.abs(gains - point).sum(axis=1).argmin())
        return options[number] if float(gains[number].min()) > GAIN else None

    def _bargain(
        self, view: View, texts: Sequence[Draft], parties: Sequence[SeatId]
    ) -> tuple[tuple[Draft, ...], FloatArray, tuple[SeatId, ...]]:
        """Texts and family with money between the extremes, what each brings each party (D, n), and the parties."""
        seen = known(view)
        players = tuple(seat for seat in seen.seats if seat in parties)
        plain = (*texts, *_family(parties))
        gains = self._gains(view, seen, plain, players)
        nations = {row.id for row in view.nations}
        payers = [place for place, seat in enumerate(players) if seat in nations]
        if not payers or len(players) < 2:
            return plain, gains, players
        top = int(gains.min(axis=1).argmax())
        payer, receiver = max(payers, key=lambda place: gains[top, place]), int(gains[top].argmin())
        paid = (
            tuple(paying(plain[top], players[payer], players[receiver], seen.context))
            if payer != receiver
            else ()
        )
        if not paid:
            return plain, gains, players
        more = self._gains(view, seen, paid, players)
        return (*plain, *paid), np.concatenate([gains, more]), players

    def _gains(
        self, view: View, seen: Known, texts: Sequence[Draft], players: Sequence[SeatId]
    ) -> FloatArray:
        key = dice.sub_key(self.dice.key, Purpose.BOT, view.round)
        found = worth(seen, texts, key, rounds_left(seen), searched=SEARCHED, told=TOLD)
        return found.gains[:, [seen.seats.index(seat) for seat in players]]

    def _distance(self, gains: FloatArray) -> float | None:
        """Of the first text from Nash's point; None where no text is worth it to all."""
        point = nash(gains, np.zeros(gains.shape[1]))
        if point is None:
            return None
        hoped = np.maximum(ideal(gains, np.zeros(gains.shape[1])), 1e-9)
        return float(np.sqrt((((gains[0] - point) / hoped) ** 2).mean()))


def _family(parties: Sequence[SeatId]) -> tuple[Draft, ...]:
    return tuple(
        parse_draft(
            {
                "title": "Bargain",
                "parties": list(parties),
                "clauses": list(drafts.verified(floor=floor, rate=rate, share=0.6)),
            }
        )
        for floor, rate in product(FLOORS, RATES)
    )
