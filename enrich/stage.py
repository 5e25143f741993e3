"""The stage `enrich` as the consume loop runs it: an Article in, its ArticleClaims out."""

import logging
from collections.abc import Iterable, Sequence
from time import perf_counter

from enrich import metrics
from enrich.extractor import Extractor
from enrich.messages import TOPIC
from enrich.pipeline import Pipeline
from ingest.messages import TOPIC as ARTICLES
from ingest.messages import Article
from wire.bus.port import Message, Outgoing
from wire.clock import Clock
from wire.codec import Undecodable, decode, encode
from wire.faults import MessageFault
from wire.handling import Handler
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
    return [context.loop(GROUP, ARTICLES, GROUP, keeping(texts, context.clock, handler(context.settings)))]


def keeping(texts: Texts, clock: Clock, handler: Handler) -> Handler:
    """Return `handler`, the text of each article it could handle kept in `texts`. Raises redis errors besides."""

    def handle(message: Message) -> Iterable[Outgoing]:
        results = list(handler(message))
        article = decode(message.value, Article)
        text = Text(article=article.id, revision=article.revision, title=article.title, body=article.body)
        texts.keep(text, clock.now().timestamp())
        return results

    return handle


def handler(settings: Settings) -> Handler:
    """Load the pipeline that `settings` name and return `reading` with it."""
    return reading(Extractor(Pipeline.load(settings.enrich.pipeline)))


def reading(extractor: Extractor) -> Handler:
    """Return what turns a message of `articles` into one of `claims`.

    The handler raises `MessageFault` for bytes that are no Article. It keeps no state between messages: the same
    bytes give the same claims.
    """

    def handle(message: Message) -> Iterable[Outgoing]:
        return [_enriched(extractor, message)]

    return handle


def _enriched(extractor: Extractor, message: Message) -> Outgoing:
    try:
        article = decode(message.value, Article)
    except Undecodable as error:
        metrics.UNDECODABLE.inc()
        raise MessageFault(str(error)) from error
    started = perf_counter()
    claims = extractor.extract(article)
    metrics.SECONDS.observe(perf_counter() - started)
    metrics.count(claims)
    if article.cut:
        metrics.CUT.inc()
    log.debug("read", extra={"article": claims.article, "revision": claims.revision, "claims": len(claims.claims)})
    return Outgoing(topic=TOPIC, key=claims.article, value=encode(claims))
