"""Opening a data folder: resume what is unfinished there, or begin a new game (``detente host --data``)."""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from detente_rules import library
from detente_rules.branch import branched
from detente_rules.genesis import header
from detente_rules.ids import PersonId, Role, SeatId
from detente_rules.record import chain, parse_line
from detente_rules.rejections import Refused
from detente_rules.scenario import ScenarioFault
from detente_rules.scenario.check import unknown_bots
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_server.clock import Clock
from detente_server.credentials import Credential, digest_of, new_code, new_game_id, new_token
from detente_server.game import Game, begun, replayed
from detente_server.journal import GameRow, Journal
from detente_server.orders import Hearers
from detente_server.settings import Settings

log = logging.getLogger("detente.opening")

FACILITATOR: PersonId = "facilitator"
OBSERVER: PersonId = "observer"


class CannotResume(Exception):
    """An unfinished game that this program cannot go on with; its text is for people."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A game that is ready to be played. tokens: person → token, for the credentials that were made now."""

    row: GameRow
    resumed: bool
    tokens: dict[PersonId, str]
    credentials: tuple[Credential, ...] = ()


def seat_person(seat: SeatId) -> PersonId:
    """The person that a seat's own credential stands for."""
    return f"seat-{seat}"


def resume(journal: Journal, row: GameRow, hearers: Hearers, settings: Settings) -> Game:
    """An unfinished game from its record. Raises: CannotResume."""
    try:
        game = replayed(journal.lines(row.game), journal.secret(row.game), hearers, settings.limits)
    except (Refused, ValueError, KeyError, StopIteration) as fault:
        raise CannotResume(
            f"Game {row.game} cannot be resumed: {fault} (`--new` starts another; `detente export` keeps this one.)"
        ) from fault
    game.remember(journal.answers(row.game))
    return game


def new_secret(seed: str | None) -> Secret:
    """The seed as given, or 128 random bits; the salt is always random."""
    return Secret(seed if seed is not None else secrets.token_hex(16), secrets.token_hex(16))


def create(
    journal: Journal, settings: Settings, secret: Secret, hearers: Hearers, clock: Clock
) -> tuple[Game, Opened]:
    """A new game, on record before it is played.

    Raises: ScenarioNotFound, ScenarioFault, JournalFault.
    """
    name, text = new_game_id(), library.load_text(settings.scenario)
    if wrong := unknown_bots(text):
        raise ScenarioFault(wrong)
    first = header(
        game=name,
        scenario_text=text,
        secret=secret,
        at=clock.now(),
        reference=library.load_reference(settings.scenario),
        level=settings.level,
        rounds=settings.rounds,
        timed=settings.timed,
        open_start=settings.open_start,
    )
    game, line = begun(first, secret, hearers, settings.limits)
    row = GameRow(name, new_code(), game.committed.scenario.id, first.at, finished=False, head=0)
    issued = dict(_issue(name, who) for who in persons(game.committed))
    credentials = tuple(credential for credential, _ in issued.values())
    journal.create(row, secret, line, credentials)
    tokens = {person: token for person, (_, token) in issued.items()}
    return game, Opened(row, resumed=False, tokens=tokens, credentials=credentials)


def branch(
    journal: Journal,
    row: GameRow,
    round_: int,
    secret: Secret,
    hearers: Hearers,
    settings: Settings,
    clock: Clock,
) -> tuple[Game, Opened]:
    """A new game from the end of a past round of another (R12.11): on record whole, or not at all.

    row: the parent, which is read and not touched. Raises: Refused, JournalFault.
    """
    record = (parse_line(text, n) for n, text in enumerate(journal.lines(row.game)))
    name, now = new_game_id(), clock.now()
    texts = tuple(line.text for line in chain(branched(record, round_, name, secret, now)))
    game = replayed(texts, secret, hearers, settings.limits)
    new = GameRow(name, new_code(), row.scenario, now, finished=False, head=len(texts) - 1, parent=row.game)
    issued = dict(_issue(name, who) for who in persons(game.committed))
    credentials = tuple(credential for credential, _ in issued.values())
    journal.create(new, secret, "\n".join(texts), credentials)
    tokens = {person: token for person, (_, token) in issued.items()}
    return game, Opened(new, resumed=False, tokens=tokens, credentials=credentials)


def reissue(journal: Journal, row: GameRow, state: GameState, who: tuple[str, ...]) -> dict[PersonId, str]:
    """New tokens for a lost one: of the facilitator, the observer, or a seat; the old ones open nothing any more.

    Raises: CannotResume for a name that is none of these.
    """
    known = {named: (person, role, seat, name) for named, (person, role, seat, name) in _named(state)}
    tokens: dict[PersonId, str] = {}
    for name in who:
        if name not in known:
            raise CannotResume(f"--reissue {name}: there is {', '.join(known)}.")
        person, (credential, token) = _issue(row.game, known[name])
        journal.issue([credential])
        tokens[person] = token
    return tokens


def persons(state: GameState) -> Iterator[tuple[PersonId, Role, SeatId | None, str]]:
    """Those who have a credential from the start: person, role, seat, name to be shown."""
    yield FACILITATOR, "facilitator", None, "Facilitator"
    yield OBSERVER, "observer", None, "Observer"
    for seat in state.scenario.seats:
        yield seat_person(seat.id), "player", seat.id, seat.name


def _named(state: GameState) -> Iterator[tuple[str, tuple[PersonId, Role, SeatId | None, str]]]:
    for who in persons(state):
        yield who[2] or who[0], who


def _issue(
    game: str, who: tuple[PersonId, Role, SeatId | None, str]
) -> tuple[PersonId, tuple[Credential, str]]:
    person, role, seat, name = who
    token = new_token()
    return person, (Credential(game, person, role, seat, name, digest_of(token)), token)
