"""The message that enrich emits: all claims of one revision of one article, on the topic `claims`."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

TOPIC = "claims"

Utc = Annotated[datetime, msgspec.Meta(tz=True)]
Field = Literal["title", "body"]
Qualifier = Literal["exact", "about", "at_least", "more_than", "at_most", "less_than", "range", "vague"]
Measure = Literal[
    "killed",
    "injured",
    "missing",
    "captive",
    "arrested",
    "displaced",
    "rescued",
    "infected",
    "affected",
    "participants",
    "destroyed",
    "launched",
    "money",
    "percent",
    "votes",
    "magnitude",
    "duration",
    "length",
    "other_count",
]
AttributionKind = Literal["body", "unnamed", "outlet"]
Status = Literal["asserted", "denied", "rumoured", "withdrawn", "forecast"]
Presented = Literal["own", "correction", "others", "background"]


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A name in the text. Offsets are code points in `field`; label is PERSON, ORG, LOC or NORP."""

    field: Field
    start: int
    end: int
    label: Literal["PERSON", "ORG", "LOC", "NORP"]
    text: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A number that an article reports about the world, with what its words allow and who says so.

    Attributes:
        id: hash of article id, revision, field and offsets; stable when the article is extracted again.
        field, start, end: where the number with what it counts stands, in code points.
        phrase: the words from `start` to `end`.
        quote: the sentence that holds it, with `quote_start`, its offset in the field.
        before, after: the sentence on either side, or "".
        low, high: the interval that the wording allows, both ends included, in the unit of the text with scale words
            spelt out ("$1.2bn" is 1200000000); None is unbounded. "At least 24" and "more than 24" are 24..None;
            `qualifier` tells them apart.
        unit: what the number is counted in, as written, normalised to a singular ("people", "USD", "km", "month").
        base_low, base_high, base_unit: the same in a base unit (seconds, metres, square metres, kilograms, kelvin-free
            temperatures in °C, m/s; a currency's ISO code; "1" for counts, percent for percentages).
        measure: one of the closed list.
        counted, lemma: the noun counted, as short as it can be ("soldiers"), and its lemma ("soldier").
        who: lemmas and names that narrow the population ("soldier", "child", "Israeli"), lower case for common nouns.
        where: canonical place names, the nearest to the claim first.
        when: the as-of time that the text gives, None where it gives none (then the time of publication holds).
        event_time: start of the event that the claim is about where the text dates it otherwise than now
            (background: "the 2004 tsunami").
        period: the words of a partial span of time that scopes the figure ("on Tuesday alone", "in the last 48 hours"),
            or "" for a running total.
        events: lemmas of the event words around ("earthquake", "raid"), nearest first.
        part_of: id of the claim in this article whose part this is ("including about 7,000 children"), or None.
        attribution: the resolved name of the source, "" where the outlet states it itself.
        attribution_text: the words of the text for the source, "" where there are none.
        attribution_kind: a named body, unnamed people ("officials"), or the outlet itself.
        status: asserted, denied, rumoured, withdrawn or forecast.
        presented: as the article's own or latest figure, as a correction of an earlier one by the same source, as
            the claim of others that the article sets beside it, or as background.
        replaces: numbers that the text says this one replaces ("up from 60", "had earlier said 500").
        disputes: numbers that the text or its source denies in favour of this one ("2, not 6").
        implicit: whether a singular noun implies the one ("a driver died") without a number word.
    """

    id: str
    field: Field
    start: int
    end: int
    phrase: str
    quote: str
    quote_start: int
    before: str = ""
    after: str = ""
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: str = ""
    base_low: float | None = None
    base_high: float | None = None
    base_unit: str = ""
    measure: Measure
    counted: str = ""
    lemma: str = ""
    who: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    when: Utc | None = None
    event_time: Utc | None = None
    period: str = ""
    events: tuple[str, ...] = ()
    part_of: str | None = None
    attribution: str = ""
    attribution_text: str = ""
    attribution_kind: AttributionKind = "outlet"
    status: Status = "asserted"
    presented: Presented = "own"
    replaces: tuple[float, ...] = ()
    disputes: tuple[float, ...] = ()
    implicit: bool = False


class ArticleClaims(msgspec.Struct, frozen=True, kw_only=True):
    """All claims of one revision of one article, also when there are none.

    Attributes:
        article: the article's id; revision, title, outlet, ours, url, language, published, updated, fetched,
            backfilled, text_from: as in `ingest.messages.Article`.
        lead: the first sentences of the body, for the judge to know what the article is about.
        fingerprint: MinHash of the text's shingles (unsigned 32-bit numbers), for finding copies.
        extractor: version of the extractor; a greater one replaces an equal revision's claims quietly.
        entities: the names in title, lead and around the figures.
        topics: lemmas of the event words and names of title and lead, most telling first: what the article is about.
        claims: in order of field ("title" first) and offset.
    """

    article: str
    revision: int
    title: str = ""
    outlet: str = ""
    ours: bool = False
    url: str = ""
    language: str | None = None
    text_from: Literal["entry", "page"] = "entry"
    published: Utc
    updated: Utc | None = None
    fetched: Utc
    backfilled: bool = False
    lead: str = ""
    fingerprint: tuple[int, ...] = ()
    extractor: int = 0
    entities: tuple[Entity, ...] = ()
    topics: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
