"""How are shell, pages and plain addresses put together into one server, and how does it start?"""

import os
import shutil
import warnings
from collections.abc import Callable
from functools import partial
from socket import socket
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from assistant.app import Assistant
from assistant.errors import AssistantError, NotAllowed, StorageError
from assistant.language import LANGUAGES
from assistant.web import frame, plain
from assistant.web.access import enforcing
from assistant.web.account import add_account
from assistant.web.address import Address
from assistant.web.api import add_api
from assistant.web.binding import refuse_unguarded
from assistant.web.deciding import add_deciding
from assistant.web.downloads import add_downloads
from assistant.web.dressing import Dressing
from assistant.web.escape import Html
from assistant.web.exports import add_exports
from assistant.web.gradio_calls import guard
from assistant.web.health import add_health
from assistant.web.hooks import add_hooks
from assistant.web.identity import Identities, person_of
from assistant.web.live import add_live
from assistant.web.request_log import RequestLog
from assistant.web.settings_page import add_settings
from assistant.web.shell import Shell, is_navigation
from assistant.web.sign_in import add_sign_in
from assistant.web.single_sign_on import add_single_sign_on
from assistant.web.view import View, Views, language_of
from assistant.web.welcome import add_welcome
from assistant.web.words import load_words


def create_app(assistant: Assistant, demo: bool = False) -> ASGIApp:
    """The whole web side as one ASGI application, outermost the shell. Raises AssistantError for wrong settings."""
    address, zone = Address.read(assistant.settings.public_url), ZoneInfo(assistant.settings.timezone)
    views: Views = {language: View(assistant, load_words(language, zone), demo) for language in LANGUAGES}
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(enforcing(assistant.people))])
    app.mount("/static", GZipMiddleware(StaticFiles(directory=frame.STATIC)), name="static")
    _add_errors(app, views)
    _add_door(app, views)
    for add in (add_sign_in, add_welcome, add_single_sign_on, add_account, add_settings, add_deciding, add_health):
        add(app, views)
    for add in (add_exports, add_hooks, add_api, add_downloads, add_live):
        add(app, views)
    _mount_pages(app, views)
    # ours, so that Gradio adds none of its own, which would let other origins on this computer in
    app.add_middleware(CORSMiddleware, allow_origins=[address.origin] if address.host else [])
    dressed = Dressing(app, LANGUAGES, partial(_around, views), partial(_error_page, views))
    return RequestLog(Shell(dressed, Identities(assistant), address))


def serve(assistant: Assistant, on_ready: Callable[[str], None], demo: bool = False) -> None:
    """Answer until stopped; `on_ready` is told the address once people can use it. Raises AssistantError."""
    settings = assistant.settings
    refuse_unguarded(settings, assistant.people, demo)
    config = uvicorn.Config(
        create_app(assistant, demo),
        host=settings.host,
        port=settings.port,
        log_config=None,  # the program's own lines, which carry nobody's words
        log_level="warning",
        proxy_headers=bool(settings.proxy),
        forwarded_allow_ips=settings.proxy,
        server_header=False,
    )
    _Server(config, on_ready, Address.read(settings.public_url).origin).run()


class _Server(uvicorn.Server):
    """Tells the real address once the socket is open; port 0 has become a number by then."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[str], None], public: str) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._public = public

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            address = self.servers[0].sockets[0].getsockname()
            shown = f"[{address[0]}]" if ":" in address[0] else address[0]
            self._on_ready(self._public or f"http://{shown}:{address[1]}")


def _add_errors(app: FastAPI, views: Views) -> None:
    @app.exception_handler(AssistantError)
    def refused(request: Request, error: AssistantError) -> Response:
        status = 403 if isinstance(error, NotAllowed) else 503 if isinstance(error, StorageError) else 404
        words = views[language_of(request)].words
        if is_navigation(request.headers):
            return HTMLResponse(plain.error_page(words, status, error.text(words.language)), status)
        return JSONResponse({"error": error.text(words.language)}, status)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        """What was sent is not given back: the library's own answer would hold it."""
        words = views[language_of(request)].words
        if is_navigation(request.headers):
            return HTMLResponse(plain.error_page(words, 422, words("errors.not_found")), 422)
        return JSONResponse({"error": words("errors.not_found")}, 422)


def _add_door(app: FastAPI, views: Views) -> None:
    @app.get("/favicon.ico")
    def icon() -> FileResponse:
        return FileResponse(frame.STATIC / "icon.svg", media_type="image/svg+xml")

    @app.get("/manifest.json")
    def manifest(request: Request) -> dict[str, str]:
        return {"name": views[language_of(request)].words("frame.brand"), "start_url": "/", "display": "browser"}

    @app.get("/")
    def start(request: Request) -> RedirectResponse:
        return RedirectResponse(f"/{language_of(request)}/", 307)

    @app.get("/sv")
    @app.get("/en")
    def start_in(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{request.url.path}/", 307)


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
            auth_dependency=_reader,
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


def _reader(request: Request) -> str:
    """Who asks for a page; each handler asks for more by itself."""
    person = person_of(request)
    if not person.may("read"):
        raise HTTPException(403)
    return str(person.id)


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


def _around(views: Views, request: Request) -> tuple[Html, Html]:
    view = views[language_of(request)]
    return frame.head(view.language), frame.frame(view, person_of(request), request.url.path, request.url.query)


def _error_page(views: Views, request: Request, status: int) -> str:
    return plain.error_page(views[language_of(request)].words, status)
