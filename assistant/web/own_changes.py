"""What does each form of a person's own page change, and to which page does it lead?"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from fastapi import Request

from assistant.errors import NotAllowed
from assistant.language import Language
from assistant.web.deputies import number_in, period
from assistant.web.identity import person_of, session_of
from assistant.web.view import View

Change = Literal["password", "language", "sessions", "shortcuts", "deputies"]
Posted = Mapping[str, str]


def change(view: View, request: Request, what: Change, posted: Posted) -> str:
    return _CHANGES[what](view, request, posted)


def end_deputy(view: View, request: Request, number: int) -> str:
    """A role lent out comes home, or one that was lent to me goes back."""
    view.assistant.delegations.end(number, person_of(request))
    return view.url("account", told="deputy_ended")


def _password(view: View, request: Request, posted: Posted) -> str:
    new = posted.get("new", "")
    if new != posted.get("again", ""):
        raise NotAllowed(
            sv="De två nya lösenorden är inte lika. Skriv samma i båda fälten.",
            en="The two new passwords differ. Type the same in both fields.",
        )
    view.assistant.passwords.change(person_of(request), posted.get("old", ""), new, session_of(request) or "")
    return view.url("account", told="password")


def _language(view: View, request: Request, posted: Posted) -> str:
    chosen: Language = "en" if posted.get("spoken") == "en" else "sv"
    person = person_of(request)
    view.assistant.people.set_language(person.id, chosen, person)
    return f"/{chosen}/account?told=language"


def _sessions(view: View, request: Request, posted: Posted) -> str:
    view.assistant.sessions.end_all(person_of(request).id, keep=session_of(request))
    return view.url("account", told="sessions")


def _shortcuts(view: View, request: Request, posted: Posted) -> str:
    view.assistant.preferences.set_shortcuts(person_of(request).id, "on" in posted)
    return view.url("account", told="shortcuts")


def _deputies(view: View, request: Request, posted: Posted) -> str:
    person = person_of(request)
    starts, ends = period(view, posted)
    view.assistant.delegations.give(
        posted.get("role", ""), person.id, number_in(posted.get("to", "")), starts, ends, person
    )
    return view.url("account", told="deputy_given")


_CHANGES: Final[Mapping[Change, Callable[[View, Request, Posted], str]]] = {
    "password": _password,
    "language": _language,
    "sessions": _sessions,
    "shortcuts": _shortcuts,
    "deputies": _deputies,
}
