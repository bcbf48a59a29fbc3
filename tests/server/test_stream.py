"""Numbered streams: what somebody who comes back is given."""

from detente_rules.wire.stream import Stream, number


def a_stream(events: int, tail: int = 5, talk: int = 3) -> Stream:
    """Every third event is a message."""
    stream = Stream(tail=tail, talk=talk)
    for n in range(1, events + 1):
        number([("observer", stream)], b"%d" % n, talk=n % 3 == 0)
    return stream


def test_numbers_begin_at_one_and_have_no_gap() -> None:
    """R11.8: in each stream for itself, so that nobody learns of what others heard."""
    one, other = Stream(), Stream()
    number([("seat:a", one)], b"x", talk=False)
    both = [("seat:a", one), ("seat:b", other)]
    assert [number(both, b"x", talk=False) for _ in range(2)] == [
        [("seat:a", 2), ("seat:b", 1)],
        [("seat:a", 3), ("seat:b", 2)],
    ]


def test_who_missed_a_little_gets_exactly_that() -> None:
    """R11.8."""
    catchup = a_stream(10).since(7)
    assert catchup.complete
    assert catchup.seq == 10
    assert catchup.news == [(8, b"8"), (9, b"9"), (10, b"10")]


def test_who_missed_nothing_gets_nothing() -> None:
    """R11.8."""
    assert (a_stream(10).since(10).news, a_stream(10).since(10).complete) == ([], True)
    assert (Stream().since(0).news, Stream().since(0).complete) == ([], True)


def test_who_missed_as_much_as_is_kept_gets_it_all() -> None:
    """The edge of what is kept."""
    catchup = a_stream(10).since(5)
    assert catchup.complete
    assert [seq for seq, _ in catchup.news] == [6, 7, 8, 9, 10]


def test_who_missed_too_much_gets_the_talk_that_is_kept() -> None:
    """The rest is in the view."""
    catchup = a_stream(13).since(7)
    assert not catchup.complete
    assert catchup.news == [(6, b"6"), (9, b"9"), (12, b"12")]


def test_a_newcomer_gets_the_talk() -> None:
    """As no view holds it."""
    catchup = a_stream(7).since(None)
    assert (catchup.complete, catchup.news, catchup.seq) == (False, [(3, b"3"), (6, b"6")], 7)


def test_a_hello_is_never_answered_with_more_bytes_than_a_library_takes() -> None:
    """A thousand long messages are two megabytes, and many libraries close at one: the newest are told, the rest is a view's."""
    stream = Stream(history=100)
    for n in range(9):
        number([("observer", stream)], b"%d" % n * 30, talk=True)
    assert [seq for seq, _ in stream.since(None).news] == [7, 8, 9]
    assert (stream.since(6).complete, [seq for seq, _ in stream.since(6).news]) == (True, [7, 8, 9])
    assert (stream.since(5).complete, [seq for seq, _ in stream.since(5).news]) == (False, [7, 8, 9])


def test_a_number_from_the_future_is_of_another_life_and_gets_a_snapshot() -> None:
    """A client of a game that was restored from an older copy."""
    assert not a_stream(3).since(9).complete
