"""How is a reply drafted for an incident, edited by a person, and sent for approval?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.incidents.incident import Incident
from assistant.people import Person
from assistant.replies.reply import Reply
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.exact import lettered
from assistant.web.handling import Call, carried, live, on, result
from assistant.web.view import View

Show = Callable[..., list[Any]]


@dataclass(frozen=True)
class ReplyDraft:
    """The widgets. The editor belongs to one reply and one base version, and is swapped with the heading."""

    box: gr.Column
    state: gr.HTML
    incident: gr.Number
    reply: gr.Number
    version: gr.Number
    text: gr.Textbox
    length: gr.HTML
    make: gr.Button
    save: gr.Button
    submit: gr.Button

    @property
    def all(self) -> list[Any]:
        return [
            self.box,
            self.state,
            self.incident,
            self.reply,
            self.version,
            self.text,
            self.length,
            self.make,
            self.save,
            self.submit,
        ]

    @property
    def values(self) -> list[Component]:
        return [self.incident, self.reply, self.version, self.text]


def build(view: View) -> ReplyDraft:
    words = view.words
    with gr.Column(visible=False, elem_classes="kp-card", elem_id="kp-reply") as box:
        state = live(elem_id="kp-reply-state")
        incident, reply, version = (carried() for _ in range(3))
        text = gr.Textbox(
            label=words("incidents.reply"),
            lines=7,
            max_lines=20,
            interactive=False,
            visible=False,
            elem_id="kp-reply-text",
        )
        length = live(elem_id="kp-length")
        with gr.Row():
            make = gr.Button(words("incidents.make_draft"), variant="primary", elem_id="kp-make-draft")
            save = gr.Button(words("incidents.save_draft"), visible=False, elem_id="kp-save-draft")
            submit = gr.Button(words("incidents.submit"), variant="primary", visible=False, elem_id="kp-submit")
    return ReplyDraft(box, state, incident, reply, version, text, length, make, save, submit)


def wire(view: View, draft: ReplyDraft, show: Show, outputs: list[Any]) -> None:
    on(view, draft.make.click, partial(_make, view, show), permission="write", inputs=[draft.incident], outputs=outputs)
    on(view, draft.save.click, partial(_save, view, show), permission="write", inputs=draft.values, outputs=outputs)
    on(view, draft.submit.click, partial(_submit, view, show), permission="write", inputs=draft.values, outputs=outputs)
    on(
        view,
        draft.text.change,
        partial(_count, view),
        inputs=[draft.reply, draft.text],
        outputs=[draft.length, outputs[-1]],
        latest=True,
    )


def shown(view: View, incident: Incident, person: Person) -> list[Any]:
    """The newest reply of the incident: editable while it may be edited, otherwise as it stands."""
    replies = view.assistant.replies.of_incident(incident.id)
    reply = replies[-1] if replies else None
    may = person.may("write") and not any(post.erased for post in incident.posts)
    if reply is None:
        state = join(tag("h3", view.words("incidents.reply")), tag("p", view.words("incidents.no_draft")))
        nothing = [incident.id, None, None, gr.update(value="", visible=False), EMPTY]
        return [
            gr.update(visible=True),
            state,
            *nothing,
            _make_button(view, incident, may),
            *[gr.update(visible=False)] * 2,
        ]
    editable = may and not reply.erased and reply.state in ("draft", "in_review", "approved", "stopped")
    text = gr.update(value=reply.text, visible=True, interactive=editable, label=_label(view, reply))
    return [
        gr.update(visible=True),
        _state(view, reply),
        incident.id,
        reply.id,
        reply.version,
        text,
        _length(view, reply.channel, reply.text),
        _make_button(view, incident, may and reply.state in ("rejected", "sent")),
        gr.update(visible=editable),
        gr.update(visible=editable and reply.state == "draft"),
    ]


def _make_button(view: View, incident: Incident, visible: bool) -> Any:
    key = "incidents.make_draft" if incident.reply_advised else "incidents.make_anyway"
    return gr.update(
        visible=visible, value=view.words(key), variant="primary" if incident.reply_advised else "secondary"
    )


def closed() -> list[Any]:
    hidden = gr.update(visible=False)
    return [
        hidden,
        EMPTY,
        None,
        None,
        None,
        gr.update(value="", visible=False, interactive=False),
        EMPTY,
        hidden,
        hidden,
        hidden,
    ]


def _make(view: View, show: Show, call: Call, incident: float) -> list[Any]:
    """Where a reply is advised against, the button says that this is in spite of the advice."""
    number = int(incident or 0)
    view.assistant.drafting.draft_reply(number, call.person, anyway=True)
    return show(_at(call, number), result(view.words("incidents.told_drafted")))


def _save(view: View, show: Show, call: Call, incident: float, reply: float, version: float, text: str) -> list[Any]:
    saved = _saved(view, call, reply, version, text)
    return show(_at(call, incident), result(view.words("incidents.told_saved", n=saved.version)))


def _submit(view: View, show: Show, call: Call, incident: float, reply: float, version: float, text: str) -> list[Any]:
    saved = _saved(view, call, reply, version, text)
    sent = view.assistant.replies.submit(saved.id, saved.version, call.person)
    link = tag("a", view.words("incidents.open_approval"), href=view.url("approvals", id=sent.id))
    return show(_at(call, incident), result(view.words("incidents.told_submitted", n=sent.id), " ", link))


def _saved(view: View, call: Call, reply: float, version: float, text: str) -> Reply:
    """The reply with this text: a new version if it differs from the stored one."""
    stored = view.assistant.replies.load(int(reply or 0))
    if text == stored.text and int(version or 0) == stored.version:
        return stored
    return view.assistant.replies.edit(stored.id, int(version or 0), text or "", call.person)


def _count(view: View, call: Call, reply: float | None, text: str) -> list[Any]:
    if not reply:
        return [EMPTY, gr.skip()]
    return [_length(view, view.assistant.replies.load(int(reply)).channel, text or ""), gr.skip()]


def _length(view: View, channel: str, text: str) -> Html:
    words, limit = view.words, view.assistant.method.channel(channel).limit
    if limit is None:
        return tag("p", words("incidents.length_free", n=len(text)), class_="kp-small")
    if len(text) > limit:
        return tag(
            "p", words("incidents.too_long", n=len(text), limit=limit, over=len(text) - limit), class_="kp-alert"
        )
    return tag("p", words("incidents.length", n=len(text), limit=limit), class_="kp-small")


def _state(view: View, reply: Reply) -> Html:
    words = view.words
    remarks = [
        tag(
            "li",
            tag("strong", f"{letter}. {words(f'approvals.finding_{one.level}')}: {one.message[view.language]}"),
            tag("p", one.cure[view.language]),
            class_=f"kp-finding kp-finding-{one.level}",
        )
        for letter, one in lettered(reply.findings)
    ]
    return join(
        tag("h3", words("incidents.reply")),
        tag("p", words("incidents.draft_note"), class_="kp-small"),
        tag(
            "p",
            tag("span", words(f"approvals.state_{reply.state}"), class_="kp-tag kp-blu"),
            " ",
            tag(
                "a",
                words("incidents.state", n=reply.id, version=reply.version),
                href=view.url("approvals", id=reply.id),
            ),
        ),
        tag("ul", remarks, class_="kp-findings") if remarks else None,
    )


def _label(view: View, reply: Reply) -> str:
    return view.words(
        "incidents.draft_label", channel=view.assistant.method.channel(reply.channel).label[view.language]
    )


def _at(call: Call, incident: float) -> Call:
    return Call(call.person, {"id": str(int(incident))}, {})
