"""What does the latest crisis plan say, for a machine?"""

from datetime import datetime

from pydantic import BaseModel

from assistant.language import Language
from assistant.plan.plan import Plan, Section, SectionStatus, State, StatementKind
from assistant.web.api.refusals import NotThere
from assistant.web.api.routing import Machines
from assistant.web.api.sources import SourceOut
from assistant.web.view import Views


class StatementOut(BaseModel):
    text: str
    kind: StatementKind
    stale: bool
    sources: list[SourceOut]


class SectionOut(BaseModel):
    id: str
    part: int
    title: str
    status: SectionStatus
    stale: bool
    statements: list[StatementOut]
    open_questions: list[str]

    @classmethod
    def of(cls, section: Section) -> "SectionOut":
        said = [
            StatementOut(
                text=one.text,
                kind=one.kind,
                stale=one.stale,
                sources=[SourceOut.of(citation) for citation in one.citations],
            )
            for one in section.statements
        ]
        return cls(
            id=section.id,
            part=section.part,
            title=section.title,
            status=section.status,
            stale=section.stale,
            statements=said,
            open_questions=[question.text for question in section.open_questions],
        )


class PlanOut(BaseModel):
    """A draft of the whole plan; nobody's approval is implied."""

    number: int
    version: int
    language: Language
    state: State
    created_at: datetime
    sections: list[SectionOut]

    @classmethod
    def of(cls, plan: Plan) -> "PlanOut":
        return cls(
            number=plan.id,
            version=plan.version,
            language=plan.language,
            state=plan.state,
            created_at=plan.created_at,
            sections=[SectionOut.of(section) for section in plan.sections],
        )


def add_plan(machines: Machines, views: Views) -> None:
    plans = views["sv"].assistant.plans

    @machines.get("/plan")
    def show_plan(language: Language | None = None) -> PlanOut:
        plan = plans.latest(language)
        if plan is None:
            raise NotThere(
                sv="Det finns ingen krisplan än. Skapa ett utkast på sidan Krisplan.",
                en="There is no crisis plan yet. Draft one on the page Crisis plan.",
            )
        return PlanOut.of(plan)
