"""Are the installed libraries at least the versions whose weaknesses are known to be mended?"""

import re
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version

from assistant.doctor.finding import Finding
from assistant.language import Said

FLOORS: Mapping[str, str] = {
    "argon2-cffi": "25",
    "authlib": "1.6",
    "chromadb": "1.5.9",
    "cryptography": "44",
    "fastapi": "0.165",
    "gradio": "6.31",
    "langchain": "1.4.7",
    "langchain-core": "1.2.22",
    "langchain-openai": "1.1.14",
    "lxml": "6",
    "openai": "3.54",
    "pypdf": "7",
    "sqlalchemy": "2.1",
    "uvicorn": "0.35",
}
_TITLE = Said("Programbibliotek", "Libraries")
_ALL_WELL = Said("Alla {count} bibliotek har säkra versioner.", "All {count} libraries have safe versions.")
_TOO_OLD = Said("För gamla eller saknade bibliotek: {names}.", "Libraries too old or missing: {names}.")
_UPDATE = Said(
    "Installera om Krisplan med dess låsfil: pip install --require-hashes -r requirements.lock",
    "Install Krisplan again with its lock file: pip install --require-hashes -r requirements.lock",
)

Versions = Callable[[str], str]


def installed(name: str) -> str:
    """The version that is installed, "" when there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def libraries(versions: Versions = installed) -> Finding:
    old = [
        f"{name} {found or '–'} (< {floor})"
        for name, floor in FLOORS.items()
        if _numbers(found := versions(name)) < _numbers(floor)
    ]
    if old:
        return Finding("libraries", "refused", _TITLE, _TOO_OLD.filled(names=", ".join(old)), _UPDATE)
    return Finding("libraries", "ok", _TITLE, _ALL_WELL.filled(count=len(FLOORS)))


def _numbers(text: str) -> tuple[int, ...]:
    """`1.5.9rc1` is (1, 5, 9); nothing installed is less than everything."""
    leading = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in leading.group().split(".")) if leading else ()
