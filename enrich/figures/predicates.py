"""What the words say outright happened to those counted: "24 killed", "killing 24", "the death toll rose to 24"."""

from collections.abc import Iterable, Sequence

from enrich.figures.counted import PARTICIPLES, Counted
from enrich.figures.lexicon import noun_class
from enrich.figures.phrases import is_number, phrase_from, phrase_to
from enrich.figures.tally import toll
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

_AFTER_NOUN = words(
    """were was are is be been being have has had having did not reportedly reported confirmed feared believed thought
    known said say to still now already also seriously critically badly slightly officially presumed declared left
    leaving found who that which all more others other , ( ) ' " ` severely may might could would will since of them
    people then later there lie lay only never so far here on in today yesterday ; - his her its their the a or and
    either at least remain remains remained lying got getting went kept keep keeps listed counted recorded
    registered come came up both each soon again thus once every"""
)
_BEFORE_NUMBER = words(
    """the another a an about least at some more than nearly over up to and of its his their these those as many ( '
" ` : - , with for
    by including roughly around almost other all only just estimated reported possibly perhaps further additional
    new total has have had
    from is was were are stands stood stand now reached reaches hit hits rose rises climbed climbs put puts
    number count up down tops topped
    in on list one it among passed past raised raising raises lifted lowered revised increased increases grew
    jumped soared fell dropped crept
    gone went goes come came bringing brings brought down would be who whom which said says again death at became
    becomes surpassed standing
    toll figure"""
)


def hints(tokens: Sequence[Token], number: Number, counted: Counted | None) -> list[tuple[str, str]]:
    """Pairs of a rule and a measure that it speaks for, from the words around a number.

    Rules: "noun" (what is counted), "adj" and "compound" (in the noun phrase), "next" and "coord" (the predicate that
    follows at once, or after another count), "post" (right after a noun: "24 people missing"), "pp" (after a place),
    "far" (a later one of the clause), "verb" and "before" (directly before), "left" (an earlier one), "toll" and
    "tally" ("the number of dead rose to 24"). A question mark is added where the phrase says so only at times.
    """
    found: list[tuple[str, str]] = []
    end = number.after
    if counted is not None:
        end = counted.end
        for i in range(counted.start, counted.end):
            phrase = phrase_from(tokens, i)
            if phrase:
                rule = _inside(tokens, i, phrase[1], counted)
                found += [(rule, measure) for measure in phrase[0]]
    found += _after(tokens, end)
    found += _before(tokens, number.first - 1)
    found += toll(tokens, number.first - 1)
    weighed = [_weighed(rule, measure) for rule, measure in found]
    for tier in _TIERS:
        if any(rule in tier for rule, _ in weighed):
            return [(rule, measure) for rule, measure in weighed if rule in tier]
    return weighed


def _inside(tokens: Sequence[Token], start: int, end: int, counted: Counted) -> str:
    """The rule by which a phrase from `start` to `end` within what is counted speaks."""
    if end >= counted.end:
        return "noun"
    described = noun_class(tokens[counted.end - 1].text) in ("people", "death", "building", "vehicle")
    return "adj" if described and tokens[start].text in PARTICIPLES else "compound"  # "two rescue attempts"


_TIERS = (
    words("post next verb"),
    words("adj"),
    words("noun tally"),
    words("toll toll2 before coord pp next, post? next? verb? noun?"),
)
"""Where a rule of one tier speaks those of later tiers and of none are not heard: two captives killed are killed."""
OUTRIGHT = words("post next verb adj noun tally")
"""Rules that say of a number what it counts beyond doubt."""
DOUBTFUL = words("post? next? verb? noun? before coord pp toll toll2")
"""Rules that most likely do."""


def _weighed(rule: str, measure: str) -> tuple[str, str]:
    """A measure that is said "at times" makes a witness of its own."""
    if measure.endswith("?"):
        return (rule if rule in ("post", "toll", "toll2", "tally") else rule + "?"), measure[:-1]
    return rule, measure


def _after(tokens: Sequence[Token], i: int) -> Iterable[tuple[str, str]]:
    """The first predicate after a noun phrase that ends before token `i`."""
    count = len(tokens)
    start = i
    limit = i + 12
    numbers = skipped = free = 0
    mark = ""
    place = False
    while i < min(count, limit):
        token = tokens[i]
        if token.text in ".!?;" and token.kind == "s" and not (i + 1 < count and tokens[i + 1].start == token.end):
            break
        if token.text == "," and i + 1 < count and tokens[i + 1].text in ("including", "among", "most", "many", "some"):
            close = next((at for at in range(i + 2, min(count, i + 12)) if tokens[at].text == ","), 0)
            if close:  # "17,177 people, including about 7,000 children, have been killed"
                i, limit = close + 1, limit + close - i
                continue
        phrase = phrase_from(tokens, i)
        if phrase:
            rule = "next"
            if numbers:
                rule = "coord" if skipped <= 1 else "other"
            elif skipped:
                rule = "far" if skipped < 4 else "farther"
            elif place:
                rule = "pp"
            if i == start and not _acts(tokens, start, i, phrase[1]):
                return [("post", measure) for measure in phrase[0]]
            if _acts(tokens, start, i, phrase[1]):
                rule, mark = "actor", ""
            return [(rule + mark, measure) for measure in phrase[0]]
        if is_number(token):
            numbers += 1
            if numbers > 1:
                break
            limit = i + 7
            skipped = -1
        elif token.text in _PLACES and not numbers:
            place, free = True, 5
        elif free and token.text not in _AFTER_NOUN:
            free -= 1
        elif token.text not in _AFTER_NOUN:
            skipped += 1
        if token.text == "," and not mark:
            mark = ","
        elif token.text in _CLAUSES and not mark:
            mark = "&"
        i += 1
    return []


def _before(tokens: Sequence[Token], i: int) -> Iterable[tuple[str, str]]:
    """The last predicate before a number that starts after token `i`."""
    start, stop = i, max(-1, i - 14)
    numbers = skipped = 0
    mark = ""
    while i > stop:
        token = tokens[i]
        if (
            token.kind == "s"
            and token.text in ".!?;"
            and not (i + 1 < len(tokens) and tokens[i + 1].start == token.end)
        ):
            break
        phrase = phrase_to(tokens, i)
        if phrase:
            if numbers:
                rule = "passed" if numbers == 1 else "beyond"
            elif i == start:
                rule = "verb" if token.text.endswith(("ed", "ing", "s")) else "before"
            else:
                rule = "before" if not skipped else "left" if skipped < 3 else "lefter"
            return [(rule + mark, measure) for measure in phrase[0]]
        if is_number(token):
            numbers += 1
        elif token.text not in _BEFORE_NUMBER:
            skipped += 1
        if token.text == "," and not mark:
            mark = ","
        elif token.text in _CLAUSES and not mark:
            mark = "&"
        i -= 1
    return []


_PLACES = words("of in from at near for on across inside outside around under aboard")
_CLAUSES = words("and or but while when as after that")
_PASSIVE = words("was were is are be been being am get gets got left found feared believed reported confirmed")
_OBJECTS = words("a an the his her their its our him them at dozens hundreds thousands several scores up more")


def _acts(tokens: Sequence[Token], start: int, verb: int, end: int) -> bool:
    """Whether those counted do what the verb says to others ("two officers shot and killed a teenager")."""
    if end >= len(tokens) or any(token.text in _PASSIVE for token in tokens[start:verb]):
        return False
    if not tokens[end - 1].text.endswith(("ed", "ing", "s")) and tokens[end - 1].text != "shot":
        return False
    following = tokens[end]
    if following.text == "and" and end + 1 < len(tokens):
        following = tokens[end + 1]
        return following.text.endswith("ed") and end + 2 < len(tokens) and tokens[end + 2].text in _OBJECTS
    return (following.text in _OBJECTS or is_number(following)) and tokens[end - 1].text not in (
        "died",
        "dies",
        "people",
    )
