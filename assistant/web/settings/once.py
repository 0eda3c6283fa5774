"""How is a secret shown to the one who made it exactly once, without its standing in an address or on disk?"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from assistant.records.moments import Clock

_LASTS = timedelta(minutes=5)
_MOST = 100


@dataclass(frozen=True)
class _Kept:
    person_id: int
    text: str
    at: datetime


class Once:
    """Held in memory between the post and the page it leads to; lost with a restart, and then a new one is made."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}

    def keep(self, person_id: int, text: str) -> str:
        """A key that opens nothing but this text, once, for this person."""
        key = secrets.token_urlsafe(12)
        with self._lock:
            fresh = [(old, kept) for old, kept in self._kept.items() if not self._is_old(kept)]
            self._kept = dict(fresh[-_MOST + 1 :])
            self._kept[key] = _Kept(person_id, text, self._clock())
        return key

    def take(self, key: str, person_id: int) -> str | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.person_id != person_id or self._is_old(kept):
                return None
            return self._kept.pop(key).text

    def _is_old(self, kept: _Kept) -> bool:
        return self._clock() - kept.at > _LASTS
