"""The pages on a real Redis that holds one quantity: 12, then 19, then a correction, a copy and a denial."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from alerts.ledger.port import Change
from desk.pages.site import site
from desk.pages.stores import Stores
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, held
from wire.clock import FakeClock
from wire.redis import connect
from wire.settings.model import PagesSettings, Settings
from wire.texts import Text

NOW = START + timedelta(hours=2)
PRINT = tuple(range(128))


@pytest.fixture
def settings(redis_url: str, namespace: str) -> Settings:
    """The settings that the pages are served with; a test replaces them by its own."""
    return Settings(namespace=namespace, pages=PagesSettings(timezone="Europe/Berlin"))


@pytest.fixture
def stores(redis_url: str, namespace: str, settings: Settings) -> Iterator[Stores]:
    """The stores, with the quantity q1 in them."""
    client = connect(redis_url)
    stores = Stores.opened(client, settings, FakeClock(NOW))
    fill(stores)
    yield stores
    client.close()


@pytest.fixture
def pages(settings: Settings, stores: Stores) -> TestClient:
    """A browser without a screen."""
    return TestClient(site(settings, stores), base_url="http://localhost", follow_redirects=False)


def fill(stores: Stores) -> None:
    """Put the quantity into the stores."""
    first = a_report(a_claim("k1", 12, attribution="fire service"), fingerprint=PRINT)
    copy = a_report(a_claim("k1b", 12, attribution="fire service"), "a1b", 5, outlet="Bay Gazette", fingerprint=PRINT)
    second = a_report(a_claim("k2", 19, attribution="health department"), "a2", 30, outlet="Northern Post")
    mended = a_report(a_claim("k3", 17, attribution="fire service", presented="correction"), "a3", 60)
    open_end = a_report(a_claim("k4", 15, high=None, qualifier="at_least", status="denied"), "a4", 80)
    for each in (first, copy, second, mended, open_end):
        claims = (held(each),)
        change = Change(article=each.article, revision=1, extractor=1, versions={}, held=claims, sources={"q1": 2})
        assert stores.ledger.commit(change)
        text = Text(article=each.article, revision=1, title=each.title, body=each.claim.quote)
        stores.texts.keep(text, NOW.timestamp())
    stores.evidence.note(a_contradiction(new=second, prior=first, decided=NOW - timedelta(minutes=5)), NOW)
