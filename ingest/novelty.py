"""Is this text news: a pure decision over what an entry says and what is known of its article.

Several feeds of one publisher may carry one article, and not with the same text: the front page's feed has a summary
where the section's has all of it. Each feed is therefore held to what it gave itself before; and a poorer text from
another feed never takes the place of a richer one, or two feeds would revise each other for ever.
"""

from typing import Literal

import msgspec

from ingest.seen.port import Seen

Verdict = Literal["new", "revised", "repeated", "duplicate"]

RICHER = 1.2
"""How many times as long a text has to be that another feed gives for the first time, to count as a revision."""

POORER = 0.8
"""How many times as long a text may be at least that has changed in another feed than the one followed."""

_MOST_FEEDS = 16


def weigh(
    *,
    content_hash: str,
    size: int,
    feed: str,
    seen: Seen | None,
    now: int,
    entry_hash: str | None = None,
    text_from: Literal["entry", "page"] = "entry",
) -> tuple[Verdict, Seen]:
    """Return what a text is, and what is known of its article with it.

    `size` is in code points, `feed` the key of the feed that gives the text, `now` when it was fetched in milliseconds
    since the epoch; `entry_hash` is of the text that the feed itself gave, where the text is its page's. "repeated":
    reserved before and perhaps never published, so publish it again under the same revision. A revision number is
    `now`, or one more than the last where the clock has not moved since.
    """
    given = entry_hash or content_hash
    if seen is None:
        known = Seen(revision=now, content_hash=content_hash, size=size, feed=feed, given={feed: given})
        return "new", msgspec.structs.replace(known, text_from=text_from)
    noted = msgspec.structs.replace(seen, given=_noted(seen.given, feed, given))
    if content_hash == seen.content_hash:
        return ("duplicate" if seen.settled else "repeated"), noted
    if text_from != seen.text_from:
        # An entry takes the place of a page only where that one was never published.
        revises, replaces = text_from == "page" or not seen.settled, False
    elif text_from == "page":
        revises, replaces = True, True
    else:
        # A feed that never gave another text has not changed its mind: the article was so all along.
        revises, replaces = _revises(content_hash, size, feed, seen), feed in seen.given
    if not revises:
        return "duplicate", noted
    return "revised", Seen(
        revision=max(now, seen.revision + 1),
        content_hash=content_hash,
        size=size,
        feed=feed,
        given=noted.given,
        replaced=seen.revision if replaces else None,
        text_from=text_from,
    )


def _revises(content_hash: str, size: int, feed: str, seen: Seen) -> bool:
    before = seen.given.get(feed)
    if before == content_hash:
        return False
    if feed == seen.feed:
        return True
    return size >= seen.size * (RICHER if before is None else POORER)


def _noted(given: dict[str, str], feed: str, content_hash: str) -> dict[str, str]:
    others = {key: value for key, value in given.items() if key != feed}
    return dict([*others.items(), (feed, content_hash)][-_MOST_FEEDS:])
