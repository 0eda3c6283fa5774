"""Händelser: which posts need somebody, how serious are they, what do we do now, and what do we answer?"""

from functools import partial
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.web.escape import EMPTY, Html, tag
from assistant.web.handling import Call, live, on, refusal
from assistant.web.incident_view import detail, listing
from assistant.web.pages import assessment, registering, reply_draft
from assistant.web.parts import heading
from assistant.web.sources import Sources
from assistant.web.talk import sources_column
from assistant.web.view import View


def build(view: View, site: gr.Blocks) -> None:
    live(heading(view, "incidents"), elem_id="kp-title")
    line = live(elem_id="kp-line")
    new = registering.build(view)
    with gr.Row(elem_id="kp-incidents"):
        with gr.Column(scale=2, min_width=240):
            listed = live(elem_id="kp-queue", events=("pick", "new", "again"), min_height=300)
        with gr.Column(scale=4, min_width=320):
            shown = live(elem_id="kp-detail", events=("unmask",), min_height=400)
        with gr.Column(scale=3, min_width=280):
            judged = assessment.build(view)
            reply = reply_draft.build(view)
            sources = live(elem_id="kp-sources", elem_classes="kp-sheet")
    outputs = [listed, shown, sources, new.box, *judged.all, *reply.all, line]
    show = partial(_show, view)
    on(view, site.load, show, outputs=outputs)
    on(view, listed.pick, show, outputs=outputs)
    on(view, shown.unmask, partial(_unmask, view), permission="write", outputs=[shown, line])
    on(view, listed.again, partial(_list, view), outputs=[listed, line])
    registering.wire(view, new, listed, show, outputs)
    assessment.wire(view, judged, show, outputs)
    reply_draft.wire(view, reply, show, outputs)


def _list(view: View, call: Call) -> list[Html]:
    """The list alone, so that nothing that is being written changes."""
    return [listing(view, view.assistant.incidents.open_incidents(), call.asked("id")), EMPTY]


def _unmask(view: View, call: Call) -> list[Html]:
    """Personal details in the posts, for this time; who asked for them stands in the log."""
    incident = view.assistant.incidents.load(call.picked() or 0)
    view.assistant.audit.note(view.assistant.clock(), call.person.actor, "post.unmasked", f"incident:{incident.id}")
    return [detail(view, incident, Sources(view), call.person, opened=True), EMPTY]


def _show(view: View, call: Call, told: Html = EMPTY) -> list[Any]:
    incidents = view.assistant.incidents
    waiting = incidents.open_incidents()
    number = call.picked() or call.asked("id")
    registering_new = bool(call.query.get("new")) and not number
    if number is None:
        empty = tag("div", tag("p", view.words("incidents.choose")), class_="kp-empty")
        hidden = [*assessment.closed(), *reply_draft.closed()]
        return [listing(view, waiting, None), empty, EMPTY, gr.update(visible=registering_new), *hidden, told]
    try:
        incident = incidents.load(number)
    except AssistantError as error:  # an old or mistyped address: say so, and show the list
        return _show(view, Call(call.person, {}, {}), refusal(error.text(view.language)))
    numbered = Sources(view)
    body = detail(view, incident, numbered, call.person)
    return [
        listing(view, waiting, incident.id),
        body,
        sources_column(view, numbered),
        gr.update(visible=False),
        *assessment.shown(view, incident, call.person),
        *reply_draft.shown(view, incident, call.person),
        told,
    ]
