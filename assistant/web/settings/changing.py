"""What does each form of Inställningar change, and to which page does it lead?"""

from collections.abc import Callable, Mapping
from typing import Final, Literal, cast

from fastapi import Request

from assistant.errors import NotAllowed
from assistant.language import Language
from assistant.people import FOREVER, Invitations, People, Person, Scope
from assistant.web.deputies import day_in, end_of, number_in, period
from assistant.web.identity import person_of
from assistant.web.roles_shown import is_approver, role_names
from assistant.web.settings.facts import address_of
from assistant.web.settings.once import Once
from assistant.web.settings.person import find
from assistant.web.view import View

Change = Literal["facts", "give", "take", "deactivate", "reactivate", "link"]
Posted = Mapping[str, str]


def add(view: View, request: Request, once: Once, posted: Posted) -> str:
    """A new person with a first role; the page they lead to shows the link, once."""
    by = person_of(request)
    name, email, role = posted.get("name", ""), posted.get("email", ""), _role(view, posted)
    person = view.assistant.people.add(name, email, [role], language=_language(posted), by=by)
    return _with_link(view, request, once, person.id, "added")


def change(view: View, request: Request, once: Once, number: int, what: Change, posted: Posted) -> str:
    """One change of one person."""
    person = find(view, number).person
    told = _CHANGES[what](view, person, person_of(request), posted)
    if what == "link":
        return _with_link(view, request, once, number, told)
    return view.url("settings/person", id=number, told=told)


def give_deputy(view: View, request: Request, posted: Posted) -> str:
    starts, ends = period(view, posted)
    giver, deputy = number_in(posted.get("from", "")), number_in(posted.get("to", ""))
    view.assistant.delegations.give(_role(view, posted), giver, deputy, starts, ends, person_of(request))
    return view.url("settings", told="deputy_given")


def end_deputy(view: View, request: Request, number: int) -> str:
    view.assistant.delegations.end(number, person_of(request))
    return view.url("settings", told="deputy_ended")


def make_token(view: View, request: Request, once: Once, posted: Posted) -> str:
    by, scope = person_of(request), posted.get("scope", "")
    if scope not in ("read", "write"):
        raise NotAllowed(sv="Välj vad nyckeln får göra.", en="Choose what the token may do.")
    days = number_in(posted.get("days", ""))
    _, secret = view.assistant.tokens.create(posted.get("label", ""), cast(Scope, scope), days, by)
    return view.url("settings", told="token_made", once=once.keep(by.id, secret))


def revoke_token(view: View, request: Request, number: int) -> str:
    view.assistant.tokens.revoke(number, person_of(request))
    return view.url("settings", told="token_revoked")


def _facts(view: View, person: Person, by: Person, posted: Posted) -> str:
    people = view.assistant.people
    if posted.get("name", "").strip() != person.name:
        people.rename(person.id, posted.get("name", ""), by)
    if _language(posted) != person.language:
        people.set_language(person.id, _language(posted), by)
    return "changed"


def _give(view: View, person: Person, by: Person, posted: Posted) -> str:
    role, until = _role(view, posted), posted.get("until", "").strip()
    if person.id == by.id and is_approver(person, role) and "to_self" not in posted:
        raise NotAllowed(
            sv="Kryssa i att du ger dig själv rollen. Det står sedan i loggen och i listan över personer.",
            en="Tick that you give the role to yourself. It then stands in the log and in the list of people.",
        )
    ends = end_of(view, day_in(until)) if until else FOREVER
    if ends <= view.assistant.clock():
        raise NotAllowed(sv="Den sista dagen har redan varit.", en="The last day has already passed.")
    view.assistant.people.grant(person.id, role, by, ends)
    return "role_given"


def _take(view: View, person: Person, by: Person, posted: Posted) -> str:
    view.assistant.people.revoke(person.id, posted.get("role", ""), by)
    return "role_taken"


def _on_people(act: Callable[[People, int, Person], None], told: str) -> "_Act":
    def changed(view: View, person: Person, by: Person, posted: Posted) -> str:
        act(view.assistant.people, person.id, by)
        return told

    return changed


def _with_link(view: View, request: Request, once: Once, number: int, told: str) -> str:
    by = person_of(request)
    secret = Invitations(view.assistant.database, view.assistant.clock).for_person(number, by)
    key = once.keep(by.id, f"{address_of(view, request)}/welcome?key={secret}")
    return view.url("settings/person", id=number, told=told, once=key)


def _role(view: View, posted: Posted) -> str:
    role = posted.get("role", "")
    if role not in role_names(view):
        raise NotAllowed(sv="Välj en roll i listan.", en="Choose a role from the list.")
    return role


def _language(posted: Posted) -> Language:
    return "en" if posted.get("spoken") == "en" else "sv"


_Act = Callable[[View, Person, Person, Posted], str]
_CHANGES: Final[Mapping[Change, _Act]] = {
    "facts": _facts,
    "give": _give,
    "take": _take,
    "deactivate": _on_people(People.deactivate, "deactivated"),
    "reactivate": _on_people(People.reactivate, "reactivated"),
    "link": lambda view, person, by, posted: "linked",
}
