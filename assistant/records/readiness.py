"""Could a write be saved right now: does the database take one, are its tables ours, is there room on the disk?"""

import shutil
from pathlib import Path
from typing import Final, Literal

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.records.database import MIGRATIONS, Database

Hindrance = Literal["database", "migrations", "disk"]
LEAST_FREE: Final = 64 * 1024 * 1024
_PATIENCE: Final = 1000  # milliseconds
_SAME_AGAIN = text("UPDATE alembic_version SET version_num = version_num")


def newest_migration() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def hindrance(database: Database, head: str | None) -> Hindrance | None:
    """What is in the way, if anything; `head` is the newest migration this program has."""
    if _free(database.path.parent) < LEAST_FREE:
        return "disk"
    try:
        with database.engine.connect() as connection:
            connection.detach()  # its patience is its own: whoever asks waits no longer than this
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(_SAME_AGAIN)
            stored = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
            connection.rollback()
    except DatabaseError:
        return "database"
    return None if stored == [head] else "migrations"


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
