"""What a report says of its figure beside the number, in a form that two reports can be compared by."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from alerts.judge.facets import facets
from alerts.judge.words import name_root, root, roots, tokens
from alerts.messages import Report

_BREAK = re.compile(r"[;:,()–—\"“”]| - |\b(?:and|while|but|which|whose|who|that|as)\b")
_STOP = re.compile(r"[;:()]|, (?:and|or|while|but|including|among|of (?:whom|which|them))\b|\bwhile\b|\bbut\b|[.!?]\s")
_APART = frozenset(
    map(
        root,
        ["soldier", "police", "child", "woman", "civilian", "fighter", "hostage", "journalist", "medic", "firefighter"],
    )
)
"""Populations apart from each other, and from people in general."""

_LEADING = 350
"""Characters of the body within which a figure is one that the article puts forward."""

_OWNED = frozenset({"money", "percent", "participants", "affected"})
"""Measures whose source is often the one whose figure it is: a company's profit, a party's share."""

_LISTED = re.compile(r"[^.;:]*\b(?:1[5-9]|20)\d\d[^.;:]{0,12}:")
_NUMBER = re.compile(r"^.*?(?=\bof\b)")
_ALONE = re.compile(r"\balone\b", re.I)
_NAME = re.compile(r"[A-Z][\w’'&-]*")
_YEAR = re.compile(r"\b(?:1[5-9]\d\d|20\d\d)\b")
_MORE = re.compile(r"\b(?:another|additional|further|extra|more(?! than)|others?|new(?:ly)?)\b", re.I)
_BY = re.compile(r"\b(?:add(?:s|ed|ing)?|by)(?: (?:about|some|nearly|around|another|at least))?\s*$", re.I)
_ADDED = re.compile(r"^\W*(?:\w+ )?(?:added|extra)\b", re.I)
_OF_THEM = re.compile(
    r"^\s*(?:of (?:them|those|these|whom|which|the (?:dead|victims|injured|wounded|missing|total|bodies|detainees)))\b",
    re.I,
)
_INCLUDING = re.compile(
    r"(?:\b(?:including|among them|among the (?:dead|victims))\W+|\bof (?:them|those|these|whom|which)\s+)(?:\w+ )?$",
    re.I,
)
_EACH = re.compile(
    r"\b(?:a|per|every|each) (?:day|week|month|year|person|head|share|household|family)\b|\b(?:daily|each|apiece)\b",
    re.I,
)
_RUNNING = re.compile(r"^(?:since|so far|to date|until|up to)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A report as the judge weighs it; words are roots (`alerts.judge.words`).

    Attributes:
        report: what it is of.
        near: words around the number, with a weight that falls with distance and at each break of the clause.
        close: those of `near` that are very close.
        sentence, around, about: words of its sentence, of the sentences on either side too, of title and lead.
        names, known: names in its sentence; those of the article.
        years: years before that of publication that the sentence names.
        groups: what narrows the population.
        ends: the finite ends of its interval in base units.
        part: whether the words make it a part of another figure.
        more: whether it is an addition ("another 40").
        partial: the words of a partial span of time, "" for a running total.
        alone: whether the words single it out ("in Cuttack alone").
        each: whether it is a rate or a share for each.
        kind, period: what its words make it a figure of (`alerts.judge.facets`).
        holder: names close to it, who is quoted for it apart.
        subject: the names closest to it, empty where it is the article's own.
        nearby: names in the sentence before.
        apart: those of `groups` that no other population holds ("soldier", "child", a nationality).
        head: whether it is put forward for the article's own event as a whole.
        main: names in the title and the first words of the lead.
        value: the middle of what the words allow.
        size: the length of `near` as a vector.
        places: where it is, as far as its words tell.
    """

    report: Report
    near: Mapping[str, float]
    close: frozenset[str]
    sentence: frozenset[str]
    around: frozenset[str]
    about: frozenset[str]
    names: frozenset[str]
    known: frozenset[str]
    years: frozenset[str]
    groups: frozenset[str]
    ends: tuple[float, ...]
    part: bool
    more: bool
    partial: str
    alone: bool
    each: bool
    kind: frozenset[str]
    period: frozenset[str]
    holder: frozenset[str]
    subject: frozenset[str]
    nearby: frozenset[str]
    apart: frozenset[str]
    head: bool
    main: frozenset[str]
    value: float
    size: float
    places: frozenset[str]

    def speaks_of(self, names: frozenset[str]) -> bool:
        """Return whether the article, as far as it is known, has one of `names`."""
        return not names.isdisjoint(self.known | self.names | self.main | self.nearby)


def profile(report: Report) -> Profile:
    """Return what `report` says of its figure beside the number."""
    claim = report.claim
    start, end = claim.start - claim.quote_start, claim.end - claim.quote_start
    quote = _without_source(claim.quote, claim.attribution_text or claim.attribution, start, end)
    near = _near(quote, start, end)
    sentence = roots(quote)
    known, main, about = _article(report.title, report.lead, report.entities)
    names = _names(quote, known)
    clause_head, clause_tail = _clause(claim.quote, start, end)
    kind, span = facets(claim.measure, clause_head, claim.quote[start:end], clause_tail)
    speakers = _names(claim.quote, known) - names if claim.measure in _OWNED else frozenset()
    places = frozenset(filter(None, (_first(place) for place in claim.where)))
    low = claim.low if claim.base_low is None else claim.base_low
    high = claim.high if claim.base_high is None else claim.base_high
    tail = claim.quote[end : end + 40]
    head = claim.quote[max(0, start - 40) : start]
    period = "" if _RUNNING.match(claim.period) else claim.period
    part = claim.part_of is not None or bool(
        _OF_THEM.search(f"{_number(claim.phrase)}{tail}") or _INCLUDING.search(head)
    )
    # "another 66 were wounded" sets the wounded beside the dead and adds to no count of wounded
    another = claim.measure != "injured" and bool(_MORE.search(claim.quote[max(0, start - 12) : end] + tail[:8]))
    more = another or bool(_BY.search(head) or _ADDED.match(tail))
    ends = tuple(dict.fromkeys(end for end in (low, high) if end is not None))
    each = bool(_EACH.search(claim.quote[max(0, start - 8) : end + 24]))
    clause = f"{clause_head}{claim.quote[start:end]}{clause_tail}"
    dated = f"{_LISTED.findall(claim.quote[:start])[-1:]} {clause}"
    years = frozenset(year for year in _YEAR.findall(dated) if int(year) < report.published.year)
    groups = frozenset(filter(None, map(_group, claim.who)))
    apart = frozenset(
        group for word, group in ((w, _group(w)) for w in claim.who) if group in _APART or word[:1].isupper()
    )
    forward = claim.field == "title" or claim.quote_start < _LEADING
    return Profile(
        report=report,
        near=near,
        close=frozenset(word for word, weight in near.items() if weight >= 0.3),
        sentence=sentence,
        around=sentence | roots(claim.before) | roots(claim.after),
        about=about,
        names=names,
        known=known,
        years=years,
        groups=groups,
        ends=ends,
        part=part,
        more=more,
        partial=period,
        alone=bool(_ALONE.search(claim.quote[start : end + 40])),
        each=each,
        kind=kind,
        period=span,
        holder=frozenset(word for word in names if near.get(word, 0.0) >= 0.2) | speakers,
        subject=_subject(names | speakers, near) - places if claim.measure in _OWNED else _subject(names, near),
        nearby=_names(claim.before, known),
        apart=apart,
        head=forward and not (part or more or period or years or apart or each or claim.event_time is not None),
        main=main,
        value=sum(ends) / len(ends) if ends else 0.0,
        size=math.sqrt(sum(weight * weight for weight in near.values())),
        places=places,
    )


@lru_cache(maxsize=1_000)
def _article(title: str, lead: str, entities: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return what all figures of an article share: the names that it knows, those that it leads with, its words."""
    known = _names(". " + title) | _names(lead) | frozenset(filter(None, map(_first, entities)))
    return known, _names(title, known) | _names(lead[:250], known), roots(title) | roots(lead)


_DATELINE = re.compile(r"^[A-Z][A-Z'’./ ]+(?:,[^-–—]{2,60})?\s+(?:\([^)]{2,20}\)\s*)?[-–—]\s")


def _without_source(quote: str, source: str, start: int, end: int) -> str:
    """Blank out the dateline and the words for who is quoted: they say who speaks, not of what. Offsets stay."""
    if dateline := _DATELINE.match(quote):
        quote = " " * dateline.end() + quote[dateline.end() :]
    if source:
        at = quote.find(source)
        if at >= 0 and not (at < end and start < at + len(source)):
            quote = quote[:at] + " " * len(source) + quote[at + len(source) :]
    return quote


def _clause(quote: str, start: int, end: int) -> tuple[str, str]:
    """Return the words of the figure's clause before and after it, at most 90 characters either side."""
    return _STOP.split(quote[max(0, start - 90) : start])[-1], _STOP.split(quote[end : end + 90])[0]


def _subject(names: frozenset[str], near: Mapping[str, float]) -> frozenset[str]:
    return frozenset(word for word in names if near.get(word, 0.0) >= 0.2 or word not in near)


def _near(quote: str, start: int, end: int) -> dict[str, float]:
    """Return the weights of the words around the figure, names in the form in which names are compared."""
    words = list(tokens(quote))
    inside = [i for i, (_, at, until) in enumerate(words) if until > start and at < end]
    before = [i for i, (_, _, until) in enumerate(words) if until <= start]
    first = inside[0] if inside else (before[-1] + 0.5 if before else -0.5)
    last = inside[-1] if inside else first
    found: dict[str, float] = {}
    for i, (word, at, until) in enumerate(words):
        if not word:
            continue
        distance = first - i if i < first else max(0.0, i - last)
        between = quote[end:at] if at >= end else quote[until:start]
        if quote[at].isupper():
            word = name_root(quote[at:until])
        weight = 0.6 ** len(_BREAK.findall(between)) / (1 + distance / 3)
        found[word] = max(found.get(word, 0.0), weight)
    return found


def _names(text: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the words with a capital; of those that a sentence begins with only the `known` ones."""
    found = set()
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip(" \"“'‘(")
        word = name_root(match.group())
        if word and (word in known or (before and before[-1] not in ".!?:\n")):
            found.add(word)
    return frozenset(found)


def _number(phrase: str) -> str:
    """Return what follows the number in a phrase such as "300 of the dead"."""
    return _NUMBER.sub("", phrase, count=1) if _NUMBER.match(phrase) else ""


def _first(name: str) -> str:
    return next((name_root(match.group()) for match in _NAME.finditer(name) if name_root(match.group())), "")


def _group(word: str) -> str:
    return name_root(word) if word[:1].isupper() else root(word)
