"""Krisplan: the drafted plan section by section, with sources and open questions, and its Word file."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.plan.plan import Plan
from assistant.web.chat_jobs import drafting
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.handling import Call, live, on, refusal
from assistant.web.parts import heading
from assistant.web.plan_view import contents, section, summary
from assistant.web.sources import Sources
from assistant.web.talk import sources_column
from assistant.web.view import View


def build(view: View, site: gr.Blocks) -> None:
    words = view.words
    live(heading(view, "plan"), elem_id="kp-title")
    line = live(elem_id="kp-line")
    head = live(elem_id="kp-plan-head", min_height=100)
    with gr.Row(elem_classes="kp-quick"):
        draft = gr.Button(words("plan.draft"), variant="primary", elem_id="kp-draft", scale=0, min_width=160)
        resume = gr.Button(words("plan.resume"), visible=False, elem_id="kp-resume", scale=0, min_width=160)
    progress = live(elem_id="kp-progress")
    with gr.Row(elem_id="kp-plan"):
        with gr.Column(scale=3, min_width=260):
            listed = live(elem_id="kp-contents", events=("pick",), min_height=400)
        with gr.Column(scale=5, min_width=320):
            shown = live(elem_id="kp-section", min_height=400)
        with gr.Column(scale=3, min_width=260):
            sources = live(elem_id="kp-sources", elem_classes="kp-sheet")
    outputs = [head, listed, shown, sources, resume, line]
    on(view, site.load, partial(_show, view), outputs=outputs)
    on(view, listed.pick, partial(_show, view), outputs=outputs)
    written = [progress, draft, *outputs]
    on(view, draft.click, partial(_draft, view, False), permission="write", outputs=written, slow=True)
    on(view, resume.click, partial(_draft, view, True), permission="write", outputs=written, slow=True)


def _show(view: View, call: Call) -> list[Any]:
    number = call.asked("id")
    plans = view.assistant.plans
    try:
        plan = plans.plan(number, view.language) if number is not None else plans.latest(view.language)
    except AssistantError as error:  # an old or mistyped address: say so, and show the newest
        return [*_show(view, Call(call.person, {}, {}))[:-1], refusal(error.text(view.language))]
    if plan is None:
        return [
            tag("div", tag("p", view.words("plan.empty")), class_="kp-empty"),
            EMPTY,
            EMPTY,
            EMPTY,
            gr.update(visible=False),
            EMPTY,
        ]
    wanted = str(call.data.get("value") or call.query.get("section", ""))
    chosen = plan.section(wanted) or _first(plan)
    numbered = Sources(view)
    may_resume = gr.update(visible=not plan.finished and call.person.may("write"))
    body = section(view, chosen, numbered)
    return [_head(view, plan), contents(view, plan, chosen.id), body, sources_column(view, numbered), may_resume, EMPTY]


def _first(plan: Plan) -> Any:
    return next((one for one in plan.sections if one.statements), plan.sections[0])


def _head(view: View, plan: Plan) -> Html:
    address = f"/export/plan.docx?plan={plan.id}&language={view.language}"
    download = tag("a", view.words("plan.download"), href=address, download=True, class_="kp-button", id="kp-download")
    return tag("div", join(summary(view, plan), tag("p", download)), class_="kp-card")


def _draft(view: View, resumed: bool, call: Call) -> Iterator[list[Any]]:
    """Progress per section; the finished plan takes the place of the one shown."""
    plans = view.assistant.plans
    before = plans.latest()
    resuming = before if resumed else None
    work = plans.resume(resuming.id, call.person) if resuming else plans.draft(call.person, view.language)
    skipped = [gr.skip()] * 4
    for shown in drafting(view, work):
        yield [shown, gr.update(interactive=False), *skipped, gr.update(visible=False), EMPTY]
    yield [EMPTY, gr.update(interactive=True), *_show(view, Call(call.person, {}, {}))]
