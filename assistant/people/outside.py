"""Who is the person that an outside sign-in service vouches for, and which roles does it say they have?"""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotAllowed
from assistant.language import Said
from assistant.people.person import Person, PersonRow, RoleRow, existing, persons_of
from assistant.people.register import LONGEST_NAME, People, add_in, grant_in, note, revoke_in, row_by_email
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

_INACTIVE = Said(
    "Din användare är avstängd. Kontakta en administratör.",
    "Your account is switched off. Contact an administrator.",
)
_UNCONFIRMED = Said(
    "Inloggningstjänsten har inte bekräftat din e-postadress. Kontakta en administratör.",
    "The sign-in service has not confirmed your e-mail address. Contact an administrator.",
)
_OTHER_ACCOUNT = Said(
    "Personen med din e-postadress är redan kopplad till ett annat konto. Kontakta en administratör.",
    "The person with your e-mail address is already linked to another account. Contact an administrator.",
)
_NO_ROLE = Said(
    "Du har ingen roll i Krisplan än. Be en administratör om en.",
    "You have no role in Krisplan yet. Ask an administrator for one.",
)


class OutsideIdentityRow(Base):
    """One account at one sign-in service, bound to one person for good."""

    __tablename__ = "outside_identity"
    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[datetime] = mapped_column(Moment)


class OutsideIdentities:
    """An account is known by issuer and subject; an e-mail address only ties it to a person the first time."""

    def __init__(self, database: Database, clock: Clock, people: People) -> None:
        self._database = database
        self._clock = clock
        self._people = people

    def signed_in(
        self,
        issuer: str,
        subject: str,
        email: str,
        email_verified: bool,
        name: str,
        roles: frozenset[str],
        managed: frozenset[str],
    ) -> Person:
        """The person, with the roles in `managed` as the service says. Raises NotAllowed with the next step."""
        with self._database.writing() as session:
            at = self._clock()
            row = self._linked(session, issuer, subject) or self._tied(session, issuer, email, email_verified)
            if row is None:
                row = _newcomer(session, at, name, email, roles & managed)
            if not row.active or row.kind != "human":
                raise _refused(_INACTIVE)
            if session.get(OutsideIdentityRow, (issuer, subject)) is None:
                session.add(OutsideIdentityRow(issuer=issuer, subject=subject, person_id=row.id, linked_at=at))
                note(session, None, "outside.linked", row.id, at)
            _follow(session, row.id, roles & managed, managed, at)
            session.flush()
            return persons_of(session, [row], at)[0]

    def _linked(self, session: Session, issuer: str, subject: str) -> PersonRow | None:
        link = session.get(OutsideIdentityRow, (issuer, subject))
        return existing(session, link.person_id) if link else None

    def _tied(self, session: Session, issuer: str, email: str, verified: bool) -> PersonRow | None:
        """The person with this address, if the service has confirmed it and no other account there is theirs."""
        row = row_by_email(session, email)
        if row is None:
            return None
        if not verified:
            raise _refused(_UNCONFIRMED)
        theirs = select(OutsideIdentityRow.subject).where(
            OutsideIdentityRow.issuer == issuer, OutsideIdentityRow.person_id == row.id
        )
        if session.scalar(theirs.limit(1)) is not None:
            raise _refused(_OTHER_ACCOUNT)
        return row


def _newcomer(session: Session, at: datetime, name: str, email: str, roles: frozenset[str]) -> PersonRow:
    if not roles:
        raise _refused(_NO_ROLE)
    shown = "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME].strip()
    person = add_in(session, at, shown or email, email, roles, language="sv", kind="human", by=None)
    return existing(session, person.id)


def _follow(session: Session, person_id: int, roles: frozenset[str], managed: frozenset[str], at: datetime) -> None:
    """Give and take what the service says and no more: roles given here by hand stay."""
    grants = session.scalars(select(RoleRow).where(RoleRow.person_id == person_id))
    held = {grant.role for grant in grants if grant.valid_from <= at <= grant.valid_to}
    for role in sorted(roles - held):
        grant_in(session, at, person_id, role, None)
    for role in sorted((held & managed) - roles):
        revoke_in(session, at, person_id, role, None)


def _refused(why: Said) -> NotAllowed:
    return NotAllowed(sv=why.sv, en=why.en)
