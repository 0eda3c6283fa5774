"""Who uses Krisplan, which roles do they hold today, and what may they do?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotAllowed
from assistant.language import Language, Said
from assistant.records import audit
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

Permission = Literal["read", "write", "approve", "manage_documents", "administer"]
Kind = Literal["human", "service"]

FOREVER = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
_APPROVER: frozenset[Permission] = frozenset({"read", "write", "approve"})
_KEEPER: frozenset[Permission] = _APPROVER | {"manage_documents"}
PERMISSIONS: Mapping[str, frozenset[Permission]] = {
    "reader": frozenset({"read"}),
    "writer": frozenset({"read", "write", "manage_documents"}),
    "administrator": frozenset({"read", "manage_documents", "administer"}),
    "social_media_manager": _KEEPER,
    "comms_director": _KEEPER,
    "quality_manager": _KEEPER,
}
"""Every other role is a role of the method that may stand in an approver table: it reads, writes and approves."""

_MAY_NOT: Mapping[Permission, Said] = {
    "read": Said("Du har inte tillgång till det här.", "You do not have access to this."),
    "write": Said("Din roll får läsa men inte skriva.", "Your role may read but not write."),
    "approve": Said("Din roll får inte godkänna texter.", "Your role may not approve texts."),
    "manage_documents": Said(
        "Din roll får inte lägga till eller ändra underlag.", "Your role may not add or change documents."
    ),
    "administer": Said("Bara en administratör får göra det här.", "Only an administrator may do this."),
}
_UNKNOWN = Said(
    "Välj vem du är innan du fortsätter. Personen finns inte eller är inte längre aktiv.",
    "Choose who you are before you go on. The person does not exist or is no longer active.",
)


class PersonRow(Base):
    """One person, or one service account. Never deleted: decisions point here."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    kind: Mapped[str]
    active: Mapped[bool]


class RoleRow(Base):
    """A role held from one moment to another; the gate asks for it again every time it matters."""

    __tablename__ = "person_role"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_to: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Person:
    """A person as of the moment of loading; `roles` are those held then."""

    id: int
    name: str
    email: str
    language: Language
    roles: frozenset[str]
    active: bool
    kind: Kind

    def may(self, permission: Permission) -> bool:
        if not self.active or (self.kind == "service" and permission not in ("read", "write")):
            return False
        return any(permission in PERMISSIONS.get(role, _APPROVER) for role in self.roles)

    @property
    def actor(self) -> str:
        """How the audit log names this person: by number, so that the name can be erased."""
        return actor(self.id)


def actor(person_id: int | None) -> str:
    return "system" if person_id is None else f"person:{person_id}"


def person_in(session: Session, person_id: int | None, at: datetime) -> Person | None:
    """The person as the caller's transaction sees them, with the roles held at `at`."""
    row = session.get(PersonRow, person_id, populate_existing=True) if person_id is not None else None
    return _persons(session, [row], at)[0] if row else None


def require_in(session: Session, person_id: int | None, permission: Permission, at: datetime) -> Person:
    """As `People.require`, inside the transaction that is about to change something."""
    person = person_in(session, person_id, at)
    if person is None or not person.active:
        raise NotAllowed(sv=_UNKNOWN.sv, en=_UNKNOWN.en)
    if not person.may(permission):
        raise NotAllowed(sv=_MAY_NOT[permission].sv, en=_MAY_NOT[permission].en)
    return person


class People:
    """The register of persons. `by` None means that the installation itself acts (first start, demo)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def load(self, person_id: int | None) -> Person | None:
        with self._database.reading() as session:
            return person_in(session, person_id, self._clock())

    def all(self) -> list[Person]:
        with self._database.reading() as session:
            rows = list(session.scalars(select(PersonRow).order_by(PersonRow.id)))
            return _persons(session, rows, self._clock())

    def require(self, person_id: int | None, permission: Permission) -> Person:
        """The person, if active and permitted; raises NotAllowed with a fixed sentence."""
        with self._database.reading() as session:
            return require_in(session, person_id, permission, self._clock())

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
        held = sorted(set(roles))
        address = email.strip().casefold()
        _check_roles(held, kind)
        with self._database.writing() as session:
            at = self._authorised(session, by)
            if session.scalar(select(PersonRow.id).where(PersonRow.email == address)) is not None:
                raise NotAllowed(
                    sv=f"Det finns redan en person med adressen {address}.",
                    en=f"There is already a person with the address {address}.",
                )
            row = PersonRow(name=name.strip(), email=address, language=language, kind=kind, active=True)
            session.add(row)
            session.flush()
            for role in held:
                session.add(RoleRow(person_id=row.id, role=role, valid_from=at, valid_to=FOREVER))
            self._note(session, by, "person.added", row.id, at, {"roles": ",".join(held), "kind": kind})
            session.flush()
            return _persons(session, [row], at)[0]

    def grant(self, person_id: int, role: str, by: Person | None = None, until: datetime = FOREVER) -> None:
        """Give a role from now until a moment; an earlier grant of the same role is replaced."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            row = _existing(session, person_id)
            _check_roles([role], row.kind)
            session.merge(RoleRow(person_id=person_id, role=role, valid_from=at, valid_to=until))
            self._note(session, by, "person.role_granted", person_id, at, {"role": role})

    def revoke(self, person_id: int, role: str, by: Person | None = None) -> None:
        """Take a role away; approvals given under it no longer count."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            grant = session.get(RoleRow, (person_id, role))
            if grant:
                session.delete(grant)
            self._note(session, by, "person.role_revoked", person_id, at, {"role": role})

    def deactivate(self, person_id: int, by: Person | None = None) -> None:
        """The person may do nothing from now on, and approvals they gave no longer count."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            _existing(session, person_id).active = False
            self._note(session, by, "person.deactivated", person_id, at, {})

    def _authorised(self, session: Session, by: Person | None) -> datetime:
        at = self._clock()
        if by is not None:
            require_in(session, by.id, "administer", at)
        return at

    def _note(
        self, session: Session, by: Person | None, action: str, person_id: int, at: datetime, data: Mapping[str, str]
    ) -> None:
        audit.record(
            session, at=at, actor=actor(by.id if by else None), action=action, item=f"person:{person_id}", data=data
        )


def add_demo_cast(people: People) -> list[Person]:
    """The people of the demo company; those who are there already stay as they are."""
    there = {person.email: person for person in people.all()}
    return [there.get(email) or people.add(name, email, roles) for name, email, roles in DEMO_CAST]


DEMO_CAST: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Anna Berg", "anna.berg@ljungsjo.example", ("writer", "community_manager")),
    ("Erik Lund", "erik.lund@ljungsjo.example", ("community_manager",)),
    ("Sara Nyström", "sara.nystrom@ljungsjo.example", ("social_media_manager",)),
    ("Karin Holm", "karin.holm@ljungsjo.example", ("comms_director",)),
    ("Maria Ek", "maria.ek@ljungsjo.example", ("quality_manager", "function_head")),
    ("Johan Dahl", "johan.dahl@ljungsjo.example", ("ceo", "crisis_leader", "spokesperson")),
    ("Eva Strand", "eva.strand@ljungsjo.example", ("legal",)),
    ("Nils Åkesson", "nils.akesson@ljungsjo.example", ("dpo",)),
    ("Per Norén", "per.noren@ljungsjo.example", ("it_security", "it_manager")),
    ("Helena Sund", "helena.sund@ljungsjo.example", ("hr",)),
    ("Ingrid Wallin", "ingrid.wallin@ljungsjo.example", ("board_chair",)),
    ("Lena Falk", "lena.falk@ljungsjo.example", ("administrator",)),
    ("Olle Vik", "olle.vik@ljungsjo.example", ("reader",)),
)


def _persons(session: Session, rows: Iterable[PersonRow], at: datetime) -> list[Person]:
    held: dict[int, set[str]] = {}
    for grant in session.scalars(select(RoleRow).where(RoleRow.valid_from <= at, RoleRow.valid_to >= at)):
        held.setdefault(grant.person_id, set()).add(grant.role)
    return [
        Person(
            id=row.id,
            name=row.name,
            email=row.email,
            language="en" if row.language == "en" else "sv",
            roles=frozenset(held.get(row.id, ())),
            active=row.active,
            kind="service" if row.kind == "service" else "human",
        )
        for row in rows
    ]


def _existing(session: Session, person_id: int) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None:
        raise NotAllowed(sv=_UNKNOWN.sv, en=_UNKNOWN.en)
    return row


def _check_roles(roles: Iterable[str], kind: str) -> None:
    for role in roles:
        if not re.fullmatch(r"[a-z][a-z_]{1,40}", role):
            raise NotAllowed(sv=f"Rollen {role} finns inte.", en=f"There is no role {role}.")
        if kind == "service" and role not in ("reader", "writer"):
            raise NotAllowed(
                sv="Ett tjänstekonto kan läsa och skriva utkast men aldrig godkänna.",
                en="A service account can read and write drafts but never approve.",
            )
