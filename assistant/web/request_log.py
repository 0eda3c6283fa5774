"""Which requests were answered, how, how fast and for whom, told without a word of what they carried?"""

import logging
import secrets
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
_UNTOLD: Final = ("/static/", "/live/", "/healthz", "/readyz", "/health", "/favicon.ico", "/manifest.json")
_FILES: Final = ("/assets/", "/_app/", "/static/", "/gradio_api/heartbeat/")


class RequestLog:
    """Outermost, so that what the shell refuses is told too. Never the address itself: only the route it matched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_untold(scope["path"]):
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 500
        scope["krisplan.request"] = secrets.token_hex(6)

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            log.info("request", extra=_facts(scope, status, time.monotonic() - began))


def _is_untold(path: str) -> bool:
    return path.startswith(_UNTOLD) or any(part in path for part in _FILES)


def _facts(scope: Scope, status: int, seconds: float) -> dict[str, object]:
    person = scope.get("krisplan.person")
    return {
        "request": scope["krisplan.request"],
        "method": scope["method"] if scope["method"] in _METHODS else "other",
        "route": _route(scope),
        "status": status,
        "ms": round(seconds * 1000),
        "person": person.id if person else None,
    }


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _route(scope: Scope) -> str | None:
    """`/{language}/decide`, below the page that Gradio answers for; None when nothing of ours matched."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope.get('root_path', '')}{path}" if isinstance(path, str) else None
