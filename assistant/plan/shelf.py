"""Where are plans kept, section by section, and how does a stored one become a plan that a person can read?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.people import PersonRow
from assistant.plan.drafted import DraftedSection, as_json, from_json
from assistant.plan.plan import State
from assistant.records import audit
from assistant.records.database import Base
from assistant.records.moments import Moment


class PlanRow(Base):
    """One draft of the whole plan. `drafting` that nobody is working on means: interrupted, can be resumed."""

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    language: Mapped[str]
    company: Mapped[str]
    industry: Mapped[str]
    state: Mapped[str]
    writer: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SectionRow(Base):
    """A drafted section, whole: it is here or it is not."""

    __tablename__ = "plan_section"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    drafted_at: Mapped[datetime] = mapped_column(Moment)


def open_plan(session: Session, row: PlanRow, actor: str) -> PlanRow:
    """Store a new plan with the next version number."""
    row.version = (session.scalar(select(func.max(PlanRow.version))) or 0) + 1
    session.add(row)
    session.flush()
    _note(session, row.created_at, actor, "plan.started", row.id, {"version": row.version})
    return row


def put_section(
    session: Session, plan_id: int, position: int, section: DraftedSection, at: datetime, actor: str
) -> None:
    """A section that is there already stays as it is: two sessions may be drafting the same plan."""
    if session.get(SectionRow, (plan_id, section.id)) is not None:
        return
    session.add(
        SectionRow(plan_id=plan_id, code=section.id, position=position, content=as_json(section), drafted_at=at)
    )
    data: dict[str, str | int] = {
        "section": section.id,
        "statements": len(section.statements),
        "questions": len(section.questions),
    }
    _note(session, at, actor, "plan.section_drafted", plan_id, data)


def set_state(session: Session, plan_id: int, state: State, at: datetime, actor: str) -> None:
    row = session.get_one(PlanRow, plan_id)
    if row.state in (state, "finished"):
        return
    row.state = state
    _note(session, at, actor, f"plan.{state}", plan_id, {})


def latest_plan(session: Session) -> PlanRow | None:
    return session.scalars(select(PlanRow).order_by(PlanRow.version.desc()).limit(1)).first()


def sections_of(session: Session, plan_id: int) -> Sequence[DraftedSection]:
    rows = session.scalars(select(SectionRow).where(SectionRow.plan_id == plan_id).order_by(SectionRow.position))
    return [from_json(row.content) for row in rows]


def name_of(session: Session, person_id: int) -> str:
    return session.get_one(PersonRow, person_id).name


def _note(session: Session, at: datetime, actor: str, action: str, plan_id: int, data: dict[str, str | int]) -> None:
    audit.record(session, at=at, actor=actor, action=action, item=f"plan:{plan_id}", data=data)
