"""How many wrong guesses may be made, and by whom were they made, without keeping who it was?"""

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import AssistantError
from assistant.records import audit
from assistant.records.audit import AuditRow
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

WINDOW = timedelta(minutes=15)
MOST_OF_BOTH, MOST_ON_ACCOUNT, MOST_FROM_ORIGIN = 5, 30, 60
_LOGGED_EVERY = timedelta(minutes=1)


class SignInThrottled(AssistantError):
    """Too many wrong passwords; nothing was looked at, a right one is not let in either."""

    def __init__(self, wait_seconds: int) -> None:
        minutes = math.ceil(wait_seconds / 60)
        super().__init__(
            sv=f"För många felaktiga försök. Vänta {minutes} {'minut' if minutes == 1 else 'minuter'} och försök igen.",
            en=f"Too many wrong attempts. Wait {minutes} {'minute' if minutes == 1 else 'minutes'} and try again.",
        )
        self.wait_seconds = wait_seconds


class FailureRow(Base):
    """One wrong guess, kept as two keyed hashes until it leaves the window."""

    __tablename__ = "sign_in_failure"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    origin: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True)
class Attempt:
    """Who tries to be whom, as hashes that only this installation can make."""

    account: str
    origin: str
    row: int


class Attempts:
    """Each try counts as wrong from before it is looked at, so that tries at the same moment cannot slip through."""

    def __init__(self, database: Database, clock: Clock, secret: bytes) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret

    def begin(self, account: str, origin: str) -> Attempt:
        """Take one of the tries that are left. Raises SignInThrottled when there is none."""
        who, whence = self._hash("account", account), self._hash("origin", origin)
        with self._database.writing() as session:
            at = self._clock()
            session.execute(delete(FailureRow).where(FailureRow.at <= at - WINDOW))
            wait = _wait(session, who, whence, at)
            if wait:
                _log_once(session, f"origin:{whence[:16]}", at)
            else:
                row = FailureRow(account=who, origin=whence, at=at)
                session.add(row)
                session.flush()
                attempt = Attempt(who, whence, row.id)
        if wait:
            raise SignInThrottled(wait)
        return attempt

    def was_right(self, attempt: Attempt) -> None:
        """Forget the wrong tries of this account from this origin; others', and other origins', still count."""
        both = (FailureRow.account == attempt.account, FailureRow.origin == attempt.origin)
        with self._database.writing() as session:
            session.execute(delete(FailureRow).where(*both))

    def was_wrong(self, attempt: Attempt) -> None:
        """The try stays counted; the log is told at most once a minute for each account."""
        with self._database.writing() as session:
            _log_once(session, f"account:{attempt.account[:16]}", self._clock(), attempt.origin[:16])

    def _hash(self, kind: str, value: str) -> str:
        message = f"krisplan/{kind}/1\n{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def _wait(session: Session, account: str, origin: str, at: datetime) -> int:
    """Whole seconds until a try is free again; 0 when one is free now."""
    on_account, from_origin = FailureRow.account == account, FailureRow.origin == origin
    limits: tuple[tuple[int, tuple[ColumnElement[bool], ...]], ...] = (
        (MOST_OF_BOTH, (on_account, from_origin)),
        (MOST_ON_ACCOUNT, (on_account,)),
        (MOST_FROM_ORIGIN, (from_origin,)),
    )
    waits = [0]
    for most, which in limits:
        newest_first = select(FailureRow.at).where(*which).order_by(FailureRow.at.desc()).limit(most)
        counted = list(session.scalars(newest_first))
        if len(counted) == most:
            waits.append(max(1, math.ceil((counted[-1] + WINDOW - at).total_seconds())))
    return max(waits)


def _log_once(session: Session, item: str, at: datetime, origin: str = "") -> None:
    lately = select(AuditRow.number).where(
        AuditRow.item == item, AuditRow.action == "sign_in.refused", AuditRow.at > at - _LOGGED_EVERY
    )
    if session.scalar(lately.limit(1)) is None:
        data = {"origin": origin} if origin else {}
        audit.record(session, at=at, actor="anonymous", action="sign_in.refused", item=item, data=data)
