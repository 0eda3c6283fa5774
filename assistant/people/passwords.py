"""Is this the person's password, and how is a new one set?"""

import secrets
import threading
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import AssistantError
from assistant.language import Said
from assistant.people.attempts import Attempts
from assistant.people.password_rules import LONGEST, PasswordRefused, canonical, check_password
from assistant.people.person import Person, person_in, require_in, unknown
from assistant.people.register import address_of, note, row_by_email
from assistant.people.sessions import end_sessions
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

_AT_ONCE = 4  # each check takes 64 MB for a moment
_OLD_IS_WRONG = Said("Ditt nuvarande lösenord stämmer inte.", "Your current password is not right.")


class SignInRefused(AssistantError):
    """One sentence whatever was wrong, so that nobody learns who has an account."""

    def __init__(self) -> None:
        super().__init__(
            sv="Fel e-postadress eller lösenord. Försök igen, eller be en administratör om en ny länk.",
            en="Wrong e-mail address or password. Try again, or ask an administrator for a new link.",
        )


class PasswordRow(Base):
    """The argon2 hash of a person's password."""

    __tablename__ = "password"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(Moment)


class Passwords:
    """Passwords as slow hashes; a wrong one costs the guesser time and one of few tries."""

    def __init__(self, database: Database, clock: Clock, secret: bytes, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._clock = clock
        self._attempts = Attempts(database, clock, secret)
        self._hasher = hasher or PasswordHasher()
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._nobodys = ""

    def set(self, person_id: int, password: str, by: Person | None) -> None:
        """A new password on the authority of an administrator or the installation. Raises PasswordRefused."""
        with self._database.reading() as session:
            person = self._owner(session, person_id, by)
        hashed = self.hashed(password, person.name, person.email)
        with self._database.writing() as session:
            self._owner(session, person_id, by)
            self.keep(session, person_id, hashed, by)

    def change(self, person: Person, old: str, new: str, keep_session: str) -> None:
        """The person's own change; every other browser is signed out. Wrong tries are throttled like a sign-in."""
        attempt = self._attempts.begin(person.email, f"own:{person.id}")
        if self._verified(person.email, old) != person.id:
            self._attempts.was_wrong(attempt)
            raise PasswordRefused(_OLD_IS_WRONG)
        self._attempts.was_right(attempt)
        hashed = self.hashed(new, person.name, person.email)
        with self._database.writing() as session:
            require_in(session, person.id, "read", self._clock())
            self.keep(session, person.id, hashed, person, keep_session)

    def has(self, person_id: int) -> bool:
        with self._database.reading() as session:
            return session.get(PasswordRow, person_id) is not None

    def sign_in(self, email: str, password: str, origin: str) -> Person:
        """Whose password this is; `origin` is the network address. Raises SignInRefused or SignInThrottled."""
        attempt = self._attempts.begin(address_of(email), origin)
        person = self._active(self._verified(email, password))
        if person is None:
            self._attempts.was_wrong(attempt)
            raise SignInRefused
        self._attempts.was_right(attempt)
        return person

    def hashed(self, password: str, name: str, email: str) -> str:
        """The hash of an acceptable password; slow, so made outside any transaction. Raises PasswordRefused."""
        check_password(password, name, email)
        with self._room:
            return self._hasher.hash(_bytes(password))

    def keep(
        self, session: Session, person_id: int, hashed: str, by: Person | None, keep_session: str | None = None
    ) -> None:
        """Store the hash in the caller's transaction and sign the person out everywhere else."""
        at = self._clock()
        session.merge(PasswordRow(person_id=person_id, hash=hashed, set_at=at))
        end_sessions(session, person_id, at, keep_session)
        note(session, by, "password.set", person_id, at)

    def _owner(self, session: Session, person_id: int, by: Person | None) -> Person:
        at = self._clock()
        if by is not None:
            require_in(session, by.id, "administer", at)
        person = person_in(session, person_id, at)
        if person is None or not person.active or person.kind != "human":
            raise unknown()
        return person

    def _verified(self, email: str, password: str) -> int | None:
        """The id of the active person with this password; as much work for an account that does not exist."""
        nobodys = self._hash_of_nobody()
        with self._database.reading() as session:
            row = row_by_email(session, email)
            kept = session.get(PasswordRow, row.id) if row and row.active and row.kind == "human" else None
        right = self._matches(kept.hash if kept else nobodys, password)
        if kept is None or not right:
            return None
        if self._hasher.check_needs_rehash(kept.hash):
            self._renew(kept, password)
        return kept.person_id

    def _matches(self, hashed: str, password: str) -> bool:
        if len(password) > LONGEST:
            return False
        try:
            with self._room:
                return self._hasher.verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def _renew(self, kept: PasswordRow, password: str) -> None:
        """The same password with today's cost; nothing that its owner needs to hear of."""
        with self._room:
            hashed = self._hasher.hash(_bytes(password))
        same = (PasswordRow.person_id == kept.person_id, PasswordRow.hash == kept.hash)
        with self._database.writing() as session:
            session.execute(update(PasswordRow).where(*same).values(hash=hashed))

    def _hash_of_nobody(self) -> str:
        if not self._nobodys:
            self._nobodys = self._hasher.hash(secrets.token_bytes(16))
        return self._nobodys

    def _active(self, person_id: int | None) -> Person | None:
        with self._database.reading() as session:
            person = person_in(session, person_id, self._clock())
        return person if person and person.active else None


def _bytes(password: str) -> bytes:
    return canonical(password).encode("utf-8", "surrogatepass")
