"""Which browser is signed in as whom, and when does that end?"""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import StorageError
from assistant.people.person import Person, actor, person_in, unknown
from assistant.records import audit
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

How = Literal["password", "link", "sso"]
_SEEN_EVERY = timedelta(minutes=1)


class SessionRow(Base):
    """One browser's sign-in. Ended once, never opened again; who is signed in never changes."""

    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True)
class OpenSession:
    """A sign-in that still opens the door, as its owner sees it listed."""

    id: int
    how: How
    started_at: datetime
    seen_at: datetime


class Sessions:
    """The browser holds a random secret, the table its hash: who reads the table can sign in as nobody."""

    def __init__(self, database: Database, clock: Clock, idle: timedelta, absolute: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._idle = idle
        self._absolute = absolute

    def start(self, person_id: int, how: How) -> str:
        """A new session's secret; always a new one, whatever the browser held before."""
        secret = secrets.token_urlsafe(32)
        with self._database.writing() as session:
            at = self._clock()
            person = person_in(session, person_id, at)
            if person is None or not person.active or person.kind != "human":
                raise unknown()
            row = SessionRow(hash=hash_of(secret), person_id=person_id, how=how, started_at=at, seen_at=at)
            session.add(row)
            session.flush()
            _note(session, "session.started", row, at)
        return secret

    def person(self, secret: str, used: bool) -> Person | None:
        """Who holds this secret now; `used` False is a background poll, which keeps nobody signed in."""
        with self._database.reading() as session:
            at = self._clock()
            row = _open(session, secret)
            if row is None:
                return None
            person = person_in(session, row.person_id, at)
        outlived = self._outlived(row, at)
        with suppress(StorageError):  # a full disk keeps nobody from reading
            if outlived:
                self._end(row.id)
            elif used and at - row.seen_at >= _SEEN_EVERY:
                self._saw(row.id, at)
        if outlived:
            return None
        return person if person and person.active else None

    def end(self, secret: str) -> None:
        """Sign out; an unknown or ended secret is left as it is."""
        with self._database.writing() as session:
            row = _open(session, secret)
            if row:
                row.ended_at = self._clock()
                _note(session, "session.ended", row, row.ended_at)

    def end_all(self, person_id: int, keep: str | None = None) -> int:
        """Sign the person out everywhere but in the browser that holds `keep`; returns how many sessions ended."""
        with self._database.writing() as session:
            at = self._clock()
            ended = end_sessions(session, person_id, at, keep)
            if ended:
                audit.record(
                    session,
                    at=at,
                    actor=actor(person_id),
                    action="session.all_ended",
                    item=f"person:{person_id}",
                    data={"sessions": ended},
                )
            return ended

    def open_for(self, person_id: int) -> list[OpenSession]:
        """The person's sessions that still open the door, the latest used first."""
        query = select(SessionRow).where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
        with self._database.reading() as session:
            at = self._clock()
            rows = session.scalars(query.order_by(SessionRow.seen_at.desc(), SessionRow.id.desc()))
            return [
                OpenSession(row.id, cast(How, row.how), row.started_at, row.seen_at)
                for row in rows
                if not self._outlived(row, at)
            ]

    def number_of(self, secret: str) -> int | None:
        """Which of the open sessions is the one that holds this secret."""
        with self._database.reading() as session:
            row = _open(session, secret)
            return row.id if row else None

    def _outlived(self, row: SessionRow, at: datetime) -> bool:
        return at - row.seen_at >= self._idle or at - row.started_at >= self._absolute

    def _end(self, row_id: int) -> None:
        """What was once found too old stays closed, even if the clock is set back."""
        with self._database.writing() as session:
            row = session.get_one(SessionRow, row_id)
            if row.ended_at is None:
                row.ended_at = self._clock()
                _note(session, "session.outlived", row, row.ended_at)

    def _saw(self, row_id: int, at: datetime) -> None:
        later = update(SessionRow).where(SessionRow.id == row_id, SessionRow.seen_at < at)
        with self._database.writing() as session:
            session.execute(later.values(seen_at=at))


def end_sessions(session: Session, person_id: int, at: datetime, keep: str | None = None) -> int:
    """End the person's sessions in the caller's transaction, but for the one whose secret is `keep`."""
    query = select(SessionRow).where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
    rows = [row for row in session.scalars(query) if keep is None or row.hash != hash_of(keep)]
    for row in rows:
        row.ended_at = at
    return len(rows)


def hash_of(secret: str) -> str:
    """What the tables keep of a random secret. It is long enough to need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _open(session: Session, secret: str) -> SessionRow | None:
    return session.scalar(select(SessionRow).where(SessionRow.hash == hash_of(secret), SessionRow.ended_at.is_(None)))


def _note(session: Session, action: str, row: SessionRow, at: datetime) -> None:
    audit.record(session, at=at, actor=actor(row.person_id), action=action, item=f"session:{row.id}")
