"""Who was the first to use this mark of an open page, a running call or an upload that has begun?"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from assistant.people import Person

MOST: Final = 2_000


class Claims:
    """A mark belongs to whoever used it first. Each person has room for so many, and only their own make way."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._owner: dict[str, int] = {}
        self._held: dict[int, OrderedDict[str, None]] = {}
        self._lock = Lock()

    def claim(self, person: Person, mark: str) -> bool:
        """Is it this person's, now that they have used it?"""
        with self._lock:
            if self._owner.setdefault(mark, person.id) != person.id:
                return False
            held = self._held.setdefault(person.id, OrderedDict())
            held[mark] = None
            held.move_to_end(mark)
            if len(held) > self._most:
                del self._owner[held.popitem(last=False)[0]]
            return True

    def owns(self, person: Person, mark: str) -> bool:
        with self._lock:
            return self._owner.get(mark) == person.id
