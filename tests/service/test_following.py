"""`figurewatch trace` and `figurewatch doctor` on a service that runs and has told something."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk.cli import cli
from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.service.installation import embedded, eventually, settings

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(180)]


def test_an_article_is_followed_from_its_feed_to_the_newsroom(tmp_path: Path) -> None:
    start = datetime.now(UTC) - timedelta(hours=1)
    items = news(articles=8, clashes=2, start=start, apart=timedelta(minutes=3))
    with Newsstand() as stand:
        stand.put("0", items)
        with embedded(tmp_path, settings(stand, ["0"], tmp_path)) as installation:

            def asked(*words: str) -> str:
                said = CliRunner().invoke(cli, [*words, "-c", str(installation.service.config)])
                assert said.exit_code == 0, said.output
                return said.output

            eventually(lambda: len(stand.inbox) == 2)
            (_, _, told), _ = stand.inbox
            clash, prior = told["data"]["new"], told["data"]["prior"]
            eventually(lambda: "sent: desk by desk/" in asked("trace", clash["url"]))
            followed = asked("trace", clash["url"])
            quiet = asked("trace", next(item.url for item in items if not item.clashes))
            examined = asked("doctor")
    lines = followed.splitlines()
    assert lines[0].startswith("Article ")
    assert "in 1 feed." in lines[1]
    assert f"{clash['claim']['phrase']}  [quantity {told['data']['quantity']}]" in followed
    assert f"contradicts '{prior['claim']['phrase']}' in {prior['outlet']}" in followed
    assert ": told" in followed
    assert "sent: desk by desk/" in followed
    assert "sent: desk" not in quiet
    assert "Redis" in examined
