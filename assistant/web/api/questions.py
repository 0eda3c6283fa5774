"""What do the documents answer, for a machine: cited sentences, or that they do not say?"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.answers.answer import Answer, SentenceKind
from assistant.language import Language
from assistant.web.api.routing import Machines
from assistant.web.api.sources import SourceOut
from assistant.web.view import Views
from assistant.writing.writer import WriterName

_AT_ONCE: Final = 8
_LONGEST: Final = 2_000


class QuestionIn(BaseModel):
    """A question to the company's documents. Without a language the question's own is used."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=_LONGEST)]
    language: Language | None = None


class SentenceOut(BaseModel):
    """`policy` sentences stand word for word in a document; `courtesy` sentences are the product's frame."""

    text: str
    kind: SentenceKind
    source_numbers: list[int]


class AnswerOut(BaseModel):
    """`sources` are numbered from 1 in this order. An abstention has none, and shows the `nearest` passages."""

    question: str
    language: Language
    abstained: bool
    conflict: bool
    sentences: list[SentenceOut]
    sources: list[SourceOut]
    nearest: list[SourceOut]
    outdated: list[SourceOut]
    writer: WriterName
    degraded: str | None

    @classmethod
    def of(cls, answer: Answer) -> "AnswerOut":
        numbers = {citation: number for number, citation in enumerate(answer.citations, 1)}
        said = [
            SentenceOut(text=one.text, kind=one.kind, source_numbers=[numbers[cited] for cited in one.citations])
            for one in answer.sentences
        ]
        return cls(
            question=answer.question,
            language=answer.language,
            abstained=answer.abstained,
            conflict=answer.conflict,
            sentences=said,
            sources=[SourceOut.of(citation) for citation in answer.citations],
            nearest=[SourceOut.of_passage(passage) for passage in answer.nearest],
            outdated=[SourceOut.of(citation) for citation in answer.outdated],
            writer=answer.writer,
            degraded=answer.degraded[answer.language] if answer.degraded else None,
        )


def add_questions(machines: Machines, views: Views) -> None:
    answers = views["sv"].assistant.answers
    slots = BoundedSemaphore(_AT_ONCE)

    @machines.post("/questions")
    def ask_question(question: QuestionIn) -> AnswerOut:
        with _one_of(slots):
            return AnswerOut.of(answers.ask(question.question, question.language))


@contextmanager
def _one_of(slots: BoundedSemaphore) -> Iterator[None]:
    """Machines may not crowd people out: HTTPException 429 when so many are answered already."""
    if not slots.acquire(blocking=False):
        raise HTTPException(429)
    try:
        yield
    finally:
        slots.release()
