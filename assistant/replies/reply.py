"""What is a reply, and how far has it come?"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.approvals import decisions, versions
from assistant.approvals.decisions import Mode, Verdict
from assistant.approvals.envelope import Envelope
from assistant.approvals.refusals import refusal
from assistant.approvals.versions import ItemRow, VersionRow
from assistant.guards.draft import Finding
from assistant.incidents.incident import IncidentRow
from assistant.language import Language, Said
from assistant.people import Person, person_in
from assistant.records.database import Base
from assistant.records.moments import Moment
from assistant.replies.delivery import Delivery, delivery_of

State = Literal["draft", "in_review", "approved", "rejected", "sending", "sent", "unknown", "stopped"]
Writer = Literal["template", "model"]

ERASED = Said("Svaret är raderat.", "The reply is erased.")
UNKNOWN_REPLY = Said("Svaret finns inte.", "The reply does not exist.")


class ReplyRow(Base):
    """A reply's fixed facts; its texts are versions of the item with the same number."""

    __tablename__ = "reply"
    id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    level: Mapped[int]
    post_text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Decision:
    """One person's decision about one version; `mode` self means self-approved, never four eyes."""

    id: int
    version: int
    person: Person
    verdict: Verdict
    mode: Mode
    role: str
    reason: str
    at: datetime
    expires: datetime


@dataclass(frozen=True)
class Reply:
    """A reply as it stands now, with its newest version.

    `authors` are all who may not approve it. `required_roles` are the seats in order, `legal/dpo` meaning either;
    `approved_roles` those under which the newest version was approved. `decisions` covers every version.
    `hindrance` says why an approved text cannot leave at the moment of loading. `erased`: the texts are gone for good.
    """

    id: int
    incident_id: int
    channel: str
    account: str
    reply_to: str
    language: Language
    level: int
    version: int
    text: str
    sha: str
    state: State
    authors: tuple[Person, ...]
    required_roles: tuple[str, ...]
    approved_roles: tuple[str, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    passages: tuple[str, ...]
    writer: Writer
    post_text: str
    created_at: datetime
    edited_at: datetime
    previous_text: str | None
    delivery: Delivery | None
    hindrance: Said | None
    erased: bool = False

    @property
    def self_approved(self) -> bool:
        return any(made.mode == "self" and made.version == self.version for made in self.decisions)

    @property
    def expires(self) -> datetime | None:
        """When the first of the newest version's approvals runs out."""
        return min((made.expires for made in self.decisions if _approves(made, self.version)), default=None)


def load(session: Session, reply_id: int, at: datetime, zone: ZoneInfo) -> Reply:
    """The reply as the session sees it; raises NotAllowed when there is none."""
    row, item = session.get(ReplyRow, reply_id), session.get(ItemRow, reply_id)
    version = versions.newest(session, reply_id)
    if row is None or item is None or version is None:
        raise refusal(UNKNOWN_REPLY)
    made = _decisions(session, reply_id, at)
    delivery = delivery_of(session, version.id, at)
    state = _state(version, made, delivery, versions.is_submitted(session, version.id))
    envelope = Envelope.read(version.envelope) if version.envelope else _erased(session, item)
    return Reply(
        id=reply_id,
        incident_id=item.incident_id or 0,
        channel=envelope.channel,
        account=envelope.account,
        reply_to=envelope.reply_to,
        language="en" if envelope.language == "en" else "sv",
        level=row.level,
        version=version.number,
        text=envelope.text,
        sha=version.sha,
        state=state,
        authors=_people(session, decisions.writers_of(session, version.id), at),
        required_roles=tuple("/".join(sorted(roles)) for roles in versions.seats(session, version.id)),
        approved_roles=tuple(one.role for one in made if _approves(one, version.number)),
        decisions=made,
        findings=versions.findings_of(version),
        passages=tuple(json.loads(version.passages)),
        writer="model" if version.writer == "model" else "template",
        post_text=row.post_text,
        created_at=row.at,
        edited_at=version.at,
        previous_text=_text_before(session, version),
        delivery=delivery,
        hindrance=decisions.hindrance(session, version, at, zone) if state == "approved" else None,
        erased=not version.envelope,
    )


def in_review(session: Session) -> list[int]:
    """Replies whose newest version waits for a decision, the one that has waited longest first."""
    return list(session.execute(_IN_REVIEW).scalars())


def in_delivery(session: Session) -> list[int]:
    """Replies that are approved but not yet known to be out, the one that has waited longest first."""
    return list(session.execute(_IN_DELIVERY).scalars())


def sent_back(session: Session) -> list[int]:
    """Replies of open incidents whose newest version was sent back, the one that has waited longest first."""
    return list(session.execute(_SENT_BACK).scalars())


def of_incident(session: Session, incident_id: int) -> list[int]:
    query = select(ReplyRow.id).join(ItemRow, ItemRow.id == ReplyRow.id).where(ItemRow.incident_id == incident_id)
    return list(session.scalars(query.order_by(ReplyRow.id)))


def numbers(session: Session, after: int, limit: int) -> list[int]:
    return list(session.scalars(select(ReplyRow.id).where(ReplyRow.id > after).order_by(ReplyRow.id).limit(limit)))


_IN_REVIEW = text(
    """SELECT v.item_id FROM submission s JOIN version v ON v.id = s.version_id JOIN reply r ON r.id = v.item_id
    WHERE NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)
    AND length(v.envelope) > 0 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.version_id = v.id)
    AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.version_id = v.id AND d.verdict <> 'approve')
    ORDER BY s.at, v.item_id"""
)
_SENT_BACK = text(
    """SELECT v.item_id FROM decision d JOIN version v ON v.id = d.version_id JOIN reply r ON r.id = v.item_id
    JOIN item i ON i.id = v.item_id JOIN incident n ON n.id = i.incident_id
    WHERE d.verdict = 'send_back' AND n.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM version w WHERE w.item_id = v.item_id AND w.number > v.number)
    ORDER BY d.at, v.item_id"""
)
_IN_DELIVERY = text(
    """SELECT v.item_id FROM outbox o JOIN version v ON v.id = o.version_id
    WHERE o.state IN ('queued', 'cleared', 'sending', 'unknown') ORDER BY o.at, v.item_id"""
)


def _state(version: VersionRow, made: Iterable[Decision], delivery: Delivery | None, submitted: bool) -> State:
    if delivery:
        return _DELIVERED[delivery.state]
    for decision in made:
        if decision.version == version.number and decision.verdict != "approve":
            return "rejected" if decision.verdict == "reject" else "draft"
    return "in_review" if submitted else "draft"


_DELIVERED: Mapping[str, State] = {
    "queued": "approved",
    "cleared": "approved",
    "sending": "sending",
    "sent": "sent",
    "unknown": "unknown",
    "failed": "stopped",
    "stopped": "stopped",
}


def _decisions(session: Session, reply_id: int, at: datetime) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            id=row.id,
            version=number,
            person=_people(session, [row.person_id], at)[0],
            verdict=_VERDICTS[row.verdict],
            mode="self" if row.mode == "self" else "four_eyes",
            role=row.role,
            reason=row.reason,
            at=row.at,
            expires=row.expires,
        )
        for row, number in decisions.decisions_of(session, reply_id)
    )


_VERDICTS: Mapping[str, Verdict] = {"approve": "approve", "reject": "reject", "send_back": "send_back"}


def _approves(made: Decision, version: int) -> bool:
    return made.version == version and made.verdict == "approve"


def _people(session: Session, ids: Iterable[int], at: datetime) -> tuple[Person, ...]:
    return tuple(person for person in (person_in(session, id_, at) for id_ in ids) if person)


def _erased(session: Session, item: ItemRow) -> Envelope:
    """What is still known of where a text went whose bytes are gone: the incident's channel."""
    incident = session.get(IncidentRow, item.incident_id) if item.incident_id else None
    return Envelope(f"reply:{item.id}", "", incident.channel if incident else "", "", "", "sv")


def _text_before(session: Session, version: VersionRow) -> str | None:
    query = select(VersionRow.envelope).where(
        VersionRow.item_id == version.item_id, VersionRow.number == version.number - 1
    )
    stored = session.scalar(query)
    return Envelope.read(stored).text if stored else None
