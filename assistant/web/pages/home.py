"""Läget nu: what must this person do now?"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import gradio as gr

from assistant.people import Person
from assistant.web import home_view
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.handling import Call, live, on
from assistant.web.parts import again, heading, press
from assistant.web.view import View

log = logging.getLogger(__name__)
Part = Callable[[View, Person], Html]
CARDS: Final[Mapping[str, Part]] = {
    "incidents": home_view.incidents,
    "approvals": home_view.approvals,
    "plan": home_view.plan,
    "knowledge": home_view.documents,
}


def build(view: View, site: gr.Blocks) -> None:
    live(heading(view, ""), elem_id="kp-title")
    line = live(elem_id="kp-line")
    live(_register(view), elem_id="kp-first")
    cards = live(_outlines(view), elem_id="kp-cards", events=("again",))
    start = live(elem_id="kp-start")
    on(view, site.load, partial(_show, view), outputs=[cards, start, line])
    on(view, cards.again, partial(_show, view), outputs=[cards, start, line])


def _show(view: View, call: Call) -> list[Html]:
    """What to begin with comes before the cards as long as there is nothing to build on, afterwards below them."""
    shown = tag("div", [_card(view, name, part, call.person) for name, part in CARDS.items()], class_="kp-cards")
    start = home_view.get_started(view, call.person)
    if start and not view.assistant.library.documents():
        return [join(again(), start, shown), EMPTY, EMPTY]
    return [join(again(), shown), start, EMPTY]


def _register(view: View) -> Html:
    link = tag("a", view.words("home.register"), href=view.url("incidents", new=1), class_="kp-button kp-primary")
    return tag("p", link)


def _card(view: View, name: str, part: Part, person: Person) -> Html:
    """One card; when its part fails it says so, and the others stay."""
    title = tag("h2", tag("a", view.words(f"home.{name}"), href=view.url(name)))
    try:
        content = part(view, person)
    except Exception as error:
        log.error("a card on the start page failed", exc_info=error)
        retry = press(view.words("home.retry"), "again", name, name=view.words(f"home.{name}"))
        content = join(tag("p", view.words("home.failed"), class_="kp-alert"), tag("p", retry))
    return tag("section", title, content, class_=f"kp-card kp-card-{name}")


def _outlines(view: View) -> Html:
    """The same cards with nothing in them, as high as they will be."""
    cards = [
        tag("section", tag("h2", view.words(f"home.{name}")), class_=f"kp-card kp-card-{name}", aria_hidden="true")
        for name in CARDS
    ]
    return tag("div", cards, class_="kp-cards")
