"""What does the organisation's OpenID Connect provider say about who is at the browser? Authlib asks, we check."""

import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import httpx2
from authlib.integrations.starlette_client import OAuthError, StarletteIntegration, StarletteOAuth2App
from fastapi import Request
from joserfc.errors import JoseError
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from starlette.responses import Response

from assistant.outgoing import AddressRefused, AnswerRefused, Resolver, client_options, look_up, well_formed
from assistant.settings import Settings

SIGNED_WITH: Final = ("RS256", "PS256", "ES256")
DISCOVERY: Final = "/.well-known/openid-configuration"
FRESH_SECONDS: Final = 3600
LEEWAY_SECONDS: Final = 60
_LOG: Final = logging.getLogger(__name__)

Reason = Literal["cancelled", "expired", "unreachable", "unusable", "no_email", "no_role"]


class NoSignIn(Exception):
    """Nobody came in. The reason is one of ours; nothing that the provider wrote travels with it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Vouched:
    """Who the provider says this is; `groups` is what the configured claim lists."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    groups: frozenset[str]


class _Discovered(BaseModel):
    """The few entries of the discovery document that we act on; all others are dropped."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    scopes_supported: list[str] = []

    def addresses(self) -> list[str]:
        every = (self.authorization_endpoint, self.token_endpoint, self.jwks_uri, self.userinfo_endpoint)
        return [address for address in every if address]


def _as_one_line(value: object) -> object:
    return " ".join("".join(c if c.isprintable() else " " for c in value).split()) if isinstance(value, str) else value


def _as_list(value: object) -> object:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else [value]


class _Claims(BaseModel):
    """What is read of the ID token and of the userinfo answer."""

    sub: str = Field(min_length=1, max_length=255)
    email: str = Field(default="", max_length=254)
    email_verified: Annotated[bool, BeforeValidator(lambda value: value in (True, "true"))] = False
    name: Annotated[str, BeforeValidator(_as_one_line), Field(max_length=200)] = ""
    groups: Annotated[frozenset[str], BeforeValidator(_as_list)] = frozenset()


class Provider:
    """One provider. Its discovery document and keys are read when first needed, and again after an hour."""

    def __init__(self, settings: Settings, resolve: Resolver = look_up) -> None:
        self._settings = settings
        self._options = client_options(settings.sso_private, resolve)
        self._client: StarletteOAuth2App | None = None
        self._stale_at = 0.0

    async def send_there(self, request: Request, back: str) -> Response:
        """A redirect to the provider; state, nonce and PKCE verifier stay in the browser's own short session."""
        async with _told():
            client = await self._known()
            answer: Response = await client.authorize_redirect(request, back)
            return answer

    async def who(self, request: Request) -> Vouched:
        """Who has come back. Raises NoSignIn."""
        async with _told():
            client = await self._known()
            await _check_return(client, request)
            issuer = client.server_metadata["issuer"]
            token = await client.authorize_access_token(
                request, claims_options=self._expected(issuer), leeway=LEEWAY_SECONDS
            )
            return self._vouched(issuer, await self._claims(client, token))

    async def _known(self) -> StarletteOAuth2App:
        if self._client is None or time.monotonic() >= self._stale_at:
            self._client = self._made(await self._discovered())
            self._stale_at = time.monotonic() + FRESH_SECONDS
        return self._client

    async def _discovered(self) -> _Discovered:
        async with httpx2.AsyncClient(**self._options) as client:
            answer = await client.get(self._settings.sso_issuer.rstrip("/") + DISCOVERY)
            found = _Discovered.model_validate_json(answer.raise_for_status().content)
        if found.issuer.rstrip("/") != self._settings.sso_issuer.rstrip("/"):
            raise ValueError("another issuer")
        schemes = {well_formed(address).scheme for address in found.addresses()}
        if schemes != {"https"} and not self._settings.sso_private:
            raise ValueError("an address without https")
        return found

    def _made(self, found: _Discovered) -> StarletteOAuth2App:
        algorithms = [one for one in SIGNED_WITH if one in found.id_token_signing_alg_values_supported]
        posted = "client_secret_basic" not in found.token_endpoint_auth_methods_supported
        claim = self._settings.sso_claim
        extra = [claim] if claim in found.scopes_supported else []
        return StarletteOAuth2App(
            StarletteIntegration("sso"),
            name="sso",
            client_id=self._settings.sso_client,
            client_secret=self._settings.sso_secret.get_secret_value(),
            authorize_url=found.authorization_endpoint,
            access_token_url=found.token_endpoint,
            client_kwargs={
                **self._options,
                "scope": " ".join(["openid", "email", "profile", *extra]),
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post" if posted else "client_secret_basic",
            },
            issuer=found.issuer,
            jwks_uri=found.jwks_uri,
            userinfo_endpoint=found.userinfo_endpoint,
            id_token_signing_alg_values_supported=algorithms or list(SIGNED_WITH),
        )

    def _expected(self, issuer: str) -> dict[str, dict[str, object]]:
        return {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": self._settings.sso_client},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        }

    async def _claims(self, client: StarletteOAuth2App, token: Mapping[str, Any]) -> Mapping[str, Any]:
        """The checked ID token, filled up from userinfo where it says less than we need."""
        signed: dict[str, Any] = dict(token["userinfo"])
        needed = ("email", "email_verified", "name", self._settings.sso_claim)
        if all(one in signed for one in needed) or not client.server_metadata["userinfo_endpoint"]:
            return signed
        more = await client.userinfo(token=token)
        if more.get("sub") != signed["sub"]:
            raise ValueError("userinfo about somebody else")
        return {**more, **signed}

    def _vouched(self, issuer: str, claims: Mapping[str, Any]) -> Vouched:
        told = {key: claims[key] for key in ("sub", "email", "email_verified", "name") if key in claims}
        read = _Claims.model_validate({**told, "groups": claims.get(self._settings.sso_claim, [])})
        if "@" not in read.email:
            raise NoSignIn("no_email")
        return Vouched(issuer, read.sub, read.email, read.email_verified, read.name or read.email, read.groups)


async def _check_return(client: StarletteOAuth2App, request: Request) -> None:
    """Whatever came with the browser must be an answer to what this very browser was sent for."""
    query = request.query_params
    if await client.framework.get_state_data(request.session, query.get("state", "")) is None:
        raise NoSignIn("expired")
    if "error" in query:
        await client.framework.clear_state_data(request.session, query["state"])
        raise NoSignIn("cancelled" if query["error"] == "access_denied" else "unusable")
    if query.get("iss", client.server_metadata["issuer"]) != client.server_metadata["issuer"]:
        raise NoSignIn("unusable")


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """Whatever goes wrong on the way becomes one of our reasons; only its kind is logged."""
    try:
        yield
    except NoSignIn as error:
        _LOG.info("single sign-on: %s", error.reason)
        raise
    except (httpx2.TransportError, AddressRefused, AnswerRefused) as error:
        raise _failed("unreachable", error) from error
    except OAuthError as error:
        reason: Reason = "expired" if error.error in ("invalid_grant", "mismatching_state") else "unusable"
        raise _failed(reason, error) from error
    except (httpx2.HTTPError, JoseError, ValidationError, ValueError, KeyError, TypeError) as error:
        raise _failed("unusable", error) from error


def _failed(reason: Reason, error: Exception) -> NoSignIn:
    _LOG.warning("single sign-on: %s (%s)", reason, type(error).__name__)
    return NoSignIn(reason)
