"""In which order is a reply built, and which sentences can carry each part?"""

import re
from typing import Literal, Self

from pydantic import model_validator

from assistant.method.levels import LevelNumber
from assistant.method.wording import Entry, Text, Unfit

Purpose = Literal["acknowledge", "concern", "fact", "unknown", "action", "you_can", "path", "next", "signature"]

_SLOT = re.compile(r"\{(\w+)\}")


class Slot(Entry):
    """A blank in a phrase and what may fill it."""

    code: str
    label: Text


class Part(Entry):
    """One part of a reply, in order; `in_short` tells if a short channel keeps it."""

    number: int
    purposes: tuple[Purpose, ...]
    label: Text
    in_short: bool


class Question(Entry):
    """One of the five questions that a first statement answers."""

    code: str
    text: Text
    heading: Text


class Phrase(Entry):
    """A sentence for a purpose; empty `levels` or `categories` means all of them.

    `claims` sentences say that something is so or has been done: only for what a person has confirmed.
    """

    code: str
    purpose: Purpose
    text: Text
    levels: tuple[LevelNumber, ...] = ()
    categories: tuple[str, ...] = ()
    claims: bool = False
    unverified: bool = False

    def fits(self, level: int, category: str) -> bool:
        return (not self.levels or level in self.levels) and (not self.categories or category in self.categories)

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(_SLOT.findall(self.text.sv))


class Avoid(Entry):
    """Words that fail, and why."""

    code: str
    text: Text
    why: Text


class Habit(Entry):
    """A custom of the language or the house."""

    code: str
    text: Text
    unverified: bool = False


class Phrases(Entry):
    """The file phrases.yaml."""

    slots: tuple[Slot, ...]
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]
    phrases: tuple[Phrase, ...]
    avoid: tuple[Avoid, ...]
    habits: tuple[Habit, ...]

    @model_validator(mode="after")
    def _slots_are_declared(self) -> Self:
        known = {slot.code for slot in self.slots}
        for phrase in self.phrases:
            sv, en = (set(_SLOT.findall(text)) for text in (phrase.text.sv, phrase.text.en))
            if unknown := (sv | en) - known:
                names = ", ".join(sorted(unknown))
                raise Unfit(f"{phrase.code}: okänd lucka {names}", f"{phrase.code}: unknown slot {names}")
            if sv != en:
                raise Unfit(
                    f"{phrase.code}: olika luckor på svenska och engelska",
                    f"{phrase.code}: sv and en have different slots",
                )
        return self
