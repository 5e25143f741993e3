"""What a process has read from the ledger or written to it, decoded, by version: never out of date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from alerts.latest import Latest
from alerts.ledger.bearing import Sign, sign
from alerts.ledger.packing import OpenedTexts, PackedReport, Record, events_of, opened, places_of, unpack_report
from alerts.ledger.port import Held
from alerts.ledger.writing import Texts, Writes

RECORDS = 20_000
"""Quantities that are kept decoded, those used last; of each only what it is now."""


class Decoded:
    """A quantity's record at one version (b"" where there is none), with those of its reports that were asked for."""

    def __init__(self, quantity: str, version: bytes, record: Record) -> None:
        self.quantity = quantity
        self.version = version
        self.record = record
        self.held: list[Held | None] = [None] * len(record.reports)
        self._signs: list[Sign | None] = [None] * len(record.reports)
        self._signed: list[Sign] | None = None

    def signs(self) -> Sequence[Sign]:
        """Return for each report what tells whether it bears on an article."""
        if self._signed is None:
            known = zip(self._signs, self.record.reports, strict=True)
            self._signed = [_sign(report) if found is None else found for found, report in known]
        return self._signed

    def take_over(self, known: Mapping[int, tuple[Held | None, Sign | None]]) -> None:
        """Take over what was worked out of the same reports before (by their `id`), where it still holds."""
        for place, report in enumerate(self.record.reports):
            held, self._signs[place] = known.get(id(report), (None, None))
            if held is not None and held.quantity == self.quantity:  # else it is unpacked again
                self.held[place] = held

    def worked_out(self) -> Iterator[tuple[int, tuple[Held | None, Sign | None]]]:
        """Yield the `id` of each report with what has been worked out of it."""
        signs = self._signs if self._signed is None else self._signed
        return zip(map(id, self.record.reports), zip(self.held, signs, strict=True), strict=True)


def _sign(report: PackedReport) -> Sign:
    return sign(report.buckets, events_of(report), places_of(report), report.time)


class Known:
    """Remembers what was used last: `most` quantities, half as many texts. One thread at a time uses one of these."""

    def __init__(self, most: int) -> None:
        self._records: Latest[str, Decoded] = Latest(most)
        self._texts: Latest[Texts, OpenedTexts] = Latest(most // 2)

    def record(self, quantity: str, version: bytes) -> Decoded | None:
        """Return the record of `quantity` at `version`, or None where it is not known."""
        known = self._records.get(quantity)
        return known if known is not None and known.version == version else None

    def learn(self, decoded: Decoded) -> None:
        """Remember a record that was read, in place of what the quantity was before."""
        self._records.put(decoded.quantity, decoded)

    def written(self, out: Writes, held: Sequence[Held], before: Mapping[str, Decoded], version: bytes) -> None:
        """Remember what was written as `version`: reports that `before` had decoded, or that `held` are, stay so."""
        if out.texts is not None and held:
            first = out.added[0]
            self._texts.put((first.article, first.revision, first.extractor), opened(out.texts))
        known = dict(chain.from_iterable(decoded.worked_out() for decoded in before.values()))
        known.update((id(report), (each, None)) for report, each in zip(out.added, held, strict=True))
        for quantity, record in out.records.items():
            decoded = Decoded(quantity, version, record)
            decoded.take_over(known)
            self.learn(decoded)

    def unknown(self, reports: Iterable[PackedReport]) -> list[Texts]:
        """Return which texts of `reports` are not known."""
        wanted = dict.fromkeys((report.article, report.revision, report.extractor) for report in reports)
        return [texts for texts in wanted if self._texts.get(texts) is None]

    def learn_texts(self, name: Texts, texts: OpenedTexts) -> None:
        """Remember texts that were read; those under one name never change."""
        self._texts.put(name, texts)

    def held(self, decoded: Decoded, place: int) -> Held | None:
        """Return one report of a quantity, or None where its article's texts are not known."""
        held = decoded.held[place]
        if held is None:
            packed = decoded.record.reports[place]
            texts = self._texts.get((packed.article, packed.revision, packed.extractor))
            if texts is None:
                return None
            held = decoded.held[place] = Held(
                report=unpack_report(packed, texts),
                quantity=decoded.quantity,
                buckets=packed.buckets,
                superseded=packed.superseded,
            )
        return held
