"""The stage `enrich` as the consume loop runs it: an Article in, its ArticleClaims out."""

import logging
from collections.abc import Callable, Sequence
from time import perf_counter

from enrich import metrics
from enrich.extractor import Extractor
from enrich.messages import TOPIC, ArticleClaims
from enrich.pipeline import Pipeline
from ingest.messages import TOPIC as ARTICLES
from ingest.messages import Article
from wire.bus.port import Message, Outgoing
from wire.clock import Clock
from wire.codec import Undecodable, decode, encode
from wire.faults import MessageFault
from wire.handling import Together, alone
from wire.settings.model import Settings
from wire.stage import Context, Part, run_stage
from wire.texts import Text, Texts

log = logging.getLogger(__name__)

GROUP = "enrich"


def run(settings: Settings) -> None:
    """Run the stage until SIGTERM or SIGINT; called from the main thread. Raises `StageFailed`."""
    run_stage("enrich", settings, parts)


def parts(context: Context) -> Sequence[Part]:
    """Return what the stage runs: the loop, which also keeps the texts that it reads for people."""
    texts = Texts(context.redis, namespace=context.settings.namespace)
    together = handler(context.settings, keeping(texts, context.clock))
    return [context.loop(GROUP, ARTICLES, GROUP, alone(together), together)]


def keeping(texts: Texts, clock: Clock) -> Callable[[Sequence[Article]], None]:
    """Return what keeps the texts of articles in `texts`. It raises redis errors."""

    def keep(articles: Sequence[Article]) -> None:
        found = [Text(article=each.id, revision=each.revision, title=each.title, body=each.body) for each in articles]
        texts.keep_all(found, clock.now().timestamp())

    return keep


def handler(settings: Settings, read: Callable[[Sequence[Article]], object] | None = None) -> Together:
    """Load the pipeline that `settings` name and return `reading` with it."""
    return reading(Extractor(Pipeline.load(settings.enrich.pipeline)), read)


def reading(extractor: Extractor, read: Callable[[Sequence[Article]], object] | None = None) -> Together:
    """Return what turns messages of `articles` into one of `claims` each.

    `read` is called with the articles that could be read. The handler raises `MessageFault` for bytes that are no
    Article, and what `read` raises. It keeps no state between messages: the same bytes give the same claims, whatever
    they are read together with.
    """

    def together(messages: Sequence[Message]) -> Sequence[Sequence[Outgoing]]:
        articles = _articles(messages)
        started = perf_counter()
        found = list(extractor.extract_all(articles))
        share = (perf_counter() - started) / len(articles)
        if read is not None:
            read(articles)
        for article, claims in zip(articles, found, strict=True):
            _count(article, claims, share)
        return [[Outgoing(topic=TOPIC, key=claims.article, value=encode(claims))] for claims in found]

    return together


def _articles(messages: Sequence[Message]) -> list[Article]:
    try:
        return [decode(message.value, Article) for message in messages]
    except Undecodable as error:
        if len(messages) == 1:  # of several, each will come by itself
            metrics.UNDECODABLE.inc()
        raise MessageFault(str(error)) from error


def _count(article: Article, claims: ArticleClaims, seconds: float) -> None:
    metrics.SECONDS.observe(seconds)
    metrics.count(claims)
    if article.cut:
        metrics.CUT.inc()
    log.debug("read", extra={"article": claims.article, "revision": claims.revision, "claims": len(claims.claims)})
