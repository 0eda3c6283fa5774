"""What may a signed-in person ask of Gradio, and whose are the calls, answers and files?"""

import asyncio
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import NotAllowed
from assistant.people import People, Person
from assistant.web.bodies import MARK, Cancel, Join, Reset, again, body_of, noting, parsed
from assistant.web.claims import Claims
from assistant.web.uploads import LASTS, Uploads

API: Final = "/gradio_api"
ADDRESSES: Final = frozenset(
    {
        ("GET", "/config"),
        ("GET", "/theme.css"),
        ("POST", f"{API}/queue/join"),
        ("GET", f"{API}/queue/data"),
        ("POST", f"{API}/cancel"),
        ("POST", f"{API}/reset"),
        ("POST", f"{API}/upload"),
        ("GET", f"{API}/upload_progress"),
    }
)
BELOW: Final = ("/assets/", "/static/", f"{API}/file=")
"""Besides the pages these are all that our pages ask for; whatever else Gradio offers is not there."""

_NOT_ALLOWED: Final = JSONResponse({"detail": "not allowed"}, 403)
_NOT_FOUND: Final = JSONResponse({"detail": "not found"}, 404)
_TOO_LARGE: Final = JSONResponse({"detail": "too large"}, 413)
_UNREADABLE: Final = JSONResponse({"detail": "unreadable"}, 400)


def guard(app: FastAPI, people: People, room: Path) -> None:
    """Stand in front of every Gradio site that the application carries; files are uploaded into `room`."""
    owned = Owned(people, Claims(), Uploads(room))
    sites = [one for one in app.router.routes if isinstance(one, Mount) and hasattr(one.app, "get_blocks")]
    if not sites:
        raise RuntimeError("there is nothing to guard: mount the pages first")
    for site in sites:
        blocks = site.app.get_blocks()  # type: ignore[attr-defined]
        pages = frozenset(page for page, *_ in blocks.pages)
        site.app = GradioCalls(site.app, pages, partial(_fits, blocks.fns), owned)


@dataclass(frozen=True)
class Owned:
    """Who may bring files, and what already belongs to whom; the same for the sites of both languages."""

    people: People
    claims: Claims
    uploads: Uploads


def is_open(pages: Container[str], method: str, path: str) -> bool:
    """Does a page of ours ask for this address below a site's root?"""
    if (method, path) in ADDRESSES:
        return True
    if method != "GET" or ".." in path:
        return False
    return path.startswith(BELOW) or (path.startswith("/") and path[1:] in pages)


class GradioCalls:
    """ASGI, inside the shell and around one site: lets through what the pages need and the person owns, no more."""

    def __init__(
        self, app: ASGIApp, pages: Container[str], fits: Callable[[int, list[Any]], bool], owned: Owned
    ) -> None:
        self.app = app
        self.pages = pages
        self.fits = fits
        self.people, self.claims, self.uploads = owned.people, owned.claims, owned.uploads
        self._sweep_waits = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        person: Person | None = scope.get("krisplan.person")
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if person is None or not is_open(self.pages, scope["method"], path):
            await _NOT_FOUND(scope, receive, send)
            return
        scope["krisplan.uploads"] = self.uploads
        if path == f"{API}/queue/join":
            await self._join(person, scope, receive, send)
        elif path in (f"{API}/cancel", f"{API}/reset"):
            await self._cancel(person, Cancel if path.endswith("cancel") else Reset, scope, receive, send)
        elif path == f"{API}/upload":
            await self._upload(person, scope, receive, send)
        else:
            own = self._may_read(person, path, scope)
            await (self.app if own else _NOT_FOUND)(scope, receive, send)

    def _may_read(self, person: Person, path: str, scope: Scope) -> bool:
        if path == f"{API}/queue/data":
            mark = _only(_asked(scope, "session_hash"))
            return mark is not None and self.claims.owns(person, f"page {mark}")
        if path == f"{API}/upload_progress":
            return self._begins(person, _asked(scope, "upload_id"))
        file = path.removeprefix(f"{API}/file=")
        return file == path or self.uploads.owned_by(person, file)

    async def _join(self, person: Person, scope: Scope, receive: Receive, send: Send) -> None:
        body = await body_of(scope, receive)
        call = parsed(Join, body or b"")
        if body is None:
            await _TOO_LARGE(scope, receive, send)
        elif call is None or not call.is_plain:
            await _UNREADABLE(scope, receive, send)
        elif not self._is_own(person, call):
            await _NOT_FOUND(scope, receive, send)
        else:
            answer = noting(send, lambda said: self._started(person, said))
            await self.app(*again(scope, receive, call.model_dump_json().encode()), answer)

    def _is_own(self, person: Person, call: Join) -> bool:
        """There is such a function, every file named was brought by this person, and the page is theirs."""
        files = all(isinstance(path, str) and self.uploads.owned_by(person, path) for path in call.paths)
        return files and self.fits(call.fn_index, call.data) and self.claims.claim(person, f"page {call.session_hash}")

    def _started(self, person: Person, said: object) -> None:
        if isinstance(said, dict):
            self.claims.claim(person, f"call {said.get('event_id')}")

    async def _cancel(
        self, person: Person, form: type[Cancel] | type[Reset], scope: Scope, receive: Receive, send: Send
    ) -> None:
        body = await body_of(scope, receive)
        wish: Cancel | Reset | None = parsed(form, body or b"")
        if wish is None:
            await (_TOO_LARGE if body is None else _UNREADABLE)(scope, receive, send)
            return
        own = self.claims.owns(person, f"call {wish.event_id}")
        if isinstance(wish, Cancel):
            own = own and self.claims.owns(person, f"page {wish.session_hash}")
        await (self.app if own else _NOT_FOUND)(*again(scope, receive, wish.model_dump_json().encode()), send)

    async def _upload(self, person: Person, scope: Scope, receive: Receive, send: Send) -> None:
        marks = _asked(scope, "upload_id")
        if marks and not self._begins(person, marks):
            await _NOT_FOUND(scope, receive, send)
            return
        try:
            await run_in_threadpool(self.people.require, person.id, "manage_documents", "files.upload")
        except NotAllowed:
            await _NOT_ALLOWED(scope, receive, send)
            return
        self._sweep_later()
        await self.app(scope, receive, noting(send, lambda said: self._brought(person, said)))

    def _brought(self, person: Person, said: object) -> None:
        if isinstance(said, list):
            self.uploads.remember(person, [path for path in said if isinstance(path, str)])

    def _begins(self, person: Person, marks: list[str]) -> bool:
        """Upload and progress come in either order, so each may be the first to use the mark."""
        mark = _only(marks)
        return mark is not None and self.claims.claim(person, f"upload {mark}")

    def _sweep_later(self) -> None:
        if not self._sweep_waits:
            self._sweep_waits = True
            asyncio.get_running_loop().call_later(LASTS + 1, self._sweep)

    def _sweep(self) -> None:
        self._sweep_waits = False
        if self.uploads.sweep():
            self._sweep_later()


def _fits(functions: Mapping[int, Any], number: int, data: list[Any]) -> bool:
    """Is there this function, and could these be its inputs? Gradio would print what it cannot take for a file."""
    inputs = functions[number].inputs if number in functions else None
    if inputs is None or len(inputs) != len(data):
        return False
    forms = [(getattr(widget, "data_model", None), value) for widget, value in zip(inputs, data, strict=True)]
    try:
        for form, value in forms:
            if form and value is not None:
                form.model_validate(value, context={"validate_meta": True})
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _asked(scope: Scope, name: str) -> list[str]:
    return parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get(name, [])


def _only(values: list[Any]) -> str | None:
    """The one value, if it is given once and looks like a mark of a page."""
    return values[0] if len(values) == 1 and re.fullmatch(MARK, values[0]) else None
