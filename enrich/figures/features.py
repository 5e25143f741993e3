"""What the measure of a figure is decided on: the number, what it counts, the words around it, the figures before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from enrich.figures.counted import Counted
from enrich.figures.lexicon import CLASSES, CUES, FUNCTION, PEOPLE, singular
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token

_REACH = 12
_STOPS = frozenset(".;:!?")
_COMMON_VALUES = 10


@dataclass(slots=True)
class Memory:
    """What the article said before: the measure and noun of each value, and those of the last figure."""

    measures: dict[float, str] = field(default_factory=dict)
    last: str = ""
    noun: str = ""
    title: str = ""

    def add(self, value: float | None, measure: str, noun: str) -> None:
        """Notes a figure."""
        if value is not None and (value > _COMMON_VALUES or value != int(value)):
            self.measures[value] = measure
        self.last = measure
        if noun:
            self.noun = noun


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of a passage with the noun it counts."""

    number: Number
    counted: Counted | None


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


def noun_class(word: str) -> str:
    """The class of a counted noun ("people", "vehicle"), "" for a noun of none."""
    if word in PEOPLE:
        return "people"
    return CLASSES.get(word, "")


def features(
    tokens: Sequence[Token],
    candidates: Sequence[Candidate],
    k: int,
    decided: Sequence[str],
    memory: Memory,
    *,
    title: bool,
) -> list[str]:
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
        pronoun = noun in ("them", "these", "those", "whom", "which", "others", "other", "more", "it")
        if pronoun:
            bare = True
    else:
        end = after
        found += ["bare", f"bare,{number.form}", f"bare,{number.kind},{bucket}"]
    # The nearest words that speak for a measure, on both sides.
    left, left_gap = _cue(tokens, range(first - 1, max(-1, first - 1 - _REACH), -1))
    right, right_gap = _cue(tokens, range(end, min(count, end + _REACH)))
    own = CUES.get(noun, ()) if counted is not None else ()
    for measure in own:
        found += [f"O={measure}"]
    for side, cue, gap in (("L", left, left_gap), ("R", right, right_gap)):
        if not cue:
            found.append(f"{side}=none")
            continue
        word, distance = cue
        near = "1" if distance == 0 else "3" if distance < 3 else "9"
        found += [f"{side}w={word}", f"{side}w={word},{kind}", f"{side}w={word},{near}"]
        for measure in CUES[word]:
            found += [
                f"{side}={measure}",
                f"{side}={measure},{near}",
                f"{side}={measure},{gap}",
                f"{side}={measure},hc={kind}",
                f"{side}={measure},bare={bare:d}",
            ]
            if number.kind != "count":
                found.append(f"{side}={measure},{number.kind}")
    if left and right:
        for a in CUES[left[0]][:2]:
            found += [f"LR={a},{b},{kind}" for b in CUES[right[0]][:2]]
    # Whatever speaks for a measure anywhere in the sentence.
    seen: set[str] = set()
    for token in tokens:
        if token.kind == "w" and len(token.text) > 2:
            seen.update(CUES.get(token.text, ()))
    found += [f"S={measure},hc={kind},bare={bare:d}" for measure in seen]
    # The figures before.
    if k:
        previous = candidates[k - 1].number
        gap_tokens = tokens[previous.after : first]
        joined = (
            "and"
            if any(token.text in ("and", ",", "or", "to", "from", "including", "(") for token in gap_tokens)
            and len(gap_tokens) < 6
            else "far"
        )
        found += [
            f"p={decided[k - 1]}",
            f"p={decided[k - 1]},{joined}",
            f"p={decided[k - 1]},{number.kind},bare={bare:d}",
            f"p={decided[k - 1]},hc={kind},{joined}",
        ]
        if bare:
            found.append(f"p={decided[k - 1]},bare,{joined},{l1}")
        if len(gap_tokens) <= 2:
            found.append("gap=" + ",".join(_shape(token) for token in gap_tokens))
            found.append(f"p={decided[k - 1]},gap=" + ",".join(_shape(token) for token in gap_tokens))
        done = next((m for m in reversed(decided[:k]) if m != "none"), "")
        if done:
            found.append(f"pd={done},bare={bare:d},{number.kind}")
    elif memory.last:
        found.append(f"m={memory.last},bare={bare:d},{number.kind}")
    if value is not None:
        known = memory.measures.get(value)
        if known:
            found += [f"same={known}", f"same={known},{kind}"]
    if memory.title and bare and number.kind == "count":
        found.append(f"t={memory.title},{number.form}")
    return found


def _cue(tokens: Sequence[Token], span: range) -> tuple[tuple[str, int] | None, str]:
    """The nearest cue in `span`, with its distance, and what lies between: a number, a comma or nothing."""
    gap = ""
    for distance, i in enumerate(span):
        token = tokens[i]
        if token.kind == "s":
            if token.text in _STOPS and not (i + 1 < len(tokens) and tokens[i + 1].start == token.end):
                return None, gap
            if token.text in (",", "(", ")", "-") and not gap:
                gap = "comma"
            continue
        if token.kind in "nv":
            gap = "number"
            continue
        if token.text in CUES:
            return (token.text, distance), gap
        if token.text in ("and", "but", "while", "which", "who", "that") and not gap:
            gap = token.text if token.text not in ("which", "who", "that") else "who"
    return None, gap


