"""What the end of a poll means for the next ones: pure decisions over what is known of a feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from ingest.document import Document
from ingest.fetch import Fetched
from ingest.hints import hub_of
from ingest.schedule import Reason, Rhythm, next_poll
from ingest.seen.port import FeedState, Record

MOVES = 5
"""Polls in a row that a redirect for good has to lead to the same address until that is asked in the first place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What decides when a feed is due, but for how many of its articles are new.

    Attributes:
        now: when its document came.
        reason: what else bears on the next poll.
        roll: the chance that goes into it.
        entries: articles in the document.
        first: whether this was the first reading, which says nothing on how many came since.
        stuck: whether the validators are the same as before although the document is not.
    """

    now: datetime
    reason: Reason
    roll: float
    entries: int
    first: bool = False
    stuck: bool = False


def settled(record: Record, outlook: Outlook, new: int) -> Record:
    """Return `record` for a document in which `new` articles were new or revised."""
    rhythm = record.state.rhythm
    if not outlook.first:
        rhythm = rhythm.after(now=milliseconds(outlook.now), entries=outlook.entries, new=new)
    state = msgspec.structs.replace(record.state, rhythm=rhythm, lied=record.state.lied or (outlook.stuck and new > 0))
    due = next_poll(outlook.now, replace(outlook.reason, rhythm=rhythm), outlook.roll)
    return msgspec.structs.replace(record, state=state, due=milliseconds(due))


def first_rhythm(dates: Sequence[datetime | None], now: datetime) -> Rhythm:
    """Return the rhythm that the dates of a feed's articles tell; missing and future ones tell nothing."""
    known = sorted(date for date in dates if date is not None and date <= now)
    if len(known) < 2:
        return Rhythm(latest=milliseconds(known[0]) if known else None)
    span = (known[-1] - known[0]).total_seconds()
    return Rhythm(gap=span / (len(known) - 1) or None, latest=milliseconds(known[-1]))


def moved_to(state: FeedState, *, checking: bool) -> str | None:
    """Return the address to ask in place of the settings', None for the settings' own.

    `checking`: now and then the settings' address is asked all the same, since what moved may come back.
    """
    return state.moved if state.moves >= MOVES and not checking else None


def moving(state: FeedState, answer: Fetched) -> dict[str, Any]:
    """Return the fields of the state that remember redirects for good, after an answer."""
    if moved_to(state, checking=False) == answer.url:
        return {"moved": state.moved, "moves": state.moves}
    if answer.moved is None:
        return {"moved": None, "moves": 0}
    return {"moved": answer.moved, "moves": state.moves + 1 if answer.moved == state.moved else 1}


def offered(document: Document, answer: Fetched) -> dict[str, Any]:
    """Return the fields of the state that say where changes can be had pushed: by HTTP header, else by the document."""
    hub, topic = hub_of(answer.links)
    hub = hub or document.hub
    return {"hub": hub, "topic": (topic or document.topic or answer.url) if hub else ""}


def milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since the epoch."""
    # Integers throughout: a float of this size is off by a millisecond now and then.
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
