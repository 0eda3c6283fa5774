"""Which command says whether this installation is safe and whole?"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.cli import terminal
from assistant.cli.opening import AsJson, Data, settings_with
from assistant.cli.terminal import NOT_WHOLLY, line
from assistant.language import Language, Said
from assistant.settings import SETTINGS_FILE, Settings, language_setting

if TYPE_CHECKING:
    from assistant.doctor import Finding

_SIGNS = {
    "ok": Said("ok", "ok"),
    "warning": Said("VARNING", "WARNING"),
    "refused": Said("STOPP", "STOP"),
}
_WIDTH = max(len(sign) for said in _SIGNS.values() for sign in (said.sv, said.en))


def doctor(data: Data = None, as_json: AsJson = False) -> None:
    from assistant.doctor import examined  # noqa: PLC0415  the help must not wait for the database library
    from assistant.method import load_method  # noqa: PLC0415
    from assistant.records.moments import utc_now  # noqa: PLC0415
    from assistant.roles import roles_of  # noqa: PLC0415
    from assistant.shipping import shipped  # noqa: PLC0415

    roles = roles_of(load_method(shipped("knowledge", "method")))
    found = examined(settings_with(data), roles, utc_now, settings_file())
    _show(found, as_json, language_setting())
    if any(finding.state != "ok" for finding in found):
        raise typer.Exit(NOT_WHOLLY)


def refuse_unsafe(settings: Settings) -> None:
    """What a start is refused with: the first thing that is unsafe, and how to mend it. Raises AssistantError."""
    from assistant.doctor import unsafe  # noqa: PLC0415

    for finding in unsafe(settings, settings_file()):
        raise finding.refusal


def settings_file() -> Path | None:
    file = os.environ.get(SETTINGS_FILE)
    return Path(file) if file else None


def _show(found: "Sequence[Finding]", json: bool, language: Language) -> None:
    if json:
        terminal.as_json(
            [{"check": one.check, "state": one.state, "what": one.what, "remedy": one.remedy} for one in found]
        )
        return
    for one in found:
        line(f"{_SIGNS[one.state][language]:{_WIDTH}}  {one.title[language]}: {one.what[language]}")
        if one.remedy:
            line(f"{'':{_WIDTH}}  → {one.remedy[language]}")
