"""Which roles can a person hold here, and what are they called?"""

from collections.abc import Mapping
from typing import Final

from assistant.language import Said
from assistant.method import Method

OWN: Final[Mapping[str, Said]] = {
    "reader": Said("läsare", "reader"),
    "writer": Said("skribent", "writer"),
    "administrator": Said("administratör", "administrator"),
}
_HELD_BY_ONE: Final = ("function", "crisis")


def roles_of(method: Method) -> dict[str, Said]:
    """Our own three roles, then those of the method that one person can hold; groups and outsiders are none."""
    named = {role.code: Said(role.label.sv, role.label.en) for role in method.roles.roles if role.kind in _HELD_BY_ONE}
    return {**OWN, **named}
