"""``mqtts://``: a mosquitto that shows a certificate, a host and bots that check it, and what is said where they do not."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from detente_client.link import Link
from detente_client.mailbox import distrust, read_mailbox
from detente_client.model import Snapshot
from detente_rules.commands import Start
from detente_server.addresses import LOOPBACK
from detente_server.gateway_mqtt.access import SERVER
from tests.client.commands import Done, called, detente
from tests.end_to_end.brokers import FIRST_STEPS, Mosquitto, mosquitto
from tests.end_to_end.tables import Host, host, in_phase, until

pytestmark = pytest.mark.heavy


@dataclass(frozen=True)
class Authority:
    """Somebody who signs certificates. file: its own, in PEM."""

    sign: trustme.CA
    file: Path


def an_authority(folder: Path, name: str) -> Authority:
    """One that nobody's system knows."""
    sign, file = trustme.CA(organization_name=name), folder / f"{name}.pem"
    sign.cert_pem.write_to_path(file)
    return Authority(sign, file)


@asynccontextmanager
async def a_safe_mosquitto(folder: Path, ours: Authority) -> AsyncIterator[Mosquitto]:
    """A broker with a certificate for localhost."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    certificate = ours.sign.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(key)
    chain.write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    async with mosquitto(folder, f"certfile {chain}\nkeyfile {key}\n", FIRST_STEPS) as broker:
        yield broker


@contextmanager
def a_host(folder: Path, bus: str, *more: str) -> Iterator[Host]:
    """``detente host`` at that broker, without a clock."""
    place = ("--data", str(folder / "data"), "--listen", f"{LOOPBACK}:0")
    with host("first-steps", *place, "--untimed", "--bus", bus, *more) as served:
        yield served


async def in_a_process(*arguments: str, **environment: str) -> Done:
    """A command to its end, while the broker is looked after here."""
    return await asyncio.to_thread(detente, *arguments, **environment)


async def a_refused_host(folder: Path, *more: str) -> Done:
    """``detente host`` to its end, on a port that nobody else has: whether it comes to the broker must not hang on that."""
    place = ("--data", str(folder / "data"), "--listen", f"{LOOPBACK}:0")
    return await in_a_process("host", "first-steps", *place, *more)


def sits(seat: str) -> Callable[[Snapshot], bool]:
    """Holds of snapshots in which somebody has that seat."""
    return lambda now: now.view is not None and any(row.id == seat and row.people for row in now.view.seats)


async def a_bot(code: str, server: str, authority: Path) -> Done:
    """``detente bot`` to its end."""
    named = {"DETENTE_MQTT_CA": str(authority)}
    return await in_a_process(
        "bot", "conditional", "--join", code, "--server", server, "--stay", "0", **named
    )


async def test_a_whole_game_over_tls(tmp_path: Path) -> None:
    """``detente host --bus mqtts://… --bus-ca PEM`` and ``detente bot --server mqtts://…``, each in a process of its own."""
    ours = an_authority(tmp_path, "ours")
    async with a_safe_mosquitto(tmp_path, ours) as broker:
        with a_host(tmp_path, broker.safe(SERVER), "--bus-ca", str(ours.file)) as served:
            assert served.said["mqtt"].startswith(f"mqtts://localhost:{broker.port}/")
            playing = asyncio.create_task(a_bot(served.said["code"], broker.safe("quill"), ours.file))
            facilitator = Link(served.said["ws"], served.said["facilitator"])
            await until(facilitator, sits("quill"))
            await facilitator.send(Start())
            assert (await playing).status == 0
            await until(facilitator, in_phase("debrief"))
            await facilitator.close()


async def test_a_host_that_does_not_know_who_signed_says_which_option_names_them(tmp_path: Path) -> None:
    """One line, exit 1, no game; with a certificate of somebody else's, and with none but the system's."""
    ours, others = an_authority(tmp_path, "ours"), an_authority(tmp_path, "others")
    async with a_safe_mosquitto(tmp_path, ours) as broker:
        for more in (["--bus-ca", str(others.file)], []):
            bus = ["--bus", broker.safe(SERVER)]
            done = await a_refused_host(tmp_path, *bus, *more)
            assert (done.status, done.out) == (1, "")
            assert len(done.err.strip().split("\n")) == 1
            assert "signed by nobody whom this machine trusts" in done.err
            assert "--bus-ca FILE" in done.err
            assert broker.users[SERVER] not in done.err


async def test_a_bot_that_does_not_know_who_signed_says_which_variable_names_them(tmp_path: Path) -> None:
    """One line, exit 1, at once."""
    ours, others = an_authority(tmp_path, "ours"), an_authority(tmp_path, "others")
    async with a_safe_mosquitto(tmp_path, ours) as broker:
        done = await a_bot("ABCD-EFGH", f"{broker.safe('quill')}/g1", others.file)
    assert done.status == 1
    assert len(done.err.strip().split("\n")) == 1
    assert "DETENTE_MQTT_CA=FILE" in done.err


async def test_a_certificate_for_another_name_is_not_believed(tmp_path: Path) -> None:
    """Whoever signed it: the broker is reached as 127.0.0.1, and is certified as localhost."""
    ours = an_authority(tmp_path, "ours")
    async with a_safe_mosquitto(tmp_path, ours) as broker:
        bus = ("--bus", broker.url(SERVER, scheme="mqtts"), "--bus-ca", str(ours.file))
        done = await a_refused_host(tmp_path, *bus)
    assert done.status == 1
    assert "not made for 127.0.0.1; use the name" in done.err


async def test_a_port_for_tls_is_said_to_be_one_to_whoever_comes_without(tmp_path: Path) -> None:
    """It breaks off before a word: host and bot say which scheme it is, and end."""
    ours = an_authority(tmp_path, "ours")
    async with a_safe_mosquitto(tmp_path, ours) as broker:
        served = await a_refused_host(tmp_path, "--bus", broker.url(SERVER))
        bot = await a_bot("ABCD-EFGH", f"{broker.url('quill')}/g1", ours.file)
    for done in (served, bot):
        assert (done.status, done.out) == (1, "")
        assert len(done.err.strip().split("\n")) == 1
        assert "one for TLS" in done.err
        assert "mqtts://" in done.err


def test_a_port_without_tls_is_said_to_be_one() -> None:
    """It breaks the handshake off. Not for ever, perhaps: a broker that goes down does the same."""
    fault = distrust(ConnectionResetError(), read_mailbox("mqtts://helion@broker/g1"))
    assert fault is not None
    assert not fault.hopeless
    assert "mqtt:// is for those" in str(fault)
    assert distrust(ConnectionResetError(), read_mailbox("mqtt://helion@broker/g1")) is None


def test_a_file_that_is_no_authority_is_said_before_anything_is_opened(tmp_path: Path) -> None:
    """Missing, or something else in it; and a file where nothing is checked."""
    other = tmp_path / "notes.txt"
    other.write_text("no certificate")
    for bus, file, words in (
        ("mqtts://broker", tmp_path / "none.pem", "cannot be read (No such file or directory)"),
        ("mqtts://broker", other, "holds no certificate"),
        ("mqtt://broker", other, "is for mqtts:// addresses"),
    ):
        done = called("host", "--bus", bus, "--bus-ca", str(file))
        assert (done.status, done.out) == (2, "")
        assert words in done.err
