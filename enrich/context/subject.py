"""The subject of a verb by the parse: far from its verb, or shared with an earlier verb."""

from typing import Any

from enrich.reading import Passage

_SUBJECTS = frozenset(["nsubj", "nsubj:pass", "csubj"])
_KEPT = frozenset(["compound", "flat", "nmod", "amod", "nummod", "det", "nmod:poss", "case", "goeswith", "flat:name"])
_SHARED = frozenset(["conj", "xcomp", "advcl"])


def subject_of(passage: Passage, at: int) -> tuple[int, int] | None:
    """Return the span, in the field, of the subject of the verb that begins at offset `at` of the field.

    None where the sentence was not read or the parse no subject for the verb.
    """
    doc = passage.parsed()
    if doc is None:
        return None
    verb = next((token for token in doc if passage.start + token.idx == at), None)
    for _ in range(3):
        if verb is None:
            return None
        found = next((child for child in verb.children if child.dep_ in _SUBJECTS and child.i < verb.i), None)
        if found is not None:
            return _phrase(passage, found)
        verb = verb.head if verb.dep_ in _SHARED and verb.head is not verb else None
    return None


def _phrase(passage: Passage, head: Any) -> tuple[int, int]:
    """Return the noun phrase of `head` without relative clauses and appositions."""
    kept = [head]
    for child in head.children:
        if child.dep_ in _KEPT:
            kept.extend(child.subtree)
    first = min(token.idx for token in kept)
    last = max(kept, key=lambda token: token.i)
    return passage.start + first, passage.start + last.idx + len(last)
