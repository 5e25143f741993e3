"""Where a figure holds: places named near it, then those of dateline and title."""

from collections.abc import Sequence

from enrich.reading import Reading

MOST = 4


class Places:
    """The places of one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of(self, index: int, start: int, end: int, others: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Return canonical places for the figure at `start` to `end` in passage `index`, nearest first."""
        passage = self._reading.passages[index]
        near = [
            e
            for e in self._reading.entities
            if e.label == "LOC" and e.field == passage.field and passage.start <= e.start and e.end <= passage.end
        ]
        near.sort(key=lambda e: abs(e.start - start))
        first = [e for e in self._reading.entities if e.label == "LOC"]
        return tuple(dict.fromkeys(e.text for e in [*near, *first]))[:MOST]
