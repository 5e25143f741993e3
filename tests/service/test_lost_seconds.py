"""A Redis that comes back without its last seconds: what came of them is done again from the topics, and stays once."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.service.installation import eventually, over_kafka, settings

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(300)]


def test_what_redis_has_lost_is_read_again_from_the_topics_and_told_under_the_same_id(tmp_path: Path) -> None:
    start = datetime.now(UTC) - timedelta(hours=2)

    def some(first: int, articles: int, clashes: int) -> Sequence[Item]:
        begin = start + timedelta(minutes=first)
        return news(articles=articles, clashes=clashes, start=begin, apart=timedelta(minutes=1), first=first)

    kept, lost, later = some(0, 8, 2), some(8, 8, 2), some(16, 20, 2)
    with Newsstand() as stand:
        stand.put("0", [])
        config = settings(stand, ["0"], tmp_path)
        with over_kafka(tmp_path, config, workers=1, partitions=2) as installation:
            data = Path(installation.redis_url().removeprefix("unix://")).parent

            def told() -> dict[str, str]:
                return {body["data"]["id"]: body["data"]["new"]["url"] for _, _, body in list(stand.inbox)}

            def held() -> set[str]:
                return {url for url, _, _ in installation.held()}

            stand.put("0", kept)
            eventually(lambda: len(told()) == 2 and held() == {item.url for item in kept})
            shutil.copytree(data / "appendonlydir", tmp_path / "backup")
            stand.put("0", [*kept, *lost])
            eventually(lambda: len(told()) == 4 and held() == {item.url for item in [*kept, *lost]})

            installation.outages["redis"].begin()
            shutil.rmtree(data / "appendonlydir")
            shutil.copytree(tmp_path / "backup", data / "appendonlydir")
            installation.outages["redis"].end()
            assert held() == {item.url for item in kept}, "the last seconds are gone"

            stand.put("0", [*kept, *lost, *later])
            everything = [*kept, *lost, *later]
            eventually(lambda: held() == {item.url for item in everything}, 120)
            eventually(lambda: {item.url for item in everything if item.clashes} <= set(told().values()))
            log = installation.service.log()
    clashes = [item.url for item in everything if item.clashes]
    assert sorted(told().values()) == sorted(clashes), "what is told again has the id that it had"
    assert "going back" in log
    assert "Traceback" not in log
