"""A fingerprint of a text for finding copies: MinHash over shingles of five words.

Two texts share about the part of their fingerprint's numbers that they share of their shingles (Jaccard), so the same
agency copy with another headline or a cut last paragraph is still told as a copy. The hash functions are fixed
constants: the fingerprint of a text is the same in every process and release, until `VERSION` moves.
"""

import hashlib
import re
import zlib
from itertools import accumulate

import numpy as np

VERSION = 1
SIZE = 64
"""Numbers in a fingerprint, each of 32 bits: a standard error of about 0.06 on the share of shingles."""

_WIDTH = 5
_MOST_SHINGLES = 20_000
_WORD = re.compile(r"\w+")
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def _constants(purpose: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint64]]":
    """Return `SIZE` odd numbers of 64 bits, the same for ever (no generator of a library that may change)."""
    digests = (hashlib.blake2b(purpose + bytes([i]), digest_size=8).digest() for i in range(SIZE))
    return np.array([[int.from_bytes(digest, "big") | 1] for digest in digests], dtype=np.uint64)


_FACTORS = _constants(b"factor")
_OFFSETS = _constants(b"offset")


def fingerprint(text: str) -> tuple[int, ...]:
    """Return the `SIZE` numbers (unsigned, 32 bits) for `text`; () for a text of fewer than five words.

    Case, punctuation and white space do not count. Numbers do: copy with another figure is no exact copy. Texts of
    more than 20,000 words are told by their beginning.
    """
    words = _WORD.findall(text[: _MOST_SHINGLES * 12].lower())[: _MOST_SHINGLES + _WIDTH - 1]
    if len(words) < _WIDTH:
        return ()
    # crc32 is enough: the shingles of one text are not chosen by an adversary who gains from a collision.
    coded = [word.encode("utf-8", "replace") for word in words]
    joined = b" ".join(coded)
    ends = list(accumulate(len(word) + 1 for word in coded))
    starts = [0, *ends]
    hashes = {zlib.crc32(joined[start : end - 1]) for start, end in zip(starts, ends[_WIDTH - 1 :], strict=False)}
    shingles = np.fromiter(hashes, dtype=np.uint64, count=len(hashes))
    least = np.full(SIZE, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), 1024):  # in slices, so that a giant text needs no giant matrix
        # Arithmetic modulo 2^64 on purpose: multiply, fold the high bits down, multiply again.
        mixed = shingles[start : start + 1024] * _FACTORS + _OFFSETS
        mixed = (mixed ^ (mixed >> np.uint64(31))) * _MIX
        np.minimum(least, mixed.min(axis=1), out=least)
    return tuple(int(number) for number in least >> np.uint64(32))


def resemblance(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """Return the estimated share of shingles that two texts have in common, 0 to 1; 0 where either has none."""
    if not a or len(a) != len(b):
        return 0.0
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a)
