"""A constitution: one of a scenario's packs, agreed by everybody at once, and nothing else on the table.

It lets regimes be compared as institutions, apart from the bargaining that leads to them: the seats' own policies decide
as ever, the treaty is proposed, signed and ratified by ordinary commands, and it may be broken like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from detente_rules.bots.base import Bot, Heard
from detente_rules.commands import PlayerCommand, Propose, Ratify, Sign
from detente_rules.decisions import Decision
from detente_rules.ids import SeatId
from detente_rules.scenario import Pack, Scenario
from detente_rules.views.types import TreatyView, View

NONE = "none"
"""The constitution without a treaty, where the scenario has no pack of that name."""


class UnknownConstitution(ValueError):
    """The scenario has no such pack; the text names those it has."""


def pack_of(scenario: Scenario, constitution: str) -> Pack | None:
    """The pack of that id; None for ``none``. Raises: UnknownConstitution."""
    for pack in scenario.packs:
        if pack.id == constitution:
            return pack
    if constitution == NONE:
        return None
    known = ", ".join(dict.fromkeys([NONE, *(pack.id for pack in scenario.packs)]))
    raise UnknownConstitution(f"{scenario.id} has no constitution {constitution!r}; it has {known}.")


def constitutions_of(scenario: Scenario) -> tuple[str, ...]:
    """Those that the scenario itself calls so; where it names none, every pack, and ``none``."""
    named = tuple(pack.id for pack in scenario.packs if pack.text.startswith("Constitution "))
    return named or tuple(dict.fromkeys([NONE, *(pack.id for pack in scenario.packs)]))


def parties_of(scenario: Scenario) -> tuple[SeatId, ...]:
    """Who agrees: all nations; among labs alone, all labs."""
    return tuple(seat.id for seat in (scenario.nations or scenario.labs))


def under(
    scenario: Scenario, constitution: str, bots: Mapping[SeatId, tuple[str, type[Bot]]]
) -> dict[SeatId, tuple[str, type[Bot]]]:
    """The same policies, living under a constitution. Raises: UnknownConstitution."""
    pack = pack_of(scenario, constitution)
    parties = parties_of(scenario)
    return {seat: (name, _bound(bot, pack, parties)) for seat, (name, bot) in bots.items()}


def _first(pack: Pack, parties: tuple[SeatId, ...]) -> SeatId:
    """Who puts it on the table: the leader it names, else the first of the parties."""
    leaders: list[Any] = [clause.get("leader") for clause in pack.clauses]
    return next((leader for leader in leaders if leader in parties), parties[0])


def _bound(kind: type[Bot], pack: Pack | None, parties: tuple[SeatId, ...]) -> type[Bot]:
    return type(
        f"Bound{kind.__name__}",
        (Bound,),
        {"inner": kind, "name": kind.name, "pack": pack, "parties": parties},
    )


class Bound(Bot):
    """Decides as another policy does; of treaties it knows the constitution alone."""

    inner: ClassVar[type[Bot]] = Bot
    pack: ClassVar[Pack | None] = None
    parties: ClassVar[tuple[SeatId, ...]] = ()

    def decide(self, view: View) -> Decision:
        """As the other."""
        return self.inner(self.seat, self.dice).decide(view)

    def explain(self, view: View) -> str:
        """As the other."""
        return self.inner(self.seat, self.dice).explain(view)

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """Put it on the table in the first round; try again at home where a ratification failed."""
        if self.pack is None:
            return
        for treaty in view.treaties:
            yield from self._consent(treaty)
        if view.round == 1 and not view.treaties and self.seat == _first(self.pack, self.parties):
            yield Propose(title=self.pack.title, parties=self.parties, clauses=self.pack.clauses)

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """Sign, and ratify at once."""
        del view
        yield from self._consent(treaty)

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        """There is nothing to bargain about."""
        del view, message
        return ()

    def _consent(self, treaty: TreatyView) -> Iterator[PlayerCommand]:
        if self.seat not in treaty.parties or treaty.phase not in {"open", "in_force"}:
            return
        if treaty.phase == "open" and self.seat not in treaty.signed:
            yield Sign(treaty.id, treaty.version)
        if treaty.chance is not None:
            yield Ratify(treaty.id)
