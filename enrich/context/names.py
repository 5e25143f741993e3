"""Who a source is: pronouns and short forms resolved in the article, and what kind of source it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.context.attribution import Source
from enrich.context.lexicon import PRONOUNS, UNNAMED
from enrich.context.words import Word, words
from enrich.messages import AttributionKind, Entity
from enrich.reading import Reading

_PERSONAL = {"he", "she", "his", "her"}
_PLURAL = {"they", "their", "we", "our", "both"}
_LEADING = re.compile(r"^(?:the|a|an|its|their|his|her|our|this|that)\s+", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The resolved name of a source, its words in the text, and its kind; empty for the outlet itself."""

    name: str = ""
    words: str = ""
    kind: AttributionKind = "outlet"


class Names:
    """Resolves the sources of one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._texts = {"title": reading.title, "body": reading.body}

    def attribution(self, source: Source | None, given: str | None = None) -> Attribution:
        """Return who the source is; `given` is its name where somebody gave it ("": the outlet, None: not given)."""
        if given == "" or (given is None and source is None):
            return Attribution()
        said = given if given is not None else source.words if source is not None else ""
        name = said
        return Attribution(name=name, words=said, kind=self._kind(name))

    def _kind(self, name: str) -> AttributionKind:
        tokens = words(name)
        if any(t.is_name and t.is_word for t in tokens[1:]):
            return "body"
        if any(t.lower in UNNAMED or t.lower in PRONOUNS for t in tokens):
            return "unnamed"
        return "body"
