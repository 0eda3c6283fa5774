"""Who is this person, which roles do they hold at a moment, and what do those let them do?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ForeignKey, column, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotAllowed
from assistant.language import Language, Said
from assistant.records.database import Base
from assistant.records.moments import Moment

Permission = Literal["read", "write", "approve", "manage_documents", "administer", "read_log"]
Kind = Literal["human", "service"]

FOREVER = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
_APPROVER: frozenset[Permission] = frozenset({"read", "write", "approve", "read_log"})
_KEEPER: frozenset[Permission] = _APPROVER | {"manage_documents"}
PERMISSIONS: Mapping[str, frozenset[Permission]] = {
    "reader": frozenset({"read"}),
    "writer": frozenset({"read", "write", "manage_documents"}),
    "administrator": frozenset({"read", "manage_documents", "administer", "read_log"}),
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
    "read_log": Said("Din roll får inte läsa loggen.", "Your role may not read the log."),
}
UNKNOWN = Said(
    "Du behöver logga in igen. Personen finns inte eller är inte längre aktiv.",
    "You need to sign in again. The person does not exist or is no longer active.",
)

_HELD = table(
    "role_held",
    column("person_id"),
    column("role"),
    column("valid_from", Moment),
    column("valid_to", Moment),
    column("direct"),
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
    """A role held directly, from one moment to another. Who holds it as deputy is in the view `role_held`."""

    __tablename__ = "person_role"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_to: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Person:
    """A person as of the moment of loading; `roles` are those held then, `deputy_for` those held only as deputy."""

    id: int
    name: str
    email: str
    language: Language
    roles: frozenset[str]
    active: bool
    kind: Kind
    deputy_for: frozenset[str] = frozenset()

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
    return persons_of(session, [row], at)[0] if row else None


def require_in(session: Session, person_id: int | None, permission: Permission, at: datetime) -> Person:
    """As `People.require`, inside the transaction that is about to change something."""
    person = person_in(session, person_id, at)
    if person is None or not person.active:
        raise unknown()
    if not person.may(permission):
        raise NotAllowed(sv=_MAY_NOT[permission].sv, en=_MAY_NOT[permission].en)
    return person


def existing(session: Session, person_id: int) -> PersonRow:
    row = session.get(PersonRow, person_id, populate_existing=True)
    if row is None:
        raise unknown()
    return row


def unknown() -> NotAllowed:
    return NotAllowed(sv=UNKNOWN.sv, en=UNKNOWN.en)


def persons_of(session: Session, rows: Iterable[PersonRow], at: datetime) -> list[Person]:
    """The rows as persons, with the roles they hold at `at`."""
    wanted = list(rows)
    query = select(_HELD.c.person_id, _HELD.c.role, _HELD.c.direct).where(
        _HELD.c.valid_from <= at, _HELD.c.valid_to >= at
    )
    if len(wanted) == 1:
        query = query.where(_HELD.c.person_id == wanted[0].id)
    held: dict[int, dict[str, bool]] = {}
    for person_id, role, direct in session.execute(query):
        roles = held.setdefault(person_id, {})
        roles[role] = bool(direct) or roles.get(role, False)
    return [_person(row, held.get(row.id, {})) for row in wanted]


def _person(row: PersonRow, held: Mapping[str, bool]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        language="en" if row.language == "en" else "sv",
        roles=frozenset(held),
        active=row.active,
        kind="service" if row.kind == "service" else "human",
        deputy_for=frozenset(role for role, direct in held.items() if not direct),
    )
