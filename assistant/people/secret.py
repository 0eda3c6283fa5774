"""Which key does this data folder sign and hash with, when what is signed must mean nothing elsewhere?"""

import os
from pathlib import Path

from assistant.errors import StorageError, storage_error


def secret_in(folder: Path) -> bytes:
    """The key of this data folder, 32 bytes; made once, readable by its owner only. Raises StorageError."""
    path = folder / "web.key"
    try:
        _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise storage_error(error, folder) from error
    if len(secret) < 32:
        raise StorageError(
            sv=f"Filen {path} är skadad. Ta bort den och starta om; en inloggning som pågår får göras om.",
            en=f"The file {path} is damaged. Delete it and start again; a sign-in under way has to be repeated.",
        )
    return secret


def _make(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(32))
