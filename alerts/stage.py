"""The stage `alert`: the judge reads claims, the notifier reads contradictions, senders deliver messages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from alerts import metrics
from alerts.evidence.decisions import Decisions, Judged
from alerts.evidence.keeping import deciding, keeping
from alerts.evidence.pictures import PagesKey, picture_path
from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Verdicts
from alerts.garbage import collect_seldom
from alerts.handle import handle_all
from alerts.judge import Weigher
from alerts.judge.decision import Decision
from alerts.ledger.port import Ledger
from alerts.ledger.redis import RedisLedger
from alerts.messages import TOPIC, Contradiction
from alerts.notify.atlas import Atlas, NoAtlas
from alerts.notify.away import reached
from alerts.notify.corrections import RedisCorrections
from alerts.notify.deliveries import RedisDeliveries
from alerts.notify.knowledge import Knowledge
from alerts.notify.lines import RedisLines
from alerts.notify.notifier import notifier
from alerts.notify.recipients import Recipient, recipient
from alerts.notify.redis import RedisJobs
from alerts.notify.sender import Desk
from alerts.notify.senders import Senders, senders_of
from alerts.notify.silences import RedisSilences
from alerts.notify.threads import Threads
from alerts.notify.watch import Tally, Watch
from alerts.reports import sensible
from alerts.survey import Survey
from alerts.traces import Traces
from enrich.messages import TOPIC as CLAIMS
from enrich.messages import ArticleClaims
from wire.bus import Message, Outgoing
from wire.clock import Clock, SystemClock
from wire.codec import decode, encode
from wire.handling import Together, alone
from wire.settings.model import Settings, is_loopback
from wire.stage import Context, Part, StageFailed, run_stage

GROUP = "judge"
NOTIFIER = "notifier"


def judge(
    ledger: Ledger, settings: Settings, clock: Clock, decided: Callable[[Sequence[Judged]], object] | None = None
) -> Together:
    """Return the handler of `claims`: puts articles into `ledger` and returns the contradictions that each brings up.

    `decided` is called with what was decided on each of the articles. Handling an article again returns the same ones
    again. The handler raises `Undecodable` for bytes that are no ArticleClaims, `LedgerAway`, and `LedgerBusy`.
    """

    weigher = Weigher()

    def together(messages: Sequence[Message]) -> Sequence[Sequence[Outgoing]]:
        articles = [decode(message.value, ArticleClaims) for message in messages]
        now = clock.now()
        judged: list[Judged] = []
        try:
            decisions = handle_all(
                articles,
                ledger,
                threshold=settings.ledger.confidence,
                now=now,
                stale=lambda article: is_old(article, now, settings.alerts.notify_max_age),
                match=weigher,
                settled=lambda *each: judged.append(each),
            )
        finally:
            if decided is not None and judged:
                decided(judged)  # one that fails keeps nobody from looking at the others
        for each in zip(articles, decisions, strict=True):
            _count(*each)
        return [[_outgoing(each) for each in decision.contradictions] for decision in decisions]

    return together


def _count(article: ArticleClaims, decision: Decision) -> None:
    metrics.JUDGED.inc(len(article.claims))
    metrics.REFUSED.inc(sum(not sensible(claim) for claim in article.claims))
    for each in decision.contradictions:
        metrics.CONTRADICTIONS.labels(each.relation, "stale" if each.stale else "news").inc()


def _outgoing(contradiction: Contradiction) -> Outgoing:
    return Outgoing(topic=TOPIC, key=contradiction.quantity, value=encode(contradiction))


def is_old(article: ArticleClaims, now: datetime, most: float | None) -> bool:
    """Return whether nobody is told of what `article` brings up: backfilled, or said more than `most` seconds ago.

    An article was said when it was last updated. `most` None takes nothing for old but what was backfilled.
    """
    said = max(article.published, article.updated or article.published)
    return article.backfilled or (most is not None and (now - said).total_seconds() > most)


def parts(context: Context, recipients: Sequence[Recipient], atlas: Atlas | None = None) -> Sequence[Part]:
    """Return what the stage runs: both loops, the senders for the channels of `recipients`, and the survey."""
    settings, clock = context.settings, context.clock
    ledger = RedisLedger(context.redis, namespace=settings.namespace, settings=settings.ledger, clock=clock)
    limits, known = settings.alerts, atlas or NoAtlas()
    redis, namespace = context.redis, settings.namespace
    jobs = RedisJobs(redis, namespace=namespace, fold=limits.fold)
    traces = Traces(redis, namespace=namespace, tracer=context.tracer)
    deliveries = traces.noting(RedisDeliveries(redis, namespace=namespace))
    corrections = RedisCorrections(redis, namespace=namespace)
    asked = RedisLedger(redis, namespace=namespace, settings=settings.ledger, clock=clock, remembered=100)
    knowledge = Knowledge(asked.history, RedisSilences(redis, namespace=namespace), limits.silences, known)
    verdicts, threads = Verdicts(redis, namespace=namespace), Threads(redis, namespace=namespace)

    def refuted(contradiction: Contradiction) -> bool:
        with reached():
            return verdicts.muted(contradiction)

    def thread(quantity: str) -> str:
        with reached():
            name = verdicts.oldest(quantity)  # it may have been joined since it was told of
        return threads.of(name)

    desk = Desk(
        jobs=jobs,
        lines=RedisLines(redis, namespace=namespace),
        deliveries=deliveries,
        corrections=corrections,
        silenced=knowledge.silenced,
        background=knowledge.background,
        picture=pictures(context),
        refuted=refuted,
        clock=clock,
        attempts=limits.attempts,
        timeout=limits.timeout,
        fallback_after=limits.fallback_after,
    )
    senders = Senders(senders_of(recipients, desk), jobs)
    tally = Tally(redis, namespace=namespace, clock=clock)
    watch = Watch(tally, jobs, recipients, settings, clock, senders.wake)
    survey = Survey(client=context.redis, namespace=settings.namespace, clock=clock)
    decisions = Decisions(context.redis, namespace=settings.namespace)
    evidence = Evidence(context.redis, namespace=settings.namespace)
    notifying = notifier(
        *(recipients, jobs, clock, senders.wake),
        deliveries=deliveries,
        corrections=corrections,
        atlas=known,
        thread=thread,
    )
    telling = keeping(evidence, clock, traces.remembering(notifying))
    decided = deciding(decisions, (verdicts, evidence, corrections, threads), clock)
    judging = tally.counting(judge(ledger, settings, clock, decided))
    return [
        context.loop(GROUP, CLAIMS, GROUP, alone(judging), judging),
        context.loop(NOTIFIER, TOPIC, NOTIFIER, telling),
        Part(name="senders", run=lambda: senders.run(context.stop)),
        Part(name="watch", run=lambda: watch.run(context.stop)),
        Part(name="survey", run=lambda: survey.run(context.stop)),
    ]


def pictures(context: Context) -> Callable[[Contradiction], str]:
    """Return what gives the path of a contradiction's picture, "" where nobody could fetch it or nobody wants it."""
    limits = context.settings.alerts
    host = urlsplit(limits.public_url).hostname if limits.public_url else None
    if not host or is_loopback(host) or not limits.pictures:
        return lambda _: ""
    key = PagesKey(context.redis, namespace=context.settings.namespace)

    def picture(contradiction: Contradiction) -> str:
        with reached():
            return picture_path(key.read(), contradiction.id)

    return picture


def run(settings: Settings, atlas: Atlas | None = None) -> None:
    """Run the stage until SIGTERM or SIGINT; called from the main thread. Raises `StageFailed`.

    `atlas` tells what lies inside what; without one, places and bodies are just names.
    """
    try:
        recipients = [recipient(each, settings.alerts, SystemClock()) for each in settings.subscribers]
    except ValueError as error:
        raise StageFailed(f"alert cannot start: {error}") from error
    collect_seldom()
    run_stage("alert", settings, lambda context: parts(context, recipients, atlas))
