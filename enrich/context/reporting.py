"""Sources named as the subject of a verb that reports."""

from collections.abc import Sequence
from dataclasses import replace

from enrich.context.clauses import (
    CLOSING,
    begins_clause,
    begins_content,
    clause_end,
    clause_start,
    ends,
    joined,
    moved_to,
    object_end,
    over_hearer,
    over_manner,
    relative_number,
    rest,
    says,
    tail,
)
from enrich.context.cue import Cue, Span, cue
from enrich.context.lexicon import AMBIGUOUS, AUXILIARIES, OUTLET, PREPOSITIONS, ROLES, SAYING, STRONG, WEAK
from enrich.context.speaker import LONGEST, MARKS, can_speak, head_of, left_of, right_of
from enrich.context.subject import subject_of
from enrich.context.verbs import FINDING, STUDIES, has_object, is_verb
from enrich.context.words import Word
from enrich.reading import Passage

_OPENERS = frozenset(["which", "who", "whom", "that", "where", "when", "and", "but"])


def again(tokens: Sequence[Word], i: int, passage: Passage, found: Sequence[Cue]) -> Cue | None:
    """Read ", adding that ..." and "..., which gave him 6.8 percent": the source just named goes on."""
    word, before = tokens[i], tokens[i - 1] if i else None
    if before is None or word.lower not in STRONG | WEAK:
        return None
    # "The ministry disputed the count, saying that ...": who acts speaks.
    colon = next((k for k in range(i - 1, 0, -1) if tokens[k].text == ":"), 0)
    if found and found[-1].at < tokens[colon].start:
        found, tokens, i = (), tokens[colon + 1 :], i - colon - 1
    last = found[-1] if found else _actor(tokens, i, passage)
    if last is None:
        return None
    gerund = word.lower.endswith("ing") and before.lower in {",", "by"} and last.at < word.start
    relative = before.lower in {"which", "who"} and 0 <= before.start - last.speaker[1] <= 3
    if gerund and word.lower == "adding" and not says(tokens, i) and not begins_clause(tokens, i + 1):
        return None
    if not (gerund or (relative and (word.lower in STRONG or has_object(tokens, i)))):
        return None
    return replace(
        last, verb=word.lower, at=word.start, scopes=((word.end, clause_end(tokens, i + 1, passage)),), rank=0
    )


def _actor(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    verb = next((k for k, t in enumerate(tokens[:i]) if t.is_finite), None)
    found = left_of(tokens, verb) if verb is not None and verb <= 2 * LONGEST else None
    part = tokens[found[0] : found[1] + 1] if found is not None else []
    if verb is None or not can_speak(part) or any(t.lower in OUTLET for t in part):
        return None
    return cue(passage, part, tokens[verb].lower, tokens[verb].start, (), 2)


def verb_cue(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read a reporting verb with its subject, on either side of it."""
    word = tokens[i]
    strong = word.lower in STRONG
    if not strong and word.lower not in WEAK:
        return None
    if not is_verb(tokens, i, passage) or (word.lower.endswith("ing") and i and tokens[i - 1].text == ","):
        return None
    left = left_of(tokens, i)
    tailed = left is not None and tail(tokens, left[0]) is not None and ends(tokens, i)
    if left is not None and not strong and word.lower in FINDING and tokens[left[1]].lower in STUDIES:
        strong = True
    if not strong and not tailed and not has_object(tokens, i):
        return None
    if word.lower in {"adds", "added", "adding"} and not tailed and not says(tokens, i):
        return None
    if word.lower in {"has", "have", "had"} and left is not None:
        head = head_of(tokens[left[0] : left[1] + 1])
        if head is not None and head.lower in {"city", "state", "county", "states", "kingdom"}:
            return None
    if word.lower in AMBIGUOUS and not tailed and i + 1 < len(tokens) and tokens[i + 1].lower in PREPOSITIONS:
        return None
    if passage.field == "title" and word.lower in {"fined", "given", "found", "struck", "charged", "removed"}:
        return None
    if left is not None:
        part = tokens[left[0] : left[1] + 1]
        common = left == (0, 0) and part[0].tag in {"NN", "NNS"} and not part[0].text.isupper()
        if any(t.lower in OUTLET for t in part) or (common and not strong and part[0].lower not in ROLES):
            return None  # "Birds found dead: 3,634"
        reduced = word.tag == "VBN" and tokens[i - 1].lower not in AUXILIARIES  # "the number announced in Beijing"
        # "an activist who spoke to aid workers at the camp said": what follows a preposition is no subject.
        inner = left[0] > 1 and tokens[left[0] - 1].lower in PREPOSITIONS | {"and"} and left[0] > 4
        own = word.tag == "VBG" and tokens[left[0] - 1].lower == "with"  # "with the union warning of 300 more"
        far = _far_subject(tokens, i, passage) if inner and not own else None
        if far is not None and far[1] < left[0]:
            return _with_subject_left(tokens, i, far, passage, rank=0 if strong or tailed else 2)
        who = tokens[i - 1].lower == "who" and word.is_finite
        anybody = (word.lower in SAYING and passage.field == "body") or who or (tailed and strong)
        if can_speak(part, anybody=anybody and not reduced):
            return _with_subject_left(tokens, i, left, passage, rank=0 if strong or tailed else 2)
    right = _with_subject_right(tokens, i, passage) if strong else None
    far = None if right is not None or tailed else _far_subject(tokens, i, passage)
    return right if far is None else _with_subject_left(tokens, i, far, passage, rank=0 if strong else 2)


def gapped(tokens: Sequence[Word], i: int, one: Cue, passage: Passage) -> Cue | None:
    """Read "the court imposed $30m and the regulator $27m": the verb number `i` is left out before the second."""
    near = tokens[i + 1 : i + 4]
    if one.rank != 2 or not any(t.text[0].isdigit() or t.tag == "CD" for t in near[:2]):
        return None
    for k in range(i + 2, len(tokens)):
        if tokens[k].start >= one.scopes[0][1]:
            break
        if tokens[k].lower not in {"and", "but", ";"}:
            continue
        number = next((n for n in range(k + 1, min(k + 9, len(tokens))) if tokens[n].text[0].isdigit()), None)
        part = tokens[k + 1 : number]
        part = part[:-1] if part and part[-1].text in {"$", "£", "€", ","} else part
        if number is None or not part or any(t.is_finite or t.text in MARKS for t in part):
            continue
        if (part[0].is_name or part[0].lower in {"the", "its"}) and can_speak(part):
            return cue(passage, part, one.verb, part[-1].end, ((part[-1].end, one.scopes[0][1]),), 2)
    return None


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


def _with_subject_left(tokens: Sequence[Word], i: int, subject: Span, passage: Passage, *, rank: int) -> Cue:
    first, last = subject
    verb, part = tokens[i], tokens[first : last + 1]
    end = clause_end(tokens, i + 1, passage)
    head = tail(tokens, first)
    relative = relative_number(tokens, first, i)
    if relative is not None:
        return cue(passage, part, verb.lower, verb.start, ((relative, tokens[first].start),), 0)
    if rank == 2:
        stop = object_end(tokens, i, end)
        scopes = ((moved_to(tokens, i), stop), *joined(tokens, stop, end))
        return cue(passage, part, verb.lower, verb.start, scopes, rank)
    if head is None:
        return cue(passage, part, verb.lower, verb.start, ((verb.end, end),), rank)
    hearer = over_hearer(tokens, i)
    k = over_manner(tokens, hearer)
    if begins_content(tokens, k) or (k > hearer and begins_content(tokens, hearer) and not ends(tokens, i)):
        return cue(passage, part, verb.lower, verb.start, ((verb.end, end),), 0)
    if first >= 2 and tokens[first - 1].text == "," and tokens[first - 2].lower in _OPENERS:
        # "a town in which, a shopkeeper said, 300 were beaten": what stands before it is the outlet's.
        return cue(passage, part, verb.lower, verb.start, ((verb.end, end),), 1)
    before = (clause_start(tokens, first - 1, passage), head)
    return cue(passage, part, verb.lower, verb.start, (before, *rest(tokens, i, first, end)), 1)


def _with_subject_right(tokens: Sequence[Word], i: int, passage: Passage) -> Cue | None:
    """Read '"...", said the minister'."""
    verb = tokens[i]
    if i == 0 or i + 1 >= len(tokens) or tokens[i - 1].text not in CLOSING or verb.lower.endswith("ing"):
        return None
    first = i + 1
    last = right_of(tokens, first)
    if (
        last <= first
        or tokens[first].lower in {"that", *PREPOSITIONS}
        or not can_speak(tokens[first:last], anybody=verb.lower in SAYING)
    ):
        return None
    if verb.lower in {"told", "tells", "tell"}:
        return None  # "- told police in 2003"
    if passage.field == "title" and last < len(tokens) and tokens[last].is_word:
        return None  # "Province cuts toll to 275, says bodies counted twice"
    end = clause_end(tokens, last, passage)
    before = (clause_start(tokens, i - 1, passage), verb.start)
    return cue(passage, tokens[first:last], verb.lower, verb.start, (before, *rest(tokens, last - 1, i, end)), 1)
