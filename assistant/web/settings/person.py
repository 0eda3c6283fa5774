"""What does an administrator see and change of one person, and how is a new one added?"""

from datetime import datetime
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from assistant.errors import AssistantError
from assistant.people import Overview, Seen
from assistant.web.deputies import number_in
from assistant.web.escape import EMPTY, Content, Html, join, tag
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
from assistant.web.identity import person_of
from assistant.web.plain import page
from assistant.web.roles_shown import by_name, lets, named, role_names, role_options
from assistant.web.settings.once import Once
from assistant.web.settings.overview import shown_once
from assistant.web.view import View

TOLD: Final = ("added", "changed", "role_given", "role_taken", "deactivated", "reactivated", "linked")
ADD, FACTS, ROLE = "add-person", "person-facts", "give-role"


def adding(view: View, request: Request, typed: Typed = NOTHING_TYPED, status: int = 200) -> Response:
    words = view.words
    fields = [
        entry(typed, ADD, "name", words("settings.name"), required=True, maxlength=120, autocomplete="off"),
        entry(
            typed,
            ADD,
            "email",
            words("settings.email"),
            info=words("settings.email_info"),
            kind="email",
            required=True,
            maxlength=254,
            autocomplete="off",
        ),
        choice(
            typed,
            ADD,
            "role",
            words("settings.role"),
            role_options(view, typed.value(ADD, "role", "writer")),
            info=words("settings.more_roles_later"),
        ),
        _language(view, typed, ADD, view.language),
    ]
    return page(
        view,
        request,
        words("settings.add_person"),
        _back(view),
        problem(view, typed, words("settings.to_form")),
        tag("p", words("settings.add_info")),
        form(ADD, view.url("settings/people"), *fields, button=words("settings.add_button")),
        status=status,
    )


def one_person(
    view: View, request: Request, number: int, once: Once, typed: Typed = NOTHING_TYPED, status: int = 200
) -> Response:
    seen = find(view, number)
    itself = seen.person.id == person_of(request).id
    return page(
        view,
        request,
        seen.person.name,
        _back(view),
        told(request, TOLD, lambda key: view.words(f"settings.told_{key}")),
        problem(view, typed, view.words("settings.to_form")),
        shown_once(view, request, once, view.words("settings.one_time_link")),
        _asked(view, request, seen),
        _standing(view, seen),
        _roles(view, seen, typed, itself),
        _facts(view, seen, typed),
        _access(view, seen),
        status=status,
    )


def find(view: View, number: int) -> Seen:
    """The person with this number, never a service account. Raises AssistantError, shown as not found."""
    found = Overview(view.assistant.database, view.assistant.clock).all()
    for one in found:
        if one.person.id == number:
            return one
    raise AssistantError(
        sv=f"Det finns ingen person med nummer {number}.", en=f"There is no person with number {number}."
    )


def asked_number(request: Request) -> int:
    return number_in(request.query_params.get("id", ""))


def _back(view: View) -> Html:
    return tag("p", tag("a", view.words("settings.back"), href=view.url("settings")))


def _asked(view: View, request: Request, seen: Seen) -> Html:
    """The second step of shutting somebody out: what it means, and two ways to go."""
    if request.query_params.get("ask") != "deactivate" or not seen.person.active:
        return EMPTY
    words, person = view.words, seen.person
    return tag(
        "section",
        tag("h2", words("settings.deactivate_sure", name=person.name), id="sure"),
        tag("p", words("settings.deactivate_means")),
        tag(
            "div",
            press(words("settings.deactivate"), view.url(f"settings/person/{person.id}/deactivate"), "", "kp-danger"),
            tag("a", words("settings.cancel"), href=view.url("settings/person", id=person.id), class_="kp-button"),
            class_="kp-actions",
        ),
        class_="kp-card kp-frame",
        aria_labelledby="sure",
    )


def _standing(view: View, seen: Seen) -> Html:
    words, person = view.words, seen.person
    pairs: list[tuple[str, Content]] = [
        (words("settings.email"), person.email),
        (words("settings.access"), words("settings.active" if person.active else "settings.inactive")),
        (words("settings.signs_in"), words("settings.by_password" if seen.has_password else "settings.no_password")),
        (words("settings.person_seen"), words.time(seen.seen_at) if seen.seen_at else words("settings.never")),
    ]
    return tag("div", facts(pairs), class_="kp-card")


def _roles(view: View, seen: Seen, typed: Typed, itself: bool) -> Html:
    words, person = view.words, seen.person
    columns = [words(f"settings.role_{name}") for name in ("name", "lets", "until", "take")]
    rows = [_role(view, seen, role, seen.held[role]) for role in by_name(view, seen.held)]
    fields = [
        choice(typed, ROLE, "role", words("settings.role"), role_options(view, typed.value(ROLE, "role"))),
        entry(typed, ROLE, "until", words("settings.until"), info=words("settings.until_info"), kind="date"),
        tick("to_self", words("settings.to_self"), required=True) if itself else None,
    ]
    give = form(ROLE, view.url(f"settings/person/{person.id}/give"), *fields, button=words("settings.give"))
    return tag(
        "section",
        tag("h2", words("settings.person_roles")),
        table(words("settings.roles_caption"), columns, rows) if rows else tag("p", words("settings.no_roles")),
        tag("p", words("settings.take_means"), class_="kp-small") if rows else None,
        tag("h3", words("settings.give_role")),
        give,
    )


def _role(view: View, seen: Seen, role: str, until: datetime | None) -> list[Content]:
    words, person = view.words, seen.person
    take = press(words("settings.take"), view.url(f"settings/person/{person.id}/take"), named(view, [role]), role=role)
    last = words.day(until.astimezone(view.assistant.zone).date()) if until else words("settings.until_further")
    return [_named(view, seen, role), lets(view, person, role), last, take]


def _named(view: View, seen: Seen, role: str) -> Html:
    own = tag("span", view.words("settings.own_gift"), class_="kp-tag kp-amb") if role in seen.given_to_self else None
    return tag("span", role_names(view).get(role, role), " ", own)


def _facts(view: View, seen: Seen, typed: Typed) -> Html:
    words, person = view.words, seen.person
    fields = [
        entry(
            typed,
            FACTS,
            "name",
            words("settings.name"),
            value=person.name,
            required=True,
            maxlength=120,
            autocomplete="off",
        ),
        _language(view, typed, FACTS, person.language),
    ]
    action = view.url(f"settings/person/{person.id}/facts")
    change = form(FACTS, action, *fields, button=words("settings.save"), kind="")
    return tag("section", tag("h2", words("settings.facts_title")), change)


def _access(view: View, seen: Seen) -> Html:
    words, person = view.words, seen.person
    at = view.url(f"settings/person/{person.id}")
    title = tag("h2", words("settings.access"))
    if not person.active:
        back = press(words("settings.reactivate"), f"{at}/reactivate", kind="")
        return tag("section", title, tag("p", words("settings.reactivate_means")), back)
    ask = view.url("settings/person", id=person.id, ask="deactivate")
    return join(
        tag(
            "section",
            title,
            tag("p", words("settings.link_means")),
            press(words("settings.new_link"), f"{at}/link", kind=""),
            tag("p", tag("a", words("settings.deactivate_ask"), href=ask, class_="kp-button kp-danger")),
        )
    )


def _language(view: View, typed: Typed, of: str, now: str) -> Html:
    spoken = [(one, view.words(f"settings.spoken_{one}")) for one in ("sv", "en")]
    return choice(typed, of, "spoken", view.words("settings.language"), options(spoken, typed.value(of, "spoken", now)))
