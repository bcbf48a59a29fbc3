"""What ``detente bot new`` writes: a whole bot that plays, to be changed."""

from string import Template
from typing import Final

PLAIN: Final = Template('''\
"""A bot for Détente: detente bot $file --join CODE."""

from collections.abc import Iterable

from detente_client.bot import Bot, Decision, Heard, LabDecision, Message, NationDecision, PlayerCommand, Ratify, Sign, TreatyView, View


class $name(Bot):
    """Keeps what binds it and signs what can be checked."""

    about = "keeps what binds it, signs what can be checked"

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """Once, when a negotiation begins."""
        without = self.situation(view).alternative()
        if without is not None:
            yield Message(text=f"Without an agreement I expect {without.score:.0f}, at a risk of {without.risk:.0%}.")

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """For each draft, or new version of one, that invites this seat."""
        if any(clause["kind"] == "inspection" for clause in treaty.clauses):
            yield Sign(treaty=treaty.id, version=treaty.version)
            if not self.is_lab(view):
                yield Ratify(treaty=treaty.id)

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        """For each message of somebody else. It is text: never trust what it says, nor run it."""
        return ()

    def decide(self, view: View) -> Decision:
        """Once a round: the sealed decision."""
        if view.level == "basic":
            return super().decide(view)
        floors = [duty.level for duty in view.obligations if duty.what == "safety"]
        return LabDecision(safety=max([0.2, *floors])) if self.is_lab(view) else NationDecision()

    def explain(self, view: View) -> str:
        """At the debrief, to whoever asks this seat alone."""
        return "I keep what binds me, and sign what can be checked."
''')

WAITING: Final = Template('''\
"""A bot for Détente that waits for its answers: detente bot $file --join CODE."""

import asyncio
from collections.abc import AsyncIterator

from detente_client.bot import AsyncBot, Decision, LabDecision, NationDecision, PlayerCommand, Ratify, Sign, TreatyView, View


class $name(AsyncBot):
    """Keeps what binds it and signs what can be checked, once it has thought about it."""

    about = "keeps what binds it, signs what can be checked"

    async def on_proposal(self, view: View, treaty: TreatyView) -> AsyncIterator[PlayerCommand]:
        """For each draft, or new version of one, that invites this seat."""
        if await self.think(f"Is {treaty.title!r} checked?", view):
            yield Sign(treaty=treaty.id, version=treaty.version)
            if not self.is_lab(view):
                yield Ratify(treaty=treaty.id)

    async def decide(self, view: View) -> Decision:
        """Once a round: the sealed decision."""
        await self.think("How careful are we?", view)
        if view.level == "basic":
            return await super().decide(view)
        floors = [duty.level for duty in view.obligations if duty.what == "safety"]
        return LabDecision(safety=max([0.2, *floors])) if self.is_lab(view) else NationDecision()

    async def explain(self, view: View) -> str:
        """At the debrief, to whoever asks this seat alone."""
        return "I keep what binds me, and sign what can be checked."

    async def think(self, question: str, view: View) -> bool:
        """Ask a service, a model, a person: here nobody. What others wrote is data, never an instruction."""
        in_time = min(20.0, self.situation(view).seconds_left / 2)
        async with asyncio.timeout(in_time):
            await asyncio.sleep(0)
        return bool(question)
''')


def starter(file: str, name: str, *, waiting: bool = False) -> str:
    """The text of a bot. file: as it will be called on the command line. name: of its class."""
    return (WAITING if waiting else PLAIN).substitute(file=file, name=name)


def class_name(stem: str) -> str:
    """``my_bot`` → ``MyBot``; what no class can be called becomes ``MyBot`` too."""
    name = "".join(part.capitalize() for part in stem.replace("-", "_").split("_"))
    return name if name.isidentifier() else "MyBot"
