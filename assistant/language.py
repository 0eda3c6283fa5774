"""How is one thing said in Swedish and in English, and how are times and numbers written in each?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")


@dataclass(frozen=True)
class Said:
    """One sentence or label in both languages; there is no third state where one is missing."""

    sv: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en

    def filled(self, **values: object) -> "Said":
        """The same sentence with `{name}` slots filled; values are inserted literally, never re-read."""
        return Said(_fill(self.sv, values), _fill(self.en, values))


def _fill(text: str, values: dict[str, object]) -> str:
    parts = text.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        filled.append(f"{values[name]}{rest}" if brace and name in values else "{" + part)
    return "".join(filled)


def clock(moment: datetime, language: Language) -> str:
    """`kl. 09.38` in Swedish, `09:38` in English; the moment must already be in local time."""
    return f"kl. {moment:%H.%M}" if language == "sv" else f"{moment:%H:%M}"


def decimal(number: float, language: Language, places: int = 1) -> str:
    """`3,2` in Swedish, `3.2` in English."""
    text = f"{number:.{places}f}"
    return text.replace(".", ",") if language == "sv" else text
