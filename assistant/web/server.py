"""How are shell, pages and plain addresses put together into one server that listens on this computer only?"""

import os
import shutil
import warnings
from collections.abc import Callable
from functools import partial
from socket import socket
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import ASGIApp

from assistant.app import Assistant
from assistant.errors import AssistantError, NotAllowed, StorageError
from assistant.language import LANGUAGES, Language
from assistant.people import Person
from assistant.web import frame, plain
from assistant.web.account import add_account
from assistant.web.api import add_api
from assistant.web.deciding import add_deciding
from assistant.web.downloads import add_downloads
from assistant.web.dressing import Dressing
from assistant.web.escape import Html
from assistant.web.exports import add_exports
from assistant.web.gradio_calls import guard
from assistant.web.health import add_health
from assistant.web.hooks import add_hooks
from assistant.web.identity import COOKIE, LASTS, PersonCookie, local_path, secret_in
from assistant.web.live import add_live
from assistant.web.settings_page import add_settings
from assistant.web.shell import LOOPBACK, Shell, is_navigation
from assistant.web.sign_in import add_sign_in
from assistant.web.single_sign_on import add_single_sign_on
from assistant.web.view import View, Views
from assistant.web.words import load_words


def create_app(assistant: Assistant) -> ASGIApp:
    """The whole web side as one ASGI application, outermost the shell."""
    zone = ZoneInfo(assistant.settings.timezone)
    views: Views = {language: View(assistant, load_words(language, zone)) for language in LANGUAGES}
    cookie = PersonCookie(secret_in(assistant.settings.data), assistant.clock)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=frame.STATIC), name="static")
    _add_errors(app, views)
    _add_door(app, views, cookie)
    for add in (add_sign_in, add_single_sign_on, add_account, add_settings, add_deciding, add_health, add_exports):
        add(app, views)
    add_hooks(app, views)
    add_api(app, views)
    add_downloads(app, views)
    add_live(app, views)
    _mount_pages(app, views)
    dressed = Dressing(app, LANGUAGES, partial(_around, views), partial(_error_page, views))
    return Shell(dressed, partial(_person_of, assistant, cookie))


def serve(assistant: Assistant, on_ready: Callable[[str], None]) -> None:
    """Answer until stopped; `on_ready` is told the address once people can use it. Raises AssistantError."""
    host = assistant.settings.host
    if host not in LOOPBACK:
        raise AssistantError(
            sv=f"Krisplan lyssnar bara på den här datorn så länge inloggning saknas. Ta bort adressen {host}.",
            en=f"Krisplan listens on this computer only, as long as there is no sign-in. Remove the address {host}.",
        )
    config = uvicorn.Config(
        create_app(assistant),
        host=host,
        port=assistant.settings.port,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
    )
    _Server(config, on_ready).run()


class _Server(uvicorn.Server):
    """Tells the real address once the socket is open; port 0 has become a number by then."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            address = self.servers[0].sockets[0].getsockname()
            shown = f"[{address[0]}]" if ":" in address[0] else address[0]
            self._on_ready(f"http://{shown}:{address[1]}")


def _add_errors(app: FastAPI, views: Views) -> None:
    @app.exception_handler(AssistantError)
    def refused(request: Request, error: AssistantError) -> Response:
        status = 403 if isinstance(error, NotAllowed) else 503 if isinstance(error, StorageError) else 404
        words = views[_language_of(request)].words
        if is_navigation(request.headers):
            return HTMLResponse(plain.error_page(words, status, error.text(words.language)), status)
        return JSONResponse({"error": error.text(words.language)}, status)


def _add_door(app: FastAPI, views: Views, cookie: PersonCookie) -> None:
    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/favicon.ico")
    def icon() -> FileResponse:
        return FileResponse(frame.STATIC / "icon.svg", media_type="image/svg+xml")

    @app.get("/manifest.json")
    def manifest(request: Request) -> dict[str, str]:
        return {"name": views[_language_of(request)].words("frame.brand"), "start_url": "/", "display": "browser"}

    @app.get("/")
    def start(request: Request) -> RedirectResponse:
        return RedirectResponse(f"/{_language_of(request)}/", 307)

    @app.get("/sv")
    @app.get("/en")
    def start_in(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{request.url.path}/", 307)

    @app.get("/person")
    def choose(request: Request, next: str = "/") -> HTMLResponse:
        view = views[_language_of(request, local_path(next))]
        return HTMLResponse(plain.picker(view.words, _active(view), _role_names(view), local_path(next)))

    @app.post("/person")
    async def chosen(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=4)
        wanted, target = str(form.get("person", "")), local_path(str(form.get("next", "/")))
        person = next((one for one in _active(views["sv"]) if str(one.id) == wanted), None)
        if person is None:
            return RedirectResponse("/person", 303)
        answer = RedirectResponse(target, 303)
        lasts = int(LASTS.total_seconds())
        answer.set_cookie(COOKIE, cookie.seal(person.id), max_age=lasts, httponly=True, samesite="lax")
        return answer


def _active(view: View) -> list[Person]:
    return [person for person in view.assistant.people.all() if person.active and person.kind == "human"]


def _role_names(view: View) -> dict[str, str]:
    own = {role: view.words(f"person.role_{role}") for role in ("writer", "reader", "administrator")}
    return {**{role.code: role.label[view.language] for role in view.assistant.method.roles.roles}, **own}


def _mount_pages(app: FastAPI, views: Views) -> None:
    _quieten_gradio(views["sv"].assistant)
    warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
    import gradio as gr  # noqa: PLC0415  takes seconds, and reads the environment set above

    from assistant.web.site import blocks  # noqa: PLC0415  imports gradio
    from assistant.web.theme import theme  # noqa: PLC0415  imports gradio

    for language, view in views.items():
        gr.mount_gradio_app(
            app,
            blocks(view),
            path=f"/{language}",
            auth_dependency=lambda request: str(request.scope["krisplan.person"].id),
            theme=theme(),
            show_error=False,
            max_file_size="25mb",
            ssr_mode=False,
            mcp_server=False,
            pwa=False,
            enable_monitoring=False,
            run_history=False,
            footer_links=[],
            allowed_paths=[],
        )
    guard(app, views["sv"].assistant.people, views["sv"].assistant.settings.data / "uploads")


def _quieten_gradio(assistant: Assistant) -> None:
    uploads = assistant.settings.data / "uploads"
    shutil.rmtree(uploads, ignore_errors=True)  # what a crash left behind
    uploads.mkdir(mode=0o700, parents=True)
    os.environ.update(
        GRADIO_ANALYTICS_ENABLED="False",
        GRADIO_TEMP_DIR=str(uploads),
        GRADIO_RUN_HISTORY="False",
        GRADIO_SHARE="False",
        HF_HUB_OFFLINE="1",
    )


def _person_of(assistant: Assistant, cookie: PersonCookie, headers: Headers) -> Person | None:
    person = assistant.people.load(cookie.person_in(headers))
    return person if person and person.active else None


def _around(views: Views, request: Request) -> tuple[Html, Html]:
    view = views[_language_of(request)]
    person: Person = request.scope["krisplan.person"]
    return frame.head(view.language), frame.frame(view, person, request.url.path, request.url.query)


def _error_page(views: Views, request: Request, status: int) -> str:
    return plain.error_page(views[_language_of(request)].words, status)


def _language_of(request: Request, path: str = "") -> Language:
    """From the address, else what the browser asks for; Swedish also for the neighbours."""
    first = (path or request.url.path).strip("/").partition("/")[0]
    for language in LANGUAGES:
        if first == language:
            return language
    asked = request.headers.get("accept-language", "sv").lower()
    return "sv" if asked[:2] in ("sv", "nb", "da", "no") or asked.startswith("*") else "en"
