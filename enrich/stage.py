"""The stage `enrich` as the consume loop runs it: an Article in, its ArticleClaims out."""

from collections.abc import Callable, Iterable
from time import perf_counter

from enrich import metrics
from enrich.extractor import Extractor
from enrich.messages import TOPIC
from enrich.pipeline import Pipeline
from ingest.messages import TOPIC as ARTICLES
from ingest.messages import Article
from wire.bus.port import Message, Outgoing
from wire.codec import Undecodable, decode, encode
from wire.faults import MessageFault
from wire.settings.model import Settings
from wire.stage import run_stage

GROUP = "enrich"


def run(settings: Settings) -> None:
    """Run the stage until SIGTERM or SIGINT; called from the main thread. Raises `StageFailed`."""
    run_stage("enrich", settings, lambda context: [context.loop(GROUP, ARTICLES, GROUP, handler(context.settings))])


def handler(settings: Settings) -> Callable[[Message], Iterable[Outgoing]]:
    """Load the pipeline that `settings` name and return what turns a message of `articles` into one of `claims`.

    The handler raises `MessageFault` for bytes that are no Article. It keeps no state between messages: the same
    bytes give the same claims.
    """
    extractor = Extractor(Pipeline.load(settings.enrich.pipeline))

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
    return Outgoing(topic=TOPIC, key=claims.article, value=encode(claims))
