"""Which ordinary addresses lie beside the pages: the reader, original files, the plan as a Word file?"""

from typing import Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from assistant.language import LANGUAGES, Language
from assistant.web import frame
from assistant.web.identity import person_of
from assistant.web.plain import document
from assistant.web.reader import reader
from assistant.web.view import View, Views

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def add_downloads(app: FastAPI, views: Views) -> None:
    """Everything here only reads: a GET never changes anything."""

    @app.get("/export/plan.docx")
    def plan(plan: int | None = None, language: Language = "sv") -> Response:
        plans = views[language].assistant.plans
        found = plans.plan(plan) if plan is not None else plans.latest()
        if found is None:
            return Response(status_code=404)
        return _attachment(f"krisplan-{found.version}.docx", WORD, plans.export_docx(found.id, language))

    @app.get("/documents/{version_id}/original")
    def original(version_id: int) -> Response:
        name, content = views["sv"].assistant.library.original(version_id)
        return _attachment(name.rpartition("/")[2], "application/octet-stream", content)

    for language in LANGUAGES:
        app.router.routes.append(_WithQuery("doc", f"/{language}/knowledge", _reader_of(views[language])))

    @app.get("/{language}/{page}/{number:int}")
    def deep_link(language: Language, page: str, number: int) -> RedirectResponse:
        known = page if page in frame.PAGES else ""
        url = views[language].url
        return RedirectResponse(url(known, doc=number) if known == "knowledge" else url(known, id=number), 307)


class _WithQuery(Route):
    """Matches only when the address asks for `name`; without it the page of the same path answers."""

    def __init__(self, name: str, path: str, endpoint: object) -> None:
        super().__init__(path, endpoint, methods=["GET"])  # type: ignore[arg-type]
        self._name = f"{name}=".encode()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        asked = any(part.startswith(self._name) for part in scope.get("query_string", b"").split(b"&"))
        return super().matches(scope) if asked else (Match.NONE, {})


def _reader_of(view: View) -> object:
    def answer(request: Request) -> Response:
        wanted = request.query_params.get("doc", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 12 else 0
        asked = f"GET /{view.language}/knowledge"  # a plain route, which the dependency of the others does not see
        person = view.assistant.people.require(person_of(request).id, "read", asked)
        body = reader(view, number, request.query_params.get("at"))
        around = frame.frame(view, person, request.url.path, request.url.query)
        title = f"{frame.title(view, 'knowledge')} – {view.words('frame.brand')}"
        return HTMLResponse(document(view.language, title, body, around))

    return answer


def _attachment(name: str, kind: str, content: bytes) -> Response:
    """Always saved, never shown: the file is foreign and must not run in our origin."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=kind, headers={"content-disposition": disposition})
