"""A quicker forward pass of the network that reads tokens: the same weights and, but for rounding, the same vectors.

The network is spaCy's Tok2Vec: an embedding of each token by its attributes, then layers that each look one token to
either side. It takes most of the time of a reading, and half of that is not arithmetic. Here the embedding of a token
is worked out once for all tokens of the same attributes, and each layer is one multiplication over all sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Ragged

_BESIDE = np.array([-1, 0, 1])

KEPT = 16_384
"""Embeddings kept at most (6 MB): those of nearly all tokens of news, which repeat themselves."""

_EPSILON = 1e-8
"""What thinc adds to a variance before it divides by its root."""

Floats = npt.NDArray[np.float32]


def quicken(model: Model[Any, Any]) -> None:
    """Let `model`, a `spacy.Tok2Vec.v2` without static vectors, read this way; training goes on as before."""
    embedding = Embedding(model.get_ref("embed"))
    encode = model.get_ref("encode")
    layers = [
        Layer.of(maxout, norm)
        for maxout, norm in zip(_named(encode, "maxout"), _named(encode, "layernorm"), strict=True)
    ]
    slow = model._func

    def forward(model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Callable[..., Any]]:
        if is_train or not docs:
            taught: tuple[list[Floats], Callable[..., Any]] = slow(model, docs, is_train)
            return taught
        return _read(embedding, layers, docs), _no_way_back

    model._func = forward


def _read(embedding: Embedding, layers: Sequence[Layer], docs: Sequence[Doc]) -> list[Floats]:
    """Return the vectors of each document's tokens, a row each; documents are read as if each stood alone."""
    gap = len(layers)  # as far as a token sees: what stands in one document is not seen in the next
    starts, end = [], gap
    for doc in docs:
        starts.append(end)
        end += len(doc) + gap
    rows = np.zeros((end, embedding.width), dtype=np.float32)
    seen = np.zeros(end, dtype=np.bool_)
    for doc, start, vectors in zip(docs, starts, embedding.of(docs), strict=True):
        rows[start : start + len(doc)] = vectors
        seen[start : start + len(doc)] = True
    looked_at = [seen]  # of the last layer the tokens' own rows, of each layer before it one more on either side
    for _ in layers[1:]:
        wider = looked_at[-1].copy()
        wider[1:] |= looked_at[-1][:-1]
        wider[:-1] |= looked_at[-1][1:]
        looked_at.append(wider)
    for layer, mask in zip(layers, reversed(looked_at), strict=True):
        wanted = np.flatnonzero(mask)
        rows[wanted] += layer(rows, wanted)
    return [rows[start : start + len(doc)] for doc, start in zip(docs, starts, strict=True)]


class Embedding:
    """The first part of the network: a vector for each token, by its attributes alone."""

    def __init__(self, model: Model[Any, Any]) -> None:
        extract, _, *self._layers, _ = model.layers  # attributes of documents, then from and to lists of documents
        self._columns: list[int | str] = extract.attrs["columns"]
        self.width: int = model.get_dim("nO")
        self._rows: dict[bytes, int] = {}
        self._vectors = np.empty((KEPT, self.width), dtype=np.float32)

    def of(self, docs: Sequence[Doc]) -> list[Floats]:
        """Return the vectors of the tokens of each document."""
        attributes = np.concatenate([doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs])
        ends = np.cumsum([len(doc) for doc in docs])[:-1]
        kinds: list[bytes] = attributes.view(f"V{attributes.itemsize * attributes.shape[1]}").ravel().tolist()
        unknown = {kind: place for place, kind in enumerate(kinds) if kind not in self._rows}
        if len(self._rows) + len(unknown) > KEPT:
            self._rows.clear()
            unknown = {kind: place for place, kind in enumerate(kinds)}
        if len(unknown) > KEPT:  # a giant text
            return np.split(self._compute(attributes), ends)
        if unknown:
            first = len(self._rows)
            self._vectors[first : first + len(unknown)] = self._compute(attributes[list(unknown.values())])
            self._rows.update(zip(unknown, range(first, first + len(unknown)), strict=True))
        return np.split(self._vectors[[self._rows[kind] for kind in kinds]], ends)

    def _compute(self, attributes: npt.NDArray[np.uint64]) -> Floats:
        ragged = Ragged(np.ascontiguousarray(attributes), np.array([len(attributes)], dtype=np.int32))  # type: ignore[arg-type]
        for layer in self._layers:
            ragged = layer.predict(ragged)
        vectors: Floats = ragged.data  # type: ignore[assignment]
        return vectors


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: each token with its neighbours, multiplied; the greatest of `pieces` products; scaled to a norm.

    `weights` has the columns of the first piece, then of the second, and so on: the greatest is then found by columns.
    """

    weights: Floats
    bias: Floats
    pieces: int
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, maxout: Model[Any, Any], norm: Model[Any, Any]) -> Layer:
        """Take over the weights of a maxout (outputs x pieces x inputs) and of the norm behind it."""
        weights, bias, scale, shift = (
            np.asarray(node.get_param(name)) for node, name in ((maxout, "W"), (maxout, "b"), (norm, "G"), (norm, "b"))
        )
        out, pieces, into = weights.shape
        by_piece = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * out, into).T)
        return cls(by_piece, bias.T.ravel().copy(), pieces, scale, shift)

    def __call__(self, rows: Floats, wanted: npt.NDArray[np.intp]) -> Floats:
        """Return what the layer adds to the rows whose numbers are `wanted`, none of them the first or the last."""
        width = rows.shape[1]
        product: Floats = rows[wanted[:, None] + _BESIDE].reshape(len(wanted), 3 * width) @ self.weights
        product += self.bias
        best: Floats = product[:, :width]
        for piece in range(1, self.pieces):
            best = np.maximum(best, product[:, piece * width : (piece + 1) * width])
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / width
        best *= (1 / np.sqrt(spread + _EPSILON))[:, None]
        best *= self.scale
        best += self.shift
        return best


def _named(model: Model[Any, Any], name: str) -> list[Model[Any, Any]]:
    return [node for node in model.walk(order="dfs_pre") if node.name == name]


def _no_way_back(_: object) -> list[Doc]:
    return []
