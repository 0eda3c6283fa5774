"""Läget nu: what must somebody do today?"""

import logging
from collections.abc import Callable
from functools import partial

import gradio as gr

from assistant.errors import AssistantError
from assistant.incidents.incident import Incident
from assistant.replies.reply import Reply
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.handling import Call, live, on
from assistant.web.parts import heading, level_tag
from assistant.web.view import View

_SHOWN = 5
log = logging.getLogger(__name__)


def build(view: View, site: gr.Blocks) -> None:
    live(heading(view, ""), elem_id="kp-title")
    line = live(elem_id="kp-line")
    cards = live(_outlines(view), elem_id="kp-cards", min_height=420)
    on(view, site.load, partial(_show, view), outputs=[cards, line])


def _show(view: View, call: Call) -> list[Html]:
    parts: dict[str, Callable[[View], Html]] = {
        "incidents": _incidents,
        "approvals": _approvals,
        "plan": _plan,
        "knowledge": _documents,
    }
    start = _get_started(view) if not view.assistant.library.documents() else None
    primary = tag("a", view.words("home.register"), href=view.url("incidents", new=1), class_="kp-button kp-primary")
    cards = [_card(view, name, part) for name, part in parts.items()]
    return [join(tag("p", primary), start, tag("div", cards, class_="kp-cards")), EMPTY]


def _card(view: View, name: str, part: Callable[[View], Html]) -> Html:
    """One card; when its part fails the others stay."""
    try:
        content = part(view)
    except AssistantError as error:
        content = tag("p", error.text(view.language), class_="kp-alert")
    return tag(
        "section", tag("h2", tag("a", view.words(f"home.{name}"), href=view.url(name))), content, class_="kp-card"
    )


def _outlines(view: View) -> Html:
    cards = [
        tag("section", tag("h2", view.words(f"home.{name}")), class_="kp-card kp-waiting")
        for name in ("incidents", "approvals", "plan", "knowledge")
    ]
    return join(tag("p", tag("span", class_="kp-button-space")), tag("div", cards, class_="kp-cards"))


def _get_started(view: View) -> Html:
    steps = (("knowledge", "first_documents"), ("plan", "first_plan"), ("chat", "first_question"))
    items = [tag("li", tag("a", view.words(f"home.{key}"), href=view.url(page))) for page, key in steps]
    return tag("section", tag("h2", view.words("home.get_started")), tag("ol", items), class_="kp-card")


def _incidents(view: View) -> Html:
    open_now = view.assistant.incidents.open_incidents()
    if not open_now:
        return tag("p", view.words("home.no_incidents"))
    return join(
        tag("ul", [_incident(view, one) for one in open_now[:_SHOWN]], class_="kp-list"), _rest(view, len(open_now))
    )


def _incident(view: View, incident: Incident) -> Html:
    link = tag(
        "a",
        view.words(
            "incidents.name",
            n=incident.id,
            category=view.assistant.method.category(incident.category).label[view.language],
        ),
        href=view.url("incidents", id=incident.id),
    )
    return tag("li", level_tag(view, incident.level, short=True), " ", link)


def _approvals(view: View) -> Html:
    waiting = view.assistant.replies.awaiting_approval()
    if not waiting:
        return tag("p", view.words("home.nothing_waiting"))
    return join(tag("ul", [_reply(view, one) for one in waiting[:_SHOWN]], class_="kp-list"), _rest(view, len(waiting)))


def _reply(view: View, reply: Reply) -> Html:
    channel = view.assistant.method.channel(reply.channel).label[view.language]
    link = tag(
        "a",
        view.words("approvals.name", n=reply.id, incident=reply.incident_id),
        href=view.url("approvals", id=reply.id),
    )
    return tag("li", tag("span", channel, class_="kp-tag kp-blu"), " ", link)


def _plan(view: View) -> Html:
    plan = view.assistant.plans.latest()
    if plan is None:
        return tag("p", view.words("home.no_plan"), " ", tag("a", view.words("home.make_plan"), href=view.url("plan")))
    return join(
        tag(
            "p", view.words("home.plan_drafted", done=len(plan.drafted), total=len(plan.sections), version=plan.version)
        ),
        tag("progress", value=len(plan.drafted), max=max(1, len(plan.sections)), aria_label=view.words("home.plan")),
        tag("p", view.words.count("home.open_questions", len(plan.open_questions))),
    )


def _documents(view: View) -> Html:
    today = view.assistant.library.today()
    documents = view.assistant.library.documents()
    review = sum(one.needs_review(today) or one.status_on(today) in ("expired", "replaced") for one in documents)
    gaps = len(view.assistant.gaps.open())
    return join(
        tag("p", view.words.count("documents.count", len(documents))),
        tag("p", view.words.count("home.to_review", review)),
        tag("p", view.words.count("home.gaps", gaps)),
    )


def _rest(view: View, number: int) -> Html:
    return tag("p", view.words("home.and_more", n=number - _SHOWN)) if number > _SHOWN else EMPTY
