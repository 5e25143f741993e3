"""What an article is about: event words and names of title and lead, and the lead itself."""

from collections import Counter

from enrich.context.events import events
from enrich.reading import Reading

MOST = 12
LEAD = 600
"""Code points of the body within which sentences count as its lead."""


def lead(reading: Reading) -> str:
    """Return the first sentences of the body, whole, up to about `LEAD` code points; at least one, cut if need be."""
    body = [passage for passage in reading.passages if passage.field == "body"]
    if not body:
        return reading.body[:LEAD].strip()
    end = max((p.end for p in body if p.end - body[0].start <= LEAD), default=body[0].start + LEAD)
    return reading.body[body[0].start : end]


def topics(reading: Reading) -> tuple[str, ...]:
    """Return event words (their lemmas) and names of title and lead, the most telling first.

    What the title says weighs three times what the lead says, what is said again weighs more.
    """
    opening = lead(reading)
    limit = reading.body.find(opening[:40]) + len(opening) if opening else 0
    weights: Counter[str] = Counter()
    for text, weight in ((reading.title, 3), (opening, 1)):
        for _, kind in events(text):
            weights[kind] += weight
    for entity in reading.entities:
        if entity.field == "title" or entity.start < limit:
            weights[entity.text] += 3 if entity.field == "title" else 1
    return tuple(name for name, _ in weights.most_common(MOST))
