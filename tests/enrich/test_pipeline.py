"""The bundled pipeline: it needs nothing but the package, tokenises numerals alike, parses, and finds names."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import enrich.pipeline
from enrich.pipeline import Entity, Pipeline, reading
from enrich.pipeline.mentions import may_name

FOLDER = Path(enrich.pipeline.__file__).parent


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load()


def parsed(pipeline: Pipeline, text: str) -> Any:
    (doc,) = pipeline.read([text])
    return pipeline.parse(doc)


def names(pipeline: Pipeline, text: str) -> set[tuple[str, str]]:
    return {(entity.text, entity.label) for entity in pipeline.entities(text)}


def test_the_model_is_small_and_carries_its_notice_and_scores() -> None:
    size = sum(path.stat().st_size for path in (FOLDER / "model").rglob("*") if path.is_file())
    assert size < 15_000_000
    assert "CC BY-SA 4.0" in (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    scores = json.loads((FOLDER / "scores.json").read_text(encoding="utf-8"))
    assert scores["syntax"]["gum news"]["dep_las"] > 0.78
    assert scores["names"]["pud news"]["f"] > 0.7


def test_importing_the_package_does_not_load_spacy() -> None:
    code = "import sys, enrich.pipeline; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("17,177", ["17,177"]),
        ("$1.2bn", ["$", "1.2", "bn"]),
        ("£40k", ["£", "40", "k"]),
        ("7.8-magnitude", ["7.8", "-", "magnitude"]),
        ("16-year-old", ["16", "-", "year", "-", "old"]),
        ("10–15", ["10", "–", "15"]),
        ("5%-6%", ["5", "%", "-", "6", "%"]),
        ("U.S.-led", ["U.S.", "-", "led"]),
        ("Israel’s", ["Israel", "’s"]),
        ("``dead''", ["``", "dead", "''"]),
    ],
)
def test_numerals_and_signs_split_alike_everywhere(pipeline: Pipeline, text: str, tokens: list[str]) -> None:
    with pipeline.zone():
        assert [token.text for token in pipeline.read([text])[0]] == tokens


def test_a_parse_tells_what_a_number_counts_and_who_says_so(pipeline: Pipeline) -> None:
    text = "The Gaza Health Ministry said 17,177 people were killed in Khan Younis."
    with pipeline.zone():
        doc = parsed(pipeline, text)
        number = next(token for token in doc if token.text == "17,177")
        assert (number.dep_, number.head.text) == ("nummod", "people")
        assert (number.head.dep_, number.head.head.lemma_) == ("nsubj:pass", "kill")
        said = next(token for token in doc if token.lemma_ == "say")
        assert {child.text for child in said.children if child.dep_ == "nsubj"} == {"Ministry"}
        assert [span.text for span in doc.ents] == ["Gaza Health Ministry", "Khan Younis"]


def test_a_dateline_does_not_become_the_subject(pipeline: Pipeline) -> None:
    with pipeline.zone():
        doc = parsed(pipeline, "MANILA (Reuters) - The president said on Monday that 24 people had died.")
        said = next(token for token in doc if token.text == "said")
        assert {child.text for child in said.children if child.dep_ == "nsubj"} == {"president"}


@pytest.mark.parametrize(
    ("headline", "number", "relation", "head"),
    [
        ("Quake kills 24, injures 200 in Papua", "24", "obj", "kills"),
        ("Quake kills 24, injures 200 in Papua", "200", "obj", "injures"),
        ("Death toll hits 97 as rescuers search rubble", "97", "obj", "hits"),
        ("Ferry Fire Leaves 12 Dead", "12", "obj", "Leaves"),
        ("TWO DEAD AND 40 HURT IN INDONESIA QUAKE", "40", "nsubj:pass", "HURT"),
        ("Israel Says 2 Soldiers Badly Wounded In Failed Hostage Rescue", "2", "nummod", "Soldiers"),
    ],
)
def test_headlines_have_a_grammar_too(pipeline: Pipeline, headline: str, number: str, relation: str, head: str) -> None:
    with pipeline.zone():
        doc = parsed(pipeline, headline)
        token = next(token for token in doc if token.text == number)
        assert (token.dep_, token.head.text) == (relation, head)


def test_each_text_is_one_sentence_whatever_it_holds(pipeline: Pipeline) -> None:
    texts = ["One died. Two were hurt. Three left.", "", " ", "\n", "24", "🌋 \x00 <b>", "word " * 400]
    with pipeline.zone():
        docs = pipeline.read(texts)
        assert [doc.text for doc in docs] == texts
        assert all(len(list(doc.sents)) <= 1 for doc in docs)


def test_names_are_found_with_their_place_in_the_text(pipeline: Pipeline) -> None:
    text = "GAZA (Reuters) - Israeli Prime Minister Benjamin Netanyahu met U.S. President Joe Biden."
    found = pipeline.entities(text)
    assert all(text[entity.start : entity.end] == entity.text for entity in found)
    assert names(pipeline, text) == {
        ("GAZA", "LOC"),
        ("Reuters", "ORG"),
        ("Israeli", "NORP"),
        ("Benjamin Netanyahu", "PERSON"),
        ("U.S.", "LOC"),
        ("Joe Biden", "PERSON"),
    }
    assert found[0] == Entity(start=0, end=4, label="LOC", text="GAZA")


def test_a_surname_alone_is_the_person_named_in_full_before(pipeline: Pipeline) -> None:
    text = "Margaret Tarlo, a historian, wrote the report.\n\nHair is sold by weight, Tarlo said. Tarlo's book sells."
    assert [entity.label for entity in pipeline.entities(text) if entity.text == "Tarlo"] == ["PERSON", "PERSON"]


def test_the_same_name_is_found_throughout(pipeline: Pipeline) -> None:
    text = "The Congress of Oldtown Traders (COT) met on Monday.\n\nA vote was put off, COT said. COT has 200 members."
    assert [entity.label for entity in pipeline.entities(text) if entity.text == "COT"] == ["ORG", "ORG", "ORG"]


def test_titles_articles_and_possessives_belong_to_no_name(pipeline: Pipeline) -> None:
    text = "President Barack Obama's aides met Mr. Smith of the United Nations and Mexico's foreign minister."
    found = names(pipeline, text)
    assert {("Barack Obama", "PERSON"), ("Smith", "PERSON"), ("United Nations", "ORG"), ("Mexico", "LOC")} <= found


def test_another_pipeline_can_give_the_names(tmp_path: Path) -> None:
    import spacy

    other = spacy.blank("en")
    other.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Oz"}])  # type: ignore[attr-defined]
    other.to_disk(tmp_path / "other")
    pipeline = Pipeline.load(str(tmp_path / "other"))
    assert ("Oz", "LOC") in names(pipeline, "Dorothy flew to Oz.")
    with pipeline.zone():
        (doc,) = pipeline.read(["Dorothy flew to Oz."])
        assert [(span.text, span.label_) for span in doc.ents] == [("Oz", "LOC")]
        assert doc[1].tag_ == "VBD"


def test_memory_stays_flat_over_words_never_seen_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline.load()
    known = len(pipeline.language.vocab.strings)
    monkeypatch.setattr(reading, "KEPT", known + 500)

    def read(numbers: range) -> int:
        for number in numbers:
            with pipeline.zone():
                pipeline.read([f"Qx{number}z and Vb{number}k were {number} in Zu{number}."])
        return len(pipeline.language.vocab.strings)

    assert known + 500 < read(range(200)) < known + 600
    assert read(range(200, 400)) == read(range(400, 600))


def test_after_very_many_words_the_pipeline_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline.load()
    first = pipeline.language
    monkeypatch.setattr(reading, "KEPT", 0)
    monkeypatch.setattr(reading, "SEEN", len(first.vocab) + 100)
    expected = names(pipeline, "Khan Younis is in Gaza.")
    for number in range(100):
        with pipeline.zone():
            pipeline.read([f"Qx{number}z was in Zu{number}."])
    assert pipeline.language is not first
    assert len(pipeline.language.vocab) <= len(first.vocab)
    assert names(pipeline, "Khan Younis is in Gaza.") == expected


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("About 200 of them were hurt.", False),
        ("“the worst is over”", False),
        ("", False),
        ("About 200 Israelis were hurt.", True),
        ("Tarlo was hurt.", True),
        ("it was on CNN", True),
    ],
)
def test_a_sentence_without_capitals_cannot_hold_a_name(text: str, can: bool) -> None:
    assert may_name(text) is can


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\x00\x01", "🌋", "<p>", "ACHTUNG! Über 20 Tote.", "'s", "the", "x" * 5000]
)
def test_any_text_has_names_or_none(pipeline: Pipeline, text: str) -> None:
    assert all(text[entity.start : entity.end] == entity.text for entity in pipeline.entities(text))
