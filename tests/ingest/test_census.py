from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY

from ingest.census import Census, beyond
from ingest.schedule import Rhythm
from ingest.seen.port import FeedState

NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
HOUR = 3600
URL, OTHER = "https://news.example/a.xml", "https://news.example/b.xml"


def state(hours_silent: float, **more: object) -> FeedState:
    latest = int((NOW.timestamp() - hours_silent * HOUR) * 1000)
    return FeedState(succeeded=1, rhythm=Rhythm(gap=HOUR, latest=latest), **more)  # type: ignore[arg-type]


def counted() -> dict[str, float]:
    """Return the gauges that are not 0, by their one label."""
    return {
        value: sample
        for name, label, values in (
            ("figurewatch_ingest_feeds_condition", "condition", ("healthy", "silent", "failing", "gone")),
            ("figurewatch_ingest_feeds_silence", "times", ("3", "10", "30", "100")),
        )
        for value in values
        if (sample := REGISTRY.get_sample_value(name, {label: value}) or 0.0)
    }


@pytest.mark.parametrize(
    ("times", "passed"), [(None, 0), (0.0, 0), (3.0, 0), (3.1, 1), (30.5, 3), (100.0, 3), (1e9, 4)]
)
def test_silence_is_counted_in_times_of_the_feeds_own_rhythm(times: float | None, passed: int) -> None:
    assert beyond(times) == passed


def test_each_feed_is_counted_once_as_it_was_found_last_and_not_by_those_who_lost_it() -> None:
    before = counted()
    census = Census()
    census.note(URL, state(1), NOW)
    census.note(OTHER, state(11), NOW)
    assert counted() == {"healthy": 2, "3": 1, "10": 1}
    census.note(OTHER, state(200), NOW)
    census.note(URL, state(1, failures=1, kind="timeout"), NOW)
    assert counted() == {"failing": 1, "silent": 1, "3": 1, "10": 1, "30": 1, "100": 1}
    census.forget(OTHER)
    census.forget(OTHER)
    assert counted() == {"failing": 1}
    assert census.counts() == {"failing": 1}
    census.forget(URL)
    assert counted() == before
