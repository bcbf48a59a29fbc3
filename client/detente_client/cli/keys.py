"""The host's own keys: `host` keeps the facilitator's and the observer's on this machine, `console` and `watch` find them."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from detente_client.address import DEFAULT_SERVER, BadAddress, Place, parse_place
from detente_client.cli.faults import Misused
from detente_client.credentials import BadTokenFile, Credential, Keeper, Store, token_from_outside
from detente_client.link import Link
from detente_rules.wire.session import Invitation

if TYPE_CHECKING:
    from detente_server.app import Server

Role = Literal["facilitator", "observer"]
ROLES: Final[tuple[Role, ...]] = ("facilitator", "observer")

FOR_EVER: Final = float("inf")
"""Seconds: a console and a projector wait for a server that is not up yet, and say so on the screen."""


def keep_keys(server: "Server", store: Store | None = None) -> None:
    """Keep the tokens that a host has made, each in a file that its owner alone may read.

    Resumed without new tokens: the kept ones count as new again, so that the newest at an address is the one in use.
    """
    created, keep = server.created, store if store is not None else Store()
    for role in ROLES:
        token = created[role]
        if token is None:
            keep.freshen(server=server.ws_url, game=created["game"], program=role)
        else:
            credential = Credential(server.ws_url, created["game"], created["code"], role, role, token)
            keep.save(credential).release()


def keeper_of_branches(
    code: str | None, server: str | None, store: Store | None = None
) -> Callable[[Mapping[str, Any]], str]:
    """Keeps the keys of games that a console branches, and says how to run them from this machine. Raises: Misused."""
    place, _ = _given(code, server, None)
    folder = store if store is not None else Store()

    def keep(created: Mapping[str, Any]) -> str:
        for role in ROLES:
            if not created.get(role):
                continue
            here = folder.claim(server=place.server, program=role)
            key = Credential(place.server, created["game"], created["code"], role, role, created[role])
            folder.save(key).release()
            if here is not None:
                # Without a code one comes back to the game that one was at, not to its branch.
                here.release()
                folder.freshen(server=place.server, game=here.credential.game, program=role)
        there = "" if place.server == DEFAULT_SERVER else f" --server {place.server}"
        return f"detente console {created['code']}{there}"

    return keep


def console_link(code: str | None, *, server: str | None, token_file: Path | None) -> Link:
    """The facilitator's place. Raises: Misused."""
    place, token = _given(code, server, token_file)
    kept = token or _kept(place, "facilitator")
    if kept is None:
        raise Misused(
            f"no facilitator's token for {place.server} is known on this machine. The one that `detente host --json` printed"
            f" goes into DETENTE_TOKEN or --token-file; `detente host --reissue facilitator` makes a new one.{_elsewhere(place, 'facilitator')}"
        )
    return Link(place.server, kept, patience=FOR_EVER)


def watch_link(code: str | None, *, server: str | None, token_file: Path | None) -> Link:
    """The projector's place: by a token, by what this machine's host has kept, or by the join code. Raises: Misused."""
    place, token = _given(code, server, token_file)
    kept = token or _kept(place, "observer")
    if kept is None and place.code is not None:
        keeper = Keeper(Store(), "watch")
        back = keeper.claim(place.server, place.code, None)
        invitation = Invitation(place.code, "Projector")
        keeper.invited(invitation)
        return Link(place.server, back or invitation, keeper=keeper, patience=FOR_EVER, watch=True)
    if kept is None:
        raise Misused(
            f"no observer's token for {place.server} is known on this machine. The one that `detente host --json` printed goes"
            " into DETENTE_TOKEN or --token-file; where the host was started with --watch-by-code: detente watch CODE@host:port."
            f"{_elsewhere(place, 'observer')}"
        )
    return Link(place.server, kept, patience=FOR_EVER, watch=True)


def _given(code: str | None, server: str | None, token_file: Path | None) -> tuple[Place, str | None]:
    try:
        return parse_place(code, server), token_from_outside(os.environ, token_file)
    except (BadAddress, BadTokenFile) as fault:
        raise Misused(str(fault)) from None


def _elsewhere(place: Place, role: Role) -> str:
    """Where this machine's newest key of the role is good: a host on another port than the usual one is easily forgotten."""
    known = Store().newest_server(role)
    return (
        f" The newest that is known is for another: --server {known}"
        if known not in {None, place.server}
        else ""
    )


def _kept(place: Place, role: Role) -> str | None:
    """The newest key of this role for that server. It is not locked: a second console takes the first one's place."""
    held = Store().claim(server=place.server, code=place.code, program=role)
    if held is None:
        return None
    held.release()
    return held.credential.token
