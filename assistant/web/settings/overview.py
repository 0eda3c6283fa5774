"""What does the page Inställningar show: everybody, who stands in for whom, which machines, and the choices made?"""

from datetime import datetime
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from assistant.people import Overview, Seen, Token
from assistant.web.deputies import deputy_fields, deputy_table
from assistant.web.escape import EMPTY, Content, Html, join, tag
from assistant.web.forms import NOTHING_TYPED, Typed, choice, entry, form, options, press, problem, table, told
from assistant.web.identity import person_of
from assistant.web.plain import page
from assistant.web.roles_shown import named, role_options
from assistant.web.settings.facts import facts_section
from assistant.web.settings.once import Once
from assistant.web.view import View

TOLD: Final = ("deputy_given", "deputy_ended", "token_made", "token_revoked")
DEPUTY, TOKEN = "give-deputy", "make-token"


def overview(view: View, request: Request, once: Once, typed: Typed = NOTHING_TYPED, status: int = 200) -> Response:
    words = view.words
    seen = Overview(view.assistant.database, view.assistant.clock).all()
    return page(
        view,
        request,
        words("settings.title"),
        told(request, TOLD, lambda key: view.words(f"settings.told_{key}")),
        problem(view, typed, words("settings.to_form")),
        shown_once(view, request, once, words("settings.token_secret")),
        _contents(view),
        _people(view, seen),
        _deputies(view, seen, typed),
        _machines(view, request, typed),
        facts_section(view, request),
        status=status,
    )


def shown_once(view: View, request: Request, once: Once, label: str) -> Html:
    """A secret that was just made; whoever reloads finds it gone."""
    key = request.query_params.get("once")
    if not key:
        return EMPTY
    secret = once.take(key, person_of(request).id)
    if secret is None:
        return tag("p", view.words("settings.once_gone"), class_="kp-note kp-note-warn")
    return tag(
        "section",
        tag("h2", label, id="once"),
        tag("p", tag("code", secret, class_="kp-secret"), translate="no"),
        tag("p", view.words("settings.once_info"), class_="kp-small"),
        class_="kp-card kp-frame",
        aria_labelledby="once",
    )


def _contents(view: View) -> Html:
    parts = ("people", "deputies", "machines", "facts")
    links = [tag("li", tag("a", view.words(f"settings.part_{part}"), href=f"#{part}")) for part in parts]
    return tag("nav", tag("ul", links, class_="kp-contents"), aria_label=view.words("settings.contents"))


def _people(view: View, seen: list[Seen]) -> Html:
    words = view.words
    columns = [words(f"settings.person_{name}") for name in ("name", "roles", "seen")]
    rows = [[_name(view, one), _roles(view, one), _when(view, one.seen_at)] for one in seen]
    add = tag("a", words("settings.add_person"), href=view.url("settings/add"), class_="kp-button kp-primary")
    return tag(
        "section",
        tag("h2", words("settings.part_people"), id="people"),
        tag("p", add),
        table(words("settings.people_caption"), columns, rows),
    )


def _name(view: View, one: Seen) -> Content:
    link = tag("a", one.person.name, href=view.url("settings/person", id=one.person.id))
    inactive = tag("span", view.words("settings.inactive"), class_="kp-tag kp-amb") if not one.person.active else None
    return join(tag("span", link, " ", inactive), tag("span", one.person.email, class_="kp-small"))


def _roles(view: View, one: Seen) -> Content:
    direct, deputy = one.person.roles - one.person.deputy_for, one.person.deputy_for
    own = named(view, one.given_to_self)
    return join(
        tag("span", named(view, direct) or view.words("settings.no_roles")),
        tag("span", view.words("settings.as_deputy", roles=named(view, deputy)), class_="kp-small") if deputy else None,
        tag("span", view.words("settings.given_to_self", roles=own), class_="kp-small") if own else None,
    )


def _when(view: View, moment: datetime | None) -> Html | str:
    return view.words.time(moment) if moment else view.words("settings.never")


def _deputies(view: View, seen: list[Seen], typed: Typed) -> Html:
    words = view.words
    people = [one.person for one in seen if one.person.active]
    given = view.assistant.delegations.all()
    chosen = typed.value(DEPUTY, "from")
    givers = options([("", words("account.choose")), *((one.id, one.name) for one in people)], chosen)
    fields = [
        choice(typed, DEPUTY, "from", words("account.deputy_from"), givers),
        choice(typed, DEPUTY, "role", words("account.deputy_role"), role_options(view, typed.value(DEPUTY, "role"))),
        deputy_fields(view, typed, DEPUTY, people),
    ]
    action = view.url("settings/deputies")
    return tag(
        "section",
        tag("h2", words("settings.part_deputies"), id="deputies"),
        tag("p", words("settings.deputies_info")),
        deputy_table(view, given, words("account.deputies_caption"), action)
        if given
        else tag("p", words("account.no_deputies")),
        _folded(
            words("settings.give_deputy"), form(DEPUTY, action, *fields, button=words("account.deputy_give")), typed
        ),
    )


def _machines(view: View, request: Request, typed: Typed) -> Html:
    words = view.words
    tokens = view.assistant.tokens.all()
    columns = [words(f"settings.token_{name}") for name in ("label", "scope", "state", "used", "made", "end")]
    rows = [_token(view, request, one) for one in tokens]
    scopes = [(scope, words(f"settings.scope_{scope}")) for scope in ("read", "write")]
    fields = [
        entry(
            typed,
            TOKEN,
            "label",
            words("settings.token_label"),
            info=words("settings.token_label_info"),
            required=True,
            maxlength=120,
        ),
        choice(typed, TOKEN, "scope", words("settings.token_scope"), options(scopes, typed.value(TOKEN, "scope"))),
        entry(
            typed, TOKEN, "days", words("settings.token_days"), value="90", kind="number", min=1, max=365, required=True
        ),
    ]
    make = form(TOKEN, view.url("settings/tokens"), *fields, button=words("settings.token_make"))
    return tag(
        "section",
        tag("h2", words("settings.part_machines"), id="machines"),
        tag("p", words("settings.machines_info")),
        table(words("settings.tokens_caption"), columns, rows) if rows else tag("p", words("settings.no_tokens")),
        _folded(words("settings.new_token"), make, typed),
    )


def _token(view: View, request: Request, one: Token) -> list[Content]:
    words = view.words
    asked = request.query_params.get("revoke") == str(one.id)
    if one.revoked_at or one.expires <= view.assistant.clock():
        end: Content = None
    elif asked:
        end = press(
            words("settings.token_revoke"),
            view.url(f"settings/tokens/{one.id}/revoke"),
            one.label,
            "kp-small-press kp-danger",
        )
    else:
        address = view.url("settings", "machines", revoke=one.id)
        end = tag("a", words("settings.token_revoke_ask"), href=address, aria_label=_about(view, one))
    made_by = one.made_by.name if one.made_by else words("settings.by_installation")
    return [one.label, words(f"settings.scope_{one.scope}"), _state(view, one), _when(view, one.used_at), made_by, end]


def _about(view: View, one: Token) -> str:
    return f"{view.words('settings.token_revoke_ask')} {one.label}"


def _state(view: View, one: Token) -> Html:
    day = (one.revoked_at or one.expires).astimezone(view.assistant.zone).date()
    if one.revoked_at:
        state, tone = "revoked", "kp-red"
    else:
        state, tone = ("valid", "kp-grn") if one.expires > view.assistant.clock() else ("expired", "kp-amb")
    return tag("span", view.words(f"settings.token_is_{state}", day=day), class_=f"kp-tag {tone}")


def _folded(label: str, inner: Html, typed: Typed) -> Html:
    """A form behind its name; open when it came back with an error."""
    there = f'id="{typed.form}"' in inner if typed.form else False
    return tag("details", tag("summary", label, class_="kp-button"), inner, class_="kp-fold", open=there)
