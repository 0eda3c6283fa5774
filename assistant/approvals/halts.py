"""Is everything stopped, and who may start it again?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.approvals import refusals
from assistant.people import Person, PersonRow
from assistant.records import audit
from assistant.records.database import Base
from assistant.records.moments import Moment

_LIFTERS = 2


class HaltRow(Base):
    """Somebody pressed Stop all. Approvals given before it never count again."""

    __tablename__ = "halt"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, server_default="")


class HaltLiftRow(Base):
    """One of the two people who lift a halt."""

    __tablename__ = "halt_lift"
    halt_id: Mapped[int] = mapped_column(ForeignKey("halt.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Halt:
    """A stop in force: who stopped everything, when and why, and who has begun to lift it."""

    id: int
    by: str
    at: datetime
    reason: str
    lifted_by: tuple[tuple[int, str], ...]


def halt_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(HaltRow)) or 0


def is_halted(session: Session) -> bool:
    return bool(_in_force(session))


def stops(session: Session) -> list[Halt]:
    """Those in force, the latest first."""
    query = select(HaltRow, PersonRow.name).join(PersonRow, PersonRow.id == HaltRow.person_id)
    rows = session.execute(query.where(HaltRow.id.in_(_in_force(session))).order_by(HaltRow.id.desc()))
    return [Halt(row.id, name, row.at, row.reason, _lifters(session, row.id)) for row, name in rows]


def stop_all(session: Session, by: Person, at: datetime, reason: str = "") -> None:
    """Nothing is approved or released from here on. Pressed again, it also takes back a half-done lift."""
    halt = HaltRow(person_id=by.id, at=at, reason=reason)
    session.add(halt)
    session.flush()
    audit.record(session, at=at, actor=by.actor, action="halt.set", item=f"halt:{halt.id}")


def lift(session: Session, by: Person, at: datetime) -> bool:
    """One person's lift; True when it was the second and the halt is over. Nothing restarts by itself."""
    halts = _in_force(session)
    if not halts:
        raise refusals.refusal(refusals.NOT_HALTED)
    mine = set(session.scalars(select(HaltLiftRow.halt_id).where(HaltLiftRow.person_id == by.id)))
    if mine.issuperset(halts):
        raise refusals.refusal(refusals.LIFT_NEEDS_ANOTHER)
    for halt_id in set(halts) - mine:
        session.add(HaltLiftRow(halt_id=halt_id, person_id=by.id, at=at))
        audit.record(session, at=at, actor=by.actor, action="halt.lifted", item=f"halt:{halt_id}")
    session.flush()
    return not is_halted(session)


def _in_force(session: Session) -> list[int]:
    lifts = select(func.count()).select_from(HaltLiftRow).where(HaltLiftRow.halt_id == HaltRow.id).scalar_subquery()
    return list(session.scalars(select(HaltRow.id).where(lifts < _LIFTERS)))


def _lifters(session: Session, halt_id: int) -> tuple[tuple[int, str], ...]:
    query = select(PersonRow.id, PersonRow.name).join(HaltLiftRow, HaltLiftRow.person_id == PersonRow.id)
    return tuple((id_, name) for id_, name in session.execute(query.where(HaltLiftRow.halt_id == halt_id)))
