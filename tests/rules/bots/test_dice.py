"""A bot's dice are its own, and the same at the same place (R9.4)."""

from hypothesis import given
from hypothesis import strategies as some

from detente_rules.bots import BotDice


@given(some.integers(0, 2**64 - 1), some.integers(0, 60), some.text(max_size=20), some.integers(0, 1000))
def test_the_same_place_always_holds_the_same_number(key: int, round_: int, what: str, counter: int) -> None:
    """No memory, no order of calls."""
    dice = BotDice(key)
    number = dice.uniform(round_, what, counter)
    dice.uniform(round_, what, counter + 1)
    assert 0.0 <= number < 1.0
    assert dice.uniform(round_, what, counter) == number


def test_two_seats_and_two_seeds_have_different_dice() -> None:
    """Else bots of one kind would all do the same."""
    keys = {BotDice.of(seed, seat).key for seed in (1, 2, "x") for seat in ("a", "b")}
    assert len(keys) == 6


def test_a_number_and_its_text_are_the_same_seed() -> None:
    """As on the command line."""
    assert BotDice.of(7, "a") == BotDice.of("7", "a")


def test_choice_picks_every_option_about_as_often() -> None:
    """A plain count over rounds."""
    dice = BotDice.of("fair", "a")
    picks = [dice.choice("abcd", round_, "letter") for round_ in range(2000)]
    assert all(420 < picks.count(letter) < 580 for letter in "abcd")
