"""How does a stored section become one that is read in one language, and do its sources still stand?"""

from collections.abc import Iterable

from assistant.errors import AssistantError
from assistant.knowledge.documents import Citation
from assistant.knowledge.library import Library
from assistant.language import Language, Said
from assistant.plan.drafted import DraftedRemark, DraftedRisk, DraftedSection, DraftedStatement
from assistant.plan.plan import OpenQuestion, Remark, Risk, Section, Statement


class Reading:
    """Every slice is cut anew from the stored documents, once per reading."""

    def __init__(self, library: Library, language: Language) -> None:
        self._library = library
        self._language = language
        self._today = library.today()
        self._resolved: dict[str, Citation | None] = {}
        self._in_force: dict[str, bool] = {}

    def section(self, drafted: DraftedSection) -> Section:
        language = self._language
        questions = tuple(
            OpenQuestion(
                field=one.label[language],
                text=one.text[language],
                whom=one.whom_label[language],
                why=one.why[language],
                practice=one.practice[language] if one.practice else None,
            )
            for one in drafted.questions
        )
        return Section(
            id=drafted.id,
            part=drafted.part,
            title=drafted.title[language],
            status="details_missing" if questions else "draft",
            lead=drafted.lead[language],
            statements=tuple(self._statement(one) for one in drafted.statements),
            open_questions=questions,
            conflicts=tuple(self._remark(one) for one in drafted.conflicts),
            outdated=tuple(self._remark(one) for one in drafted.outdated),
            risks=tuple(self._risk(one) for one in drafted.risks),
        )

    def not_started(self, section_id: str, part: int, title: Said) -> Section:
        return Section(section_id, part, title[self._language], "not_started")

    def _statement(self, drafted: DraftedStatement) -> Statement:
        citations = self._citations(drafted.keys)
        whole = len(citations) == len(drafted.keys) and all(self._stands(one) for one in citations)
        stale = bool(drafted.keys) and not whole
        return Statement(drafted.label[self._language], drafted.text, citations, drafted.kind, stale)

    def _remark(self, drafted: DraftedRemark) -> Remark:
        return Remark(drafted.label[self._language], drafted.text[self._language], self._citations(drafted.keys))

    def _risk(self, drafted: DraftedRisk) -> Risk:
        return Risk(
            event=drafted.event[self._language],
            category=drafted.category_label[self._language],
            likelihood=drafted.likelihood,
            impact=drafted.impact,
            score=drafted.score,
            band=drafted.band[self._language],
            signals=drafted.signals[self._language],
            happened=self._citations(drafted.happened),
        )

    def _citations(self, keys: Iterable[str]) -> tuple[Citation, ...]:
        return tuple(citation for citation in map(self._resolve, keys) if citation is not None)

    def _resolve(self, key: str) -> Citation | None:
        if key not in self._resolved:
            try:
                self._resolved[key] = self._library.resolve(key)
            except AssistantError:
                self._resolved[key] = None
        return self._resolved[key]

    def _stands(self, citation: Citation) -> bool:
        """The passage is still part of a document in force, word for word."""
        passage_id = citation.passage.id
        if passage_id not in self._in_force:
            now = self._library.passage(passage_id)
            self._in_force[passage_id] = now is not None and now.is_current(self._today)
        return self._in_force[passage_id]
