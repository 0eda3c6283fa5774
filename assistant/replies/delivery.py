"""How does an approved text leave the house at most once, and how do we know that it did?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.approvals import decisions, refusals
from assistant.approvals.envelope import Envelope, sha_of
from assistant.approvals.refusals import refusal
from assistant.approvals.versions import VersionRow
from assistant.channels import CHANNELS
from assistant.channels.channel import Handover, Outgoing
from assistant.errors import AssistantError
from assistant.language import Said
from assistant.people import Person, person_in
from assistant.records.database import Base
from assistant.records.durable import durable_step
from assistant.records.moments import Moment

OutboxState = Literal["queued", "sending", "sent", "unknown", "failed", "cleared", "stopped"]
_NOT_GONE = ("queued", "cleared", "failed")

NOT_APPROVED = Said("Texten är inte godkänd.", "The text is not approved.")
STOPPED = Said(
    "Texten är stoppad. Spara en ny version och skicka den till granskning.",
    "The text has been stopped. Save a new version and send it for approval.",
)
ALREADY_COPIED = Said(
    "{name} kopierade texten {time_sv}. Säg först om den gick ut eller inte.",
    "{name} copied the text {time_en}. First say whether it went out or not.",
)
UNCLEAR = Said(
    "Det är oklart om svaret gick ut. Titta i kanalen och säg om det gick ut eller inte.",
    "It is unclear whether the reply went out. Look in the channel and say whether it did.",
)
ALREADY_SENT = Said("Svaret är redan publicerat.", "The reply is already published.")
NOT_COPIED = Said("Texten är inte kopierad än.", "The text has not been copied yet.")
ALTERED = Said(
    "Den lagrade texten stämmer inte med den som godkändes. Inget har lämnats ut. Kontrollera loggen.",
    "The stored text is not the one that was approved. Nothing was released. Check the log.",
)


class OutboxRow(Base):
    """An approved version on its way out. Only `state`, `attempt` and `at` move, along the edges the gate lists."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), unique=True)
    state: Mapped[str]
    attempt: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class HandoverRow(Base):
    """Who took the text out of the house, at which attempt."""

    __tablename__ = "handover"
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class CheckRow(Base):
    """A person has looked in the channel after an attempt: it went out, or it did not."""

    __tablename__ = "channel_check"
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    found: Mapped[bool]
    link: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Delivery:
    """How far an approved version has come. `link` is where a person says that it stands, if they gave one."""

    state: OutboxState
    attempt: int
    at: datetime
    taken_by: Person | None
    taken_at: datetime | None
    checked_by: Person | None
    link: str


def queue(session: Session, version: VersionRow, at: datetime) -> OutboxRow:
    """In the deciding transaction: the version may leave. The gate refuses unless it is eligible."""
    row = OutboxRow(version_id=version.id, state="queued", attempt=0, at=at)
    session.add(row)
    session.flush()
    return row


def begin_attempt(session: Session, version: VersionRow, by: Person, at: datetime, zone: ZoneInfo) -> Outgoing:
    """Set `sending` after checking everything again; call the channel only after this is committed."""
    row = outbox_of(session, version.id)
    if row is None:
        raise refusal(NOT_APPROVED)
    if row.state not in ("queued", "cleared"):
        raise refusal(_not_now(session, row, at, zone))
    hindrance = decisions.hindrance(session, version, at, zone)
    if hindrance:
        raise refusal(hindrance)
    if sha_of(version.envelope) != version.sha:
        raise refusal(ALTERED)
    _move(session, row, "sending", at)
    session.add(HandoverRow(outbox_id=row.id, attempt=row.attempt, person_id=by.id, at=at))
    session.flush()
    sealed = Envelope.read(version.envelope)
    return Outgoing(
        key=f"krisplan-{row.id}-{version.sha[:16]}",
        attempt=row.attempt,
        text=sealed.text,
        channel=sealed.channel,
        account=sealed.account,
        reply_to=sealed.reply_to,
    )


def hand_over(outgoing: Outgoing, channel: str) -> Handover:
    """The attempt itself. A crash from here on leaves `sending`, which a restart makes `unknown`."""
    durable_step("reply.sending")
    return CHANNELS[channel].deliver(outgoing)


def finish_attempt(
    session: Session, version: VersionRow, by: Person, at: datetime, *, found: bool, link: str = ""
) -> OutboxRow:
    """A person's word on the last attempt: it went out (`sent`), or it did not and may be tried again."""
    row = outbox_of(session, version.id)
    if row is not None and row.state == "sent":
        raise refusal(ALREADY_SENT)
    if row is None or row.state not in ("sending", "unknown"):
        raise refusal(NOT_COPIED)
    session.add(
        CheckRow(outbox_id=row.id, attempt=row.attempt, person_id=by.id, found=found, link=checked_link(link), at=at)
    )
    session.flush()
    if not found and row.state == "sending":
        _move(session, row, "unknown", at)
    _move(session, row, "sent" if found else "cleared", at)
    return row


def forget_attempts(session: Session, at: datetime) -> list[OutboxRow]:
    """After a restart nobody knows how an ongoing attempt went: it becomes `unknown` until a person looks."""
    rows = list(session.scalars(select(OutboxRow).where(OutboxRow.state == "sending")))
    for row in rows:
        _move(session, row, "unknown", at)
    return rows


def stop_waiting(session: Session, at: datetime, item_id: int | None = None) -> list[OutboxRow]:
    """What has not left yet never will: rows of one item, or of all."""
    query = select(OutboxRow).where(OutboxRow.state.in_(_NOT_GONE))
    if item_id is not None:
        query = query.join(VersionRow, VersionRow.id == OutboxRow.version_id).where(VersionRow.item_id == item_id)
    rows = list(session.scalars(query))
    for row in rows:
        _move(session, row, "stopped", at)
    return rows


def delivery_of(session: Session, version_id: int, at: datetime) -> Delivery | None:
    row = outbox_of(session, version_id)
    if row is None:
        return None
    taken = session.get(HandoverRow, (row.id, row.attempt))
    check = session.get(CheckRow, (row.id, row.attempt))
    return Delivery(
        state=_STATES[row.state],
        attempt=row.attempt,
        at=row.at,
        taken_by=person_in(session, taken.person_id, at) if taken else None,
        taken_at=taken.at if taken else None,
        checked_by=person_in(session, check.person_id, at) if check else None,
        link=check.link if check else "",
    )


def outbox_of(session: Session, version_id: int) -> OutboxRow | None:
    return session.scalar(select(OutboxRow).where(OutboxRow.version_id == version_id))


def checked_link(link: str) -> str:
    """The link as given, or nothing; raises AssistantError for what is not a plain web address."""
    given = link.strip()
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        usable = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        usable = None
    if not usable or len(given) > 2000 or not given.isprintable() or " " in given:
        raise AssistantError(
            sv="Länken går inte att använda. Klistra in hela webbadressen till det publicerade svaret.",
            en="The link cannot be used. Paste the whole web address of the published reply.",
        )
    return given


_STATES: dict[str, OutboxState] = {
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "unknown": "unknown",
    "failed": "failed",
    "cleared": "cleared",
    "stopped": "stopped",
}


def _move(session: Session, row: OutboxRow, state: OutboxState, at: datetime) -> None:
    row.attempt += state == "sending"
    row.state = state
    row.at = at
    session.flush()


def _not_now(session: Session, row: OutboxRow, at: datetime, zone: ZoneInfo) -> Said:
    taken = session.get(HandoverRow, (row.id, row.attempt))
    person = person_in(session, taken.person_id, at) if taken else None
    if row.state == "sending" and taken and person:
        return refusals.timed(ALREADY_COPIED.filled(name=person.name), taken.at, zone)
    return {"sent": ALREADY_SENT, "unknown": UNCLEAR}.get(row.state, STOPPED)
