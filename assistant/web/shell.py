"""Which requests get in at all, and which headers does every answer carry, errors included?"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import StorageError
from assistant.language import Said
from assistant.web.access import is_open, is_signed
from assistant.web.address import Address
from assistant.web.api.refusals import language_asked, refused
from assistant.web.identity import Identities, cookie_in, cookie_name
from assistant.web.limits import TOO_LARGE, Limited, most_for, says_too_much

PLAIN_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_THREADS: Final = 8
_CLAIMED: Final = (b"forwarded", b"x-forwarded-", b"x-gradio-", b"x-original-")
_OTHER_NAME: Final = Said(
    "Krisplan svarar inte på den här adressen. Använd den som administratören har angett.",
    "Krisplan does not answer at this address. Use the one that the administrator has set.",
)
_OTHER_SITE: Final = Said(
    "Anropet kom från en annan webbplats och utfördes inte. Öppna Krisplan direkt och försök igen.",
    "The request came from another site and was not carried out. Open Krisplan itself and try again.",
)
_TOKEN_HERE: Final = Said(
    "Åtkomstnycklar gäller bara under /api. Logga in för att använda sidorna.",
    "Access tokens are for /api only. Sign in to use the pages.",
)
_NO_DATABASE: Final = Said(
    "Krisplan når inte sin databas just nu. Försök igen om en stund.",
    "Krisplan cannot reach its database right now. Try again in a moment.",
)


def page_csp(nonce: str) -> str:
    """For Gradio's pages: its inline configuration differs per request, so it carries a nonce."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; script-src-attr 'none'; "
        "object-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


class Shell:
    """Pure ASGI and outermost. Who was found behind the request stands in the scope; see `identity.person_of`."""

    def __init__(self, app: ASGIApp, identities: Identities, address: Address) -> None:
        self.app = app
        self._identities = identities
        self._address = address
        self._cookie = cookie_name(address.origin)
        self._door = ThreadPoolExecutor(_THREADS, "krisplan-door")  # its own, so that slow pages never close it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            scope["krisplan.nonce"] = secrets.token_urlsafe(16)
            out = _with_headers(send, scope, self._address.is_secure)
            answer = await self._refusal(scope, Headers(scope=scope)) or self.app
            await Limited(receive, out, most_for(scope["path"])).run(answer, scope)

    async def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        method, path, host = scope["method"], scope["path"], headers.get("host", "")
        token = _token(headers) if path.startswith("/api/") else None
        if not self._address.admits(host, path):
            return _told(scope, _OTHER_NAME, 400)
        by_machine = token is not None or is_signed(method, path)
        if not by_machine and not _from_here(method, headers, self._address.origin_for(host)):
            return _told(scope, _OTHER_SITE, 403)
        if says_too_much(headers, most_for(path)):
            return TOO_LARGE
        self._settle(scope)
        if is_open(method, path):
            scope["krisplan.session"] = cookie_in(headers, self._cookie)
            return None
        if token is None and _token(headers) is not None:
            return _told(scope, _TOKEN_HERE, 403)
        return await self._unknown(scope, headers, token)

    def _settle(self, scope: Scope) -> None:
        """Nobody but the settings says where we are reached; what a request claims about that is dropped."""
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not name.startswith(_CLAIMED)]
        if self._address.host:
            scope["scheme"], scope["server"] = self._address.scheme, (self._address.host, self._address.port)

    async def _unknown(self, scope: Scope, headers: Headers, token: str | None) -> ASGIApp | None:
        """The answer to somebody who is not known; None when it is known who asks."""
        session = None if token is not None else cookie_in(headers, self._cookie)
        look = partial(self._identities.find, session, token, scope["path"])
        try:
            known = await asyncio.get_running_loop().run_in_executor(self._door, look)
        except StorageError:
            return _told(scope, _NO_DATABASE, 503)
        scope["krisplan.person"], scope["krisplan.scope"] = known.person, known.scope
        scope["krisplan.session"] = session
        return None if known.person else _sign_in_first(scope, headers)


def is_navigation(headers: Headers) -> bool:
    """Is this a person going to a page, rather than a script fetching something for one?"""
    mode = headers.get("sec-fetch-mode")
    return mode == "navigate" if mode else "text/html" in headers.get("accept", "")


def _told(scope: Scope, said: Said, status: int) -> ASGIApp:
    return PlainTextResponse(said[language_asked(Request(scope))], status)


def _token(headers: Headers) -> str | None:
    kind, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _from_here(method: str, headers: Headers, own: str) -> bool:
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if method in _SAFE_METHODS:
        return site not in ("cross-site", "same-site") or _is_link(headers)
    if origin == "null":  # our own forms send it, because no page of ours gives a referrer
        return site == "same-origin"
    return origin in (None, own) and site in (None, "same-origin", "none") and not (origin is site is None)


def _is_link(headers: Headers) -> bool:
    """A person follows a link to us, in a window of its own; not a frame or an object in a foreign page."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"


def _sign_in_first(scope: Scope, headers: Headers) -> ASGIApp:
    if scope["path"].startswith("/api/"):
        return refused(HTTPException(401), language_asked(Request(scope)))
    if not is_navigation(headers):
        return PlainTextResponse("sign in", 401)
    if scope["method"] != "GET":
        return RedirectResponse("/login", 303)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)


def _with_headers(send: Send, scope: Scope, secure: bool) -> Send:
    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["content-security-policy"] = _csp(scope)
            headers["cache-control"] = _caching(scope["path"])
            if secure:
                headers["strict-transport-security"] = "max-age=31536000"
        await send(message)

    return out


def _csp(scope: Scope) -> str:
    return page_csp(scope["krisplan.nonce"]) if scope.get("krisplan.gradio_page") else PLAIN_CSP


def _caching(path: str) -> str:
    """Program files carry a hash in their names or change with a new version only; all else is private."""
    return "private, max-age=3600" if path.startswith("/static/") or "/assets/" in path else "no-store"
