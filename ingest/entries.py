"""Entries of one document that are one article, or seem to be: live blogs, shared links, guids used again. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from ingest.document import Entry
from ingest.identity import canonical, normalised, post
from ingest.messages import BODY_LIMIT

FEW = 3
"""Entries from which on a link that all of them share is taken for the page that they are listed on."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def names_of(entries: Sequence[Entry]) -> Sequence[tuple[str, str]]:
    """Return link and guid of each entry as far as they name it, "" where they do not.

    A link that all entries share names the page that lists them, if all their guids differ, or all their titles where
    no guid tells them apart; a guid that several entries with different titles share, and no link tells apart, names
    none of them.
    """
    places = {canonical(entry.link) for entry in entries}
    guids = {_guid(entry) for entry in entries}
    apart = len(guids) == len(entries) and "" not in guids
    untold = len(guids) == 1 and len({normalised(entry.title) for entry in entries}) == len(entries)
    listing = len(entries) >= FEW and len(places) == 1 and (apart or untold)
    titles: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        titles[entry.guid].add(normalised(entry.title))
    return [
        (
            "" if listing and not post(entry.link) else entry.link,
            "" if len(titles[entry.guid]) > 1 else entry.guid,
        )
        for entry in entries
    ]


def together(entries: Sequence[Entry]) -> Entry:
    """Return what entries of one article come to: the posts of a live blog joined, else the latest, else the first."""
    if len({_guid(entry) for entry in entries}) < len(entries) or len({entry.title for entry in entries}) < len(
        entries
    ):
        return max(entries, key=date)
    posts = sorted(entries, key=lambda entry: (date(entry), entry.guid), reverse=True)
    if len(posts) == 1:
        return posts[0]
    body = "\n\n".join(part for entry in posts for part in (entry.title, entry.body) if part)
    first = min((entry.published for entry in posts if entry.published is not None), default=None)
    return msgspec.structs.replace(
        posts[0],
        body=body[:BODY_LIMIT],
        cut=len(body) > BODY_LIMIT or any(entry.cut for entry in posts),
        published=first,
        updated=max(date(entry) for entry in posts) if first is not None else None,
    )


def date(entry: Entry) -> datetime:
    """Return when an entry was last changed as far as it says, else the beginning of time."""
    return entry.updated or entry.published or _NEVER


def _guid(entry: Entry) -> str:
    return canonical(entry.guid) or entry.guid.strip()
