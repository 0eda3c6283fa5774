"""Who stands in for whom, in which role, and from when until when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotAllowed
from assistant.people.person import Person, PersonRow, person_in, persons_of, require_in, unknown
from assistant.records import audit
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment, moment_from, moment_text


class DelegationRow(Base):
    """One role lent by one person to another for a time. Only its end is ever written, once."""

    __tablename__ = "delegation"
    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_to: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True)
class Delegation:
    """`starts` and `ends` belong to the time it counts; it counts only while `from_person` holds the role directly."""

    id: int
    role: str
    from_person: Person
    to_person: Person
    starts: datetime
    ends: datetime
    made_by: Person
    ended_at: datetime | None


class Delegations:
    """Deputies. The gate reads the same rows, so an approval falls the moment its delegation does."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def give(self, role: str, from_id: int, to_id: int, starts: datetime, ends: datetime, by: Person) -> Delegation:
        """Lend a role that `from_id` holds directly; by that person or an administrator. Raises NotAllowed."""
        with self._database.writing() as session:
            at = self._clock()
            _authorised(session, from_id, by, at)
            _check_people(session, role, from_id, to_id, at)
            _check_time(_in_utc(starts), _in_utc(ends), at)
            row = DelegationRow(
                role=role,
                from_id=from_id,
                to_id=to_id,
                valid_from=_in_utc(starts),
                valid_to=_in_utc(ends),
                made_by=by.id,
                made_at=at,
            )
            session.add(row)
            session.flush()
            _note(session, "delegation.given", row, by, at)
            return _delegations(session, [row], at)[0]

    def end(self, delegation_id: int, by: Person) -> None:
        """Take the role back now; ending twice changes nothing. By the giver, the deputy or an administrator."""
        with self._database.writing() as session:
            at = self._clock()
            row = session.get(DelegationRow, delegation_id)
            if row is None:
                raise NotAllowed(sv="Ersättningen finns inte.", en="There is no such delegation.")
            _authorised(session, by.id if by.id == row.to_id else row.from_id, by, at)
            if row.ended_at is None:
                row.ended_at = at
                _note(session, "delegation.ended", row, by, at)

    def all(self, include_past: bool = False) -> list[Delegation]:
        """Those in force and those to come, the next to begin first; with `include_past` the others too."""
        query = select(DelegationRow).order_by(DelegationRow.valid_from, DelegationRow.id)
        with self._database.reading() as session:
            at = self._clock()
            if not include_past:
                query = query.where(DelegationRow.ended_at.is_(None), DelegationRow.valid_to >= at)
            return _delegations(session, list(session.scalars(query)), at)


def _authorised(session: Session, own: int, by: Person, at: datetime) -> None:
    """Everybody active rules over their `own` roles, administrators over everybody's."""
    acting = person_in(session, by.id, at)
    if by.id != own or acting is None or not acting.active:
        require_in(session, by.id, "administer", at)


def _check_people(session: Session, role: str, from_id: int, to_id: int, at: datetime) -> None:
    giver, deputy = person_in(session, from_id, at), person_in(session, to_id, at)
    for person in (giver, deputy):
        if person is None or not person.active:
            raise unknown()
        if person.kind != "human":
            raise NotAllowed(sv="Ett tjänstekonto kan inte vara ersättare.", en="A service account cannot be a deputy.")
    if from_id == to_id:
        raise NotAllowed(sv="Välj en annan person som ersättare.", en="Choose another person as deputy.")
    if giver is None or role not in giver.roles - giver.deputy_for:
        raise NotAllowed(
            sv="Bara en roll som personen själv har kan lämnas över.",
            en="Only a role that the person holds directly can be handed over.",
        )


def _check_time(starts: datetime, ends: datetime, at: datetime) -> None:
    if not starts < ends or ends <= at:
        raise NotAllowed(
            sv="Sluttiden ska ligga efter starttiden och framåt i tiden.",
            en="The end must be after the start and in the future.",
        )


def _in_utc(moment: datetime) -> datetime:
    """Two times on one local clock cannot be compared on the night it is put back. Refuses a time without a zone."""
    return moment_from(moment_text(moment))


def _delegations(session: Session, rows: Sequence[DelegationRow], at: datetime) -> list[Delegation]:
    ids = {person_id for row in rows for person_id in (row.from_id, row.to_id, row.made_by)}
    found = list(session.scalars(select(PersonRow).where(PersonRow.id.in_(ids))))
    people = {person.id: person for person in persons_of(session, found, at)}
    return [
        Delegation(
            id=row.id,
            role=row.role,
            from_person=people[row.from_id],
            to_person=people[row.to_id],
            starts=row.valid_from,
            ends=row.valid_to,
            made_by=people[row.made_by],
            ended_at=row.ended_at,
        )
        for row in rows
    ]


def _note(session: Session, action: str, row: DelegationRow, by: Person, at: datetime) -> None:
    data: dict[str, str | int] = {"delegation": row.id, "role": row.role, "from": row.from_id, "to": row.to_id}
    audit.record(session, at=at, actor=by.actor, action=action, item=f"person:{row.to_id}", data=data)
