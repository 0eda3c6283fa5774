"""Who may set a first password through a one-time link, and has the link been used?"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import AssistantError, NotAllowed
from assistant.people.passwords import Passwords
from assistant.people.person import Person, actor, person_in, require_in, unknown
from assistant.people.register import add_in, administrators
from assistant.people.sessions import hash_of
from assistant.records import audit
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

LASTS = timedelta(hours=24)


class InvitationRefused(AssistantError):
    """The link is used, too old or unknown; one sentence for all."""

    def __init__(self) -> None:
        super().__init__(
            sv="Länken går inte att använda längre. Be en administratör om en ny, eller starta om Krisplan.",
            en="The link can no longer be used. Ask an administrator for a new one, or restart Krisplan.",
        )


class InvitationRow(Base):
    """A link that opens once. Without a person it makes the first administrator."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True)
class Invitation:
    """A link that still opens; `person` None is the first administrator, who gives name and address as well."""

    id: int
    person: Person | None
    expires: datetime


class Invitations:
    """One-time links. The link is shown once; the table holds its hash."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def for_first_administrator(self) -> str:
        """The secret of a link that makes the first administrator. Raises NotAllowed when there is one."""
        with self._database.writing() as session:
            at = self._clock()
            if administrators(session, at):
                raise NotAllowed(
                    sv="Det finns redan en administratör. Be den personen om en länk.",
                    en="There is already an administrator. Ask that person for a link.",
                )
            return _make(session, None, None, at)

    def for_person(self, person_id: int, by: Person | None) -> str:
        """The secret of a link by which the person sets a password, made by an administrator or the installation."""
        with self._database.writing() as session:
            at = self._clock()
            if by is not None:
                require_in(session, by.id, "administer", at)
            person = person_in(session, person_id, at)
            if person is None or not person.active or person.kind != "human":
                raise unknown()
            return _make(session, person_id, by, at)

    def open(self, secret: str) -> Invitation | None:
        """What the link is for, without using it up; None when it opens nothing."""
        with self._database.reading() as session:
            return _opened(session, secret, self._clock())

    def accept(self, secret: str, password: str, name: str = "", email: str = "", *, passwords: Passwords) -> Person:
        """Set the password and use the link up. Raises InvitationRefused, PasswordRefused or NotAllowed."""
        invitation = self.open(secret)
        if invitation is None:
            raise InvitationRefused
        invited = invitation.person
        hashed = passwords.hashed(password, invited.name if invited else name, invited.email if invited else email)
        with self._database.writing() as session:
            at = self._clock()
            invitation = _opened(session, secret, at)
            if invitation is None:
                raise InvitationRefused
            person = invitation.person or add_in(
                session, at, name, email, ["administrator"], language="sv", kind="human", by=None
            )
            session.get_one(InvitationRow, invitation.id).used_at = at
            passwords.keep(session, person.id, hashed, person)
            _note(session, "invitation.used", invitation.id, person.id, person.id, at)
            return person


def _opened(session: Session, secret: str, at: datetime) -> Invitation | None:
    row = session.scalar(
        select(InvitationRow).where(
            InvitationRow.hash == hash_of(secret), InvitationRow.used_at.is_(None), InvitationRow.expires > at
        )
    )
    if row is None or (row.person_id is None and administrators(session, at)):
        return None
    person = person_in(session, row.person_id, at)
    if row.person_id is not None and (person is None or not person.active):
        return None
    return Invitation(row.id, person, row.expires)


def _make(session: Session, person_id: int | None, by: Person | None, at: datetime) -> str:
    """A new link; earlier ones for the same person open nothing from now on."""
    earlier = update(InvitationRow).where(InvitationRow.person_id.is_(person_id), InvitationRow.used_at.is_(None))
    session.execute(earlier.values(used_at=at))
    secret = secrets.token_urlsafe(32)
    row = InvitationRow(hash=hash_of(secret), person_id=person_id, made_at=at, expires=at + LASTS)
    session.add(row)
    session.flush()
    _note(session, "invitation.made", row.id, person_id, by.id if by else None, at)
    return secret


def _note(session: Session, action: str, row_id: int, person_id: int | None, by_id: int | None, at: datetime) -> None:
    item = f"invitation:{row_id}" if person_id is None else f"person:{person_id}"
    audit.record(session, at=at, actor=actor(by_id), action=action, item=item, data={"invitation": row_id})
