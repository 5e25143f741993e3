"""An alert as one structure, from which the markup of every target is made."""

import re
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

from alerts.judge.cues import changed_how
from alerts.judge.figures import above
from alerts.judge.parts import population
from alerts.messages import Contradiction, Relation, Report
from alerts.render.background import NOTHING, Background
from alerts.render.clean import clean, line, link
from alerts.render.words import figure, moment, plural, spoken, voice
from enrich.messages import Measure

_OPENING = re.compile(r'“|(?<![^\s(\[—–-])"')
_CLOSING = re.compile(r'[”"]')

_CONTEXT = 280
"""Code points of a quote shown on either side of the figure."""

KINDS = {"contradicts": "Contradiction", "revises": "Revision", "updates": "Update", "impossible": "Impossible figure"}
COUNTED = frozenset(
    (
        *("killed", "injured", "missing", "captive", "arrested", "displaced", "rescued", "infected", "affected"),
        *("participants", "destroyed", "launched", "votes", "other_count"),
    )
)
_ONE_THING = frozenset(("money", "percent", "magnitude", "length", "duration"))
"""Measures of one thing, whose labels say what it is: "the magnitude, China"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two reports: `before`, `figure` and `after` are its quote, with the figure apart, all clean.

    `value` is the figure in few words: "at least 6".
    """

    role: str
    value: str
    before: str
    figure: str
    after: str
    outlet: str
    ours: bool
    title: str
    source: str
    time: str
    link: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What an alert says. All text is clean (one line, nothing hidden) and in no markup yet.

    Attributes:
        finding: the finding in one line; the first line of every message.
        kind, relation: what the difference means, in a word or two, and as settings have it.
        label, measure: of the quantity.
        sides: the new report, then the prior one; one alone where a figure is impossible by itself.
        confidence: in whole percent.
        reasons: sentences.
        clashes: sentences on headlines that clash with their own text.
        brief: whether to show what is new alone, as in a follow-up.
        page, short: address of the evidence page, and a shorter one of the same, or "".
    """

    finding: str
    kind: str
    relation: Relation
    label: str
    measure: Measure
    sides: tuple[Side, ...]
    confidence: int
    reasons: tuple[str, ...]
    page: str
    short: str
    clashes: tuple[str, ...] = ()
    brief: bool = False

    @property
    def shown(self) -> tuple[Side, ...]:
        """The sides to quote."""
        return self.sides[:1] if self.brief else self.sides

    @property
    def points(self) -> tuple[str, ...]:
        """What is to be said beside the quotes, a sentence each."""
        return self.clashes if self.brief else (*self.reasons, *self.clashes)

    @property
    def summary(self) -> str:
        """What it is, how sure, and how many independent sources each side has."""
        new, prior = len(self.sides[0].sources), len(self.sides[-1].sources)
        counted = ""
        if new and prior and self.relation == "contradicts":
            counted = f", {new} independent source{'' if new == 1 else 's'} against {prior}"
        elif self.relation != "impossible" and (new + prior > 2 or (new and self.relation == "updates")):
            counted = f", now by {new} independent source{'' if new == 1 else 's'}, before by {prior}"
        return f"{self.kind}, confidence {self.confidence} %{counted}"


def compose(
    contradiction: Contradiction, *, zone: str, public_url: str | None, background: Background = NOTHING
) -> Story:
    """Return what the alert on `contradiction` says to a reader in the time zone `zone`.

    `public_url` is where the evidence pages are, if there are any; `background` is what else the ledger knows.
    """
    each = contradiction
    base = link((public_url or "").rstrip("/"))
    return Story(
        finding=line(finding(each, zone), 200),
        kind=KINDS[each.relation],
        relation=each.relation,
        label=line(each.label, 80),
        measure=each.new.claim.measure,
        sides=_sides(each, zone),
        confidence=round(each.confidence * 100),
        reasons=reasons(each, zone),
        page=link(f"{base}/quantities/{each.quantity}") if base else "",
        short=link(f"{base}/q/{each.quantity}") if base else "",
        clashes=tuple(map(_clash, background.clashes)),
    )


def reasons(contradiction: Contradiction, zone: str) -> tuple[str, ...]:
    """Return the judge's reasons, clean, with the times of both reports in the time zone `zone`."""
    return tuple(_in_zone(line(reason), contradiction, zone) for reason in contradiction.reasons)


def _in_zone(reason: str, contradiction: Contradiction, zone: str) -> str:
    """Return `reason` with the times of both reports, which the judge gives in UTC, in the time zone `zone`."""
    for report in (contradiction.new, contradiction.prior):
        local = report.time.astimezone(ZoneInfo(zone))
        reason = reason.replace(f"{report.time.astimezone(UTC):%H:%M} UTC", f"{local:%H:%M} {local:%Z}")
    return reason


def _clash(clash: tuple[Report, Report]) -> str:
    headline, text = clash
    outlet = line(headline.outlet, 60) or "its outlet"
    return f"The headline in {outlet} says {figure(headline.claim)}, the text below it {figure(text.claim)}."


def finding(contradiction: Contradiction, zone: str = "UTC") -> str:
    """Return in one sentence what was found, such as "Two counts of people killed: army says 2, Hamas at least 6".

    Where it names a time that is in the time zone `zone`.
    """
    found = _finding(contradiction, zone)
    return found[:1].upper() + found[1:]


def _finding(contradiction: Contradiction, zone: str) -> str:
    if headline := _of_a_headline(contradiction):
        return headline
    new, prior, label = contradiction.new, contradiction.prior, line(contradiction.label, 80) or "one quantity"
    now, then, who, other = figure(new.claim), figure(prior.claim), _short(voice(new)), _short(voice(prior))
    if new.claim.measure in _ONE_THING:
        label = f"the {label}"
    if who.casefold() == other.casefold() and new.outlet != prior.outlet and contradiction.relation != "revises":
        who, other = (f"{who} in {line(report.outlet, 60)}" for report in (new, prior))
    says = "say" if plural(new) else "says"
    match contradiction.relation:
        case "contradicts":
            pair = "Two counts of" if new.claim.measure in COUNTED else "Two figures for"
            return f"{pair} {label}: {who} {says} {now}, {other} {then}"
        case "revises":
            if new.article == prior.article:
                return _changed(contradiction, label, zone)
            return f"{who} {'revise' if plural(new) else 'revises'} {label}: now {now}, {then} before"
        case "updates":
            return f"{label}: now {now} ({who}), {then} before ({other})"
        case "impossible":
            return _impossible(contradiction, label, f"{who} {says}", other)


def _changed(contradiction: Contradiction, label: str, zone: str) -> str:
    new, prior = contradiction.new, contradiction.prior
    local = new.time.astimezone(ZoneInfo(zone))
    who, how = line(new.outlet, 60) or "An article", changed_how(new)
    return f"{who} {how} {label} from {figure(prior.claim)} to {figure(new.claim)} at {local:%H:%M} {local:%Z}"


def _impossible(contradiction: Contradiction, label: str, says: str, other: str) -> str:
    new, prior = contradiction.new, contradiction.prior
    if alone(contradiction):
        return f"Impossible figure for {label}: {says} {figure(new.claim)}"
    if new.article != prior.article:
        now, then = (_counted(one, beside) for one, beside in ((new, prior), (prior, new)))
        return f"Impossible figures for {label}: {says} {now}, {other} {then}"
    if above(new.claim, prior.claim):
        return f"Impossible figures for {label}: {says} {figure(new.claim)} of {figure(prior.claim)}"
    return f"Impossible figures for {label}: {says} {figure(prior.claim)} in all, fewer than the parts together"


def _counted(report: Report, beside: Report) -> str:
    """Return the figure with what it counts ("25 children"); "and more" where it is one part of several."""
    said, counted = figure(report.claim), line(report.claim.counted, 40)
    several = population(report.claim) and not above(report.claim, beside.claim)
    words = said if not counted or counted in said else f"{said} {counted}"
    return f"{words} and more" if several else words


def alone(contradiction: Contradiction) -> bool:
    """Return whether one figure is impossible by itself, so that there is nothing to set it against."""
    each = contradiction
    return each.relation == "impossible" and each.new.claim.id == each.prior.claim.id


def _short(who: str) -> str:
    """Return `who` without what stands beside a name: "Daniel Hagari, the chief spokesman"."""
    name, _, beside = who.partition(", ")
    return name if beside[:1].islower() else who


def _of_a_headline(contradiction: Contradiction) -> str:
    """Return the finding where a headline clashes with its own text, else ""."""
    new, prior = contradiction.new, contradiction.prior
    if (new.article, new.revision) != (prior.article, prior.revision) or new.claim.field == prior.claim.field:
        return ""
    title, body = (new, prior) if new.claim.field == "title" else (prior, new)
    what = line(contradiction.label, 80) or "one quantity"
    return f"A headline clashes with its text on {what}: {figure(title.claim)} above, {figure(body.claim)} below"


def _sides(contradiction: Contradiction, zone: str) -> tuple[Side, ...]:
    each = contradiction
    if alone(each):
        return (_side("Says", each.new, each.new_sources, zone),)
    beside = each.relation == "impossible" and each.new.article == each.prior.article
    roles = ("Says", "Also says") if beside else ("New", "Before")
    return (_side(roles[0], each.new, each.new_sources, zone), _side(roles[1], each.prior, each.prior_sources, zone))


def _side(role: str, report: Report, sources: tuple[str, ...], zone: str) -> Side:
    before, marked, after = _quote(report)
    return Side(
        role=role,
        value=figure(report.claim),
        before=before,
        figure=marked,
        after=after,
        outlet=line(report.outlet, 80) or "unknown outlet",
        ours=report.ours,
        title=line(report.title, 160),
        source=voice(report),
        time=moment(report.time, zone),
        link=link(report.url),
        sources=tuple(line(spoken(source), 80) for source in sources),
    )


def nested(text: str) -> str:
    """Return `text` to be put between double quotation marks: with single ones for its own, as many characters."""
    return _CLOSING.sub("’", _OPENING.sub("‘", text))


def _quote(report: Report) -> tuple[str, str, str]:
    """Return the quote before the figure, the figure, and the quote after it, cut to what is near the figure."""
    claim, said = report.claim, nested(report.claim.quote)
    start, end = claim.start - claim.quote_start, claim.end - claim.quote_start
    if not 0 <= start < end <= len(said):
        return line(said, 2 * _CONTEXT), "", ""
    before, marked, after = clean(said[:start]), clean(said[start:end]), clean(said[end:])
    if len(before) > _CONTEXT:
        before = "…" + before[-_CONTEXT:]
    if len(marked) > _CONTEXT:
        marked = marked[:_CONTEXT] + "…"
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT] + "…"
    return before.lstrip(), marked, after.rstrip()
