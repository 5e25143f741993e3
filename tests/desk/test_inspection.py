"""What people see of a service's state: figures, dead letters, topics; the service running or not."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from alerts.ledger.port import Change
from alerts.ledger.redis import RedisLedger
from desk.holdings import draw_holdings, print_holdings
from desk.letters import drop_letters, list_letters, replay_letters, resume_loops, show_letters
from desk.options import Failure
from desk.replay import replay
from desk.servers import on_redis, opened_bus, opened_redis, running
from tests.alerts.makers import START, a_claim, a_report, an_article, held
from wire.bus.open import open_bus
from wire.bus.port import Message
from wire.clock import FakeClock
from wire.deadletters import letter
from wire.embedded import EmbeddedRedis
from wire.halt import RedisHalt
from wire.redis import connect
from wire.settings.model import Settings

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def _server(redis_url: str) -> None:
    """Skip, or fail under CI, where no redis-server can be had."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=str(tmp_path / "data"))


@pytest.fixture
def live(settings: Settings) -> Iterator[Settings]:
    """Settings of a service whose private Redis runs."""
    with EmbeddedRedis(Path(settings.data)) as server:
        server.start()
        yield settings


def report(settings: Settings, *words: str) -> None:
    """Put a quantity for each of `words` into the ledger: people killed there."""
    with opened_redis(settings) as client:
        ledger = RedisLedger(client, namespace=settings.namespace, settings=settings.ledger, clock=FakeClock(START))
        for number, place in enumerate(words):
            made = a_report(a_claim(f"k-{place}", 10 + number, where=(place,), counted="people"), f"a-{place}")
            each = held(made, f"q-{place}")
            versions = ledger.read(an_article(each.report), each.buckets).versions
            change = Change(article=made.article, revision=1, extractor=0, versions=versions, held=(each,))
            assert ledger.commit(change)


def test_figures_shows_what_fits_and_nothing_else(live: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    report(live, "Barabury", "Caldale")
    print_holdings(live, ["KILLED", "caldale"])
    shown = capsys.readouterr().out
    assert "people killed, Caldale" in shown
    assert " 11 " in shown
    assert "police" in shown
    assert "Coastal Wire" in shown
    assert "1 Mar 2026, 12:00 UTC" in shown
    assert "Barabury" not in shown.replace("Fire in Barabury", "")


def test_figures_shows_what_is_ours_and_what_was_put_right(live: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = a_report(a_claim("k1", 40, where=("Barabury",)), "a1", outlet="Our Paper", ours=True)
    right = a_report(a_claim("k2", 14, where=("Barabury",), presented="correction"), "a2", 60)
    with opened_redis(live) as client:
        ledger = RedisLedger(client, namespace=live.namespace, settings=live.ledger, clock=FakeClock(START))
        for made in (wrong, right):
            change = Change(article=made.article, revision=1, extractor=0, versions={}, held=(held(made),))
            assert ledger.commit(change)
    print_holdings(live, ["killed"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "40 (put right 1 Mar 2026, 13:00 UTC)" in shown
    assert "Our Paper (ours)" in shown


@pytest.mark.parametrize(("name", "head"), [("toll.png", b"\x89PNG"), ("toll.svg", b"<?xml")])
def test_figures_are_drawn(live: Settings, tmp_path: Path, name: str, head: bytes) -> None:
    report(live, "Barabury", "Dorham")
    draw_holdings(live, ["killed"], tmp_path / name)
    drawn = (tmp_path / name).read_bytes()
    assert drawn.startswith(head)
    assert len(drawn) > 3000


def test_an_svg_has_a_drawing_for_each_quantity_and_they_do_not_overlap(live: Settings, tmp_path: Path) -> None:
    report(live, "Barabury", "<Dorham> & $x$")
    draw_holdings(live, ["killed"], tmp_path / "toll.svg")
    root = ElementTree.parse(tmp_path / "toll.svg").getroot()
    tops = [float(re.findall(r"\d+", each.attrib["transform"])[-1]) for each in root]
    heights = [float(each[0].attrib["height"]) for each in root]
    assert tops == [0, heights[0]]
    assert float(root.attrib["height"]) == sum(heights)
    titles = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"people killed, Barabury (UTC)", "people killed, <Dorham> & $x$ (UTC)"} <= titles


def test_figures_tell_what_stands_now_and_begin_with_what_is_named_so(
    live: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    here: dict[str, Any] = {"where": ("Barabury",), "counted": "people"}
    quote = "Unlike in Barabury 3 people died."
    said = [
        ("q-quoted", a_claim("k1", 3, where=("Dorham",), counted="people", quote=quote), 9),
        ("q-named", a_claim("k2", 12, attribution="hospital", **here), 0),
        ("q-named", a_claim("k3", 19, attribution="police", **here), 5),
        ("q-named", a_claim("k4", 60, status="denied", **here), 6),
    ]
    with opened_redis(live) as client:
        ledger = RedisLedger(client, namespace=live.namespace, settings=live.ledger, clock=FakeClock(START))
        for quantity, claim, minutes in said:
            made = a_report(claim, f"a-{claim.id}", minutes, title="Fire")
            change = Change(article=made.article, revision=1, extractor=0, versions={}, held=(held(made, quantity),))
            assert ledger.commit(change)
    print_holdings(live, ["killed", "barabury"])
    shown = capsys.readouterr().out
    assert shown.index("people killed, Barabury  (q-named)") < shown.index("people killed, Dorham  (q-quoted)")
    assert "now 12 to 19, by 2 independent sources" in shown
    assert "now 3, by 1 independent source\n" in shown


def test_figures_tell_the_unit_of_what_is_measured(live: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    deep = a_claim("k1", 10, measure="length", unit="km", base_unit="m", base_low=10_000, base_high=10_000)
    with opened_redis(live) as client:
        ledger = RedisLedger(client, namespace=live.namespace, settings=live.ledger, clock=FakeClock(START))
        made = held(a_report(deep))
        assert ledger.commit(Change(article="a1", revision=1, extractor=0, versions={}, held=(made,)))
    print_holdings(live, ["length"])
    assert "now 10 km, by 1 independent source\n" in capsys.readouterr().out


def test_a_drawing_is_a_png_or_an_svg_that_can_be_written(live: Settings, tmp_path: Path) -> None:
    report(live, "Barabury")
    with pytest.raises(Failure, match="neither a PNG nor an SVG"):
        draw_holdings(live, ["killed"], tmp_path / "toll.pdf")
    with pytest.raises(Failure, match="cannot be written"):
        draw_holdings(live, ["killed"], tmp_path / "nowhere" / "toll.png")


def test_figures_that_nobody_reported_are_a_failure(live: Settings) -> None:
    with pytest.raises(Failure, match=r"^The ledger holds nothing that fits 'gaza'\.$"):
        print_holdings(live, ["gaza"])


def test_a_service_that_has_ended_can_be_looked_into(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure, match="Nothing has run here yet"):
        print_holdings(settings, ["killed"])
    with EmbeddedRedis(Path(settings.data)) as server:
        assert running(Path(settings.data)) is None
        address = server.start()
        assert running(Path(settings.data)) == address
        report(settings, "Barabury")
    assert running(Path(settings.data)) is None
    print_holdings(settings, ["killed"])
    assert "people killed, Barabury" in capsys.readouterr().out
    assert running(Path(settings.data)) is None


def test_a_replay_may_fill_the_ledger_before_the_first_run(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news = tmp_path / "news.jsonl"
    body = "A fire killed 12 people in Nairobi on Sunday, police said."
    line = {"id": "a1", "published": "2026-03-01T12:00:00Z", "title": "", "body": body, "outlet": "Coastal Wire"}
    news.write_text(json.dumps(line) + "\n", encoding="utf-8")
    replay(news, settings, into_ledger=True)
    print_holdings(settings, ["killed", "nairobi"])
    assert " 12 " in capsys.readouterr().out


def bury(settings: Settings) -> None:
    message = Message(topic="articles", key="a1", value=b"{", partition=0, offset="1-1")
    dead = letter(message, error="no Article", stage="enrich", attempts=3, time=datetime(2026, 3, 1, tzinfo=UTC))
    with opened_bus(settings) as bus:
        producer = bus.producer()
        producer.publish(dead)
        producer.close()


def test_dead_letters_are_listed_and_put_back(live: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_letters(live, ["articles"]) == []
    assert "There are no dead letters." in capsys.readouterr().out
    bury(live)
    list_letters(live, ["articles", "claims"])
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.split() == ["articles", "2026-03-01T00:00:00.000+00:00", "enrich", "3", "no", "Article", "a1"]
    assert replay_letters(live, "articles") == "1 dead letter is back on articles."
    with opened_bus(live) as bus:
        back = bus.consumer("articles", "enrich").poll(wait=5)
    assert [(message.key, message.value) for message in back] == [("a1", b"{")]
    list_letters(live, ["articles"])
    assert "There are no dead letters." in capsys.readouterr().out


def test_a_dead_letter_is_shown_and_all_are_dropped(live: Settings) -> None:
    bury(live)
    shown = show_letters(live, "articles", "a1")
    assert "error: no Article" in shown
    assert "stage: enrich" in shown
    assert "{" in shown
    with pytest.raises(Failure, match=r"^There is no dead letter of articles with the key 'a2'"):
        show_letters(live, "articles", "a2")
    assert drop_letters(live, "articles") == "1 dead letter is dropped from articles."
    assert drop_letters(live, "articles") == "0 dead letters are dropped from articles."
    with opened_bus(live) as bus:
        assert bus.consumer("articles", "enrich").poll(wait=1) == []


def test_what_halted_is_named_and_resumed(live: Settings) -> None:
    assert resume_loops(live, None) == "No loop is halted."
    with opened_redis(live) as client:
        halt = RedisHalt(client, namespace=live.namespace, loop="judge", release="1", limit=1, clock=FakeClock(START))
        halt.count(1)
        assert "judge is halted since" in list_letters(live, ["claims"])[0]
        with pytest.raises(Failure, match=r'^"notifier" is not halted; halted are: judge\.$'):
            resume_loops(live, "notifier")
        assert resume_loops(live, "judge") == "Resumed: judge."
        assert list_letters(live, ["claims"]) == []


def test_a_redis_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    away = on_redis(Settings(), f"unix://{tmp_path}/nowhere.sock")
    with pytest.raises(Failure, match="Redis does not answer"), opened_redis(away):
        pass
    with pytest.raises(Failure, match="Redis does not answer"), opened_bus(away):
        pass


def test_topics_are_there_after_ensure(live: Settings) -> None:
    with opened_bus(live) as bus:
        bus.ensure_topics()
    address = running(Path(live.data))
    assert address
    client = connect(address)
    assert client.keys(f"{live.namespace}:bus:articles*")
    assert open_bus(live, client).backlog("articles", "enrich") == 0
    client.close()
