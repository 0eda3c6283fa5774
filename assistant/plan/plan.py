"""What is a plan as a reader sees it: sections, cited statements, open questions, risks, and what stands out?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.knowledge.documents import Citation
from assistant.language import Language
from assistant.writing.writer import WriterName

State = Literal["drafting", "finished", "stopped"]
SectionStatus = Literal["not_started", "details_missing", "draft"]
StatementKind = Literal["policy", "proposal"]


@dataclass(frozen=True)
class Statement:
    """What stands in the plan for one field. `stale`: a source behind it no longer stands or is no longer in force."""

    field: str
    text: str
    citations: tuple[Citation, ...]
    kind: StatementKind
    stale: bool = False


@dataclass(frozen=True)
class OpenQuestion:
    """What the documents do not say: whom to ask, why it matters, and the usual practice (never the company's own)."""

    field: str
    text: str
    whom: str
    why: str
    practice: str | None


@dataclass(frozen=True)
class Remark:
    """Sources that disagree about a field, or that speak to it but are no longer in force."""

    field: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Risk:
    """A proposed risk. `score` is likelihood times impact, both 1-5; `happened` cites the company's own reviews."""

    event: str
    category: str
    likelihood: int
    impact: int
    score: int
    band: str
    signals: str
    happened: tuple[Citation, ...]


@dataclass(frozen=True)
class Section:
    """One section of the outline; `part` is 0 document, 1 risks, 2 goals and policies, 3 processes, 4 upkeep."""

    id: str
    part: int
    title: str
    status: SectionStatus
    lead: str = ""
    statements: tuple[Statement, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    conflicts: tuple[Remark, ...] = ()
    outdated: tuple[Remark, ...] = ()
    risks: tuple[Risk, ...] = ()

    @property
    def stale(self) -> bool:
        return any(statement.stale for statement in self.statements)

    def citations(self) -> Iterator[Citation]:
        """What the section stands on, in reading order, repeats included; outdated sources are only named."""
        for statement in self.statements:
            yield from statement.citations
        for risk in self.risks:
            yield from risk.happened
        for remark in self.conflicts:
            yield from remark.citations


@dataclass(frozen=True)
class Part:
    """One of the parts that the sections are grouped under."""

    number: int
    title: str


@dataclass(frozen=True)
class Plan:
    """A draft of the whole plan in one language. Nobody has approved it; `finished` says only that it is complete."""

    id: int
    version: int
    language: Language
    company: str
    industry: str
    state: State
    created_at: datetime
    created_by: str
    writer: WriterName
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]

    @property
    def finished(self) -> bool:
        return self.state == "finished"

    @property
    def drafted(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.status != "not_started")

    @property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        return tuple(question for section in self.sections for question in section.open_questions)

    def section(self, section_id: str) -> Section | None:
        return next((section for section in self.sections if section.id == section_id), None)
