"""What has to be written for a change: a pure step between the judge's decision and the script that writes it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from alerts.ledger.packing import Handled, PackedReport, PackedTexts, Record, pack_article
from alerts.ledger.port import Change
from alerts.ledger.thinning import standing
from wire.settings.model import LedgerSettings

REPORTS_KEPT = 24
"""Reports that a quantity keeps: each that joins it is judged against all of them, and writes them all again."""

SLACK = 1 / 16
"""How much longer than asked things are kept, so that what hangs on a quantity is not renewed at every report."""

Texts = tuple[str, int, int]
"""Which texts of an article: its id, the revision, the version of the extractor."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What Redis holds for quantities: records, and pointers of younger ids to older ones."""

    records: Mapping[str, Record] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writes:
    """What is to be written, by name; times are seconds since the epoch.

    Attributes:
        handled: the article's new state, kept with its contradictions until `until`.
        texts: of this revision, None where it has no claims; kept as `texts_until` says.
        added: its reports as they are packed, in the order of the change.
        records: quantities, as they are to be; each has its own `until`.
        merged: younger quantity id to older one, kept as long as the older.
        index: (bucket, quantity) to the time of the quantity's latest report; the versions of these buckets move.
        dropped: (bucket, quantity) to be taken out.
        bucket_until, texts_until: how long buckets and articles' texts are kept at least.
    """

    handled: Handled
    until: float
    texts: PackedTexts | None
    added: Sequence[PackedReport]
    records: Mapping[str, Record]
    merged: Mapping[str, str]
    index: Mapping[tuple[str, str], float]
    dropped: frozenset[tuple[str, str]]
    bucket_until: Mapping[str, float]
    texts_until: Mapping[Texts, float]


def touched(change: Change, handled: Handled | None) -> set[str]:
    """Return the quantities whose records `writes` needs for `change`."""
    earlier = () if handled is None else handled.quantities
    told = (each.quantity for each in change.contradictions)
    return {*earlier, *change.aliases, *change.aliases.values(), *(held.quantity for held in change.held), *told}


def writes(change: Change, handled: Handled | None, stored: Stored, *, now: float, settings: LedgerSettings) -> Writes:
    """Return what `change` writes over what is `stored`, at `now` (seconds since the epoch).

    `stored` has what Redis holds of `touched(change, handled)` and of the ids that these point to.
    """
    draft = _Draft(stored, {**change.aliases, **stored.merged}, now, settings)
    for younger in sorted({*change.aliases, *stored.records}):
        draft.merge(younger)
    draft.supersede(change)
    texts, reports = pack_article(change.held, change.extractor) if change.held else (None, [])
    for held, report in zip(change.held, reports, strict=True):
        draft.add(held.quantity, report)
    for contradiction in change.contradictions:
        draft.tell(contradiction.quantity, contradiction.id)
    for name, count in change.sources.items():
        draft.count(name, count)
    draft.settle()
    earlier = () if handled is None else handled.quantities
    quantities = tuple(dict.fromkeys(map(draft.final, (*earlier, *(held.quantity for held in change.held)))))
    until = max([now + settings.single_source, *(draft.records[q].until for q in quantities if q in draft.records)])
    if texts is not None:
        draft.texts_until[change.article, change.revision, change.extractor] = until
    index = {(bucket, name): _latest(draft.records[name]) for bucket, name in draft.found if name in draft.records}
    for bucket, name in index:
        draft.bucket_until[bucket] = max(draft.bucket_until[bucket], draft.records[name].until)
    return Writes(
        handled=Handled(revision=change.revision, extractor=change.extractor, quantities=quantities),
        until=until,
        texts=texts,
        added=reports,
        records={name: draft.records[name] for name in draft.changed if name in draft.records},
        merged=draft.merged,
        index=index,
        dropped=frozenset(draft.dropped),
        bucket_until=draft.bucket_until,
        texts_until=draft.texts_until,
    )


class _Draft:
    """The quantities that a change touches, while it is worked in."""

    def __init__(self, stored: Stored, older: Mapping[str, str], now: float, settings: LedgerSettings) -> None:
        self.records = {
            name: msgspec.structs.replace(record, reports=list(record.reports))
            for name, record in stored.records.items()
        }
        self.changed: dict[str, None] = {}
        self.found: set[tuple[str, str]] = set()
        self.dropped: set[tuple[str, str]] = set()
        self.merged: dict[str, str] = {}
        self.bucket_until: defaultdict[str, float] = defaultdict(float)
        self.texts_until: defaultdict[Texts, float] = defaultdict(float)
        self._older = older
        self._now = now
        self._settings = settings

    def final(self, name: str) -> str:
        """Return the id that the quantity `name` goes by."""
        seen = {name}
        while (older := self._older.get(name)) is not None and older not in seen:
            name = older
            seen.add(name)
        return name

    def merge(self, younger: str) -> None:
        """Move what `younger` has to the older quantity that it was found to be, if it was."""
        older = self.final(younger)
        if older == younger:
            return
        gone, kept = self.records.pop(younger, Record()), self._record(older)
        kept.reports = sorted((*kept.reports, *gone.reports), key=lambda report: report.time)
        kept.aliases = tuple(dict.fromkeys((*kept.aliases, younger, *gone.aliases)))
        kept.told = tuple(dict.fromkeys((*kept.told, *gone.told)))
        kept.sources = max(kept.sources, gone.sources)
        kept.until = 0.0  # what hung on the younger one is kept as long as the older from now on
        self.merged.update(dict.fromkeys((younger, *gone.aliases), older))
        for report in gone.reports:
            self.found.update((bucket, older) for bucket in report.buckets)
            self.dropped.update((bucket, younger) for bucket in report.buckets)

    def supersede(self, change: Change) -> None:
        """Mark the article's earlier reports; those of the same text by an older extractor are no history and go."""
        for name, record in self.records.items():
            kept = []
            for report in record.reports:
                mine, same_text = report.article == change.article, report.revision == change.revision
                if mine and (same_text or not report.superseded):
                    self.changed[name] = None
                    self.found.update((bucket, name) for bucket in report.buckets)
                if not mine:
                    kept.append(report)
                elif not same_text:
                    kept.append(msgspec.structs.replace(report, superseded=True))
            record.reports = kept

    def add(self, name: str, report: PackedReport) -> None:
        """Put `report` into the quantity `name`."""
        final = self.final(name)
        reports = self._record(final).reports
        place = len(reports)
        while place and reports[place - 1].time > report.time:
            place -= 1
        reports.insert(place, report)
        self.found.update([(bucket, final) for bucket in report.buckets])

    def tell(self, name: str, contradiction: str) -> None:
        """Note that `contradiction` was told of the quantity `name`."""
        record = self._record(self.final(name))
        record.told = tuple(dict.fromkeys((*record.told, contradiction)))

    def count(self, name: str, sources: int) -> None:
        """Note how many independent sources the quantity `name` has; those whose reports have gone count on."""
        if self.final(name) in self.records:
            record = self._record(self.final(name))
            record.sources = max(record.sources, sources)

    def settle(self) -> None:
        """Bound what quantities keep, and say how long they and all that hangs on them live."""
        for name in self.changed:
            record = self.records.get(name)
            if record is None:
                continue
            record.reports = [record.reports[place] for place in standing(record.reports, REPORTS_KEPT)]
            several = record.sources > 1
            wanted = self._settings.several_sources if several else self._settings.single_source
            if self._now + wanted > record.until:
                record.until = self._now + wanted * (1 + SLACK)
                self._keep(name, record)

    def _keep(self, name: str, record: Record) -> None:
        self.merged.update(dict.fromkeys(record.aliases, name))
        for report in record.reports:
            texts = (report.article, report.revision, report.extractor)
            self.texts_until[texts] = max(self.texts_until[texts], record.until)
            for bucket in report.buckets:
                self.bucket_until[bucket] = max(self.bucket_until[bucket], record.until)

    def _record(self, name: str) -> Record:
        self.changed[name] = None
        return self.records.setdefault(name, Record())


def _latest(record: Record) -> float:
    return record.reports[-1].time if record.reports else 0.0
