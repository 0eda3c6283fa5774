"""How does a section become a draft: what the documents say, what they leave open, and where they clash?"""

from collections.abc import Iterator, Mapping, Sequence

from assistant.knowledge.documents import Citation
from assistant.knowledge.library import Library
from assistant.language import Language, Said
from assistant.method.method import Method
from assistant.method.outline import Section
from assistant.plan import words
from assistant.plan.conflicts import disagreeing
from assistant.plan.drafted import DraftedQuestion, DraftedRemark, DraftedSection, DraftedStatement
from assistant.plan.gathering import Gathering
from assistant.plan.risk_register import RiskRegister
from assistant.plan.wording import Wording
from assistant.writing.writer import Writer


class Drafting:
    """One draft of a whole plan. Every section is read before any is drafted: a sentence goes where it fits best."""

    def __init__(self, library: Library, method: Method, writer: Writer, language: Language, industry: str) -> None:
        self._library = library
        self._method = method
        self._wording = Wording(writer)
        self._gathering = Gathering(library, method.outline, language)
        self._register = RiskRegister(library, method, self._wording, industry)

    def read(self, section: Section) -> None:
        self._gathering.ask(section)

    def draft(self, section: Section) -> DraftedSection:
        self._wording.begin()
        settled = self._gathering.settled(section)
        statements = [*self._register.statements(section), *_statements(section, settled)]
        questions = [*self._register.questions(section), *self._questions(section, settled)]
        return DraftedSection(
            id=section.id,
            part=section.part,
            title=section.title,
            lead=self._lead(section, settled, statements),
            statements=tuple(statements),
            questions=tuple(questions),
            conflicts=tuple(self._conflicts(section)),
            outdated=tuple(self._outdated(section)),
            risks=self._register.risks(section),
            prompts=self._wording.prompts(),
        )

    def _lead(
        self, section: Section, settled: Mapping[str, Sequence[Citation]], statements: Sequence[DraftedStatement]
    ) -> Said:
        if self._register.belongs_to(section):
            return self._register.lead()
        titles = dict.fromkeys(one.passage.document.title for found in settled.values() for one in found)
        if not statements:
            return self._wording.said("plan_silent")
        found = str(sum(bool(citations) for citations in settled.values()))
        return self._wording.said("plan_lead", found=found, all=str(len(section.fields)), documents=", ".join(titles))

    def _questions(self, section: Section, settled: Mapping[str, Sequence[Citation]]) -> Iterator[DraftedQuestion]:
        for one in section.fields:
            if settled[one.key] or not one.min or self._register.answers(section, one):
                continue
            asked = Said(one.ask.sv[0], one.ask.en[0])
            yield self._wording.question(self._method, one, self._wording.said("plan_question", question=asked))

    def _conflicts(self, section: Section) -> Iterator[DraftedRemark]:
        for one in section.fields:
            for pair in disagreeing(self._gathering.considered(section, one)):
                sides = " – ".join(f"{_place(side)}: ”{side.text}”" for side in pair)
                text = self._wording.said("plan_conflict", sides=sides)
                yield DraftedRemark(one.key, one.label, text, tuple(side.key for side in pair))

    def _outdated(self, section: Section) -> Iterator[DraftedRemark]:
        named: set[tuple[int, str]] = set()
        for one in section.fields:
            for citation in self._gathering.outdated(section, one):
                passage = citation.passage
                if (passage.document.id, passage.place) not in named:
                    named.add((passage.document.id, passage.place))
                    yield DraftedRemark(one.key, one.label, self._expired(citation), (citation.key,))

    def _expired(self, citation: Citation) -> Said:
        status = words.DOCUMENT_STATUS[citation.passage.status_on(self._library.today())]
        return self._wording.said("plan_outdated", source=_place(citation), status=status)


def _statements(section: Section, settled: Mapping[str, Sequence[Citation]]) -> Iterator[DraftedStatement]:
    for one in section.fields:
        for citation in settled[one.key]:
            yield DraftedStatement(one.key, one.label, citation.text, (citation.key,), "policy")


def _place(citation: Citation) -> str:
    title, place = citation.passage.document.title, citation.passage.place
    return title if place == title else f"{title}, {place}"
