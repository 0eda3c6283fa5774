"""The whole method in one value: which level, role, category, section … is meant by this code?"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from assistant.language import Said
from assistant.method.categories import Categories, Category
from assistant.method.channels import Channel, Channels
from assistant.method.claims import Claims
from assistant.method.errors import NotInMethod
from assistant.method.first_hour import FirstHour
from assistant.method.glossary import Glossary
from assistant.method.law import Laws, Stale
from assistant.method.levels import Level, Levels
from assistant.method.moderation import Moderation
from assistant.method.outline import Field, Outline, Section
from assistant.method.phrases import Phrase, Phrases, Purpose
from assistant.method.risks import Industry, Risk, Risks
from assistant.method.roles import Role, Roles
from assistant.method.rules import PhraseList, Rule, Rules
from assistant.method.wording import Entry

Seat = tuple[Role, ...]


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Found = TypeVar("_Found", bound=_Coded)


class Method(Entry):
    """Everything in knowledge/method, checked; the parts keep the names of their files."""

    levels: Levels
    roles: Roles
    categories: Categories
    channels: Channels
    phrases: Phrases
    glossary: Glossary
    claims: Claims
    first_hour: FirstHour
    risks: Risks
    rules: Rules
    outline: Outline
    moderation: Moderation
    law: Laws
    stale: Stale

    def level(self, number: int) -> Level:
        for level in self.levels.levels:
            if level.number == number:
                return level
        raise NotInMethod(Said("ingen nivå", "no level"), number)

    def role(self, code: str) -> Role:
        return _by_code(self.roles.roles, code, Said("ingen roll", "no role"))

    def roles_named_in(self, text: str) -> list[Role]:
        return self.roles.named_in(text)

    def category(self, code: str) -> Category:
        return _by_code(self.categories.categories, code, Said("ingen kategori", "no category"))

    def foremost(self, codes: Iterable[str]) -> Category:
        """The category that leads when several fit; `none` when there is none."""
        wanted = set(codes) or {"none"}
        return self.category(next((c for c in self.categories.priority if c in wanted), min(wanted)))

    def channel(self, code: str) -> Channel:
        return _by_code(self.channels.channels, code, Said("ingen kanal", "no channel"))

    def section(self, id: str) -> Section:
        for section in self.outline.sections:
            if section.id == id:
                return section
        raise NotInMethod(Said("ingen plandel", "no plan section"), id)

    def field(self, section: str, key: str) -> Field:
        for field in self.section(section).fields:
            if field.key == key:
                return field
        raise NotInMethod(Said("inget fält", "no field"), f"{section}.{key}")

    def rule(self, id: str) -> Rule:
        for rule in self.rules.rules:
            if rule.id == id:
                return rule
        raise NotInMethod(Said("ingen regel", "no rule"), id)

    def phrase_list(self, code: str) -> PhraseList:
        return _by_code(self.rules.phrase_lists, code, Said("ingen ordlista", "no phrase list"))

    @property
    def public_numbers(self) -> tuple[str, ...]:
        """Numbers of society that any text may give: 112, 1177 …"""
        return self.rules.public_numbers

    def industry(self, code: str) -> Industry:
        return _by_code(self.risks.industries, code, Said("ingen bransch", "no industry"))

    def risk(self, code: str) -> Risk:
        return _by_code(self.risks.everything(), code, Said("ingen risk", "no risk"))

    def phrases_for(self, purpose: Purpose, level: int, category: str) -> tuple[Phrase, ...]:
        """Fitting phrases, those written for the category before the general ones."""
        fitting = [p for p in self.phrases.phrases if p.purpose == purpose and p.fits(level, category)]
        return tuple(sorted(fitting, key=lambda phrase: not phrase.categories))

    def approvers(self, level: int, category: str) -> tuple[Seat, ...]:
        """Seats to fill before a text may leave: the level's own and the category's function.

        Each seat needs one person who has any of its roles. `function_head` gives way to the category's
        function, or falls away where the category names none.
        """
        functions = [a.role for a in self.category(category).also_signs if level >= a.from_level]
        seats = [tuple(codes) for codes in self.level(level).approves if codes != ("function_head",)]
        for code in functions:
            shared = next((n for n, seat in enumerate(seats) if code in seat), None)
            if shared is None:
                seats.append((code,))
            else:
                seats[shared] = (code,)
        return tuple(tuple(self.role(code) for code in seat) for seat in seats)


def _by_code(entries: Iterable[_Found], code: str, kind: Said) -> _Found:
    for entry in entries:
        if entry.code == code:
            return entry
    raise NotInMethod(kind, code)
