"""What the words say outright happened to those counted: "24 killed", "killing 24", "the death toll rose to 24"."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from enrich.figures.counted import Counted
from enrich.figures.lexicon import noun_class
from enrich.numbers.grammar import Number
from enrich.numbers.lexicon import UNITS
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

_SOURCE = Path(__file__).parent / "data" / "predicates.txt"


def _read(path: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            measure, _, phrases = line.partition(":")
            for phrase in phrases.split(","):
                key = tuple(phrase.split())
                table[key] = (*table.get(key, ()), measure)
    return table


PREDICATES = _read(_SOURCE)
"""Phrase, as a tuple of words in lower case -> the measures that it stands for."""
_FIRST = frozenset(phrase[0] for phrase in PREDICATES)
_LAST = frozenset(phrase[-1] for phrase in PREDICATES)
_LONGEST = max(map(len, PREDICATES))

_AFTER_NOUN = words(
    """were was are is be been being have has had having did not reportedly reported confirmed feared believed
thought known said say to still
    now already also seriously critically badly slightly officially presumed declared left leaving found who that
    which all more others
    other , ( ) ' " ` severely may might could would will been since of them people then later there lie lay only
    never been so far
    here on in today yesterday ; - his her its their the a or and either at least"""
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


def _phrase_from(tokens: Sequence[Token], i: int) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that starts at token `i`: its measures and the index after it."""
    if tokens[i].text not in _FIRST:
        return None
    for length in range(_LONGEST, 0, -1):
        found = PREDICATES.get(tuple(token.text for token in tokens[i : i + length]))
        if found and i + length <= len(tokens):
            return found, i + length
    return None


def _phrase_to(tokens: Sequence[Token], i: int) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that ends with token `i`: its measures and the index of its first token."""
    if tokens[i].text not in _LAST:
        return None
    for length in range(min(_LONGEST, i + 1), 0, -1):
        found = PREDICATES.get(tuple(token.text for token in tokens[i + 1 - length : i + 1]))
        if found:
            return found, i + 1 - length
    return None


def hints(tokens: Sequence[Token], number: Number, counted: Counted | None) -> list[tuple[str, str]]:
    """Pairs of a rule and a measure that it speaks for, from the words around a number.

    Rules: "noun" (what is counted), "adj" (in the noun phrase), "next" and "coord" (the predicate that follows
    at once,
    or after another count), "far" (a later one of the clause), "before" (a verb or noun directly before), "left" (an
    earlier one).
    """
    found: list[tuple[str, str]] = []
    end = number.after
    if counted is not None:
        end = counted.end
        for i in range(counted.start, counted.end):
            phrase = _phrase_from(tokens, i)
            if phrase:
                found += [("noun" if phrase[1] >= counted.end else "adj", measure) for measure in phrase[0]]
    found += _after(tokens, end)
    found += _before(tokens, number.first - 1)
    found += _toll(tokens, number.first - 1)
    weighed = [_weighed(rule, measure) for rule, measure in found]
    for tier in _TIERS:
        if any(rule in tier for rule, _ in weighed):
            return [(rule, measure) for rule, measure in weighed if rule in tier]
    return weighed


_TIERS = (
    words("post next verb noun"),
    words("post next verb noun toll toll2 before coord pp next, post? next? verb? noun?"),
)
"""Where a rule of the first tier speaks the others are not heard; nor those of none where one of the second does."""


def _weighed(rule: str, measure: str) -> tuple[str, str]:
    """A measure that is said "at times" makes a witness of its own."""
    if measure.endswith("?"):
        return (rule if rule in ("post", "toll", "toll2") else rule + "?"), measure[:-1]
    return rule, measure


def _is_number(token: Token) -> bool:
    return token.kind in "nv" or (token.text in UNITS and token.text != "one")


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
        phrase = _phrase_from(tokens, i)
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
        if _is_number(token):
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
        phrase = _phrase_to(tokens, i)
        if phrase:
            if numbers:
                rule = "passed" if numbers == 1 else "beyond"
            elif i == start:
                rule = "verb" if token.text.endswith(("ed", "ing", "s")) else "before"
            else:
                rule = "before" if not skipped else "left" if skipped < 3 else "lefter"
            return [(rule + mark, measure) for measure in phrase[0]]
        if _is_number(token):
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
_TOLLS = words(
    "toll deaths fatalities injuries arrests infections cases displaced evacuees dead missing injured "
    "wounded killed detained hostages homeless"
    " deceased casualties layoffs victims refugees"
)
_COUNTS = words(
    "numbered number numbers stood stands stand rise rose rises risen rising climb climbs climbed climbing "
    "reach reached reaches hit hits top tops topped pass passed passes jump jumps jumped soar soars soared "
    "surge surges surged grow grows grew grown fall falls fell fallen drop drops dropped exceed exceeds "
    "exceeded total totalled totaled"
)
_TALLIES = words("number numbers count total list figure tally toll share")


def _toll(tokens: Sequence[Token], i: int) -> Iterable[tuple[str, str]]:
    """ "The number of dead ... rose by 1,290, to 3,869": a tally of what, with at most one number in between."""
    numbers = 0
    for at in range(i, max(-1, i - 18), -1):
        token = tokens[at]
        if (
            token.kind == "s"
            and token.text in ".!?;"
            and not (at + 1 < len(tokens) and tokens[at + 1].start == token.end)
        ):
            break
        if _is_number(token):
            numbers += 1
            if numbers > 1:
                break
        found = PREDICATES.get((token.text,), ())
        if token.text in _TOLLS or (found and not found[0].endswith("?")):
            named = token.text in ("toll", "deaths", "fatalities")
            tallied = any(word.text in _TALLIES for word in tokens[max(0, at - 6) : at])
            counted = token.text in _TOLLS and any(word.text in _COUNTS for word in tokens[at + 1 : i + 1])
            if named or tallied or counted:
                return [("toll2" if numbers else "toll", measure) for measure in found]
            break
    return []


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
    return (following.text in _OBJECTS or _is_number(following)) and tokens[end - 1].text not in (
        "died",
        "dies",
        "people",
    )


UNIT_MEASURES: dict[str, str] = {
    "money": "money",
    "percent": "percent",
    "fraction": "percent",
    "duration": "duration",
    "length": "length",
    "magnitude": "magnitude",
}
"""Kind of a number's unit -> the measure that it almost always is."""
DEFAULTS: dict[str, str] = {
    "people": "participants",
    "weapon": "launched",
    "vehicle": "other_count",
    "place": "other_count",
    "event": "other_count",
    "time": "other_count",
    "sport": "other_count",
    "paper": "other_count",
    "firm": "other_count",
    "animal": "other_count",
    "share": "other_count",
    "flight": "other_count",
    "family": "other_count",
    "vote": "votes",
    "case": "infected",
    "job": "affected",
    "death": "killed",
    "injury": "injured",
    "arrest": "arrested",
}
"""Class of a counted noun -> its measure where nothing else is said."""
_DISEASES = words(
    """cholera measles covid ebola flu influenza dengue malaria polio typhoid mpox monkeypox zika sars mers tuberculosis
    hiv aids plague anthrax coronavirus rabies meningitis hepatitis diphtheria norovirus salmonella listeria fever virus
    pneumonia disease infection infections confirmed suspected cough illness"""
)


def _speaks(word: str, measure: str) -> bool:
    said = PREDICATES.get((word,), ())
    return measure in said or f"{measure}?" in said or (measure == "destroyed" and word in ("hit", "lost", "gone"))


def sort_of_case(tokens: Sequence[Token], number: Number, counted: Counted) -> bool:
    """Whether the cases counted are of a disease ("2,056 cholera cases", "61 cases of cough")."""
    if tokens[counted.end - 1].text not in ("case", "cases", "patient", "patients", "infections"):
        return False
    return any(token.text in _DISEASES for token in tokens[number.after : counted.end + 3])


_FITTING = {"building": "destroyed", "vehicle": "destroyed", "weapon": "launched", "vote": "votes"}
"""Class of a counted noun -> the measure that a word for it anywhere in the sentence makes likely."""
_SETTLED = words("city town country nation village province island state region community population capital suburb")
_SHOT = words("shot fired struck hit launched stabbed")


FIXED = frozenset(["unit", "settled", "shots", "times", "parent", "charges"])
"""Patterns that name the only measure that a number can have."""
LAST = "last"
"""In place of a measure: that of the last count before."""
SURE = frozenset(["settled", "shots", "parent", "charges"])
"""Those of them with which a number is a figure beyond doubt."""


def patterns(tokens: Sequence[Token], number: Number, counted: Counted | None) -> list[tuple[str, str]]:
    """Fixed expressions: "a town of 53,000", "shot 11 times", "a scale of five", "by 24 to 10 votes"."""
    found: list[tuple[str, str]] = []
    i = number.first

    def text(at: int) -> str:
        return tokens[at].text if 0 <= at < len(tokens) else ""

    if (text(i - 1) in ("which", "whom", "those", "these") and text(i - 2) == "of") or (
        text(i - 1) == "," and text(i - 2) in ("those", "these", "them") and text(i - 3) == "of"
    ):
        found.append(("of which", LAST))
    if text(i - 1) == "of" and text(i - 2) in _SETTLED:
        found.append(("settled", "participants"))
    if number.kind == "times" and number.form != "multiple":
        if any(text(at) in _SHOT for at in range(i - 4, i)):
            found.append(("shots", "launched"))
        else:
            found.append(("times", "other_count"))
    if text(i - 1) in ("of", "for") and text(i - 2) in (
        "scale",
        "maximum",
        "team",
        "group",
        "room",
        "seats",
        "benches",
        "beds",
        "capacity",
    ):
        found.append(("capacity", "other_count"))
    if text(i - 1) == "of" and text(i - 2) in ("mother", "father", "mom", "mum", "dad", "parent", "parents"):
        found.append(("parent", "other_count"))
    if number.attributive and counted is not None and number.kind == "count":
        strength = text(counted.start) in ("member", "man", "woman", "person", "strong", "men", "women", "people")
        found.append(("strength", "participants") if strength else ("attributive", "other_count"))
    measure = UNIT_MEASURES.get(number.kind)
    if measure:
        found.append(("unit", measure))
    if counted is not None and number.kind == "count":
        head = tokens[counted.end - 1].text
        if head in ("counts", "charges", "count", "charge") and number.form != "zero":
            found.append(("charges", "other_count"))
        if sort_of_case(tokens, number, counted):
            found.append(("disease", "infected"))
        sort = noun_class(head)
        default = DEFAULTS.get(sort)
        if default:
            found.append(("ammunition" if sort == "weapon" else "default", default))
        fit = _FITTING.get(sort)
        if fit and any(_speaks(token.text, fit) for token in tokens):
            found.append(("fit", fit))
    value = number.low if number.low is not None else number.high
    if value is not None and value != int(value) and 0.1 <= value < 10 and number.kind == "count":
        near = {token.text for token in tokens[max(0, i - 25) : i + 25]}
        if near & _QUAKE:
            found.append(("quake", "magnitude"))
        found.append(("decimal", "magnitude"))
    if (
        number.kind == "count"
        and counted is None
        and text(i - 1) in ("up", "down", "shed", "gained", "lost", "dipped", "rose", "fell", "slid", "slipped")
    ):
        found.append(("index", "other_count"))
    return found


_QUAKE = words(
    "quake earthquake magnitude magnitudes shock tremor aftershock richter seismological temblor tremors "
    "aftershocks quakes earthquakes"
    " geological strong strength"
)


def spoken(tokens: Sequence[Token]) -> list[str]:
    """The measures of all predicates of a passage, in order."""
    found: list[str] = []
    i = 0
    while i < len(tokens):
        phrase = _phrase_from(tokens, i)
        if phrase:
            found += [measure for measure in phrase[0] if not measure.endswith("?")]
            i = phrase[1]
        else:
            i += 1
    return found
