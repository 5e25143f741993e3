"""The quicker reading of names finds those of spaCy's own loop, in sentences of any kind."""

from collections.abc import Sequence
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from enrich.pipeline import lemmas, lexicon  # noqa: F401  spaCy finds their components by name
from enrich.pipeline.reading import BUNDLED
from enrich.pipeline.recogniser import Name, Recogniser

TEXTS = [
    "At least 24 people were killed when a bus left the road near Khan Younis, the ministry said on Monday.",
    "",
    "Gaza",
    "Khan Younis",
    "   United Nations Relief and Works Agency",
    "QUAKE KILLS 24, INJURES 200 IN PAPUA",
    "President Joe Biden told the United Nations Security Council on Tuesday that Israel and the Palestinian Authority",
    " \n ",
    "Ministers of the European Union met Jens Stoltenberg of NATO  in Brussels",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(BUNDLED)


def sentences(nlp: Language, texts: Sequence[str]) -> list[Doc]:
    """Make Docs as the pipeline does: one sentence each, marked by the lists."""
    docs = [nlp.make_doc(text) for text in texts]
    for doc in docs:
        for token in doc[1:]:
            token.is_sent_start = False
        nlp.get_pipe(lexicon.NAME)(doc)
    return docs


def agree(nlp: Language, texts: Sequence[str]) -> int:
    """Compare both readings; return how many names there are."""
    ner: Any = nlp.get_pipe("ner")
    docs = sentences(nlp, texts)
    ner.set_annotations(docs, ner.predict(docs))
    slow = [[Name(span.start, span.end, span.label_) for span in doc.ents] for doc in docs]
    assert Recogniser(ner).names(sentences(nlp, texts)) == slow
    return sum(map(len, slow))


def test_names_are_those_of_spacy(nlp: Language) -> None:
    assert agree(nlp, TEXTS) >= 10
    for text in TEXTS:
        agree(nlp, [text])


def test_no_sentences_have_no_names(nlp: Language) -> None:
    assert agree(nlp, []) == agree(nlp, [""]) == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.lists(st.sampled_from([*" ".join(TEXTS).split(), "\n", ",", "the"]), max_size=12).map(" ".join)
        | st.text(max_size=40),
        min_size=1,
        max_size=5,
    )
)
def test_names_of_any_words_are_those_of_spacy(nlp: Language, texts: list[str]) -> None:
    agree(nlp, texts)
