"""How does this person want to work?"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from assistant.records.database import Base, Database


class PreferenceRow(Base):
    """A person's own choices; none stored means the defaults."""

    __tablename__ = "preference"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    shortcuts: Mapped[bool]


class Preferences:
    """Choices that change nothing but the person's own screen, and so are not in the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def shortcuts(self, person_id: int) -> bool:
        """May single letters be keyboard shortcuts?"""
        with self._database.reading() as session:
            row = session.get(PreferenceRow, person_id)
            return row.shortcuts if row else True

    def set_shortcuts(self, person_id: int, on: bool) -> None:
        with self._database.writing() as session:
            session.merge(PreferenceRow(person_id=person_id, shortcuts=on))
