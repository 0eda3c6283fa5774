"""Which machines may call the API, what may they do there, and until when?"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotAllowed, StorageError
from assistant.people.person import Person, PersonRow, actor, person_in, persons_of, require_in
from assistant.people.register import add_in
from assistant.people.sessions import hash_of
from assistant.records import audit
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

Scope = Literal["read", "write"]
LONGEST_DAYS = 365
_PREFIX = "krisplan_"  # so that a scanner of secrets recognises a leaked one
_SEEN_EVERY = timedelta(minutes=1)


class TokenRow(Base):
    """One machine's key: hash, scope and end never change; revoked once, never given back."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the installation itself
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True)
class Token:
    """A key as the administrator sees it; `label` names its service account, `made_by` None is the command line."""

    id: int
    label: str
    scope: Scope
    made_by: Person | None
    made_at: datetime
    expires: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class Tokens:
    """Each key has a service account of its own, which can read, or read and write, and never approve.

    `by` None means that the installation itself acts (command line).
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(self, label: str, scope: Scope, days: int, by: Person | None) -> tuple[Token, str]:
        """A new key and its secret, which is shown this once. Raises NotAllowed."""
        if not 1 <= days <= LONGEST_DAYS:
            raise NotAllowed(
                sv=f"En nyckel gäller mellan 1 och {LONGEST_DAYS} dagar.",
                en=f"A token lasts between 1 and {LONGEST_DAYS} days.",
            )
        secret = _PREFIX + secrets.token_urlsafe(32)
        with self._database.writing() as session:
            at = self._authorised(session, by)
            address = f"token-{secrets.token_hex(8)}@service.invalid"
            role = "writer" if scope == "write" else "reader"
            service = add_in(session, at, label, address, [role], language="sv", kind="service", by=by)
            row = TokenRow(
                hash=hash_of(secret),
                person_id=service.id,
                scope=scope,
                made_by=by.id if by else None,
                made_at=at,
                expires=at + timedelta(days=days),
            )
            session.add(row)
            session.flush()
            _note(session, "token.made", row, by, at)
            return _tokens(session, [row], at)[0], secret

    def service_of(self, secret: str) -> tuple[Person, Scope] | None:
        """The service account that holds this secret now, freshly read, and what the key lets it do."""
        with self._database.reading() as session:
            at = self._clock()
            row = session.scalar(
                select(TokenRow).where(
                    TokenRow.hash == hash_of(secret), TokenRow.revoked_at.is_(None), TokenRow.expires > at
                )
            )
            service = person_in(session, row.person_id, at) if row else None
        if row is None or service is None or not service.active:
            return None
        if row.used_at is None or at - row.used_at >= _SEEN_EVERY:
            with suppress(StorageError), self._database.writing() as session:  # a full disk keeps no machine out
                session.execute(update(TokenRow).where(TokenRow.id == row.id).values(used_at=at))
        return service, cast(Scope, row.scope)

    def revoke(self, token_id: int, by: Person | None) -> None:
        """The key opens nothing from now on, and its service account is closed."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            row = session.get(TokenRow, token_id)
            if row is None:
                raise NotAllowed(sv="Nyckeln finns inte.", en="There is no such token.")
            if row.revoked_at is None:
                row.revoked_at = at
                session.get_one(PersonRow, row.person_id).active = False
                _note(session, "token.revoked", row, by, at)

    def all(self) -> list[Token]:
        """Every key there has been, the newest first."""
        with self._database.reading() as session:
            rows = list(session.scalars(select(TokenRow).order_by(TokenRow.id.desc())))
            return _tokens(session, rows, self._clock())

    def _authorised(self, session: Session, by: Person | None) -> datetime:
        """The moment, when an administrator or the installation itself acts."""
        at = self._clock()
        if by is not None:
            _authorised(session, by, at)
        return at


def _authorised(session: Session, by: Person | None, at: datetime) -> None:
    if by is not None:
        require_in(session, by.id, "administer", at)


def _tokens(session: Session, rows: list[TokenRow], at: datetime) -> list[Token]:
    ids = {person_id for row in rows for person_id in (row.person_id, row.made_by) if person_id}
    found = list(session.scalars(select(PersonRow).where(PersonRow.id.in_(ids))))
    people = {person.id: person for person in persons_of(session, found, at)}
    return [
        Token(
            id=row.id,
            label=people[row.person_id].name,
            scope=cast(Scope, row.scope),
            made_by=people[row.made_by] if row.made_by else None,
            made_at=row.made_at,
            expires=row.expires,
            revoked_at=row.revoked_at,
            used_at=row.used_at,
        )
        for row in rows
    ]


def _note(session: Session, action: str, row: TokenRow, by: Person | None, at: datetime) -> None:
    data: dict[str, str | int] = {"service": row.person_id, "scope": row.scope}
    audit.record(session, at=at, actor=actor(by.id if by else None), action=action, item=f"token:{row.id}", data=data)
