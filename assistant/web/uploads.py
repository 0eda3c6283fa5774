"""Whose is an uploaded file, until the library has taken it in, and when is it gone?"""

import shutil
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Final

from assistant.people import Person

LASTS: Final = 60 * 60
"""Seconds that a file may wait to be taken in; after that it is removed, whatever became of the page."""


class Uploads:
    """The files that wait in the upload folder. A path is known only from the answer to its own upload.

    Two people who upload the same bytes under the same name share one file: each owns it, and it is
    removed when the last of them is done with it.
    """

    def __init__(self, room: Path) -> None:
        self._room = room.resolve()
        self._owners: dict[str, Counter[int]] = {}
        self._lock = Lock()

    def remember(self, person: Person, paths: Iterable[str]) -> None:
        with self._lock:
            for path in paths:
                self._owners.setdefault(path, Counter())[person.id] += 1

    def owned_by(self, person: Person, path: str) -> bool:
        with self._lock:
            return self._owners.get(path, Counter())[person.id] > 0

    def forget(self, person: Person, paths: Iterable[str]) -> None:
        """The person is done with these; what nobody else waits for is removed from the disk."""
        with self._lock:
            for path in paths:
                owners = self._owners.get(path)
                if owners is None or owners[person.id] < 1:
                    continue
                owners[person.id] -= 1
                if not owners.total():
                    del self._owners[path]
                    self._remove(Path(path))

    def sweep(self, now: float | None = None) -> bool:
        """Remove all that has lain longer than an hour, broken-off uploads included; does anything remain?"""
        oldest = (time.time() if now is None else now) - LASTS
        with self._lock:
            for entry in self._entries():
                if entry.lstat().st_mtime < oldest:
                    self._erase(entry)
            self._owners = {path: owners for path, owners in self._owners.items() if Path(path).exists()}
            return bool(self._entries())

    def _entries(self) -> list[Path]:
        return list(self._room.iterdir()) if self._room.is_dir() else []

    def _remove(self, file: Path) -> None:
        """Each upload lies in a folder of its own, named by its content."""
        folder = file.resolve().parent
        if folder.parent == self._room:
            file.unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()

    def _erase(self, entry: Path) -> None:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
