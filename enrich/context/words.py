"""A sentence as words with offsets and, where it was parsed, with their tags."""

import re
from dataclasses import dataclass

from enrich.reading import Passage

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., P.K.
    r"|[A-Z]\.(?=\s*[A-Z])"  # an initial
    r"|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Adm|Gov|Sen|Rep|Prof|St|Brig|Inc|Ltd|Corp|Co)\."
    r"|\d+(?:[.,:]\d+)*"
    r"|['’]s\b"
    r"|(?<=s)['’](?=\s)"
    r"|[^\W\d_]+(?:[-‑][^\W_]+)*(?:['’](?!s\b)[^\W\d_]+)*"
    r"|''|``"
    r"|[^\w\s]"
)


_NO_PRONOUNS = frozenset(["WHO", "US", "IT"])


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark; `start` and `end` are code points in the field, `tag` is its Penn Treebank tag or ""."""

    text: str
    lower: str
    start: int
    end: int
    tag: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[:1].isupper()

    @property
    def is_word(self) -> bool:
        """Whether it is a word rather than a number or a mark."""
        return self.text[:1].isalpha()

    @property
    def is_finite(self) -> bool:
        """Whether it is tagged as a verb that takes a subject."""
        return self.tag in ("VBD", "VBZ", "VBP", "MD")


def _lower(word: str, text: str) -> str:
    """Return `word` in small letters for looking it up; bodies and countries that would become pronouns stay."""
    return word if word in _NO_PRONOUNS and not text.isupper() else word.lower().replace("’", "'")


def words(text: str, start: int = 0) -> list[Word]:
    """Return the words and marks of `text`, which stands at `start` in its field."""
    return [
        Word(found.group(), _lower(found.group(), text), start + found.start(), start + found.end())
        for found in _WORD.finditer(text)
    ]


def words_of(passage: Passage) -> list[Word]:
    """Return the words and marks of a sentence, with their tags where it was parsed."""
    tags = {token.idx: token.tag_ for token in passage.doc} if passage.doc is not None else {}
    return [
        Word(
            found.group(),
            _lower(found.group(), passage.text),
            passage.start + found.start(),
            passage.start + found.end(),
            tags.get(found.start(), ""),
        )
        for found in _WORD.finditer(passage.text)
    ]
