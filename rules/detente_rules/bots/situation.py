"""Where a seat stands when it is asked: the time that is left, its last decision and what came of it, and what to expect
without another agreement. Functions of the view, so the same in a simulation and over a network.
"""

from dataclasses import dataclass
from math import inf
from typing import Final

from detente_rules.decisions import Decision
from detente_rules.forecast import Assumptions, Conduct, NoForecast, forecast
from detente_rules.views.types import PublicReport, SeatReport, View

FUTURES: Final = 400
"""Drawn for an alternative: some 50 ms, and its median moves by about a hundredth of its spread."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a seat expects at the end of the game if nothing more is agreed: its alternative to an agreement.

    score: median of its own final score, G$; low, high: two futures in three lie between. risk: median of the world's
    cumulated probability of catastrophe, [0, 1].
    """

    score: float
    low: float
    high: float
    risk: float


@dataclass(frozen=True, slots=True)
class Situation:
    """One seat at one moment.

    seconds_left: until this phase ends; infinite where no clock runs. legal: kinds of command that would not be refused
    outright. last: the decision it sealed last. outcome: what it alone learnt of the last round, ``gained`` and
    ``figures`` among it; public: what everybody learnt. None before there is one.
    """

    view: View
    seconds_left: float
    legal: tuple[str, ...]
    last: Decision | None
    outcome: SeatReport | None
    public: PublicReport | None

    def alternative(self, others: Conduct = "observed", futures: int = FUTURES) -> Alternative | None:
        """Its alternative to an agreement: treaties in force stay, no other comes, and it acts as it last did.

        others: the manner of everybody else, e.g. ``"racing"``. None where nothing can be reckoned: no seat, or the
        game is over. Draws nothing from the game's dice; the same view gives the same answer.
        """
        try:
            fan = forecast(self.view, assumptions=Assumptions(others=others), futures=futures)
        except NoForecast:
            return None
        if fan.score is None:
            return None
        low, high = fan.at(fan.score)
        middle = fan.percentiles.index(50.0)
        return Alternative(float(fan.score[middle, -1]), low, high, float(fan.risk[middle, -1]))


def situation_of(view: View, now: float | None = None) -> Situation:
    """The situation that a view shows. now: the server's clock, seconds since 1970; None where none runs."""
    clock = None if view.paused else view.deadline
    return Situation(
        view=view,
        seconds_left=max(0.0, clock - now) if clock is not None and now is not None else inf,
        legal=view.legal,
        last=view.sealed if view.sealed is not None else view.standing,
        outcome=view.own_reports[-1] if view.own_reports else None,
        public=view.reports[-1] if view.reports else None,
    )
