"""Which laws must the plan name, and what old wording gives a document away as outdated?"""

import re
from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import model_validator

from assistant.method.wording import Entry, Text, compiled

Concerned = Literal["food", "consumer_products", "listed", "regulated", "public_body"]


class Law(Entry):
    """A law in a sentence or two, never a verdict; empty `only_for` concerns every organisation."""

    code: str
    name: Text
    demand: Text
    decides: str
    only_for: tuple[Concerned, ...] = ()
    unverified: bool = False


class Laws(Entry):
    """The file law.yaml."""

    swedish_law_as_of: date
    eu_law_as_of: date
    caution: Text
    secondary: Text
    laws: tuple[Law, ...]


class StaleWording(Entry):
    """Old or wrong wording, and what holds now. A hit is a finding for a person to judge."""

    code: str
    since: date | None
    old: Text
    now: Text
    patterns: tuple[str, ...]
    unless: tuple[str, ...]
    unverified: bool = False

    def found_in(self, sentence: str) -> re.Match[str] | None:
        """The first hit in one sentence, unless the sentence itself says that it is no longer so."""
        if any(pattern.search(sentence) for pattern in self._unless):
            return None
        return next((hit for pattern in self._patterns if (hit := pattern.search(sentence))), None)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(compiled, self.patterns))

    @cached_property
    def _unless(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(compiled, self.unless))

    @model_validator(mode="after")
    def _compile(self) -> Self:
        for pattern in (*self.patterns, *self.unless):
            compiled(pattern)
        return self


class Stale(Entry):
    """The file stale.yaml."""

    findings: tuple[StaleWording, ...]
