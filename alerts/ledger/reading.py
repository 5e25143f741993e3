"""What is read for one article, from the script's answer to the snapshot: a pure step between turns to the server."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alerts.ledger.bearing import Asked, Sign
from alerts.ledger.known import Decoded, Known
from alerts.ledger.names import STATE
from alerts.ledger.packing import Handled, PackedReport, unpack, unpack_contradictions
from alerts.ledger.port import Held, Snapshot
from alerts.ledger.records import VERSION
from enrich.messages import ArticleClaims


class Reading:
    """One article's; `take`, then `choose`, then `snapshot`."""

    def __init__(self, article: ArticleClaims, buckets: Sequence[str]) -> None:
        self.article = article
        self.asked = Asked(article, buckets)
        self.names = [name for group in self.asked.groups for name in group]
        """The buckets, in the order in which the script is asked for them."""
        self.heads: dict[str, bytes] = {}
        """The quantities that could be the article's, by the script's choice, with their versions."""
        self.earlier: frozenset[str] = frozenset()
        """Those that its earlier revisions have touched."""
        self.handled = False
        self._quiet = False
        self._found: Mapping[str, Decoded] = {}
        self._own: list[tuple[Decoded, int]] = []
        self._others: list[tuple[Decoded, int]] = []

    def take(self, answer: Sequence[Any]) -> None:
        """Take in what read.lua returned."""
        state, self._told, self._apart, numbers, ids, heads = answer
        self._versions = dict(zip(self.names, map(int, numbers), strict=True))
        self._versions[STATE] = version_of(state)
        done = handled_in(state)
        if done is not None:
            self.earlier = frozenset(done.quantities)
            self.handled = (self.article.revision, self.article.extractor) <= (done.revision, done.extractor)
            self._quiet = done.revision == self.article.revision
        if not self.handled:
            self.heads = {name.decode(): head for name, head in zip(ids, heads, strict=True)}

    def choose(self, found: Mapping[str, Decoded]) -> None:
        """Choose among the reports of the quantities `found` the article's own, and those that bear on it.

        Of an article that has been handled none is needed.
        """
        self._found = found
        if self.handled:
            return
        article = self.article.article
        signs: dict[str, list[Sign]] = {}
        others: dict[str, list[int]] = {}
        for name, each in found.items():
            reports, known = each.record.reports, each.signs()
            others[name] = [place for place, report in enumerate(reports) if report.article != article]
            if len(others[name]) < len(reports):
                self._own.extend((each, place) for place, report in enumerate(reports) if report.article == article)
            signs[name] = [known[place] for place in others[name]]
        for name, places in self.asked.bearing(signs).items():
            self._others.extend((found[name], others[name][place]) for place in places)

    def unread(self) -> Iterator[PackedReport]:
        """Yield the chosen reports that have not been unpacked yet."""
        for each, place in (*self._own, *self._others):
            if each.held[place] is None:
                yield each.record.reports[place]

    def snapshot(self, known: Known) -> Snapshot:
        """Return what was read; `known` has the texts of all that was chosen, but for those that have expired."""
        contradictions = unpack_contradictions(self._told)
        if self.handled:
            merged = {name: each.record.aliases for name, each in self._found.items() if each.record.aliases}
            return Snapshot(versions=self._versions, handled=True, contradictions=contradictions, merged=merged)
        own, candidates = self._opened(self._own, known), self._opened(self._others, known)
        shown = [self._found[name] for name in {held.quantity for held in (*own, *candidates)}]
        versions = {STATE + name: version_of(decoded.version or None) for name, decoded in self._found.items()}
        return Snapshot(
            versions={**self._versions, **versions},
            quiet=self._quiet,
            contradictions=contradictions,
            own=own,
            candidates=candidates,
            separated=frozenset(map(_pair, self._apart)),
            told={each.quantity: each.record.told for each in shown if each.record.told},
            merged={each.quantity: each.record.aliases for each in shown if each.record.aliases},
            several=frozenset([each.quantity for each in shown if each.record.sources > 1]),
        )

    @staticmethod
    def _opened(chosen: Sequence[tuple[Decoded, int]], known: Known) -> tuple[Held, ...]:
        return tuple(held for each, place in chosen if (held := known.held(each, place)))


def handled_in(state: bytes | None) -> Handled | None:
    """Return how far an article with this `state`, a version and what follows it, has been handled."""
    found: Handled | None = None if state is None else unpack(state[VERSION:], Handled)
    return found


def version_of(blob: bytes | None) -> int:
    """Return the version that `blob` begins with, 0 where there is nothing."""
    return 0 if blob is None else int.from_bytes(blob[:VERSION], "big")


def _pair(member: bytes) -> tuple[str, str]:
    one, other = member.decode().split(" ", 1)
    return one, other
