"""What is kept for delivery by quantity, when two quantities are found to be one."""

import pytest
import redis

from alerts.evidence.decisions import Decisions
from alerts.evidence.keeping import deciding
from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Verdicts
from alerts.handle import handle
from alerts.judge.decision import Decision
from alerts.judge.sameness import NEVER, Sameness
from alerts.ledger.redis import RedisLedger
from alerts.messages import Contradiction, Report
from alerts.notify.atlas import NoAtlas
from alerts.notify.corrections import Corrections, MemoryCorrections, RedisCorrections
from alerts.notify.matching import covers
from alerts.notify.threads import Threads
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, an_article
from tests.alerts.test_silences_contract import a_silence
from wire.clock import FakeClock
from wire.settings.model import LedgerSettings


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def corrections(request: pytest.FixtureRequest) -> Corrections:
    if request.param == "memory":
        return MemoryCorrections()
    client, namespace = request.getfixturevalue("client"), request.getfixturevalue("namespace")
    return RedisCorrections(client, namespace=namespace)


def corrected(quantity: str, minutes: float = 60) -> Contradiction:
    """Return that the health department puts its 19 right."""
    wrong = a_claim("k2", 19, attribution="health department")
    right = a_claim("k3", 12, attribution="health department")
    return a_contradiction(
        "c2", relation="revises", quantity=quantity, new=a_report(right, "a3", minutes), prior=a_report(wrong, "a2", 30)
    )


@pytest.mark.parametrize(("noted", "asked"), [("young", "q1"), ("q1", "young"), ("young", "young"), ("q1", "q1")])
def test_a_correction_counts_under_either_name(corrections: Corrections, noted: str, asked: str) -> None:
    dispute = a_contradiction("c1", quantity=asked)
    if noted == "young":
        corrections.note(corrected(noted))
    corrections.join("young", "q1")
    if noted == "q1":
        corrections.note(corrected(noted))
    assert corrections.overtaken(dispute)
    assert not corrections.overtaken(a_contradiction("c1", quantity="another"))


def test_the_later_correction_stands_after_joining(corrections: Corrections) -> None:
    corrections.note(corrected("q1", 20))  # before the dispute
    corrections.note(corrected("young", 60))
    for _ in range(2):
        corrections.join("young", "q1")
    assert corrections.overtaken(a_contradiction("c1"))


@pytest.mark.redis
def test_a_quantity_goes_on_in_the_thread_of_the_one_that_it_was_joined_with(
    client: "redis.Redis", namespace: str
) -> None:
    threads = Threads(client, namespace=namespace)
    assert threads.of("young") == "young"
    threads.join("young", "older")
    threads.join("older", "oldest")
    assert threads.of("oldest") == threads.of("older") == "young"
    assert threads.of("told") == "told"
    threads.join("young", "told")
    assert threads.of("told") == "told"
    threads.join("unknown", "new")
    assert threads.of("new") == "new"


@pytest.mark.parametrize(("meant", "found"), [("young", "q1"), ("q1", "young"), ("young", "young")])
def test_a_silence_holds_under_either_name(meant: str, found: str) -> None:
    oldest = {"young": "q1"}
    silence = a_silence(words=[], quantity=meant)
    each = a_contradiction("c1", quantity=found)
    assert covers(silence, each, NoAtlas(), lambda name: oldest.get(name, name))
    other = a_contradiction("c1", quantity="another")
    assert not covers(silence, other, NoAtlas(), lambda name: oldest.get(name, name))


def reported(article: str, minutes: float) -> ArticleClaims:
    """Return an article that reports 12 killed in the fire in Barabury."""
    return an_article(a_report(a_claim(f"k-{article}", where=("Barabury",), events=("fire",)), article, minutes))


def known_by_a3(one: Report, other: Report) -> Sameness:
    """Two reports are of one fire for those alone who have read a3."""
    return Sameness(confidence=1.0) if "a3" in (one.article, other.article) else NEVER


@pytest.mark.redis
def test_what_death_kept_from_being_joined_is_joined_when_the_article_is_handled_again(
    client: "redis.Redis", namespace: str
) -> None:
    clock = FakeClock(START)

    def read(article: ArticleClaims) -> Decision:
        """Handle `article` as a process that has just started."""
        ledger = RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=clock)
        return handle(article, ledger, threshold=0.5, now=START, match=known_by_a3)

    quantities = [read(reported(f"a{number}", number)).held[0].quantity for number in (1, 2)]
    older, younger = sorted(quantities)
    evidence, verdicts = Evidence(client, namespace=namespace), Verdicts(client, namespace=namespace)
    evidence.note(a_contradiction("c1", quantity=younger), START)
    assert read(reported("a3", 3)).aliases == {younger: older}
    # Here the process dies, before what hangs on the two is joined; the article comes again.
    again = read(reported("a3", 3))
    deciding(Decisions(client, namespace=namespace), [verdicts, evidence], clock)([(reported("a3", 3), again)])
    assert [each.id for each in evidence.contradictions(older)] == ["c1"]
    assert verdicts.oldest(younger) == older
