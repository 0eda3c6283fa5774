"""How does a person come in with a password, and go out again?"""

from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import quote, urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from assistant.language import LANGUAGES
from assistant.people import DEMO_PASSWORD, Person, SignInRefused, SignInThrottled, demo_people_active
from assistant.roles import roles_of
from assistant.web import forms
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.identity import come_in, go_out, local_path
from assistant.web.plain import entrance
from assistant.web.view import View, Views, language_of

_FORM: Final = "sign-in"
_THREADS: Final = 6


def add_sign_in(app: FastAPI, views: Views) -> None:
    """Checking a password is slow on purpose, so it has threads of its own: guessers wait for each other only."""
    lane = CapacityLimiter(_THREADS)

    @app.get("/login")
    def ask(request: Request, next: str = "/", language: str = "", told: str = "") -> Response:
        target = local_path(next)
        view = view_for(views, request, language, target)
        said = tag("p", view.words("sign_in.told_signed_out"), role="status", class_="kp-result")
        return _page(view, target, language, said if told == "signed_out" else EMPTY)

    @app.post("/login")
    async def sign_in(request: Request, form: forms.Form) -> Response:
        return await to_thread.run_sync(partial(_signed_in, views, request, form), limiter=lane)

    @app.post("/logout")
    def sign_out(request: Request) -> Response:
        return go_out(views["sv"].assistant, request, RedirectResponse("/login?told=signed_out", 303))


def view_for(views: Views, request: Request, chosen: str, target: str = "") -> View:
    """In the language chosen on the page, else that of the page they are on the way to, else the browser's."""
    for language in LANGUAGES:
        if language == chosen:
            return views[language]
    return views[language_of(request, target)]


def _signed_in(views: Views, request: Request, form: dict[str, str]) -> Response:
    target, chosen = local_path(form.get("next", "/")), form.get("language", "")
    view = view_for(views, request, chosen, target)
    passwords = view.assistant.passwords
    try:
        person = passwords.sign_in(form.get("email", ""), form.get("password", ""), _origin(request))
    except SignInThrottled as error:
        answer = _page(view, target, chosen, _refusal(error.text(view.language)), 429, form)
        answer.headers["retry-after"] = str(error.wait_seconds)
        return answer
    except SignInRefused:
        return _page(view, target, chosen, _refusal(view.words("sign_in.wrong")), 403, form)
    start = f"/{chosen}/" if target == "/" and chosen in LANGUAGES else target
    return come_in(view.assistant, request, person, "password", start)


def _origin(request: Request) -> str:
    """The network that guesses are counted for: a whole IPv6 network, because one guesser has all of it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else host


def _page(
    view: View, target: str, chosen: str, said: Html = EMPTY, status: int = 200, form: dict[str, str] | None = None
) -> Response:
    words = view.words
    other = next(one for one in LANGUAGES if one != view.language)
    return entrance(
        view,
        words("sign_in.title"),
        said,
        _fields(view, target, chosen, forms.Typed(_FORM, form or {})),
        _by_organisation(view, target) if view.assistant.settings.sso_issuer else None,
        _cast(view, target, chosen) if view.demo else None,
        other=f"/login?{urlencode({'language': other, 'next': target})}",
        status=status,
    )


def _refusal(text: str) -> Html:
    return tag("p", text, role="alert", class_="kp-alert")


def _fields(view: View, target: str, chosen: str, typed: forms.Typed) -> Html:
    words = view.words
    return forms.form(
        _FORM,
        "/login",
        _carried(target, chosen),
        forms.username(typed, _FORM, words("sign_in.email")),
        forms.entry(
            typed,
            _FORM,
            "password",
            words("sign_in.password"),
            kind="password",
            autocomplete="current-password",
            required=True,
        ),
        button=words("sign_in.button"),
    )


def _carried(target: str, chosen: str) -> Html:
    hidden = {"next": target, **({"language": chosen} if chosen in LANGUAGES else {})}
    return join([tag("input", type="hidden", name=name, value=value) for name, value in hidden.items()])


def _by_organisation(view: View, target: str) -> Html:
    address = f"/sign-in/sso?next={quote(target, safe='')}"
    return tag("p", tag("a", view.words("sign_in.by_organisation"), href=address, class_="kp-button"))


def _cast(view: View, target: str, chosen: str) -> Html:
    """The demo company's people, each with one button that does what typing would have done."""
    words = view.words
    rows = [tag("li", _member(view, one, target, chosen)) for one in demo_people_active(view.assistant.people)]
    return tag(
        "section",
        tag("h2", words("sign_in.demo_title"), id="demo"),
        tag("p", words("sign_in.demo_means"), class_="kp-note kp-note-warn"),
        tag("p", words("sign_in.demo_password"), " ", tag("code", DEMO_PASSWORD)),
        tag("ul", rows, class_="kp-people"),
        aria_labelledby="demo",
    )


def _member(view: View, person: Person, target: str, chosen: str) -> Html:
    names = roles_of(view.assistant.method)
    roles = ", ".join(sorted(names[role][view.language] for role in person.roles if role in names))
    return tag(
        "form",
        _carried(target, chosen),
        tag("input", type="hidden", name="email", value=person.email),
        tag("input", type="hidden", name="password", value=DEMO_PASSWORD),
        tag(
            "button",
            tag("strong", person.name),
            tag("span", roles, class_="kp-small"),
            tag("span", person.email, class_="kp-small"),
            class_="kp-choice",
        ),
        method="post",
        action="/login",
    )
