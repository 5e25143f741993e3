"""The language of a text; the one module that imports py3langid.

py3langid: kept by the author of trafilatura, offline, 139 languages in a model of 3 MB, half a millisecond a text. Read
in when the first text comes, since it takes 120 MB and a second.
"""

import re
from functools import cache
from typing import Any

LEAST = 60
"""Letters below which a text tells too little."""

SURE = 0.9
"""Probability from which on what the text tells counts for more than what its publisher says."""

MOST = 2_000
"""Code points of a text that are looked at."""

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
    if len(re.findall(r"[^\W\d_]", sample)) < LEAST:
        return declared
    found, probability = _identifier().classify(sample)
    if declared is not None and declared.partition("-")[0].lower() == found:
        return declared
    return str(found) if probability >= SURE else declared


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([tag for tag in NEWS.split() if tag in identifier.labels])
    return identifier
