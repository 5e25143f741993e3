"""What the ledger packs comes out again, whatever the claim; and stays small."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.ledger.packing import CLAIM_FIELDS, SENTENCES, Record, opened, pack, pack_article, unpack, unpack_report
from alerts.ledger.port import Held
from enrich.messages import Claim
from tests.alerts.makers import a_claim, a_report, held

numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 10**15).map(float)
texts = st.text(max_size=30)
times = st.none() | st.integers(0, 2 * 10**9).map(lambda s: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
words = st.lists(texts, max_size=3).map(tuple)
claims = st.builds(
    Claim,
    id=texts,
    field=st.sampled_from(["title", "body"]),
    start=st.integers(0, 200_000),
    end=st.integers(0, 200_000),
    phrase=texts,
    quote=texts,
    quote_start=st.integers(0, 200_000),
    before=texts,
    after=texts,
    low=numbers,
    high=numbers,
    qualifier=st.sampled_from(["exact", "vague"]),
    unit=texts,
    base_low=numbers,
    measure=st.sampled_from(["killed", "money"]),
    who=words,
    when=times,
    part_of=st.none() | texts,
    attribution_kind=st.sampled_from(["body", "unnamed", "outlet"]),
    replaces=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=2).map(tuple),
    implicit=st.booleans(),
)


@given(st.lists(claims, min_size=1, max_size=4), st.lists(st.integers(0, 2**32 - 1), max_size=8).map(tuple))
def test_reports_come_out_as_they_went_in(found: list[Claim], fingerprint: tuple[int, ...]) -> None:
    reports = [held(a_report(claim, fingerprint=fingerprint)) for claim in found]
    packed_texts, packed = pack_article(reports, 3)
    shared = unpack(pack(packed_texts), type(packed_texts))
    record = unpack(pack(Record(reports=packed)), Record)
    assert [unpack_report(each, opened(shared)) for each in record.reports] == [each.report for each in reports]


def test_every_field_of_a_claim_has_its_place() -> None:
    names = {field.name for field in msgspec.structs.fields(Claim)}
    assert names == {*CLAIM_FIELDS, *SENTENCES}, "append new fields to CLAIM_FIELDS"


def test_a_record_written_by_the_first_release_is_still_read() -> None:
    data = bytes.fromhex(FIRST)
    record = unpack(data, Record)
    assert (record.sources, record.aliases, record.told) == (2, ("q0",), ("c1",))
    (report,) = record.reports
    assert (report.article, report.claim[:2], report.buckets) == ("a1", ["k1", "body"], ("killed|barabury",))


def test_other_bytes_are_refused_with_a_reason() -> None:
    with pytest.raises(ValueError, match="format b'z'"):
        unpack(b"zabc", Record)
    with pytest.raises(ValueError, match="Record"):
        unpack(b"\x01abc", Record)
    with pytest.raises(ValueError, match="Record"):
        unpack(pack("a text"), Record)
    for data in (b"\x02abc", pack(Record())[:-3]):
        with pytest.raises(ValueError, match="damaged"):
            unpack(data, Record)
    with pytest.raises(ValueError, match="length"):
        unpack(b"\x02\x28\xb5\x2f\xfd\xe0" + b"\x7f" * 12, Record)


def test_a_report_of_usual_length_takes_few_bytes() -> None:
    claim = a_claim(
        "3f2a9c0d1e4b5a69",
        base_low=12,
        base_high=12,
        base_unit="1",
        counted="people",
        lemma="person",
        where=("Barabury", "Coast"),
        events=("fire",),
    )
    one: Held = held(a_report(claim), buckets=("killed|barabury", "killed|coast", "killed|fire"))
    _, packed = pack_article([one], 0)
    assert len(pack(Record(reports=packed))) < 200


FIRST = (
    "019b7adafe070318304d5c5468307151b2e1c4198b120d19994e3bdecae49a00943834713d34cd26251625269516554e6660"
    "64bcc320b528db7009c8eb0292ab0d8df44c81c1012aff184e3b68424c84339682c36619c49405070e2c58b060c2042035e1"
    "c03248ca5900360700"
)
