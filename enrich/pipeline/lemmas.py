"""Lemmas by tag: rules for the regular inflections of English, and a table of the forms that the rules get wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from enrich import lists

NAME = "figurewatch_lemmas"

_PLURAL = re.compile(r"(?P<y>[^aeiou]ies)$|(?P<es>(?:s|x|z|ch|sh)es)$|(?P<ves>(?:[aeo]l|ar|oa|ea)ves)$|(?P<s>[^su]s)$")
_E_BEFORE = re.compile(
    r"(?:[^aeiou][aiou][zvcg]|[vcu]|[^aeiou]at|[aeiou]{0}iz|[lrn]g|dg|rs|ns|us|[^aeiou]as|bl|tl|dl|pl|gl|cl|ut|id|ir|ur|uc|in)$"
)
_DOUBLE = re.compile(r"[aeiou]([bdgmnprt])\1$")
_VERBAL = {"VBZ", "VBD", "VBN", "VBG"}


def lemma(word: str, tag: str, table: Mapping[tuple[str, str], str]) -> str:
    """Give the lemma of a word by its Penn tag; names keep their letters, all else is in small letters."""
    if tag in {"NNP", "NNPS"}:
        return word
    low = word.lower().replace("’", "'")
    known = table.get((low, tag))
    if known is not None:
        return known
    if tag == "NNS":
        return _singular(low)
    if tag in _VERBAL:
        return _base(low, tag)
    return low


def _singular(word: str) -> str:
    found = _PLURAL.search(word) if len(word) > 3 else None
    match found.lastgroup if found else None:
        case "y":
            return word[:-3] + "y"
        case "es":
            return word[:-2]
        case "ves":
            return word[:-3] + "f"
        case "s":
            return word[:-1]
    return word


def _base(word: str, tag: str) -> str:
    if tag == "VBZ":
        return _singular(word)
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    ending = "ing" if tag == "VBG" else "ed"
    if not word.endswith(ending) or len(word) - len(ending) < 2:
        return word
    stem = word[: -len(ending)]
    if _DOUBLE.search(stem):
        return stem[:-1]
    return stem + "e" if _E_BEFORE.search(stem) else stem


@cache
def bundled() -> Mapping[tuple[str, str], str]:
    """Read the table that ships with the package: form, tag, lemma."""
    return {(form, tag): base for form, tag, base in lists.rows("lemmas.tsv")}


class Lemmas:
    """Gives each token its lemma, from its tag."""

    def __init__(self, table: Mapping[tuple[str, str], str]) -> None:
        self._table = table

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of one document."""
        for token in doc:
            token.lemma_ = lemma(token.text, token.tag_, self._table)
        return doc


@Language.factory(NAME, requires=["token.tag"], assigns=["token.lemma"])
def make_lemmas(nlp: Language, name: str) -> Lemmas:
    """Make the component, when a model that has it is loaded."""
    return Lemmas(bundled())
