"""The language of a text: by its commonest words where they tell plainly, else by py3langid, imported here alone.

py3langid: kept by the author of trafilatura, offline, 139 languages in a model of 3 MB, half a millisecond a text. Read
in when the first text comes, since it takes 120 MB and a second.
"""

import re
from collections import Counter
from functools import cache
from typing import Any

LEAST = 60
"""Letters below which a text tells too little."""

SURE = 0.9
"""Probability from which on what the text tells counts for more than what its publisher says."""

MOST = 2_000
"""Code points of a text that are looked at."""

_BEGINNING = 800
"""Code points of a text whose words are counted."""

PLAIN = 0.08
"""Share of common words of one language from which on a text is plainly in it."""

COMMON = {
    "en": "the and of to that with from were been said which their this has had who would they after more than",
    "de": "die und das nicht ist mit von dem ein eine einer auch für wurde werden sind zur im hat sich wie über",
    "fr": "les et est dans qui une pas avec sur sont aux du ont cette été par mais leur",
    "es": "los las el y sus fue muy según hasta sin más",
    "it": "gli della che il è nel sono più anche dei alla di dalla hanno nella ha",
    "pt": "não uma um em são pela pelo também à com seu",
    "nl": "een niet zijn voor ook wordt werd heeft zich deze uit worden",
}
"""The commonest words of some languages that are common in no other, siblings such as Afrikaans, Catalan, Galician and
Luxembourgish included. Each word is of one language."""

_LANGUAGE_OF = {word: tag for tag, words in COMMON.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+")

NEWS = (
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko "
    "ku ky lo lt lv mk ml mn mr ms mt ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr ug uk ur uz vi "
    "zh"
)
"""Languages that come into question, as far as the model knows them: those that news is written in. The others, such as
creoles close to English, are told in error more often than rightly."""


def language_of(text: str, declared: str | None) -> str | None:
    """Return the BCP 47 tag of the language that `text` is in, None where nothing tells.

    `declared` is what the publisher says; it gives way to another language that the text is plainly in, since many
    feeds keep the "en" of their software.
    """
    sample = text[:MOST]
    words = _words(sample)
    if sum(map(len, words)) < LEAST:
        return declared
    plain = _plain(words)
    if plain is not None:
        return declared if declared is not None and declared.partition("-")[0].lower() == plain else plain
    found, probability = _identifier().classify(sample)
    if declared is not None and declared.partition("-")[0].lower() == found:
        return declared
    return str(found) if probability >= SURE else declared


def plainly(text: str) -> str | None:
    """Return the tag of the language of `COMMON` that `text` is plainly in, None where that is in doubt.

    Plainly: at least three common words of it, `PLAIN` of all words, and four times as many as of any other. Takes 25
    microseconds, a fifth to a tenth of what the library takes.
    """
    return _plain(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:_BEGINNING].lower())


def _plain(words: list[str]) -> str | None:
    known = [(tag, word) for word in words if (tag := _LANGUAGE_OF.get(word)) is not None]
    if not known:
        return None
    (first, most), *others = Counter(tag for tag, _ in known).most_common(2)
    distinct = len({word for tag, word in known if tag == first})
    second = others[0][1] if others else 0
    return first if distinct >= 3 and most >= PLAIN * len(words) and most >= 4 * second else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([tag for tag in NEWS.split() if tag in identifier.labels])
    return identifier
