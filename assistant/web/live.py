"""What has changed since the page was opened: counts, new items, a stop, another person? Asked every ten seconds."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from assistant.language import Language
from assistant.people import Person
from assistant.web import frame
from assistant.web.identity import person_of
from assistant.web.view import View, Views


def add_live(app: FastAPI, views: Views) -> None:
    """The address only reads, and asking it does not keep a session alive."""

    @app.get("/live/{language}")
    def live(language: Language, request: Request) -> JSONResponse:
        return JSONResponse(_now(views[language], person_of(request)))


def _now(view: View, person: Person) -> dict[str, object]:
    lists = {
        page: {"number": len(ids), "words": frame.count_words(view, page, len(ids)), "ids": ids}
        for page, ids in frame.waiting(view).items()
    }
    return {"person": person.id, "stopped": view.assistant.replies.is_stopped(), "lists": lists}
