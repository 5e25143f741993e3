"""Who is said to say what in one sentence: every wording of a source, with the stretch of text that it governs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from enrich.context.lexicon import (
    AMBIGUOUS,
    AUXILIARIES,
    BREAKS,
    COUNTS,
    BODIES,
    DETERMINERS,
    KNOWN,
    OUTLET,
    PREPOSITIONS,
    SAYING,
    SPEAKING_PRONOUNS,
    STRONG,
    TIMES,
    TOLL,
    WEAK,
)
from enrich.context.speaker import LONGEST, MARKS, can_speak, left_of, right_of
from enrich.context.subject import subject_of
from enrich.context.words import Word, words_of
from enrich.reading import Passage

Span = tuple[int, int]

_OPENING_QUOTES = frozenset(['"', "“", "``", "«"])
_CLOSING = frozenset([",", '"', "”", "''", "»", "?", "!", "—", "–"])
_GERUND_TAIL = frozenset(["adding", "noting", "saying", "warning", "including", "putting", "withdrawing", "citing"])
_GOING_ON = frozenset(["from", "up", "down", "among", "including", "of"])
_FINDING = frozenset(["found", "finds", "find", "showed", "shows", "show"])
_STUDIES = frozenset(
    [
        "poll",
        "polls",
        "survey",
        "surveys",
        "study",
        "studies",
        "report",
        "analysis",
        "data",
        "figures",
        "census",
        "research",
    ]
)
_REPORTED = frozenset(
    "reported given announced released published estimated counted recorded documented compiled confirmed claimed cited "
    "registered provided issued quoted collected".split(" ")
)
_COUNTERS = frozenset(
    "council report study ministry commission institute agency department bureau survey statement bulletin tally count "
    "capitol hospital police military army network array authority authorities registry which".split(" ")
)
_CASES = frozenset(["cases", "deaths", "dead", "injured", "infections", "wounded", "missing", "fatalities"])
_REACH = 10
"""Words within which a verb that reports only with the right object must find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A source named in a sentence. Offsets are code points in the field.

    `speaker` is the span of the source's words; `scopes` are the spans that it governs; `verb` is the reporting verb
    or the word in its place, lower case; `at` is where the cue stands; `rank` orders cues that govern the same text:
    0 for speech with the text after it, 1 for a tail ("..., X said"), 2 for the rest.
    """

    speaker: Span
    words: str
    verb: str
    at: int
    scopes: tuple[Span, ...]
    rank: int = 0

    def governs(self, offset: int) -> bool:
        """Whether the text at `offset` is said by this source."""
        return any(start <= offset < end for start, end in self.scopes)

    @property
    def is_pronoun(self) -> bool:
        """Whether the source is named by a pronoun alone."""
        return self.words.lower() in SPEAKING_PRONOUNS


def cues(passage: Passage, quoted: Sequence[Span] = ()) -> list[Cue]:
    """Return the sources that the sentence names, in order; words inside the spans `quoted` name none."""
    tokens = [
        word for word in words_of(passage) if not any(start < word.start and word.end < end for start, end in quoted)
    ]
    tokens = _without_brackets(tokens)
    found: list[Cue] = []
    for i in range(len(tokens)):
        one = (
            _according(tokens, i, passage)
            or _agent(tokens, i, passage)
            or _count(tokens, i, passage)
            or _again(tokens, i, passage, found)
            or _verb(tokens, i, passage)
        )
        if one is not None:
            found.append(one)
    return [_clipped(cue, found) for cue in found]


def cue(passage: Passage, words: Sequence[Word], verb: str, at: int, scopes: tuple[Span, ...], rank: int) -> Cue:
    """Make a cue whose source is `words`."""
    start, end = words[0].start, words[-1].end
    text = re.sub(r"\s+", " ", passage.text[start - passage.start : end - passage.start])
    return Cue(speaker=(start, end), words=text, verb=verb, at=at, scopes=scopes, rank=rank)


def _without_brackets(tokens: list[Word]) -> list[Word]:
    """Drop short brackets: "Advanced Micro Devices Inc. (NYSE: AMD), a chip maker, announced"."""
    kept: list[Word] = []
    i = 0
    while i < len(tokens):
        if tokens[i].text == "(" and i:
            close = next((k for k in range(i + 1, min(i + 6, len(tokens))) if tokens[k].text == ")"), None)
            if close is not None and not any(t.text[0].isdigit() for t in tokens[i:close]):
                i = close + 1
                continue
        kept.append(tokens[i])
        i += 1
    return kept


def actor_of(passage: Passage, before: int) -> Cue | None:
    """Return who acts at the beginning of a sentence that leads to a quotation at offset `before`, None for nobody."""
    tokens = [word for word in words_of(passage) if word.end <= before]
    end = next(
        (k for k, t in enumerate(tokens) if t.is_finite or t.text in MARKS or t.lower in AUXILIARIES), len(tokens)
    )
    part = tokens[:end]
    if not part or len(part) > LONGEST or not can_speak(part) or part[0].lower in OUTLET:
        return None
    return cue(passage, part, "", part[0].start, (), 2)


def _clipped(one: Cue, others: Sequence[Cue]) -> Cue:
    """End the stretch of a source where the words of another begin that stands at the same level."""
    scopes = []
    for start, end in one.scopes:
        for other in others:
            if other is one or other.speaker == one.speaker:
                continue
            left = min(other.speaker[0], other.at)
            if other.is_pronoun:  # "Two of them said that they expected ..."
                continue
            if one.at < other.at and start >= one.at and start <= left < end and other.rank != 1:
                end = left
            elif other.at < one.at and end <= one.at and start < other.at and other.rank == 1:
                start = max(start, other.at)
        if start < end:
            scopes.append((start, end))
    return replace(one, scopes=tuple(scopes))


def _according(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
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
    elif word.lower == "by" and any(a == "'s" and b in COUNTS for a, b in zip(follow, follow[1:], strict=False)):
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
    after = (end, _clause_end(tokens, last, passage))
    before = (_clause_start(tokens, i, passage), word.start)
    if leading:
        scopes: tuple[Span, ...] = (after,)
    elif last < len(tokens) and tokens[last].text == "," and last + 1 < len(tokens) and _resumes(tokens, i, last + 1):
        scopes = (before, after)
    elif quoting:
        scopes = (before, after)
    else:
        scopes = (before,)
    return cue(passage, tokens[first:last], word.lower, word.start, scopes, 0 if leading or quoting else 1)


def _agent(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "reported by Viasna", "was put at 79 percent by the commission", "in the count of the authorities"."""
    word = tokens[i]
    if word.lower == "by" and i:
        reported = tokens[i - 1].lower in _REPORTED
        put = not reported and any(
            a.lower == "put" and b.lower == "at" for a, b in zip(tokens[:i], tokens[1:i], strict=False)
        )
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
    start = _clause_start(tokens, i, passage)
    if word.lower == "by" and tokens[i - 1].lower in _REPORTED:
        start = next((t.end for t in reversed(tokens[:i]) if t.text in {",", ";", "(", "—"}), start)
    elif word.lower == "of" and not any(t.text[0].isdigit() for t in tokens[:i]):
        return None
    return cue(passage, tokens[i + 1 : last], tokens[i - 1].lower, word.start, ((start, word.start),), 0)


def _again(tokens: Sequence[Word], i: int, passage: Passage, found: Sequence[Cue]) -> Cue | None:
    """Read ", adding that ..." and "..., which gave him 6.8 percent": the source just named goes on."""
    word, before = tokens[i], tokens[i - 1] if i else None
    if before is None or not found or word.lower not in STRONG | WEAK:
        return None
    last = found[-1]
    gerund = word.lower.endswith("ing") and before.text == "," and last.at < word.start
    relative = before.lower in {"which", "who"} and 0 <= before.start - last.speaker[1] <= 3
    if gerund and word.lower == "adding" and not _says(tokens, i) and not _begins_clause(tokens, i + 1):
        return None
    if not (gerund or (relative and (word.lower in STRONG or _has_object(tokens, i)))):
        return None
    return replace(
        last, verb=word.lower, at=word.start, scopes=((word.end, _clause_end(tokens, i + 1, passage)),), rank=0
    )


def _count(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
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
    scope = (_clause_start(tokens, first, passage), _clause_end(tokens, i + 1, passage))
    return cue(passage, part, word.lower if word.is_word else "count", word.start, (scope,), 2)


def _verb(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read a reporting verb with its subject, on either side of it."""
    word = tokens[i]
    strong = word.lower in STRONG
    if not strong and word.lower not in WEAK:
        return None
    if not _is_verb(tokens, i, passage) or (word.lower.endswith("ing") and i and tokens[i - 1].text == ","):
        return None
    left = left_of(tokens, i)
    tail = left is not None and _tail(tokens, left[0]) is not None and _ends(tokens, i)
    if left is not None and not strong and word.lower in _FINDING and tokens[left[1]].lower in _STUDIES:
        strong = True
    if not strong and not tail and not _has_object(tokens, i):
        return None
    if word.lower in {"adds", "added", "adding"} and not tail and not _says(tokens, i):
        return None
    if (
        word.lower in {"has", "have", "had"}
        and left is not None
        and tokens[left[1]].lower in {"city", "state", "county"}
    ):
        return None
    if word.lower in AMBIGUOUS and not tail and i + 1 < len(tokens) and tokens[i + 1].lower in PREPOSITIONS:
        return None
    if passage.field == "title" and word.lower in {"fined", "given"}:
        return None
    if left is not None:
        part = tokens[left[0] : left[1] + 1]
        if any(t.lower in OUTLET for t in part):
            return None
        reduced = word.tag == "VBN" and tokens[i - 1].lower not in AUXILIARIES  # "the number announced in Beijing"
        # "an activist who spoke to aid workers at the camp said": what follows a preposition is no subject.
        inner = left[0] > 1 and tokens[left[0] - 1].lower in PREPOSITIONS | {"and"} and left[0] > 4
        far = _far_subject(tokens, i, passage) if inner else None
        if far is not None and far[1] < left[0]:
            return _with_subject_left(tokens, i, far, passage, rank=0 if strong or tail else 2)
        if can_speak(part, anybody=word.lower in SAYING and not reduced):
            return _with_subject_left(tokens, i, left, passage, rank=0 if strong or tail else 2)
    right = _with_subject_right(tokens, i, passage) if strong else None
    far = None if right is not None or tail else _far_subject(tokens, i, passage)
    return right if far is None else _with_subject_left(tokens, i, far, passage, rank=0 if strong else 2)


def _far_subject(tokens: Sequence[Word], i: int, passage: Passage) -> Span | None:
    """Return first and last word of the subject that the parse gives the verb number `i`, None where none can speak."""
    span = subject_of(passage, tokens[i].start)
    if span is None:
        return None
    inside = [k for k, t in enumerate(tokens[:i]) if span[0] <= t.start and t.end <= span[1]]
    if not inside or len(inside) != inside[-1] - inside[0] + 1:
        return None
    part = tokens[inside[0] : inside[-1] + 1]
    if len(part) == 1 and part[0].lower in {"who", "which", "that"}:
        return None
    return (inside[0], inside[-1]) if can_speak(part) else None


def _is_verb(tokens: Sequence[Word], i: int, passage: Passage) -> bool:
    word = tokens[i]
    before = tokens[i - 1].lower if i else ""
    if word.lower in AMBIGUOUS:
        if before in DETERMINERS | {"'s", "of"} | (PREPOSITIONS - {"on"}):
            return False
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        speech = after is not None and (after.is_finite or after.lower in {"that", "he", "she", "they", "it", "there"})
        noun = bool(word.tag) and not word.tag.startswith("VB") and passage.field == "body"
        if noun and not speech and not _closes(tokens, i):
            return False
    if word.tag in {"NN", "NNS", "NNP", "JJ"} and word.lower.endswith("ing"):
        return False
    if before in {"to", "be", "been", "is", "are", "was", "were", "being"}:
        return word.lower.endswith("ing")
    return not (word.lower.endswith("ing") and before in PREPOSITIONS)


def _closes(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether a form that may be a noun ends a tail: "..., the BBC reports."."""
    left = left_of(tokens, i)
    if left is None or left[0] < 2 or tokens[left[0] - 1].text not in _CLOSING or not _ends(tokens, i):
        return False
    subject = tokens[left[1]]
    plural = subject.lower.endswith("s") or subject.lower in {"they", "who", "people", "police", "men", "women"}
    return subject.is_name or plural != tokens[i].lower.endswith("s")


def _ends(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether nothing but a mark or a time follows the word number `i`."""
    k = _over_manner(tokens, i + 1)
    return k >= len(tokens) or tokens[k].text in {",", ".", '"', "”", "''", ";", ")"}


def _begins_clause(tokens: Sequence[Word], k: int) -> bool:
    """Tell whether a clause, with a verb of its own, begins at the word number `k`, without a number before the verb."""
    for token in tokens[k : k + 8]:
        if token.is_finite:
            return True
        if token.text in MARKS or token.text[0].isdigit():
            return False
    return False


def _says(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether speech follows the verb number `i`: "that", a mark, a pronoun."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return after is None or after.lower == "that" or not (after.is_word or after.text[0].isdigit())


def _has_object(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether a verb that reports only with the right object has it."""
    verb = tokens[i].lower
    near = tokens[i + 1 : i + 1 + _REACH]
    clause = [t for k, t in enumerate(near) if not any(m.text in {";", "."} for m in near[:k])]
    lower = [t.lower for t in clause]
    number = next((k for k, t in enumerate(clause) if t.text[0].isdigit() or t.tag == "CD"), None)
    if verb in {"has", "have", "had"}:
        subject = tokens[i - 1].lower if i else ""
        counter = bool(set(lower[:5]) & _CASES) or subject in _COUNTERS or bool(re.fullmatch(r"no|\d+", subject))
        counted = number is not None and number <= 2 and counter
        return counted or (bool(set(lower[:4]) & KNOWN) and bool({"of", "that"} & set(lower[:6])))
    if verb in {"spoke", "speaks", "speak", "spoken"}:
        return "of" in lower[:5]
    if verb in {"heard", "hears"}:
        return number is not None and number <= 2
    if verb in {"put", "puts", "putting", "set", "sets"}:
        return "at" in lower
    if verb in {"stands"}:
        return lower[:1] == ["by"]
    if verb in {"arrived", "got"}:
        return lower[:1] in (["at"], ["to"]) and number is not None and number <= 4
    if verb in {"fined", "fines", "imposed", "imposes", "booked"}:
        return number is not None
    if verb in {"counted", "counts", "counting", "count", "recorded", "registered", "documented", "logged", "tallied"}:
        return number is not None and number <= 5
    if verb in {"reports", "reported", "sees", "flags", "verified", "listed", "lists", "found", "finds", "find"}:
        return number is not None
    if verb in {"showed", "shows", "show", "gave", "gives", "give", "given", "expects"}:
        return number is not None
    return bool(set(lower[:7]) & TOLL)


def _with_subject_left(tokens: Sequence[Word], i: int, subject: Span, passage: Passage, *, rank: int) -> Cue:
    first, last = subject
    verb, part = tokens[i], tokens[first : last + 1]
    end = _clause_end(tokens, i + 1, passage)
    head = _tail(tokens, first)
    relative = _relative_number(tokens, first)
    if relative is not None:
        return cue(passage, part, verb.lower, verb.start, ((relative, tokens[first].start),), 0)
    if rank == 2:
        return cue(passage, part, verb.lower, verb.start, ((verb.end, _object_end(tokens, i, end)),), rank)
    if head is None:
        return cue(passage, part, verb.lower, verb.start, ((verb.end, end),), rank)
    hearer = _over_hearer(tokens, i)
    k = _over_manner(tokens, hearer)
    if _begins_content(tokens, k) or (k > hearer and _begins_content(tokens, hearer) and not _ends(tokens, i)):
        return cue(passage, part, verb.lower, verb.start, ((verb.end, end),), 0)
    before = (_clause_start(tokens, first - 1, passage), head)
    return cue(passage, part, verb.lower, verb.start, (before, *_rest(tokens, i, first, end)), 1)


def _with_subject_right(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read '"...", said the minister'."""
    verb = tokens[i]
    if i == 0 or i + 1 >= len(tokens) or tokens[i - 1].text not in _CLOSING or verb.lower.endswith("ing"):
        return None
    first = i + 1
    last = right_of(tokens, first)
    if last <= first or tokens[first].lower in {"that", *PREPOSITIONS} or not can_speak(tokens[first:last]):
        return None
    end = _clause_end(tokens, last, passage)
    before = (_clause_start(tokens, i - 1, passage), verb.start)
    return cue(passage, tokens[first:last], verb.lower, verb.start, (before, *_rest(tokens, last - 1, i, end)), 1)


def _tail(tokens: Sequence[Word], first: int) -> int | None:
    """Return the offset where a tail "..., X said" begins, None where the subject opens its sentence or clause."""
    if first < 2 or tokens[first - 1].text not in _CLOSING:
        return None
    mark = tokens[first - 1]
    opening = tokens[: first - 1]
    if mark.text == "," and opening[0].lower in PREPOSITIONS | {"earlier", "later", "meanwhile", "late", "early"}:
        # An opening adverbial without a figure of its own: "On Friday, X said".
        if len(opening) <= 7 and not any(t.text[0].isdigit() and len(t.text) != 4 for t in opening):
            return None
    return mark.start


def _over_manner(tokens: Sequence[Word], k: int) -> int:
    """Step over "on Friday", "in a statement", "to reporters", "late on Monday" after the verb."""
    start = k
    while k < len(tokens) and k - start < 12:
        token = tokens[k]
        if token.lower in TIMES | {"late", "early", "again", "flatly", "simply"}:
            k += 1
        elif token.lower in PREPOSITIONS - {"over", "under", "about"}:
            k += 1
            while k < len(tokens) and (
                tokens[k].lower in DETERMINERS | TIMES
                or tokens[k].tag in {"JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "POS", "DT"}
                or (tokens[k].text[0].isdigit() and tokens[k - 1].lower in TIMES | {"at", "in"})
            ):
                k += 1
        else:
            break
    return k


def _over_hearer(tokens: Sequence[Word], i: int) -> int:
    """Return the index after the verb number `i` and, for "told" and its like, after those who are told."""
    k = i + 1
    if tokens[i].lower in {"told", "tells", "tell", "informed", "informs"}:
        while (
            k < len(tokens)
            and k - i <= 6
            and (
                tokens[k].is_name
                or tokens[k].lower in DETERMINERS
                or tokens[k].tag in {"NN", "NNS", "NNP", "NNPS", "PRP", "JJ", "POS"}
            )
        ):
            k += 1
            if tokens[k - 1].tag == "PRP" or tokens[k - 1].lower in {
                "reporters",
                "journalists",
                "us",
                "me",
                "him",
                "them",
            }:
                break
    return k


def _relative_number(tokens: Sequence[Word], first: int) -> int | None:
    """Read "the two whom the army has spoken of", "the $9.2 billion that Citi announced": the offset of the number."""
    if first < 2 or tokens[first - 1].lower not in {"that", "whom", "which"}:
        return None
    for k in range(first - 2, max(-1, first - 7), -1):
        if tokens[k].text in MARKS or tokens[k].is_finite:
            return None
        if tokens[k].text[0].isdigit() or tokens[k].tag == "CD" or tokens[k].lower == "several":
            return tokens[max(0, k - 3)].start
    return None


def _object_end(tokens: Sequence[Word], i: int, end: int) -> int:
    """Return the offset where what a verb like "raised the toll to 97" says of a number is over."""
    seen = False
    for k in range(i + 1, len(tokens)):
        token = tokens[k]
        if token.start >= end:
            break
        number = token.text[0].isdigit() or token.tag == "CD"
        follow = tokens[k + 1].lower if k + 1 < len(tokens) else ""
        if token.text == "," and not seen and follow.endswith("ing"):
            return token.start
        if seen and not number and (token.text in {",", ";", "(", "—"} or token.lower in BREAKS | {"for", "making"}):
            listed = token.text == "," and (follow in _GOING_ON or follow[:1].isdigit())
            if token.lower != "and" and not listed and tokens[k - 1].lower != "of":
                return token.start
        seen = seen or number
    return end


def _begins_content(tokens: Sequence[Word], k: int) -> bool:
    """Tell whether the word number `k` begins what is said: "that", or a subject."""
    if k >= len(tokens):
        return False
    token = tokens[k]
    if token.lower == "that" or token.text == ":":
        return True
    if token.lower in {"there", "he", "she", "they", "it", "we", "the", "some", "about", "more", "at", "his", "its"}:
        return token.lower != "at" or (k + 1 < len(tokens) and tokens[k + 1].lower == "least")
    return token.tag in {"NN", "NNS", "NNP", "NNPS", "CD", "PRP", "EX"} and token.lower not in TIMES


def _rest(tokens: Sequence[Word], i: int, first: int, end: int) -> tuple[Span, ...]:
    """Return what a tail that ends its source or verb at `i` and began at `first` governs on its right."""
    for k in range(i + 1, len(tokens)):
        token = tokens[k]
        if token.text == ";" and k - i <= 3:  # "..., the ministry said; about 3,000 were detained"
            return ((token.start, tokens[-1].end),)
        if token.start >= end:
            break
        if token.text in _OPENING_QUOTES:
            return ((token.start, end),)
        if token.text == ",":
            if k + 1 < len(tokens) and _resumes(tokens, first, k + 1):
                return ((token.start, end),)
            break
        if token.lower in _GERUND_TAIL | {"alongside", "without", "along"}:
            return ((token.start, end),)
    return ()


def _resumes(tokens: Sequence[Word], first: int, k: int) -> bool:
    """Tell whether the main clause goes on at `k` after a source in commas; before it stand the words up to `first`."""
    token = tokens[k]
    if token.text in _OPENING_QUOTES or token.lower in _GERUND_TAIL or token.is_finite:
        return True
    if token.lower in {"and", "or", "but", "from", "of", "along", "including"}:
        return True
    opening = tokens[:first]
    verbless = not any(t.is_finite for t in opening) and any(t.tag for t in opening)
    return verbless and token.tag in {"DT", "NN", "NNS", "NNP", "PRP", "CD", "EX", "PRP$", "JJ"}


def _clause_end(tokens: Sequence[Word], i: int, passage: Passage) -> int:
    """Return the offset at which the clause of a source that goes on from token `i` ends."""
    for k in range(i, len(tokens)):
        if tokens[k].text == ";" and (k <= i or tokens[i].lower != "that"):
            return tokens[k].start
        if tokens[k].text == "," and k + 1 < len(tokens) and tokens[k + 1].lower in {"while", "whereas"}:
            return tokens[k].start
    return passage.end


def _clause_start(tokens: Sequence[Word], i: int, passage: Passage) -> int:
    for k in range(i - 1, -1, -1):
        if tokens[k].text == ";":
            return tokens[k].end
    return passage.start
