"""Articles of an invented world, with clashes planted in it: the same seed gives the same news.

Every event has a place and a kind of its own. Its first article reports a toll by one body; the article that clashes
has another body dispute that toll. All other articles on the event repeat the first one's figures, so that each
event with a clash is worth exactly one Contradiction.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_ONSETS = ("Bar", "Cal", "Dor", "El", "Fen", "Gar", "Hol", "Ist", "Jor", "Kel", "Lan", "Mor", "Nav", "Or", "Pel")
_MIDDLES = ("a", "e", "i", "o", "u", "an", "en", "is", "ol", "ur", "av", "em")
_MORE = ("", *(consonant + vowel for consonant in "bdgklmnprstvz" for vowel in "aeiou"))
_ENDS = ("bury", "dale", "ford", "grad", "ham", "mouth", "port", "stead", "ton", "vale", "wick", "worth")

OUTLETS = ("Coastal Wire", "Northern Post", "The Daily Ledger", "Meridian News", "Harbour Times")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: how its first sentence and its disputes read."""

    headline: str
    first: str
    repeat: str
    dispute: str


_KINDS = (
    Kind(
        "Fire at textile factory in {place} kills {n}",
        "A fire at a textile factory in {place} killed {n} people, the {place} fire service said.",
        "The factory fire in {place} killed {n} people, according to the {place} fire service.",
        "The {place} health department disputed the count of the fire service on {day}, saying that {m} people, "
        "not {n}, were killed in the factory fire in {place}.",
    ),
    Kind(
        "Ferry sinks off {place}, {n} dead",
        "A ferry sank off {place}, killing {n} people, the {place} coastguard said.",
        "The ferry that sank off {place} killed {n} people, the {place} coastguard said.",
        "The {place} port authority rejected the coastguard's figure on {day}: {m} people, not {n}, were killed when "
        "the ferry sank off {place}, it said.",
    ),
    Kind(
        "Bus crash near {place} leaves {n} dead",
        "A bus plunged into a ravine near {place}, killing {n} people, {place} police said.",
        "The bus crash near {place} killed {n} people, {place} police said.",
        "The {place} hospital contradicted the police on {day}, saying that {m} people, not {n}, were killed in the "
        "bus crash near {place}.",
    ),
)

_FIGURES = (
    "Rescuers searched {a} houses in the streets around it.",
    "The district has {b} inhabitants.",
    "Repairs would cost about ${c} million, the mayor's office said.",
    "The road to the coast stayed closed for {d} hours.",
    "The smell reached villages {e} kilometres away.",
)

_SUBJECTS = ("Neighbours", "Shopkeepers", "Teachers", "Drivers", "Farmers", "Nurses", "Officials", "Fishermen")
_VERBS = ("spoke of", "remembered", "waited for", "asked about", "wrote down", "argued over", "walked past", "watched")
_OBJECTS = ("the noise", "the long night", "the empty road", "the first ambulance", "the old bridge", "the market")
_TAILS = (
    "while the lights of the square went out one by one",
    "as a cold wind came in from the hills",
    "before the schools opened their doors to the families",
    "although nobody had told them what would follow",
    "and the bells of the old church rang until the morning",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One article as a publisher would put it into a feed."""

    id: str
    event: int
    outlet: str
    title: str
    body: str
    published: datetime
    clashes: bool

    @property
    def url(self) -> str:
        """The article's link, on a site of its outlet's own."""
        return f"https://{self.outlet.lower().replace(' ', '-')}.example/{self.id}"


def place(number: int) -> str:
    """Return the name of the `number`-th invented place; no two numbers below 142,560 share one."""
    number, onset = divmod(number, len(_ONSETS))
    number, middle = divmod(number, len(_MIDDLES))
    number, end = divmod(number, len(_ENDS))
    return _ONSETS[onset] + _MIDDLES[middle] + _MORE[number % len(_MORE)] + _ENDS[end]


def news(
    *, articles: int, clashes: int, start: datetime, apart: timedelta, seed: int = 1, first: int = 0
) -> Sequence[Item]:
    """Return `articles` items, `apart` in time from `start` on; every second one is on a new event.

    The others repeat what was said of an earlier event, none of the newest; `clashes` of them, evenly spread, dispute
    it, each on an event of its own of which nothing more is heard. Feeds give whole seconds and a clash has to be the
    later one, so that what it disputes is older by more than that. Articles are numbered from `first` on, an even
    number: no event before it is met. Raises `ValueError` for more clashes than a quarter of `articles`.
    """
    if clashes * 4 > articles:
        raise ValueError("at most every fourth article can clash")
    rng = random.Random(seed)
    items: list[Item] = []
    quiet: list[int] = []
    told, gap = 0, math.ceil(timedelta(seconds=1) / apart)
    for number in range(articles):
        event, odd = divmod(first + number, 2)
        role = "first" if not odd else "clash" if (number + 1) * clashes // articles > told else "repeat"
        if role == "first":
            quiet.append(event)
        else:
            known = quiet[: max(1, len(quiet) // 2)]
            older = known[: bisect_right(known, (first + number - gap) // 2)]
            role = role if older else "repeat"
            event = rng.choice(older if role == "clash" else known)
        if role == "clash":
            told += 1
            quiet.remove(event)
        items.append(_item(first + number, event, role, start + apart * number, rng))
    return items


def _item(number: int, event: int, role: str, published: datetime, rng: random.Random) -> Item:
    own = random.Random(event)
    kind, where, toll = own.choice(_KINDS), place(event), own.randrange(12, 60)
    words = {"place": where, "n": toll, "m": toll + own.randrange(7, 30), "day": f"{published:%A}"}
    outlet = OUTLETS[(event + (0 if role == "first" else 1 + number % (len(OUTLETS) - 1))) % len(OUTLETS)]
    telling = {"first": kind.first, "repeat": kind.repeat, "clash": kind.dispute}[role].format(**words)
    title = f"{where}: officials dispute toll" if role == "clash" else kind.headline.format(**words)
    numbers = {
        "a": own.randrange(20, 90),
        "b": own.randrange(5, 95) * 1000,
        "c": own.randrange(2, 30),
        "d": own.randrange(3, 20),
        "e": own.randrange(2, 15),
    }
    figures = [sentence.format(**numbers) for sentence in _FIGURES]
    paragraphs = [telling, *(f"{figure} {_prose(rng, 45)}" for figure in figures)]
    return Item(
        id=f"a{number:05d}",
        event=event,
        outlet=outlet,
        title=title,
        body="\n\n".join(paragraphs),
        published=published,
        clashes=role == "clash",
    )


def _prose(rng: random.Random, words: int) -> str:
    sentences: list[str] = []
    while sum(sentence.count(" ") + 1 for sentence in sentences) < words:
        sentences.append(f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_OBJECTS)} {rng.choice(_TAILS)}.")
    return " ".join(sentences)
