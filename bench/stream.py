"""A stream of claims as a desk's feeds might bring it, without any text behind it: the same seed gives the same stream.

Every fifth article opens a story: an event of some kind in one of a few thousand towns, with up to eight figures. The
others are on a story of one of the last few thousand articles, so that a few stories are told by hundreds of articles,
many by one, and nothing comes back after some hours. An article gives about six figures of its story; now and then one
has moved on, or another body gives another. Towns and countries come again and again, with other events.
"""

import random
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from enrich.messages import ArticleClaims, Claim, Entity
from tests.news.planted import place

START = datetime(2026, 3, 1, tzinfo=UTC)
APART = timedelta(seconds=3.6)
"""Between two articles: 24,000 a day."""

FRESH = 3000
"""Articles of which the next one may take the story up."""

NEW_STORY, MOVED, DISPUTED, COPIED = 0.2, 0.03, 0.01, 0.15
"""Chances: an article opens a story; a figure has moved on; another body gives another; an article is a copy."""

OUTLETS = tuple(f"{town} {kind}" for town in ("Coastal", "Northern", "Meridian", "Harbour", "Capital", "Evening")
                for kind in ("Wire", "Post", "Ledger", "News", "Times", "Herald", "Observer", "Standard"))  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words("""
Anders Rita Tomas Ilse Noor Pavel Mina Luka Sofia Emil Hana Jonas Petra Karim Vera Milan Ada Bruno
""")
_REGIONS = ("shire", "mark", "land", "berg", "dal", "stan", "holm", "rike")
_BODIES = _words("""
Protection Relief Transport Statistics Labour Harbour Water Forestry Mining Health Education Railway
""")
_SCENES = _words("""
tannery bakery orchard quarry lighthouse stadium library warehouse monastery vineyard refinery sawmill brewery
dockyard airfield reservoir canal viaduct tunnel barracks seminary foundry greenhouse slaughterhouse observatory theatre
cathedral mosque synagogue kindergarten university clinic laboratory pharmacy hostel campsite racetrack aquarium museum
courthouse prison embassy consulate customs depot silo granary watermill windmill ferry pontoon jetty breakwater
""")
_ACTS = _words("""
collapsed burned shook emptied flooded closed reopened waited shouted sheltered gathered prayed argued searched
counted carried watched slept cooked repaired painted guarded followed hid escaped climbed waved listened
""")


@dataclass(frozen=True)
class Figure:
    """A figure that stories of one kind have: the sentence, "[" and "]" around the phrase, and what it says."""

    sentence: str
    measure: str
    lemma: str
    who: tuple[str, ...] = ()
    unit: str = ""
    base: str = "1"


@dataclass(frozen=True)
class Kind:
    """A kind of story."""

    event: str
    title: str
    figures: tuple[Figure, ...]


_DOLLARS: dict[str, Any] = {"unit": "USD", "base": "USD"}
_PERCENT: dict[str, Any] = {"unit": "percent", "base": "percent"}
_PEOPLE_HURT = (
    Figure("At least [{n} people] were killed by the {event} at the {scene}, {source} said.", "killed", "person"),
    Figure("Doctors at the {other} in {town} treated [{n} wounded residents], {source} said.", "injured", "resident"),
    Figure("[{n} villagers] were still missing in {town} late on {day}, according to {person}.", "missing", "villager"),
    Figure("Some of the [{n} families] that left {town} slept in the {other}, {source} said.", "displaced", "family"),
    Figure("The {event} brought down [{n} houses] in the streets around the {scene}.", "destroyed", "house"),
    Figure(
        "Repairs of the {scene} in {town} would cost [${n} million], {source} said.",
        "money",
        "USD",
        unit="USD",
        base="USD",
    ),
    Figure("Soldiers and the {body} Board had pulled out [{n} survivors] by {day}.", "rescued", "survivor"),
    Figure(
        "The dead include [{n} children] who {act} near the {other}, {source} said.",
        "killed",
        "child",
        ("child",),
    ),
)
_UNREST = (
    Figure("Police arrested [{n} protesters] in {town} on {day}, {source} said.", "arrested", "protester"),
    Figure("[{n} people] marched from the {scene} to the {other} in {town}, {person} said.", "participants", "person"),
    Figure("Clashes at the {scene} left [{n} demonstrators] wounded, {source} said.", "injured", "demonstrator"),
    Figure(
        "[{n} percent] of the shops near the {other} in {town} stayed closed.",
        "percent",
        "percent",
        unit="percent",
        base="percent",
    ),
    Figure("The police fired [{n} rounds] of tear gas near the {other}.", "launched", "round"),
    Figure("[{n} police officers] needed treatment, {source} said on {day}.", "injured", "officer", ("police",)),
)
_BUSINESS = (
    Figure(
        "The {body} Company of {town} made a profit of [${n} million] in the quarter.",
        "money",
        "USD",
        unit="USD",
        base="USD",
    ),
    Figure("It will cut [{n} jobs] in {town}, {source} said.", "affected", "job"),
    Figure(
        "Sales of its {scene} rose by [{n} percent] in {country}, {person} said.",
        "percent",
        "percent",
        unit="percent",
        base="percent",
    ),
    Figure("The {scene} in {town} employs [{n} people].", "participants", "person"),
    Figure("A fine of [${n} million] was set aside, {source} said.", "money", "USD", **_DOLLARS),
    Figure("[{n} lorries] were called back to the {other} on {day}.", "other_count", "lorry"),
)

KINDS = (
    *(
        Kind(event, title, _PEOPLE_HURT)
        for event, title in (
            ("earthquake", "Earthquake shakes {town} in {country}"),
            ("flood", "Flood in {town}: {country} sends help"),
            ("fire", "Fire sweeps through {scene} of {town}, {country}"),
            ("explosion", "Explosion in {town} {scene} shocks {country}"),
            ("storm", "Storm hits {town} on the coast of {country}"),
            ("landslide", "Landslide buries {scene} in {town}, {country}"),
            ("shooting", "Shooting at {town} {scene} stuns {country}"),
            ("bombing", "Bomb at {scene} in {town}, {country}"),
            ("derailment", "Train leaves the rails at {town} in {country}"),
            ("collapse", "Roof of {town} {scene} falls in, {country} mourns"),
            ("stampede", "Stampede at {scene} of {town}, {country}"),
            ("avalanche", "Avalanche above {town} in {country}"),
        )
    ),
    Kind("protest", "Protest in {town} against the government of {country}", _UNREST),
    Kind("strike", "Strike closes {town}, {country} waits", _UNREST),
    Kind("results", "{body} Company in {town} reports results, {country} watches", _BUSINESS),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FILLERS = (
    "Neighbours {act} near the {other} for a long night, {person} remembered.",
    "A cold wind came in from the hills and those at the {scene} {act} until {day}.",
    "The {body} Board did not say why nobody {act} at the {other} of {town}.",
    "Shopkeepers {act} on the road to the {scene} while the first ambulance came.",
)


@dataclass
class _Story:
    number: int
    kind: Kind
    words: dict[str, str]
    values: list[int]
    print: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """An article, and for each of its claims the number of the quantity that it is of."""

    article: ArticleClaims
    quantities: tuple[str, ...]


def stream(seed: int = 1) -> Iterator[Told]:
    """Yield articles without end, in order of publication."""
    rng = random.Random(seed)
    stories = count()
    fresh = deque((_opened(next(stories), rng) for _ in range(FRESH)), maxlen=FRESH)
    for number in count():
        story = _opened(next(stories), rng) if rng.random() < NEW_STORY else rng.choice(fresh)
        fresh.append(story)
        yield _article(number, story, rng)


def _opened(number: int, rng: random.Random) -> _Story:
    kind = rng.choice(KINDS)
    words = {
        "event": kind.event,
        "country": place(int(150 * rng.random() ** 1.6)) + "ia",  # a few countries are in the news all day
        "region": place(rng.randrange(2160)) + rng.choice(_REGIONS),
        "town": rng.choice(("", "North", "South", "Old")) + place(rng.randrange(2160)),
        "person": f"{rng.choice(_FIRST)} {place(rng.randrange(2160))}ov",
        "body": rng.choice(_BODIES),
        "scene": rng.choice(_SCENES),
        "other": rng.choice(_SCENES),
        "act": rng.choice(_ACTS),
    }
    values = [rng.randrange(3, 900) for _ in kind.figures]
    parts = (place_ for place_, figure in enumerate(kind.figures) if figure.who)
    for place_ in parts:  # of the first figure, at most half
        values[place_] = 1 + values[place_] * values[0] // 1800
    return _Story(number, kind, words, values)


def _article(number: int, story: _Story, rng: random.Random) -> Told:
    published = START + APART * number
    id = f"{number:012x}{rng.getrandbits(48):012x}"
    copied = story.print and rng.random() < COPIED
    outlet = rng.choice(OUTLETS)
    words = {**story.words, "day": _DAYS[published.weekday()], "act": rng.choice((story.words["act"], *_ACTS))}
    town = words["town"]
    title = story.kind.title.format(**words)
    chosen = [0, *sorted(rng.sample(range(1, len(story.values)), 5))]
    sentences = [rng.choice(_FILLERS).format(**words)]
    found: list[dict[str, Any]] = []
    for place_ in chosen:
        figure = story.kind.figures[place_]
        if not copied and rng.random() < MOVED:
            story.values[place_] += rng.randrange(1, 40)
        value = story.values[place_] + (rng.randrange(50, 200) if rng.random() < DISPUTED else 0)
        source = f"{town} {('police', 'fire service', 'health department')[rng.randrange(12) // 5]}"
        whole = figure.sentence.format(n=value, source=f"the {source}", **words)
        start, end = whole.index("["), whole.index("]") - 1
        quote = whole.replace("[", "").replace("]", "")
        found.append(_claim(figure, value, quote, start, end, source if "source" in figure.sentence else ""))
        sentences += [quote, rng.choice(_FILLERS).format(**words)]
    if not copied:
        story.print = struct.unpack("64I", rng.randbytes(256))
    places = (town, words["region"])
    at = 0
    claims = []
    for index, sentence in enumerate(sentences):
        if index % 2:
            more = found[index // 2]
            more["start"] += at
            more["end"] += at
            claims.append(
                Claim(
                    id=f"{id[:12]}{index:08x}",
                    quote_start=at,
                    before=sentences[index - 1],
                    after=sentences[index + 1],
                    where=places,
                    events=(story.kind.event,),
                    **more,
                )
            )
        at += len(sentence) + 1
    names = (*places, words["country"], words["person"], f"{words['body']} Board")
    return Told(
        article=ArticleClaims(
            article=id,
            revision=int(published.timestamp() * 1000),
            title=title,
            outlet=outlet,
            url=f"https://{outlet.lower().replace(' ', '-')}.example/{published:%Y/%m/%d}/{id[-10:]}",
            language="en",
            published=published,
            fetched=published + timedelta(seconds=40),
            lead=" ".join(sentences[:3]),
            fingerprint=story.print,
            extractor=1,
            entities=tuple(Entity(field="body", start=0, end=len(name), label="ORG", text=name) for name in names),
            topics=(story.kind.event, *names[:4]),
            claims=tuple(claims),
        ),
        quantities=tuple(f"{story.number}.{place_}" for place_ in chosen),
    )


def _claim(figure: Figure, value: int, quote: str, start: int, end: int, source: str) -> dict[str, Any]:
    scale = 1e6 if "million" in figure.sentence else 1.0
    return {
        "field": "body",
        "start": start,
        "end": end,
        "phrase": quote[start:end],
        "quote": quote,
        "low": value * scale,
        "high": value * scale,
        "qualifier": "exact",
        "unit": figure.unit or figure.lemma,
        "base_low": value * scale,
        "base_high": value * scale,
        "base_unit": figure.base,
        "measure": figure.measure,
        "counted": figure.lemma,
        "lemma": figure.lemma,
        "who": figure.who,
        "attribution": source,
        "attribution_text": f"the {source}" if source else "",
        "attribution_kind": "body" if source else "outlet",
    }
