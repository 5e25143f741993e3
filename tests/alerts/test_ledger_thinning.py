"""Which reports stand for a quantity that has too many."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.ledger.packing import CLAIM_FIELDS, PackedReport
from alerts.ledger.thinning import standing

SOURCE = CLAIM_FIELDS.index("attribution")


def packed(number: int, source: str, time: float = 0) -> PackedReport:
    claim: list[object] = [None] * len(CLAIM_FIELDS)
    claim[CLAIM_FIELDS.index("low")] = claim[CLAIM_FIELDS.index("high")] = number
    claim[SOURCE] = source
    return PackedReport(
        article="a", revision=1, extractor=1, time=time, superseded=False, buckets=(), sentences=(0, 0, 0), claim=claim
    )


reports = st.lists(st.builds(packed, st.integers(0, 6), st.sampled_from(["", "police", "army"])), max_size=60)


@given(reports, st.integers(1, 60))
def test_as_many_as_may_be_in_order_of_time(found: list[PackedReport], most: int) -> None:
    places = list(standing(found, most))
    assert places == sorted(set(places))
    assert len(places) == min(most, len(found))


@given(reports)
def test_the_latest_each_number_first_and_last_and_each_source_stay(found: list[PackedReport]) -> None:
    places = set(standing(found, 8 + 7 + 2 + 7))
    assert set(range(len(found))[-8:]) <= places
    for field in (6, SOURCE):
        last = {report.claim[field]: place for place, report in enumerate(found) if report.claim[field] != ""}
        assert set(last.values()) <= places
    numbers = [found[place].claim[6] for place in range(len(found))]
    assert {numbers.index(number) for number in numbers} <= places
