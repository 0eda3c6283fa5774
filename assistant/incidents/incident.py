"""What is an incident: its posts, how it was judged and by whom, and is it still open?"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.incidents.reason import Reason
from assistant.knowledge.documents import Citation
from assistant.language import Language, Said
from assistant.method.categories import ReplyMode
from assistant.records.database import Base
from assistant.records.moments import Moment

Resolve = Callable[[str], Citation | None]


class IncidentRow(Base):
    """One matter from the first post to its closing."""

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_reason: Mapped[str] = mapped_column(Text, default="")


class PostRow(Base):
    """A post exactly as it was received. Never changed; erased whole when its time is over."""

    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str]
    channel: Mapped[str]
    url: Mapped[str]
    posted_at: Mapped[datetime | None] = mapped_column(Moment)
    reach: Mapped[int | None]
    language: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Moment)
    delete_after: Mapped[datetime] = mapped_column(Moment)


class AssessmentRow(Base):
    """One judgement of category and level: by the rules when `person_id` is None, else by that person."""

    __tablename__ = "assessment"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    category: Mapped[str]
    others: Mapped[str]
    level: Mapped[int]
    sure: Mapped[bool]
    flags: Mapped[str]
    approvers: Mapped[str]
    escalate_to: Mapped[str]
    reply_mode: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class ReasonRow(Base):
    """Why an assessment says what it says; `about` is level, approvers or reply."""

    __tablename__ = "assessment_reason"
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str]
    rule: Mapped[str]
    sv: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    citation: Mapped[str | None]
    level: Mapped[int | None]
    counted: Mapped[bool]


@dataclass(frozen=True)
class StoredPost:
    """A post as received; `reach` is how many people it may have reached, None when nobody knows."""

    id: int
    text: str
    author: str
    channel: str
    url: str
    posted_at: datetime | None
    reach: int | None
    language: Language
    sha256: str
    received_at: datetime
    delete_after: datetime

    @property
    def erased(self) -> bool:
        """Its words are gone for good: no post is taken in without any."""
        return not self.text


@dataclass(frozen=True)
class Judged:
    """Everything that follows from a category and a level. `approvers`: seats, `legal/dpo` meaning either."""

    category: str
    others: tuple[str, ...]
    level: int
    sure: bool
    flags: tuple[str, ...]
    approvers: tuple[str, ...]
    escalate_to: tuple[str, ...]
    reply_mode: ReplyMode
    level_reasons: tuple[Reason, ...]
    approver_reason: Reason
    reply_reason: Reason


@dataclass(frozen=True)
class Incident:
    """An incident as it stands now; `suggested` is what the rules say, `judged` what holds.

    `decided` is True once a person has confirmed or changed the suggestion; nothing else sets it.
    """

    id: int
    channel: str
    posts: tuple[StoredPost, ...]
    suggested: Judged
    judged: Judged
    decided: bool
    decided_by: int | None
    decided_at: datetime | None
    opened_at: datetime
    opened_by: int
    closed_at: datetime | None
    closed_reason: str

    @property
    def category(self) -> str:
        return self.judged.category

    @property
    def level(self) -> int:
        return self.judged.level

    @property
    def level_reasons(self) -> tuple[Reason, ...]:
        return self.judged.level_reasons

    @property
    def approver_roles(self) -> tuple[str, ...]:
        return self.judged.approvers

    @property
    def escalate_to(self) -> tuple[str, ...]:
        return self.judged.escalate_to

    @property
    def reply_advised(self) -> bool:
        return not self.judged.reply_mode.startswith("no_reply")

    @property
    def reply_reason(self) -> Said:
        return self.judged.reply_reason.text

    @property
    def flags(self) -> tuple[str, ...]:
        return self.judged.flags

    @property
    def language(self) -> Language:
        """The language of the latest post: a reply is written in it."""
        return self.posts[-1].language if self.posts else "sv"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def load(session: Session, row: IncidentRow, resolve: Resolve) -> Incident:
    posts = session.scalars(select(PostRow).where(PostRow.incident_id == row.id).order_by(PostRow.id))
    judgements = list(
        session.scalars(select(AssessmentRow).where(AssessmentRow.incident_id == row.id).order_by(AssessmentRow.id))
    )
    suggested = next(one for one in reversed(judgements) if one.person_id is None)
    decision = next((one for one in reversed(judgements) if one.person_id is not None), None)
    return Incident(
        id=row.id,
        channel=row.channel,
        posts=tuple(_post(post) for post in posts),
        suggested=_judged(session, suggested, resolve),
        judged=_judged(session, decision or suggested, resolve),
        decided=decision is not None,
        decided_by=decision.person_id if decision else None,
        decided_at=decision.at if decision else None,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        closed_at=row.closed_at,
        closed_reason=row.closed_reason,
    )


def store(session: Session, incident_id: int, judged: Judged, at: datetime, person_id: int | None) -> None:
    """Add a judgement with all its reasons."""
    row = AssessmentRow(
        incident_id=incident_id,
        person_id=person_id,
        category=judged.category,
        others=json.dumps(judged.others),
        level=judged.level,
        sure=judged.sure,
        flags=json.dumps(judged.flags),
        approvers=json.dumps(judged.approvers),
        escalate_to=json.dumps(judged.escalate_to),
        reply_mode=judged.reply_mode,
        at=at,
    )
    session.add(row)
    session.flush()
    told = [("level", one) for one in judged.level_reasons]
    told += [("approvers", judged.approver_reason), ("reply", judged.reply_reason)]
    session.add_all(_reason_row(row.id, position, about, one) for position, (about, one) in enumerate(told))


def _reason_row(assessment_id: int, position: int, about: str, reason: Reason) -> ReasonRow:
    return ReasonRow(
        assessment_id=assessment_id,
        position=position,
        about=about,
        rule=reason.rule,
        sv=reason.text.sv,
        en=reason.text.en,
        words=json.dumps(reason.words),
        citation=reason.citation.key if reason.citation else None,
        level=reason.level,
        counted=reason.counted,
    )


def _judged(session: Session, row: AssessmentRow, resolve: Resolve) -> Judged:
    query = select(ReasonRow).where(ReasonRow.assessment_id == row.id).order_by(ReasonRow.position)
    reasons = [(one.about, _reason(one, resolve)) for one in session.scalars(query)]
    by = dict(reasons)
    return Judged(
        category=row.category,
        others=tuple(json.loads(row.others)),
        level=row.level,
        sure=row.sure,
        flags=tuple(json.loads(row.flags)),
        approvers=tuple(json.loads(row.approvers)),
        escalate_to=tuple(json.loads(row.escalate_to)),
        reply_mode=row.reply_mode,  # type: ignore[arg-type]
        level_reasons=tuple(reason for about, reason in reasons if about == "level"),
        approver_reason=by["approvers"],
        reply_reason=by["reply"],
    )


def _reason(row: ReasonRow, resolve: Resolve) -> Reason:
    citation = resolve(row.citation) if row.citation else None
    return Reason(Said(row.sv, row.en), row.rule, citation, tuple(json.loads(row.words)), row.level, row.counted)


def _post(row: PostRow) -> StoredPost:
    return StoredPost(
        id=row.id,
        text=row.text,
        author=row.author,
        channel=row.channel,
        url=row.url,
        posted_at=row.posted_at,
        reach=row.reach,
        language="en" if row.language == "en" else "sv",
        sha256=row.sha256,
        received_at=row.received_at,
        delete_after=row.delete_after,
    )
