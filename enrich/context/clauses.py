"""Where, in a sentence, the stretch begins and ends that a source governs."""

from collections.abc import Sequence

from enrich.context.cue import Span
from enrich.context.lexicon import BREAKS, DETERMINERS, PREPOSITIONS, TIMES
from enrich.context.speaker import MARKS
from enrich.context.words import Word
from enrich.reading import Passage

_OPENING_QUOTES = frozenset(['"', "“", "``", "«"])
_OPENINGS = frozenset(["earlier", "later", "meanwhile", "late", "early"])
CLOSING = frozenset([",", '"', "”", "''", "»", "?", "!", "—", "–"])
_GERUND_TAIL = frozenset(["adding", "noting", "saying", "warning", "including", "putting", "withdrawing", "citing"])
_GOING_ON = frozenset(
    ["from", "up", "down", "among", "including", "of", "fewer", "more", "less", "against", "compared"]
)
_MOVING = frozenset(["raised", "raises", "lowered", "lowers", "cut", "cuts", "revised", "revises", "upped", "reduced"])
_RESULTS = frozenset(["brings", "brought", "leaves", "left", "takes", "took", "raises", "raised", "lifts", "lifted"])


def tail(tokens: Sequence[Word], first: int) -> int | None:
    """Return the offset where a tail "..., X said" begins, None where the subject opens its sentence or clause."""
    if first >= 2 and _unmarked_tail(tokens, first):
        return tokens[first].start
    if first < 2 or tokens[first - 1].text not in CLOSING:
        return None
    mark = tokens[first - 1]
    opening = tokens[: first - 1]
    adverbial = mark.text == "," and opening[0].lower in PREPOSITIONS | _OPENINGS and len(opening) <= 7
    if adverbial and not any(t.text[0].isdigit() and len(t.text) != 4 for t in opening):
        return None  # without a figure of its own: "On Friday, X said"
    return mark.start


def _unmarked_tail(tokens: Sequence[Word], first: int) -> bool:
    """Tell whether a subject follows a measure at once: "15 kilometres the volcanologists say, and then ..."."""
    number = next((k for k in (first - 2, first - 3) if k >= 0 and tokens[k].text[0].isdigit()), None)
    if number is None or tokens[first - 1].tag not in {"NN", "NNS"} or tokens[first].lower != "the":
        return False
    return any(
        t.is_finite and k + 1 < len(tokens) and tokens[k + 1].text in {",", "."}
        for k, t in enumerate(tokens[first : first + 5], first)
    )


def over_manner(tokens: Sequence[Word], k: int) -> int:
    """Step over "on Friday", "in a statement", "to reporters", "late on Monday" after the verb."""
    start = k
    while k < len(tokens) and k - start < 12:
        token = tokens[k]
        if token.lower in TIMES | {"late", "early", "again", "flatly", "simply"}:
            k += 1
        elif token.lower in PREPOSITIONS - {"over", "under", "about"}:
            k += 1
            while k < len(tokens) and (
                tokens[k].lower in (DETERMINERS | TIMES) - {"that"}
                or tokens[k].tag in {"JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "PRP", "POS", "DT"}
                or (tokens[k].text[0].isdigit() and tokens[k - 1].lower in TIMES | {"at", "in"})
            ):
                k += 1
        else:
            break
    return k


def over_hearer(tokens: Sequence[Word], i: int) -> int:
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


def relative_number(tokens: Sequence[Word], first: int, verb: int) -> int | None:
    """Read "the two whom the army has spoken of", "the $9.2 billion that Citi announced": the offset of the number."""
    if first < 2 or tokens[first - 1].lower not in {"that", "whom", "which"}:
        return None
    after = next((t for t in tokens[verb + 1 :] if not t.lower.endswith("ly")), None)
    if after is not None and after.is_finite and after.lower not in {"is", "are", "was", "were"}:
        return None  # "a deal that many said would help"
    for k in range(first - 2, max(-1, first - 7), -1):
        if tokens[k].text in MARKS or tokens[k].is_finite:
            return None
        if tokens[k].text[0].isdigit() or tokens[k].tag == "CD" or tokens[k].lower == "several":
            return tokens[max(0, k - 3)].start
    return None


def object_end(tokens: Sequence[Word], i: int, end: int) -> int:
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
        making = token.lower == "for" and any(t.lower.endswith("ing") for t in tokens[k + 1 : k + 4])
        if seen and not number and (token.text in {",", ";", "(", "—"} or token.lower in BREAKS | {"making"} or making):
            listed = token.text == "," and (
                follow in _GOING_ON or follow[:1].isdigit() or _further_number(tokens, k + 1)
            )
            if token.lower == "which" and _further_number(tokens, k):
                continue
            if token.lower != "and" and not listed and tokens[k - 1].lower != "of":
                return token.start
        seen = seen or number
    return end


def moved_to(tokens: Sequence[Word], i: int) -> int:
    """Return where the object of the verb number `i` begins that is the source's word: for "lowered the toll of the
    collision of three trains to 275" it is "to 275"."""
    if tokens[i].lower in _MOVING:
        for k in range(i + 1, len(tokens) - 1):
            if tokens[k].text in {".", ";"}:
                break
            if tokens[k].lower in {"to", "by", "from", "at"} and any(_is_number(t) for t in tokens[k + 1 : k + 4]):
                return tokens[k].start
    return tokens[i].end


def _is_number(token: Word) -> bool:
    return token.text[0].isdigit() or token.tag == "CD"


def joined(tokens: Sequence[Word], start: int, end: int) -> tuple[Span, ...]:
    """Read "put deaths at 342, fewer than there had been, and infections at 8,367": the second stretch, if any."""
    for k, token in enumerate(tokens[:-1]):
        joins = token.text == "," and tokens[k + 1].lower == "and" and start < token.start < end
        if joins and _further_number(tokens, k + 1):
            return ((token.start, next((t.start for t in tokens[k + 2 :] if t.text in {",", ";"}), end)),)
    return ()


def _further_number(tokens: Sequence[Word], k: int) -> bool:
    """Tell whether ", and infections at 82,367" or ", which brings the total to 97" goes on at the word number `k`."""
    if k >= len(tokens):
        return False
    if tokens[k].lower == "which":
        return k + 1 < len(tokens) and tokens[k + 1].lower in _RESULTS
    near = tokens[k + 1 : k + 5]
    number = next((n for n, t in enumerate(near) if t.text[0].isdigit()), None)
    return tokens[k].lower == "and" and number is not None and not any(t.is_finite for t in near[:number])


def begins_content(tokens: Sequence[Word], k: int) -> bool:
    """Tell whether the word number `k` begins what is said: "that", or a subject."""
    if k >= len(tokens):
        return False
    token = tokens[k]
    if token.lower == "that" or token.text == ":":
        return True
    if token.lower in {"there", "he", "she", "they", "it", "we", "the", "some", "about", "more", "at", "his", "its"}:
        return token.lower != "at" or (k + 1 < len(tokens) and tokens[k + 1].lower == "least")
    return token.tag in {"NN", "NNS", "NNP", "NNPS", "CD", "PRP", "EX"} and token.lower not in TIMES


def rest(tokens: Sequence[Word], i: int, first: int, end: int) -> tuple[Span, ...]:
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
            if k + 1 < len(tokens) and resumes(tokens, first, k + 1):
                return ((token.start, end),)
            break
        if token.lower in _GERUND_TAIL | {"alongside", "without", "along"}:
            return ((token.start, end),)
    return ()


def resumes(tokens: Sequence[Word], first: int, k: int) -> bool:
    """Tell whether the main clause goes on at `k` after a source in commas; before it stand the words up to `first`."""
    token = tokens[k]
    if token.text in _OPENING_QUOTES or token.lower in _GERUND_TAIL or token.is_finite:
        return True
    if token.lower in {"and", "or", "but", "from", "of", "along", "including", "with", "against", "compared"}:
        return True
    if token.text[0].isdigit() or token.text[0] in "$€£¥":  # "the bank said on Friday, $133 million more than ..."
        return True
    opening = tokens[:first]
    verbless = not any(t.is_finite for t in opening) and any(t.tag for t in opening)
    return verbless and token.tag in {"DT", "NN", "NNS", "NNP", "PRP", "CD", "EX", "PRP$", "JJ"}


def ends(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether nothing but a mark or a time follows the word number `i`."""
    k = over_manner(tokens, i + 1)
    return k >= len(tokens) or tokens[k].text in {",", ".", '"', "”", "''", ";", ")"}


def begins_clause(tokens: Sequence[Word], k: int) -> bool:
    """Tell whether a clause, with a verb of its own, begins at the word number `k`, without a number "
    "before the verb."""
    for token in tokens[k : k + 8]:
        if token.is_finite:
            return True
        if token.text in MARKS or token.text[0].isdigit():
            return False
    return False


def says(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether speech follows the verb number `i`: "that", a mark, a pronoun."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return after is None or after.lower == "that" or not (after.is_word or after.text[0].isdigit())


def clause_end(tokens: Sequence[Word], i: int, passage: Passage) -> int:
    """Return the offset at which the clause of a source that goes on from token `i` ends."""
    for k in range(i, len(tokens)):
        if tokens[k].text == ";" and (k <= i or tokens[i].lower != "that"):
            return tokens[k].start
        if tokens[k].text == "," and k + 1 < len(tokens) and tokens[k + 1].lower == "having":
            return tokens[k].start
        if tokens[k].text == "," and k + 1 < len(tokens) and tokens[k + 1].lower in {"while", "whereas"}:
            return tokens[k].start
    return passage.end


def clause_start(tokens: Sequence[Word], i: int, passage: Passage) -> int:
    """Return the offset at which the clause that holds the token number `i` begins."""
    for k in range(i - 1, -1, -1):
        if tokens[k].text == ";":
            return tokens[k].end
    return passage.start
