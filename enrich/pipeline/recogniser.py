"""The names of sentences, found quicker than spaCy's recogniser finds them: the same weights, the same moves.

The recogniser goes over a sentence token by token. Its moves are begin, in, last, unit and out (BILUO): a score of each
is worked out of the token at hand and, inside a name, of the name's first token and of the token before. Most tokens
are outside of names, where the scores hang on the token alone: here they are worked out for all tokens of all sentences
at once. spaCy's own loop, one token after the other, took as long as the network that reads the tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]


class Name(NamedTuple):
    """A name of a sentence: its tokens from `first` up to `end`, and its label."""

    first: int
    end: int
    label: str


class Recogniser:
    """Finds names with the weights of a spaCy `ner` component in Docs that are a sentence each and have none yet."""

    def __init__(self, ner: Any) -> None:
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        self._width, self._pieces = lower.get_dim("nO"), lower.get_dim("nP")
        products = self._width * self._pieces
        self._vectors = ner.model.get_ref("tok2vec")
        # In three parts: for the token at hand, the first token of the open name, the last token that is in it.
        self._weights = np.ascontiguousarray(lower.get_param("W").reshape(3 * products, -1).T)
        _, no_first, no_last = lower.get_param("pad").reshape(3, products)
        self._no_name = no_first, no_last
        self._bias = lower.get_param("b").ravel()
        self._scores, self._offsets = upper.get_param("W").T.copy(), upper.get_param("b")
        self._moves = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        place = {move: i for i, move in enumerate(self._moves)}
        self._begin = [i for move, i in place.items() if move[:2] == "B-"]
        self._inside = [i for move, i in place.items() if move[0] in "IL" or move == "U-"]
        self._out = place["O"]
        self._on_or_last = {
            self._moves[i][2:]: [place[f"I-{self._moves[i][2:]}"], place[f"L-{self._moves[i][2:]}"]]
            for i in self._begin
        }

    def names(self, docs: Sequence[Doc]) -> list[list[Name]]:
        """Return the names of each document, in order."""
        lengths = [len(doc) for doc in docs]
        if not any(lengths):
            return [[] for _ in docs]
        vectors: Floats = self._vectors.predict(docs)
        parts = (vectors @ self._weights).reshape(len(vectors), 3, -1)
        ends = np.cumsum(lengths)
        no_first, no_last = self._no_name
        scores = self._scored(parts[:, 0] + no_first + no_last)
        scores[:, self._inside] = -np.inf
        scores[np.ix_([end - 1 for end, length in zip(ends, lengths, strict=True) if length], self._begin)] = -np.inf
        moves = [self._moves[i] for i in scores.argmax(axis=1)]
        found = []
        for doc, end, length in zip(docs, ends.tolist(), lengths, strict=True):
            start = end - length
            found.append(list(self._read(doc, moves[start:end], parts[start:end])))
        return found

    def _read(self, doc: Doc, moves: Sequence[str], parts: Floats) -> Iterator[Name]:
        """Follow the moves through one document, of which each token has one for the case that no name is open."""
        i, count = 0, len(moves)
        while i < count:
            move = moves[i]
            first, i = i, i + 1
            if move == "O" or doc[first].is_space:
                continue
            label = move[2:]
            if move[0] == "B":
                while i < count - 1 and self._goes_on(parts, first, i, label):
                    i += 1
                i += 1
            yield Name(first, i, label)

    def _goes_on(self, parts: Floats, first: int, i: int, label: str) -> bool:
        """Tell whether a name that is open since `first` goes on after token `i`."""
        pair = self._on_or_last[label]
        on, last = self._scored((parts[i, 0] + parts[first, 1] + parts[i - 1, 2])[None])[0, pair]
        return bool(on >= last)

    def _scored(self, sums: Floats) -> Floats:
        """Return the scores of all moves, a row for each row of sums of parts."""
        hidden = (sums + self._bias).reshape(len(sums), self._width, self._pieces).max(axis=2)
        scores: Floats = hidden @ self._scores + self._offsets
        return scores
