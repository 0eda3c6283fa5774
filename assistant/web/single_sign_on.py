"""How does a person come in through the organisation's own OpenID Connect provider?"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.app import Assistant
from assistant.errors import AssistantError, NotAllowed
from assistant.language import LANGUAGES
from assistant.outgoing import AddressRefused, well_formed
from assistant.people import Person, secret_in
from assistant.roles import roles_of
from assistant.settings import Settings
from assistant.web.address import Address
from assistant.web.escape import tag
from assistant.web.identity import come_in, is_secure, local_path
from assistant.web.plain import entrance
from assistant.web.provider import NoSignIn, Provider, Reason, Vouched
from assistant.web.view import View, Views, language_of

START: Final = "/sign-in/sso"
BACK: Final = "/sign-in/sso/back"
COOKIE: Final = "krisplan_sign_in"
MINUTES: Final = 15
_NEXT: Final = "next"
_STATUS: Final[Mapping[Reason, int]] = {"expired": 400, "cancelled": 400, "unreachable": 503, "unusable": 502}


def add_single_sign_on(app: FastAPI, views: Views) -> None:
    """The two addresses of the sign-in, when a provider is set. Raises AssistantError when it is half set."""
    assistant = views["sv"].assistant
    if not assistant.settings.sso_issuer:
        return
    check_settings(assistant.settings, frozenset(roles_of(assistant.method)))
    provider = Provider(assistant.settings)
    app.add_middleware(_SignInSession, secret_key=_key(assistant), secure=is_secure(assistant.settings.public_url))

    @app.get(START)
    async def start(request: Request, next: str = "/") -> Response:
        target = request.session[_NEXT] = local_path(next)
        try:
            return await provider.send_there(request, _back(assistant.settings, request))
        except NoSignIn as error:
            return _refused(views, request, error.reason, target)

    @app.get(BACK)
    async def back(request: Request) -> Response:
        target = local_path(request.session.get(_NEXT, "/"))
        try:
            vouched = await provider.who(request)
            person = await run_in_threadpool(_person, assistant, vouched)
        except NoSignIn as error:
            return _refused(views, request, error.reason, target)
        except NotAllowed as error:
            view = views[language_of(request, target)]
            return _page(view, error.text(view.language), 403, target)
        request.session.clear()
        return await run_in_threadpool(come_in, assistant, request, person, "sso", target)


class _SignInSession:
    """Starlette's signed session cookie, for the way to the provider and back and for no other address."""

    def __init__(self, app: ASGIApp, secret_key: str, secure: bool) -> None:
        self.app = app
        self.inner = SessionMiddleware(
            app, secret_key, COOKIE, max_age=MINUTES * 60, path="/sign-in", same_site="lax", https_only=secure
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"] in (START, BACK)
        await (self.inner if ours else self.app)(scope, receive, send)


def check_settings(settings: Settings, roles: frozenset[str]) -> None:
    """Is everything there that single sign-on needs? Raises AssistantError that names what is missing or wrong."""
    needed = {
        "KRISPLAN_SSO_CLIENT": settings.sso_client,
        "KRISPLAN_SSO_SECRET": settings.sso_secret.get_secret_value(),
        "KRISPLAN_SSO_ROLES": settings.sso_roles,
    }
    missing = ", ".join(name for name, value in needed.items() if not value)
    if missing:
        raise AssistantError(
            sv=f"Inloggningstjänsten är bara delvis inställd. Ange också {missing}, eller ta bort KRISPLAN_SSO_ISSUER.",
            en=f"Single sign-on is only partly set up. Also give {missing}, or remove KRISPLAN_SSO_ISSUER.",
        )
    unknown = ", ".join(sorted(set(settings.sso_roles.values()) - roles))
    if unknown:
        raise AssistantError(
            sv=f"KRISPLAN_SSO_ROLES ger roller som inte finns: {unknown}. Rätta dem enligt docs/single-sign-on.md.",
            en=f"KRISPLAN_SSO_ROLES gives roles that do not exist: {unknown}. Correct them by docs/single-sign-on.md.",
        )
    _check_issuer(settings)


def _check_issuer(settings: Settings) -> None:
    try:
        scheme = well_formed(settings.sso_issuer).scheme
    except AddressRefused as error:
        raise AssistantError(
            sv=f"KRISPLAN_SSO_ISSUER: {error.said.sv}", en=f"KRISPLAN_SSO_ISSUER: {error.said.en}"
        ) from error
    if scheme != "https" and not settings.sso_private:
        raise AssistantError(
            sv="KRISPLAN_SSO_ISSUER måste börja med https://. Bara en tjänst i ert eget nät får ha http, "
            "och då behövs KRISPLAN_SSO_PRIVATE=true.",
            en="KRISPLAN_SSO_ISSUER must begin with https://. Only a service in your own network may use http, "
            "and then KRISPLAN_SSO_PRIVATE=true is needed.",
        )


def _key(assistant: Assistant) -> str:
    return hmac.new(secret_in(assistant.settings.data), b"krisplan/single-sign-on/1", hashlib.sha256).hexdigest()


def _back(settings: Settings, request: Request) -> str:
    """Where the provider sends the browser: the public address, else the loopback one that was asked for."""
    return Address.read(settings.public_url).origin_for(request.url.netloc) + BACK


def _person(assistant: Assistant, vouched: Vouched) -> Person:
    """Who that is here, with the roles that the groups give. Raises NotAllowed or NoSignIn, with the next step."""
    given = assistant.settings.sso_roles
    person = assistant.outside.signed_in(
        issuer=vouched.issuer,
        subject=vouched.subject,
        email=vouched.email,
        email_verified=vouched.email_verified,
        name=vouched.name,
        roles=frozenset(given[group] for group in vouched.groups if group in given),
        managed=frozenset(given.values()),
    )
    try:
        return assistant.people.require(person.id, "read", asked=f"GET {BACK}")
    except NotAllowed as error:
        raise NoSignIn("no_role") from error


def _refused(views: Views, request: Request, reason: Reason, target: str) -> Response:
    view = views[language_of(request, target)]
    return _page(view, view.words(f"sso.{reason}"), _STATUS.get(reason, 403), target)


def _page(view: View, said: str, status: int, target: str) -> Response:
    """Nothing here has been written by the provider."""
    words, onward = view.words, quote(target, safe="")
    other = next(one for one in LANGUAGES if one != view.language)
    return entrance(
        view,
        words("sso.title"),
        tag("p", said, role="alert", class_="kp-alert"),
        tag("p", tag("a", words("sso.again"), href=f"{START}?next={onward}", class_="kp-button")),
        tag("p", tag("a", words("sso.other_way"), href=f"/login?next={onward}")),
        other=f"/login?language={other}&next={onward}",
        status=status,
    )
