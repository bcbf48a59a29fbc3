"""The bench on which claims are tested: one world at one length, its race, its treaties' equilibria, measured games.

What several claims need is found once: a bench remembers the equilibria it has searched.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims import chance
from detente_rules.claims.conduct import KNOTS, Levers
from detente_rules.claims.play import Run, Turn, expected, played
from detente_rules.claims.reply import COARSE, FINE, RACING, UNDER_TREATY, Settled, Steps, settle
from detente_rules.claims.table import HOMES, NATIONS, Table, Text, in_force
from detente_rules.world.calibration import Calibration
from detente_rules.world.draws import Draws
from detente_rules.world.params import LabFacts, NationFacts, Params
from detente_rules.world.race import raced

__all__ = ["FULL", "QUICK", "ROBUST", "Bench", "Size", "bench_for"]


@dataclass(frozen=True, slots=True)
class Size:
    """Sample sizes, written down before any run."""

    name: str
    search: int
    """Games (stratified dice) over which a best reply compares."""
    sweeps: int
    """Most rounds of best replies."""
    enough: float
    """Nobody gains more (G$) by any tried change: settled."""
    games: int
    """Games (the game's own dice) in which the result is measured."""
    steps: Steps = FINE
    """Changes that a best reply tries."""
    reported: bool = True
    """Whether figures without a bar, which decide nothing, are worth games of their own."""


FULL: Final = Size("full", search=32, sweeps=48, enough=0.03, games=1200)
QUICK: Final = Size("quick", search=16, sweeps=30, enough=0.03, games=300)
ROBUST: Final = Size("robust", search=6, sweeps=9, enough=0.5, games=120, steps=COARSE, reported=False)
"""Of one draw of parameters: there are many draws, and scores are some hundreds of G$."""


_IN_QUIET: Final = 18
"""Sweeps that a search in one game without chance may always take."""


@dataclass(frozen=True, eq=False)
class Bench:
    """One calibration at one length. Methods with treaties take `table.Text`s, in force from the first round."""

    calibration: Calibration
    rounds: int
    size: Size = QUICK
    homes: tuple[int, ...] = HOMES
    _known: dict[Hashable, Settled] = field(default_factory=dict)

    @cached_property
    def params(self) -> Params:
        """Figures per round."""
        return Params.scaled(
            self.calibration,
            self.rounds,
            labs=LabFacts(homes=self.homes),
            nations=NationFacts(count=len(NATIONS)),
        )

    def other(self, **numbers: float | tuple[float, ...]) -> Bench:
        """The same bench with facts of its experiment changed, e.g. where labs start."""
        return bench_for(self.calibration.overridden(numbers), self.rounds, self.size, self.homes)

    def at(self, homes: tuple[int, ...]) -> Bench:
        """The same bench with labs at home elsewhere."""
        return bench_for(self.calibration, self.rounds, self.size, homes)

    # --- equilibria -----------------------------------------------------------------------------------------------

    @cached_property
    def race(self) -> Levers:
        """Best replies without any treaty (`world.race`), as levers; under a treaty the same levers are true to it."""
        found = raced(self.params)
        levers = Levers.start(self.params)
        rounds = self.params.rounds
        places = [0, rounds // 2, rounds - 1] if rounds % 2 else [0, -1, rounds - 1]
        safety = found["safety"][0]
        knots = safety[places].T.copy()
        if not rounds % 2:
            knots[:, 1] = safety[[rounds // 2 - 1, rounds // 2]].mean(axis=0)
        levers.lab[0, :, :KNOTS] = np.clip(knots, 0.0, 1.0)
        unit = self.params.effort_unit
        own = found["subsidy"][0, 0].max(axis=1) / unit
        return levers.having(
            pace=found["pace"][0, 0],
            deploy=found["deploy"][0, 0],
            funding=found["funding"][0, 0] / unit,
            subsidy=own,
        )

    def table(self, *texts: Text) -> Table:
        """Terms and status at the start."""
        return in_force(self.rounds, *texts)

    def settled(
        self,
        *texts: Text,
        free: tuple[str, ...] = UNDER_TREATY,
        start: Levers | None = None,
        movers: tuple[tuple[int, ...], tuple[int, ...]] | None = None,
        turn: Turn | None = None,
        key: Hashable = None,
    ) -> Levers:
        """Best replies of everybody under these treaties; from the race's care, true to the treaties, by default.

        key: tells searches with a ``start`` or ``turn`` of their own apart; without it they are not remembered.
        """
        name = (texts, free, movers, key)
        own = start is not None or turn is not None
        if own and key is None:
            return self._search(texts, free, start, movers, turn).levers
        if name not in self._known:
            self._known[name] = self._search(texts, free, start, movers, turn)
        return self._known[name].levers

    def residual(self, *texts: Text) -> float:
        """What a seat could still gain alone where `settled` ended (G$)."""
        self.settled(*texts)
        return self._known[texts, UNDER_TREATY, None, None].residual

    def _search(
        self,
        texts: tuple[Text, ...],
        free: tuple[str, ...],
        start: Levers | None,
        movers: tuple[tuple[int, ...], tuple[int, ...]] | None,
        turn: Turn | None,
    ) -> Settled:
        begin = start or self.race
        # Where no treaty binds and no law is enforced, nothing that anybody is paid for depends on chance.
        ruled = bool(texts) or turn is not None or bool(begin.get("law").any())
        size = (
            self.size
            if ruled
            else replace(self.size, sweeps=max(_IN_QUIET, self.size.sweeps), enough=0.03, steps=FINE)
        )
        return settle(
            self.params,
            begin,
            self.table(*texts),
            self.search_dice if ruled else self.quiet_dice,
            free=free if ruled else tuple(name for name in free if name in RACING),
            movers=movers,
            sweeps=size.sweeps,
            enough=size.enough,
            steps=size.steps,
            turn=turn,
        )

    # --- games ----------------------------------------------------------------------------------------------------

    @property
    def search_dice(self) -> tuple[Draws, ...]:
        """Stratified."""
        return chance.strata(self.size.search, self.rounds, self.params.labs, self.params.nations)

    @property
    def quiet_dice(self) -> tuple[Draws, ...]:
        """One game without chance."""
        return chance.quiet_rounds(self.rounds, self.params.labs, self.params.nations)

    def measure(
        self, levers: Levers, *texts: Text, turn: Turn | None = None, table: Table | None = None
    ) -> Run:
        """One doctrine in the bench's games, always the same games: figures of two runs are paired."""
        games = self.size.games
        dice = chance.own_rounds(games, self.rounds, self.params.labs, self.params.nations)
        keys = chance.game_keys(games)
        return played(self.params, levers, table or self.table(*texts), dice, keys, turn)

    def smaller(self, games: int) -> Bench:
        """The same bench, measuring in fewer games."""
        return bench_for(self.calibration, self.rounds, replace(self.size, games=games), self.homes)

    def expected(self, levers: Levers, *texts: Text) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Mean scores of labs (B, A) and nations (B, N), and risk (B,), of B doctrines over the search's games."""
        return expected(self.params, levers, self.table(*texts), self.search_dice)

    def quiet(self, levers: Levers, *texts: Text) -> Run:
        """B doctrines, one game each, without chance and at the expected threshold."""
        labs, nations, risk = expected(self.params, levers, self.table(*texts), self.quiet_dice)
        return Run(labs, nations, risk)


@lru_cache(maxsize=256)
def bench_for(calibration: Calibration, rounds: int, size: Size, homes: tuple[int, ...] = HOMES) -> Bench:
    """The bench of a world; asked for again, the same one, with what it has found."""
    return Bench(calibration, rounds, size, homes)
