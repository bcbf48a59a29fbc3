"""How ``join`` and ``bot`` come in: a token from outside, a stored one, or a join code."""

import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from detente_client.address import BadAddress, at_seat, parse_place
from detente_client.cli.faults import Misused
from detente_client.credentials import BadTokenFile, Keeper, Store, token_from_outside
from detente_client.link import Link
from detente_rules.ids import MAX_NAME
from detente_rules.wire.session import Invitation

PATIENCE_OF_PROGRAMS: Final = 10.0
"""Seconds that a bot waits for a server that is not up yet; a person is told at once."""


def link_for(
    code: str | None,
    *,
    server: str | None,
    name: str | None,
    seat: str | None,
    token_file: Path | None,
    anew: bool,
    program: str = "",
) -> Link:
    """The link that the arguments of a command ask for.

    anew: overlook stored credentials. program: "" for a person, else the bot's name; a program must say at
    once where it goes, a person may be asked by the screen.
    Raises: Misused.
    """
    try:
        place = parse_place(code, server)
        place = replace(place, server=at_seat(place.server, seat))
        token = token_from_outside(os.environ, token_file)
    except (BadAddress, BadTokenFile) as fault:
        raise Misused(str(fault)) from None
    patience = PATIENCE_OF_PROGRAMS if program else 0.0
    if token is not None:
        return Link(place.server, token, patience=patience)
    keeper = Keeper(Store(), program)
    if place.code is None:
        if program:
            raise Misused("a join code is needed (--join CODE), or a token in DETENTE_TOKEN.")
        return Link(place.server, keeper=keeper)
    kept = None if anew else keeper.claim(place.server, place.code, name)
    if kept is None and name is None:
        name = _ask_name()
    invitation = Invitation(place.code, name or "", seat, bool(program))
    keeper.invited(invitation)
    return Link(place.server, kept or invitation, keeper=keeper, patience=patience)


def known_name() -> str:
    """What this machine calls whoever sits at it."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return name[:MAX_NAME] or "player"


def _ask_name() -> str:
    """Ask in the terminal; where there is none, the name that this machine knows."""
    known = known_name()
    if sys.stdin.isatty() and sys.stderr.isatty():
        sys.stderr.write(f"Your name, as the others will see it [{known}]: ")
        sys.stderr.flush()
        known = sys.stdin.readline().strip() or known
    return known[:MAX_NAME]
