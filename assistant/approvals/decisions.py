"""May this person decide about these bytes, what did they decide, and does it still count?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.approvals import halts, refusals, versions
from assistant.approvals.envelope import sha_of
from assistant.approvals.refusals import refusal
from assistant.approvals.versions import VersionRow
from assistant.language import Said
from assistant.people import Person, PersonRow
from assistant.records.database import Base
from assistant.records.moments import Moment, moment_from, moment_text

Verdict = Literal["approve", "reject", "send_back"]
Mode = Literal["four_eyes", "self"]


class DecisionRow(Base):
    """What one person decided about one version, under which role. Never changed, never removed."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("version_id", "person_id"), UniqueConstraint("version_id", "seat"))
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sha: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str]
    mode: Mapped[str]
    seat: Mapped[int | None]
    role: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    halts: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)


class SwitchRow(Base):
    """A choice of the organisation that the gate reads: `single_operator`."""

    __tablename__ = "switch"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bool]


@dataclass(frozen=True)
class Ruling:
    """What a person posts: the version and hash their page displayed, the verdict and the reason."""

    version: int
    sha: str
    verdict: Verdict
    reason: str


def decide(
    session: Session, version: VersionRow, ruling: Ruling, by: Person, at: datetime, lasts: timedelta, zone: ZoneInfo
) -> DecisionRow:
    """Store the decision of `by` (freshly loaded) about the newest version, or raise NotAllowed.

    The database checks the same again; what it alone refuses is an IntegrityError.
    """
    _same_text(version, ruling)
    _still_open(session, version, zone)
    mode = _mode(session, version, by)
    seat, role = _seat(session, version, ruling.verdict, by, zone)
    if ruling.verdict == "approve":
        _fit_for_approval(session, version, ruling)
    elif not ruling.reason.strip():
        raise refusal(refusals.REASON_MISSING)
    decision = DecisionRow(
        version_id=version.id,
        person_id=by.id,
        sha=version.sha,
        verdict=ruling.verdict,
        mode=mode,
        seat=seat,
        role=role,
        reason=ruling.reason.strip(),
        halts=halts.halt_count(session),
        at=at,
        expires=at + lasts,
    )
    session.add(decision)
    session.flush()
    if ruling.verdict == "approve" and _seats_filled(session, version) and not is_eligible(session, version.id, at):
        raise refusal(refusals.EARLIER_LAPSED)
    return decision


def is_eligible(session: Session, version_id: int, at: datetime) -> bool:
    """May this version be published at `at`? The database's own definition, which also guards the outbox."""
    query = text(
        "SELECT 1 FROM eligible WHERE version_id = :version AND :at BETWEEN valid_from AND valid_to AND :at < expires"
    )
    return session.execute(query, {"version": version_id, "at": moment_text(at)}).first() is not None


def hindrance(session: Session, version: VersionRow, at: datetime, zone: ZoneInfo) -> Said | None:
    """Why an approved version cannot leave now, in words; None when it can."""
    if is_eligible(session, version.id, at):
        return None
    if halts.is_halted(session):
        return refusals.HALTED
    if _incident_closed(session, version):
        return refusals.INCIDENT_CLOSED
    query = text("SELECT min(expires) FROM decision WHERE version_id = :version AND verdict = 'approve'")
    expires = session.execute(query, {"version": version.id}).scalar()
    if expires and moment_from(expires) <= at:
        return refusals.timed(refusals.EXPIRED, moment_from(expires), zone)
    return refusals.LAPSED


def decisions_of(session: Session, item_id: int) -> Sequence[tuple[DecisionRow, int]]:
    """Every decision about every version of the item, with the version's number, oldest first."""
    query = (
        select(DecisionRow, VersionRow.number)
        .join(VersionRow, VersionRow.id == DecisionRow.version_id)
        .where(VersionRow.item_id == item_id)
        .order_by(DecisionRow.id)
    )
    return [(decision, number) for decision, number in session.execute(query)]


def writers_of(session: Session, version_id: int) -> list[int]:
    """Everyone whose words are in the version since it was last approved, in order of first touch."""
    query = text("SELECT person_id FROM writer WHERE version_id = :version GROUP BY person_id ORDER BY min(number)")
    return list(session.execute(query, {"version": version_id}).scalars())


def set_single_operator(session: Session, on: bool) -> bool:
    """For a one-person organisation; True when the choice changed. Off makes self-approvals unsendable."""
    if single_operator(session) == on:
        return False
    session.merge(SwitchRow(name="single_operator", value=on))
    session.flush()
    return True


def single_operator(session: Session) -> bool:
    return bool(session.scalar(select(SwitchRow.value).where(SwitchRow.name == "single_operator")))


def _same_text(version: VersionRow, ruling: Ruling) -> None:
    if version.number != ruling.version or not version.sha == ruling.sha == sha_of(version.envelope):
        raise refusal(refusals.CHANGED)


def _still_open(session: Session, version: VersionRow, zone: ZoneInfo) -> None:
    if not versions.is_submitted(session, version.id):
        raise refusal(refusals.NOT_SUBMITTED)
    made = _decisions(session, version)
    last = made[-1] if made else None
    if last and (last.verdict != "approve" or _seats_filled(session, version)):
        raise refusal(_decided(session, last, version, zone))


def _mode(session: Session, version: VersionRow, by: Person) -> Mode:
    if by.id not in writers_of(session, version.id):
        return "four_eyes"
    if single_operator(session):
        return "self"
    raise refusal(refusals.OWN_TEXT)


def _seat(
    session: Session, version: VersionRow, verdict: Verdict, by: Person, zone: ZoneInfo
) -> tuple[int | None, str]:
    """The seat this person takes: the choosiest free one, so that nobody blocks a colleague needlessly."""
    made = _decisions(session, version)
    for earlier in made:
        if earlier.person_id == by.id:
            raise refusal(_decided(session, earlier, version, zone))
    fitting = [
        (len(roles), seat, min(roles & by.roles))
        for seat, roles in enumerate(versions.seats(session, version.id))
        if roles & by.roles
    ]
    if not fitting:
        raise refusal(refusals.WRONG_ROLE)
    if verdict != "approve":
        return None, min(fitting)[2]
    taken = {earlier.seat: earlier for earlier in made}
    free = [place for place in fitting if place[1] not in taken]
    if not free:
        raise refusal(_decided(session, taken[fitting[0][1]], version, zone))
    return min(free)[1:]


def _fit_for_approval(session: Session, version: VersionRow, ruling: Ruling) -> None:
    if halts.is_halted(session):
        raise refusal(refusals.HALTED)
    if _incident_closed(session, version):
        raise refusal(refusals.INCIDENT_CLOSED)
    if version.stops:
        raise refusal(refusals.STOP_LEFT)
    if version.reasons and not ruling.reason.strip():
        raise refusal(refusals.REASON_MISSING)


def _seats_filled(session: Session, version: VersionRow) -> bool:
    approved = [made for made in _decisions(session, version) if made.verdict == "approve"]
    return len(approved) == len(versions.seats(session, version.id)) or any(made.mode == "self" for made in approved)


def _decisions(session: Session, version: VersionRow) -> list[DecisionRow]:
    query = select(DecisionRow).where(DecisionRow.version_id == version.id).order_by(DecisionRow.id)
    return list(session.scalars(query))


def _decided(session: Session, decision: DecisionRow, version: VersionRow, zone: ZoneInfo) -> Said:
    person = session.get(PersonRow, decision.person_id)
    name = person.name if person else ""
    return refusals.decided(name, decision.verdict, version.number, decision.at, zone)


def _incident_closed(session: Session, version: VersionRow) -> bool:
    query = text(
        "SELECT 1 FROM item JOIN incident ON incident.id = item.incident_id"
        " WHERE item.id = :item AND incident.closed_at IS NOT NULL"
    )
    return session.execute(query, {"item": version.item_id}).first() is not None
