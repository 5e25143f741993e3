"""The quicker forward pass gives the vectors of spaCy's own, whatever the sentences and however they are batched."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from enrich.pipeline import quick
from enrich.pipeline.language import blank
from enrich.pipeline.reading import BUNDLED

TEXTS = [
    "At least 24 people were killed when a bus left the road near Khan Younis, the ministry said on Monday.",
    "",
    "24",
    "QUAKE KILLS 24, INJURES 200 IN PAPUA",
    "The Gaza Health Ministry said 17,177 people were killed.",
    " \n ",
    "The the the " * 60,
    "\x00 🌋 naïve “quoted” — 10–15 km/h",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(BUNDLED)


def networks(nlp: Language) -> Iterator[Any]:
    yield nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    yield from (layer for layer in nlp.get_pipe("ner").model.walk() if layer.has_ref("embed"))  # type: ignore[attr-defined]


def agree(network: Any, docs: list[Doc]) -> None:
    slow = network._func
    expected = network.predict(docs)
    quick.quicken(network)
    try:
        for found in (network.predict(docs), network.predict(docs)):  # the second time from what it kept
            for one, other in zip(found, expected, strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
    finally:
        network._func = slow


def test_the_vectors_are_those_of_spacy(nlp: Language) -> None:
    docs = [nlp.make_doc(text) for text in TEXTS]
    found = list(networks(nlp))
    assert len(found) == 2
    for network in found:
        agree(network, docs)
        for doc in docs:
            agree(network, [doc])


def test_nothing_changes_once_more_is_known_than_can_be_kept(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "KEPT", 12)
    for network in networks(nlp):
        agree(network, [nlp.make_doc(text) for text in TEXTS[2:5]])
        agree(network, [nlp.make_doc(text) for text in TEXTS])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_any_sentences_agree(nlp: Language, texts: list[str]) -> None:
    for network in networks(nlp):
        agree(network, [nlp.make_doc(text) for text in texts])


def test_a_network_that_is_quick_can_still_be_trained() -> None:
    nlp = spacy.load(BUNDLED)
    network = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    quick.quicken(network)
    docs = [blank().make_doc("Two died.")]
    vectors, back = network.begin_update(docs)
    back(vectors)
    assert network.has_grad("W") or any(layer.has_grad("W") for layer in network.walk())
