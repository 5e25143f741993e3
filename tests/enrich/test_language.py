"""Other languages than English are told, short texts are given the benefit of the doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.language import UNKNOWN, foreign_language

ENGLISH = (
    "At least 24 people were killed on Monday when a bus left a mountain road in heavy rain, police said. "
    "Another 17 were taken to hospital, two of them in a critical condition."
)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH.upper(),
        "The dead are 24. " * 30,
        "Quake kills 24, injures 200",
        "24",
        "",
        "\x00\ud800",
        "Chancellor Olaf Scholz, Außenministerin Annalena Baerbock and Präsident Steinmeier met 24 families on Monday.",
    ],
)
def test_english_is_read(text: str) -> None:
    assert foreign_language(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Bei einem Erdbeben in der Türkei sind am Montag mindestens 24 Menschen gestorben, wie die Behörden in "
            "Ankara mitteilten. Hunderte wurden verletzt.",
            "de",
        ),
        (
            "Au moins 24 personnes sont mortes lundi dans un séisme en Turquie, ont annoncé les autorités.",
            "fr",
        ),
        (
            "I alt er 24 mennesker blevet dræbt ved en brand i en bygning i det centrale Kairo, siger myndighederne. "
            "For at få overblik over skaderne er redningsfolk på stedet.",
            "da",
        ),
        (
            "Bij een brand in het centrum van de stad is woensdag een man om het leven gekomen. De politie was snel in "
            "de straat. Of er nog mensen in het gebouw waren is niet bekend.",
            "nl",
        ),
        (
            "Al menos 24 personas murieron el lunes en un terremoto en Turquía, informaron las autoridades del país.",
            "es",
        ),
        (
            "По меньшей мере 24 человека погибли в понедельник при землетрясении в Турции, сообщили власти страны.",
            "ru",
        ),
    ],
)
def test_other_languages_are_named(text: str, language: str) -> None:
    assert foreign_language(text) == language
    assert foreign_language(text, "en-GB") == language


def test_what_is_too_short_to_tell_is_what_its_publisher_says() -> None:
    assert foreign_language("24 Tote", "de-AT") == "de-AT"
    assert foreign_language("24 Tote") is None
    assert foreign_language("地震で24人が死亡した") == UNKNOWN


@given(st.text(), st.sampled_from([None, "en", "de", "x", ""]))
def test_any_text_has_an_answer(text: str, declared: str | None) -> None:
    assert foreign_language(text, declared) is None or isinstance(foreign_language(text, declared), str)
