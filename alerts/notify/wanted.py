"""Whether a subscriber wants to be told of a contradiction: a pure function."""

import re
from collections.abc import Iterable
from typing import Literal

from alerts.messages import Contradiction, Report
from wire.settings.model import SubscriberSettings

Refusal = Literal["relation", "measure", "confidence", "outlets", "not_outlets", "words"]


def refusal(contradiction: Contradiction, subscriber: SubscriberSettings) -> Refusal | None:
    """Return which wish of `subscriber` speaks against telling it of `contradiction`; None where it is wanted."""
    new, prior = contradiction.new, contradiction.prior
    outlets = {new.outlet.casefold(), prior.outlet.casefold()}
    if contradiction.relation not in subscriber.relations:
        return "relation"
    if subscriber.measures is not None and new.claim.measure not in subscriber.measures:
        return "measure"
    if contradiction.confidence < subscriber.confidence:
        return "confidence"
    if subscriber.outlets and not outlets & {name.casefold() for name in subscriber.outlets}:
        return "outlets"
    if new.outlet.casefold() in {name.casefold() for name in subscriber.not_outlets}:
        return "not_outlets"
    if subscriber.words and not _mentions((contradiction.label, *_texts(new), *_texts(prior)), subscriber.words):
        return "words"
    return None


def _texts(report: Report) -> Iterable[str]:
    claim = report.claim
    return (report.title, report.lead, claim.before, claim.quote, claim.after, *claim.where, *report.entities)


def _mentions(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether one of `words` stands in one of `texts` as whole words, in whatever case."""
    folded = [" ".join(text.casefold().split()) for text in texts]
    patterns = [re.compile(rf"(?<!\w){re.escape(' '.join(word.casefold().split()))}(?!\w)") for word in words]
    return any(pattern.search(text) for pattern in patterns for text in folded)
