"""Who uses Krisplan, and who gives and takes their roles?"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import NotAllowed, StorageError
from assistant.language import Language
from assistant.people.person import (
    FOREVER,
    Kind,
    Permission,
    Person,
    PersonRow,
    RoleRow,
    actor,
    existing,
    person_in,
    persons_of,
    require_in,
)
from assistant.people.sessions import end_sessions
from assistant.records import audit
from assistant.records.database import Database
from assistant.records.moments import Clock

LONGEST_NAME = 120
_LONGEST_ADDRESS = 254
Facts = Mapping[str, str | int]


class People:
    """The register of persons. `by` None means that the installation itself acts (first start, command line)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def load(self, person_id: int | None) -> Person | None:
        with self._database.reading() as session:
            return person_in(session, person_id, self._clock())

    def by_email(self, email: str) -> Person | None:
        with self._database.reading() as session:
            row = row_by_email(session, email)
            return persons_of(session, [row], self._clock())[0] if row else None

    def all(self) -> list[Person]:
        with self._database.reading() as session:
            rows = list(session.scalars(select(PersonRow).order_by(PersonRow.id)))
            return persons_of(session, rows, self._clock())

    def require(self, person_id: int | None, permission: Permission, asked: str = "") -> Person:
        """The person, if active and permitted; raises NotAllowed with a fixed sentence.

        `asked` is the declared name of the route or handler, never what a browser sent: with it, the refusal of
        somebody in the register is logged.
        """
        try:
            with self._database.reading() as session:
                return require_in(session, person_id, permission, self._clock())
        except NotAllowed:
            if asked and person_id is not None:
                with suppress(StorageError):  # refused all the same
                    self._log_refusal(person_id, asked)
            raise

    def add(
        self,
        name: str,
        email: str,
        roles: Iterable[str],
        language: Language = "sv",
        kind: Kind = "human",
        by: Person | None = None,
    ) -> Person:
        """A new person; one e-mail address is one person. Raises NotAllowed."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            return add_in(session, at, name, email, roles, language, kind, by)

    def grant(self, person_id: int, role: str, by: Person | None = None, until: datetime = FOREVER) -> None:
        """Give a role from now until a moment; an earlier grant of the same role is replaced."""
        with self._database.writing() as session:
            grant_in(session, self._authorised(session, by), person_id, role, by, until)

    def revoke(self, person_id: int, role: str, by: Person | None = None) -> None:
        """Take a role away; approvals given under it no longer count, and the person has to sign in again."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            if role == "administrator":
                _keep_one_administrator(session, person_id, by, at)
            revoke_in(session, at, person_id, role, by)

    def deactivate(self, person_id: int, by: Person | None = None) -> None:
        """The person is out at once: sessions end, and approvals they gave, or had given for them, count no more."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            row = existing(session, person_id)
            _keep_one_administrator(session, person_id, by, at)
            row.active = False
            end_sessions(session, person_id, at)
            note(session, by, "person.deactivated", person_id, at)

    def reactivate(self, person_id: int, by: Person | None = None) -> None:
        """The person may sign in again, with the roles that were never taken away."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            existing(session, person_id).active = True
            note(session, by, "person.reactivated", person_id, at)

    def rename(self, person_id: int, name: str, by: Person | None) -> None:
        with self._database.writing() as session:
            at = self._authorised(session, by, own=person_id)
            existing(session, person_id).name = _name(name)
            note(session, by, "person.renamed", person_id, at)

    def set_language(self, person_id: int, language: Language, by: Person | None) -> None:
        with self._database.writing() as session:
            at = self._authorised(session, by, own=person_id)
            existing(session, person_id).language = language
            note(session, by, "person.language_set", person_id, at, {"language": language})

    def _authorised(self, session: Session, by: Person | None, own: int | None = None) -> datetime:
        """The moment, when `by` may act: the installation, an administrator, or the person about `own` matters."""
        at = self._clock()
        if by is not None and by.id == own:
            require_in(session, by.id, "read", at)
        elif by is not None:
            require_in(session, by.id, "administer", at)
        return at

    def _log_refusal(self, person_id: int, asked: str) -> None:
        with self._database.writing() as session:
            if session.get(PersonRow, person_id):
                audit.record(
                    session, at=self._clock(), actor=actor(person_id), action="access.refused", item=f"web:{asked}"
                )


def row_by_email(session: Session, email: str) -> PersonRow | None:
    return session.scalar(select(PersonRow).where(PersonRow.email == address_of(email)))


def address_of(email: str) -> str:
    """How an e-mail address is written in the register; what no register can hold becomes `?`."""
    return email.strip().casefold().encode("utf-8", "replace").decode()


def add_in(
    session: Session,
    at: datetime,
    name: str,
    email: str,
    roles: Iterable[str],
    language: Language,
    kind: Kind,
    by: Person | None,
) -> Person:
    """As `People.add`, in the caller's transaction and on the caller's authority."""
    held = sorted(set(roles))
    address = _address(email)
    _check_roles(held, kind)
    if row_by_email(session, address):
        raise NotAllowed(
            sv=f"Det finns redan en person med adressen {address}.",
            en=f"There is already a person with the address {address}.",
        )
    row = PersonRow(name=_name(name), email=address, language=language, kind=kind, active=True)
    session.add(row)
    session.flush()
    session.add_all(RoleRow(person_id=row.id, role=role, valid_from=at, valid_to=FOREVER) for role in held)
    note(session, by, "person.added", row.id, at, {"roles": ",".join(held), "kind": kind})
    session.flush()
    return persons_of(session, [row], at)[0]


def grant_in(
    session: Session, at: datetime, person_id: int, role: str, by: Person | None, until: datetime = FOREVER
) -> None:
    row = existing(session, person_id)
    _check_roles([role], row.kind)
    session.merge(RoleRow(person_id=person_id, role=role, valid_from=at, valid_to=until))
    note(session, by, "person.role_granted", person_id, at, {"role": role})


def revoke_in(session: Session, at: datetime, person_id: int, role: str, by: Person | None) -> None:
    grant = session.get(RoleRow, (person_id, role))
    if grant:
        session.delete(grant)
    end_sessions(session, person_id, at)
    note(session, by, "person.role_revoked", person_id, at, {"role": role})


def administrators(session: Session, at: datetime) -> set[int]:
    """The active people who are administrators in their own right."""
    query = (
        select(RoleRow.person_id)
        .join(PersonRow, PersonRow.id == RoleRow.person_id)
        .where(RoleRow.role == "administrator", RoleRow.valid_from <= at, RoleRow.valid_to >= at)
        .where(PersonRow.active, PersonRow.kind == "human")
    )
    return set(session.scalars(query))


def note(
    session: Session, by: Person | None, action: str, person_id: int, at: datetime, data: Facts | None = None
) -> None:
    audit.record(
        session, at=at, actor=actor(by.id if by else None), action=action, item=f"person:{person_id}", data=data
    )


def _keep_one_administrator(session: Session, person_id: int, by: Person | None, at: datetime) -> None:
    """Nobody locks everybody out from a page; the command line may, and can also let somebody in again."""
    if by is not None and administrators(session, at) == {person_id}:
        raise NotAllowed(
            sv="Det här är den enda administratören. Gör någon annan till administratör först.",
            en="This is the only administrator. Make somebody else an administrator first.",
        )


def _name(name: str) -> str:
    written = " ".join(name.split())
    if not written or len(written) > LONGEST_NAME or not written.isprintable():
        raise NotAllowed(
            sv=f"Skriv ett namn på högst {LONGEST_NAME} tecken.",
            en=f"Give a name of at most {LONGEST_NAME} characters.",
        )
    return written


def _address(email: str) -> str:
    address = address_of(email)
    if len(address) > _LONGEST_ADDRESS or not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or not address.isprintable():
        raise NotAllowed(
            sv="Skriv en e-postadress, till exempel anna.berg@foretaget.se.",
            en="Give an e-mail address, for example anna.berg@company.com.",
        )
    return address


def _check_roles(roles: Iterable[str], kind: str) -> None:
    for role in roles:
        if not re.fullmatch(r"[a-z][a-z_]{1,40}", role):
            raise NotAllowed(sv=f"Rollen {role} finns inte.", en=f"There is no role {role}.")
        if kind == "service" and role not in ("reader", "writer"):
            raise NotAllowed(
                sv="Ett tjänstekonto kan läsa och skriva utkast men aldrig godkänna.",
                en="A service account can read and write drafts but never approve.",
            )
