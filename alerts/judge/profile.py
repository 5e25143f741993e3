"""What a report says of its figure beside the number, in a form that two reports can be compared by."""

import math
import re
from collections.abc import Mapping

import msgspec

from alerts.judge import around as text
from alerts.judge import portions
from alerts.judge.facets import OWNED, facets
from alerts.judge.locality import told_of
from alerts.judge.words import as_set, root
from alerts.messages import Report
from enrich.messages import Claim

_APART = frozenset(
    map(
        root,
        ["soldier", "police", "child", "woman", "civilian", "fighter", "hostage", "journalist", "medic", "firefighter"],
    )
)
"""Populations apart from each other, and from people in general."""

_LEADING = 350
"""Characters of the body within which a figure is one that the article puts forward."""

_BESIDE = 40
"""Characters on either side of the number within which words make it a part, an addition or a rate."""

_LISTED = re.compile(r"[^.;:]*\b(?:1[5-9]|20)\d\d[^.;:]{0,12}:")
_YEAR = re.compile(r"(?:1[5-9]|20)(?<!\w\d\d)\d\d\b")
"""Four digits. That a word begins with them is asked late: `re` skips fast to characters, not to the edges of words."""
_RUNNING = re.compile(r"^(?:since|so far|to date|until|up to)\b", re.I)

_NONE: frozenset[str] = frozenset()
"""In place of other empty sets, which a profile has many of, and Python makes each anew."""


class Profile(msgspec.Struct, frozen=True, eq=False, kw_only=True, gc=False):
    """A report as the judge weighs it; words are roots (`alerts.judge.words`).

    Attributes:
        report: what it is of.
        known, main, about: names of the article; those in the title and the first words of the lead; the words of title
            and lead.
        topics: what the article is about.
        places: where it is, as far as its words tell.
        hour: when it was said, in hours since 1970.
        ends, value, rounded: the finite ends of its interval in base units; the middle of what the words allow; the
            ends as they are compared.
        near, size, close: words around the number, with a weight that falls with distance and at each break of the
            clause; the length of this as a vector; the words that are very close.
        sentence, around: words of its sentence, without those for who speaks; and of the sentences on either side.
        names: names in its sentence.
        holder: names close to it, who is quoted for it apart.
        subject: the names closest to it, empty where it is the article's own.
        local: the name that the number is told of, among others in its sentence.
        kind, period: what its words make it a figure of, and to which period or share it belongs (`facets`).
        partial: the words of a partial span of time, "" for a running total.
        years: years before that of publication that the sentence names.
        groups, apart: what narrows the population; that of it which no other population holds ("soldier", "child", a
            nationality).
        part, more, alone, each: whether it is a part of another figure, an addition ("another 40"), singled out ("in
            Cuttack alone"), a rate or a share for each.
        head: whether it is put forward for the article's own event as a whole.
    """

    report: Report
    known: frozenset[str]
    main: frozenset[str]
    about: frozenset[str]
    topics: frozenset[str]
    places: frozenset[str]
    hour: float
    ends: tuple[float, ...]
    value: float
    rounded: frozenset[float]
    near: Mapping[str, float]
    size: float
    close: frozenset[str]
    sentence: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]
    holder: frozenset[str]
    subject: frozenset[str]
    local: frozenset[str]
    kind: frozenset[str]
    period: frozenset[str]
    partial: str
    years: frozenset[str]
    groups: frozenset[str]
    apart: frozenset[str]
    part: bool
    more: bool
    alone: bool
    each: bool
    head: bool

    @property
    def nearby(self) -> frozenset[str]:
        """The names in the sentence before its own, which few comparisons ask for."""
        return text.names_in(self.report.claim.before, self.known)

    def speaks_of(self, names: frozenset[str]) -> bool:
        """Return whether the article, as far as it is known, has one of `names`."""
        return not (
            names.isdisjoint(self.known)
            and names.isdisjoint(self.main)
            and names.isdisjoint(self.names)
            and names.isdisjoint(self.nearby)
        )


def profile(report: Report) -> Profile:
    """Return what `report` says of its figure beside the number, all at once: nearly every report is asked for it."""
    claim = report.claim
    measure, quote = claim.measure, claim.quote
    start, end = claim.start - claim.quote_start, claim.end - claim.quote_start
    owned = measure in OWNED
    known, main, about = text.of_article(report.title, report.lead, report.entities)
    places = text.first_names(claim.where)
    ends = _ends(claim)

    bare = text.without_source(quote, claim.attribution_text or claim.attribution, start, end)
    sentence = text.read(bare)
    near = text.weights(sentence, start, end)
    names = text.names_in(bare, known)
    speakers = text.names_in(quote, known) - names if owned else _NONE
    subject = text.closest(names | speakers, near)

    head, tail = text.clause(quote, start, end)
    kind, period = facets(measure, head, quote[start:end], tail)
    partial = "" if _RUNNING.match(claim.period) else claim.period
    years = _years(f"{head}{quote[start:end]}{tail}", quote[:start], report.published.year)
    groups = [(word, text.group_root(word)) for word in claim.who]
    apart = frozenset([group for word, group in groups if group in _APART or word[:1].isupper()]) or _NONE

    before, after = quote[max(0, start - _BESIDE) : start].lower(), quote[end : end + _BESIDE].lower()
    phrase = quote[start:end].lower()
    part = claim.part_of is not None or portions.is_part(before, claim.phrase, after)
    # "another 66 were wounded" sets the wounded beside the dead and adds to no count of wounded
    more = (measure != "injured" and portions.is_more(before, phrase, after)) or portions.is_added(before, after)
    each = portions.is_each(before, phrase, after)
    forward = claim.field == "title" or claim.quote_start < _LEADING
    narrowed = part or more or partial or years or apart or each or claim.event_time is not None

    return Profile(
        report=report,
        known=known,
        main=main,
        about=about,
        topics=as_set(report.topics),
        places=places,
        hour=report.time.timestamp() / 3600,
        ends=ends,
        value=sum(ends) / len(ends) if ends else 0.0,
        rounded=frozenset([round(end, 6) for end in ends]),
        near=near,
        size=math.sqrt(sum([weight * weight for weight in near.values()])),
        close=frozenset([word for word, weight in near.items() if weight >= 0.3]),
        sentence=sentence.roots,
        around=sentence.roots.union(text.roots_in(claim.before), text.roots_in(claim.after)),
        names=names,
        holder=speakers.union([word for word in names if near.get(word, 0.0) >= 0.2]) or _NONE,
        subject=(subject - places if owned else subject) or _NONE,
        local=names and (told_of(bare, start, end, names) or _NONE),
        kind=kind or _NONE,
        period=period or _NONE,
        partial=partial,
        years=years,
        groups=frozenset([group for _, group in groups if group]) or _NONE,
        apart=apart,
        part=part,
        more=more,
        alone=portions.is_alone(phrase, after),
        each=each,
        head=forward and not narrowed,
    )


def _ends(claim: Claim) -> tuple[float, ...]:
    low = claim.low if claim.base_low is None else claim.base_low
    high = claim.high if claim.base_high is None else claim.base_high
    ends = (low,) if low == high else (low, high)
    return tuple([end for end in ends if end is not None])


def _years(clause: str, before: str, published: int) -> frozenset[str]:
    """Return the years before `published` in the figure's clause, or in that which opens a list `before` the number."""
    found = _YEAR.findall(clause)
    if ":" in before and _YEAR.search(before):
        found += [year for opening in _LISTED.findall(before)[-1:] for year in _YEAR.findall(opening)]
    return frozenset([year for year in found if int(year) < published]) or _NONE
