"""The component that tells the entity recogniser what the lists know of each token."""

from __future__ import annotations

from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc

from enrich.pipeline.gazetteer import Gazetteer, bundled

NAME = "figurewatch_lexicon"


class Lexicon:
    """Writes the class of each token into its lemma, where the model looks for it; lemmas proper come afterwards."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Mark one document."""
        words = [token.text for token in doc]
        spaces = [bool(token.whitespace_) for token in doc]
        for token, feature in zip(doc, self._gazetteer.features(words, spaces), strict=True):
            token.lemma = get_string_id(feature) if feature else 0
        return doc


@Language.factory(NAME, assigns=["token.lemma"])
def make_lexicon(nlp: Language, name: str) -> Lexicon:
    """Make the component, when a model that has it is loaded."""
    return Lexicon(bundled())
