"""How does a one-time link let in the first administrator, or somebody who is to choose a password?"""

from functools import partial
from typing import Final
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.errors import AssistantError
from assistant.language import LANGUAGES, Said
from assistant.people import Invitation, InvitationRefused, Person
from assistant.web import forms
from assistant.web.escape import Html, tag
from assistant.web.identity import come_in
from assistant.web.plain import entrance
from assistant.web.sign_in import view_for
from assistant.web.view import View, Views

_FORM: Final = "welcome"
_THREADS: Final = 2


def add_welcome(app: FastAPI, views: Views) -> None:
    """Looking at the link never uses it up: mail programs look at links, too."""
    lane = CapacityLimiter(_THREADS)

    @app.get("/welcome")
    def open_link(request: Request, key: str = "", language: str = "") -> Response:
        view = view_for(views, request, language)
        invitation = view.assistant.invitations.open(key)
        return _page(view, invitation, key, forms.NOTHING_TYPED) if invitation else _closed(view)

    @app.post("/welcome")
    async def use_link(request: Request, form: forms.Form) -> Response:
        return await to_thread.run_sync(partial(_used, views, request, form), limiter=lane)


def _used(views: Views, request: Request, form: dict[str, str]) -> Response:
    view, key = view_for(views, request, form.get("language", "")), form.get("key", "")
    invitation = view.assistant.invitations.open(key)
    if invitation is None:
        return _closed(view)
    try:
        person = _accepted(view, invitation, key, form)
    except InvitationRefused:
        return _closed(view)
    except AssistantError as error:
        return _page(view, invitation, key, forms.Typed(_FORM, form, error.said), 409)
    return come_in(view.assistant, request, person, "link", f"/{view.language}/")


def _accepted(view: View, invitation: Invitation, key: str, form: dict[str, str]) -> Person:
    password, assistant = form.get("password", ""), view.assistant
    if password != form.get("again", ""):
        raise AssistantError(sv=_DIFFERENT.sv, en=_DIFFERENT.en)
    name, email = form.get("name", ""), form.get("email", "")
    person = assistant.invitations.accept(key, password, name, email, passwords=assistant.passwords)
    if invitation.person is None:
        assistant.people.set_language(person.id, view.language, person)
    return person


def _page(view: View, invitation: Invitation, key: str, typed: forms.Typed, status: int = 200) -> Response:
    words, person = view.words, invitation.person
    lead = words("sign_in.welcome_person", name=person.name) if person else words("sign_in.welcome_first")
    said = tag("p", typed.problem[view.language], role="alert", class_="kp-alert") if typed.problem else None
    form = forms.form(
        _FORM,
        "/welcome",
        [tag("input", type="hidden", name=name, value=value) for name, value in _carried(view, key)],
        _username(person) if person else _who(view, typed),
        _password(view, typed),
        button=words("sign_in.welcome_button"),
    )
    other = next(one for one in LANGUAGES if one != view.language)
    address = f"/welcome?{urlencode({'key': key, 'language': other})}"
    return entrance(view, words("sign_in.welcome"), said, tag("p", lead), form, other=address, status=status)


def _carried(view: View, key: str) -> tuple[tuple[str, str], ...]:
    return ("key", key), ("language", view.language)


def _who(view: View, typed: forms.Typed) -> list[Html]:
    words = view.words
    return [
        forms.entry(typed, _FORM, "name", words("sign_in.name"), autocomplete="name", maxlength=120, required=True),
        forms.username(typed, _FORM, words("sign_in.email")),
    ]


def _username(person: Person) -> Html:
    """Lets a password manager keep the new password under the right name."""
    return tag("input", type="hidden", name="email", value=person.email, autocomplete="username")


def _password(view: View, typed: forms.Typed) -> list[Html]:
    words = view.words
    entry = partial(forms.entry, typed, _FORM, kind="password", autocomplete="new-password", required=True)
    return [
        entry("password", words("sign_in.new_password"), info=words("sign_in.password_rule")),
        entry("again", words("sign_in.again")),
    ]


def _closed(view: View) -> Response:
    """For a link that is used, replaced, too old or unknown; nobody learns which."""
    words = view.words
    other = next(one for one in LANGUAGES if one != view.language)
    return entrance(
        view,
        words("sign_in.closed"),
        tag("p", words("sign_in.closed_ask")),
        tag("p", words("sign_in.closed_first")),
        tag("p", tag("a", words("sign_in.to_sign_in"), href=f"/login?language={view.language}")),
        other=f"/welcome?language={other}",
        status=410,
    )


_DIFFERENT = Said(
    "Lösenorden är inte lika. Skriv samma lösenord i båda fälten.",
    "The passwords are not the same. Type the same password in both fields.",
)
