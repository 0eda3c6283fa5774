"""What does a person's own page show: who I am here, how I sign in, how I work, and who stands in for whom?"""

from typing import Final

from fastapi import Request
from fastapi.responses import Response

from assistant.people import Delegation, Person
from assistant.web.deputies import deputy_fields, deputy_table
from assistant.web.escape import Content, Html, tag
from assistant.web.forms import (
    NOTHING_TYPED,
    Typed,
    choice,
    entry,
    facts,
    form,
    options,
    press,
    problem,
    table,
    tick,
    told,
)
from assistant.web.identity import person_of, session_of
from assistant.web.plain import page
from assistant.web.roles_shown import by_name, lets, role_names, role_options
from assistant.web.view import View

TOLD: Final = ("password", "language", "sessions", "shortcuts", "deputy_given", "deputy_ended")
PASSWORD, DEPUTY = "change-password", "give-deputy"


def account(view: View, request: Request, typed: Typed = NOTHING_TYPED, status: int = 200) -> Response:
    person = person_of(request)
    return page(
        view,
        request,
        view.words("account.title"),
        told(request, TOLD, lambda key: view.words(f"account.told_{key}")),
        problem(view, typed, view.words("account.to_form")),
        _who(view, person),
        _roles(view, person),
        _deputies(view, person, typed),
        _language(view, person),
        _shortcuts(view, person),
        _password(view, person, typed),
        _sessions(view, person, session_of(request)),
        status=status,
    )


def _who(view: View, person: Person) -> Html:
    words = view.words
    pairs: list[tuple[str, Content]] = [(words("account.name"), person.name), (words("account.email"), person.email)]
    info = tag("p", words("account.who_changes"), class_="kp-small")
    return tag("div", facts(pairs), info, class_="kp-card")


def _roles(view: View, person: Person) -> Html:
    words = view.words
    columns = [words("account.role"), words("account.lets")]
    rows: list[list[Content]] = [
        [_named(view, person, role), lets(view, person, role)] for role in by_name(view, person.roles)
    ]
    held = table(words("account.roles_caption"), columns, rows) if rows else tag("p", words("account.no_roles"))
    return tag("section", tag("h2", words("account.roles")), held)


def _named(view: View, person: Person, role: str) -> Html:
    deputy = tag("span", view.words("account.as_deputy"), class_="kp-tag kp-blu") if role in person.deputy_for else None
    return tag("span", role_names(view).get(role, role), " ", deputy)


def _deputies(view: View, person: Person, typed: Typed) -> Html:
    words, everything = view.words, view.assistant.delegations.all()
    mine = [one for one in everything if one.from_person.id == person.id]
    others = [one for one in everything if one.to_person.id == person.id]
    return tag(
        "section",
        tag("h2", words("account.deputies"), id="deputies"),
        tag("p", words("account.deputies_info")),
        _listed(view, mine, words("account.my_deputies"), words("account.no_deputy")),
        _listed(view, others, words("account.i_stand_in"), words("account.stand_in_for_none")),
        _giving(view, person, typed),
    )


def _listed(view: View, given: list[Delegation], caption: str, none: str) -> Html:
    return deputy_table(view, given, caption, view.url("account/deputies")) if given else tag("p", none)


def _giving(view: View, person: Person, typed: Typed) -> Html | None:
    words, own = view.words, person.roles - person.deputy_for
    if not own:
        return None
    people = [one for one in view.assistant.people.all() if one.active and one.kind == "human" and one.id != person.id]
    fields = [
        choice(
            typed, DEPUTY, "role", words("account.deputy_role"), role_options(view, typed.value(DEPUTY, "role"), own)
        ),
        deputy_fields(view, typed, DEPUTY, people),
    ]
    give = form(DEPUTY, view.url("account/deputies"), *fields, button=words("account.deputy_give"))
    summary = tag("summary", words("account.give_deputy"), class_="kp-button")
    return tag("details", summary, give, class_="kp-fold", open=typed.form == DEPUTY)


def _language(view: View, person: Person) -> Html:
    words = view.words
    spoken = options([(one, words(f"account.spoken_{one}")) for one in ("sv", "en")], person.language)
    field = choice(
        NOTHING_TYPED, "language", "spoken", words("account.spoken"), spoken, info=words("account.language_info")
    )
    change = form("language", view.url("account/language"), field, button=words("account.save"), kind="")
    return tag("section", tag("h2", words("account.language")), change)


def _shortcuts(view: View, person: Person) -> Html:
    words = view.words
    keys = [(words(f"account.keys_{name}"), words(f"account.does_{name}")) for name in ("next", "previous", "decide")]
    rows: list[list[Content]] = [[tag("kbd", key), does] for key, does in keys]
    columns = [words("account.keys"), words("account.does")]
    on = tick("on", words("account.shortcuts_on"), view.assistant.preferences.shortcuts(person.id))
    change = form("shortcuts", view.url("account/shortcuts"), on, button=words("account.save"), kind="")
    listed = table(words("account.shortcuts_caption"), columns, rows)
    return tag("section", tag("h2", words("account.shortcuts")), listed, change)


def _password(view: View, person: Person, typed: Typed) -> Html:
    words = view.words
    title = tag("h2", words("account.password"))
    if not view.assistant.passwords.has(person.id):
        return tag("section", title, tag("p", words("account.no_password")))
    fields = [
        _for_password_managers(person),
        entry(
            typed, PASSWORD, "old", words("account.old"), kind="password",
            autocomplete="current-password", required=True, maxlength=200,
        ),
        entry(
            typed, PASSWORD, "new", words("account.new"), info=words("account.password_info"), kind="password",
            autocomplete="new-password", required=True, minlength=12, maxlength=200,
        ),
        entry(
            typed, PASSWORD, "again", words("account.again"), kind="password",
            autocomplete="new-password", required=True, maxlength=200,
        ),
    ]  # fmt: skip
    change = form(PASSWORD, view.url("account/password"), *fields, button=words("account.change_password"))
    return tag("section", title, change)


def _for_password_managers(person: Person) -> Html:
    named = {"type": "email", "name": "username", "autocomplete": "username"}
    return tag("input", **named, value=person.email, readonly=True, hidden=True)


def _sessions(view: View, person: Person, secret: str | None) -> Html:
    words = view.words
    here = view.assistant.sessions.number_of(secret) if secret else None
    open_now = view.assistant.sessions.open_for(person.id)
    columns = [words(f"account.session_{name}") for name in ("how", "started", "seen")]
    mark = tag("span", words("account.this_one"), class_="kp-tag kp-grn")
    rows: list[list[Content]] = [
        [
            tag("span", words(f"account.how_{one.how}"), " ", mark if one.id == here else None),
            words.time(one.started_at),
            words.time(one.seen_at),
        ]
        for one in open_now
    ]
    others = any(one.id != here for one in open_now)
    end = press(words("account.end_others"), view.url("account/sessions")) if others else None
    listed = table(words("account.sessions_caption"), columns, rows) if rows else None
    return tag("section", tag("h2", words("account.sessions")), listed, end)
