"""Whose is an uploaded file, until the library has taken it in, and when is it gone?"""

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
        """Remove each file that has lain for more than an hour, broken-off uploads included; does any remain?"""
        oldest = (time.time() if now is None else now) - LASTS
        with self._lock:
            for file in self._files():
                if file.lstat().st_mtime < oldest:
                    self._remove(file)
            self._owners = {path: owners for path, owners in self._owners.items() if Path(path).exists()}
            return bool(self._files())

    def _files(self) -> list[Path]:
        return [path for path in self._room.rglob("*") if path.is_symlink() or not path.is_dir()]

    def _remove(self, file: Path) -> None:
        """With the folder that its upload made for it, named by its content."""
        folder = file.parent.resolve()
        if folder != self._room and not folder.is_relative_to(self._room):
            return
        file.unlink(missing_ok=True)
        if folder != self._room and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
