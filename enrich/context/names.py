"""Who a source is: pronouns and short forms resolved in the article, and what kind of source it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from enrich.bodies import canonical
from enrich.context.attribution import Source, Voices
from enrich.context.lexicon import BODIES, PRONOUNS, ROLES, UNNAMED
from enrich.context.speaker import can_speak
from enrich.context.speech import actor_of
from enrich.context.words import Word, words
from enrich.messages import AttributionKind
from enrich.places import resolve
from enrich.reading import Reading

_BACK = 5
"""Sentences that a pronoun can look back."""
_SEARCHED = 60_000
"""Code points of the body in which the full form of a short name is looked for."""

_ONE = frozenset(["he", "she", "who", "one", "another", "his", "her", "i"])
_BODY = frozenset(["it", "its", "which"])
_PLURAL = frozenset(["they", "their", "both", "these", "those", "we", "our"])
_EDGE = re.compile(r"^(?:the|a|an|its|their|his|her|our|this|that)\s+", re.IGNORECASE)
_ABBREVIATED = r"(?:Gen|Col|Lt|Dr|Mr|Mrs|Ms|Sen|Gov|Rep|Prof|Adm|Capt|Maj|Sgt|Brig|St)"
_INSTITUTIONS = frozenset(
    [
        "ministry",
        "commission",
        "institute",
        "council",
        "agency",
        "department",
        "bureau",
        "authority",
        "committee",
        "service",
        "survey",
        "brigades",
        "hospital",
        "office",
        "university",
        "court",
        "board",
        "association",
        "federation",
    ]
)
_INDEFINITE = frozenset(["a", "an", "one", "another", "some", "two", "several", "many"])
_TITLES = frozenset(["mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "general", "president", "minister"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The resolved name of a source, its words in the text, and its kind; empty for the outlet itself."""

    name: str = ""
    words: str = ""
    kind: AttributionKind = "outlet"


class Names:
    """Resolves the sources of one article; `voices` are the sources that it names."""

    def __init__(self, reading: Reading, voices: Voices) -> None:
        self._reading = reading
        self._voices = voices
        self._text = f"{reading.title}\n{reading.body[:_SEARCHED]}"
        located = [e.text for e in reading.entities if e.label == "LOC"]
        self._located = {*located, *(name.upper() for name in located)}
        self._full: dict[str, str] = {}

    def attribution(self, source: Source | None, passage: int, given: str | None = None) -> Attribution:
        """Return who the source of a figure in passage number `passage` is.

        `given` is its name where somebody gave it ("": the outlet itself; None: not given, then `source` decides).
        """
        if given == "" or (given is None and source is None):
            return Attribution()
        said = given if given is not None else source.words if source is not None else ""
        at = source.start if source is not None else None
        if source is not None:
            passage = source.passage
        resolved = self._antecedent(said.lower(), passage, at) if said.lower() in PRONOUNS else said
        name = self._long(resolved) if resolved else ""
        known = canonical(name, self._country() if "ministry" in name.lower() else None) if name else None
        if known is not None and known.known:
            return Attribution(name=known.name, words=said, kind="body")
        return Attribution(name=name, words=said, kind=_kind(name))

    def _country(self) -> str | None:
        """Return the code of the country that the article names first: whose a ministry without a name is."""
        for entity in self._reading.entities:
            if entity.label == "LOC" and (code := resolve(entity.text).country):
                return code
        return None

    def _antecedent(self, pronoun: str, passage: int, at: int | None) -> str:
        """Return the source named before a pronoun that it can stand for, "" where there is none."""
        for name, label in self._before(passage, at):
            tokens = words(name)
            if label == "ORG" and pronoun in _ONE:
                continue
            if not can_speak(tokens) or any(t.text[0].isdigit() for t in tokens) or name in self._located:
                continue
            head = _head(tokens)
            body = head in BODIES or canonical(name).known
            plural = (head.endswith("s") and head in ROLES) or head in {"police", "people"}
            if pronoun in _ONE and not plural and not (body and not _person(tokens)):
                return name
            if pronoun in _BODY and body and not _person(tokens):
                return name
            if pronoun in _PLURAL and (plural or body):
                return name
        return ""

    def _before(self, passage: int, at: int | None) -> Iterator[tuple[str, str]]:
        """Give the sources named before offset `at` of a passage, then in those before it, nearest first.

        With each goes the label of the entity that it is, "" where it is named as a source.
        """
        passages = self._reading.passages
        for i in range(passage, max(-1, passage - _BACK - 1), -1):
            if passages[i].field != passages[passage].field:
                return
            limit = at if i == passage and at is not None else passages[i].end + 1
            actor = actor_of(passages[i], limit)
            if actor is not None and not actor.is_pronoun:
                yield actor.words, ""
            named = [cue.words for cue in self._voices.cues_of(i) if cue.speaker[0] < limit and not cue.is_pronoun]
            yield from ((name, "") for name in reversed(named))
            people = [
                e for e in self._reading.entities if e.field == passages[i].field and e.label in ("PERSON", "ORG")
            ]
            inside = [e for e in people if passages[i].start <= e.start < min(limit, passages[i].end)]
            yield from ((e.text, e.label) for e in reversed(inside))

    def _long(self, name: str) -> str:
        """Return the fullest form in which the article names the bearer of a short name, else the name itself."""
        if name not in self._full:
            self._full[name] = self._longest(name)
        return self._full[name]

    def _longest(self, name: str) -> str:
        bare = _EDGE.sub("", name).strip()
        parts = [part for part in bare.split() if part.lower() not in _TITLES]
        if len(parts) != 1 or len(parts[0]) < 3:
            return name
        part = re.escape(parts[0].removesuffix("'s").removesuffix("’s"))
        if parts[0][0].isupper() and parts[0].lower() not in ROLES and not _EDGE.match(name):
            # "Jena" is "Chief Secretary P.K. Jena".
            pattern = rf"\b(?:(?:[A-Z][\w-]*|(?:[A-Z]\.)+|{_ABBREVIATED}\.)[ ]){{1,5}}{part}\b"
        elif parts[0].lower() in _INSTITUTIONS:
            # "the commission" is "the Central Election Commission", "the institute" the "Institute of Volcanology".
            head = parts[0].capitalize()
            pattern = (
                rf"\b(?:(?:[A-Z][\w'’-]+[ ](?:(?:of|and|for)[ ])?){{1,5}}{head}\b|{head}(?:[ ](?:of|for|and|the)"
                rf"|[ ][A-Z][\w'’-]+){{1,7}}(?<=[a-z]))"
            )
            lower = rf"\b(?!(?:his|its|her|their|by|the|a)\b)[A-Za-z][a-z-]+[ ]{part}\b"
            found = re.search(pattern, self._text) or (parts[0] == "ministry" and re.search(lower, self._text))
            return _tidy(found.group()) if found else name
        else:
            return name
        longest = max((m.group() for m in re.finditer(pattern, self._text)), key=len, default="")
        return _tidy(longest) if longest else name


def _tidy(name: str) -> str:
    return re.sub(r"^(?:The|But|And|In|On|At|As|the|a|said|says)\s+|\s+(?:of|for|and|the)$", "", " ".join(name.split()))


def _head(tokens: list[Word]) -> str:
    """Return the last noun before a preposition, lower case."""
    head = ""
    for token in tokens:
        if token.text in {"'s", "’s"}:  # "the state's chief secretary" is a secretary
            head = ""
            continue
        if head and (not token.is_word or token.lower in {"of", "for", "in", "at", "on", "from"}):
            break
        if token.is_word:
            head = token.lower
    return head


def _person(tokens: list[Word]) -> bool:
    """Tell whether a source is a person: one whose head is no body, with a role that is none either."""
    return _head(tokens) not in BODIES and any(t.lower in ROLES - BODIES for t in tokens)


def _kind(name: str) -> AttributionKind:
    tokens = words(name)
    head = _head(tokens)
    if tokens and tokens[0].lower in _INDEFINITE and (head in UNNAMED or head not in BODIES | ROLES):
        return "unnamed"  # "a mason from Basirhat"
    if any(t.is_name and t.is_word for t in tokens[1:]):
        return "body"
    if not name or head in UNNAMED or head in PRONOUNS:
        return "unnamed"
    if head in BODIES or (
        tokens and tokens[0].is_name and tokens[0].lower not in {"the", "a", "an"} and head not in ROLES
    ):
        return "body"
    return "unnamed" if tokens[0].lower in _INDEFINITE else "body"
