"""Which sentences in the documents answer this question, and does anything answer it at all?"""

from dataclasses import dataclass

from assistant.knowledge.documents import Citation, Passage
from assistant.language import Language


@dataclass(frozen=True)
class Quote:
    """One sentence that bears on the question; `score` orders quotes within one question only."""

    citation: Citation
    score: float


@dataclass(frozen=True)
class Evidence:
    """What the documents say to one question. No quotes means: nothing supports an answer."""

    question: str
    language: Language
    quotes: tuple[Quote, ...]
    outdated: tuple[Quote, ...]
    nearest: tuple[Passage, ...]
