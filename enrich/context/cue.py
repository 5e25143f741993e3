"""A source as one sentence names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.context.lexicon import SPEAKING_PRONOUNS
from enrich.context.words import Word
from enrich.reading import Passage

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A source named in a sentence. Offsets are code points in the field.

    `speaker` is the span of the source's words; `scopes` are the spans that it governs; `verb` is the reporting verb
    or the word in its place, lower case; `at` is where the cue stands; `rank` orders cues that govern the same text:
    0 for speech with the text after it, 1 for a tail ("..., X said"), 2 for the rest.
    """

    speaker: Span
    words: str
    verb: str
    at: int
    scopes: tuple[Span, ...]
    rank: int = 0

    def governs(self, offset: int) -> bool:
        """Whether the text at `offset` is said by this source."""
        return any(start <= offset < end for start, end in self.scopes)

    @property
    def is_pronoun(self) -> bool:
        """Whether the source is named by a pronoun alone."""
        return self.words.lower() in SPEAKING_PRONOUNS


def cue(passage: Passage, words: Sequence[Word], verb: str, at: int, scopes: tuple[Span, ...], rank: int) -> Cue:
    """Make a cue whose source is `words`."""
    start, end = words[0].start, words[-1].end
    text = re.sub(r"\s+", " ", passage.text[start - passage.start : end - passage.start])
    return Cue(speaker=(start, end), words=text, verb=verb, at=at, scopes=scopes, rank=rank)
