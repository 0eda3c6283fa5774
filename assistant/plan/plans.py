"""Which plans are there, how is one drafted without losing what is done, and how does it leave as a Word file?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from assistant.errors import AssistantError
from assistant.knowledge.library import Library
from assistant.language import Language
from assistant.method.method import Method
from assistant.people import Person, require_in
from assistant.plan import shelf, words
from assistant.plan.drafting import Drafting
from assistant.plan.export import as_word_file
from assistant.plan.plan import Part, Plan
from assistant.plan.reading import Reading
from assistant.plan.shelf import PlanRow
from assistant.records.database import Database
from assistant.records.moments import Clock
from assistant.writing.writer import Writer

Stage = Literal["reading", "drafting"]


@dataclass(frozen=True)
class DraftStep:
    """How far a draft has come. First the documents are read section by section, then the sections are stored.

    A `drafting` step means that this section is stored and stays, whatever happens next.
    """

    plan_id: int
    stage: Stage
    section_id: str
    title: str
    done: int
    total: int


class Plans:
    """The company's crisis plans. A draft is stored section by section; nobody's approval is implied."""

    def __init__(
        self, database: Database, library: Library, method: Method, clock: Clock, writer: Writer, company: str = ""
    ) -> None:
        self._database = database
        self._library = library
        self._method = method
        self._clock = clock
        self._writer = writer
        self._company = company

    def draft(self, by: Person, language: Language, industry: str = "") -> Iterator[DraftStep]:
        """Begin a new plan and draft it while iterated; closing the iterator stops it and keeps what is done.

        `industry` is a code of the risk library; without it the documents must show it, else it is asked for.
        """
        with self._database.writing() as session:
            at = self._clock()
            require_in(session, by.id, "write", at)
            row = PlanRow(
                language=language,
                company=self._company,
                industry=industry,
                state="drafting",
                writer=self._writer.name,
                created_at=at,
                created_by=by.id,
            )
            plan_id = shelf.open_plan(session, row, by.actor).id
        return self._steps(plan_id, by, language, industry)

    def resume(self, plan_id: int, by: Person) -> Iterator[DraftStep]:
        """Draft the sections that an interrupted plan still lacks."""
        with self._database.writing() as session:
            require_in(session, by.id, "write", self._clock())
            row = _existing(session, plan_id)
            shelf.set_state(session, plan_id, "drafting", self._clock(), by.actor)
            language, industry = _language(row), row.industry
        return self._steps(plan_id, by, language, industry)

    def latest(self, language: Language | None = None) -> Plan | None:
        """The plan with the highest version, finished or not."""
        with self._database.reading() as session:
            row = shelf.latest_plan(session)
            return self._read(session, row, language) if row else None

    def plan(self, plan_id: int, language: Language | None = None) -> Plan:
        """Frame words in `language` (else the plan's own); quotes stay in the documents' words."""
        with self._database.reading() as session:
            return self._read(session, _existing(session, plan_id), language)

    def export_docx(self, plan_id: int, language: Language | None = None) -> bytes:
        plan = self.plan(plan_id, language)
        sources = {citation.passage.document.id for section in plan.sections for citation in section.citations()}
        statements = sum(len(section.statements) for section in plan.sections)
        cover = self._writer.write(
            "plan_cover",
            plan.language,
            documents=words.documents(len(sources), plan.language),
            excerpts=words.excerpts(statements, plan.language),
            questions=words.questions(len(plan.open_questions), plan.language),
        )
        return as_word_file(plan, cover.text)

    def _steps(self, plan_id: int, by: Person, language: Language, industry: str) -> Iterator[DraftStep]:
        sections = self._method.outline.sections
        drafting = Drafting(self._library, self._method, self._writer, language, industry)
        with self._database.reading() as session:
            done = {section.id for section in shelf.sections_of(session, plan_id)}
        try:
            for position, section in enumerate(sections):
                drafting.read(section)
                yield DraftStep(plan_id, "reading", section.id, section.title[language], position + 1, len(sections))
            for position, section in enumerate(sections):
                if section.id not in done:
                    drafted = drafting.draft(section)
                    with self._database.writing() as session:
                        shelf.put_section(session, plan_id, position, drafted, self._clock(), by.actor)
                yield DraftStep(plan_id, "drafting", section.id, section.title[language], position + 1, len(sections))
        except GeneratorExit:
            self._close(plan_id, "stopped", by)
            raise
        self._close(plan_id, "finished", by)

    def _close(self, plan_id: int, state: Literal["stopped", "finished"], by: Person) -> None:
        with self._database.writing() as session:
            complete = len(shelf.sections_of(session, plan_id)) == len(self._method.outline.sections)
            shelf.set_state(session, plan_id, "finished" if complete else state, self._clock(), by.actor)

    def _read(self, session: Session, row: PlanRow, language: Language | None) -> Plan:
        spoken = language or _language(row)
        reading = Reading(self._library, spoken)
        stored = {section.id: reading.section(section) for section in shelf.sections_of(session, row.id)}
        missing = [] if row.state == "finished" else self._method.outline.sections
        for section in missing:
            if section.id not in stored:
                stored[section.id] = reading.not_started(section.id, section.part, section.title)
        order = {section.id: position for position, section in enumerate(self._method.outline.sections)}
        return Plan(
            id=row.id,
            version=row.version,
            language=spoken,
            company=row.company,
            industry=row.industry,
            state="finished" if row.state == "finished" else "stopped" if row.state == "stopped" else "drafting",
            created_at=row.created_at,
            created_by=shelf.name_of(session, row.created_by),
            writer="model" if row.writer == "model" else "template",
            parts=tuple(Part(one.number, one.label[spoken]) for one in self._method.outline.parts),
            sections=tuple(sorted(stored.values(), key=lambda section: order.get(section.id, len(order)))),
        )


def _language(row: PlanRow) -> Language:
    return "en" if row.language == "en" else "sv"


def _existing(session: Session, plan_id: int) -> PlanRow:
    row = session.get(PlanRow, plan_id)
    if row is None:
        raise AssistantError(
            sv=f"Det finns ingen plan med nummer {plan_id}.", en=f"There is no plan with number {plan_id}."
        )
    return row
