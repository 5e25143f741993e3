"""What `figurewatch trace` tells: an article through all stages, from what each of them remembers in Redis."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import redis

from alerts.evidence.decisions import Decided, Decisions, Weighed
from alerts.evidence.store import Evidence
from alerts.notify.deliveries import RedisDeliveries
from alerts.notify.lines import RedisLines
from alerts.render.clean import line
from alerts.render.words import moment
from desk.options import Failure
from desk.servers import opened_redis
from ingest.identity import article_id
from ingest.seen.port import Seen
from ingest.seen.redis import RedisSeen
from wire.settings.model import Settings
from wire.texts import Texts

ZONE = "UTC"


def trace(settings: Settings, article: str) -> Iterator[str]:
    """Yield line by line what became of `article`, its id or address. Raises `Failure` where nothing is known of it."""
    with opened_redis(settings) as client:
        store = RedisSeen(client, namespace=settings.namespace)
        decisions = Decisions(client, namespace=settings.namespace)
        for id in _ids(settings, article):
            seen, decided = store.known([id]).get(id), decisions.read(id)
            if seen is not None or decided:
                break
        else:
            raise Failure(
                f"Nothing is known of {article!r}: no feed that is watched has brought it, or it is more than a month "
                "ago. (Ids of articles are in the logs.)"
            )
        yield f"Article {id}"
        yield from _fetched(seen, decided)
        for each in reversed(decided):
            yield from _revision(client, settings, each)


def _ids(settings: Settings, article: str) -> Sequence[str]:
    """Return the ids that `article` may have: its own, or as an address one for each site whose feeds may bring it."""
    if urlsplit(article).scheme not in ("http", "https"):
        return [article]
    sites = [article, *(feed.url for feed in settings.feeds)]
    return list(dict.fromkeys(article_id(feed=site, link=article, guid="", title="", published=None) for site in sites))


def _fetched(seen: Seen | None, decided: Sequence[Decided]) -> Iterator[str]:
    if seen is None:
        yield "Fetched: forgotten by now, or it came from a file."
        return
    text = f"Fetched: its latest text, {seen.size} characters, was first seen {_time(seen.revision)}"
    if seen.replaced is not None:
        text += f" in place of one of {_time(seen.replaced)}"
    yield f"{text}, in {len(seen.given)} feed{'' if len(seen.given) == 1 else 's'}."
    if not seen.settled:
        yield "Not published yet: the poll that brought it has not been committed; the next one will."
    elif not decided:
        yield "Published, and not judged yet: enrich or alert is behind (`figurewatch doctor`), or away, or gave it up."
        yield "(`figurewatch dead list` shows what was given up. Decisions are kept for a week.)"


def _revision(client: "redis.Redis", settings: Settings, each: Decided) -> Iterator[str]:
    yield ""
    yield f"Text of {_time(each.revision)}: {line(each.title)} ({line(each.outlet)}), {each.url or 'no address'}"
    yield f"Judged {moment(each.at, ZONE)}, {_after(each.at - _moment(each.revision))} after it was first seen."
    if not each.placed:
        yield "No figure was found in it."
    text = Texts(client, namespace=settings.namespace).read(each.article, each.revision)
    for placed in each.placed:
        words = "(its text is not kept any more)"
        if text is not None:
            words = line((text.title if placed.field == "title" else text.body)[placed.start : placed.end])
        yield f"  {placed.field} {placed.start}-{placed.end}: {words}  [quantity {placed.quantity}]"
        pairs = [weighed for weighed in each.weighed if weighed.claim == placed.claim]
        if not pairs:
            yield "    disagrees with nothing that is known"
        for weighed in pairs:
            yield from _pair(client, settings, weighed)


def _pair(client: "redis.Redis", settings: Settings, weighed: Weighed) -> Iterator[str]:
    yield (
        f"    {weighed.relation} {line(weighed.against)!r} in {line(weighed.outlet)}, "
        f"confidence {weighed.confidence:.0%}: {_verdict(weighed, settings.ledger.confidence)}"
    )
    if not weighed.told:
        return
    found = Evidence(client, namespace=settings.namespace).contradiction(weighed.id)
    if found is not None and found.stale:
        yield "      sent to nobody: old news, or the first reading of its feed"
        return
    notes = RedisDeliveries(client, namespace=settings.namespace).of(weighed.id)
    for note in notes:
        who = " by ".join(filter(None, (note.subscriber, note.channel))) or "everybody"
        why = f" ({note.why})" if note.why else ""
        yield f"      {note.outcome.replace('_', ' ')}: {who}, {moment(note.at, ZONE)}{why}"
        if note.outcome == "queued" and note.channel:
            state = RedisLines(client, namespace=settings.namespace).of(note.channel)
            if state.since is not None:
                tries = "1 try has" if state.failures == 1 else f"{state.failures} tries in a row have"
                yield f"        since {moment(state.since, ZONE)} {tries} failed on this channel"
    if not notes:
        yield f"      contradiction {weighed.id}: no subscriber has been looked at yet"


def _verdict(weighed: Weighed, threshold: float) -> str:
    if weighed.told:
        return "told"
    if weighed.confidence < threshold:
        return f"not told, since ledger.confidence is {threshold:.0%}"
    return "not told, since it is nothing new"


def _moment(revision: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=revision)


def _time(revision: int) -> str:
    return moment(_moment(revision), ZONE)


def _after(span: timedelta) -> str:
    seconds = span.total_seconds()
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{span.days} d"
