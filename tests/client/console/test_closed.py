"""A console whose connection was closed for good: what it says, and how one comes back."""

from detente_client.table import CannotJoin
from detente_rules.commands import PlayerCommand
from tests.client.console.desks import HandDesk, at_desk, console, facilitators
from tests.client.tui.views import NOW


async def test_a_closed_connection_is_told() -> None:
    """The words of the one who closed it."""

    class Shut(HandDesk):
        async def send(self, command: PlayerCommand, *, stamped: bool = True) -> dict[str, object]:
            raise CannotJoin("The facilitator has withdrawn this credential.")

    async with console(Shut(at_desk())) as eyes:
        await eyes.press("space")
        assert "withdrawn this credential" in eyes.sees


async def test_a_console_that_was_taken_over_says_how_to_come_back() -> None:
    """Its clock no longer runs: what stands there is of the moment at which it was closed."""
    desk = HandDesk(at_desk(facilitators(deadline=NOW + 65)))
    async with console(desk) as eyes:
        await eyes.until("01:05")
        desk.put(
            at_desk(facilitators(deadline=NOW + 65), connection="closed", detail="Opened on another device.")
        )
        await eyes.until("Opened on another device. q leaves; the same command comes back.")
        assert "01:05" not in eyes.sees
