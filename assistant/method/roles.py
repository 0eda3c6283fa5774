"""Which roles does the method know, and which of them does a text name?"""

import re
from functools import cached_property
from typing import Literal

from assistant.method.wording import Entry, Text, Words

Kind = Literal["function", "crisis", "body", "outside"]

# Swedish endings after the dictionary form ("chefen", "VD:ns", "ansvariga", "ombuden"), English plural and genitive.
_ENDINGS = r"(?::?(?:s|n|ns|en|ens|e|es|a|as|et|ets|er|ers|erna|ernas|ar|arna|arnas|na|nas)|['’]s)?"


class Role(Entry):
    """A role code with its names. kind: function in the line, crisis role, body (group), outside party."""

    code: str
    kind: Kind
    label: Text
    synonyms: Words

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label.sv, self.label.en, *self.synonyms.all)


class Roles(Entry):
    """The file roles.yaml."""

    roles: tuple[Role, ...]

    def named_in(self, text: str) -> list[Role]:
        """Roles the text names, in order of first mention; the longest name at a place wins."""
        found: dict[str, Role] = {}
        for match in self._pattern.finditer(text):
            role = self._by_name.get(_key(match["name"]))
            if role:
                found.setdefault(role.code, role)
        return list(found.values())

    @cached_property
    def _by_name(self) -> dict[str, Role]:
        return {_key(name): role for role in reversed(self.roles) for name in role.names}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted({name for role in self.roles for name in role.names}, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?P<name>{'|'.join(map(_one, names))}){_ENDINGS}(?!\w)")


def _one(name: str) -> str:
    """Abbreviations in capitals (HR, DPO) match as written; "hr" before a surname or after a number does not."""
    body = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", name))
    return body if name.isupper() else f"(?i:{body})"


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name).casefold()
