"""The ledger as a port: what has been reported, and how a change to it is committed.

Glossary. A *report* is a claim with its article. A report that the ledger keeps is *held*: it has a quantity, and the
buckets under which it is found. A *bucket* is a name such as "killed|place:Gaza"; two reports that could be of one
quantity share at least one. A *snapshot* is what was read for one article, with the version of each bucket at that
moment. A *change* is what the judge decided from a snapshot.

Contract, held by one suite for all adapters (tests/alerts/test_ledger_contract.py):
1. `commit` applies a change whole or not at all, and only if no bucket that the snapshot read has moved since;
   otherwise it returns False and nothing has happened.
2. Each commit that adds, supersedes or removes a report moves the version of all buckets of that report.
3. A revision replaces what the ledger held of earlier ones: the replaced reports stay as history, marked superseded.
   An older revision, or an equal one by an older or equal extractor, changes nothing; the snapshot says `handled`.
4. Contradictions are kept with the articles that caused them: reading a handled article gives them again, and the ids
   of all that was merged into its quantities.
5. A quantity's id never disappears: one that was merged stays as an alias of the older one.
6. What was told of a quantity, the ids of those merged into it, and that several sources are known of it or of one of
   these, come with its reports and live as long as it.
7. An adapter whose server is away raises `LedgerAway`; nothing has happened then, or all of it has.
"""

from collections.abc import Generator, Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from alerts.messages import Contradiction, Report
from enrich.messages import ArticleClaims


class LedgerAway(ConnectionError):
    """The ledger's server does not answer."""


class Held(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A report that the ledger keeps: with its quantity (aliases resolved), its buckets, whether it is superseded."""

    report: Report
    quantity: str
    buckets: tuple[str, ...]
    superseded: bool = False


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What was read for one article.

    Attributes:
        versions: of every bucket read, at the moment of reading (0 for one never written).
        handled: whether this revision by this extractor, or a later one, has been committed already.
        quiet: whether the same revision by an older extractor is held, which is replaced without telling anybody.
        contradictions: those committed when this article was handled; empty when it has not been.
        own: what is held of earlier revisions of this article, superseded ones included.
        candidates: what is held in the buckets of other articles, of the quantities that can bear on this one
            (`alerts.ledger.bearing`), in no particular order, superseded ones included.
        separated: pairs of claim ids that an editor has said are not the same thing, smaller id first.
        told: for each quantity among `own` and `candidates`, the ids of the contradictions told of it, if any.
        merged: for each of these quantities, the ids of the younger ones that were found to be it, if any; of an
            article that has been handled, for each of its own.
        several: those of these quantities that are known to have several independent sources.
    """

    versions: Mapping[str, int]
    handled: bool = False
    quiet: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    own: tuple[Held, ...] = ()
    candidates: tuple[Held, ...] = ()
    separated: frozenset[tuple[str, str]] = frozenset()
    told: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    several: frozenset[str] = frozenset()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be committed.

    Attributes:
        article, revision, extractor: what was handled.
        versions: those of the snapshot.
        held: the article's reports with their quantities, in order of claim; replaces those of earlier revisions.
        aliases: younger quantity id to older, for quantities found to be one.
        contradictions: those that handling this article brought up.
        sources: how many independent sources each quantity touched has: one, or more (decides how long it is kept).
            One of which several are known is left out.
    """

    article: str
    revision: int
    extractor: int
    versions: Mapping[str, int]
    held: tuple[Held, ...] = ()
    aliases: Mapping[str, str] = msgspec.field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    sources: Mapping[str, int] = msgspec.field(default_factory=dict)


T = TypeVar("T")

Turn = Generator[None, None, T]
"""Something that is asked of a server: sent by the first `next`, after which it yields, and waited for by `ended`.

Closed before that, what becomes of it is not known.
"""


def ended(turn: Turn[T]) -> T:
    """Wait for what `turn` asks, and return it."""
    while True:
        try:
            next(turn)
        except StopIteration as stop:
            result: T = stop.value
            return result


class Ledger(Protocol):
    """Keeps reports by quantity. What is asked for several articles at once takes fewer turns to a server."""

    def read(self, article: ArticleClaims, buckets: Sequence[str]) -> Snapshot:
        """Return what bears on `article`, whose reports lie in `buckets`. Raises `LedgerAway`."""
        ...

    def reading(self, asked: Sequence[tuple[ArticleClaims, Sequence[str]]]) -> Turn[list[Snapshot]]:
        """Read for each article with its buckets, in order, what `read` returns. Raises `LedgerAway`."""
        ...

    def commit(self, change: Change) -> bool:
        """Apply `change` and return True, or return False if a bucket has moved. Raises `LedgerAway`."""
        ...

    def committing(self, changes: Sequence[Change]) -> Turn[list[bool]]:
        """Commit each of `changes`, all decided from what was read before the first; return what `commit` would.

        Raises `LedgerAway`; any of them may have been applied then.
        """
        ...
