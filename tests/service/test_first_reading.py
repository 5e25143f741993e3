"""What a feed holds when it is read for the first time is known from then on, and told to nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.service.installation import embedded, eventually, settings

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(180)]


def test_the_first_reading_of_a_feed_tells_nobody_and_what_comes_later_is_told(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    items = news(articles=240, clashes=24, start=now - timedelta(days=21), apart=timedelta(hours=2))
    later = news(articles=4, clashes=1, start=now - timedelta(minutes=30), apart=timedelta(minutes=5), first=240)
    with Newsstand() as stand:
        stand.put("0", items)
        config = settings(stand, ["0"], tmp_path)
        config["ingest"]["backfill"] = "quiet"
        with embedded(tmp_path, config) as installation:
            eventually(lambda: len({url for url, _, _ in installation.held()}) == len(items))
            assert stand.inbox == []
            stand.put("0", [*items, *later])
            eventually(lambda: len(stand.inbox) > 0)
        clash = next(item.url for item in later if item.clashes)
        assert [body["data"]["new"]["url"] for _, _, body in stand.inbox] == [clash]
