"""Which passages answer a question best, by words and by vectors together?"""

import logging
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.knowledge.embedding import Embedder, HashedEmbedder
from assistant.knowledge.index import VectorIndex, VectorsBroken
from assistant.knowledge.lexicon import Lexicon
from assistant.knowledge.words import STOP_WORDS, joined_tokens, language_of, stems, tokens, words
from assistant.language import Language, Said

_GENERATION = "generation-{}"
_DEPTH, _NEAREST = 50, 20  # how far down the two rankings fusion looks, at least
_RANK_DAMPING = 5  # a low one lets the light ranking settle near ties and leave clear wins alone
_BATCH = 500
_LONGEST_TERM, _KNOWN_TERMS = 4, 10_000
_TRANSLATION_WEIGHT = 0.6

LookUp = Callable[[str, Language], Sequence[str]]
_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What is indexed of one passage: `text` is title, heading path and body together."""

    id: str
    text: str
    language: Language


@dataclass(frozen=True)
class Hit:
    """`score` orders the hits; `share` (0 to 1) is the BM25 score over the best the question could get.

    `lexical` and `vector` are the ranks (from 1) in the two lists, None where the passage is not in it.
    """

    id: str
    score: float
    share: float
    lexical: int | None
    vector: int | None


class Translations(Protocol):
    """What a glossary offers: the same term (one word or several, lower case) in the other language."""

    def translations(self, term: str, language: Language) -> Sequence[str]: ...


class SearchIndex:
    """One generation of the two indexes; many threads may search while one writes."""

    def __init__(self, lexicon: Lexicon, embedder: Embedder, glossary: Translations | None) -> None:
        self._lexicon = lexicon
        self._embedder = embedder
        self._translations = lru_cache(_KNOWN_TERMS)(glossary.translations) if glossary else None
        self._vectors: VectorIndex | None = None
        self._degraded: Said | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        generation: int,
        *,
        glossary: Translations | None = None,
        embedder: Embedder | None = None,
    ) -> "SearchIndex":
        """Opens or creates; a vector index that cannot be opened shows in `degraded`, not as an error."""
        home = folder / _GENERATION.format(generation)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        embedder = embedder or HashedEmbedder()
        index = cls(Lexicon(home / "words"), embedder, glossary)
        try:
            index._vectors = VectorIndex(home / "vectors", generation, embedder.name, embedder.dimension)
        except VectorsBroken as error:
            index._go_on_without_vectors(error)
        return index

    @property
    def degraded(self) -> Said | None:
        """Why search goes by words only, for the page to show; None when all is well."""
        return self._degraded

    def put(self, entries: Sequence[Entry]) -> None:
        """Insert or replace; durable when it returns. Of two entries with one id the last stays."""
        last = list({entry.id: entry for entry in entries}.values())
        self._lexicon.put((entry.id, joined_tokens(entry.text, entry.language)) for entry in last)
        self._by_vectors(lambda vectors: self._put_vectors(vectors, last), None)

    def drop(self, ids: Collection[str]) -> None:
        """Remove; ids that are not there are fine."""
        self._by_vectors(lambda vectors: vectors.drop(list(ids)), None)
        self._lexicon.drop(ids)

    def ids(self) -> tuple[frozenset[str], frozenset[str]]:
        """What each index holds, (words, vectors), to be compared with the database's manifest."""
        return self._lexicon.ids(), self._by_vectors(lambda vectors: vectors.ids(), frozenset[str]())

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The `k` best passages, best first; none when the question shares nothing with any of them."""
        language = language_of(query)
        translated = self._translated(query, language)
        by_words = self._lexicon.search(*_terms(query, language, translated), max(_DEPTH, k))
        by_vectors = self.nearest(query, translated, max(_NEAREST, k))
        ranked = fuse(([name for name, _ in by_words], 1.0), (by_vectors, self._embedder.weight))
        return list(_hits(ranked[:k], by_words, by_vectors))

    def nearest(self, query: str, translated: Sequence[str] = (), depth: int = _NEAREST) -> list[str]:
        """Ids by vectors alone; none when there are no vectors to search."""
        if self._vectors is None:
            return []
        vectors = self._embedder.embed([query, " ".join(translated)] if translated else [query])
        vector = vectors[0] + _TRANSLATION_WEIGHT * vectors[1] if translated else vectors[0]
        return self._by_vectors(lambda index: index.nearest(vector, depth), [])

    def rarity(self, stem: str) -> float | None:
        """How telling a stem is in this library (idf); None when no passage holds it."""
        return self._lexicon.rarity(stem)

    def close(self) -> None:
        self._lexicon.close()
        self._by_vectors(lambda vectors: vectors.close(), None)

    @staticmethod
    def generations(folder: Path) -> list[int]:
        """The generations that have a folder, oldest first."""
        found = (re.fullmatch(_GENERATION.format(r"(\d+)"), path.name) for path in folder.glob("*"))
        return sorted(int(match[1]) for match in found if match)

    @staticmethod
    def remove_generation(folder: Path, generation: int) -> None:
        """Deletes a generation's folder; it must be closed first."""
        shutil.rmtree(folder / _GENERATION.format(generation), ignore_errors=True)

    def _translated(self, query: str, language: Language) -> list[str]:
        """Translations that stand somewhere in the library; of the others the letter groups would be noise."""
        if self._translations is None:
            return []
        names = translations_in(query, language, self._translations)
        return [name for name in names if self._lexicon.holds(stems(name, _other(language)))]

    def _put_vectors(self, vectors: VectorIndex, entries: Sequence[Entry]) -> None:
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            vectors.put([entry.id for entry in batch], self._embedder.embed([entry.text for entry in batch]))

    def _by_vectors(self, work: Callable[[VectorIndex], _Result], otherwise: _Result) -> _Result:
        vectors = self._vectors
        if vectors is None:
            return otherwise
        try:
            return work(vectors)
        except VectorsBroken as error:
            self._go_on_without_vectors(error)
            return otherwise

    def _go_on_without_vectors(self, error: VectorsBroken) -> None:
        _log.warning("vector index given up: %s", error.__cause__ or error)
        self._vectors, self._degraded = None, error.said


def translations_in(query: str, language: Language, translations: LookUp) -> list[str]:
    """The names in the other language of all terms in the question; at each place the longest term wins."""
    found, names, start = words(query), list[str](), 0
    while start < len(found):
        translated, length = _term_at(found[start : start + _LONGEST_TERM], language, translations)
        names.extend(translated)
        start += length
    return list(dict.fromkeys(names))


def _term_at(ahead: list[str], language: Language, translations: LookUp) -> tuple[Sequence[str], int]:
    stop = STOP_WORDS[language]
    for length in range(len(ahead), 0, -1):
        if ahead[0] in stop or ahead[length - 1] in stop:
            continue
        if names := translations(" ".join(ahead[:length]), language):
            return names, length
    return (), 1


def fuse(*rankings: tuple[Sequence[str], float]) -> list[tuple[str, float]]:
    """Reciprocal rank fusion of (ids best first, weight): (id, score) best first, ties by id."""
    scores: dict[str, float] = defaultdict(float)
    for ids, weight in rankings:
        for rank, name in enumerate(ids, 1):
            scores[name] += weight / (_RANK_DAMPING + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def _terms(query: str, language: Language, translated: Sequence[str]) -> tuple[dict[str, float], set[str]]:
    """The weighted tokens to look for, and those that the best possible score is counted on."""
    own = set(tokens(query, language))
    in_other = [token for name in translated for token in tokens(name, _other(language))]
    weights = dict.fromkeys(in_other, _TRANSLATION_WEIGHT)
    return weights | dict.fromkeys(own, 1.0), own


def _other(language: Language) -> Language:
    return "en" if language == "sv" else "sv"


def _hits(
    ranked: Sequence[tuple[str, float]], by_words: Sequence[tuple[str, float]], by_vectors: Sequence[str]
) -> Iterator[Hit]:
    lexical = {name: (rank, share) for rank, (name, share) in enumerate(by_words, 1)}
    vector = {name: rank for rank, name in enumerate(by_vectors, 1)}
    for name, score in ranked:
        rank, share = lexical.get(name, (None, 0.0))
        yield Hit(name, score, share, rank, vector.get(name))
