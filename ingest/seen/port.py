"""What ingest remembers, as a port.

Glossary. A feed is *claimed* by one process at a time, which notes the *attempt* in the same step; the claim holds as
long as the process renews its sign of life. `record` ends it. An attempt that was noted and never recorded is
*unfinished*: the process died between.

What makes a repeat after a crash harmless. A new text is *reserved* before it is published: article, content hash and
revision number are written down as not yet settled. Then come publish and flush, and only then `record`, which
settles the texts together with the feed's validators and body hash in one transaction. After a crash anywhere
between, the feed's attempt is unfinished, so the next poll asks without validators, meets the same entries, finds
their reservations and publishes them with the same id and the same revision number, `fetched` included: byte for byte
what may have gone out before. (To reuse the noted time of the attempt as `fetched` would not do: a text that changed
between crash and repeat would get the number of the one before, and be ignored.) A text that was never published
keeps nothing but a reservation, which the next poll settles.

Contract, held by tests/ingest/test_seen.py:
1. Of several processes that claim a feed at once, one gets it.
2. A feed is not claimed before it is due, nor while a living process holds it, nor within its interval after the last
   attempt, whatever became of that.
3. `record` writes everything or nothing, and never goes back to an older revision of an article.
4. `reserve` writes only if nothing that `decide` was shown has changed since; else it shows the new state.
5. A claim takes a place at the feed's host, within the limits of all processes (`ingest.seen.places`); where there is
   none, the feed is due when there may be one.
6. A visit is taken by one process, and again by any if it is not recorded.
7. An adapter whose server is away raises `SeenAway`.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, Protocol

import msgspec

from ingest.document import Entry
from ingest.schedule import Hints, Rhythm

STATE_KEPT = 30 * 86_400
"""Seconds that the state of a feed is kept after its last poll."""

SEEN_KEPT = 30 * 86_400
"""Seconds that an article is known after it was last read in any feed."""

REREAD = 7 * 86_400
"""Seconds after which a feed is read whole even if it says that nothing has changed, which keeps its articles known."""

FORGOTTEN = 14 * 86_400
"""Seconds without reading a feed after which its next reading counts as the first: some of its articles may be
forgotten by then, and must not come as news. `REREAD` + `FORGOTTEN` is less than `SEEN_KEPT`."""


UNVISITED = 300
"""Seconds after which a visit that was taken and never recorded is taken again."""


class SeenAway(ConnectionError):
    """The server that holds the seen-state does not answer."""


class FeedState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a feed.

    Attributes:
        etag, modified: validators as the server gave them.
        body_hash: of the body last read.
        read: when a document was last read entry by entry, milliseconds since the epoch; None for never.
        succeeded: when a poll last succeeded, a 304 included.
        failures: polls in a row that failed.
        failure, kind: the last one's sentence and kind, "" after a success.
        rhythm: how it brings articles.
        hints: what the document last read asks for.
        moved, moves: where redirects for good lead, and how many polls in a row they have led there.
        lied: whether the server has said that nothing had changed when something had; it is not asked that again.
        told: the condition that ops were told of last ("gone", "silent"), "" where all is well.
        hub, topic: where the document last read offers to push its changes, and under which address; "" for nowhere.
    """

    etag: str | None = None
    modified: str | None = None
    body_hash: str | None = None
    read: int | None = None
    succeeded: int | None = None
    failures: int = 0
    failure: str = ""
    kind: str = ""
    rhythm: Rhythm = Rhythm()
    hints: Hints = Hints()
    moved: str | None = None
    moves: int = 0
    lied: bool = False
    told: str = ""
    hub: str = ""
    topic: str = ""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A feed to be claimed, which is then left alone for `interval` milliseconds and its host for `pause`."""

    url: str
    interval: int = 0
    pause: int = 0


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that is ours to poll now. `unfinished`: the attempt before this one was never recorded."""

    url: str
    state: FeedState
    unfinished: bool = False


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that is not ours now: due at `due` (milliseconds since the epoch), or held by another where None.

    `host`: whether it is due, and its host may not be asked before then.
    """

    url: str
    due: int | None
    host: bool = False


class Seen(msgspec.Struct, frozen=True, kw_only=True, rename={"content_hash": "h", "revision": "r", "settled": "ok"}):
    """What is known of an article.

    Attributes:
        revision, content_hash, size: of its latest text; size in code points.
        feed: key of the feed that gave this text.
        given: what each feed that carries it gave last, feed key to content hash.
        replaced: revision of the text that the publisher replaced with this one; None for the first text, and for a
            fuller one that came by another feed.
        text_from: where its latest text was taken from.
        settled: whether the text is known to be on the bus.
    """

    revision: int
    content_hash: str
    size: int
    feed: str
    given: dict[str, str] = {}
    replaced: int | None = None
    text_from: Literal["entry", "page"] = "entry"
    settled: bool = False


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a poll: the feed's new state, and when it is due again (milliseconds since the epoch)."""

    url: str
    state: FeedState
    due: int


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """An article whose page is to be read again.

    Attributes:
        id: the article's.
        feed: address of the feed that it came by.
        outlet: as the article carries it.
        entry, entry_hash: as the feed gave it, without its text, and the content hash with it.
        first: when the article was first seen, milliseconds since the epoch.
        step: how many of the times to look again are over.
        due: when it is to be read, milliseconds since the epoch.
    """

    id: str
    feed: str
    outlet: str
    entry: Entry
    entry_hash: str
    first: int
    step: int = 0
    due: int = 0


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a feed, and when it is due, milliseconds since the epoch; None for at once."""

    state: FeedState
    due: int | None = None


NO_VISITS: Mapping[str, Visit | None] = MappingProxyType({})


class SeenStore(Protocol):
    """Keeps the seen-state. Blocking; every method raises `SeenAway`."""

    def renew(self) -> None:
        """Give a sign of life, without which what this process holds is free for others after some seconds."""
        ...

    def claim(self, wanted: Sequence[Wanted], now: int) -> Sequence[Claim | Later]:
        """Claim those of the feeds `wanted` that are due at `now`, and note the attempt; one answer for each."""
        ...

    def reserve(
        self, ids: Sequence[str], decide: Callable[[Mapping[str, Seen]], Mapping[str, Seen]]
    ) -> Mapping[str, Seen]:
        """Show `decide` what is known of the articles `ids`, write what it returns, and return that."""
        ...

    def known(self, ids: Sequence[str]) -> Mapping[str, Seen]:
        """Return what is known of the articles `ids`; those that are not known are not in it."""
        ...

    def record(
        self, records: Sequence[Record], seen: Mapping[str, Seen], visits: Mapping[str, Visit | None] = NO_VISITS
    ) -> None:
        """End polls: write states, due times and articles, and give the feeds back.

        `visits` are the next ones by article, None where there is to be no more.
        """
        ...

    def visits(self, now: int, most: int) -> Sequence[Visit]:
        """Return at most `most` visits that are due at `now`; what is not recorded comes again after `UNVISITED`."""
        ...

    def release(self, urls: Sequence[str]) -> None:
        """Give feeds back of which nothing was published; they are due an interval after the attempt."""
        ...

    def listed(self, urls: Sequence[str]) -> Sequence[Listed]:
        """Return what is known of each feed and when it is due, without claiming any."""
        ...

    def resign(self) -> None:
        """Take back the sign of life: whatever this process still holds is free at once."""
        ...
