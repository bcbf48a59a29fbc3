"""Who may read and write what at a broker: mosquitto's files, dynamic security, and what is wiped at the end."""

import asyncio
import base64
import hashlib
import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detente_rules.wire import topics
from detente_server.gateway_mqtt import access
from detente_server.gateway_mqtt.feed import Feed
from detente_server.gateway_mqtt.ledger import Ledger, Page, mailboxes_key
from detente_server.gateway_mqtt.port import Message
from detente_server.gateway_mqtt.users import RESPONSE, SeatUsers
from detente_server.journal import Full
from tests.server.fakes import FakeClock
from tests.server.mailboxes import a_bus_server


def test_only_the_server_may_write_an_inbox_and_only_a_seat_its_outbox() -> None:
    """The access rules as mosquitto reads them: patterns for whoever is a seat, two users by name."""
    rules = access.acl(["helion"]).split("\n")
    patterns = {line for line in rules if line.startswith("pattern")}
    server = set(rules[rules.index(f"user {access.SERVER}") : rules.index(f"user {access.WALL}")])
    assert "pattern read detente/v1/+/seat/%u/in" in patterns
    assert "pattern write detente/v1/+/seat/%u/out" in patterns
    assert not any("write" in line and line.endswith("/in") for line in patterns)
    assert "topic write detente/v1/+/seat/+/in" in server
    assert "topic read detente/v1/+/seat/+/out" in server


def test_a_stored_password_is_as_mosquitto_hashes_it() -> None:
    """Its format 7: rounds, salt and PBKDF2 with SHA-512."""
    user, _, rest = access.password_line("helion", "secret", b"0123456789ab").partition(":")
    _, kind, rounds, salt, digest = rest.split("$")
    again = hashlib.pbkdf2_hmac("sha512", b"secret", base64.b64decode(salt), int(rounds))
    assert (user, kind, base64.b64decode(digest)) == ("helion", "7", again)


def test_passwords_in_the_clear_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Every user has one, none stands in a file that others may read."""
    users = access.write_config(tmp_path / "broker", ["helion", "corvid"])
    private = tmp_path / "broker" / "users.json"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert json.loads(private.read_text()) == dict(users.passwords)
    assert set(users.passwords) == {access.SERVER, access.WALL, "helion", "corvid"}
    for name in ("mosquitto.conf", "acl", "passwords"):
        text = (tmp_path / "broker" / name).read_text()
        assert not any(password in text for password in users.passwords.values())


def test_dynamic_security_lets_a_seat_hear_its_own_inbox_and_what_is_public() -> None:
    """By name, never by pattern, so that ``#`` is refused."""
    rules = access.role_acls("g1", "helion")
    heard = {rule["topic"] for rule in rules if rule["acltype"] == "subscribeLiteral"}
    assert heard == {topics.inbox("g1", "helion"), topics.public("g1"), topics.state("g1")}
    sent = {rule["topic"] for rule in rules if rule["acltype"] == "publishClientSend"}
    assert sent == {topics.outbox("g1", "helion"), topics.gone("g1", "helion", "+")}
    denied = access.provision("g1", {})[0]["acls"]
    assert {rule["acltype"] for rule in denied if not rule["allow"]} >= {"subscribe", "publishClientReceive"}


class Said:
    """A bus that notes what is said."""

    up = True

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.passing: list[str] = []

    def say(self, topic: str, payload: bytes, *, retain: bool = False, **more: Any) -> None:
        if retain:
            self.kept[topic] = payload
        else:
            self.passing.append(topic)

    async def listen(self, filters: object) -> tuple[str, ...]:
        return ()


async def test_only_the_public_picture_is_retained_and_it_is_wiped_at_the_end(tmp_path: Path) -> None:
    """News pass by; when the game is over an empty payload clears what the broker kept."""
    said = Said()
    async with a_bus_server(tmp_path) as server:
        game = server.created["game"]
        feed = Feed(lambda: said, FakeClock())
        feed.follow(game, server.house.rooms[game])
        assert set(said.kept) == {topics.state(game)}
        assert json.loads(said.kept[topics.state(game)])["live"] is True
        feed.end()
        assert json.loads(said.kept[topics.state(game)])["live"] is False
        feed.wipe(game)
        assert said.kept == {topics.state(game): b""}


class Asked(Said):
    """A line to a broker, on which questions are noted."""

    fault = ""

    def __init__(self) -> None:
        super().__init__()
        self.met = asyncio.Event()
        self.asked: asyncio.Queue[list[dict[str, Any]]] = asyncio.Queue()

    def say(self, topic: str, payload: bytes, **more: Any) -> None:
        self.asked.put_nowait(json.loads(payload)["commands"])


def answers(*, to: str, users: Sequence[str] = ()) -> Message:
    """What dynamic security says to whoever asked with that word; everybody hears it."""
    said = [{"command": "listClients", "data": {"clients": list(users)}, "correlationData": to}]
    return Message(RESPONSE, json.dumps({"responses": said}).encode(), "")


async def test_an_answer_to_another_server_is_not_taken_for_ones_own() -> None:
    """Both hear it: to the other one it said that the user is there already, whose password would then be lost."""
    line = Asked()
    users = SeatUsers(lambda: line, Ledger())
    admitted = asyncio.create_task(users.admit("g1", ["helion"]))
    (question,) = await line.asked.get()
    assert users.heard(answers(to="another's", users=["helion.g1"]))
    assert users.heard(answers(to=question["correlationData"]))
    commands = await line.asked.get()
    assert "helion.g1" in [one.get("username") for one in commands]
    users.heard(answers(to=commands[0]["correlationData"]))
    await admitted
    assert users.credentials("g1", "helion")["mqtt_password"] is not None


class Store:
    """What a ledger notes, and how often."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.full = False

    async def keep(self, key: str, value: str) -> None:
        await asyncio.sleep(0)  # a disk takes its time
        if self.full:
            raise Full("The disk is full.")
        self.notes[key] = value


async def test_who_knows_a_mailbox_and_who_is_owed_a_cut_outlive_the_process() -> None:
    """Whoever sits there no more, or lost the credential, is owed one after a restart, though nobody had time to note it."""
    store = Store()
    ledger = Ledger(store.keep)
    for seat, person in (("helion", "p1"), ("corvid", "p2"), ("sorrel", "p3")):
        ledger.welcomed("g1", seat, person)
    await ledger.owe("g1", "lodestar")
    again = Ledger(store.keep)
    again.take_up("g1", store.notes[mailboxes_key("g1")], lambda seat, person: person != "p2")
    assert again.owed() == (("g1", "corvid"), ("g1", "lodestar"))
    assert again.knows("g1", "helion", "p1")
    assert not again.knows("g1", "helion", "p2")
    await again.paid("g1", "lodestar")
    await again.owe("g1", "helion")
    assert Page.read(store.notes[mailboxes_key("g1")]) == Page({"sorrel": {"p3"}}, {"corvid", "helion"})


async def test_a_full_disk_keeps_nobody_from_being_cut_off() -> None:
    """What could not be noted is known all the same, and noted with the next change."""
    store = Store()
    store.full = True
    ledger = Ledger(store.keep)
    await ledger.owe("g1", "helion")
    assert (ledger.owed(), store.notes) == ((("g1", "helion"),), {})
    store.full = False
    await ledger.owe("g1", "corvid")
    assert Page.read(store.notes[mailboxes_key("g1")]).owed == {"helion", "corvid"}


def test_mail_is_known_by_its_topic() -> None:
    """What a seat may write, and nothing else."""
    assert topics.read_mail(topics.outbox("g", "helion"), "s") == topics.Mail("g", "helion", "out", "s")
    assert topics.read_mail(topics.gone("g", "helion", "s"), "") == topics.Mail("g", "helion", "gone", "s")
    for other in (topics.inbox("g", "helion"), topics.public("g"), "detente/v1/g/seat/out", "x"):
        assert topics.read_mail(other, "") is None


def test_the_end_of_a_dialogue_is_read_back() -> None:
    """And nothing else is taken for it, however it looks."""
    assert topics.read_closed(topics.closed_frame(1012, "Back soon.")) == topics.Closed(1012, "Back soon.")
    for other in (b'{"type":"news","text":"closed"}', b'{"type":"closed"', b'["closed"]', b""):
        assert topics.read_closed(other) is None
