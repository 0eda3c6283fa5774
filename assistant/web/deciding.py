"""How does a person decide about a reply, or stop everything, when the pages around Gradio do not answer?"""

from functools import partial
from typing import Final

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.language import LANGUAGES, Language
from assistant.web import decision_page, stop_page
from assistant.web.api.routing import Number
from assistant.web.identity import person_of
from assistant.web.posted import form_of
from assistant.web.view import View, Views

_THREADS: Final = 6


def add_deciding(app: FastAPI, views: Views) -> None:
    """Plain pages with threads of their own: whatever else hangs, these answer. A GET never decides anything."""
    lane = CapacityLimiter(_THREADS)

    @app.get("/{language}/decide")
    async def show(request: Request, language: Language) -> Response:
        return await to_thread.run_sync(partial(decision_page.show, views[language], request), limiter=lane)

    @app.post("/replies/{number}/decision")
    async def decide(request: Request, number: Number) -> Response:
        form = await form_of(request)
        act = partial(decision_page.decide, _view_of(views, request, form), request, number, form)
        return await to_thread.run_sync(act, limiter=lane)

    @app.get("/{language}/stop")
    async def show_stop(request: Request, language: Language) -> Response:
        return await to_thread.run_sync(partial(stop_page.show, views[language], request), limiter=lane)

    @app.post("/halts")
    async def stop(request: Request) -> Response:
        form = await form_of(request)
        act = partial(stop_page.stop, _view_of(views, request, form), request, form)
        return await to_thread.run_sync(act, limiter=lane)

    @app.post("/halts/lift")
    async def lift(request: Request) -> Response:
        form = await form_of(request)
        act = partial(stop_page.lift, _view_of(views, request, form), request, form)
        return await to_thread.run_sync(act, limiter=lane)


def _view_of(views: Views, request: Request, form: dict[str, str]) -> View:
    asked = next((one for one in LANGUAGES if one == form.get("language")), None)
    return views[asked or person_of(request).language]
