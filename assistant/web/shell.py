"""Which requests get in at all, and which headers does every answer carry, errors included?"""

import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.people import Person

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY: Final = 512 * 1024 * 1024
OPEN_PATHS: Final = frozenset({"/person", "/health", "/favicon.ico", "/manifest.json"})
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


def page_csp(nonce: str) -> str:
    """For Gradio's pages: its inline configuration differs per request, so it carries a nonce."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; script-src-attr 'none'; "
        "object-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


class Shell:
    """Pure ASGI and outermost. `person_of` reads the signed cookie; the person found stands in the scope."""

    def __init__(self, app: ASGIApp, person_of: Callable[[Headers], Person | None]) -> None:
        self.app = app
        self.person_of = person_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = Headers(scope=scope)
            nonce = secrets.token_urlsafe(16)
            scope["krisplan.nonce"] = nonce
            answer = self._refusal(scope, headers) or self.app
            await answer(scope, _limited(receive), _with_headers(send, scope))

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        if _hostname(headers.get("host", "")) not in LOOPBACK:
            return PlainTextResponse("host", 400)
        if not _from_here(scope["method"], headers):
            return PlainTextResponse("origin", 403)
        if int(headers.get("content-length") or 0) > MAX_BODY:
            return PlainTextResponse("too large", 413)
        path = scope["path"]
        if path in OPEN_PATHS or path.startswith("/static/"):
            return None
        person = self.person_of(headers)
        scope["krisplan.person"] = person
        return None if person else _pick_first(scope, headers)


def is_navigation(headers: Headers) -> bool:
    """Is this a person going to a page, rather than a script fetching something for one?"""
    mode = headers.get("sec-fetch-mode")
    return mode == "navigate" if mode else "text/html" in headers.get("accept", "")


def _hostname(host: str) -> str:
    return host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host


def _from_here(method: str, headers: Headers) -> bool:
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if method in _SAFE_METHODS:
        return site not in ("cross-site", "same-site") or headers.get("sec-fetch-mode") == "navigate"
    own = f"http://{headers.get('host', '')}"
    if origin == "null":  # our own forms send it, because no page of ours gives a referrer
        return site == "same-origin"
    return origin in (None, own) and site in (None, "same-origin", "none") and not (origin is site is None)


def _pick_first(scope: Scope, headers: Headers) -> ASGIApp:
    if scope["method"] != "GET" or not is_navigation(headers):
        return PlainTextResponse("person", 401)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"/person?next={quote(wanted, safe='')}", 303)


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY:
            return {"type": "http.disconnect"}
        return message

    return counted


def _with_headers(send: Send, scope: Scope) -> Send:
    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["content-security-policy"] = _csp(scope)
            headers["cache-control"] = _caching(scope["path"])
        await send(message)

    return out


def _csp(scope: Scope) -> str:
    return page_csp(scope["krisplan.nonce"]) if scope.get("krisplan.gradio_page") else PLAIN_CSP


def _caching(path: str) -> str:
    """Program files carry a hash in their names or change with a new version only; all else is private."""
    return "private, max-age=3600" if path.startswith("/static/") or "/assets/" in path else "no-store"
