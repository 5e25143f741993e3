import asyncio
import gzip
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ingest.errors import AddressRefused, BadAnswer, BadStatus, FetchError, TookTooLong, TooLarge, Unreachable
from ingest.fetch import Fetched, Validators
from ingest.http import HttpFetcher
from tests.ingest.publisher import Page, Publisher
from wire.clock import FakeClock

NONE = Validators()
NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


def fetch(
    url: str, validators: Validators = NONE, *, timeout: float = 5.0, most: int = 100_000, private: bool = True
) -> Fetched:
    async def run() -> Fetched:
        fetcher = HttpFetcher(
            clock=FakeClock(NOW), timeout=timeout, max_bytes=most, user_agent="test/1", allow_private=private
        )
        try:
            return await fetcher.fetch(url, validators)
        finally:
            await fetcher.close()

    return asyncio.run(run())


def test_an_answer_comes_with_its_validators_and_hints(publisher: Publisher) -> None:
    headers = {
        "ETag": 'W/"a b"',
        "Last-Modified": "yesterday",
        "Cache-Control": "max-age=60",
        "Content-Type": "text/xml",
    }
    found = fetch(publisher.put("/all", Page(b"<rss/>", headers=headers)))
    assert found.body == b"<rss/>"
    assert found.validators == Validators(etag='W/"a b"', modified="yesterday")
    assert (found.content_type, found.fresh_for) == ("text/xml", 60)
    assert publisher.requests[-1][1]["user-agent"] == "test/1"
    assert "if-none-match" not in publisher.requests[-1][1]


@pytest.mark.parametrize(
    "validators",
    [
        Validators(etag='"x"', modified=None),
        Validators(etag=None, modified="Fri, 08 Dec 2023 10:00:00 +0200 (sic)"),
        Validators(etag='unquoted-"gzip', modified="0"),
    ],
)
def test_validators_go_back_byte_for_byte_and_each_on_its_own(publisher: Publisher, validators: Validators) -> None:
    url = publisher.put("/same", Page(status=304))
    found = fetch(url, validators)
    sent = publisher.requests[-1][1]
    assert (sent.get("if-none-match"), sent.get("if-modified-since")) == (validators.etag, validators.modified)
    assert (found.body, found.validators) == (None, validators)


def test_a_validator_that_is_no_longer_given_is_forgotten(publisher: Publisher) -> None:
    url = publisher.put("/some", Page(b"new", headers={"Last-Modified": "today"}))
    assert fetch(url, Validators(etag='"old"', modified="once")).validators == Validators(modified="today")


@pytest.mark.parametrize(
    ("status", "after", "expected"),
    [(404, None, None), (410, None, None), (500, None, None), (503, "120", 120), (429, "x", None)],
)
def test_a_status_is_an_error_that_names_it(
    publisher: Publisher, status: int, after: str | None, expected: float | None
) -> None:
    url = publisher.put("/bad", Page(b"no", status=status, headers={"Retry-After": after} if after else {}))
    with pytest.raises(BadStatus, match=f"status {status}") as caught:
        fetch(url)
    assert caught.value.retry_after == expected


@pytest.mark.parametrize("page", [Page(b"late", wait=1.5), Page(lambda: iter([b"x"] * 100), between=0.05)])
def test_time_counts_for_the_whole_request(publisher: Publisher, page: Page) -> None:
    began = time.monotonic()
    with pytest.raises(TookTooLong, match=r"within 0\.3 seconds"):
        fetch(publisher.put("/slow", page), timeout=0.3)
    assert time.monotonic() - began < 1.2


def test_a_body_is_cut_off_at_the_limit(publisher: Publisher) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(50_000):
            sent += 1000
            yield b"x" * 1000

    with pytest.raises(TooLarge, match="larger than 100,000 bytes"):
        fetch(publisher.put("/large", Page(endless)))
    assert sent < 50_000_000


def test_a_gzip_bomb_goes_off_one_piece_large(publisher: Publisher) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    url = publisher.put("/bomb", Page(bomb, headers={"Content-Encoding": "gzip"}))
    began = time.process_time()
    with pytest.raises(TooLarge):
        fetch(url)
    assert time.process_time() - began < 0.5


RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(b"<rss/>") + RAW.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"<rss/>")),
        ("x-gzip", gzip.compress(b"<rss") + gzip.compress(b"/>") + b"\0\0"),
        ("deflate", zlib.compress(b"<rss/>")),
        ("deflate", DEFLATED),
        ("gzip", b"<rss/>"),
        ("identity", b"<rss/>"),
        ("", gzip.compress(b"<rss/>")),
    ],
)
def test_compression_is_undone_even_where_the_header_lies(publisher: Publisher, encoding: str, body: bytes) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    assert fetch(publisher.put("/packed", Page(body, headers=headers))).body == b"<rss/>"


@pytest.mark.parametrize(
    ("encoding", "body", "error"),
    [
        ("gzip", gzip.compress(b"<rss/>" * 1000)[:-20], Unreachable),
        ("gzip", gzip.compress(b"<rss/>")[:10] + b"\xff" * 20, BadAnswer),
        ("br", b"whatever", BadAnswer),
    ],
)
def test_broken_or_unknown_compression_is_an_error(
    publisher: Publisher, encoding: str, body: bytes, error: type[FetchError]
) -> None:
    with pytest.raises(error):
        fetch(publisher.put("/broken", Page(body, headers={"Content-Encoding": encoding})))


def test_an_answer_that_breaks_off_is_an_error(publisher: Publisher) -> None:
    with pytest.raises(Unreachable, match="broke off"):
        fetch(publisher.put("/half", Page(b"half", headers={"Content-Length": "100"})))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_with_the_validators(publisher: Publisher, status: int) -> None:
    publisher.put("/b/there", Page(b"here", headers={"ETag": '"1"'}))
    url = publisher.put("/a/from", Page(status=status, headers={"Location": "../b/there"}))
    found = fetch(url)
    assert (found.url, found.body, found.validators.etag) == (publisher.url + "/b/there", b"here", '"1"')
    assert fetch(url, found.validators).body is None


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("/loop", BadAnswer),
        ("", BadAnswer),
        ("http://[::1", BadAnswer),
        ("file:///etc/passwd", AddressRefused),
        ("gopher://127.0.0.1/", AddressRefused),
        ("http://169.254.169.254/latest/meta-data/", AddressRefused),
        ("http://[::ffff:169.254.169.254]/", AddressRefused),
        ("http://0.0.0.0:1/", AddressRefused),
    ],
)
def test_redirects_to_nowhere_or_to_forbidden_places_are_refused(
    publisher: Publisher, location: str, error: type[FetchError]
) -> None:
    url = publisher.put("/loop", Page(status=302, headers={"Location": location} if location else {}))
    with pytest.raises(error):
        fetch(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_refused_in_every_spelling_before_a_byte_is_sent(publisher: Publisher, host: str) -> None:
    port = publisher.url.rpartition(":")[2]
    publisher.put("/secret", Page(b"secret"))
    before = len(publisher.requests)
    with pytest.raises(FetchError):
        fetch(f"http://{host}:{port}/secret", private=False)
    assert len(publisher.requests) == before


def test_a_refused_address_is_said_to_be_one(publisher: Publisher) -> None:
    with pytest.raises(AddressRefused, match="private or special network address"):
        fetch(publisher.url, private=False)


@pytest.mark.parametrize(
    ("url", "error", "sentence"),
    [
        ("http://127.0.0.1:1/", Unreachable, "no connection"),
        ("http://no-such-host.invalid/", Unreachable, "no address"),
        ("ftp://127.0.0.1/", AddressRefused, "only http and https"),
    ],
)
def test_what_cannot_be_reached_is_one_sentence(url: str, error: type[FetchError], sentence: str) -> None:
    with pytest.raises(error, match=sentence) as caught:
        fetch(url)
    assert "\n" not in str(caught.value)


def test_plain_http_behind_https_is_one_sentence(publisher: Publisher) -> None:
    with pytest.raises(Unreachable):
        fetch(publisher.url.replace("http:", "https:"))


def test_an_answer_that_is_no_http_is_one_sentence() -> None:
    async def run() -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        fetcher = HttpFetcher(clock=FakeClock(NOW), timeout=5, max_bytes=1000, user_agent="t", allow_private=True)
        try:
            with pytest.raises(BadAnswer, match="no HTTP"):
                await fetcher.fetch(f"http://127.0.0.1:{port}/", NONE)
        finally:
            await fetcher.close()
            server.close()

    asyncio.run(run())
