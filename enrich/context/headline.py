"""Sources as headlines name them: after a colon or a dash, before a colon, or as the subject of the whole line."""

from collections.abc import Sequence

from enrich.context.cue import Cue, cue
from enrich.context.lexicon import BODIES, ROLES, STRONG
from enrich.context.speaker import can_speak
from enrich.context.words import Word, words_of
from enrich.places import resolve
from enrich.reading import Passage

_TELLING = frozenset(
    ["says", "saying", "puts", "sees", "cuts", "raises", "lowers", "revises", "disputes", "denies", "warns"]
)
_NOT_SOURCES = frozenset(
    ["man", "woman", "people", "fire", "state", "city", "family", "boy", "girl", "live", "players"]
)


def headline_cues(passage: Passage) -> list[Cue]:
    """Read "Toll rises to 99: police", "Police: 17 dead", "Toll hits 99 - governor", "Odisha cuts toll, says ..."."""
    tokens = words_of(passage)
    marks = [
        i
        for i, t in enumerate(tokens)
        if t.text == ":" or (t.text in {"—", "–", "-"} and i > 0 and tokens[i - 1].end < t.start)
    ]
    if marks:
        i = marks[-1]
        tail = tokens[i + 1 :]
        if 0 < len(tail) <= 5 and _is_source(tail):
            return [cue(passage, tail, ":", tokens[i].start, ((passage.start, tokens[i].start),), 1)]
        i = marks[0]
        if tokens[i].text == ":" and 0 < i <= 5 and _is_source(tokens[:i]) and not _is_town(passage, tokens[:i]):
            return [cue(passage, tokens[:i], ":", tokens[i].start, ((tokens[i].end, passage.end),), 0)]
    return _elided(tokens, passage)


def named_first(passage: Passage) -> bool:
    """Tell whether the line begins with one name and a colon: "Petrova: my father gave me $1M"."""
    tokens = words_of(passage)
    at = next((k for k, t in enumerate(tokens[:4]) if t.text == ":"), 0)
    return at > 0 and _one_name(tokens[:at]) and _is_source(tokens[:at])


def _is_source(part: Sequence[Word]) -> bool:
    if any(t.text[0].isdigit() or t.lower in STRONG for t in part) or not can_speak(part):
        return False
    return part[-1].lower in ROLES - _NOT_SOURCES or any(t.lower in BODIES for t in part) or _one_name(part)


def _is_town(passage: Passage, part: Sequence[Word]) -> bool:
    """Tell whether the words name a place that is no country: "Kano: nine held", but "Israel: 20 rockets fired"."""
    if part[-1].lower in ROLES or part[-1].text.isupper():
        return False
    named = resolve(passage.text[part[0].start - passage.start : part[-1].end - passage.start])
    return named.country is not None and bool(named.containers)


def _one_name(part: Sequence[Word]) -> bool:
    return len(part) <= 2 and all(t.is_name and t.lower not in _NOT_SOURCES for t in part)


def _elided(tokens: Sequence[Word], passage: Passage) -> list[Cue]:
    """Read "Odisha cuts toll to 275, says bodies counted twice": the line's subject speaks."""
    for i, word in enumerate(tokens):
        told = word.lower in _TELLING and i > 1 and tokens[i - 1].text == ","
        if told:
            subject: list[Word] = []
            for token in tokens[: i - 1]:
                if not (token.is_name or token.lower in {"'s", "of", "the"}) or (subject and token.is_finite):
                    break
                subject.append(token)
            if subject and len(subject) <= 5:
                return [cue(passage, subject, word.lower, word.start, ((passage.start, passage.end),), 1)]
    return []
