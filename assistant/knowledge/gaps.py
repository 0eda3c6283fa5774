"""Which questions have the documents left unanswered?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.language import Language
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

Source = Literal["chat", "plan", "incident"]
_LONGEST_QUESTION = 500


class GapRow(Base):
    """A question without support in the documents; asked again it counts up instead of piling up."""

    __tablename__ = "gap"
    __table_args__ = (UniqueConstraint("question", "source", "item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    language: Mapped[str]
    source: Mapped[str]
    item: Mapped[str] = mapped_column(default="")
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Gap:
    """One unanswered question; `item` names the plan section or incident it came from."""

    id: int
    question: str
    language: Language
    source: Source
    item: str
    times: int
    last_at: datetime


class Gaps:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def note(
        self,
        question: str,
        language: Language,
        source: Source,
        item: str = "",
        session: Session | None = None,
    ) -> None:
        """Write the gap down; inside the caller's transaction when a session is given."""
        if session is not None:
            self._note(session, question[:_LONGEST_QUESTION], language, source, item)
            return
        with self._database.writing() as own:
            self._note(own, question[:_LONGEST_QUESTION], language, source, item)

    def open(self) -> list[Gap]:
        """Those that nobody has closed, the most asked first."""
        statement = (
            select(GapRow).where(GapRow.closed_at.is_(None)).order_by(GapRow.times.desc(), GapRow.last_at.desc())
        )
        with self._database.reading() as session:
            return [_gap(row) for row in session.scalars(statement)]

    def close(self, gap_id: int, by: str) -> None:
        """Mark as handled, for example when a document that answers it has been added."""
        with self._database.writing() as session:
            row = session.get(GapRow, gap_id)
            if row is not None and row.closed_at is None:
                row.closed_at, row.closed_by = self._clock(), by

    def _note(self, session: Session, question: str, language: Language, source: Source, item: str) -> None:
        row = session.scalar(
            select(GapRow).where(GapRow.question == question, GapRow.source == source, GapRow.item == item)
        )
        now = self._clock()
        if row is None:
            session.add(
                GapRow(question=question, language=language, source=source, item=item, first_at=now, last_at=now)
            )
            return
        row.times += 1
        row.last_at = now
        row.closed_at, row.closed_by = None, ""


def _gap(row: GapRow) -> Gap:
    return Gap(row.id, row.question, row.language, row.source, row.item, row.times, row.last_at)  # type: ignore[arg-type]
