"""The alert stage: claims in, contradictions out, messages delivered; over a real Redis and real HTTP."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import redis

from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Verdict, Verdicts
from alerts.ledger.memory import MemoryLedger
from alerts.messages import TOPIC, Contradiction
from alerts.notify.atlas import NoAtlas
from alerts.notify.corrections import MemoryCorrections
from alerts.notify.deliveries import MemoryDeliveries, RedisDeliveries
from alerts.notify.memory import MemoryJobs
from alerts.notify.notifier import notifier
from alerts.notify.recipients import Recipient, recipient
from alerts.notify.trial import send_test
from alerts.stage import is_old, judge, parts, run
from enrich.messages import TOPIC as CLAIMS
from enrich.messages import ArticleClaims
from tests.alerts.channels import FakeChannel
from tests.alerts.makers import START, a_contradiction, a_report, a_toll, an_article, changed
from tests.alerts.receiver import Receiver
from tests.servers.redis_server import RedisServer
from wire.bus import Message, Outgoing
from wire.bus.streams import StreamsBus
from wire.clock import FakeClock, SystemClock
from wire.codec import Undecodable, decode, encode
from wire.handling import alone
from wire.redis import connect
from wire.settings.model import AlertSettings, Settings, SubscriberSettings
from wire.stage import Context, StageFailed
from wire.stop import Stop

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()


def message(topic: str, value: bytes) -> Message:
    return Message(topic=topic, key="k", value=value, partition=0, offset="1")


def dispute(place: str = "Barabury", event: str = "fire", minutes: float = 0, **more: Any) -> list[ArticleClaims]:
    """Return two articles on one event, the second of which disputes the first one's toll."""
    articles = []
    for which, number in enumerate((12, 19)):
        claim = a_toll(
            f"k-{place}-{which}",
            number,
            attribution=("fire service", "hospital")[which],
            where=(place,),
            events=(event,),
            quote=f"The {event} in {place} killed {number} people, police said.",
            start=len(f"The {event} in {place} killed "),
            end=len(f"The {event} in {place} killed {number} people"),
            disputes=(12.0,) if which else (),
        )
        report = a_report(
            claim, f"a-{place}-{which}", minutes + which, title=f"{event.title()} in {place}", topics=(event, place)
        )
        articles.append(changed(an_article(report), **more))
    return articles


def judged(settings: Settings, *articles: ArticleClaims, at: timedelta = timedelta(minutes=5)) -> list[Outgoing]:
    handler = alone(judge(MemoryLedger(), settings, FakeClock(START + at)))
    return [out for article in articles for out in handler(message(CLAIMS, encode(article)))]


def test_a_contradiction_is_published_under_its_quantity() -> None:
    (out,) = judged(Settings(), *dispute())
    told = decode(out.value, Contradiction)
    assert (out.topic, out.key) == (TOPIC, told.quantity)
    assert {told.new.claim.low, told.prior.claim.low} == {12, 19}
    assert not told.stale


def test_handling_an_article_again_publishes_the_same_again() -> None:
    one, two = dispute()
    first, second = judged(Settings(), one, two, two)
    assert first == second


def test_undecodable_claims_are_the_messages_fault() -> None:
    with pytest.raises(Undecodable):
        judge(MemoryLedger(), Settings(), FakeClock(START))([message(CLAIMS, b"{}")])


@pytest.mark.parametrize(
    ("hours", "most", "stale"),
    [(5, 6 * 3600.0, False), (7, 6 * 3600.0, True), (7, None, False), (7, 8 * 3600.0, False)],
)
def test_old_news_enters_the_ledger_and_is_marked_stale(hours: float, most: float | None, stale: bool) -> None:
    settings = Settings(alerts=AlertSettings(notify_max_age=most))
    (out,) = judged(settings, *dispute(), at=timedelta(hours=hours))
    assert decode(out.value, Contradiction).stale is stale


def test_what_was_backfilled_is_stale_however_new() -> None:
    (out,) = judged(Settings(), *dispute(backfilled=True))
    assert decode(out.value, Contradiction).stale


def test_an_article_is_as_old_as_its_last_update() -> None:
    article = changed(dispute()[0], updated=START + timedelta(hours=20))
    assert not is_old(article, START + timedelta(hours=21), 6 * 3600.0)
    assert is_old(article, START + timedelta(hours=27), 6 * 3600.0)


def to(channel: FakeChannel, **more: Any) -> Recipient:
    wishes = SubscriberSettings.model_validate({"name": "desk", "channels": ["json://x"], **more})
    return Recipient(wishes, {channel.name: channel}, {channel.name: None})


def a_notifier(
    recipients: list[Recipient], jobs: MemoryJobs, wake: Callable[[str], None] = lambda _: None
) -> Callable[[Message], Iterable[Outgoing]]:
    return notifier(
        recipients, jobs, FakeClock(START), wake,
        deliveries=MemoryDeliveries(), corrections=MemoryCorrections(), atlas=NoAtlas(),
    )  # fmt: skip


def test_the_notifier_queues_for_those_who_want_it_and_wakes_their_channels() -> None:
    jobs, woken = MemoryJobs(), list[str]()
    wanting, other = FakeChannel("desk/fake-1"), FakeChannel("money/fake-2")
    handler = a_notifier([to(wanting), to(other, measures=["money"])], jobs, woken.append)
    for _ in range(2):
        assert list(handler(message(TOPIC, encode(a_contradiction())))) == []
    assert woken == ["desk/fake-1"]
    assert (jobs.waiting(wanting.name), jobs.waiting(other.name)) == (1, 0)


def test_the_notifier_tells_nobody_of_old_news() -> None:
    jobs, channel = MemoryJobs(), FakeChannel()
    handler = a_notifier([to(channel)], jobs)
    list(handler(message(TOPIC, encode(a_contradiction(stale=True)))))
    assert jobs.waiting(channel.name) == 0


def test_an_undecodable_contradiction_is_the_messages_fault() -> None:
    with pytest.raises(Undecodable):
        list(a_notifier([], MemoryJobs())(message(TOPIC, b"[]")))


@pytest.mark.parametrize(
    "subscriber",
    [
        {"name": "desk", "channels": ["slack://s3cret"]},
        {"name": "desk", "webhooks": [{"url": "https://a.example/s3cret", "secrets": ["whsec_s3cret"]}]},
    ],
)
def test_a_channel_that_cannot_be_made_ends_the_start_with_one_sentence(subscriber: dict[str, Any]) -> None:
    settings = Settings.model_validate({"subscribers": [subscriber]})
    with pytest.raises(StageFailed, match='subscriber "desk"') as caught:
        run(settings)
    assert "s3cret" not in str(caught.value)


def test_the_test_message_reaches_each_channel_and_says_what_it_is() -> None:
    with Receiver() as good, Receiver(status=401) as bad:
        subscriber = SubscriberSettings.model_validate(
            {
                "name": "desk",
                "channels": [f"json://127.0.0.1:{good.port}/"],
                "webhooks": [{"url": bad.url, "secrets": [SECRET]}],
                "fallback": f"json://127.0.0.1:{good.port}/fallback",
            }
        )
        results = dict(send_test(subscriber, AlertSettings(), FakeClock(START)))
    assert "test" in json.loads(good.requests[0].body)["title"]
    assert list(results.values()) == [None, "the server refused the credentials", None]
    assert [request.path for request in good.requests] == ["/", "/fallback"]


def test_one_address_given_twice_is_one_channel() -> None:
    subscriber = SubscriberSettings.model_validate({"name": "desk", "channels": ["json://a/", "json://a/"]})
    assert len(recipient(subscriber, AlertSettings(), FakeClock(START)).channels) == 1


class Running:
    """The parts of the stage in threads, as `figurewatch alert` runs them."""

    def __init__(self, settings: Settings, client: "redis.Redis") -> None:
        self.stop = Stop()
        self.bus = StreamsBus(client, namespace=settings.namespace, partitions=2)
        clock = SystemClock()
        context = Context(settings=settings, bus=self.bus, redis=client, clock=clock, stop=self.stop)
        recipients = [recipient(each, settings.alerts, clock) for each in settings.subscribers]
        self.threads = [
            threading.Thread(target=part.run, name=part.name, daemon=True) for part in parts(context, recipients)
        ]

    def __enter__(self) -> "Running":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(20)
        assert not [thread.name for thread in self.threads if thread.is_alive()]


def publish(client: "redis.Redis", settings: Settings, *articles: ArticleClaims) -> None:
    producer = StreamsBus(client, namespace=settings.namespace, partitions=2).producer()
    for article in articles:
        producer.publish(Outgoing(topic=CLAIMS, key=article.article, value=encode(article)))
    producer.flush()
    producer.close()


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def settings_for(namespace: str, receiver: Receiver, *, dead: str = "") -> Settings:
    subscribers: list[dict[str, Any]] = [
        {
            "name": "desk",
            "channels": [f"json://127.0.0.1:{receiver.port}/"],
            "webhooks": [{"url": receiver.url, "secrets": [SECRET]}],
        }
    ]
    if dead:
        subscribers.append({"name": "dead", "channels": [dead]})
    return Settings.model_validate(
        {"namespace": namespace, "subscribers": subscribers, "alerts": {"notify_max_age": None, "timeout": 2}}
    )


@pytest.mark.redis
def test_claims_become_messages_on_all_channels_once(client: "redis.Redis", namespace: str) -> None:
    with Receiver() as receiver:
        settings = settings_for(namespace, receiver, dead="json://127.0.0.1:1/")
        one, two = dispute()
        with Running(settings, client):
            publish(client, settings, one, two, one, two)
            until(lambda: len(receiver.requests) == 2)
        with Running(settings, client):  # after a restart, and with everything delivered again
            publish(client, settings, two, one)
            time.sleep(1.5)
        assert sorted(request.path for request in receiver.requests) == ["/", "/hook"]
        (hook,) = [request for request in receiver.requests if request.path == "/hook"]
        assert json.loads(hook.body)["data"]["new"]["claim"]["low"] == 19
        assert client.zcard(f"{namespace}:n:d:{next(iter(channels_of(settings, 'dead')))}") == 1


@pytest.mark.redis
def test_two_processes_at_once_send_each_message_once(client: "redis.Redis", namespace: str) -> None:
    places = [f"{first}{last}" for first in ("Barab", "Calen", "Doris", "Elmin") for last in ("ury", "ford", "port")]
    with Receiver() as receiver:
        settings = settings_for(namespace, receiver)
        with Running(settings, client), Running(settings, client):
            for place in places:
                publish(client, settings, *dispute(place))
            until(lambda: len(receiver.requests) >= 2 * len(places), 40.0)
            time.sleep(1.0)  # for what should not come
        hooks = [request.headers["webhook-id"] for request in receiver.requests if request.path == "/hook"]
        others = [json.loads(request.body)["title"] for request in receiver.requests if request.path == "/"]
    assert len(set(hooks)) == len(hooks) == len(places)
    assert len(set(others)) == len(others) == len(places)


@pytest.mark.redis
def test_what_comes_under_the_name_of_a_joined_quantity_goes_into_the_thread_of_the_older(
    client: "redis.Redis", namespace: str
) -> None:
    Verdicts(client, namespace=namespace).join("young", "old")
    with Receiver() as receiver:
        settings = settings_for(namespace, receiver)
        settings = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"fold": 0.0})})
        producer = StreamsBus(client, namespace=namespace, partitions=2).producer()

        def reached(count: int) -> bool:
            return sum(each.path == "/hook" for each in receiver.requests) == count

        with Running(settings, client):
            for count, (id, quantity) in enumerate((("c1", "old"), ("c2", "young")), 1):
                told = changed(a_contradiction(id, quantity=quantity), decided=SystemClock().now())
                producer.publish(Outgoing(topic=TOPIC, key=quantity, value=encode(told)))
                producer.flush()
                until(partial(reached, count))
        producer.close()
        first, second = [json.loads(each.body)["data"] for each in receiver.requests if each.path == "/hook"]
    assert first["follows"] is None
    assert second["follows"].startswith("Two counts of people killed")


@pytest.mark.redis
def test_what_people_have_refuted_is_sent_to_nobody_and_why_is_known(client: "redis.Redis", namespace: str) -> None:
    one, two = dispute()
    settings = Settings.model_validate({"alerts": {"notify_max_age": None}})
    told = decode(judged(settings, one, two)[0].value, Contradiction)
    Verdicts(client, namespace=namespace).give(Verdict(contradiction=told, saying="wrong", by="ana", at=START))
    deliveries = RedisDeliveries(client, namespace=namespace)
    with Receiver() as receiver:
        settings = settings_for(namespace, receiver)
        with Running(settings, client):
            publish(client, settings, one, two)
            until(lambda: [each.outcome for each in deliveries.of(told.id)] == ["muted"] * 2)
        assert receiver.requests == []
    assert {each.why for each in deliveries.of(told.id)} == {"said to be wrong"}
    assert [each.id for each in Evidence(client, namespace=namespace).contradictions(told.quantity)] == [told.id]


def channels_of(settings: Settings, name: str) -> list[str]:
    (wanted,) = [each for each in settings.subscribers if each.name == name]
    return list(recipient(wanted, settings.alerts, FakeClock(START)).channels)


@pytest.mark.redis
def test_a_redis_that_is_away_for_a_while_costs_time_and_no_message(redis_server: RedisServer, namespace: str) -> None:
    client = connect(redis_server.url)
    with Receiver() as receiver:
        settings = settings_for(namespace, receiver)
        with Running(settings, client):
            publish(client, settings, *dispute("Barabury"))
            until(lambda: len(receiver.requests) == 2)
            redis_server.stop()
            time.sleep(1.5)
            redis_server.start()
            publish(client, settings, *dispute("Calamouth", "flood"))
            until(lambda: len(receiver.requests) == 4, 40.0)
        hooks = [request.headers["webhook-id"] for request in receiver.requests if request.path == "/hook"]
        assert len(set(hooks)) == 2
    client.close()
