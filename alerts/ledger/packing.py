"""The bytes under which the Redis ledger keeps reports: small, because a million claims lie in memory.

A packed value is compressed MessagePack (`alerts.ledger.compression`). The order of `CLAIM_FIELDS` belongs to the
format: fields are appended, never moved.

What an article says once (title, names, sentences) is packed once, as its texts; what a claim says is packed with the
quantity that it belongs to.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from alerts.ledger.compression import compressed, plain
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report
from enrich.messages import Claim

CLAIM_FIELDS = (
    *("id", "field", "start", "end", "phrase", "quote_start", "low", "high", "qualifier", "measure"),
    *("unit", "base_low", "base_high", "base_unit", "counted", "lemma", "who", "where", "when", "event_time"),
    *("period", "events", "part_of", "attribution", "attribution_text", "attribution_kind", "status", "presented"),
    *("replaces", "disputes", "implicit"),
)
"""The fields of a claim in the order in which they are packed; its sentences go with the article's texts."""

_EVENTS, _WHERE = CLAIM_FIELDS.index("events"), CLAIM_FIELDS.index("where")

SENTENCES = ("quote", "before", "after")

_encoder = msgspec.msgpack.Encoder()


class PackedReport(msgspec.Struct, array_like=True, kw_only=True):
    """A report as its quantity keeps it.

    Attributes:
        article, revision, extractor: which texts it stands in.
        time: when it was said, in seconds since the epoch.
        superseded: whether a later revision of its article took its place.
        buckets: the names under which it is found.
        sentences: the places of quote, before and after among the article's sentences.
        claim: the values of `CLAIM_FIELDS`, those at the end left out where they are the defaults.
    """

    article: str
    revision: int
    extractor: int
    time: float
    superseded: bool
    buckets: tuple[str, ...]
    sentences: tuple[int, int, int]
    claim: list[Any]


class PackedTexts(msgspec.Struct, array_like=True, kw_only=True):
    """What the reports of one revision of an article have in common, and the sentences that they stand in."""

    title: str
    outlet: str
    ours: bool
    url: str
    published: datetime
    updated: datetime | None
    fetched: datetime
    backfilled: bool
    lead: str
    topics: tuple[str, ...]
    entities: tuple[str, ...]
    fingerprint: bytes
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class OpenedTexts:
    """Texts with their fingerprint as numbers: what the reports that stand in them share in memory too."""

    texts: PackedTexts
    fingerprint: tuple[int, ...]


class Record(msgspec.Struct, array_like=True, kw_only=True):
    """A quantity as Redis keeps it.

    Attributes:
        until: when it may be forgotten, in seconds since the epoch.
        sources: how many independent sources it has.
        aliases: ids of younger quantities that were found to be this one.
        told: ids of the contradictions told of it.
        reports: in order of the time at which they were said.
    """

    until: float = 0.0
    sources: int = 1
    aliases: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    reports: list[PackedReport] = []


class Handled(msgspec.Struct, array_like=True, kw_only=True):
    """How far an article has been handled, and the quantities that its revisions have touched."""

    revision: int
    extractor: int
    quantities: tuple[str, ...] = ()


def pack(value: Any) -> bytes:
    """Return `value` (a packed struct, or anything that MessagePack takes) as bytes of the current format."""
    return compressed(_encoder.encode(value))


def unpack(data: bytes, kind: Any) -> Any:
    """Return the value of type `kind` that `data` holds. Raises `ValueError` for bytes that `pack` never wrote."""
    try:
        return msgspec.msgpack.decode(plain(data), type=kind)
    except msgspec.DecodeError as error:
        raise ValueError(f"no {kind}: {error}") from error


def pack_contradictions(contradictions: Iterable[Contradiction]) -> bytes:
    """Return `contradictions` as bytes."""
    return pack(list(contradictions))


def unpack_contradictions(data: bytes | None) -> tuple[Contradiction, ...]:
    """Return the contradictions that `data` holds, none for None."""
    found: tuple[Contradiction, ...] = () if data is None else unpack(data, tuple[Contradiction, ...])
    return found


def pack_article(held: Sequence[Held], extractor: int) -> tuple[PackedTexts, list[PackedReport]]:
    """Return the texts that `held`, all of one revision of one article, share, and each as its quantity keeps it."""
    first = held[0].report
    places: dict[str, int] = {}
    reports = []
    for each in held:
        claim = each.report.claim
        quote, before, after = (
            places.setdefault(sentence, len(places)) for sentence in (claim.quote, claim.before, claim.after)
        )
        reports.append(
            PackedReport(
                article=first.article,
                revision=first.revision,
                extractor=extractor,
                time=each.report.time.timestamp(),
                superseded=each.superseded,
                buckets=each.buckets,
                sentences=(quote, before, after),
                claim=_values(claim),
            )
        )
    texts = PackedTexts(
        title=first.title,
        outlet=first.outlet,
        ours=first.ours,
        url=first.url,
        published=first.published,
        updated=first.updated,
        fetched=first.fetched,
        backfilled=first.backfilled,
        lead=first.lead,
        topics=first.topics,
        entities=first.entities,
        fingerprint=array("I", first.fingerprint).tobytes(),
        sentences=list(places),
    )
    return texts, reports


def opened(texts: PackedTexts) -> OpenedTexts:
    """Return `texts` as its reports are unpacked from."""
    return OpenedTexts(texts, tuple(array("I", texts.fingerprint)))


def unpack_report(packed: PackedReport, shared: OpenedTexts) -> Report:
    """Return the report that `packed` and the texts of its article hold."""
    texts = shared.texts
    quote, before, after = (texts.sentences[place] for place in packed.sentences)
    values = dict(zip(CLAIM_FIELDS, packed.claim, strict=False))
    claim = msgspec.convert({**values, "quote": quote, "before": before, "after": after}, Claim)
    return Report(
        article=packed.article,
        revision=packed.revision,
        title=texts.title,
        outlet=texts.outlet,
        ours=texts.ours,
        url=texts.url,
        published=texts.published,
        updated=texts.updated,
        fetched=texts.fetched,
        backfilled=texts.backfilled,
        lead=texts.lead,
        topics=texts.topics,
        entities=texts.entities,
        fingerprint=shared.fingerprint,
        claim=claim,
    )


def events_of(packed: PackedReport) -> Sequence[str]:
    """Return the event words of the claim in `packed`."""
    found: Sequence[str] = packed.claim[_EVENTS] if len(packed.claim) > _EVENTS else ()
    return found


def places_of(packed: PackedReport) -> Sequence[str]:
    """Return the places of the claim in `packed`."""
    found: Sequence[str] = packed.claim[_WHERE] if len(packed.claim) > _WHERE else ()
    return found


def _values(claim: Claim) -> list[Any]:
    values: list[Any] = list(_FIELDS(claim))
    for place in _NUMBERS:
        values[place] = _slim(values[place])
    while _DEFAULTS[len(values) - 1] == values[-1]:
        values.pop()
    return values


def _slim(value: Any) -> Any:
    # A whole number takes 1 to 5 bytes as an integer and 9 as a float; reading turns it back.
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return tuple(map(_slim, value)) if isinstance(value, tuple) else value


_FIELDS = attrgetter(*CLAIM_FIELDS)
_NUMBERS = tuple(map(CLAIM_FIELDS.index, ("low", "high", "base_low", "base_high", "replaces", "disputes")))
_BY_NAME = {field.name: field.default for field in msgspec.structs.fields(Claim)}
_DEFAULTS = [_BY_NAME[name] for name in CLAIM_FIELDS]
