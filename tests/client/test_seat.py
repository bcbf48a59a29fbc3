"""A seat that blocks: for programs without an event loop."""

from pathlib import Path

import pytest

from detente_client.bot import LabCard, Message, Seal, Seat
from detente_client.table import CannotJoin
from detente_rules.commands import PlayerCommand, Ready, Start
from detente_rules.rejections import Refused
from detente_rules.views.types import View
from tests.end_to_end.tables import host


def done(view: View) -> PlayerCommand | None:
    """What ends this phase for a seat, while it has not done it."""
    if view.phase in {"briefing", "negotiation"} and not view.ready:
        return Ready()
    if view.phase == "decision" and view.sealed is None:
        return Seal(LabCard(posture="careful"))
    return None


def test_a_whole_game_in_a_for_loop(tmp_path: Path) -> None:
    """With a server elsewhere: views come, commands go, refusals are raised, and it ends with the debrief."""
    with host("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--untimed") as game:
        where = f"{game.said['code']}@{game.said['ws'].removeprefix('ws://')}"
        with Seat.join(where, name="notebook", seat="beacon") as seat:
            assert seat.view.seat == "beacon"
            with pytest.raises(Refused):
                seat.send(Seal(LabCard()))
            seat.send(Message(text="Here."))
            assert seat.messages[-1].text == "Here."
            assert not seat.wait(0) or seat.view.phase == "lobby"
            with Seat.back(game.said["ws"], game.said["facilitator"]) as facilitator:
                facilitator.send(Start())
            sealed = 0
            for view in seat:
                command = done(view)
                if command is not None:
                    seat.send(command)
                    sealed += command.kind == "seal"
            assert seat.view.debrief is not None
            assert sealed == seat.view.rounds


def test_a_shut_door_is_told(tmp_path: Path) -> None:
    """In the server's words, and no thread is left behind."""
    with (
        host("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0") as game,
        pytest.raises(CannotJoin, match="no game with this code"),
    ):
        Seat.join(f"AAAA-AAAA@{game.said['ws'].removeprefix('ws://')}", name="notebook")
