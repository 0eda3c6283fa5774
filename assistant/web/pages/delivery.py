"""How does an approved text leave by copy-and-confirm, and how is it said that it went out, or did not?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from assistant.people import Person
from assistant.replies.reply import Reply
from assistant.web.approval_view import receipt
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.handling import Call, carried, live, on, result
from assistant.web.view import View

Show = Callable[..., list[Any]]


@dataclass(frozen=True)
class Delivery:
    """The widgets of the way out, in the order they are updated."""

    told: gr.HTML
    item: gr.Number
    copy: gr.Button
    box: gr.Column
    text: gr.HTML
    link: gr.Textbox
    went: gr.Button
    did_not: gr.Button

    @property
    def all(self) -> list[Any]:
        return [self.told, self.item, self.copy, self.box, self.text, self.link]


def build(view: View) -> Delivery:
    words = view.words
    told = live(elem_id="kp-delivery")
    item = carried()
    copy = gr.Button(words("approvals.copy"), variant="primary", visible=False, elem_id="kp-copy")
    with gr.Column(visible=False, elem_classes="kp-frame", elem_id="kp-confirm") as box:
        text = live(elem_id="kp-copied")
        link = gr.Textbox(label=words("approvals.link"), info=words("approvals.link_info"), elem_id="kp-link")
        went = gr.Button(words("approvals.went_out"), variant="primary", elem_id="kp-went")
        did_not = gr.Button(words("approvals.did_not"), elem_id="kp-did-not")
    return Delivery(told, item, copy, box, text, link, went, did_not)


def wire(view: View, leaving: Delivery, show: Show, outputs: list[Any]) -> None:
    """`show(call, told, copied)` redraws the whole page after a step."""
    steps: tuple[tuple[gr.Button, Callable[..., Any], list[Any]], ...] = (
        (leaving.copy, _copy, [leaving.item]),
        (leaving.went, _went, [leaving.item, leaving.link]),
        (leaving.did_not, _did_not, [leaving.item]),
    )
    for button, step, inputs in steps:
        on(view, button.click, partial(step, view, show), permission="write", inputs=inputs, outputs=outputs)


def shown(view: View, reply: Reply, person: Person, copied: Html) -> list[Any]:
    """What the way out looks like in the reply's state."""
    may = person.may("write")
    ready = reply.state == "approved" and reply.hindrance is None and may
    waiting = reply.state in ("sending", "unknown") and may
    return [
        _told(view, reply),
        reply.id,
        gr.update(visible=ready),
        gr.update(visible=waiting),
        copied,
        gr.update(value=""),
    ]


def closed() -> list[Any]:
    return [EMPTY, None, gr.update(visible=False), gr.update(visible=False), EMPTY, gr.update(value="")]


def _told(view: View, reply: Reply) -> Html:
    if reply.state == "sent":
        return receipt(view, view.assistant.replies.receipt(reply.id))
    if reply.state == "approved" and reply.hindrance:
        return tag("p", reply.hindrance[view.language], class_="kp-note kp-note-warn")
    if reply.state not in ("approved", "sending", "unknown", "stopped"):
        return EMPTY
    taken = reply.delivery.taken_by.name if reply.delivery and reply.delivery.taken_by else "–"
    return tag("p", view.words(f"approvals.out_{reply.state}", n=reply.version, who=taken), class_="kp-note")


def _copy(view: View, show: Show, call: Call, item: float) -> list[Any]:
    text = view.assistant.replies.copy_text(int(item or 0), call.person)
    return show(_at(call, item), result(view.words("approvals.told_copied")), _copied(view, text))


def _copied(view: View, text: str) -> Html:
    """Exactly the approved text, copied at once where the browser allows it, and by a button."""
    words = view.words
    button = tag(
        "button",
        words("approvals.copy_again"),
        type="button",
        class_="kp-press",
        data_copy="kp-out",
        data_said="kp-copy-said",
        data_done=words("approvals.copy_done"),
        data_select=words("approvals.copy_select"),
        data_copy_now=True,
    )
    return join(
        tag("div", text, id="kp-out", class_="kp-exact"), button, tag("p", "", id="kp-copy-said", role="status")
    )


def _went(view: View, show: Show, call: Call, item: float, link: str) -> list[Any]:
    view.assistant.replies.confirm_sent(int(item or 0), call.person, link or "")
    return show(_at(call, item), result(view.words("approvals.told_sent")))


def _did_not(view: View, show: Show, call: Call, item: float) -> list[Any]:
    view.assistant.replies.not_sent(int(item or 0), call.person)
    return show(_at(call, item), result(view.words("approvals.told_not_sent")))


def _at(call: Call, item: float) -> Call:
    """The same person, looking at the reply they just acted on."""
    return Call(call.person, {"id": str(int(item))}, {})
