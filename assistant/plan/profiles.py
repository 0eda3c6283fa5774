"""To which field of the plan does a sentence belong, judged by everything the outline says about each field?"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.words import stems, tokens
from assistant.language import LANGUAGES, Language
from assistant.method.outline import Field, Outline, Section
from assistant.plan.slices import table_around

Place = tuple[str, str]

_GRAM = 0.25
_SATURATION, _LENGTH = 1.2, 0.75
_HEADING, _TITLE = 0.8, 0.3
_BY_SECTION_ONLY = 0.7
_SAME_NAME = 1.3
_SHORTEST = 5
_NEGATION = re.compile(r"\b(inte|aldrig|ingen|inga|not|never|no)\b", re.I)


class Profiles:
    """BM25 the other way round: the fields are the documents, a sentence with its heading is the query."""

    def __init__(self, outline: Outline) -> None:
        self._by_language = {language: _Profiles(outline, language) for language in LANGUAGES}
        self._known: dict[tuple[str, str], Mapping[Place, float]] = {}

    def named_by(self, passage: Passage, section: Section, field: Field) -> float:
        """The share of the passage's innermost heading that names the field, its questions or the section:
        0 to 1, and more when the heading is the field's own name."""
        language = passage.language
        own = passage.heading[-1] if passage.heading else passage.document.title
        heading = _content(own, language)
        if not heading or own == passage.document.title:
            return 0.0
        if heading == _content(field.label[language], language):
            return _SAME_NAME
        by_field = _content(" ".join((field.label[language], *field.ask[language])), language)
        by_section = _content(section.title[language], language)
        words = [1.0 if _is_in(word, by_field) else _BY_SECTION_ONLY * _is_in(word, by_section) for word in heading]
        return sum(words) / len(words)

    def fit(self, citation: Citation) -> Mapping[Place, float]:
        """How well the slice fits each field, in shares of the field it fits best; a row fits as its table does."""
        text = table_around(citation)
        known = (citation.passage.id, text)
        if known not in self._known:
            self._known[known] = self._by_language[citation.passage.language].fit(citation.passage, text)
        return self._known[known]


def _content(text: str, language: Language) -> set[str]:
    return {stem for stem in stems(text, language) if not stem.isdigit()}


def _is_in(word: str, named: set[str]) -> bool:
    """The word, or a compound that begins with it or that it begins with."""
    return word in named or any(
        min(len(word), len(other)) >= _SHORTEST and (other.startswith(word) or word.startswith(other))
        for other in named
    )


class _Profiles:
    def __init__(self, outline: Outline, language: Language) -> None:
        self._language = language
        profiles = {
            (section.id, field.key): _profile(section, field, language) for section, field in outline.every_field()
        }
        lengths = {place: sum(profile.values()) for place, profile in profiles.items()}
        average = sum(lengths.values()) / len(profiles)
        self._postings: dict[str, list[tuple[Place, float]]] = defaultdict(list)
        for place, profile in profiles.items():
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / average)
            for token, count in profile.items():
                self._postings[token].append((place, count * (1 + _SATURATION) / (count + norm)))
        self._count = len(profiles)

    def fit(self, passage: Passage, text: str) -> Mapping[Place, float]:
        scores: dict[Place, float] = defaultdict(float)
        for token, weight in self._query(passage, text).items():
            postings = self._postings.get(token, ())
            rarity = math.log(1 + (self._count - len(postings) + 0.5) / (len(postings) + 0.5))
            for place, share in postings:
                scores[place] += weight * (_GRAM if token.startswith("#") else 1.0) * rarity * share
        best = max(scores.values(), default=0.0)
        return {place: score / best for place, score in scores.items()}

    def _query(self, passage: Passage, text: str) -> dict[str, float]:
        weighed = (
            (passage.document.title, _TITLE),
            (" ".join(passage.heading), _HEADING),
            (text, 1.0),
        )
        return {token: weight for words, weight in weighed for token in _tokens(words, self._language)}


def _profile(section: Section, field: Field, language: Language) -> dict[str, float]:
    profile: dict[str, float] = defaultdict(float)
    for text, weight in _described(section, field, language):
        for token in _tokens(text, language):
            profile[token] += weight
    return profile


def _described(section: Section, field: Field, language: Language) -> Iterator[tuple[str, float]]:
    yield field.label[language], 3
    yield section.title[language], 1.5
    yield section.purpose[language], 0.5
    yield " ".join(field.ask[language]), 1.5
    yield field.check[language], 0.7
    yield field.why[language], 0.3
    yield from ((column.label[language], 0.7) for column in field.columns)
    if field.practice:
        yield field.practice[language], 1


def _tokens(text: str, language: Language) -> list[str]:
    """Stems and letter groups; a negation counts as a word here, since a field may turn on it."""
    return [*tokens(text, language), *(["¬"] if _NEGATION.search(text) else [])]
