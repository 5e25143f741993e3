"""Texts of articles: each revision by itself, with an expiry, held ones longer, all of them within a limit."""

from collections.abc import Callable, Iterator

import pytest

from wire.redis import connect
from wire.texts import KEPT, Text, Texts

pytestmark = pytest.mark.redis
NOW = 1_772_000_000.0


@pytest.fixture
def make(redis_url: str, namespace: str) -> Iterator[Callable[..., Texts]]:
    client = connect(redis_url)

    def made(most: int = 1_000_000) -> Texts:
        return Texts(client, namespace=namespace, most=most)

    yield made
    client.close()


def text(article: str, revision: int = 1, body: str = "Seven people were hurt.") -> Text:
    return Text(article=article, revision=revision, title="Fire", body=body)


def noise(size: int, salt: int) -> str:
    """Return a text of `size` that deflating makes little smaller."""
    return "".join(chr(0x4E00 + (place * place * 7919 + salt * 104729 + place * 31) % 20_000) for place in range(size))


def test_each_revision_is_read_as_it_was_kept(make: Callable[..., Texts]) -> None:
    texts = make()
    texts.keep(text("a", 1), NOW)
    texts.keep(text("a", 2, "Nine people were hurt."), NOW)
    assert texts.read("a", 1) == text("a", 1)
    assert texts.read("a", 2) == text("a", 2, "Nine people were hurt.")
    assert texts.read("a", 3) is None


def test_texts_are_kept_together_as_each_by_itself(make: Callable[..., Texts], redis_url: str, namespace: str) -> None:
    texts = make()
    several = [text("a", 1), text("b", 1, "Nine people were hurt."), text("a", 2), text("a", 1)]
    texts.keep_all(several, NOW)
    size = texts.size()
    for each in several:
        assert texts.read(each.article, each.revision) == each
        texts.keep(each, NOW)
    assert texts.size() == size > 0


def test_a_text_has_an_expiry(make: Callable[..., Texts], redis_url: str, namespace: str) -> None:
    make().keep(text("a"), NOW)
    client = connect(redis_url)
    assert 0 < client.ttl(f"{namespace}:t:a:a:1") <= KEPT
    client.close()


def test_keeping_a_text_again_takes_no_more_room(make: Callable[..., Texts]) -> None:
    texts = make()
    texts.keep(text("a"), NOW)
    size = texts.size()
    texts.keep(text("a"), NOW + 5)
    assert texts.size() == size > 0


def test_what_has_had_its_time_goes_when_another_comes(make: Callable[..., Texts]) -> None:
    texts = make()
    texts.keep(text("old"), NOW)
    texts.keep(text("new"), NOW + KEPT + 1)
    assert texts.read("old", 1) is None
    assert texts.read("new", 1) is not None


def test_beyond_the_limit_the_oldest_goes_and_what_is_held_stays(make: Callable[..., Texts]) -> None:
    texts = make(most=12_000)
    texts.keep(text("held", body=noise(1000, 1)), NOW)
    texts.keep(text("other", body=noise(1000, 2)), NOW + 1)
    texts.hold([("held", 1), ("nowhere", 1)], NOW + 3600)
    for number in range(3, 6):
        texts.keep(text(f"later{number}", body=noise(1000, number)), NOW + number)
    texts.keep_all([text(f"later{number}", body=noise(1000, number)) for number in range(6, 8)], NOW + 8)
    assert texts.size() <= 12_000
    assert texts.read("other", 1) is None
    assert texts.read("held", 1) is not None


def test_a_text_greater_than_the_limit_is_not_kept(make: Callable[..., Texts]) -> None:
    texts = make(most=100)
    texts.keep(text("giant", body=noise(5000, 1)), NOW)
    assert texts.read("giant", 1) is None
    assert texts.size() == 0
