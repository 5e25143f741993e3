"""Everything bad at once, the whole service running: each gets its sentence and its counter, and the rest goes on."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desk.cli import cli
from desk.commands.dead import TOPICS
from desk.options import settings_of
from desk.servers import on_redis, opened_bus
from tests.ingest.publisher import Page, Publisher, item, rss
from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.service.installation import Installation, embedded, eventually, settings
from wire.bus.port import Outgoing

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(180)]

JUNK = b"\xff\xfe not a message \x00"
FAILING: Mapping[str, tuple[str, Page]] = {
    "not-xml": ("not_a_feed", Page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))),
    "html": ("not_a_feed", Page(b"<!doctype html><html><head><title>Moved</title></head><body>Sorry</body></html>")),
    "empty": ("empty", Page(b"  \n")),
    "gone": ("status", Page(b"no", status=404)),
    "broken": ("status", Page(b"oops", status=500)),
    "hangs": ("timeout", Page(rss(), wait=30)),
    "giant": ("too_large", Page(lambda: (b"<rss>" + b" " * 1_000_000 for _ in range(50)))),
}
"""What cannot be read, with the kind of failure that has to be counted."""


def toll(place: str, killed: int) -> str:
    return f"A fire at a warehouse in {place} killed {killed} people, the fire service said."


def now() -> str:
    return format_datetime(datetime.now(UTC) - timedelta(minutes=5))


ODD: Mapping[str, tuple[bytes, str]] = {
    "latin-1-said-to-be-utf-8": (
        rss(item("Séville", toll("Séville", 13), date=now())).decode().encode("latin-1"),
        "13",
    ),
    "no-date-no-guid": (
        b"<rss version='2.0'><channel><title>N</title><item><title>Fire</title><link>https://news.example/x</link>"
        b"<description>" + toll("Porvale", 16).encode() + b"</description></item></channel></rss>",
        "16",
    ),
    "no-text": (
        b"<rss version='2.0'><channel><title>N</title><item><title>Fire in Gardale kills 19</title>"
        b"<link>https://news.example/y</link></item></channel></rss>",
        "19",
    ),
    "broken-date": (rss(item("Holham", toll("Holham", 23), date="the day before yesterday")), "23"),
    "cut-off": (rss(item("Istwick", toll("Istwick", 27), date=now()), item("Other", "More.", date=now()))[:-120], "27"),
}
"""What is odd and can be read, with the toll that must be found in it."""


@pytest.fixture
def troubled(tmp_path: Path) -> Iterator[tuple[Installation, Newsstand]]:
    """A service with one good feed and many bad ones, with an unreachable channel beside a good one."""
    with Newsstand() as stand, Publisher() as publisher:
        stand.put("good", [])
        config = settings(stand, ["good"], tmp_path)
        pages = {name: page for name, (_, page) in FAILING.items()}
        pages |= {name: Page(body, headers={"Content-Type": "application/xml"}) for name, (body, _) in ODD.items()}
        config["feeds"] += [{"url": publisher.put(f"/{name}", page)} for name, page in pages.items()]
        config["ingest"] |= {"timeout": 3, "per_host": len(pages)}
        config["subscribers"].append({"name": "nobody-there", "channels": ["json://127.0.0.1:9/"]})
        with embedded(tmp_path, config) as installation:
            yield installation, stand


def test_what_is_bad_is_told_and_counted_and_the_rest_goes_on(troubled: tuple[Installation, Newsstand]) -> None:
    installation, stand = troubled
    eventually(lambda: len(places(installation)) == 4)
    eventually(lambda: len(refusals(installation)) == len(FAILING))
    junk(installation)
    items = news(articles=4, clashes=1, start=datetime.now(UTC) - timedelta(hours=1), apart=timedelta(minutes=1))
    stand.put("good", items)

    eventually(lambda: len(stand.inbox) > 0)
    assert [body["data"]["new"]["url"] for _, _, body in stand.inbox] == [each.url for each in items if each.clashes]
    assert refusals(installation) == {name: kind for name, (kind, _) in FAILING.items()}
    counted = metrics(installation)
    for kind, _ in FAILING.values():
        assert f'figurewatch_ingest_polls_total{{outcome="{kind}"}}' in counted
    eventually(lambda: {words.split()[0] for _, _, words in installation.held()} >= {toll for _, toll in ODD.values()})
    eventually(lambda: 'kind="json",outcome=' in metrics(installation))
    said = CliRunner().invoke(cli, ["dead", "list", "-c", str(installation.service.config)])
    assert said.exit_code == 0
    for topic in TOPICS:
        assert any(line.startswith(topic) for line in said.output.splitlines()), said.output
    assert "Traceback" not in installation.service.log()


def junk(installation: Installation) -> None:
    """Put what is no message onto every topic."""
    live = on_redis(settings_of(installation.service.config), installation.redis_url())
    with opened_bus(live) as bus:
        producer = bus.producer()
        for topic in TOPICS:
            producer.publish(Outgoing(topic=topic, key="k", value=JUNK))
        producer.flush()
        producer.close()


def lines(installation: Installation) -> list[dict[str, Any]]:
    """Return what the service has logged."""
    return [json.loads(line) for line in installation.service.log().splitlines() if line.startswith("{")]


def refusals(installation: Installation) -> dict[str, str]:
    """Return the kind of failure that the log gives for each feed, by the feed's name."""
    told = {}
    for line in lines(installation):
        if "kind" in line and line["message"].startswith("feed "):
            told[line["message"].split()[1].rstrip(":").rsplit("/", 1)[1]] = line["kind"]
    return told


def places(installation: Installation) -> list[str]:
    """Return where the stages show their metrics, as they have logged it."""
    heard = [line for line in lines(installation) if line["message"] == "health server"]
    return [f"http://{line['host']}:{line['port']}/metrics" for line in heard]


def metrics(installation: Installation) -> str:
    """Return the metrics of all stages that are not zero."""
    shown = [urllib.request.urlopen(url, timeout=5).read().decode() for url in places(installation)]
    return "\n".join(line for text in shown for line in text.splitlines() if not line.endswith(" 0.0"))
