"""The demo's own servers, and what its terminal shows."""

import base64
import hashlib
import hmac
import io
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec
import pytest
from rich.console import Console

from alerts.messages import Contradiction
from desk.demo.inbox import Inbox
from desk.demo.newsstand import Newsstand, sample_feeds
from desk.demo.show import panel
from ingest.document import Entry
from ingest.parse import parse
from tests.alerts.makers import a_contradiction


def entries(url: str) -> tuple[Entry, ...]:
    return parse(urlopen(url).read(), content_type="", base=url, entries=100, body_limit=1000).entries


def test_news_arrive_in_order_after_all_feeds_were_read_for_the_first_time() -> None:
    with Newsstand(sample_feeds()) as stand:
        assert [len(entries(url)) for url in stand.addresses()] == [0, 0, 0, 0]
        assert stand.open
        assert stand.released == 0
        seen: list[Entry] = []
        while stand.released < stand.articles:
            stand.release()
            seen += [each for url in stand.addresses() for each in entries(url) if each not in seen]
            assert len(seen) == stand.released
        times = [each.published for each in seen if each.published]
        assert len(times) >= 16
        assert times == sorted(times)


def test_a_feed_that_has_not_changed_is_not_sent_again() -> None:
    with Newsstand(sample_feeds()) as stand:
        url = stand.addresses()[0]
        answer = urlopen(url)
        with pytest.raises(HTTPError) as caught:
            urlopen(Request(url, headers={"If-None-Match": answer.headers["ETag"]}))
        assert caught.value.code == 304
        with pytest.raises(HTTPError) as caught:
            urlopen(url + "x")
        assert caught.value.code == 404


def post(inbox: Inbox, body: bytes, key: bytes) -> int:
    signature = base64.b64encode(hmac.new(key, b"m1.1700000000." + body, hashlib.sha256).digest()).decode()
    heads = {"webhook-id": "m1", "webhook-timestamp": "1700000000", "webhook-signature": f"v1,{signature}"}
    try:
        return int(urlopen(Request(inbox.url, data=body, headers=heads)).status)
    except HTTPError as error:
        return error.code


def test_a_signed_delivery_is_taken_and_no_other() -> None:
    alert = a_contradiction()
    body = msgspec.json.encode({"type": "contradiction", "data": alert})
    with Inbox() as inbox:
        key = base64.b64decode(inbox.secret.removeprefix("whsec_"))
        assert post(inbox, body, b"another key") == 401
        assert post(inbox, b"{}", key) == 400
        assert post(inbox, body, key) == 204
        assert inbox.alerts.get_nowait() == alert
        assert inbox.alerts.empty()


def test_an_alert_shows_kind_figures_outlets_sources_times_and_reasons() -> None:
    alert = a_contradiction(reasons=("Both count the dead of one fire.",))
    shown = text_of(alert)
    for side in (alert.new, alert.prior):
        assert side.outlet in shown
        assert side.claim.attribution in shown
        assert f"{side.claim.low:g} people" in shown
        assert f"{side.time:%H:%M} UTC" in shown
    assert alert.relation.upper() in shown
    assert "Both count the dead of one fire." in shown


def test_what_strangers_wrote_cannot_command_the_terminal() -> None:
    plain = a_contradiction()
    claim = msgspec.structs.replace(plain.new.claim, quote="\x1b[2J\x9b31m [red]killed[/red] \u202eevil " * 3)
    hostile = msgspec.structs.replace(plain.new, outlet="\x1b]0;x\x07Wire", claim=claim)
    shown = text_of(msgspec.structs.replace(plain, new=hostile, label="[bold]people\x1b[8m"))
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(shown)
    assert "[red]killed[/red]" in shown


def text_of(alert: Contradiction) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(panel(alert))
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()
