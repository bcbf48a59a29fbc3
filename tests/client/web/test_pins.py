"""Six digits for another device: tied to a name, guarded against guessing, and good after a restart."""

import asyncio
import stat
from pathlib import Path

import pytest

from detente_client.web.admission import GUESSES, TooMany
from detente_client.web.pins import REMEMBERED, Pins


async def test_a_pin_brings_back_the_person_of_that_name_however_it_is_written() -> None:
    """Names are typed on telephones: case and spaces do not matter."""
    pins = Pins(lambda: "004217")
    assert await pins.issue("Ana  Lund", "token-of-ana") == "004217"
    assert await pins.token(" ana lund", " 004217 ", 0.0) == "token-of-ana"
    assert await pins.token("Ana Lund", "004218", 0.0) is None
    assert await pins.token("Ben", "004217", 0.0) is None


async def test_a_new_pin_closes_the_old_one() -> None:
    """One PIN a person."""
    fresh = iter(("111111", "222222"))
    pins = Pins(lambda: next(fresh))
    await pins.issue("Ana", "old")
    await pins.issue("Ana", "new")
    assert await pins.token("Ana", "111111", 0.0) is None
    assert await pins.token("Ana", "222222", 0.0) == "new"


async def test_guessing_a_pin_soon_has_to_wait() -> None:
    """A million PINs at eight tries in ten minutes take more than two years; the right one has to wait as well.

    Also when they come side by side.
    """
    pins = Pins(lambda: "004217")
    await pins.issue("Ana", "token")
    assert await pins.token("Ana", "004217", 99.0) == "token"
    tries = [pins.token("Ana", "000000", 100.0) for _ in range(2 * GUESSES)]
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert ends[:GUESSES] == [None] * GUESSES
    assert all(isinstance(one, TooMany) for one in ends[GUESSES:])
    with pytest.raises(TooMany) as wait:
        await pins.token("Ana", "004217", 100.0)
    assert wait.value.seconds == pytest.approx(600.0)
    assert await pins.token("Ana", "004217", 701.0) == "token"


async def test_a_pin_is_good_after_a_restart_and_stands_nowhere(tmp_path: Path) -> None:
    """Neither the PIN nor the token is in the file, which is its owner's alone."""
    file = tmp_path / "browsers" / "pins.json"
    await Pins(lambda: "004217", file).issue("Ana", "token-of-ana")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    kept = file.read_bytes()
    for secret in ("004217", "token-of-ana", b"token-of-ana".hex()):
        assert secret.encode() not in kept
    again = Pins(lambda: "333333", file)
    assert await again.token("ana", "004217", 0.0) == "token-of-ana"
    assert await again.token("ana", "004218", 0.0) is None


@pytest.mark.parametrize("written", ["", "no JSON", "[1]", '{"ana": 7}', '{"ana": "xyz"}', '{"ana": "00"}'])
async def test_a_file_that_somebody_wrote_in_opens_nothing_and_stops_nobody(
    tmp_path: Path, written: str
) -> None:
    """PINs begin anew."""
    file = tmp_path / "pins.json"
    file.write_text(written)
    pins = Pins(lambda: "004217", file)
    assert await pins.token("ana", "004217", 0.0) is None
    await pins.issue("Ana", "token")
    assert await Pins(file=file).token("ana", "004217", 0.0) == "token"


async def test_a_place_that_cannot_be_written_costs_only_the_keeping(tmp_path: Path) -> None:
    """A full disk, a folder of somebody else's."""
    (tmp_path / "file").write_text("")
    pins = Pins(lambda: "004217", tmp_path / "file" / "pins.json")
    await pins.issue("Ana", "token")
    assert await pins.token("ana", "004217", 0.0) == "token"


async def test_what_is_remembered_of_names_is_bounded(tmp_path: Path) -> None:
    """The oldest go first."""
    file = tmp_path / "pins.json"
    file.write_text("{" + ",".join(f'"n{one}": "{"ab" * 60}"' for one in range(REMEMBERED)) + "}")
    pins = Pins(lambda: "004217", file)
    await pins.issue("Ana", "token")
    text = file.read_text()
    assert ('"n0"' in text, '"n1"' in text, '"ana"' in text) == (False, True, True)
