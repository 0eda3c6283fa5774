"""How is a point in time stored, and who says what time it is?"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

Clock = Callable[[], datetime]
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def utc_now() -> datetime:
    """The present moment in UTC; everything that needs the time is handed a `Clock` like this one."""
    return datetime.now(UTC)


def moment_text(moment: datetime) -> str:
    """Fixed-width UTC text, so that text order is time order in SQL. Refuses a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime(_FORMAT)


def moment_from(text: str) -> datetime:
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """A UTC moment as sortable text."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else moment_from(value)
