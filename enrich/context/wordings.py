"""Sources named without a verb of their own: "according to X", "X's count", "reported by X"."""

import itertools
from collections.abc import Sequence

from enrich.context.clauses import clause_end, clause_start, resumes
from enrich.context.cue import Cue, Span, cue
from enrich.context.lexicon import BODIES, COUNTS, STRONG, TIMES
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


_PUTTING = frozenset(["put", "puts", "has", "have", "had", "told"])
_RUMOURS = frozenset(["reports", "claims", "rumours", "rumors", "statements", "posts", "allegations", "data"])
_SPREAD = frozenset(["spread", "printed", "published", "circulated", "circulating", "posted", "shared", "appearing"])


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
    if word.lower == "by":
        before = (max(before[0], _part_start(tokens, i)), word.start)
        if _counts_next(tokens, i, last):
            return cue(passage, tokens[first:last], word.lower, word.start, (after,), 1)
    if leading:
        scopes: tuple[Span, ...] = (after,)
    elif (
        last < len(tokens) and tokens[last].text == "," and last + 1 < len(tokens) and resumes(tokens, i, last + 1)
    ) or quoting:
        scopes = (before, after)
    else:
        scopes = (before,)
    return cue(passage, tokens[first:last], word.lower, word.start, scopes, 0 if leading or quoting else 1)


def _part_start(tokens: Sequence[Word], i: int) -> int:
    """Return where the part begins that "by X's count" at `i` is about: ", but the ground shook: 144 by its count"."""
    return next(
        (
            tokens[k].end
            for k in range(i - 1, 0, -1)
            if tokens[k].text == ":" or (tokens[k].lower == "but" and tokens[k - 1].text == ",")
        ),
        0,
    )


def _counts_next(tokens: Sequence[Word], i: int, last: int) -> bool:
    """Tell whether "by X's count" stands between commas before a number: "keeps, by one estimate, 110,000 men"."""
    if not i or tokens[i - 1].text != "," or last >= len(tokens) or tokens[last].text != ",":
        return False
    after = next((t for t in tokens[last + 1 : last + 4] if t.text not in {"$", "£", "€"}), None)
    return after is not None and (_counts(after) or after.lower in {"some", "about"})


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


def as_told(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read ", as the mayor put it", "As agencies have it, ...", ", as an inquiry was told by the police"."""
    if tokens[i].lower != "as" or (i and tokens[i - 1].text not in {",", "—", "–", "-", ";"}):
        return None
    near = tokens[i + 1 : i + 11]
    verb = next((k for k, t in enumerate(near) if t.is_finite or t.lower in _PUTTING), None)
    if verb is None or verb == 0 or any(t.text in MARKS or t.text[0].isdigit() for t in near[:verb]):
        return None
    follow = [t.lower for t in near[verb + 1 : verb + 4]]
    passive = near[verb].lower in {"was", "were"} and follow[:1] == ["told"]
    puts = near[verb].lower in _PUTTING and follow[:1] in (["it"], ["this"], ["them"])
    says = near[verb].lower in STRONG and (not follow or follow[0] in {",", "."} or not follow[0].isalpha())
    if not (passive or puts or says):
        return None
    part = near[:verb]
    if not can_speak(part, anybody=True):
        return None
    end = near[verb].end
    leading = i <= 1 or tokens[i - 1].text == ";"
    before, after = (clause_start(tokens, i, passage), tokens[i].start), (end, clause_end(tokens, i + 1, passage))
    return cue(passage, part, near[verb].lower, tokens[i].start, (after,) if leading else (before,), 0)


def rumour(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "with reports of 40 killed", "claims printed in Varna that 500 died", "data of 900 spread by bloggers"."""
    if tokens[i].lower not in _RUMOURS or (i + 1 < len(tokens) and tokens[i + 1].is_finite):
        return None
    number = next((k for k in range(i + 1, min(i + 16, len(tokens))) if _counts(tokens[k])), None)
    if number is None:
        return None
    between = tokens[i + 1 : number]
    opening = next((k for k, t in enumerate(between) if t.lower in {"of", "that"}), None)
    if opening is None or any(t.text in MARKS or t.is_finite for t in between[:opening]):
        return None
    told = between[opening].lower == "that"
    if not told and (len(between) - opening > 4 or any(t.is_finite for t in between)):
        return None
    spread = next((k for k in range(number + 1, min(number + 8, len(tokens) - 1)) if tokens[k].lower in _SPREAD), None)
    if spread is not None and tokens[spread + 1].lower in {"by", "in", "on"} and not told:
        last = right_of(tokens, spread + 2)
        part = tokens[spread + 2 : last]
    else:
        part = tokens[i : i + 1 + opening]
    if not part:
        return None
    stop = next((t.start for t in tokens[number + 1 :] if t.text in MARKS or t.lower in {"after", "when"}), passage.end)
    return cue(passage, part, tokens[i].lower, tokens[i].start, ((between[opening].start, stop),), -1)


def _equals(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether "is $60 million" stands at the word number `i`, and nothing else is said of it."""
    near = tokens[i : i + 3]
    return len(near) == 3 and near[0].lower in {"is", "was"} and (near[1].text in {"$", "£", "€"} or _counts(near[1]))


def _counts(token: Word) -> bool:
    return token.text[0].isdigit() or token.tag == "CD" or token.lower in {"dozens", "hundreds", "thousands", "several"}


def count_of(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "the ministry's own count", "the railways' 1,100": the whole clause goes by the ministry."""
    word = tokens[i]
    if i < 1 or not (word.lower in COUNTS | {"part", "share"} or word.text[0].isdigit() or word.lower == "is"):
        return None
    j = i - 1
    while j > 0 and tokens[j].is_word and tokens[j].lower not in {"'s", "'", "’"} and i - j <= 3:
        j -= 1
    bare = word.text[0].isdigit() or word.lower == "is"
    if tokens[j].text not in {"'s", "’s", "'", "’"} or (bare and j != i - 1):
        return None
    found = left_of(tokens, j)
    if found is None:
        return None
    first, last = found
    disputing = tokens[first].lower.endswith("ing") and first < last
    first += disputing
    part = tokens[first : last + 1]
    if not can_speak(part) or part[-1].lower in TIMES or any(t.is_finite for t in part):
        return None
    if word.lower == "list" and first > 1:
        return None  # "on the state's list"
    if word.lower in {"part", "share", "is"} and not _equals(tokens, i + (word.lower != "is")):
        return None
    if word.text[0].isdigit() and not any(t.lower in BODIES - {"city", "state", "county"} for t in part):
        return None
    verb = word.lower if word.is_word else "count"
    if disputing or (first and tokens[first - 1].lower in {"than", "against", "contrary", "to", "from"}):
        # "disputing the mayor's estimate of 850": what stands before it is somebody else's.
        return cue(passage, part, verb, word.start, ((word.start, clause_end(tokens, i + 1, passage)),), 0)
    scope = (clause_start(tokens, first, passage), clause_end(tokens, i + 1, passage))
    leading = first <= 1 and i + 1 < len(tokens) and tokens[i + 1].lower in {"is", "was", "stands", "stood", "now"}
    return cue(passage, part, verb, word.start, (scope,), 0 if leading else 2)
