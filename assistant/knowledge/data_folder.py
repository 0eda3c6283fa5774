"""May this process use the data folder, and is everything in it that belongs together?"""

from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import StorageError, storage_error


def own(folder: Path) -> FileLock:
    """One process per data folder: two writers ruin a vector index without a word of warning."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / ".lock", timeout=0, thread_local=False)
        lock.acquire()
    except Timeout as error:
        raise StorageError(
            sv="Krisplan är redan igång med den här datamappen. Stäng det andra fönstret, "
            "eller välj en annan mapp med KRISPLAN_DATA.",
            en="Krisplan is already running on this data folder. Close the other window, "
            "or choose another folder with KRISPLAN_DATA.",
        ) from error
    except OSError as error:
        raise storage_error(error, folder) from error
    return lock


def refuse_lost_database(path: Path, generations: Sequence[int]) -> None:
    """An index without its database means that the documents are gone, not that there never were any."""
    if generations:
        raise StorageError(
            sv=f"Databasen {path} är tom, fast sökindexet bredvid är fyllt. Återställ den från en säkerhetskopia. "
            "Vill ni börja om från början, välj en tom mapp.",
            en=f"The database {path} is empty, though the search index beside it is not. Restore it from a backup. "
            "To start afresh, choose an empty folder.",
        )
