"""Where does a text lie among others, with no model to download (hashed letter groups)?"""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.knowledge.words import STOP_WORDS, grams, words

Vectors = NDArray[np.float32]

_SIZES = (3, 4, 5)
_KNOWN_WORDS = 50_000
_SIGN_BIT = 20
_FUNCTION_WORDS = STOP_WORDS["sv"] | STOP_WORDS["en"]


class Embedder(Protocol):
    """Turns texts into unit vectors. A new `name` or `dimension` asks for a new index generation."""

    name: str
    dimension: int
    weight: float  # of the vector ranking against the word ranking, which weighs 1

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of `dimension` numbers for each text; a text without words is a row of zeros."""


class HashedEmbedder:
    """Signed feature hashing of the 3–5-grams of each word: nothing is fitted, so no vector ever goes stale."""

    def __init__(self, dimension: int = 768, weight: float = 0.2) -> None:
        self.name = f"hashed-ngrams-{_SIZES[0]}-{_SIZES[-1]}"
        self.dimension = dimension
        self.weight = weight

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, [word for word in words(text) if word not in _FUNCTION_WORDS])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        rows /= lengths
        return rows

    def _fill(self, row: Vectors, found: list[str]) -> None:
        if not found:
            return
        places = [_places(word, self.dimension) for word in found]
        sizes = np.array([len(of_word) for of_word in places])
        # A long word has many groups; each word weighs as one, whatever its length.
        weights = np.repeat(sizes**-0.5, sizes)
        sums = np.bincount(np.concatenate(places), weights, 2 * self.dimension)
        signed = sums[: self.dimension] - sums[self.dimension :]
        row[:] = np.sign(signed) * np.sqrt(np.abs(signed))


@lru_cache(maxsize=_KNOWN_WORDS)
def _places(word: str, dimension: int) -> NDArray[np.int32]:
    """The slot of each letter group: below `dimension` it adds, from there on it subtracts."""
    groups = {gram for size in _SIZES for gram in grams(word, size)}
    hashes = (zlib.crc32(gram.encode()) for gram in sorted(groups))
    return np.array([h % dimension + (h >> _SIGN_BIT & 1) * dimension for h in hashes], dtype=np.int32)
