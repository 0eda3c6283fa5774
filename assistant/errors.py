"""What can go wrong, in words a communications manager can act on?"""

import errno
from pathlib import Path

from assistant.language import Language, Said

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OF_THE_DISK = frozenset({*_FULL, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM})


class AssistantError(Exception):
    """Base of every error meant for a person: cause and next step, in both languages."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(sv, en)

    def text(self, language: Language) -> str:
        return self.said[language]


class DocumentRefused(AssistantError):
    """A file that was not taken in; the text names the reason and the next step."""


class NotAllowed(AssistantError):
    """The person may not do this, or the gate refused it; nothing has changed."""


class StorageError(AssistantError):
    """The disk, the database or the data folder is in the way."""


def disk_full() -> StorageError:
    return StorageError(
        sv="Disken är full. Inget har sparats den här gången. Frigör utrymme och försök igen.",
        en="The disk is full. Nothing was saved this time. Free some space and try again.",
    )


def not_writable(folder: Path) -> StorageError:
    return StorageError(
        sv=f"Det går inte att skriva i {folder}. Kontrollera mappens rättigheter eller välj en annan mapp.",
        en=f"Cannot write in {folder}. Check the folder's permissions or choose another folder.",
    )


def disk_unreadable(path: Path) -> StorageError:
    return StorageError(
        sv=f"Disken svarar inte som den ska vid {path}. Kontrollera disken och starta om Krisplan.",
        en=f"The disk does not answer as it should at {path}. Check the disk and restart Krisplan.",
    )


def storage_error(error: OSError, folder: Path) -> StorageError:
    """What the operating system refused, told for the folder that was meant."""
    if error.errno in _FULL:
        return disk_full()
    return disk_unreadable(folder) if error.errno == errno.EIO else not_writable(folder)
