"""How many feeds fare how, for the gauges: each feed is counted by the process that polled it last."""

from dataclasses import dataclass, field
from datetime import datetime

from ingest import metrics
from ingest.condition import Condition, condition
from ingest.schedule import silence
from ingest.seen.port import FeedState


@dataclass(slots=True)
class Census:
    """Keeps the gauges of this process's feeds."""

    _counted: dict[str, tuple[Condition, int]] = field(default_factory=dict)

    def note(self, url: str, state: FeedState, now: datetime) -> None:
        """Count a feed as it is at the end of a poll."""
        self.forget(url)
        found = condition(state, now), beyond(silence(state.rhythm, now))
        self._counted[url] = found
        self._count(found, 1)

    def forget(self, url: str) -> None:
        """Count a feed no more: another process polls it now."""
        known = self._counted.pop(url, None)
        if known is not None:
            self._count(known, -1)

    def _count(self, found: tuple[Condition, int], one: int) -> None:
        name, passed = found
        metrics.CONDITIONS.labels(name).inc(one)
        for times in metrics.SILENCES[:passed]:
            metrics.SILENCE.labels(str(times)).inc(one)


def beyond(times: float | None) -> int:
    """Return how many of the lengths of silence that are counted a feed has passed, None being unknown. Pure."""
    return 0 if times is None else sum(times > each for each in metrics.SILENCES)
