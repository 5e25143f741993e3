"""What a report says of its figure beside the number, in a form that two reports can be compared by."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from alerts.judge import around as text
from alerts.judge import portions
from alerts.judge.facets import OWNED, facets
from alerts.judge.locality import told_of
from alerts.judge.words import root, roots
from alerts.messages import Report

T = TypeVar("T")

_APART = frozenset(
    map(
        root,
        ["soldier", "police", "child", "woman", "civilian", "fighter", "hostage", "journalist", "medic", "firefighter"],
    )
)
"""Populations apart from each other, and from people in general."""

_LEADING = 350
"""Characters of the body within which a figure is one that the article puts forward."""

_LISTED = re.compile(r"[^.;:]*\b(?:1[5-9]|20)\d\d[^.;:]{0,12}:")
_YEAR = re.compile(r"(?:1[5-9]|20)(?<!\w\d\d)\d\d\b")
"""A number of four figures. The word's edge before it is asked for late: `re` skips fast to characters, not to edges."""
_RUNNING = re.compile(r"^(?:since|so far|to date|until|up to)\b", re.I)


class _Read(Generic[T]):
    """A property that is worked out when it is first asked for: most candidates differ in what is read first."""

    def __init__(self, read: Callable[["Profile"], T]) -> None:
        self._read = read
        self._name = read.__name__
        self.__doc__ = read.__doc__

    def __get__(self, profile: "Profile", owner: type) -> T:
        value = profile.__dict__[self._name] = self._read(profile)  # found there from now on, before this is asked
        return value


class Profile:
    """A report as the judge weighs it; words are roots (`alerts.judge.words`). Nothing in it changes."""

    def __init__(self, report: Report) -> None:
        """Read what is asked of every candidate; all else is read when it is asked for."""
        claim = report.claim
        self.report = report
        """What it is of."""
        self._start, self._end = claim.start - claim.quote_start, claim.end - claim.quote_start
        self.known, self.main, self.about = text.of_article(report.title, report.lead, report.entities)
        """Names of the article; those in the title and the first words of the lead; the words of title and lead."""
        self.places = frozenset(filter(None, map(text.first_name, claim.where)))
        """Where it is, as far as its words tell."""
        self.partial = "" if _RUNNING.match(claim.period) else claim.period
        """The words of a partial span of time, "" for a running total."""
        low = claim.low if claim.base_low is None else claim.base_low
        high = claim.high if claim.base_high is None else claim.base_high
        self.ends = tuple(dict.fromkeys(end for end in (low, high) if end is not None))
        """The finite ends of its interval in base units."""
        self.value = sum(self.ends) / len(self.ends) if self.ends else 0.0
        """The middle of what the words allow."""

    @_Read
    def _bare(self) -> str:
        """Its sentence without the words for who speaks."""
        claim = self.report.claim
        return text.without_source(claim.quote, claim.attribution_text or claim.attribution, self._start, self._end)

    @_Read
    def _words(self) -> text.Sentence:
        return text.read(self._bare)

    @_Read
    def near(self) -> Mapping[str, float]:
        """Words around the number, with a weight that falls with distance and at each break of the clause."""
        return text.weights(self._words, self._start, self._end)

    @_Read
    def size(self) -> float:
        """The length of `near` as a vector."""
        return math.sqrt(sum(weight * weight for weight in self.near.values()))

    @_Read
    def close(self) -> frozenset[str]:
        """Those of `near` that are very close."""
        return frozenset([word for word, weight in self.near.items() if weight >= 0.3])

    @_Read
    def sentence(self) -> frozenset[str]:
        """Words of its sentence."""
        return self._words.roots

    @_Read
    def around(self) -> frozenset[str]:
        """Words of its sentence and of those on either side."""
        return self.sentence.union(roots(self.report.claim.before), roots(self.report.claim.after))

    @_Read
    def names(self) -> frozenset[str]:
        """Names in its sentence."""
        return text.names_in(self._bare, self.known)

    @_Read
    def _speakers(self) -> frozenset[str]:
        if self.report.claim.measure not in OWNED:
            return frozenset()
        return text.names_in(self.report.claim.quote, self.known) - self.names

    @_Read
    def nearby(self) -> frozenset[str]:
        """Names in the sentence before."""
        return text.names_in(self.report.claim.before, self.known)

    @_Read
    def holder(self) -> frozenset[str]:
        """Names close to it, who is quoted for it apart."""
        return frozenset(word for word in self.names if self.near.get(word, 0.0) >= 0.2) | self._speakers

    @_Read
    def subject(self) -> frozenset[str]:
        """The names closest to it, empty where it is the article's own."""
        found = text.closest(self.names | self._speakers, self.near)
        return found - self.places if self.report.claim.measure in OWNED else found

    @_Read
    def local(self) -> frozenset[str]:
        """The name that the number is told of, among others in its sentence."""
        return told_of(self._bare, self._start, self._end, self.names) if self.names else frozenset()

    @_Read
    def _clause(self) -> tuple[str, str]:
        return text.clause(self.report.claim.quote, self._start, self._end)

    @_Read
    def _beside(self) -> tuple[str, str, str]:
        quote, start, end = self.report.claim.quote, self._start, self._end
        return quote[max(0, start - 40) : start].lower(), quote[start:end].lower(), quote[end : end + 40].lower()

    @_Read
    def years(self) -> frozenset[str]:
        """Years before that of publication that the sentence names."""
        (head, tail), quote = self._clause, self.report.claim.quote
        before = quote[: self._start]
        listed = _LISTED.findall(before)[-1:] if ":" in before and _YEAR.search(before) else ()
        dated = f"{''.join(listed)} {head}{quote[self._start : self._end]}{tail}"
        return frozenset(year for year in _YEAR.findall(dated) if int(year) < self.report.published.year)

    @_Read
    def topics(self) -> frozenset[str]:
        """What its article is about."""
        return frozenset(self.report.topics)

    @_Read
    def hour(self) -> float:
        """When it was said, in hours since 1970."""
        return self.report.time.timestamp() / 3600

    @_Read
    def rounded(self) -> frozenset[float]:
        """The ends of its interval as they are compared."""
        return frozenset([round(end, 6) for end in self.ends])

    @_Read
    def groups(self) -> frozenset[str]:
        """What narrows the population."""
        return frozenset(filter(None, map(text.group_root, self.report.claim.who)))

    @_Read
    def apart(self) -> frozenset[str]:
        """Those of `groups` that no other population holds ("soldier", "child", a nationality)."""
        found = ((word, text.group_root(word)) for word in self.report.claim.who)
        return frozenset(group for word, group in found if group in _APART or word[:1].isupper())

    @_Read
    def part(self) -> bool:
        """Whether the words make it a part of another figure."""
        claim, (before, _, after) = self.report.claim, self._beside
        return claim.part_of is not None or portions.is_part(before, claim.phrase, after)

    @_Read
    def more(self) -> bool:
        """Whether it is an addition ("another 40")."""
        # "another 66 were wounded" sets the wounded beside the dead and adds to no count of wounded
        another = self.report.claim.measure != "injured" and portions.is_more(*self._beside)
        return another or portions.is_added(*self._beside)

    @_Read
    def alone(self) -> bool:
        """Whether the words single it out ("in Cuttack alone")."""
        return portions.is_alone(*self._beside)

    @_Read
    def each(self) -> bool:
        """Whether it is a rate or a share for each."""
        return portions.is_each(*self._beside)

    @_Read
    def _facets(self) -> tuple[frozenset[str], frozenset[str]]:
        claim, (head, tail) = self.report.claim, self._clause
        return facets(claim.measure, head, claim.quote[self._start : self._end], tail)

    @_Read
    def kind(self) -> frozenset[str]:
        """What its words make it a figure of (`alerts.judge.facets`)."""
        return self._facets[0]

    @_Read
    def period(self) -> frozenset[str]:
        """To which period or share it belongs (`alerts.judge.facets`)."""
        return self._facets[1]

    @_Read
    def head(self) -> bool:
        """Whether it is put forward for the article's own event as a whole."""
        claim = self.report.claim
        forward = claim.field == "title" or claim.quote_start < _LEADING
        narrowed = self.part or self.more or self.partial or self.years or self.apart or self.each
        return forward and not (narrowed or claim.event_time is not None)

    def speaks_of(self, names: frozenset[str]) -> bool:
        """Return whether the article, as far as it is known, has one of `names`."""
        return not (
            names.isdisjoint(self.known)
            and names.isdisjoint(self.main)
            and names.isdisjoint(self.names)
            and names.isdisjoint(self.nearby)
        )


def profile(report: Report) -> Profile:
    """Return what `report` says of its figure beside the number."""
    return Profile(report)
