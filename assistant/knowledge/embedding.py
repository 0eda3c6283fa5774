"""Where does a text lie among others, with no model to download (hashed letter groups)?"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.knowledge.words import STOP_WORDS, words

Vectors = NDArray[np.float32]

_SIZES = (3, 4, 5)
_AT_ONCE = 128
_EDGE = ord("_")
_ENCODING = "utf-32-le"  # one number for each letter
_MULTIPLIER = np.uint32(0x01000193)
_SCATTER = np.uint32(0x9E3779B1)
_FUNCTION_WORDS = STOP_WORDS["sv"] | STOP_WORDS["en"]


class Embedder(Protocol):
    """Turns texts into unit vectors. A new `name` or `dimension` asks for a new index generation."""

    name: str
    dimension: int
    weight: float  # of the vector ranking against the word ranking, which weighs 1

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of `dimension` numbers for each text; a text without words is a row of zeros."""


class HashedEmbedder:
    """Signed feature hashing of the 3–5-grams of each `_word_`: nothing is fitted, so no vector goes stale."""

    def __init__(self, dimension: int = 512, weight: float = 0.1) -> None:
        self.name = f"hashed-ngrams-{_SIZES[0]}-{_SIZES[-1]}"
        self.dimension = dimension
        self.weight = weight

    def embed(self, texts: Sequence[str]) -> Vectors:
        starts = range(0, len(texts), _AT_ONCE)
        parts = [self._embedded(texts[start : start + _AT_ONCE]) for start in starts]
        return np.concatenate([np.zeros((0, self.dimension), np.float32), *parts])

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        slots = 2 * self.dimension  # the first half adds, the second subtracts
        text_of, hashes, weights = _groups(texts)
        places = text_of * slots + (hashes % np.uint32(slots)).astype(np.int64)
        sums = np.bincount(places, weights, len(texts) * slots).reshape(len(texts), 2, self.dimension)
        signed = sums[:, 0] - sums[:, 1]
        rows: Vectors = (np.sign(signed) * np.sqrt(np.abs(signed))).astype(np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return rows


def _groups(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.float64]]:
    """Of every letter group: which text it stands in, its hash, and its weight."""
    found = [[word for word in words(text) if word not in _FUNCTION_WORDS] for text in texts]
    line = "_" + "".join(f"{word}_" for of_text in found for word in of_text)
    letters = np.frombuffer(line.encode(_ENCODING), dtype=np.uint32)
    word_at = np.cumsum(letters == _EDGE) - 1  # an edge opens the word after it
    starts, hashes = zip(*_hashed(letters, word_at), strict=True)
    word_of = word_at[np.concatenate(starts)]
    # A long word has many groups; each word weighs as one, whatever its length.
    weights = np.bincount(word_of, minlength=1)[word_of] ** -0.5
    text_of = np.repeat(np.arange(len(texts)), [len(of_text) for of_text in found])[word_of]
    return text_of, np.concatenate(hashes), weights


def _hashed(
    letters: NDArray[np.uint32], word_at: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
    """For each size, start and hash of the groups that lie in one word, its edges included."""
    hashes = np.zeros(len(letters) + 1, dtype=np.uint32)
    for size in range(1, _SIZES[-1] + 1):
        hashes = hashes[:-1] * _MULTIPLIER ^ letters[size - 1 :]
        if size in _SIZES:
            # The edge that ends a word opens the next, so the last letter may be one word further on.
            starts = np.flatnonzero(word_at[size - 2 : len(letters) - 1] == word_at[: len(hashes)])
            yield starts, _scattered(hashes[starts])


def _scattered(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Neighbours far apart: every bit comes to depend on every other."""
    hashes = (hashes ^ hashes >> np.uint32(16)) * _SCATTER
    return hashes ^ hashes >> np.uint32(15)
