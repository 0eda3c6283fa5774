"""What does an administrator see of everybody at once: roles with their ends, and when they were last here?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.people.passwords import PasswordRow
from assistant.people.person import FOREVER, Person, PersonRow, RoleRow, persons_of
from assistant.people.sessions import SessionRow
from assistant.records.audit import AuditRow
from assistant.records.database import Database
from assistant.records.moments import Clock


@dataclass(frozen=True)
class Seen:
    """A person; `held` says until when each role held directly counts, None is until further notice.

    `given_to_self` are the roles among them that the person was last given by nobody else.
    """

    person: Person
    held: Mapping[str, datetime | None]
    seen_at: datetime | None
    has_password: bool
    given_to_self: frozenset[str]


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
            known, own = set(session.scalars(select(PasswordRow.person_id))), _given_to_self(session)
        found = [
            Seen(
                person=one,
                held=(roles := held.get(one.id, {})),
                seen_at=seen.get(one.id),
                has_password=one.id in known,
                given_to_self=frozenset(roles) & own.get(one.actor, frozenset()),
            )
            for one in people
        ]
        return sorted(found, key=lambda one: (not one.person.active, one.person.name.casefold()))


def _held(session: Session, at: datetime) -> dict[int, dict[str, datetime | None]]:
    held: dict[int, dict[str, datetime | None]] = {}
    for grant in session.scalars(select(RoleRow).where(RoleRow.valid_from <= at, RoleRow.valid_to >= at)):
        held.setdefault(grant.person_id, {})[grant.role] = None if grant.valid_to == FOREVER else grant.valid_to
    return held


def _seen(session: Session) -> dict[int, datetime]:
    query = select(SessionRow.person_id, func.max(SessionRow.seen_at)).group_by(SessionRow.person_id)
    return {row[0]: row[1] for row in session.execute(query).all()}


def _given_to_self(session: Session) -> dict[str, frozenset[str]]:
    """By what the log says of the latest time each role was given."""
    query = select(AuditRow.item, AuditRow.actor, AuditRow.data).where(AuditRow.action == "person.role_granted")
    givers: dict[tuple[str, str], str] = {}
    for item, giver, data in session.execute(query.order_by(AuditRow.number)):
        givers[item, str(json.loads(data).get("role", ""))] = giver
    own: dict[str, frozenset[str]] = {}
    for (item, role), giver in givers.items():
        if giver == item:
            own[item] = own.get(item, frozenset()) | {role}
    return own
