"""The ledger in memory: for replay and for tests. Nothing outlives the process, and one thread uses it at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from alerts.ledger.bearing import Asked, Sign, sign
from alerts.ledger.port import Change, Held, Snapshot, Turn
from alerts.messages import Contradiction
from enrich.messages import ArticleClaims


class MemoryLedger:
    """Keeps everything in dictionaries; see `alerts.ledger.port` for the contract."""

    def __init__(self) -> None:
        self._versions: defaultdict[str, int] = defaultdict(int)
        self._held: dict[str, Held] = {}  # by claim id, in order of commit
        self._by_bucket: defaultdict[str, dict[str, None]] = defaultdict(dict)  # claim ids, in order of commit
        self._by_article: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._handled: dict[str, tuple[int, int]] = {}  # article -> revision, extractor
        self._brought_up: dict[str, tuple[Contradiction, ...]] = {}
        self._aliases: dict[str, str] = {}
        self._separated: set[tuple[str, str]] = set()
        self._told: defaultdict[str, dict[str, None]] = defaultdict(dict)  # contradiction ids, in order of commit
        self._several: set[str] = set()

    def read(self, article: ArticleClaims, buckets: Sequence[str]) -> Snapshot:
        """Return what bears on `article`, whose reports lie in `buckets`."""
        asked = Asked(article, buckets)
        own = [self._held[claim] for claim in self._by_article[article.article]]
        names = sorted(set(buckets).union(*(held.buckets for held in own)))
        found: dict[str, None] = {}
        for name in buckets:
            found.update(self._by_bucket.get(name, {}))
        done = self._handled.get(article.article)
        coming = (article.revision, article.extractor)
        others = [
            self._resolved(held)
            for held in map(self._held.__getitem__, found)
            if held.report.article != article.article
        ]
        signs: defaultdict[str, list[Sign]] = defaultdict(list)
        for held in others:
            claim = held.report.claim
            signs[held.quantity].append(sign(held.buckets, claim.events, claim.where, held.report.time.timestamp()))
        bearing = asked.bearing(signs)
        candidates = [held for held in others if held.quantity in bearing]
        mine = list(map(self._resolved, own))
        handled = done is not None and coming <= done
        quantities = {held.quantity for held in (mine if handled else (*mine, *candidates))}
        return Snapshot(
            versions={name: self._versions.get(name, 0) for name in names},
            handled=handled,
            quiet=done is not None and done[0] == article.revision and coming > done,
            contradictions=self._brought_up.get(article.article, ()),
            own=tuple(mine),
            candidates=tuple(candidates),
            separated=frozenset(self._separated),
            told=self._grouped(quantities, {name: tuple(ids) for name, ids in self._told.items()}),
            merged=self._grouped(quantities, {name: (name,) for name in self._aliases}),
            several=frozenset(quantities & self._several),
        )

    def reading(self, asked: Sequence[tuple[ArticleClaims, Sequence[str]]]) -> Turn[list[Snapshot]]:
        """Read what `read` returns for each article with its buckets."""
        yield
        return [self.read(article, buckets) for article, buckets in asked]

    def committing(self, changes: Sequence[Change]) -> Turn[list[bool]]:
        """Commit each of `changes`; return what `commit` returns for each."""
        yield
        return [self.commit(change) for change in changes]

    def commit(self, change: Change) -> bool:
        """Apply `change` and return True, or return False if a bucket has moved or a later revision is held."""
        if any(self._versions.get(name, 0) != version for name, version in change.versions.items()):
            return False
        if self._handled.get(change.article, (-1, -1)) >= (change.revision, change.extractor):
            return False
        moved: set[str] = set()
        earlier = self._handled.get(change.article)
        for claim in list(self._by_article[change.article]):
            held = self._held[claim]
            moved.update(held.buckets)
            if earlier is not None and held.report.revision == change.revision:
                self._forget(held)  # the same text read by an older extractor is no history
            else:
                self._held[claim] = msgspec.structs.replace(held, superseded=True)
        for held in change.held:
            claim = held.report.claim.id
            self._held[claim] = held
            self._by_article[change.article][claim] = None
            moved.update(held.buckets)
            for name in held.buckets:
                self._by_bucket[name][claim] = None
        for name in moved:
            self._versions[name] += 1
        self._aliases.update(change.aliases)
        known = self._several.intersection(change.aliases)
        counted = (name for name, count in change.sources.items() if count > 1)
        self._several.update(map(self.quantity, (*known, *counted)))
        self._handled[change.article] = (change.revision, change.extractor)
        self._brought_up[change.article] = change.contradictions
        for contradiction in change.contradictions:
            self._told[contradiction.quantity][contradiction.id] = None
        return True

    def separate(self, one: str, other: str) -> None:
        """Note that the claims with these ids are not the same thing, as an editor has said."""
        self._separated.add((min(one, other), max(one, other)))

    def quantity(self, name: str) -> str:
        """Return the id under which the quantity `name` goes now."""
        while name in self._aliases:
            name = self._aliases[name]
        return name

    def _resolved(self, held: Held) -> Held:
        name = self.quantity(held.quantity)
        return held if name == held.quantity else msgspec.structs.replace(held, quantity=name)

    def _grouped(self, quantities: set[str], noted: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Return what is `noted` under any id of each of `quantities`."""
        found: dict[str, tuple[str, ...]] = {}
        for name, notes in noted.items():
            quantity = self.quantity(name)
            if quantity in quantities:
                found[quantity] = (*found.get(quantity, ()), *notes)
        return found

    def _forget(self, held: Held) -> None:
        claim = held.report.claim.id
        del self._held[claim]
        del self._by_article[held.report.article][claim]
        for name in held.buckets:
            self._by_bucket[name].pop(claim, None)
