"""Which reports stand in copies of which: a pure function."""

from collections import defaultdict
from collections.abc import Sequence

from alerts.judge.sources import is_copy
from alerts.messages import Report


def copied(reports: Sequence[Report]) -> list[int | None]:
    """Return for each of `reports` the place of the first of another article that its own is a copy of, or None.

    What is a copy itself is no original of others. Texts are set against those alone that share a value of their
    MinHash: with 200 reports of as many texts, setting all against all took half of a page's time.
    """
    found: list[int | None] = []
    marked: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, report in enumerate(reports):
        marks = list(enumerate(report.fingerprint))
        near = sorted({other for mark in marks for other in marked.get(mark, ())})
        original = next(
            (each for each in near if reports[each].article != report.article and is_copy(reports[each], report)), None
        )
        found.append(original)
        if original is None:
            for mark in marks:
                marked[mark].append(place)
    return found
