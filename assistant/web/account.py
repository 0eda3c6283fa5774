"""Which addresses do a person's own matters have, and what does each of them do?"""

from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.language import Language
from assistant.web import own_changes
from assistant.web.account_view import DEPUTY, PASSWORD, account
from assistant.web.api.routing import Number
from assistant.web.decision_page import shown_at
from assistant.web.forms import Form, Typed, acted
from assistant.web.view import View, Views

_FORMS = {"password": PASSWORD, "deputies": DEPUTY}


def add_account(app: FastAPI, views: Views) -> None:
    """Everybody's own page; what is changed is always about the person who asks."""

    @app.get("/{language}/account")
    def show(request: Request, language: Language) -> Response:
        return account(views[language], request)

    @app.post("/{language}/account/{what}")
    def change(request: Request, language: Language, what: own_changes.Change, posted: Form) -> Response:
        view = views[language]
        act = partial(own_changes.change, view, request, what, posted)
        return acted(act, partial(_again, view, request), _FORMS.get(what, "main"), posted)

    @app.post("/{language}/account/deputies/{number}/end")
    def end(request: Request, language: Language, number: Number) -> Response:
        view = views[language]
        act = partial(own_changes.end_deputy, view, request, number)
        return acted(act, partial(_again, view, request), "deputies", {})


def _again(view: View, request: Request, typed: Typed, status: int) -> Response:
    return account(view, shown_at(request, view.url("account")), typed, status)
