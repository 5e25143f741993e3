"""Which forms report, and whether those that need an object of a certain kind have it."""

import re
from collections.abc import Sequence

from enrich.context.clauses import CLOSING, ends
from enrich.context.lexicon import AMBIGUOUS, BREAKS, DETERMINERS, KNOWN, PREPOSITIONS, TOLL
from enrich.context.speaker import left_of
from enrich.context.words import Word
from enrich.reading import Passage

FINDING = frozenset(["found", "finds", "find", "showed", "shows", "show"])
STUDIES = frozenset(
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
_COUNTERS = frozenset(
    [
        "council",
        "report",
        "study",
        "ministry",
        "commission",
        "institute",
        "agency",
        "department",
        "bureau",
        "survey",
        "statement",
        "bulletin",
        "tally",
        "count",
        "capitol",
        "hospital",
        "police",
        "military",
        "army",
        "network",
        "array",
        "authority",
        "authorities",
        "registry",
        "which",
    ]
)
_CASES = frozenset(["cases", "deaths", "dead", "injured", "infections", "wounded", "missing", "fatalities"])
_REACH = 10


def is_verb(tokens: Sequence[Word], i: int, passage: Passage) -> bool:
    """Tell whether the word number `i`, by its form one that reports, is a verb here that could."""
    word = tokens[i]
    before = tokens[i - 1].lower if i else ""
    if word.lower in AMBIGUOUS:
        if word.is_name and i and tokens[i - 1].is_name and passage.field == "body":
            return False  # "the United States"
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
    if left is None or left[0] < 2 or tokens[left[0] - 1].text not in CLOSING or not ends(tokens, i):
        return False
    subject = tokens[left[1]]
    plural = subject.lower.endswith("s") or subject.lower in {"they", "who", "people", "police", "men", "women"}
    return subject.is_name or plural != tokens[i].lower.endswith("s")


def has_object(tokens: Sequence[Word], i: int) -> bool:
    """Tell whether a verb that reports only with the right object has it."""
    verb = tokens[i].lower
    near = tokens[i + 1 : i + 1 + _REACH]
    clause = [t for k, t in enumerate(near) if not any(m.text in {";", "."} for m in near[:k])]
    lower = [t.lower for t in clause]
    number = next((k for k, t in enumerate(clause) if t.text[0].isdigit() or t.tag == "CD"), None)
    if verb in {"has", "have", "had"}:
        if near and near[0].tag == "VBN":  # "police have arrested 14" tells what they did
            return False
        subject = tokens[i - 1].lower if i else ""
        counter = bool(set(lower[:5]) & _CASES) or subject in _COUNTERS or bool(re.fullmatch(r"no|\d+", subject))
        counted = number is not None and number <= 2 and counter
        plain = all(t.is_word and not t.is_name and not t.tag.startswith("VB") for t in clause[:number])
        if number is not None and number <= 3 and plain:
            after = clause[number + 1].lower if number + 1 < len(clause) else "."
            counted = counted or not after[:1].isalpha() or after in BREAKS  # "the town hall has 41,068."
        return counted or (bool(set(lower[:4]) & KNOWN) and bool({"of", "that"} & set(lower[:6])))
    if verb in {"spoke", "speaks", "speak", "spoken"}:
        return "of" in lower[:5]
    if verb in {"heard", "hears"}:
        return number is not None and number <= 2
    if verb in {"put", "puts", "putting", "set", "sets"}:
        return "at" in lower
    if verb in {"issued", "issues"}:  # "which the institute first issued as 4.1"
        return number is not None and number <= 2 and lower[:1] in (["as"], ["at"])
    if verb in {"took", "takes", "take", "removed", "struck"}:
        off = bool({"off", "from"} & set(lower[:6])) and bool({"list", *TOLL} & set(lower[:10]))
        paid = number is not None and number <= 3 and any(t.text in {"$", "£", "€"} for t in clause[:number])
        return paid or (off and number is not None and number <= 1)
    if verb in {"fear", "fears", "sees"}:
        return number is not None and number <= 2
    if verb in {"finalizes", "finalises", "finalized", "finalised", "certified", "certifies", "publishes"}:
        return number is not None and bool({"results", "returns", "result", "figures", "data"} & set(lower))
    if verb == "charged":  # "prosecutors have charged him with two counts"
        return number is not None and clause[number + 1 : number + 2] != [] and clause[number + 1].lower == "counts"
    if verb in {"stands", "stood"}:
        return lower[:1] == ["by"]
    if verb in {"arrived", "got", "sticks", "stuck"}:
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
