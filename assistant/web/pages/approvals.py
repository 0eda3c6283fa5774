"""Granskning: who may approve exactly this text, and what do they decide?"""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from assistant.approvals.decisions import Verdict
from assistant.errors import AssistantError, NotAllowed
from assistant.people import Person
from assistant.replies.reply import Reply
from assistant.web.approval_view import cited, detail, hindrance, queue
from assistant.web.escape import EMPTY, Html, tag
from assistant.web.handling import Call, carried, live, on, refusal, result
from assistant.web.pages import delivery
from assistant.web.parts import heading
from assistant.web.talk import sources_column
from assistant.web.view import View

VERDICTS: Final[tuple[Verdict, ...]] = ("approve", "send_back", "reject")


@dataclass(frozen=True)
class Form:
    """The decision's widgets. The number, version and hash are what the page showed; the service compares them."""

    why_not: gr.HTML
    box: gr.Column
    item: gr.Number
    version: gr.Number
    sha: gr.Textbox
    verdict: gr.Radio
    reason: gr.Textbox
    read: gr.Checkbox
    button: gr.Button

    @property
    def all(self) -> list[Any]:
        return [
            self.why_not,
            self.box,
            self.item,
            self.version,
            self.sha,
            self.verdict,
            self.reason,
            self.read,
            self.button,
        ]

    @property
    def values(self) -> list[Component]:
        return [self.item, self.version, self.sha, self.verdict, self.reason, self.read]


def build(view: View, site: gr.Blocks) -> None:
    live(heading(view, "approvals"), elem_id="kp-title")
    line = live(elem_id="kp-line")
    with gr.Row(elem_id="kp-approvals"):
        with gr.Column(scale=2, min_width=240):
            listed = live(elem_id="kp-queue", events=("pick", "again"), min_height=300)
        with gr.Column(scale=4, min_width=320):
            shown = live(elem_id="kp-detail", events=("unmask",), min_height=400)
        with gr.Column(scale=3, min_width=280, elem_id="kp-deciding"):
            form = _form(view)
            leaving = delivery.build(view)
            sources = live(elem_id="kp-sources", elem_classes="kp-sheet")
    outputs = [listed, shown, sources, *form.all, *leaving.all, line]
    show = partial(_show, view)
    on(view, site.load, show, outputs=outputs)
    on(view, listed.pick, show, outputs=outputs)
    on(view, shown.unmask, partial(_unmask, view), permission="write", outputs=[shown, line])
    on(view, listed.again, partial(_list, view), outputs=[listed, line])
    on(
        view,
        form.verdict.input,
        partial(_chosen, view),
        permission="approve",
        inputs=[form.item, form.verdict],
        outputs=[form.reason, form.read, form.button, line],
    )
    on(view, form.button.click, partial(_decide, view), permission="approve", inputs=form.values, outputs=outputs)
    delivery.wire(view, leaving, show, outputs)


def _form(view: View) -> Form:
    words = view.words
    why_not = live(elem_id="kp-why-not")
    with gr.Column(visible=False, elem_classes="kp-frame", elem_id="kp-decision") as box:
        item, version = carried(), carried()
        sha = gr.Textbox(visible="hidden", elem_classes="kp-carried")
        choices = [(words(f"approvals.choose_{verdict}"), verdict) for verdict in VERDICTS]
        verdict = gr.Radio(choices, label=words("approvals.your_decision"), elem_id="kp-verdict")
        reason = gr.Textbox(
            label=words("approvals.reason"),
            info=words("approvals.reason_info"),
            lines=3,
            visible=False,
            elem_id="kp-reason",
        )
        read = gr.Checkbox(label=words("approvals.have_read"), visible=False, elem_id="kp-read")
        button = gr.Button(words("approvals.choose"), variant="primary", interactive=False, elem_id="kp-decide")
    return Form(why_not, box, item, version, sha, verdict, reason, read, button)


def _list(view: View, call: Call) -> list[Html]:
    """The queue alone: a decision that is being made stays as it is."""
    replies = view.assistant.replies
    return [queue(view, replies.awaiting_approval(), replies.awaiting_delivery(), call.asked("id")), EMPTY]


def _show(view: View, call: Call, told: Html = EMPTY, copied: Html = EMPTY) -> list[Any]:
    replies = view.assistant.replies
    waiting, leaving = replies.awaiting_approval(), replies.awaiting_delivery()
    number = call.picked() or call.asked("id")
    try:
        reply = replies.load(number) if number else next(iter([*waiting, *leaving]), None)
    except AssistantError as error:  # an old or mistyped address: say so, and show the list
        return _show(view, Call(call.person, {}, {}), refusal(error.text(view.language)))
    listed = queue(view, waiting, leaving, reply.id if reply else None)
    if reply is None:
        empty = tag("div", tag("p", view.words("approvals.nothing_chosen")), class_="kp-empty")
        return [listed, empty, EMPTY, *_closed(EMPTY), *delivery.closed(), told]
    sources = sources_column(view, cited(view, reply))
    return [
        listed,
        detail(view, reply, call.person),
        sources,
        *_opened(view, reply, call.person),
        *delivery.shown(view, reply, call.person, copied),
        told,
    ]


def _unmask(view: View, call: Call) -> list[Html]:
    """Personal details in the post, for this time; a decision that is being made stays as it is."""
    reply = view.assistant.replies.load(call.picked() or 0)
    view.assistant.audit.note(view.assistant.clock(), call.person.actor, "post.unmasked", f"reply:{reply.id}")
    return [detail(view, reply, call.person, opened=True), EMPTY]


def _opened(view: View, reply: Reply, person: Person) -> list[Any]:
    """The form for this reply and person, with nothing chosen; or why there is none."""
    why_not = hindrance(view, reply, person)
    if why_not:
        return _closed(tag("p", why_not, role="status", class_="kp-note") if reply.state == "in_review" else EMPTY)
    return [
        EMPTY,
        gr.update(visible=True),
        reply.id,
        reply.version,
        reply.sha,
        gr.update(value=None),
        gr.update(value="", visible=False),
        gr.update(value=False, visible=False),
        gr.update(value=view.words("approvals.choose"), interactive=False),
    ]


def _closed(why: Html) -> list[Any]:
    return [
        why,
        gr.update(visible=False),
        None,
        None,
        "",
        gr.update(value=None),
        gr.update(value=""),
        gr.update(value=False),
        gr.skip(),
    ]


def _chosen(view: View, call: Call, item: float, verdict: str | None) -> list[Any]:
    """Reason and tick only where they are needed; the button's words follow the choice."""
    reply = view.assistant.replies.load(int(item or 0))
    approving = verdict == "approve"
    must_say_why = not approving or any(one.level == "reason" for one in reply.findings)
    label = (
        view.words(f"approvals.button_{verdict}", n=reply.version)
        if verdict in VERDICTS
        else view.words("approvals.choose")
    )
    ready = verdict in VERDICTS
    return [
        gr.update(visible=must_say_why),
        gr.update(visible=approving and bool(reply.findings)),
        gr.update(value=label, interactive=ready),
        EMPTY,
    ]


def _decide(
    view: View, call: Call, item: float, version: float, sha: str, verdict: str, reason: str, read: bool
) -> list[Any]:
    chosen = next((one for one in VERDICTS if one == verdict), None)
    if chosen is None:
        raise AssistantError(sv="Välj ett beslut.", en="Choose a decision.")
    number = int(item or 0)
    before = view.assistant.replies.load(number)
    if verdict == "approve" and before.findings and not read and before.version == version:
        raise AssistantError(
            sv="Kryssa i att du har läst anmärkningarna.", en="Confirm that you have read the remarks."
        )
    here = Call(call.person, {"id": str(number)}, {})
    try:
        reply = view.assistant.replies.decide(number, int(version or 0), sha or "", chosen, reason or "", call.person)
    except NotAllowed as error:
        if view.assistant.replies.load(number).sha == sha:
            raise
        return _show(view, here, refusal(error.text(view.language)))
    return _show(view, here, result(_told(view, reply, verdict)))


def _told(view: View, reply: Reply, verdict: str) -> str:
    """Said only after the stored result has come back."""
    if verdict == "approve" and reply.state == "in_review":
        return view.words("approvals.one_of", done=len(reply.approved_roles), total=len(reply.required_roles))
    return view.words(f"approvals.told_{verdict}", n=reply.version, who=reply.authors[0].name if reply.authors else "")
