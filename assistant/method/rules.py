"""Which checks does a reply go through, with which words, and how is it scored?"""

import re
from collections.abc import Collection
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.language import Language
from assistant.method.wording import Entry, Text, compiled

Severity = Literal["stop", "reason", "note"]
Condition = Literal[
    "no_legal_approver",
    "confidential_sector",
    "level_2_up",
    "recall_notice",
    "name_only",
    "facts_only_added",
    "ai_leak",
]
Scale = Literal["one_to_five", "yes_edit_no"]


class SeverityMeaning(Entry):
    """What a severity asks of author and approver."""

    code: Severity
    text: Text


class When(Entry):
    """The severity that replaces the default while the condition holds."""

    condition: Condition
    severity: Severity
    text: Text


class _Graded(Entry):
    severity: Severity
    when: tuple[When, ...] = ()

    def severity_in(self, conditions: Collection[Condition]) -> Severity:
        """The severity under the conditions that hold now; the first entry that applies decides."""
        return next((w.severity for w in self.when if w.condition in conditions), self.severity)


class Rule(_Graded):
    """One deterministic check. `limits` are its figures, `lists` the phrase lists it looks for."""

    id: str = Field(pattern=r"^R\d\d$")
    code: str
    name: Text
    check: Text
    cure: Text
    lists: tuple[str, ...] = ()
    limits: dict[str, int] = Field(default_factory=dict)


class PhraseList(_Graded):
    """Regular expressions for one kind of wording, per language, case-insensitive."""

    code: str
    label: Text
    sv: tuple[str, ...]
    en: tuple[str, ...]
    public_body_only: bool = False
    default: bool = False
    unverified: bool = False

    def found_in(self, text: str, language: Language) -> list[re.Match[str]]:
        """Every hit in the text, in order of place."""
        hits = [hit for pattern in self._patterns[language] for hit in pattern.finditer(text)]
        return sorted(hits, key=lambda hit: hit.span())

    @cached_property
    def _patterns(self) -> dict[Language, tuple[re.Pattern[str], ...]]:
        return {"sv": tuple(map(compiled, self.sv)), "en": tuple(map(compiled, self.en))}

    @model_validator(mode="after")
    def _compile(self) -> Self:
        for pattern in (*self.sv, *self.en):
            compiled(pattern)
        return self


class Sector(Entry):
    """A sector where confirming that somebody is a customer or patient is itself a breach."""

    code: str
    label: Text


class Judgement(Entry):
    """A question for a person, or for a model that shows its reasons; never for a model alone before release."""

    id: str = Field(pattern=r"^J\d+$")
    scale: Scale
    question: Text


class Weight(Entry):
    """A part of the score."""

    code: str
    points: int
    label: Text


class Score(Entry):
    """How the score of a reply is put together."""

    weights: tuple[Weight, ...]
    release_bar: int
    text: Text
    default: bool = True


class Rules(Entry):
    """The file rules.yaml."""

    severities: tuple[SeverityMeaning, ...]
    public_numbers: tuple[str, ...]
    confidential_sectors: tuple[Sector, ...]
    life_safety_rules: tuple[str, ...]
    life_safety: Text
    rules: tuple[Rule, ...]
    phrase_lists: tuple[PhraseList, ...]
    judge: tuple[Judgement, ...]
    score: Score
