"""How does a post become an incident by hand?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.errors import AssistantError
from assistant.incidents.intake import PostInput
from assistant.web.escape import EMPTY
from assistant.web.handling import Call, on, result
from assistant.web.view import View


@dataclass(frozen=True)
class Registering:
    """The form's widgets."""

    box: gr.Column
    post: gr.Textbox
    channel: gr.Dropdown
    author: gr.Textbox
    url: gr.Textbox
    posted_at: gr.Textbox
    reach: gr.Number
    save: gr.Button
    cancel: gr.Button

    @property
    def values(self) -> list[Component]:
        return [self.post, self.channel, self.author, self.url, self.posted_at, self.reach]


def build(view: View) -> Registering:
    words = view.words
    channels = [(one.label[view.language], one.code) for one in view.assistant.method.channels.channels]
    with gr.Column(visible=False, elem_classes="kp-card", elem_id="kp-new") as box:
        post = gr.Textbox(
            label=words("incidents.post"),
            info=words("incidents.post_info"),
            lines=4,
            max_lines=14,
            elem_id="kp-new-post",
        )
        with gr.Row():
            channel = gr.Dropdown(channels, value=None, label=words("incidents.channel"), elem_id="kp-new-channel")
            author = gr.Textbox(label=words("incidents.author"))
            url = gr.Textbox(label=words("incidents.url"))
            posted_at = gr.Textbox(label=words("incidents.posted_at"), info=words("incidents.posted_at_info"))
            reach = gr.Number(
                label=words("incidents.reach"), info=words("incidents.reach_info"), precision=0, minimum=0
            )
        with gr.Row():
            save = gr.Button(words("incidents.register"), variant="primary", elem_id="kp-register")
            cancel = gr.Button(words("incidents.cancel"))
    return Registering(box, post, channel, author, url, posted_at, reach, save, cancel)


def wire(view: View, form: Registering, listed: gr.HTML, show: Callable[..., list[Any]], outputs: list[Any]) -> None:
    line = outputs[-1]
    on(view, listed.new, partial(_open, True), permission="write", outputs=[form.box, line])
    on(view, form.cancel.click, partial(_open, False), permission="write", outputs=[form.box, line])
    on(
        view,
        form.save.click,
        partial(_register, view, show),
        permission="write",
        inputs=form.values,
        outputs=[form.post, *outputs],
    )


def _open(visible: bool, call: Call) -> list[Any]:
    return [gr.update(visible=visible), EMPTY]


def _register(
    view: View,
    show: Callable[..., list[Any]],
    call: Call,
    post: str,
    channel: str | None,
    author: str,
    url: str,
    posted_at: str,
    reach: float | None,
) -> list[Any]:
    if not (post or "").strip():
        raise AssistantError(sv="Klistra in inlägget först.", en="Paste the post first.")
    known = {one.code for one in view.assistant.method.channels.channels}
    if channel not in known:
        raise AssistantError(sv="Välj kanal.", en="Choose a channel.")
    given = PostInput(
        text=post,
        channel=channel,
        author=(author or "").strip(),
        url=(url or "").strip(),
        posted_at=_moment(view, posted_at or ""),
        reach=int(reach) if reach else None,
    )
    incident = view.assistant.incidents.register(given, call.person)
    here = Call(call.person, {"id": str(incident.id)}, {})
    return ["", *show(here, result(view.words("incidents.registered", n=incident.id)))]


def _moment(view: View, written: str) -> datetime | None:
    """Local time as the person wrote it; None when nothing was written."""
    if not written.strip():
        return None
    try:
        return datetime.strptime(written.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=view.words.zone)
    except ValueError as error:
        raise AssistantError(
            sv="Skriv tiden som 2026-11-22 14:30.", en="Write the time like 2026-11-22 14:30."
        ) from error
