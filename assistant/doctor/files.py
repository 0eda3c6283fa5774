"""Can anybody else on this computer read the data folder, its keys or the settings, and is there room left?"""

import shlex
import shutil
import stat
from pathlib import Path
from typing import Final

from assistant.doctor.finding import Finding, State
from assistant.language import Said
from assistant.settings import Settings

KEYS: Final = "*.key"
_SCARCE, _TOO_LITTLE = 1 << 30, 100 << 20
_FOLDER = Said("Datamapp", "Data folder")
_NONE_YET = Said("Datamappen {path} finns inte än.", "The data folder {path} does not exist yet.")
_STARTING = Said("Den skapas vid första start: krisplan serve", "It is made at the first start: krisplan serve")
_PRIVATE = Said("Bara ägaren kan läsa datamappen {path}.", "Only its owner can read the data folder {path}.")
_OPEN = Said("Andra på datorn kan läsa {path}.", "Others on this computer can read {path}.")
_GROUP = Said("Hela gruppen {group} kan läsa {path}.", "The whole group {group} can read {path}.")
_CLOSE = Said("Stäng den: chmod {mode} {path}", "Close it: chmod {mode} {path}")
_KEYS = Said("Nyckelfiler", "Key files")
_KEYS_PRIVATE = Said("Nyckelfilerna kan bara läsas av ägaren.", "Only their owner can read the key files.")
_SETTINGS = Said("Inställningsfil", "Settings file")
_SETTINGS_PRIVATE = Said("Inställningsfilen är inte läsbar för andra.", "The settings file is not readable by others.")
_NO_SETTINGS = Said("Ingen inställningsfil används.", "No settings file is used.")
_DISK = Said("Diskutrymme", "Disk space")
_FREE = Said("{mb} MB ledigt för datamappen.", "{mb} MB free for the data folder.")
_MAKE_ROOM = Said(
    "Frigör utrymme på disken, eller flytta datamappen.", "Free space on the disk, or move the data folder."
)


def files(settings: Settings, settings_file: Path | None) -> list[Finding]:
    """Data folder, key files and settings file."""
    return [_data_folder(settings.data), _keys(settings.data), _settings(settings, settings_file)]


def room(settings: Settings) -> Finding:
    folder = next(one for one in (settings.data, *settings.data.resolve().parents) if one.exists())
    free = shutil.disk_usage(folder).free
    what = _FREE.filled(mb=free >> 20)
    if free < _SCARCE:
        return Finding("disk", "refused" if free < _TOO_LITTLE else "warning", _DISK, what, _MAKE_ROOM)
    return Finding("disk", "ok", _DISK, what)


def _data_folder(folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding("data_folder", "ok", _FOLDER, _NONE_YET.filled(path=folder), _STARTING)
    mode = folder.stat().st_mode
    close = _CLOSE.filled(mode="700", path=shlex.quote(str(folder)))
    if mode & stat.S_IRWXO:
        return Finding("data_folder", "refused", _FOLDER, _OPEN.filled(path=folder), close)
    if mode & stat.S_IRWXG:
        what = _GROUP.filled(group=_group(folder), path=folder)
        return Finding("data_folder", "warning", _FOLDER, what, close)
    return Finding("data_folder", "ok", _FOLDER, _PRIVATE.filled(path=folder))


def _keys(folder: Path) -> Finding:
    for path in sorted(folder.glob(KEYS)):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            close = _CLOSE.filled(mode="600", path=shlex.quote(str(path)))
            return Finding("key_files", "refused", _KEYS, _OPEN.filled(path=path), close)
    return Finding("key_files", "ok", _KEYS, _KEYS_PRIVATE)


def _settings(settings: Settings, path: Path | None) -> Finding:
    if path is None or not path.exists():
        return Finding("settings_file", "ok", _SETTINGS, _NO_SETTINGS)
    if path.stat().st_mode & stat.S_IRWXO:
        holds_secret = settings.hook_secrets or settings.sso_secret.get_secret_value()
        close = _CLOSE.filled(mode="o-rwx", path=shlex.quote(str(path)))
        state: State = "refused" if holds_secret else "warning"
        return Finding("settings_file", state, _SETTINGS, _OPEN.filled(path=path), close)
    return Finding("settings_file", "ok", _SETTINGS, _SETTINGS_PRIVATE)


def _group(path: Path) -> str:
    try:
        return path.group()
    except KeyError:
        return str(path.stat().st_gid)
