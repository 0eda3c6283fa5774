"""Which sentences in the documents answer this question, and does anything answer it at all?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Found
from assistant.knowledge.question import Kind, Terms, read_question
from assistant.knowledge.scoring import Scored, Weights, names, score_units, weigh
from assistant.knowledge.selection import choose, disagree, enough
from assistant.language import Language

_READ = 14
_OUTDATED_SHARE = 0.75
_NAMED = 0.35


class Searchable(Protocol):
    """What evidence needs of the library."""

    def search(self, query: str, k: int = 10) -> list[Found]: ...

    def rarity(self, stem: str) -> float | None: ...

    @property
    def glossary(self) -> Terms: ...


@dataclass(frozen=True)
class Quote:
    """One sentence that bears on the question; `score` (0 to about 1.5) orders quotes within one question."""

    citation: Citation
    score: float


@dataclass(frozen=True)
class Evidence:
    """What the documents say to one question. No quotes means: nothing supports an answer.

    `outdated` are expired or replaced sources that also speak of it: they may be named, never used.
    `missing` are words of the question that no document knows. `conflict`: the quotes disagree.
    """

    question: str
    language: Language
    kind: Kind
    quotes: tuple[Quote, ...]
    outdated: tuple[Quote, ...]
    nearest: tuple[Passage, ...]
    missing: tuple[str, ...]
    conflict: bool


def find_evidence(
    library: Searchable,
    text: str,
    *,
    today: date,
    language: Language | None = None,
    limit: int = 4,
    documents: Collection[int] | None = None,
) -> Evidence:
    """Read the best passages against the question; quote what answers it, or nothing.

    `documents` restricts the search to these document ids. Deterministic; no model, no network.
    """
    question = read_question(text, library.glossary, lambda stem: library.rarity(stem) is not None, language)
    found = [one for one in library.search(text, _READ) if documents is None or one.passage.document.id in documents]
    weights = weigh(question, library.rarity, [one.passage for one in found])
    scored = score_units(question, weights, found)
    current = [one for one in scored if one.passage.is_current(today)]
    chosen = choose(question, weights, current, limit)
    supported = enough(question, weights, chosen)
    return Evidence(
        question=text,
        language=question.language,
        kind=question.kind,
        quotes=tuple(_quote(one) for one in chosen) if supported else (),
        outdated=_outdated(weights, scored, chosen, today) if supported else (),
        nearest=_nearest(found, current),
        missing=tuple(term.label for term in weights.missing),
        conflict=supported and disagree(question, chosen),
    )


def _quote(scored: Scored) -> Quote:
    return Quote(Citation(scored.passage, scored.unit.start, scored.unit.end), scored.score)


def _outdated(weights: Weights, scored: Sequence[Scored], chosen: Sequence[Scored], today: date) -> tuple[Quote, ...]:
    """Old sources that would have answered nearly as well, or that the question names: they no longer hold."""
    bar = _OUTDATED_SHARE * chosen[0].score
    first: dict[int, Scored] = {}
    for one in scored:
        document = one.passage.document
        if not one.passage.is_current(today) and (one.score >= bar or names(weights, document.title) >= _NAMED):
            first.setdefault(document.version_id, one)
    return tuple(_quote(one) for one in first.values())


def _nearest(found: Sequence[Found], current: Sequence[Scored]) -> tuple[Passage, ...]:
    best = dict.fromkeys([one.passage.id for one in current])
    passages = {one.passage.id: one.passage for one in found}
    return tuple(passages[one] for one in best)[:3]
