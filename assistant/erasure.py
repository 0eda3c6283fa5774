"""How do a person's data go for good, while rows, decisions, hashes and the log stay?"""

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ForeignKey, Text, delete, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.approvals.decisions import DecisionRow
from assistant.approvals.envelope import Envelope
from assistant.approvals.versions import ItemRow, VersionRow
from assistant.conversation import ConversationRow, TurnRow
from assistant.errors import AssistantError, NotAllowed
from assistant.incidents.incident import AssessmentRow, IncidentRow, PostRow, ReasonRow
from assistant.knowledge.gaps import GapRow
from assistant.people import Person, actor, require_in
from assistant.people.invitations import InvitationRow
from assistant.people.outside import OutsideIdentityRow
from assistant.people.passwords import PasswordRow
from assistant.people.person import PersonRow
from assistant.people.preferences import PreferenceRow
from assistant.people.sessions import SessionRow
from assistant.records import audit
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment
from assistant.replies.delivery import CheckRow, OutboxRow
from assistant.replies.reply import ReplyRow

Kind = Literal["incident", "person"]
LONGEST_REASON: Final = 200
_UNDER_WAY: Final = ("queued", "sending", "unknown", "cleared")
_NO_WORDS: Final = "–"
_TELLING: Final = 12
_TRIES, _PAUSE = 4, 0.25
_ACTIONS: Final = {"incident": "incident.erased", "person": "person.erased"}


class ErasureRow(Base):
    """Leave to empty the bodies of one incident or the name of one person; the triggers ask for it. Only added to."""

    __tablename__ = "erasure"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    item: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Erased:
    """`cleaned` False: the rows are empty, but old bytes may stand in the files until it is done again alone."""

    kind: Kind
    item: int
    cleaned: bool


class Erasure:
    """By an administrator, or by the installation itself (`by` None). Doing it again finishes what was left."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def incident(self, number: int, reason: str = "", by: Person | None = None) -> Erased:
        """Post, quoted words, replies and free text of one incident; it is closed if it was open. Raises NotAllowed."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            incident = session.get(IncidentRow, number)
            if incident is None:
                raise _no_such("händelse", "incident", number)
            items = list(session.scalars(select(ItemRow.id).where(ItemRow.incident_id == number)))
            _refuse_under_way(session, items)
            if incident.closed_at is None:
                incident.closed_at, incident.closed_by = at, by.id if by else None
                session.flush()
                self._note(session, at, by, "incident.closed", "incident", number)
            self._allow(session, "incident", number, reason, at, by)
            told = _told(session, number, items)
            _empty_incident(session, number, items)
            _empty_talk(session, number, items, told)
        return Erased("incident", number, _clean_files(self._database))

    def person(self, number: int, reason: str = "", by: Person | None = None) -> Erased:
        """Name, address and every way in of a person who is no longer active; decisions stay, by number."""
        with self._database.writing() as session:
            at = self._authorised(session, by)
            person = session.get(PersonRow, number)
            if person is None:
                raise _no_such("person", "person", number)
            if person.active:
                raise NotAllowed(
                    sv="Personen är aktiv. Avaktivera personen först.",
                    en="The person is active. Deactivate them first.",
                )
            self._allow(session, "person", number, reason, at, by)
            person.name = f"Erased person {number}" if person.language == "en" else f"Raderad person {number}"
            person.email = f"erased-{number}@erased.invalid"
            session.flush()
            for row in (PasswordRow, SessionRow, InvitationRow, OutsideIdentityRow, PreferenceRow):
                session.execute(delete(row).where(row.person_id == number))
            mine = select(ConversationRow.id).where(ConversationRow.person_id == number)
            session.execute(update(TurnRow).where(TurnRow.conversation_id.in_(mine)).values(message="", answer=""))
        return Erased("person", number, _clean_files(self._database))

    def _authorised(self, session: Session, by: Person | None) -> datetime:
        session.execute(text("PRAGMA secure_delete=ON"))
        at = self._clock()
        if by is not None:
            require_in(session, by.id, "administer", at)
        return at

    def _allow(self, session: Session, kind: Kind, number: int, reason: str, at: datetime, by: Person | None) -> None:
        """The row that the triggers ask for, and its event; the reason stands in the row only."""
        who = by.id if by else None
        session.add(ErasureRow(kind=kind, item=number, person_id=who, at=at, reason=_reason(reason)))
        session.flush()
        self._note(session, at, by, _ACTIONS[kind], kind, number)

    def _note(self, session: Session, at: datetime, by: Person | None, action: str, kind: Kind, number: int) -> None:
        who = actor(by.id if by else None)
        audit.record(session, at=at, actor=who, action=action, item=f"{kind}:{number}")


def _reason(reason: str) -> str:
    given = reason.strip()
    if len(given) > LONGEST_REASON:
        raise NotAllowed(
            sv=f"Skälet är längre än {LONGEST_REASON} tecken. Korta det, och skriv inga personuppgifter.",
            en=f"The reason is longer than {LONGEST_REASON} characters. Shorten it, and write no personal data.",
        )
    return given


def _refuse_under_way(session: Session, items: Sequence[int]) -> None:
    query = select(VersionRow.item_id).join(OutboxRow, OutboxRow.version_id == VersionRow.id)
    waiting = session.scalars(query.where(VersionRow.item_id.in_(items), OutboxRow.state.in_(_UNDER_WAY))).first()
    if waiting is not None:
        raise NotAllowed(
            sv=f"Svar {waiting} är godkänt och på väg ut. Säg om det gick ut, eller stoppa det, och radera sedan.",
            en=f"Reply {waiting} is approved and on its way out. Say whether it went out, or stop it, then erase.",
        )


def _told(session: Session, incident: int, items: Sequence[int]) -> tuple[str, ...]:
    """What the incident's posts and replies say, to be found again where somebody has pasted it."""
    posts = list(session.scalars(select(PostRow).where(PostRow.incident_id == incident)))
    envelopes = session.scalars(select(VersionRow.envelope).where(VersionRow.item_id.in_(items)))
    texts = [Envelope.read(stored).text for stored in envelopes if stored]
    texts += [words for post in posts for words in (post.text, post.url)]
    handles = [post.author for post in posts if post.author.startswith("@") or " " in post.author.strip()]
    return (*(one.strip() for one in texts if len(one.strip()) >= _TELLING), *handles)


def _empty_incident(session: Session, incident: int, items: Sequence[int]) -> None:
    """Only what the triggers let through; every other column stays."""
    session.execute(update(IncidentRow).where(IncidentRow.id == incident).values(closed_reason=""))
    session.execute(update(PostRow).where(PostRow.incident_id == incident).values(text="", author="", url=""))
    judged = select(AssessmentRow.id).where(AssessmentRow.incident_id == incident)
    reasons = update(ReasonRow).where(ReasonRow.assessment_id.in_(judged))
    session.execute(reasons.where(ReasonRow.rule == "person").values(sv="Raderat.", en="Erased.", words="[]"))
    session.execute(reasons.where(ReasonRow.rule != "person").values(words="[]"))
    session.execute(update(ReplyRow).where(ReplyRow.id.in_(items)).values(post_text=""))
    versions = select(VersionRow.id).where(VersionRow.item_id.in_(items))
    session.execute(update(VersionRow).where(VersionRow.item_id.in_(items)).values(envelope=b"", findings="[]"))
    decided = update(DecisionRow).where(DecisionRow.version_id.in_(versions), DecisionRow.reason != "")
    session.execute(decided.values(reason=_NO_WORDS))
    left = select(OutboxRow.id).where(OutboxRow.version_id.in_(versions))
    session.execute(update(CheckRow).where(CheckRow.outbox_id.in_(left)).values(link=""))


def _empty_talk(session: Session, incident: int, items: Sequence[int], told: Sequence[str]) -> None:
    """Turns about the incident, and every turn and open question that carries its words."""
    for turn in session.scalars(select(TurnRow)):
        about = turn.item == incident if turn.kind == "incident" else turn.kind == "reply" and turn.item in items
        if about or _carries(turn.message, told) or _carries(turn.answer, told):
            turn.message, turn.answer = "", ""
    for gap in session.scalars(select(GapRow)):
        if _carries(gap.question, told):
            session.delete(gap)
    session.flush()


def _carries(written: str, told: Iterable[str]) -> bool:
    if not written:
        return False
    return any(
        one in written
        or json.dumps(one, ensure_ascii=False)[1:-1] in written
        or (len(written.strip()) >= _TELLING and written.strip() in one)
        for one in told
    )


def _clean_files(database: Database) -> bool:
    """Write the database file anew without the freed bytes, and empty the write-ahead log; both wait for readers."""
    for _ in range(_TRIES):
        with suppress(OperationalError), database.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
            if not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                return True
        time.sleep(_PAUSE)
    return False


def _no_such(sv: str, en: str, number: int) -> AssistantError:
    return AssistantError(sv=f"Det finns ingen {sv} med nummer {number}.", en=f"There is no {en} with number {number}.")
