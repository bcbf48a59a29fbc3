"""Tokens on this machine: private, found again, and one to a program."""

import stat
from pathlib import Path

import pytest

from detente_client.credentials import (
    BadTokenFile,
    Credential,
    Keeper,
    Store,
    default_folder,
    read_token_file,
    token_from_outside,
)
from detente_rules.wire.session import Invitation

SERVER = "ws://10.0.0.2:8765"
ANA = Credential(SERVER, "g1", "KDPW-HUNA", "Ana", "", "token-of-ana")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "credentials")


def test_a_stored_token_can_be_read(store: Store) -> None:
    """A stored token can be read by its owner alone."""
    with store.save(ANA) as held:
        assert stat.S_IMODE(held.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_who_was_here_before_is_found(store: Store) -> None:
    """Who was here before is found again by server and code."""
    store.save(ANA).release()
    found = store.claim(server=SERVER, code="KDPW-HUNA")
    assert found is not None
    assert found.credential == ANA


@pytest.mark.parametrize(
    "other",
    [
        {"server": "ws://10.0.0.3:8765", "code": "KDPW-HUNA"},
        {"server": SERVER, "code": "ZZZZ-ZZZZ"},
        {"server": SERVER, "code": "KDPW-HUNA", "name": "Ben"},
        {"server": SERVER, "code": "KDPW-HUNA", "program": "racer"},
    ],
)
def test_a_token_is_not_used_for(store: Store, other: dict[str, str]) -> None:
    """A token is not used for another server game name or program."""
    store.save(ANA).release()
    assert store.claim(**other) is None


def test_a_second_program_does_not_take(store: Store) -> None:
    """A second program does not take a token that is in use."""
    held = store.save(ANA)
    assert store.claim(server=SERVER) is None
    held.release()
    assert store.claim(server=SERVER) is not None


def test_a_broken_file_is_as_good(store: Store) -> None:
    """A broken file is as good as none."""
    store.folder.mkdir()
    (store.folder / "broken.json").write_text("{")
    (store.folder / "other.json").write_text('{"server": 1}')
    assert store.claim(server=SERVER) is None


def test_the_token_does_not_show_when() -> None:
    """The token does not show when a credential is printed."""
    assert "token-of-ana" not in repr(ANA)


def test_credentials_live_in_the_users_data() -> None:
    """Credentials live in the users data folder."""
    assert default_folder().parts[-2:] == ("detente", "credentials")


def test_a_token_comes_from_the_environment(tmp_path: Path) -> None:
    """A token comes from the environment or a file and the file wins."""
    file = tmp_path / "token"
    file.write_text("from-file\n")
    file.chmod(0o600)
    assert token_from_outside({"DETENTE_TOKEN": "from-outside"}, None) == "from-outside"
    assert token_from_outside({"DETENTE_TOKEN": "from-outside"}, file) == "from-file"
    assert token_from_outside({}, None) is None


@pytest.mark.parametrize(
    ("content", "mode"), [("token", 0o644), ("token", 0o640), ("", 0o600), ("two words", 0o600)]
)
def test_a_token_file_that_others_can(tmp_path: Path, content: str, mode: int) -> None:
    """A token file that others can read or that holds no token is refused."""
    file = tmp_path / "token"
    file.write_text(content)
    file.chmod(mode)
    with pytest.raises(BadTokenFile, match=r"token"):
        read_token_file(file)


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    """A missing token file is named."""
    with pytest.raises(BadTokenFile, match="nowhere"):
        read_token_file(tmp_path / "nowhere")


def test_a_keeper_keeps_the_newest_token(store: Store) -> None:
    """A keeper keeps the newest token and forgets the one before."""
    keeper = Keeper(store)
    assert keeper.claim(SERVER, "KDPW-HUNA", "Ana") is None
    keeper.invited(Invitation("KDPW-HUNA", "Ana"))
    keeper.keep(SERVER, "g1", "first")
    keeper.keep(SERVER, "g1", "second")
    keeper.release()
    assert Keeper(store).claim(SERVER, "KDPW-HUNA", None) == "second"
    assert len(list(store.folder.iterdir())) == 1


def test_a_token_that_the_server_forgot(store: Store) -> None:
    """A token that the server forgot is dropped for the invitation."""
    store.save(ANA).release()
    keeper = Keeper(store)
    assert keeper.claim(SERVER, "KDPW-HUNA", "Ana") == "token-of-ana"
    keeper.invited(Invitation("KDPW-HUNA", "Ana", "corvid"))
    assert keeper.forget() == Invitation("KDPW-HUNA", "Ana", "corvid")
    assert keeper.claim(SERVER, "KDPW-HUNA", "Ana") is None


def test_a_token_that_was_handed_in(store: Store) -> None:
    """A token that was handed in is not stored."""
    keeper = Keeper(store)
    keeper.keep(SERVER, "g1", "somebody-elses")
    assert not store.folder.exists()
