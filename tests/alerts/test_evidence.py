"""What the evidence pages show: alerts by quantity, what is disputed now, what people say of alerts."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from alerts.evidence.decisions import REVISIONS, Decisions, decided
from alerts.evidence.dispute import dispute
from alerts.evidence.keeping import keeping
from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Saying, Verdict, Verdicts, precision
from alerts.judge.decision import Decision
from alerts.messages import TOPIC, Contradiction
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, an_article, changed, held
from wire.bus import Message, Outgoing
from wire.clock import FakeClock
from wire.codec import encode
from wire.texts import Text, Texts


@pytest.fixture
def evidence(client: "redis.Redis", namespace: str) -> Evidence:
    return Evidence(client, namespace=namespace)


@pytest.fixture
def verdicts(client: "redis.Redis", namespace: str) -> Verdicts:
    return Verdicts(client, namespace=namespace)


def verdict(contradiction: Contradiction, saying: Saying) -> Verdict:
    return Verdict(contradiction=contradiction, saying=saying, by="ana", at=START)


def later(id: str, minutes: float = 60, **more: Any) -> Contradiction:
    report = a_report(a_claim(f"k-{id}", 30, attribution="mayor"), f"a-{id}", minutes, outlet="Hill Radio")
    return a_contradiction(id, new=report, **more)


def test_an_entry_tells_of_the_latest_and_names_all() -> None:
    first, second = a_contradiction(), later("c2", relation="revises")
    entry = dispute("q1", [first, second])
    assert entry == dispute("q1", [second, first])
    assert (entry.new.source, entry.prior.source) == ("mayor", "fire service")
    assert entry.relations == ("revises", "contradicts")
    assert entry.outlets == ("Hill Radio", "Coastal Wire", "Northern Post")
    assert entry.contradictions == 2


@pytest.mark.redis
def test_what_was_noted_is_read_the_latest_report_first(evidence: Evidence) -> None:
    first, second = a_contradiction(), later("c2")
    for each in (second, first, first):
        evidence.note(each, START)
    assert evidence.contradictions("q1") == [second, first]
    assert evidence.contradiction("c1") == first
    assert evidence.contradiction("c9") is None


@pytest.mark.redis
def test_changes_are_told_once_to_a_reader_that_remembers_their_number(evidence: Evidence) -> None:
    evidence.note(a_contradiction(), START)
    seen = evidence.changes(0)
    assert seen.whole
    assert set(seen.entries) == {"q1"}
    assert evidence.changes(seen.number).entries == {}
    evidence.note(a_contradiction("c2", quantity="q2"), START)
    assert set(evidence.changes(seen.number).entries) == {"q2"}


@pytest.mark.redis
def test_a_quantity_all_of_whose_alerts_are_refuted_is_no_longer_disputed(
    evidence: Evidence, verdicts: Verdicts
) -> None:
    alert = a_contradiction()
    evidence.note(alert, START)
    number = evidence.changes(0).number
    verdicts.give(verdict(alert, "wrong"))
    evidence.settle("q1")
    assert evidence.changes(number).entries == {"q1": None}
    verdicts.give(verdict(alert, "right"))
    evidence.settle("q1")
    entry = evidence.changes(number).entries["q1"]
    assert entry is not None
    assert entry.contradictions == 1


@pytest.mark.redis
def test_an_entry_that_another_release_wrote_hides_no_other(
    evidence: Evidence, client: "redis.Redis", namespace: str
) -> None:
    for number in (1, 2):
        evidence.note(a_contradiction(f"c{number}", quantity=f"q{number}"), START)
    client.set(f"{namespace}:e:d:q1", b"\x09of another form")
    entries = evidence.changes(0).entries
    assert entries["q1"] is None
    assert entries["q2"] is not None


@pytest.mark.redis
def test_what_was_known_of_a_quantity_that_was_joined_with_another_goes_there(
    evidence: Evidence, verdicts: Verdicts
) -> None:
    younger, older = a_contradiction("c1", quantity="q2"), later("c2", quantity="q1")
    for each in (younger, older):
        evidence.note(each, START)
    number = evidence.changes(0).number
    evidence.join("q2", "q1")
    evidence.join("q2", "q1")
    assert evidence.contradictions("q1") == [older, younger]
    entries = evidence.changes(number).entries
    assert entries["q2"] is None
    assert entries["q1"] == dispute("q1", [older, younger])
    verdicts.give(verdict(younger, "wrong"))
    assert evidence.settle("q1") == dispute("q1", [older])


@pytest.mark.redis
def test_what_comes_under_the_name_of_a_joined_quantity_goes_to_the_older_until_it_is_split_off(
    evidence: Evidence, verdicts: Verdicts
) -> None:
    verdicts.join("q2", "q1")
    evidence.join("q2", "q1")
    evidence.note(a_contradiction("c1", quantity="q2"), START)
    assert [each.id for each in evidence.contradictions("q1")] == ["c1"]
    assert evidence.contradictions("q2") == []
    verdicts.part("q2")
    evidence.note(later("c2", quantity="q2"), START)
    assert [each.id for each in evidence.contradictions("q2")] == ["c2"]


@pytest.mark.redis
def test_the_texts_and_decisions_of_those_who_disagree_are_held(
    evidence: Evidence, client: "redis.Redis", namespace: str
) -> None:
    text = Text(article="a2", revision=1, title="", body="")
    Texts(client, namespace=namespace).keep(text, START.timestamp())
    Decisions(client, namespace=namespace).keep([decided(an_article(article="a2"), Decision(), START)])
    for key in (f"{namespace}:t:a:a2:1", f"{namespace}:e:a:a2"):
        client.expire(key, 60)
    evidence.note(a_contradiction(), START + timedelta(days=1))
    for key in (f"{namespace}:t:a:a2:1", f"{namespace}:e:a:a2"):
        assert client.ttl(key) > 3600


@pytest.mark.redis
def test_the_last_verdict_on_an_alert_stands_and_counts_once(verdicts: Verdicts) -> None:
    alert = a_contradiction()
    verdicts.give(verdict(alert, "wrong"))
    verdicts.give(verdict(alert, "right"))
    verdicts.give(verdict(later("c2"), "not_same"))
    assert verdicts.counts() == {"wrong": 0, "right": 1, "not_same": 1}
    assert precision(verdicts.counts()) == 0.5
    assert {(each.contradiction.id, each.saying) for each in verdicts.all()} == {("c1", "right"), ("c2", "not_same")}


@pytest.mark.redis
def test_verdicts_go_with_a_quantity_that_is_joined_and_mute_under_either_name(verdicts: Verdicts) -> None:
    young = a_contradiction("c1", quantity="young")
    verdicts.give(verdict(young, "wrong"))
    for _ in range(2):
        verdicts.join("young", "q1")
    assert verdicts.muted(young)
    assert verdicts.muted(a_contradiction("c9"))
    assert [each.contradiction for each in verdicts.all()] == [young]
    verdicts.give(verdict(young, "right"))  # from an old page, in place of the first
    assert verdicts.counts() == {"right": 1, "wrong": 0}
    assert not verdicts.muted(a_contradiction("c9"))


def test_without_verdicts_there_is_no_precision() -> None:
    assert precision({}) is None


@pytest.mark.redis
def test_a_contradiction_is_kept_as_evidence_before_it_is_told(evidence: Evidence) -> None:
    known: list[str] = []

    def handler(message: Message) -> list[Outgoing]:
        known.extend(each.id for each in evidence.contradictions("q1"))
        return []

    keep = keeping(evidence, FakeClock(START), handler)
    keep(Message(topic=TOPIC, partition=0, offset="0", key="q1", value=encode(a_contradiction()), headers={}))
    assert known == ["c1"]


@pytest.mark.redis
def test_another_alert_on_a_refuted_pair_of_numbers_is_muted_too(verdicts: Verdicts) -> None:
    verdicts.give(verdict(a_contradiction(), "wrong"))
    assert verdicts.muted(a_contradiction("c2", relation="updates"))
    assert not verdicts.muted(later("c3"))


@pytest.mark.redis
def test_decisions_are_kept_revision_by_revision_and_capped(client: "redis.Redis", namespace: str) -> None:
    decisions = Decisions(client, namespace=namespace)
    note = decisions.note(FakeClock(START))
    report = a_report(a_claim("k1"))
    told, weighed = a_contradiction("c1", new=report), a_contradiction("c2", new=report, confidence=0.2)
    decision = Decision(held=(held(report),), contradictions=(told,), candidates=(weighed, told))
    for revision in range(1, REVISIONS + 3):
        note([(changed(an_article(report), revision=revision), decision)])
    note([(an_article(report), Decision(contradictions=(told,)))])  # handled before
    found = decisions.read("a1")
    assert [each.revision for each in found] == list(range(REVISIONS + 2, 2, -1))
    assert found[0].placed[0].quantity == "q1"
    assert [(each.id, each.told) for each in found[0].weighed] == [("c1", True), ("c2", False)]
