"""How do the pages name roles, say what they let a person do, and offer them to be given?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from assistant.people import Permission, Person
from assistant.roles import OWN, roles_of
from assistant.web.escape import Html, tag
from assistant.web.view import View

_PERMISSIONS: Final[tuple[Permission, ...]] = (
    "read",
    "write",
    "approve",
    "manage_documents",
    "read_log",
    "administer",
)


def role_names(view: View) -> dict[str, str]:
    """What each role is called; one that an older version knew keeps its code."""
    return {code: said[view.language] for code, said in roles_of(view.assistant.method).items()}


def named(view: View, roles: Iterable[str]) -> str:
    names = role_names(view)
    return ", ".join(sorted((names.get(role, role) for role in roles), key=str.casefold))


def by_name(view: View, roles: Iterable[str]) -> list[str]:
    """The codes in the order of their names."""
    names = role_names(view)
    return sorted(roles, key=lambda role: names[role].casefold() if role in names else role)


def lets(view: View, person: Person, role: str) -> str:
    """What the role alone lets the person do."""
    alone = replace(person, roles=frozenset({role}), active=True)
    may = [view.words(f"account.may_{permission}") for permission in _PERMISSIONS if alone.may(permission)]
    return ", ".join(may)


def is_approver(person: Person, role: str) -> bool:
    return replace(person, roles=frozenset({role}), active=True).may("approve")


def role_options(view: View, chosen: str, among: Iterable[str] | None = None) -> list[Html]:
    """All roles, or those `among`, in groups: our own, those that some level asks for, and the rest."""
    names, wanted = role_names(view), None if among is None else set(among)
    asked = {code for level in view.assistant.method.levels.levels for seat in level.approves for code in seat}
    groups = {
        view.words("account.group_own"): [code for code in names if code in OWN],
        view.words("account.group_levels"): [code for code in names if code in asked],
        view.words("account.group_others"): sorted(
            (code for code in names if code not in asked and code not in OWN), key=lambda code: names[code].casefold()
        ),
    }
    groups_shown = [
        tag("optgroup", [tag("option", names[code], value=code, selected=code == chosen) for code in kept], label=name)
        for name, codes in groups.items()
        if (kept := [code for code in codes if wanted is None or code in wanted])
    ]
    return [tag("option", view.words("account.choose"), value="", selected=not chosen), *groups_shown]
