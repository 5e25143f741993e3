"""What the measure of a figure is decided on: the number, what it counts, the words around it, what came before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from enrich.figures.counted import Counted
from enrich.figures.lexicon import noun_class, singular
from enrich.figures.predicates import FIXED, SURE, hints, patterns, spoken
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token, flatten, tokenize

_COMMON_VALUES = 10
_UNITS = frozenset(["money", "percent", "duration", "length", "magnitude", "none"])
_MEASURED = frozenset(["money", "percent", "duration", "length", "magnitude", "other_count"])
_STRONG = frozenset(["next", "verb", "noun", "before", "coord", "post", "toll", "toll2", "pp"])
_JOINTS = frozenset(["and", ",", "or", "to", "from", "including", "(", "but", "while"])


@dataclass(slots=True)
class Memory:
    """What the article said before.

    The measure of each value and of each noun, how often each measure was counted, the last figure's measure and
    noun,
    the headline's first measure, and the predicates of the sentence before and of the headline.
    """

    measures: dict[float, str] = field(default_factory=dict)
    counted: list[tuple[float, str]] = field(default_factory=list)
    nouns: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    last: str = ""
    last_count: str = ""
    noun: str = ""
    title: str = ""
    previous: str = ""
    headline: str = ""

    def pass_on(self, text: str, *, title: bool) -> None:
        """Notes the words of a passage that has been read."""
        self.previous = text
        if title:
            self.headline = text

    def nearest(self, value: float) -> tuple[str, float]:
        """The measure of the count that comes nearest to `value`, and by how many e-folds it differs."""
        log = math.log(value)
        gap, measure = min(((abs(log - known), measure) for known, measure in self.counted), default=(math.inf, ""))
        return measure, gap

    def main(self) -> str:
        """The measure that the article counts most."""
        return max(self.counts, key=self.counts.__getitem__) if self.counts else ""

    def add(self, value: float | None, measure: str, noun: str, *, title: bool) -> None:
        """Notes a figure; `noun` is what it counts, "" for units and pronouns."""
        if value is not None and (value > _COMMON_VALUES or value != int(value)):
            self.measures[value] = measure
            if measure not in _UNITS and value > 0:
                self.counted.append((math.log(value), measure))
        if measure not in _UNITS:
            self.last_count = measure
        self.last = measure
        if title and not self.title:
            self.title = measure
        if measure not in _MEASURED:
            self.counts[measure] = self.counts.get(measure, 0) + 1
        if noun:
            self.noun = noun
            self.nouns[singular(noun)] = measure


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of a passage with the noun it counts."""

    number: Number
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a number.

    `plain` features weigh for each measure on its own. A pair of `votes` is a witness and the measure that it
    speaks for
    ("next", "killed"); a witness is believed as much whatever the measure, so that a rare one profits from all.
    """

    plain: list[str]
    votes: list[tuple[str, str]]

    def certain(self) -> tuple[str, bool]:
        """The only measure that a fixed pattern leaves, "" where there is none, and whether it is one beyond doubt."""
        return next(((measure, witness in SURE) for witness, measure in self.votes if witness in FIXED), ("", False))


def _bucket(value: float | None) -> str:
    if value is None:
        return "open"
    if value != int(value):
        return "decimal"
    for top in (0, 1, 2, 5, 10, 20, 100, 1000, 10000, 1000000):
        if value <= top:
            return str(top)
    return "huge"


def _shape(token: Token) -> str:
    if token.kind == "w":
        return token.text
    return "#" if token.kind in "nv" else token.raw


PRONOUNS = frozenset(["them", "these", "those", "whom", "which", "others", "other", "more", "it", "what", "us"])
"""Words in the place of a counted noun that name nothing themselves."""


def noun_of(tokens: Sequence[Token], counted: Counted | None) -> str:
    """The head noun that is counted, in lower case; "" where there is none or a pronoun."""
    if counted is None:
        return ""
    noun = tokens[counted.end - 1].text
    return "" if noun in PRONOUNS else noun


def features(
    tokens: Sequence[Token],
    candidates: Sequence[Candidate],
    k: int,
    decided: Sequence[str],
    memory: Memory,
    *,
    title: bool,
) -> Features:
    """The features of candidate `k`, when the measures of those before it in the passage are `decided`."""
    number, counted = candidates[k].number, candidates[k].counted
    found = ["bias", f"kind={number.kind}", f"form={number.form}", f"q={number.qualifier}"]
    value = number.low if number.low is not None else number.high
    bucket = _bucket(value)
    found.append(f"v={bucket}")
    found.append(f"kf={number.kind},{number.form},{bucket if number.kind == 'count' else ''}")
    if number.unit:
        found.append(f"unit={number.unit}")
    if number.attributive:
        found.append("attr")
        found.append(f"attr,{number.kind}")
    if title:
        found.append("title")
    count = len(tokens)
    first, after = number.first, number.after

    def at(i: int) -> str:
        return _shape(tokens[i]) if 0 <= i < count else "^" if i < 0 else "$"

    l1, l2, r1, r2 = at(first - 1), at(first - 2), at(after), at(after + 1)
    found += [f"l1={l1}", f"l2={l2}", f"l12={l2},{l1}", f"r1={r1}", f"r2={r2}", f"r12={r1},{r2}", f"lr={l1},{r1}"]
    if first > 0 and tokens[first - 1].raw[:1].isupper() and first > 1:
        found.append("l1cap,title" if title else "l1cap")
        if number.form == "digits":
            found.append("l1cap,digits,title" if title else "l1cap,digits")
    if number.form in ("words", "zero", "vague", "multiple", "fraction"):
        text = tokens[number.first].text if number.first < count else ""
        word = tokens[after - 1].text
        found += [f"w={word}", f"w={word},{r1}", f"w={word},l1={l1}", f"w0={text}"]
    noun, kind, bare = "", "", counted is None
    if counted is not None:
        noun = tokens[counted.end - 1].text
        lemma = singular(noun)
        kind = noun_class(noun)
        found += [
            f"h={lemma}",
            f"hc={kind}",
            f"h={lemma},{number.form}",
            f"hc={kind},{number.form}",
            f"hk={kind},{number.kind}",
        ]
        if counted.of:
            found += ["of", f"of,h={lemma}", f"of,{number.form}"]
        found += [f"a={token.text}" for token in tokens[counted.start : counted.end - 1] if token.kind == "w"]
        end = counted.end
        if end < count:
            found += [f"n1={at(end)}", f"n12={at(end)},{at(end + 1)}"]
        if lemma[-2:] in ("er", "or", "st", "an"):
            found.append(f"hsuf={lemma[-2:]}")
        if noun in PRONOUNS:
            bare = True
    else:
        end = after
        found += ["bare", f"bare,{number.form}", f"bare,{number.kind},{bucket}"]
    people = kind in ("people", "", "family", "death", "injury", "arrest", "case")
    sort = "people" if people else "thing" if kind else "other"
    votes: list[tuple[str, str]] = []
    for witness, measure in patterns(tokens, number, counted):
        if witness in FIXED:
            return Features(found, [(witness, measure)])
        votes.append((witness, measure))
    given = hints(tokens, number, counted)
    strong = {rule for rule, _ in given} & _STRONG
    for rule, measure in given:
        votes += [(rule, measure), (f"{rule},{sort}", measure), (f"{rule},bare={bare:d}", measure)]
        found += [f"{rule}={measure}", f"{rule}={measure},hc={kind}"]
    if number.form == "zero":
        votes += [("zero", measure) for rule, measure in given if rule in strong] or [("nothing", "none")]
    if not strong:
        found += [f"no,hc={kind}", f"no,bare={bare:d}", f"no,bare={bare:d},{number.form}"]
        votes += [(f"alone,{rule},{sort}", measure) for rule, measure in given]
    # Whatever speaks for a measure anywhere in this sentence, the one before it and the headline.
    weak = "strong" if strong else "weak"
    seen = set(spoken(tokens))
    votes += [(f"S,{sort},bare={bare:d},{weak}", measure) for measure in seen]
    before = spoken(tokenize(flatten(memory.previous)))
    votes += [(f"B,bare={bare:d},{weak}", measure) for measure in set(before)]
    headline = spoken(tokenize(flatten(memory.headline)))
    votes += [(f"T,bare={bare:d},{weak}", measure) for measure in set(headline)]
    if not seen and before:
        votes.append((f"B-,bare={bare:d}", before[-1]))
    # The figures before.
    if k:
        previous = candidates[k - 1].number
        gap_tokens = tokens[previous.after : first]
        near = len(gap_tokens) < 7
        joined = "and" if near and any(token.text in _JOINTS for token in gap_tokens) else "far"
        last = decided[k - 1]
        alike = "alike" if previous.kind == number.kind else "unlike"
        found += [f"p={last},{joined}", f"p={last},bare={bare:d}"]
        votes += [(f"p,{joined},bare={bare:d},{alike},{weak}", last), (f"p,{sort},bare={bare:d},{weak}", last)]
        if len(gap_tokens) <= 2:
            gap = ",".join(_shape(token) for token in gap_tokens)
            found.append(f"gap={gap}")
            votes.append((f"p,gap={gap},bare={bare:d},{weak}", last))
        if counted is not None and counted.of:
            votes.append((f"p,of,{noun if bare else sort},{weak}", last))
        done = next((m for m in reversed(decided[:k]) if m != "none"), "")
        if done:
            votes.append((f"pd,bare={bare:d},{weak}", done))
    elif memory.last:
        votes.append((f"m,bare={bare:d},{sort},{weak}", memory.last))
        if counted is not None and counted.of:
            votes.append((f"m,of,{noun if bare else sort},{weak}", memory.last))
    if value is not None:
        known = memory.measures.get(value)
        if known:
            votes += [("same", known), (f"same,{sort},bare={bare:d}", known), (f"same,{weak}", known)]
        elif value > _COMMON_VALUES:
            near_measure, distance = memory.nearest(value)
            if distance < 0.7:
                scale = "close" if distance < 0.25 else "near"
                votes += [(f"{scale},{sort},{weak}", near_measure), (f"{scale},bare={bare:d},{weak}", near_measure)]
    recent = next((m for m in reversed(decided[:k]) if m not in _UNITS), "")
    if recent:
        votes.append((f"pc,bare={bare:d},{sort},{weak}", recent))
    elif memory.last_count:
        votes.append((f"mc,bare={bare:d},{sort},{weak}", memory.last_count))
    if memory.title:
        votes += [(f"t,bare={bare:d},{weak}", memory.title), (f"t,{sort}", memory.title)]
    main = memory.main()
    if main:
        votes += [(f"main,bare={bare:d},{weak}", main), (f"main,{sort}", main)]
    if counted is not None and not bare and noun not in ("people", "person", "persons"):
        as_before = memory.nouns.get(singular(noun))
        if as_before:
            votes += [("noun before", as_before), (f"noun before,{sort},{weak}", as_before)]
    return Features(found, votes)
