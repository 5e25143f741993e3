"""Articles handled together mean what they mean one after the other, however they are grouped."""

from collections.abc import Iterator, Sequence, Set
from uuid import uuid4

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.handle import handle_all
from alerts.judge import Weigher
from alerts.judge.decision import Decision
from alerts.ledger.memory import MemoryLedger
from alerts.ledger.port import Change, Ledger, LedgerAway, Snapshot, Turn
from alerts.ledger.redis import RedisLedger
from alerts.messages import Contradiction
from alerts.stage import judge
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_report, a_toll, an_article, changed
from wire.bus import Message
from wire.clock import FakeClock
from wire.codec import decode, encode
from wire.handling import alone
from wire.settings.model import LedgerSettings, Settings

PLACES = ("Barabury", "Kestrel Bay")
EVENTS = ("fire", "quake")
SOURCES = ("fire service", "hospital", "police")
NUMBERS = (12, 19, 40)

figures = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(EVENTS),
    st.sampled_from(SOURCES),
    st.sampled_from(NUMBERS),
    st.sampled_from(("killed", "injured")),
)
told = st.lists(figures, max_size=2)
once = st.lists(
    st.tuples(st.integers(0, 9), st.just(1), told, st.just(0)), min_size=1, max_size=10, unique_by=lambda each: each[0]
)
"""Articles about the same events, each of which comes once."""
again = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), told, st.integers(0, 1)), min_size=1, max_size=10)
"""A few articles that come in several revisions and by several extractors, in any order."""
sizes = st.lists(st.integers(1, 5), max_size=4)
Figure = tuple[str, str, str, int, str]
Course = list[tuple[int, int, list[Figure], int]]


def an_article_of(which: int, revision: int, told: Sequence[Figure], extractor: int) -> ArticleClaims:
    """Return the article number `which`, which tells of these figures."""
    reports = []
    for number, (place, event, source, figure, measure) in enumerate(told):
        claim = a_toll(
            f"k{which}-{revision}-{extractor}-{number}",
            figure,
            measure=measure,
            attribution=source,
            where=(place,),
            events=(event,),
            quote=f"The {event} in {place} {measure} {figure} people.",
            disputes=(12.0,) if figure == 19 else (),
        )
        title = f"{event.title()} in {place}"
        about = {"title": title, "topics": (event, place), "revision": revision}
        reports.append(a_report(claim, f"a{which}", which, **about))
    if not reports:
        return an_article(article=f"a{which}", revision=revision, extractor=extractor)
    return an_article(*reports, extractor=extractor)


def decided(ledger: Ledger, groups: Sequence[Sequence[ArticleClaims]]) -> list[Decision]:
    weigher = Weigher()
    return [
        decision
        for group in groups
        for decision in handle_all(
            group, ledger, threshold=0.3, now=START, stale=lambda article: article.article == "a3", match=weigher
        )
    ]


def grouped(articles: Sequence[ArticleClaims], sizes: Sequence[int]) -> Iterator[Sequence[ArticleClaims]]:
    """Yield `articles` in groups of these sizes, the rest in one."""
    for size in sizes:
        yield articles[:size]
        articles = articles[size:]
    yield articles


def said(decisions: Sequence[Decision]) -> list[object]:
    """Return what is told and where each report went, without what adapters are free in: the order of candidates."""
    return [
        (
            each.contradictions,
            {held.report.claim.id: held.quantity for held in each.held},
            each.aliases,
            {candidate.id: candidate.confidence for candidate in each.candidates},
        )
        for each in decisions
    ]


def elsewhere(article: ArticleClaims) -> ArticleClaims:
    """Return `article` with places that no other article names."""
    claims = tuple(changed(each, where=(f"{each.where[0]} {article.article}",)) for each in article.claims)
    moved: ArticleClaims = changed(article, claims=claims)
    return moved


@settings(max_examples=200, deadline=None)
@given(once, sizes)
def test_in_any_grouping_the_same_is_decided(course: Course, sizes: list[int]) -> None:
    articles = [an_article_of(*each) for each in course]
    one_by_one = decided(MemoryLedger(), [[article] for article in articles])
    assert said(decided(MemoryLedger(), list(grouped(articles, sizes)))) == said(one_by_one)


@settings(max_examples=200, deadline=None)
@given(again, sizes)
def test_revisions_of_an_article_in_one_group_are_handled_in_their_order(course: Course, sizes: list[int]) -> None:
    articles = [elsewhere(an_article_of(*each)) for each in course]
    one_by_one = decided(MemoryLedger(), [[article] for article in articles])
    assert said(decided(MemoryLedger(), list(grouped(articles, sizes)))) == said(one_by_one)


class _Refusing(MemoryLedger):
    """A ledger that refuses some of what is committed, by number, as where other workers have moved what was read."""

    def __init__(self, refused: Set[int]) -> None:
        super().__init__()
        self._refused = refused
        self._commits = 0

    def commit(self, change: Change) -> bool:
        self._commits += 1
        return self._commits not in self._refused and super().commit(change)


@settings(max_examples=200, deadline=None)
@given(once, sizes, st.sets(st.integers(1, 12)))
def test_what_is_refused_is_decided_again_before_what_has_to_do_with_it(
    course: Course, sizes: list[int], refused: set[int]
) -> None:
    articles = [an_article_of(*each) for each in course]
    one_by_one = decided(MemoryLedger(), [[article] for article in articles])
    assert said(decided(_Refusing(refused), list(grouped(articles, sizes)))) == said(one_by_one)


class _Noting(MemoryLedger):
    """A ledger that notes which articles are sent to it and answered, to read and to write."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def reading(self, asked: Sequence[tuple[ArticleClaims, Sequence[str]]]) -> Turn[list[Snapshot]]:
        self.noted += [f"reads {article.article}" for article, _ in asked]
        return (yield from super().reading(asked))

    def committing(self, changes: Sequence[Change]) -> Turn[list[bool]]:
        self.noted += [f"writes {change.article}" for change in changes]
        written = yield from super().committing(changes)
        self.noted += [f"has written {change.article}" for change in changes]
        return written


def test_an_article_is_read_while_one_that_it_has_to_do_with_is_written() -> None:
    ledger = _Noting()
    decided(ledger, [[an_article_of(which, 1, [(PLACES[0], "fire", "police", 12, "killed")], 0) for which in (1, 2)]])
    assert ledger.noted == ["reads a1", "writes a1", "reads a2", "has written a1", "writes a2", "has written a2"]


@pytest.mark.redis
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(once, sizes)
def test_over_redis_in_any_grouping_the_same_is_decided(
    client: "redis.Redis", course: Course, sizes: list[int]
) -> None:
    def ledger() -> RedisLedger:
        return RedisLedger(client, namespace=f"t{uuid4().hex}", settings=LedgerSettings(), clock=FakeClock(START))

    articles = [an_article_of(*each) for each in course]
    one_by_one = decided(ledger(), [[article] for article in articles])
    assert said(decided(ledger(), list(grouped(articles, sizes)))) == said(one_by_one)


def test_the_stage_says_of_articles_together_what_it_says_of_each() -> None:
    fire = [(PLACES[0], EVENTS[0], source, number, "killed") for source, number in zip(SOURCES, NUMBERS, strict=True)]
    articles = [an_article_of(which, 1, [figure], 0) for which, figure in enumerate([*fire, *fire])]
    messages = [
        Message(topic="claims", key=article.article, value=encode(article), partition=0, offset=str(number))
        for number, article in enumerate(articles)
    ]
    settings, clock = Settings(), FakeClock(START)
    seen: list[str] = []
    together = judge(
        MemoryLedger(), settings, clock, lambda judged: seen.extend(article.article for article, _ in judged)
    )(messages)
    by_one = alone(judge(MemoryLedger(), settings, clock))
    assert together == [list(by_one(message)) for message in messages]
    assert [decode(each.value, Contradiction).new.claim.low for out in together for each in out] != []
    assert seen == [article.article for article in articles]


class _AwayAt(MemoryLedger):
    """A ledger that is away from its second turn of writing on."""

    def __init__(self) -> None:
        super().__init__()
        self._turns = 0

    def committing(self, changes: Sequence[Change]) -> Turn[list[bool]]:
        self._turns += 1
        if self._turns > 1:
            raise LedgerAway("gone")
        return (yield from super().committing(changes))


def test_what_was_decided_before_the_ledger_went_away_is_noted() -> None:
    articles = [an_article_of(which, 1, [(PLACES[0], "fire", "police", 12, "killed")], 0) for which in range(3)]
    noted: list[str] = []
    handler = judge(
        _AwayAt(), Settings(), FakeClock(START), lambda judged: noted.extend(each.article for each, _ in judged)
    )
    with pytest.raises(LedgerAway):
        handler(
            [
                Message(topic="claims", partition=0, offset=str(n), key="k", value=encode(each), headers={})
                for n, each in enumerate(articles)
            ]
        )
    assert noted == [articles[0].article]
