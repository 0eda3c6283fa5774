"""Which industry do the company's own documents show that it is in?"""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Library
from assistant.knowledge.sentences import units
from assistant.method.risks import Industry, Risks
from assistant.plan.slices import is_row, may_be_quoted

_SEARCHED = 30
_FEWEST_WORDS = 3
_CLEARLY_MORE = 2


@dataclass(frozen=True)
class Shown:
    """An industry, and the sentence in the documents that speaks its language most."""

    industry: Industry
    citation: Citation


def industry_shown(library: Library, risks: Risks, documents: Collection[int]) -> Shown | None:
    """The one industry whose words clearly dominate; None means: ask. `documents` are the ids that count."""
    heard = [_listen_for(industry, library, documents) for industry in risks.industries]
    first, second = sorted(heard, key=lambda one: -len(one.words))[:2]
    if len(first.words) < max(_FEWEST_WORDS, _CLEARLY_MORE * len(second.words)):
        return None
    return Shown(first.industry, _most_telling(first.industry, first.passages))


@dataclass(frozen=True)
class _Heard:
    industry: Industry
    words: frozenset[str]
    passages: tuple[Passage, ...]


def _listen_for(industry: Industry, library: Library, documents: Collection[int]) -> _Heard:
    today = library.today()
    query = " ".join(word.rstrip("*") for word in industry.signals.all)
    passages = tuple(
        found.passage
        for found in library.search(query, _SEARCHED)
        if found.passage.document.id in documents and found.passage.is_current(today)
    )
    return _Heard(industry, frozenset(word for one in passages for word in _words(industry, one.text, one)), passages)


def _words(industry: Industry, text: str, passage: Passage) -> tuple[str, ...]:
    return industry.signals.found_in(text, passage.language)


def _most_telling(industry: Industry, passages: tuple[Passage, ...]) -> Citation:
    """A sentence rather than a table row, with as many of the industry's words as possible."""
    slices = [Citation(one, piece.start, piece.end) for one in passages for piece in units(one)]
    quotable = [one for one in slices if may_be_quoted(one)] or slices
    return max(quotable, key=lambda one: (len(_words(industry, one.text, one.passage)), not is_row(one)))
