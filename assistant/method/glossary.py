"""How is a term of the field said in the other language?"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import snowballstemmer
from pydantic import Field

from assistant.language import LANGUAGES, Language
from assistant.method.wording import Entry

_WORD = re.compile(r"\w+")
_Key = tuple[str, ...]


class Pair(Entry):
    """One idea: its names in Swedish and in English, the first of each is the one for the screen."""

    sv: tuple[str, ...] = Field(min_length=1)
    en: tuple[str, ...] = Field(min_length=1)

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return self.sv if language == "sv" else self.en


class Glossary(Entry):
    """The file glossary.yaml. Look-ups go by word stems, so inflected forms are found too."""

    pairs: tuple[Pair, ...]

    def translations(self, term: str, language: Language) -> tuple[str, ...]:
        """Names in the other language for a term written in `language`; empty when the term is unknown."""
        pairs = self._index[language].get(_key(term, language), ())
        return _unique(name for pair in pairs for name in pair[_other(language)])

    def synonyms(self, term: str, language: Language) -> tuple[str, ...]:
        """The other names in the same language."""
        key = _key(term, language)
        names = _unique(name for pair in self._index[language].get(key, ()) for name in pair[language])
        return tuple(name for name in names if _key(name, language) != key)

    def found_in(self, text: str, language: Language) -> tuple[Pair, ...]:
        """Pairs whose term occurs in the text, in order; at each place the longest term wins."""
        stems = _key(text, language)
        index, longest = self._index[language], self._longest[language]
        found: list[Pair] = []
        start = 0
        while start < len(stems):
            length = next((n for n in range(longest, 0, -1) if stems[start : start + n] in index), 0)
            found.extend(index.get(stems[start : start + length], ()))
            start += max(length, 1)
        return _unique_pairs(found)

    @cached_property
    def _index(self) -> dict[Language, dict[_Key, tuple[Pair, ...]]]:
        return {language: self._index_of(language) for language in LANGUAGES}

    def _index_of(self, language: Language) -> dict[_Key, tuple[Pair, ...]]:
        index: dict[_Key, list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            for key in dict.fromkeys(_key(name, language) for name in pair[language]):
                index[key].append(pair)
        return {key: tuple(pairs) for key, pairs in index.items()}

    @cached_property
    def _longest(self) -> dict[Language, int]:
        return {language: max(map(len, self._index[language]), default=0) for language in LANGUAGES}


def _key(text: str, language: Language) -> _Key:
    # A stemmer keeps state between letters, so threads must not share one.
    stemmer = snowballstemmer.stemmer("swedish" if language == "sv" else "english")
    return tuple(stemmer.stemWords(_WORD.findall(text.casefold())))


def _other(language: Language) -> Language:
    return "en" if language == "sv" else "sv"


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _unique_pairs(pairs: list[Pair]) -> tuple[Pair, ...]:
    return tuple(dict.fromkeys(pairs))
