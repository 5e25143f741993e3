"""What the measure of a figure is decided on: the number, what it counts, the words around it, what came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from enrich.figures.counted import PRONOUNS, Candidate, Counted
from enrich.figures.lexicon import noun_class, singular
from enrich.figures.memory import COMMON_VALUES, UNITS, Memory
from enrich.figures.patterns import DEFAULT, FIXED, LAST, SURE, patterns
from enrich.figures.phrases import spoken
from enrich.figures.predicates import OUTRIGHT, hints
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token, tokens_of

_STRONG = OUTRIGHT | {"before", "coord", "toll", "toll2", "pp"}
_JOINTS = frozenset(["and", ",", "or", "to", "from", "including", "(", "but", "while"])


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


@dataclass(frozen=True, slots=True)
class _View:
    """A number as its words show it: what it counts, the class of that, whether it stands alone, and its value."""

    tokens: Sequence[Token]
    number: Number
    counted: Counted | None
    noun: str
    kind: str
    bare: bool
    value: float | None

    @property
    def sort(self) -> str:
        """The class of what is counted, in three: people (or bodies, cases), things, unknown."""
        if self.kind in ("people", "", "family", "death", "injury", "arrest", "case"):
            return "people"
        return "thing"

    def at(self, i: int) -> str:
        """The shape of token `i`, "^" and "$" beyond the ends."""
        if 0 <= i < len(self.tokens):
            return _shape(self.tokens[i])
        return "^" if i < 0 else "$"


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
    noun = "" if counted is None else tokens[counted.end - 1].text
    value = number.low if number.low is not None else number.high
    bare = counted is None or noun in PRONOUNS
    view = _View(tokens, number, counted, noun, noun_class(noun) if noun else "", bare, value)
    plain = _plain(view, title=title)
    votes: list[tuple[str, str]] = []
    given = hints(tokens, number, counted)
    outright = any(rule in OUTRIGHT for rule, _ in given)
    for witness, measure in patterns(tokens, number, counted):
        if witness in FIXED:
            return Features(plain, [(witness, measure)])
        if outright and witness in DEFAULT:
            continue
        if measure == LAST:
            measure = next((m for m in reversed(decided[:k]) if m not in UNITS), memory.last_count)
        votes.append((witness, measure))
    if value is not None and value != int(value) and 0 < value < 10 and "magnitude" in memory.units:
        votes.append(("quake before", "magnitude"))
    told = [(rule, measure) for rule, measure in given if rule in _STRONG]
    for rule, measure in given:
        votes += [(rule, measure), (f"{rule},{view.sort}", measure), (f"{rule},bare={bare:d}", measure)]
        plain += [f"{rule}={measure}", f"{rule}={measure},hc={view.kind}"]
    if number.form == "zero":
        votes += [("zero", measure) for _, measure in told] or [("nothing", "none")]
    elif number.form == "words" and value == 1:
        votes += [("one", measure) for _, measure in told]
    votes += _known(view, memory, outright=outright)
    if outright:
        return Features(plain, votes)
    if not told:
        plain += [f"no,hc={view.kind}", f"no,bare={bare:d}", f"no,bare={bare:d},{number.form}"]
        votes += [(f"alone,{rule},{view.sort}", measure) for rule, measure in given]
    weak = "told" if told else "untold"
    votes += _around(view, memory, weak)
    votes += _earlier(view, candidates, k, decided, memory, weak)
    if k:
        plain += [f"p={decided[k - 1]}", f"p={decided[k - 1]},bare={bare:d}"]
    return Features(plain, votes)


def _plain(view: _View, *, title: bool) -> list[str]:
    """The words and shapes in and beside the number."""
    tokens, number, counted, at = view.tokens, view.number, view.counted, view.at
    bucket = _bucket(view.value)
    found = ["bias", f"kind={number.kind}", f"form={number.form}", f"q={number.qualifier}", f"v={bucket}"]
    found.append(f"kf={number.kind},{number.form},{bucket if number.kind == 'count' else ''}")
    if number.unit:
        found.append(f"unit={number.unit}")
    if number.attributive:
        found += ["attr", f"attr,{number.kind}"]
    if title:
        found.append("title")
    first, after = number.first, number.after
    l1, l2, r1, r2 = at(first - 1), at(first - 2), at(after), at(after + 1)
    found += [f"l1={l1}", f"l2={l2}", f"l12={l2},{l1}", f"r1={r1}", f"r2={r2}", f"r12={r1},{r2}", f"lr={l1},{r1}"]
    if first > 1 and tokens[first - 1].raw[:1].isupper():
        name = "l1cap,title" if title else "l1cap"
        found += [name, f"{name},{number.form}"]
    if number.form in ("words", "zero", "vague", "multiple", "fraction"):
        word = tokens[after - 1].text
        found += [f"w={word}", f"w={word},{r1}", f"w={word},l1={l1}"]
    if counted is None:
        return [*found, "bare", f"bare,{number.form}", f"bare,{number.kind},{bucket}"]
    lemma, kind = singular(view.noun), view.kind
    found += [f"h={lemma}", f"hc={kind}", f"h={lemma},{number.form}", f"hc={kind},{number.form}"]
    found.append(f"hk={kind},{number.kind}")
    if counted.of:
        found += ["of", f"of,h={lemma}", f"of,{number.form}"]
    found += [f"a={token.text}" for token in tokens[counted.start : counted.end - 1] if token.kind == "w"]
    if counted.end < len(tokens):
        found.append(f"n1={at(counted.end)}")
    return found


def _known(view: _View, memory: Memory, *, outright: bool) -> list[tuple[str, str]]:
    """What the article says elsewhere of the same value; `outright`: whether this place says it, too."""
    votes: list[tuple[str, str]] = []
    if view.value is None:
        return votes
    if outright:
        known = memory.measures.get(view.value)
        return [("same,outright", known)] if known else []
    hinted = memory.hinted.get(view.value)
    if hinted and view.number.kind == "count":
        votes.append(("hinted", hinted))
    ahead, known = memory.foreseen.get(view.value), memory.measures.get(view.value)
    if ahead and view.bare:
        votes += [("foreseen", ahead), (f"foreseen,bare={view.bare:d}", ahead)]
    if known:
        votes += [("same", known), (f"same,{view.sort},bare={view.bare:d}", known)]
    elif view.value > COMMON_VALUES:
        measure, distance = memory.nearest(view.value)
        if distance < 0.7:
            scale = "close" if distance < 0.25 else "near"
            votes += [(f"{scale},{view.sort}", measure), (f"{scale},bare={view.bare:d}", measure)]
    return votes


def _around(view: _View, memory: Memory, weak: str) -> list[tuple[str, str]]:
    """Whatever speaks for a measure anywhere in this sentence, the one before it and the headline."""
    bare = f"bare={view.bare:d}"
    seen = set(_spoken_by(tuple(view.tokens)))
    votes = [(f"S,{view.sort},{bare},{weak}", measure) for measure in seen]
    before = _spoken_in(memory.previous)
    votes += [(f"B,{bare},{weak}", measure) for measure in set(before)]
    votes += [(f"T,{bare},{weak}", measure) for measure in set(_spoken_in(memory.headline))]
    if not seen and before:
        votes.append((f"B-,{bare}", before[-1]))
    return votes


@lru_cache(maxsize=16)
def _spoken_in(text: str) -> tuple[str, ...]:
    """The measures of all predicates of a passage; every number of the passages after it asks for the same."""
    return _spoken_by(tokens_of(text))


@lru_cache(maxsize=16)
def _spoken_by(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple(spoken(tokens))


def _earlier(
    view: _View, candidates: Sequence[Candidate], k: int, decided: Sequence[str], memory: Memory, weak: str
) -> list[tuple[str, str]]:
    """The measures of the figures before: the last, the last count, the headline's, the commonest, the same noun's."""
    votes: list[tuple[str, str]] = []
    bare, sort = f"bare={view.bare:d}", view.sort
    partitive = view.counted is not None and view.counted.of
    if k:
        previous, last = candidates[k - 1].number, decided[k - 1]
        gap = view.tokens[previous.after : view.number.first]
        joined = "and" if len(gap) < 7 and any(token.text in _JOINTS for token in gap) else "far"
        alike = "alike" if previous.kind == view.number.kind else "unlike"
        votes += [(f"p,{joined},{bare},{alike},{weak}", last), (f"p,{sort},{bare},{weak}", last)]
        if len(gap) <= 2:
            votes.append((f"p,gap={','.join(_shape(token) for token in gap)},{bare},{weak}", last))
        if partitive:
            votes.append((f"p,of,{view.noun if view.bare else sort},{weak}", last))
        done = next((m for m in reversed(decided[:k]) if m != "none"), "")
        if done:
            votes.append((f"pd,{bare},{weak}", done))
    elif memory.last:
        votes.append((f"m,{bare},{sort},{weak}", memory.last))
        if partitive:
            votes.append((f"m,of,{view.noun if view.bare else sort},{weak}", memory.last))
    recent = next((m for m in reversed(decided[:k]) if m not in UNITS), "")
    if recent:
        votes.append((f"pc,{bare},{sort},{weak}", recent))
    elif memory.last_count:
        votes.append((f"mc,{bare},{sort},{weak}", memory.last_count))
    if memory.title:
        votes += [(f"t,{bare},{weak}", memory.title), (f"t,{sort}", memory.title)]
    main = memory.main()
    if main:
        votes += [(f"main,{bare},{weak}", main), (f"main,{sort}", main)]
    if not view.bare and view.noun not in ("people", "person", "persons"):
        as_before = memory.nouns.get(singular(view.noun))
        if as_before:
            votes += [("noun before", as_before), (f"noun before,{sort},{weak}", as_before)]
    return votes
