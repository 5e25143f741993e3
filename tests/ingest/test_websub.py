import asyncio
import hashlib
import hmac
import http.client
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from prometheus_client import REGISTRY

from ingest.callback import Callback, Push
from ingest.errors import Unreachable
from ingest.fetch import Fetched
from ingest.hints import hub_of
from ingest.outlook import offered
from ingest.parse import parse
from ingest.sandbox import Sandbox
from ingest.seen.port import FeedState
from ingest.stage import parts
from ingest.subscriber import Subscriber
from ingest.subscriptions import Subscriptions
from ingest.websub import DENIED, LEASE, UNANSWERED, Subscription, signed, verified, wanted
from tests.fakes.bus import MemoryBus
from tests.ingest.publisher import item, rss
from wire.clock import FakeClock
from wire.redis import connect
from wire.settings.model import FeedSettings, Settings
from wire.stage import Context, StageFailed
from wire.stop import Stop

FEED, HUB, TOPIC = "https://news.example/feed", "https://hub.example/", "https://news.example/feed?self"
NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
T0 = 1_702_123_200_000
ASKED = Subscription(feed=FEED, hub=HUB, topic=TOPIC, secret="s", asked=T0)
ACTIVE = replace(ASKED, status="active", until=T0 + 1000 * 1000, lease=1000)


@pytest.mark.parametrize(
    ("known", "hub", "later", "expected"),
    [
        (None, HUB, 0, True),
        (None, "", 0, False),
        (ASKED, HUB, UNANSWERED - 1, False),
        (ASKED, HUB, UNANSWERED, True),
        (ASKED, "https://other.example/", 1, True),
        (replace(ASKED, status="denied"), HUB, DENIED - 1, False),
        (replace(ASKED, status="denied"), HUB, DENIED, True),
        (replace(ACTIVE, until=T0 + LEASE * 1000, lease=LEASE), HUB, int(LEASE * 799), False),
        (replace(ACTIVE, until=T0 + LEASE * 1000, lease=LEASE), HUB, int(LEASE * 801), True),
        (replace(ACTIVE, until=T0 + 600_000, lease=600), HUB, 479_999, False),
        (replace(ACTIVE, until=T0 + 600_000, lease=600), HUB, 480_000, True),
        (replace(ACTIVE, until=T0 + 600_000, lease=600, asked=T0 + 480_000), HUB, 509_999, False),
        (replace(ACTIVE, until=T0 + 600_000, lease=600, asked=T0 + 480_000), HUB, 510_000, True),
    ],
)
def test_hubs_are_asked_once_and_before_the_lease_ends(
    known: Subscription | None, hub: str, later: int, expected: bool
) -> None:
    assert wanted(known, hub=hub, topic=TOPIC, now=T0 + later) == expected


@pytest.mark.parametrize(
    ("known", "mode", "topic", "lease", "until"),
    [
        (ASKED, "subscribe", TOPIC, "600", T0 + 600_000),
        (ASKED, "subscribe", TOPIC, "", T0 + LEASE * 1000),
        (ASKED, "subscribe", TOPIC, "9" * 11, T0 + 30 * 86_400_000),
        (ASKED, "subscribe", "https://evil.example/", "600", None),
        (ASKED, "unsubscribe", TOPIC, "600", None),
        (replace(ASKED, status="denied"), "subscribe", TOPIC, "600", None),
        (None, "subscribe", TOPIC, "600", None),
    ],
)
def test_only_what_was_asked_for_is_confirmed(
    known: Subscription | None, mode: str, topic: str, lease: str, until: int | None
) -> None:
    found = verified(known, mode=mode, topic=topic, lease=lease, now=T0)
    assert (found.until if found else None) == until


def signature(body: bytes, secret: str = "s", method: str = "sha256") -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signatures_are_checked(method: str) -> None:
    assert signed(b"x", signature(b"x", method=method), "s")
    assert signed(b"x", signature(b"x", method=method).upper().replace(method.upper(), method), "s")
    for wrong in (signature(b"y", method=method), signature(b"x", "t", method), f"{method}=", f"{method}=ü", ""):
        assert not signed(b"x", wrong, "s")
    assert not signed(b"x", f"md5={hashlib.md5(b'x').hexdigest()}", "s")


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"', (HUB, TOPIC)),
        (f"<{TOPIC}>;rel=self,<{HUB}>;type=x;rel=hub", (HUB, TOPIC)),
        (f'<{HUB}>; rel="next hub"; title="a, b"', (HUB, "")),
        ("<javascript:x>; rel=hub", ("", "")),
        ("", ("", "")),
        ("<" * 50_000, ("", "")),
    ],
)
def test_hubs_are_found_in_link_headers(links: str, expected: tuple[str, str]) -> None:
    assert hub_of(links) == expected


def test_hubs_are_found_in_feeds() -> None:
    atom = '<link xmlns="http://www.w3.org/2005/Atom" rel="{}" href="{}"/>'
    data = rss(item("one")).replace(
        b"<item>", (atom.format("hub", HUB) + atom.format("self", TOPIC) + "<item>").encode()
    )
    document = parse(data, content_type="", base=FEED, entries=9, body_limit=99)
    answer = Fetched.__new__(Fetched)
    object.__setattr__(answer, "links", "")
    object.__setattr__(answer, "url", FEED)
    assert offered(document, answer) == {"hub": HUB, "topic": TOPIC}


@dataclass
class Hub:
    """Takes forms; answers with `status`."""

    status: int = 202
    error: Exception | None = None
    forms: list[Mapping[str, str]] = field(default_factory=list)

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        assert url == HUB
        if self.error is not None:
            raise self.error
        self.forms.append(form)
        return self.status


@dataclass
class Desk:
    """A subscriber and its callback server on one Redis."""

    subscriptions: Subscriptions
    hub: Hub = field(default_factory=Hub)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    taken: list[Push] = field(default_factory=list)
    port: int = 0

    def consider(self) -> None:
        async def run() -> None:
            async with Sandbox(workers=1) as parser:
                await self.subscriber(parser).consider(FEED, FeedState(hub=HUB, topic=TOPIC))

        asyncio.run(run())

    def subscriber(self, parser: Sandbox) -> Subscriber:
        return Subscriber(
            subscriptions=self.subscriptions,
            poster=self.hub,
            parser=parser,
            clock=self.clock,
            public_url="https://desk.example/figures/",
            entries=100,
            pushes=asyncio.Queue(),
        )

    def path(self) -> str:
        callback = self.hub.forms[-1]["hub.callback"]
        return callback.removeprefix("https://desk.example/figures")

    def ask_back(self, **query: str) -> tuple[int, bytes]:
        asked = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c-1", "hub.lease_seconds": "600"}
        asked |= {f"hub.{name}": value for name, value in query.items()}
        return self.request("GET", f"{self.path()}?{urllib.parse.urlencode(asked)}")

    def push(self, body: bytes, signature: str, path: str | None = None) -> int:
        return self.request("POST", path or self.path(), body, {"X-Hub-Signature": signature})[0]

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture
def desk(redis_url: str, namespace: str) -> Iterator[Desk]:
    made = Desk(Subscriptions(connect(redis_url), namespace=namespace))
    callback = Callback(
        host="127.0.0.1",
        port=0,
        subscriptions=made.subscriptions,
        take=made.taken.append,
        max_bytes=10_000,
        clock=made.clock,
    )
    made.port = callback.start()
    try:
        yield made
    finally:
        callback.close()


def pushes(outcome: str) -> float:
    return REGISTRY.get_sample_value("figurewatch_ingest_pushes_total", {"outcome": outcome}) or 0.0


@pytest.mark.redis
def test_a_subscription_is_asked_for_confirmed_and_renewed(desk: Desk) -> None:
    desk.consider()
    [form] = desk.hub.forms
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", TOPIC)
    assert form["hub.callback"].startswith("https://desk.example/figures/websub/")
    assert len(form["hub.secret"]) >= 32
    assert desk.ask_back() == (200, b"c-1")
    known = desk.subscriptions.of_feed(FEED)
    assert known is not None
    assert (known.status, known.until) == ("active", T0 + 600_000)
    desk.consider()
    assert len(desk.hub.forms) == 1
    desk.clock.advance(86_400)
    desk.consider()
    assert [form["hub.secret"] for form in desk.hub.forms] == [known.secret] * 2


@pytest.mark.redis
def test_strangers_are_told_nothing_and_confirmed_nothing(desk: Desk) -> None:
    assert desk.request("GET", "/websub/x?hub.mode=subscribe&hub.challenge=c")[0] == 404
    assert desk.request("GET", "/websub/../../etc")[0] == 404
    desk.consider()
    assert desk.ask_back(topic="https://evil.example/")[0] == 404
    assert desk.ask_back(mode="unsubscribe")[0] == 404
    assert desk.ask_back(mode="denied") == (200, b"")
    assert desk.ask_back()[0] == 404


@pytest.mark.redis
def test_signed_pushes_are_taken_and_others_are_not(desk: Desk) -> None:
    desk.consider()
    [form] = desk.hub.forms
    body = rss(item("one", "12 dead"))
    before = {name: pushes(name) for name in ("taken", "forged", "unknown", "too_large")}
    assert desk.push(body, signature(body, form["hub.secret"])) == 410
    desk.ask_back()
    assert desk.push(body, signature(body, form["hub.secret"])) == 202
    assert desk.push(body, signature(body, "guessed")) == 202
    assert desk.push(body, "") == 202
    assert desk.push(body, "", "/websub/unknown") == 410
    assert desk.push(b"x" * 10_001, "") == 413
    assert [(push.feed, push.body) for push in desk.taken] == [(FEED, body)]
    assert {name: pushes(name) - count for name, count in before.items()} == {
        "taken": 1,
        "forged": 2,
        "unknown": 2,
        "too_large": 1,
    }


@pytest.mark.redis
def test_a_push_is_read_like_a_poll_and_junk_brings_nothing(desk: Desk) -> None:
    async def run() -> None:
        async with Sandbox(workers=1) as parser:
            subscriber = desk.subscriber(parser)
            feed = FeedSettings(url=FEED, outlet="News")
            good = await subscriber.read(Push(feed=FEED, body=rss(item("one")), content_type="text/xml"), feed)
            assert [(draft.entry.title, draft.outlet) for draft in good.drafts] == [("one", "News")]
            assert (good.record, good.fetched, good.backfilled) == (None, T0, False)
            assert (await subscriber.read(Push(feed=FEED, body=b"junk", content_type=""), feed)).drafts == ()

    asyncio.run(run())


@pytest.mark.redis
@pytest.mark.parametrize("hub", [Hub(status=500), Hub(error=Unreachable("its host has no address"))])
def test_a_hub_that_fails_is_told_and_asked_again_later(desk: Desk, hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    desk.hub = hub
    desk.consider()
    desk.consider()
    assert len(caplog.records) == 1
    desk.clock.advance(3600)
    desk.consider()
    assert len(caplog.records) == 2


@pytest.mark.redis
def test_a_callback_whose_port_is_taken_says_so(redis_url: str, namespace: str, desk: Desk) -> None:
    made = Settings.model_validate(
        {
            "namespace": namespace,
            "bus": {"kind": "redis"},
            "redis": {"url": redis_url},
            "http": {"port": 0},
            "ingest": {"websub": {"public_url": "https://desk.example", "port": desk.port}},
        }
    )
    context = Context(settings=made, bus=MemoryBus(), redis=connect(redis_url), clock=desk.clock, stop=Stop())
    part = next(part for part in parts(context) if part.name == "ingest")
    with pytest.raises(StageFailed, match=rf"^ingest cannot start: the address 127.0.0.1:{desk.port} for hubs cannot "):
        part.run()
