"""Which language a text is in, by its commonest words where they tell plainly, else by the library."""

from pathlib import Path

import pytest

from wire.language import language_of, plainly

EVERY = [
    (tag, text)
    for line in (Path(__file__).parent / "languages.txt").read_text(encoding="utf-8").splitlines()
    for tag, text in [line.split("\t")]
]
"""News in languages that the commonest words tell, in their siblings, and in others."""


def texts(tag: str) -> str:
    return " ".join(text for other, text in EVERY if other == tag)


@pytest.mark.parametrize(("tag", "text"), EVERY, ids=[f"{tag}: {text[:20]}" for tag, text in EVERY])
def test_common_words_never_tell_a_wrong_language(tag: str, text: str) -> None:
    assert plainly(text) in (None, tag)


@pytest.mark.parametrize(("tag", "text"), EVERY, ids=[f"{tag}: {text[:20]}" for tag, text in EVERY])
def test_a_language_that_is_declared_rightly_is_kept(tag: str, text: str) -> None:
    assert language_of(text, tag) == tag
    assert language_of(text, f"{tag}-XX") == f"{tag}-XX"


@pytest.mark.parametrize("tag", ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "ja"])
def test_a_language_is_told_without_a_word_or_against_it(tag: str) -> None:
    text = texts(tag)
    assert language_of(text, None) == tag
    assert language_of(text, "sw" if tag != "sw" else "en") == tag


def test_common_words_tell_what_is_plain() -> None:
    for tag in ("en", "de", "fr"):
        assert plainly(texts(tag)) == tag
    assert plainly("") is None
    assert plainly("12 34 56") is None
    assert plainly("the the the the the the the the") is None
    assert plainly(f"{texts('en')} {texts('de')}") is None


def test_a_text_too_short_to_tell_is_what_is_declared() -> None:
    assert language_of("The fire and the flood", None) is None
    assert language_of("The fire and the flood", "de") == "de"
