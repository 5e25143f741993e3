from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.bus import MemoryBus
from wire.bus import Message, Outgoing
from wire.deadletters import GIANT, KEPT, letter, letters, one_line, replay, topics

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def message(value: bytes, **headers: str) -> Message:
    return Message(topic="articles", key="a1", value=value, headers=headers, partition=3, offset="17")


def put(bus: MemoryBus, *outgoing: Outgoing) -> None:
    producer = bus.producer()
    for each in outgoing:
        producer.publish(each)
    producer.flush()


def test_a_letter_says_what_went_wrong_where_and_when() -> None:
    made = letter(message(b"bytes", trace="t"), error="no\njson", stage="enrich", attempts=3, time=NOON)
    assert (made.topic, made.key, made.value) == ("articles.dead", "a1", b"bytes")
    assert dict(made.headers) == {
        "trace": "t",
        "error": "no json",
        "stage": "enrich",
        "topic": "articles",
        "partition": "3",
        "offset": "17",
        "attempts": "3",
        "time": "2026-01-01T12:00:00.000+00:00",
    }


def test_of_a_giant_the_first_64_kb_are_kept() -> None:
    giant = bytes(range(256)) * (GIANT // 256) + b"x"
    made = letter(message(giant), error="too large", stage="enrich", attempts=1, time=NOON)
    assert made.value == giant[:KEPT]
    assert made.headers["cut"] == str(len(giant))
    whole = letter(message(giant[:GIANT]), error="e", stage="enrich", attempts=1, time=NOON)
    assert whole.value == giant[:GIANT]
    assert "cut" not in whole.headers


@given(st.text())
def test_an_error_is_one_printable_line_of_bounded_length(text: str) -> None:
    line = one_line(text, most=50)
    assert line.isprintable()
    assert len(line) <= 50


def test_every_topic_has_one_for_its_dead_letters() -> None:
    assert topics() == ["articles.dead", "claims.dead", "contradictions.dead"]


def test_replay_puts_letters_back_as_they_came_and_only_once() -> None:
    bus = MemoryBus()
    first = message(b"first", trace="t")
    put(bus, letter(first, error="e", stage="enrich", attempts=1, time=NOON))
    assert [seen.value for seen in letters(bus, "articles.dead")] == [b"first"]
    assert replay(bus, "articles.dead").replayed == 1
    (back,) = bus.messages("articles")
    assert (back.key, back.value, dict(back.headers)) == ("a1", b"first", {"trace": "t"})
    assert list(letters(bus, "articles.dead")) == []
    assert replay(bus, "articles.dead").replayed == 0


def test_replay_passes_over_giants_that_were_cut() -> None:
    bus = MemoryBus()
    put(bus, letter(message(bytes(GIANT + 1)), error="e", stage="enrich", attempts=1, time=NOON))
    put(bus, letter(message(b"small"), error="e", stage="enrich", attempts=1, time=NOON))
    done = replay(bus, "articles.dead")
    assert (done.replayed, done.cut) == (1, 1)
    assert [back.value for back in bus.messages("articles")] == [b"small"]


def test_replay_gives_up_when_somebody_else_is_at_it() -> None:
    bus = MemoryBus(partitions=1)
    bus.consumer("articles.dead", "dead").poll(most=0)  # holds the only partition
    put(bus, letter(message(b"small"), error="e", stage="enrich", attempts=1, time=NOON))
    assert replay(bus, "articles.dead").replayed == 0
    assert bus.messages("articles") == []
