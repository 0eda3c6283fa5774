"""Are the secrets that outside systems sign with long, random and nobody's example, and is single sign-on whole?"""

import base64
import binascii
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from assistant.doctor.address import is_loopback
from assistant.doctor.finding import Finding, State
from assistant.language import Said
from assistant.settings import Settings

_FEWEST_BYTES: Final = 24
_FEWEST_DIFFERENT: Final = 10
_PUBLIC: Final = frozenset(
    {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "C2FVsBQIhrscChlQIMV+b5sSYob7oD8=", "plJ3nmyCDGBKInavdOK15jsl"}
)
"""Secrets that stand in public documentation of signed webhooks."""

_HOOKS = Said("Hemligheter för inkommande webhookar", "Secrets of incoming webhooks")
_NO_HOOKS = Said("Inga inkommande webhookar tas emot.", "No incoming webhooks are received.")
_GOOD_HOOKS = Said("Webhookarnas hemligheter är tillräckligt långa.", "The webhooks' secrets are long enough.")
_WEAK_HOOK = Said(
    "Hemlighet nummer {number} i KRISPLAN_HOOK_SECRETS är för kort, känd eller felskriven.",
    "Secret number {number} in KRISPLAN_HOOK_SECRETS is too short, publicly known or not well-formed.",
)
_MAKE_HOOK = Said(
    'Skapa en ny: python3 -c "import base64, secrets; '
    "print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\"",
    'Make a new one: python3 -c "import base64, secrets; '
    "print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\"",
)
_SSO = Said("Enkel inloggning (OpenID Connect)", "Single sign-on (OpenID Connect)")
_NO_SSO = Said("Enkel inloggning används inte.", "Single sign-on is not used.")
_GOOD_SSO = Said("Enkel inloggning går via {host}.", "Single sign-on goes by {host}.")
_HALF_SSO = Said(
    "Enkel inloggning är halvt inställd: {names} saknas.", "Single sign-on is half set up: {names} missing."
)
_WHOLE_SSO = Said(
    "Ange KRISPLAN_SSO_ISSUER, KRISPLAN_SSO_CLIENT och KRISPLAN_SSO_SECRET tillsammans, eller ingen av dem.",
    "Give KRISPLAN_SSO_ISSUER, KRISPLAN_SSO_CLIENT and KRISPLAN_SSO_SECRET together, or none of them.",
)
_PLAIN_SSO = Said(
    "KRISPLAN_SSO_ISSUER är ingen https-adress, så inloggningen kan avlyssnas.",
    "KRISPLAN_SSO_ISSUER is no https address, so signing in can be overheard.",
)
_USE_HTTPS = Said("Ange utfärdarens https-adress.", "Give the issuer's https address.")
_UNKNOWN_ROLE = Said(
    "KRISPLAN_SSO_ROLES ger roller som inte finns: {names}.",
    "KRISPLAN_SSO_ROLES gives roles that do not exist: {names}.",
)
_NAME_ROLES = Said("Roller som finns: {names}.", "Roles there are: {names}.")
_NO_ROLES = Said(
    "Ingen grupp ger någon roll, så bara personer som redan är tillagda kan logga in.",
    "No group gives a role, so only people who have been added already can sign in.",
)
_GIVE_ROLES = Said(
    "Ange KRISPLAN_SSO_ROLES om grupperna ska ge roller.", "Give KRISPLAN_SSO_ROLES if groups should give roles."
)


def hook_secrets(settings: Settings) -> Finding:
    for number, secret in enumerate(settings.hook_secrets, 1):
        if _weak(secret.get_secret_value()):
            return Finding("hook_secrets", "refused", _HOOKS, _WEAK_HOOK.filled(number=number), _MAKE_HOOK)
    return Finding("hook_secrets", "ok", _HOOKS, _GOOD_HOOKS if settings.hook_secrets else _NO_HOOKS)


def single_sign_on(settings: Settings, roles: Collection[str]) -> Finding:
    """`roles` are those that a person can hold."""
    given = {
        "KRISPLAN_SSO_ISSUER": settings.sso_issuer,
        "KRISPLAN_SSO_CLIENT": settings.sso_client,
        "KRISPLAN_SSO_SECRET": settings.sso_secret.get_secret_value(),
    }
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return _sso("ok", _NO_SSO)
    if missing:
        return _sso("refused", _HALF_SSO.filled(names=", ".join(missing)), _WHOLE_SSO)
    issuer = urlsplit(settings.sso_issuer)
    if issuer.scheme != "https" and not (settings.sso_private and is_loopback(issuer.hostname or "")):
        return _sso("refused", _PLAIN_SSO, _USE_HTTPS)
    unknown = sorted(set(settings.sso_roles.values()) - set(roles))
    if unknown:
        known = _NAME_ROLES.filled(names=", ".join(sorted(roles)))
        return _sso("refused", _UNKNOWN_ROLE.filled(names=", ".join(unknown)), known)
    if not settings.sso_roles:
        return _sso("warning", _NO_ROLES, _GIVE_ROLES)
    return _sso("ok", _GOOD_SSO.filled(host=issuer.hostname))


def _weak(secret: str) -> bool:
    written = secret.removeprefix("whsec_")
    try:
        key = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return True
    return len(key) < _FEWEST_BYTES or len(set(key)) < _FEWEST_DIFFERENT or written in _PUBLIC


def _sso(state: State, what: Said, remedy: Said | None = None) -> Finding:
    return Finding("single_sign_on", state, _SSO, what, remedy)
