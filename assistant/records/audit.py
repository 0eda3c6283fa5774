"""Who did what and when, and has anybody changed the record afterwards?"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, Text, insert, select, type_coerce
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotAllowed
from assistant.language import Said
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment, moment_text

_DOMAIN = b"krisplan/audit/1\n"
_START = "0" * 64
_LONGEST_VALUE = 200
_SHORTEST_HEAD = 16

_CHANGED = Said("Rad {number} i loggen har ändrats.", "Row {number} of the log has been changed.")
_MISSING = Said("Rad {number} saknas i loggen.", "Row {number} is missing from the log.")
_CUT = Said(
    "Loggen slutar före kvittot: rad {number} och framåt saknas.",
    "The log ends before the receipt: row {number} and onwards are missing.",
)
_REWRITTEN = Said(
    "Rad {number} stämmer inte med kvittot: loggen är omskriven eller databasen tillbakasatt.",
    "Row {number} does not match the receipt: the log was rewritten or the database put back in time.",
)


class AuditRow(Base):
    """One event; its hash covers the row and the hash before it. Triggers refuse every change."""

    __tablename__ = "audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    action: Mapped[str]
    item: Mapped[str]
    data: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


_AS_STORED = (
    select(
        AuditRow.number,
        type_coerce(AuditRow.at, String),  # the text itself: a forged one may not even be a time
        AuditRow.actor,
        AuditRow.action,
        AuditRow.item,
        AuditRow.data,
        AuditRow.hash,
    )
    .order_by(AuditRow.number)
    .execution_options(yield_per=1000)
)


@dataclass(frozen=True)
class AuditHead:
    """The last row's number and hash; printed on receipts, it pins everything before it."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:_SHORTEST_HEAD]}"

    @classmethod
    def parse(cls, text: str) -> "AuditHead":
        """Read a printed head, `17:3f2a…` with at least 16 hex digits. Raises NotAllowed."""
        number, _, digest = text.strip().partition(":")
        if not number.isdecimal() or len(digest) < _SHORTEST_HEAD or set(digest) - set("0123456789abcdef"):
            raise NotAllowed(
                sv="Kvittots loggnummer skrivs som nummer, kolon och minst 16 tecken, till exempel 17:3f2a….",
                en="The receipt's log number is a number, a colon and at least 16 characters, e.g. 17:3f2a….",
            )
        return cls(int(number), digest)


@dataclass(frozen=True)
class AuditEvent:
    number: int
    at: datetime
    actor: str
    action: str
    item: str
    data: Mapping[str, str | int]
    hash: str


@dataclass(frozen=True)
class Verification:
    """`first_bad` is the first row that is changed, missing or cut; `head` is where the stored log ends."""

    ok: bool
    rows: int
    first_bad: int | None
    reason: Said | None
    head: str


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    item: str,
    data: Mapping[str, str | int] | None = None,
) -> AuditHead:
    """Append an event in the caller's transaction. No bodies, posters or post text: ids and hashes only."""
    if any(len(str(value)) > _LONGEST_VALUE for value in (data or {}).values()):
        raise ValueError("the audit log holds ids and hashes, never texts")
    last = head(session)
    row = _row(last.number + 1, moment_text(at), actor, action, item, _canonical(dict(data or {})))
    digest = _hash(last.hash, row)
    session.execute(insert(AuditRow).values({**row, "at": at, "hash": digest}))
    return AuditHead(last.number + 1, digest)


def head(session: Session) -> AuditHead:
    """Where the log ends now; number 0 before the first event."""
    last = session.execute(select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)).first()
    return AuditHead(last.number, last.hash) if last else AuditHead(0, _START)


@contextmanager
def refusals_recorded(database: Database, clock: Clock, actor: str, action: str, item: str) -> Iterator[None]:
    """A refused action changes nothing but the audit log: note it there, then let the refusal through."""
    try:
        yield
    except NotAllowed:
        with database.writing() as session:
            record(session, at=clock(), actor=actor, action=f"{action}.refused", item=item)
        raise


class Audit:
    """The log as it is read: newest first, or checked from the first row to the last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self, limit: int = 50, before: int | None = None) -> list[AuditEvent]:
        query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        with self._database.reading() as session:
            return [_event(row) for row in session.scalars(query)]

    def head(self) -> AuditHead:
        with self._database.reading() as session:
            return head(session)

    def note(self, at: datetime, actor: str, action: str, item: str) -> AuditHead:
        """Something was looked at or taken out: an event of its own, in a transaction of its own."""
        with self._database.writing() as session:
            return record(session, at=at, actor=actor, action=action, item=item)

    def verify(self, head: str | None = None) -> Verification:
        """Recompute the chain; with the head of any receipt also find a cut tail or a rewritten log."""
        receipt = AuditHead.parse(head) if head else None
        end, wrong_receipt = AuditHead(0, _START), False
        with self._database.reading() as session:
            for number, *rest, digest in session.execute(_AS_STORED):
                if number != end.number + 1:
                    return _bad(end.number + 1, _MISSING, end)
                if digest != _hash(end.hash, _row(number, *rest)):
                    return _bad(number, _CHANGED, end)
                end = AuditHead(number, digest)
                if receipt and receipt.number == end.number:
                    wrong_receipt = not end.hash.startswith(receipt.hash)
        if receipt and receipt.number > end.number:
            return _bad(end.number + 1, _CUT, end)
        if receipt and wrong_receipt:
            return _bad(receipt.number, _REWRITTEN, end)
        return Verification(True, end.number, None, None, str(end))


def _bad(number: int, reason: Said, end: AuditHead) -> Verification:
    return Verification(False, end.number, number, reason.filled(number=number), str(end))


def _row(number: int, at: str, actor: str, action: str, item: str, data: str) -> dict[str, str | int]:
    return {"number": number, "at": at, "actor": actor, "action": action, "item": item, "data": data}


def _hash(before: str, row: Mapping[str, str | int]) -> str:
    return hashlib.sha256(_DOMAIN + before.encode() + b"\n" + _canonical(row).encode()).hexdigest()


def _canonical(value: Mapping[str, str | int]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _event(row: AuditRow) -> AuditEvent:
    return AuditEvent(row.number, row.at, row.actor, row.action, row.item, json.loads(row.data), row.hash)
