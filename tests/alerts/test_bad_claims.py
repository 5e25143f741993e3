"""Claims that nobody would make are judged without a fault, and tell nothing by themselves."""

import math
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.handle import handle
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Report
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_claim, a_report, an_article, changed

NUMBERS = st.none() | st.floats(allow_nan=False) | st.sampled_from([0.0, -1.0, 1e308, -1e308, math.inf, 5e-324])
TIMES = st.integers(-(10**9), 10**9).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def bad_reports(draw: st.DrawFn) -> Report:
    """Draw a report whose numbers, places, offsets and times need not make sense together."""
    text = draw(st.text(max_size=40))
    claim = a_claim(
        "drawn",
        None,
        quote=text,
        start=draw(st.integers(0, 80)),
        end=draw(st.integers(0, 80)),
        phrase=draw(st.text(max_size=5)),
        low=draw(NUMBERS),
        high=draw(NUMBERS),
        base_low=draw(NUMBERS),
        base_high=draw(NUMBERS),
        where=draw(st.sampled_from([(), ("",), ("Barabury",)])),
        when=draw(st.none() | TIMES),
        measure=draw(st.sampled_from(["killed", "money", "percent", "magnitude", "length", "other_count"])),
        part_of=draw(st.none() | st.just("nobody")),
        replaces=draw(st.sampled_from([(), (1e308,)])),
    )
    published = draw(TIMES)
    return a_report(claim, draw(st.sampled_from(["a1", "a2", "a3"])), published=published, fetched=published)


@settings(max_examples=100, deadline=None)
@given(st.lists(bad_reports(), min_size=1, max_size=4))
def test_whatever_claims_say_they_are_judged_and_confidences_are_shares(reports: list[Report]) -> None:
    ledger = MemoryLedger()
    for number, report in enumerate(reports):
        claim = changed(report.claim, id=f"k{number}")
        article = changed(an_article(changed(report, claim=claim)), revision=number + 1)
        decision = handle(article, ledger, threshold=0.5, now=START)
        assert all(0 <= each.confidence <= 1 for each in decision.candidates)


def told_after(report: Report) -> int:
    """Return how many findings `report` brings in a ledger that holds one count of a fire."""
    ledger = MemoryLedger()
    handle(an_article(a_report(a_claim("k1", 12, where=("Barabury",)))), ledger, threshold=0.5, now=START)
    return len(handle(an_article(report), ledger, threshold=0.5, now=START).contradictions)


def test_a_claim_without_a_number_or_with_an_infinite_one_tells_nothing() -> None:
    assert told_after(a_report(a_claim("k2", None, where=("Barabury",)), "a2", 30)) == 0
    for low, high in ((math.inf, math.inf), (-math.inf, math.inf), (20.0, 10.0)):
        odd = a_claim("k2", 0, low=low, high=high, base_low=low, base_high=high, where=("Barabury",))
        assert told_after(a_report(odd, "a2", 30)) == 0, (low, high)


def test_a_claim_from_the_future_counts_as_of_when_it_was_fetched() -> None:
    later = a_report(a_claim("k2", 19), "a2", published=START + timedelta(days=900), fetched=START + timedelta(hours=1))
    assert later.time == START + timedelta(hours=1)


def test_an_unknown_measure_is_no_message() -> None:
    known = msgspec.to_builtins(an_article(a_report(a_claim("k1"))))
    known["claims"][0]["measure"] = "kittens"
    with pytest.raises(msgspec.ValidationError, match="kittens"):
        msgspec.convert(known, ArticleClaims)


def test_an_older_message_without_newer_fields_is_judged() -> None:
    old = msgspec.to_builtins(an_article(a_report(a_claim("k1"))))
    for name in ("lead", "fingerprint", "entities", "topics", "language"):
        old.pop(name, None)
    for name in ("before", "after", "lemma", "who", "events", "part_of", "presented", "replaces", "disputes"):
        old["claims"][0].pop(name, None)
    decision = handle(msgspec.convert(old, ArticleClaims), MemoryLedger(), threshold=0.5, now=START)
    assert len(decision.held) == 1
