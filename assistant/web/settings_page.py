"""Which addresses does Inställningar have, and what does each of them do for an administrator?"""

from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.language import Language
from assistant.web.api.routing import Number
from assistant.web.decision_page import shown_at
from assistant.web.forms import Form, Typed, acted
from assistant.web.settings import changing
from assistant.web.settings.once import Once
from assistant.web.settings.overview import DEPUTY, TOKEN, overview
from assistant.web.settings.person import ADD, FACTS, ROLE, adding, asked_number, one_person
from assistant.web.view import View, Views

_FORMS = {"facts": FACTS, "give": ROLE}


def add_settings(app: FastAPI, views: Views) -> None:
    """A GET only shows; every POST is one change, in the name of the person who asks, and leads back to a page."""
    once = Once(views["sv"].assistant.clock)

    @app.get("/{language}/settings")
    def show(request: Request, language: Language) -> Response:
        return overview(views[language], request, once)

    _add_people(app, views, once)
    _add_deputies(app, views, once)
    _add_tokens(app, views, once)


def _add_people(app: FastAPI, views: Views, once: Once) -> None:
    @app.get("/{language}/settings/add")
    def show_adding(request: Request, language: Language) -> Response:
        return adding(views[language], request)

    @app.post("/{language}/settings/people")
    def add(request: Request, language: Language, posted: Form) -> Response:
        view = views[language]
        again = partial(adding, view, shown_at(request, view.url("settings/add")))
        return acted(partial(changing.add, view, request, once, posted), again, ADD, posted)

    @app.get("/{language}/settings/person")
    def show_person(request: Request, language: Language) -> Response:
        return one_person(views[language], request, asked_number(request), once)

    @app.post("/{language}/settings/person/{number}/{what}")
    def change(request: Request, language: Language, number: Number, what: changing.Change, posted: Form) -> Response:
        view = views[language]
        here = shown_at(request, view.url("settings/person", id=number))
        act = partial(changing.change, view, request, once, number, what, posted)
        return acted(act, partial(one_person, view, here, number, once), _FORMS.get(what, "main"), posted)


def _add_deputies(app: FastAPI, views: Views, once: Once) -> None:
    @app.post("/{language}/settings/deputies")
    def give(request: Request, language: Language, posted: Form) -> Response:
        view = views[language]
        act = partial(changing.give_deputy, view, request, posted)
        return acted(act, partial(_again, view, request, once), DEPUTY, posted)

    @app.post("/{language}/settings/deputies/{number}/end")
    def end(request: Request, language: Language, number: Number) -> Response:
        view = views[language]
        act = partial(changing.end_deputy, view, request, number)
        return acted(act, partial(_again, view, request, once), "deputies", {})


def _add_tokens(app: FastAPI, views: Views, once: Once) -> None:
    @app.post("/{language}/settings/tokens")
    def make(request: Request, language: Language, posted: Form) -> Response:
        view = views[language]
        act = partial(changing.make_token, view, request, once, posted)
        return acted(act, partial(_again, view, request, once), TOKEN, posted)

    @app.post("/{language}/settings/tokens/{number}/revoke")
    def revoke(request: Request, language: Language, number: Number) -> Response:
        view = views[language]
        act = partial(changing.revoke_token, view, request, number)
        return acted(act, partial(_again, view, request, once), "machines", {})


def _again(view: View, request: Request, once: Once, typed: Typed, status: int) -> Response:
    return overview(view, shown_at(request, view.url("settings")), once, typed, status)
