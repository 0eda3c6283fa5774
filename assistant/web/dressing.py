"""How does Gradio's page get our language, our head, our frame and a nonce before the browser sees it?"""

import re
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.escape import Html
from assistant.web.shell import is_navigation

_TELLING: Final = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')
_SCRIPT: Final = re.compile(r"<script(?=[\s>])")
_GRADIO: Final = b"<gradio-app"  # text of documents and people is escaped and can never hold it
_BODY: Final = re.compile(r"<body[^>]*>")

Frame = Callable[[Request], tuple[Html, Html]]
ErrorPage = Callable[[Request, int], str]


class Dressing:
    """ASGI. Rewrites Gradio's pages of the mounts; errors that a person navigates to become readable pages."""

    def __init__(self, app: ASGIApp, mounts: tuple[str, ...], frame: Frame, error_page: ErrorPage) -> None:
        self.app = app
        self.mounts = mounts
        self.frame = frame
        self.error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not is_navigation(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        held = _Held(send, lambda status, kind, body: self._dressed(scope, status, kind, body))
        await self.app(scope, receive, held)

    def _dressed(self, scope: Scope, status: int, kind: str, body: bytes) -> tuple[str, bytes]:
        html = kind.startswith("text/html")
        if status >= 400 and not html:
            return "text/html; charset=utf-8", self.error_page(Request(scope), status).encode()
        language = scope["path"].strip("/").split("/")[0]
        if status == 200 and html and language in self.mounts and _GRADIO in body:
            scope["krisplan.gradio_page"] = True
            head, frame = self.frame(Request(scope))
            return kind, _page(body.decode(), language, scope["krisplan.nonce"], head, frame).encode()
        return kind, body


class _Held:
    """Keeps a short answer back until it is whole; lets anything but pages and errors through untouched."""

    def __init__(self, send: Send, change: Callable[[int, str, bytes], tuple[str, bytes]]) -> None:
        self.send = send
        self.change = change
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = MutableHeaders(scope=message).get("content-type", "")
            if message["status"] < 400 and not kind.startswith("text/html"):
                await self.send(message)
            else:
                self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._release(self.start)

    async def _release(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        kind, body = self.change(start["status"], headers.get("content-type", ""), self.body)
        headers["content-type"] = kind
        headers["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def _page(html: str, language: str, nonce: str, head: Html, frame: Html) -> str:
    """`head` goes first in <head>, `frame` first in <body>; every script is given the nonce."""
    html = _TELLING.sub("", html)
    html = html.replace('lang="en"', f'lang="{language}"', 1)
    html = html.replace("<head>", "<head>" + head, 1)
    html = _BODY.sub(lambda body: body.group() + frame, html, count=1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)
