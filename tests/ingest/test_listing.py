from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.condition import condition
from ingest.listing import HEAD, row, span
from ingest.schedule import Rhythm
from ingest.seen.port import FeedState, Listed
from wire.settings.model import FeedSettings, IngestSettings

NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
NOW_MS = 1_702_123_200_000
DAY = 86_400_000


def shown(state: FeedState, due: int | None = None, **feed: Any) -> dict[str, str]:
    settings = FeedSettings(url="https://a.example/", **feed)
    return dict(zip(HEAD, row(settings, Listed(state=state, due=due), IngestSettings(), NOW, "address"), strict=True))


def test_a_feed_that_was_never_polled_shows_what_is_set() -> None:
    cells = shown(FeedState(), outlet="Wire", ours=True)
    assert (cells["outlet"], cells["state"], cells["polled every"]) == ("Wire (ours)", "new", "5 min to 30 min")
    assert cells["last success"] == cells["next poll"] == cells["a day"] == cells["trouble"] == ""


def test_a_feed_shows_how_it_fares() -> None:
    rhythm = Rhythm(gap=3600.0, latest=NOW_MS - 7_200_000)
    cells = shown(FeedState(succeeded=NOW_MS - 60_000, rhythm=rhythm), NOW_MS + 240_000, interval=60, slowest=60)
    assert (cells["state"], cells["polled every"], cells["last success"]) == ("healthy", "60 s to 60 s", "60 s ago")
    assert (cells["next poll"], cells["a day"], cells["silent since"]) == ("in 4 min", "24", "2 h ago")


@pytest.mark.parametrize(("gap", "said"), [(7.6, "11,368"), (60.0, "1,440"), (7000.0, "12.3"), (2e6, "0.0432")])
def test_articles_a_day_are_a_number_that_people_read(gap: float, said: str) -> None:
    rhythm = Rhythm(gap=gap, latest=NOW_MS)
    assert shown(FeedState(succeeded=NOW_MS, rhythm=rhythm))["a day"] == said


def test_a_feed_that_is_quiet_for_its_kind_shows_how_much() -> None:
    for gap, said in (
        (3600.0, "9 h ago (9 times its rhythm)"),
        (7200.0, "9 h ago (4 times its rhythm)"),
        (9e4, "9 h ago"),
    ):
        rhythm = Rhythm(gap=gap, latest=NOW_MS - 9 * 3_600_000)
        assert shown(FeedState(succeeded=NOW_MS, rhythm=rhythm))["silent since"] == said


def test_failures_are_shown_with_their_reason() -> None:
    cells = shown(FeedState(failures=3, failure="the server answered with status 500", kind="status"), NOW_MS - 1)
    assert (cells["state"], cells["next poll"]) == ("failing", "now")
    assert cells["trouble"] == "3 in a row: the server answered with status 500"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (FeedState(), "new"),
        (FeedState(succeeded=1), "healthy"),
        (FeedState(succeeded=1, failures=1, kind="timeout"), "failing"),
        (FeedState(succeeded=1, failures=9, kind="gone"), "gone"),
        (FeedState(succeeded=1, rhythm=Rhythm(gap=3600, latest=NOW_MS - 2 * DAY)), "healthy"),
        (FeedState(succeeded=1, rhythm=Rhythm(gap=3600, latest=NOW_MS - 4 * DAY)), "silent"),
        (FeedState(succeeded=1, rhythm=Rhythm(gap=86_400, latest=NOW_MS - 19 * DAY)), "healthy"),
        (FeedState(succeeded=1, rhythm=Rhythm(gap=86_400, latest=NOW_MS - 21 * DAY)), "silent"),
    ],
)
def test_the_condition_of_a_feed_is_one_word(state: FeedState, expected: str) -> None:
    assert condition(state, NOW) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (200_000, "2.31 d")]
)
def test_spans_of_time_are_readable(seconds: float, expected: str) -> None:
    assert span(seconds) == expected
