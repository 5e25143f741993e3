"""Sources named without a verb of their own: "according to X", "X's count", "reported by X"."""

import itertools
from collections.abc import Sequence

from enrich.context.clauses import clause_end, clause_start, resumes
from enrich.context.cue import Cue, Span, cue
from enrich.context.lexicon import BODIES, COUNTS, TIMES
from enrich.context.speaker import MARKS, can_speak, left_of, right_of
from enrich.context.words import Word
from enrich.reading import Passage

_REPORTED = frozenset(
    [
        "reported",
        "given",
        "announced",
        "released",
        "published",
        "estimated",
        "counted",
        "recorded",
        "documented",
        "compiled",
        "confirmed",
        "claimed",
        "cited",
        "registered",
        "provided",
        "issued",
        "quoted",
        "collected",
    ]
)


def according(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "according to X", "citing X", "quoting X", "by X's count", "in the words of X"."""
    word = tokens[i]
    follow = [t.lower for t in tokens[i + 1 : i + 7]]
    if word.lower == "according" and follow[:1] == ["to"]:
        first = i + 2
    elif word.lower in {"citing", "quoting", "quotes", "cites"} or (
        word.lower in {"quoted", "cited"} and not {"as", "by"} & set(follow[:1])
    ):
        first = i + 1
    elif word.lower == "words" and follow[:1] == ["of"]:
        first = i + 2
    elif word.lower == "per" and i and tokens[i - 1].text == "," and (tokens[i + 1 : i + 2] or [word])[0].is_word:
        first = i + 1
    elif word.lower == "by" and any(a == "'s" and b in COUNTS for a, b in itertools.pairwise(follow)):
        first = i + 1
        last = i + 1 + follow.index("'s")
        return _made_according(tokens, i, first, last, passage)
    elif word.lower == "by" and follow[:1] in (["a"], ["an"], ["one"], ["his"], ["her"], ["their"]):
        last = next((k for k in (2, 3) if len(follow) >= k and follow[k - 1] in COUNTS), 0)
        return _made_according(tokens, i, i + 1, i + 1 + last, passage)
    else:
        return None
    return _made_according(tokens, i, first, right_of(tokens, first), passage)


def _made_according(tokens: Sequence[Word], i: int, first: int, last: int, passage: Passage) -> Cue | None:
    if last <= first or tokens[first].lower in TIMES:
        return None
    word, end = tokens[i], tokens[last - 1].end
    quoting = word.lower in {"citing", "quoting", "quoted", "quotes", "cited", "cites"}
    leading = i <= 1 or (i <= 8 and all(t.is_name or t.text in MARKS for t in tokens[:i]))
    after = (end, clause_end(tokens, last, passage))
    before = (clause_start(tokens, i, passage), word.start)
    if leading:
        scopes: tuple[Span, ...] = (after,)
    elif (
        last < len(tokens) and tokens[last].text == "," and last + 1 < len(tokens) and resumes(tokens, i, last + 1)
    ) or quoting:
        scopes = (before, after)
    else:
        scopes = (before,)
    return cue(passage, tokens[first:last], word.lower, word.start, scopes, 0 if leading or quoting else 1)


def agent(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "reported by Viasna", "was put at 79 percent by the commission", "in the count of the authorities"."""
    word = tokens[i]
    if word.lower == "by" and i:
        reported = tokens[i - 1].lower in _REPORTED
        put = not reported and any(a.lower == "put" and b.lower == "at" for a, b in itertools.pairwise(tokens))
        if not reported and not put:
            return None
    elif not (
        word.lower == "of"
        and i > 2
        and tokens[i - 1].lower in {"count", "tally", "reckoning", "estimate"}
        and tokens[i - 3].lower in {"in", "by"}
    ):
        return None
    last = right_of(tokens, i + 1)
    if last <= i + 1 or not can_speak(tokens[i + 1 : last]):
        return None
    start = clause_start(tokens, i, passage)
    if word.lower == "by" and tokens[i - 1].lower in _REPORTED:
        start = next((t.end for t in reversed(tokens[:i]) if t.text in {",", ";", "(", "—"}), start)
    elif word.lower == "of" and not any(t.text[0].isdigit() for t in tokens[:i]):
        return None
    return cue(passage, tokens[i + 1 : last], tokens[i - 1].lower, word.start, ((start, word.start),), 0)


def count_of(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "the ministry's own count", "the railways' 1,100": the whole clause goes by the ministry."""
    word = tokens[i]
    if i < 1 or not (word.lower in COUNTS or word.text[0].isdigit()):
        return None
    j = i - 1
    while j > 0 and tokens[j].is_word and tokens[j].lower not in {"'s", "'", "’"} and i - j <= 3:
        j -= 1
    if tokens[j].text not in {"'s", "’s", "'", "’"} or (word.text[0].isdigit() and j != i - 1):
        return None
    found = left_of(tokens, j)
    if found is None:
        return None
    first, last = found
    part = tokens[first : last + 1]
    if not can_speak(part) or part[-1].lower in TIMES or any(t.is_finite for t in part):
        return None
    if word.text[0].isdigit() and not any(t.lower in BODIES - {"city", "state", "county"} for t in part):
        return None
    scope = (clause_start(tokens, first, passage), clause_end(tokens, i + 1, passage))
    return cue(passage, part, word.lower if word.is_word else "count", word.start, (scope,), 2)
