"""What exactly lies on the table for approval, who wrote it, and which roles must approve it?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.approvals.envelope import Envelope
from assistant.guards.draft import Finding
from assistant.language import Said
from assistant.records.database import Base
from assistant.records.moments import Moment


class ItemRow(Base):
    """Something that leaves the house once it is approved; bound to the incident it belongs to, if any."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    incident_id: Mapped[int | None] = mapped_column(index=True)


class VersionRow(Base):
    """The exact bytes, with what the guards said of them. Never changed; an edit is a new version."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    envelope: Mapped[bytes] = mapped_column(LargeBinary)
    sha: Mapped[str] = mapped_column(String(64))
    writer: Mapped[str]
    passages: Mapped[str] = mapped_column(Text)
    findings: Mapped[str] = mapped_column(Text)
    stops: Mapped[int]
    reasons: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class AuthorRow(Base):
    """A person who wrote or edited this version, or asked the system to draft it."""

    __tablename__ = "version_author"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class SeatRow(Base):
    """One required approval; a seat with several rows is filled by any one of those roles."""

    __tablename__ = "version_seat"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class SubmissionRow(Base):
    """The version was sent for approval; from here its authors and seats are fixed."""

    __tablename__ = "submission"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Contents:
    """What a new version is made of. A required role `legal/dpo` is a seat that either of the two fills."""

    envelope: Envelope
    author_id: int
    required_roles: Sequence[str]
    findings: Sequence[Finding]
    passages: Sequence[str]
    writer: str


def new_item(session: Session, kind: str, incident_id: int | None) -> int:
    item = ItemRow(kind=kind, incident_id=incident_id)
    session.add(item)
    session.flush()
    return item.id


def add_version(session: Session, item_id: int, contents: Contents, at: datetime) -> VersionRow:
    """Store the next version of an item with its author and seats. IntegrityError when the item takes none."""
    last = newest(session, item_id)
    stored = contents.envelope.sealed
    version = VersionRow(
        item_id=item_id,
        number=last.number + 1 if last else 1,
        envelope=stored,
        sha=contents.envelope.sha,
        writer=contents.writer,
        passages=json.dumps(list(contents.passages)),
        findings=_as_json(contents.findings),
        stops=sum(finding.level == "stop" for finding in contents.findings),
        reasons=sum(finding.level == "reason" for finding in contents.findings),
        at=at,
    )
    session.add(version)
    session.flush()
    session.add(AuthorRow(version_id=version.id, person_id=contents.author_id))
    for seat, roles in enumerate(contents.required_roles):
        for role in sorted(set(roles.split("/"))):
            session.add(SeatRow(version_id=version.id, seat=seat, role=role))
    session.flush()
    return version


def newest(session: Session, item_id: int) -> VersionRow | None:
    query = select(VersionRow).where(VersionRow.item_id == item_id).order_by(VersionRow.number.desc()).limit(1)
    return session.scalar(query)


def submit(session: Session, version: VersionRow, person_id: int, at: datetime) -> None:
    session.add(SubmissionRow(version_id=version.id, person_id=person_id, at=at))
    session.flush()


def is_submitted(session: Session, version_id: int) -> bool:
    return bool(session.scalar(select(exists().where(SubmissionRow.version_id == version_id))))


def seats(session: Session, version_id: int) -> list[frozenset[str]]:
    """The roles of each seat, in order; every seat needs a person of its own."""
    filled: dict[int, set[str]] = {}
    for row in session.scalars(select(SeatRow).where(SeatRow.version_id == version_id).order_by(SeatRow.seat)):
        filled.setdefault(row.seat, set()).add(row.role)
    return [frozenset(roles) for roles in filled.values()]


def findings_of(version: VersionRow) -> tuple[Finding, ...]:
    return tuple(
        Finding(**{**entry, "message": Said(**entry["message"]), "cure": Said(**entry["cure"])})
        for entry in json.loads(version.findings)
    )


def _as_json(findings: Iterable[Finding]) -> str:
    return json.dumps(
        [
            {
                "rule": finding.rule,
                "level": finding.level,
                "start": finding.start,
                "end": finding.end,
                "quoted": finding.quoted,
                "message": {"sv": finding.message.sv, "en": finding.message.en},
                "cure": {"sv": finding.cure.sv, "en": finding.cure.en},
            }
            for finding in findings
        ],
        ensure_ascii=False,
    )
