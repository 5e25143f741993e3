"""Who is said to say what in one sentence: every wording of a source, with the stretch of text that it governs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.context.lexicon import AMBIGUOUS, AUXILIARIES, BREAKS, PRONOUNS, REPORTING, ROLES, SPEAKING
from enrich.context.words import Word, words
from enrich.reading import Passage

_LONGEST_SPEAKER = 14  # words

_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight january february march april may "
    "june july august september october november december night morning afternoon evening noon midnight lunchtime "
    "week month year".split()
)
_DETERMINERS = frozenset("the a an this that these those his her its their our my some no any other own".split())
_COUNTS = frozenset(
    "count counts tally tallies figures figure estimate estimates data toll list numbers statistics records reckoning "
    "calculation calculations survey census assessment forecast projection reading measurement".split()
)
_PREPOSITIONS = frozenset(
    "in on at by from for with after before during of to into over under near since until".split()
)
_MARKS = frozenset(".,;:()[]|\"“”«»—–-``''?!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A source named in a sentence. Offsets are code points in the field.

    `speaker` is the span of the source's words; `scopes` are the spans that it governs; `verb` is the reporting verb
    or the words in its place, lower case; `at` is where the cue stands.
    """

    speaker: tuple[int, int]
    words: str
    verb: str
    at: int
    scopes: tuple[tuple[int, int], ...]

    def governs(self, offset: int) -> bool:
        """Whether the text at `offset` is said by this source."""
        return any(start <= offset < end for start, end in self.scopes)


def cues(passage: Passage, quoted: Sequence[tuple[int, int]] = ()) -> list[Cue]:
    """Return the sources that the sentence names, in order; words inside the spans `quoted` name none."""
    tokens = [
        word
        for word in words(passage.text, passage.start)
        if not any(start < word.start and word.end < end for start, end in quoted)
    ]
    found: list[Cue] = []
    for i, word in enumerate(tokens):
        cue = (
            _according(tokens, i, passage)
            or _count(tokens, i, passage)
            or (word.lower in REPORTING and _verb(tokens, i, passage))
        )
        if cue and not any(cue.speaker[0] < other.speaker[1] and other.speaker[0] < cue.speaker[1] for other in found):
            found.append(cue)
    if passage.field == "title" and not found:
        found.extend(_headline(tokens, passage))
    return [_clipped(cue, found) for cue in found]


def _clipped(cue: Cue, cues_: Sequence[Cue]) -> Cue:
    """End each stretch where another source's words begin."""
    scopes = []
    for start, end in cue.scopes:
        for other in cues_:
            if other is cue:
                continue
            if cue.at < other.at and start >= cue.at:  # ours runs on to the right
                left = min(other.speaker[0], other.at)
                if start <= left < end and other.scopes and other.scopes[-1][1] > left:
                    end = left
            elif other.at < cue.at and end <= cue.at and start < other.at:  # ours runs back to the left
                start = max(start, other.at)
        if start < end:
            scopes.append((start, end))
    return Cue(speaker=cue.speaker, words=cue.words, verb=cue.verb, at=cue.at, scopes=tuple(scopes))


def _according(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "according to X", "as per X", "citing X", "quoting X", "in the words of X"."""
    word = tokens[i]
    follow = [t.lower for t in tokens[i + 1 : i + 4]]
    if word.lower == "according" and follow[:1] == ["to"]:
        first = i + 2
    elif word.lower in {"citing", "quoting", "cited", "quoted"} and follow[:1] != ["by"]:
        first = i + 1
    elif (
        word.lower == "by" and follow[1:2] == ["'s"] and len(tokens) > i + 3 and tokens[i + 3].lower in _COUNTS
    ):  # by Viasna's count
        first = i + 1
    else:
        return None
    last = _right_end(tokens, first)
    if last <= first:
        return None
    speaker = (tokens[first].start, tokens[last - 1].end)
    before = (passage.start, word.start)
    after = (speaker[1], _clause_end(tokens, last, passage))
    leading = i == 0 or all(not t.is_word for t in tokens[:i])
    quoting = word.lower in {"citing", "quoting", "cited", "quoted"}
    scopes = (after,) if leading else (before,) if not quoting and word.lower != "according" else (before, after)
    return _cue(passage, speaker, word.lower, word.start, scopes)


def _count(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read "the ministry's own count", "figures from X", "X data show": the whole clause goes by X."""
    word = tokens[i]
    if word.lower not in _COUNTS or i < 2:
        return None
    j = i - 1
    while j > 0 and tokens[j].is_word and tokens[j].lower != "'s" and i - j <= 3:
        j -= 1
    if tokens[j].lower != "'s":
        return None
    first = _left_start(tokens, j - 1)
    if first > j - 1 or not _can_speak(tokens[first:j]):
        return None
    speaker = (tokens[first].start, tokens[j - 1].end)
    scope = (_clause_start(tokens, first, passage), _clause_end(tokens, i + 1, passage))
    return _cue(passage, speaker, word.lower, word.start, (scope,))


def _verb(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read a reporting verb with its subject, on either side of it."""
    word = tokens[i]
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if before is not None and word.lower in AMBIGUOUS and before.lower in _DETERMINERS | {"'s", "of", "to", "in", "by"}:
        return None
    if (
        before is not None
        and before.lower in {"to", "be", "been", "is", "are", "was", "were"}
        and (before.lower != "was" or after is None or after.lower != "quoted")
    ):
        if word.lower not in {"saying", "reporting", "claiming", "estimating", "counting", "putting", "warning"}:
            return None
    return _subject_left(tokens, i, passage) or _subject_right(tokens, i, passage)


def _subject_left(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    j = i - 1
    while j >= 0 and (tokens[j].lower in AUXILIARIES or tokens[j].lower.endswith("ly")):
        j -= 1
    j = _over_time(tokens, j)
    if j < 0:
        return None
    last = j
    if tokens[j].text == ",":  # an apposition or a relative clause between subject and verb
        first, last = _apposition(tokens, j)
        if first is None:
            return None
    else:
        first = _left_start(tokens, j)
        if first > j:
            if tokens[j].lower in {"which", "who"} and j > 0:
                end = j - 1 - (tokens[j - 1].text == ",")
                first, last = _left_start(tokens, end), end
                if first > last:
                    return None
            else:
                return None
    first = _trimmed(tokens, first, last)
    if not _can_speak(tokens[first : last + 1]):
        return None
    speaker = (tokens[first].start, tokens[last].end)
    head = _tail_start(tokens, first, passage)
    verb = tokens[i]
    end = _clause_end(tokens, i + 1, passage)
    if head is not None and not _goes_on(tokens, i):
        rest = _after_tail(tokens, i, end)
        scopes = ((passage.start, head), *rest)
    elif head is not None:
        scopes = ((passage.start, head), (verb.end, end))
    else:
        scopes = ((verb.end, end),)
    return _cue(passage, speaker, verb.lower, verb.start, scopes)


def _subject_right(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read '"...", said the minister'."""
    verb = tokens[i]
    if verb.lower not in SPEAKING or i + 1 >= len(tokens):
        return None
    if i and tokens[i - 1].text not in {",", '"', "”", "''", "»", "—", "–", "-", "?", "!"}:
        return None
    first = i + 1
    last = _right_end(tokens, first)
    if last <= first or tokens[first].lower in {"that", "to", "in", "on", "at", "about"}:
        return None
    if not _can_speak(tokens[first:last]):
        return None
    speaker = (tokens[first].start, tokens[last - 1].end)
    rest = _after_tail(tokens, last - 1, _clause_end(tokens, last, passage))
    return _cue(passage, speaker, verb.lower, verb.start, ((passage.start, verb.start), *rest))


def _headline(tokens: Sequence[Word], passage: Passage) -> list[Cue]:
    """Read "Toll rises to 99: police", "Police: 17 dead", "Toll rises to 99 - governor"."""
    marks = [
        i
        for i, t in enumerate(tokens)
        if t.text in {":", "—", "–", "-"} and (t.text == ":" or (0 < i and tokens[i - 1].end < t.start))
    ]
    found = []
    for i in marks[-1:]:
        tail = tokens[i + 1 :]
        if tail and len(tail) <= 5 and _can_speak(tail) and not any(t.text[0].isdigit() for t in tail):
            speaker = (tail[0].start, tail[-1].end)
            found.append(_cue(passage, speaker, ":", tokens[i].start, ((passage.start, tokens[i].start),)))
    for i in marks[:1]:
        head = tokens[:i]
        if not found and tokens[i].text == ":" and head and len(head) <= 5 and _is_body(head):
            speaker = (head[0].start, head[-1].end)
            found.append(_cue(passage, speaker, ":", tokens[i].start, ((tokens[i].end, passage.end),)))
    return found


def _cue(passage: Passage, speaker: tuple[int, int], verb: str, at: int, scopes: tuple[tuple[int, int], ...]) -> Cue:
    text = passage.text[speaker[0] - passage.start : speaker[1] - passage.start]
    return Cue(speaker=speaker, words=re.sub(r"\s+", " ", text), verb=verb, at=at, scopes=scopes)


def _over_time(tokens: Sequence[Word], j: int) -> int:
    """Step left over "on Friday", "late on Monday night" between subject and verb."""
    k = j
    while k >= 0 and (tokens[k].lower in _TIME or tokens[k].text[0].isdigit()):
        k -= 1
    if k < j and k >= 0 and tokens[k].lower in {"on", "in", "at", "late", "early", "last", "this"}:
        k -= 1
        while k >= 0 and tokens[k].lower in {"late", "early", "on"}:
            k -= 1
        return k
    return j


def _left_start(tokens: Sequence[Word], j: int) -> int:
    """Return the index of the first word of the subject that ends at `j`; `j + 1` where there is none."""
    first = j + 1
    for k in range(j, max(-1, j - _LONGEST_SPEAKER), -1):
        token = tokens[k]
        if token.lower in {"and", "&"} and k > 0 and _joins(tokens, k, j):
            continue
        if token.lower == "of" or token.lower == "'s":
            first = k
            continue
        if token.text in _MARKS or token.lower in BREAKS:
            break
        if token.lower in REPORTING and token.lower not in ROLES and k < j:
            break
        first = k
    return first


def _joins(tokens: Sequence[Word], k: int, j: int) -> bool:
    """Tell whether the "and" at `k` joins two speakers: few words on its left up to the sentence's start or a mark."""
    left = k - 1
    while left >= 0 and tokens[left].text not in _MARKS and tokens[left].lower not in BREAKS:
        left -= 1
    part = tokens[left + 1 : k]
    return 0 < len(part) <= 4 and _can_speak(part) and not any(t.text[0].isdigit() for t in part)


def _apposition(tokens: Sequence[Word], comma: int) -> tuple[int | None, int]:
    """Read "Jane Fraser, Citi CEO, said" from its second comma; returns first and last word, None where it is none."""
    k = comma - 1
    while k >= 0 and tokens[k].text not in {",", ";", ":", '"', "“", "”", ".", "—", "–"}:
        k -= 1
    if k <= 0 or tokens[k].text != "," or comma - k > 12:
        return None, comma
    first = _left_start(tokens, k - 1)
    if first > k - 1:
        return None, comma
    inner = tokens[k + 1 : comma]
    if not inner:
        return None, comma
    opens = inner[0].lower
    if opens in {"which", "who", "whose"}:
        return first, k - 1
    if not (_can_speak(inner) or _can_speak(tokens[first:k])) or opens in {"and", "but", "as", "while", "after"}:
        return None, comma
    return first, comma - 1


def _trimmed(tokens: Sequence[Word], first: int, last: int) -> int:
    """Drop what opens a sentence before its subject: "On Friday", "In Gaza", "But"."""
    while first < last and tokens[first].lower in {"but", "and", "so", "then", "now", "still", "meanwhile", "earlier"}:
        first += 1
    if tokens[first].lower in _PREPOSITIONS:
        for k in range(first + 1, last + 1):
            if tokens[k].lower in _TIME and k < last:
                first = k + 1
                if tokens[first].lower in _TIME and first < last:
                    first += 1
                break
        else:
            for k in range(last, first, -1):
                if tokens[k].lower in _DETERMINERS | PRONOUNS:
                    first = k
                    break
    return first


def _tail_start(tokens: Sequence[Word], first: int, passage: Passage) -> int | None:
    """Return the offset where a tail "..., X said" begins, None where the subject opens its clause."""
    if first == 0:
        return None
    mark = tokens[first - 1]
    if mark.text in {",", '"', "”", "''", "»", "—", "–", "?", "!"} and first >= 4:
        # An opening adverbial is no content: "On Friday, X said".
        if tokens[0].lower in _PREPOSITIONS | {"earlier", "later", "meanwhile"} and mark.text == "," and first <= 7:
            has_figure = any(t.text[0].isdigit() and len(t.text) != 4 for t in tokens[: first - 1])
            if not has_figure:
                return None
        return mark.start
    return None


def _goes_on(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether content follows the verb at `i` rather than the end of a tail."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return after is not None and after.lower in {"that", "there", "he", "she", "they", "it", "the", "about", "some"}


def _after_tail(tokens: Sequence[Word], i: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return what a tail governs on its right: a quotation that goes on, or "adding that ..."."""
    for k in range(i + 1, len(tokens)):
        token = tokens[k]
        if token.start >= end:
            break
        if token.text in {'"', "“", "``", "«"}:
            return ((token.start, end),)
        if token.lower in {"adding", "noting"} or (
            token.text == ","
            and k + 1 < len(tokens)
            and tokens[k + 1].lower in {"and", "but", "although", "though", "including", "or"}
        ):
            return ((token.start, end),)
        if token.text == ",":
            break
    return ()


def _right_end(tokens: Sequence[Word], first: int) -> int:
    """Return the index after the last word of the source that begins at `first`."""
    k = first
    while k < len(tokens) and k - first < _LONGEST_SPEAKER:
        token = tokens[k]
        if token.text == ",":
            # an apposition with a name: "the chief secretary, P.K. Jena,"
            if k + 1 < len(tokens) and tokens[k + 1].is_name and k + 4 < len(tokens):
                stop = next((m for m in range(k + 1, min(k + 5, len(tokens))) if tokens[m].text in ",."), None)
                if stop is not None and all(t.is_name for t in tokens[k + 1 : stop]):
                    return stop
            break
        if token.text in _MARKS or token.lower in BREAKS - {"and", "or"}:
            break
        if token.lower in _PREPOSITIONS - {"of", "for", "in", "from", "at", "to", "on", "with"}:
            break
        if (
            token.lower in {"on", "in", "at"}
            and k + 1 < len(tokens)
            and (
                tokens[k + 1].lower in _TIME
                or tokens[k + 1].text[0].isdigit()
                or tokens[k + 1].lower in {"a", "his", "her", "its", "late", "early"}
            )
        ):
            break
        if token.lower in _TIME and k > first:
            break
        if token.lower in AUXILIARIES and token.lower not in {"all", "both", "first"}:
            break
        k += 1
    return k


def _clause_end(tokens: Sequence[Word], i: int, passage: Passage) -> int:
    """Return the offset at which the clause of a source that goes on from token `i` ends."""
    for k in range(i, len(tokens)):
        if tokens[k].text == ";":
            return tokens[k].start
    return passage.end


def _clause_start(tokens: Sequence[Word], i: int, passage: Passage) -> int:
    for k in range(i - 1, -1, -1):
        if tokens[k].text == ";":
            return tokens[k].end
    return passage.start


def _can_speak(part: Sequence[Word]) -> bool:
    """Tell whether the words could be a source: a pronoun, a name, or a noun for people or bodies."""
    if not part:
        return False
    if len(part) == 1 and part[0].lower in PRONOUNS - {"this", "these", "those", "his", "its", "their", "my"}:
        return True
    named = any(t.is_name and t.is_word and len(t.text) > 1 for t in part[1:]) or (
        part[0].is_name and part[0].lower not in _DETERMINERS | _PREPOSITIONS | PRONOUNS
    )
    return named or any(t.lower in ROLES for t in part)


def _is_body(part: Sequence[Word]) -> bool:
    """Tell whether a headline's opening before a colon is a source: it ends in a role or is one short name."""
    return part[-1].lower in ROLES - {"man", "woman", "people", "fire", "state", "city"} or (
        len(part) <= 2 and all(t.is_name for t in part) and part[-1].lower not in ROLES
    )
