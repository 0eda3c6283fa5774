"""What does an administrator see of everybody at once: roles with their ends, and when they were last here?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.people.passwords import PasswordRow
from assistant.people.person import FOREVER, Person, PersonRow, RoleRow, persons_of
from assistant.people.sessions import SessionRow
from assistant.records.database import Database
from assistant.records.moments import Clock


@dataclass(frozen=True)
class Seen:
    """A person; `held` says until when each role held directly counts, None is until further notice."""

    person: Person
    held: Mapping[str, datetime | None]
    seen_at: datetime | None
    has_password: bool


class Overview:
    """Reads only; people, never service accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def all(self) -> list[Seen]:
        """The active first, each group by name."""
        with self._database.reading() as session:
            at = self._clock()
            rows = session.scalars(select(PersonRow).where(PersonRow.kind == "human"))
            people = persons_of(session, rows, at)
            held, seen = _held(session, at), _seen(session)
            known = set(session.scalars(select(PasswordRow.person_id)))
        found = [Seen(one, held.get(one.id, {}), seen.get(one.id), one.id in known) for one in people]
        return sorted(found, key=lambda one: (not one.person.active, one.person.name.casefold()))


def _held(session: Session, at: datetime) -> dict[int, dict[str, datetime | None]]:
    held: dict[int, dict[str, datetime | None]] = {}
    for grant in session.scalars(select(RoleRow).where(RoleRow.valid_from <= at, RoleRow.valid_to >= at)):
        held.setdefault(grant.person_id, {})[grant.role] = None if grant.valid_to == FOREVER else grant.valid_to
    return held


def _seen(session: Session) -> dict[int, datetime]:
    query = select(SessionRow.person_id, func.max(SessionRow.seen_at)).group_by(SessionRow.person_id)
    return {row[0]: row[1] for row in session.execute(query).all()}
