"""What is the answer to a question when no language model writes it: which excerpts, in which frame?"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.evidence import Evidence, Quote, find_evidence
from assistant.knowledge.gaps import Gaps
from assistant.knowledge.library import Library
from assistant.knowledge.words import language_of, words
from assistant.language import Language, Said
from assistant.writing.writer import Writer, WriterName

SentenceKind = Literal["policy", "courtesy"]


@dataclass(frozen=True)
class Sentence:
    """`policy` sentences are slices of a document, word for word; `courtesy` sentences are the product's frame."""

    text: str
    kind: SentenceKind
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Sentences in order. An abstention has no policy sentence and shows `nearest` instead."""

    question: str
    language: Language
    sentences: tuple[Sentence, ...]
    abstained: bool
    conflict: bool
    nearest: tuple[Passage, ...]
    outdated: tuple[Citation, ...]
    writer: WriterName
    degraded: Said | None
    seconds: float

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every cited slice once, numbered on screen in this order from 1."""
        return tuple(dict.fromkeys(one for sentence in self.sentences for one in sentence.citations))

    @property
    def text(self) -> str:
        """The whole answer as plain text with `[1]` for citations and a list of sources."""
        numbers = {citation: number for number, citation in enumerate(self.citations, 1)}
        lines = [
            " ".join([sentence.text, *(f"[{numbers[one]}]" for one in sentence.citations)])
            for sentence in self.sentences
        ]
        sources = [f"[{number}] {source_line(one)}" for one, number in numbers.items()]
        return "\n".join([*lines, *([""] if sources else []), *sources])


class Answers:
    """Answers from the documents alone; what they do not say becomes a Gap."""

    def __init__(self, library: Library, gaps: Gaps, writer: Writer) -> None:
        self._library = library
        self._gaps = gaps
        self._writer = writer

    def ask(self, question: str, language: Language | None = None) -> Answer:
        """Never raises for want of an answer: it abstains, shows the nearest passages and notes the gap."""
        began = time.monotonic()
        evidence = find_evidence(self._library, question, today=self._library.today(), language=language)
        if not evidence.quotes and len(words(question)) > 1:
            self._gaps.note(question, evidence.language, "chat")
        sentences = self._answering(evidence) if evidence.quotes else self._abstaining(evidence)
        return Answer(
            question=question,
            language=evidence.language,
            sentences=tuple(sentences),
            abstained=not evidence.quotes,
            conflict=evidence.conflict,
            nearest=evidence.nearest,
            outdated=tuple(quote.citation for quote in evidence.outdated),
            writer=self._writer.name,
            degraded=self._library.degraded,
            seconds=time.monotonic() - began,
        )

    def _answering(self, evidence: Evidence) -> Iterator[Sentence]:
        cited = joined(evidence.quotes)
        foreign = all(language_of(one.text) != evidence.language for one in cited)
        yield self._frame("answer_foreign" if foreign else "answer_lead", evidence)
        yield from (Sentence(one.text, "policy", (one,)) for one in cited)
        if evidence.conflict:
            names = dict.fromkeys(one.passage.document.title for one in cited)
            yield self._frame("answer_conflict", evidence, documents=" · ".join(names))
        for quote in evidence.outdated:
            yield self._outdated(evidence, quote.citation.passage)

    def _abstaining(self, evidence: Evidence) -> Iterator[Sentence]:
        owned = next((one for one in evidence.nearest if one.document.owner), None)
        whom = ""
        if owned is not None:
            document = owned.document
            whom = self._frame("answer_ask", evidence, owner=document.owner, document=document.title).text
        yield self._frame("answer_silent", evidence, whom=whom)

    def _outdated(self, evidence: Evidence, passage: Passage) -> Sentence:
        status = passage.status_on(self._library.today())
        name = passage.place if passage.status != "approved" else passage.document.title
        return self._frame("answer_expired" if status == "expired" else "answer_replaced", evidence, document=name)

    def _frame(self, task: str, evidence: Evidence, **inputs: str) -> Sentence:
        return Sentence(self._writer.write(task, evidence.language, **inputs).text.strip(), "courtesy")


def joined(quotes: Sequence[Quote]) -> list[Citation]:
    """Quotes that stand beside each other made one slice; the passage and the slice with the best quote first."""
    places: dict[str, list[Quote]] = {}
    for quote in quotes:
        places.setdefault(quote.citation.passage.id, []).append(quote)
    return [citation for place in places.values() for citation in _slices(place)]


def _slices(place: Sequence[Quote]) -> list[Citation]:
    merged = _merged(sorted((quote.citation for quote in place), key=lambda one: one.start))
    return sorted(merged, key=lambda one: -max(quote.score for quote in place if _lies_in(quote.citation, one)))


def _lies_in(citation: Citation, whole: Citation) -> bool:
    return whole.start <= citation.start and citation.end <= whole.end


def source_line(citation: Citation) -> str:
    """`Sociala medier-policy 4.1, 4. Svarstider, s. 2`: document, its version, section and page."""
    passage = citation.passage
    document = passage.document
    title = f"{document.title} {document.version_label}".strip()
    page = f"s. {passage.page}" if passage.page is not None else ""
    return ", ".join(part for part in (title, *passage.heading[-1:], page) if part)


def _merged(citations: Sequence[Citation]) -> Iterator[Citation]:
    held = citations[0]
    for one in citations[1:]:
        if one.start - held.end <= 1:
            held = Citation(held.passage, held.start, one.end)
        else:
            yield held
            held = one
    yield held
