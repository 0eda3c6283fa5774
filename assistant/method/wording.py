"""How do the method files write one text, a list of words, or signs to look for, in both languages?"""

import re
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from assistant.language import Language, Said


class Entry(BaseModel):
    """Base of everything read from a method file: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Unfit(ValueError):
    """A value that does not fit, with the reason in both languages."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(sv, en)


def _said(value: Any) -> Any:
    if isinstance(value, Said):
        return value
    if not isinstance(value, dict) or set(value) != {"sv", "en"}:
        raise Unfit("ska ha just nycklarna sv och en", "needs exactly the keys sv and en")
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise Unfit(
            "sv och en ska båda vara text som inte är tom (citera tal och ja/nej)",
            "sv and en must both be text that is not empty (quote numbers and yes/no)",
        )
    return Said(value["sv"].strip(), value["en"].strip())


Text = Annotated[Said, BeforeValidator(_said)]


def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression from a method file, case-insensitive; raises Unfit when it is none."""
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise Unfit(
            f"{pattern} är inget reguljärt uttryck ({error})",
            f"{pattern} is not a regular expression ({error})",
        ) from error


class Words(Entry):
    """A list per language; the lists need not match item by item."""

    sv: tuple[str, ...]
    en: tuple[str, ...]

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return self.sv if language == "sv" else self.en

    @property
    def all(self) -> tuple[str, ...]:
        return self.sv + self.en


class Signals(Words):
    """Words that hint at something. A whole word or phrase; a trailing `*` also takes every ending."""

    def found_in(self, text: str, language: Language) -> tuple[str, ...]:
        """The words as they stand in the text, in order, each once, casefolded."""
        pattern = self._patterns[language]
        if pattern is None:
            return ()
        return tuple(dict.fromkeys(match.group().casefold() for match in pattern.finditer(text)))

    @cached_property
    def _patterns(self) -> dict[Language, re.Pattern[str] | None]:
        return {"sv": _any_of(self.sv), "en": _any_of(self.en)}


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_one, longest_first))})", re.IGNORECASE)


def _one(word: str) -> str:
    body = r"\s+".join(re.escape(part) for part in word.rstrip("*").split())
    return body + (r"\w*" if word.endswith("*") else r"(?!\w)")
