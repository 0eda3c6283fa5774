"""Which passages answer a question best, by words and by vectors together?"""

import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.knowledge.lexicon import Lexicon
from assistant.knowledge.words import joined_tokens, language_of
from assistant.language import Language, Said

_GENERATION = "generation-{}"


@dataclass(frozen=True)
class Entry:
    """What is indexed of one passage: `text` is title, heading path and body together."""

    id: str
    text: str
    language: Language


@dataclass(frozen=True)
class Hit:
    """`score` orders the hits; `share` (0 to 1) is the BM25 score over the best the question could get."""

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

    def __init__(self, lexicon: Lexicon, glossary: Translations | None) -> None:
        self._lexicon = lexicon
        self._glossary = glossary

    @classmethod
    def open(cls, folder: Path, generation: int, *, glossary: Translations | None = None) -> "SearchIndex":
        """Opens or creates; a vector index that cannot be opened shows in `degraded`, not as an error."""
        home = folder / _GENERATION.format(generation)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(Lexicon(home / "words"), glossary)

    @property
    def degraded(self) -> Said | None:
        """Why search goes by words only, for the page to show; None when all is well."""
        return None

    def put(self, entries: Sequence[Entry]) -> None:
        """Insert or replace; durable when it returns."""
        self._lexicon.put((entry.id, joined_tokens(entry.text, entry.language)) for entry in entries)

    def drop(self, ids: Collection[str]) -> None:
        """Remove; ids that are not there are fine."""
        self._lexicon.drop(ids)

    def ids(self) -> tuple[frozenset[str], frozenset[str]]:
        """What each index holds, (words, vectors), to be compared with the database's manifest."""
        held = self._lexicon.ids()
        return held, held

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The `k` best passages, best first; empty when no word of the question is known."""
        terms: dict[str, float] = {}
        for token in joined_tokens(query, language_of(query)).split():
            terms[token] = 1.0
        found = self._lexicon.search(terms, k)
        return [Hit(name, share, share, rank, None) for rank, (name, share) in enumerate(found, 1)]

    def rarity(self, stem: str) -> float | None:
        """How telling a stem is in this library (idf); None when no passage holds it."""
        return self._lexicon.rarity(stem)

    def close(self) -> None:
        self._lexicon.close()

    @staticmethod
    def generations(folder: Path) -> list[int]:
        """The generations that have a folder, oldest first."""
        found = (re.fullmatch(_GENERATION.format(r"(\d+)"), path.name) for path in folder.glob("*"))
        return sorted(int(match[1]) for match in found if match)

    @staticmethod
    def remove_generation(folder: Path, generation: int) -> None:
        """Deletes a generation's folder; it must be closed first."""
        shutil.rmtree(folder / _GENERATION.format(generation), ignore_errors=True)
