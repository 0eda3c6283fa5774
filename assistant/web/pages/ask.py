"""Fråga: one conversation in which a person asks, pastes a post or has the plan drafted; every claim is cited."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from assistant.conversation import Job, Turn, route, waiting_for
from assistant.web import chat_jobs
from assistant.web.escape import EMPTY, Html
from assistant.web.handling import Call, live, on, result
from assistant.web.parts import heading
from assistant.web.sources import Sources
from assistant.web.talk import conversation, done_line, sources_column, steps
from assistant.web.view import View

_LONGEST = 20_000
_QUICK = ("incident", "reply", "plan")


def build(view: View, site: gr.Blocks) -> None:
    words = view.words
    live(heading(view, "chat"), elem_id="kp-title")
    line = live(elem_id="kp-line")
    with gr.Row(elem_id="kp-ask"):
        with gr.Column(scale=3, min_width=300):
            talk = live(elem_id="kp-conversation", min_height=220)
            progress = live(elem_id="kp-progress")
            stop = gr.Button(words("ask.stop"), visible=False, elem_id="kp-stop")
            with gr.Row(elem_classes="kp-quick"):
                quick = [gr.Button(words(f"ask.quick_{kind}"), scale=0, min_width=120) for kind in _QUICK]
            composer = gr.Textbox(
                label=words("ask.label"),
                info=words("ask.info"),
                lines=1,
                max_lines=12,
                submit_btn=words("ask.send"),
                elem_id="kp-composer",
            )
        with gr.Column(scale=2, min_width=280):
            sources = live(elem_id="kp-sources", elem_classes="kp-sheet", min_height=160)
    outputs = [talk, sources, progress, composer, stop, line]
    on(view, site.load, partial(_show, view), outputs=[talk, sources, line])
    sent = [on(view, composer.submit, partial(_send, view, ""), inputs=[composer], outputs=outputs, slow=True)]
    for kind, button in zip(_QUICK, quick, strict=True):
        act = partial(_send, view, kind)
        sent.append(on(view, button.click, act, permission="write", inputs=[composer], outputs=outputs, slow=True))
    on(view, stop.click, partial(_stop, view), permission="write", outputs=outputs, cancels=sent)


def _show(view: View, call: Call) -> list[Html]:
    number = call.asked("c")
    turns = view.assistant.conversations.turns(number, call.person)
    return [*_drawn(view, number, turns), EMPTY]


def _drawn(view: View, number: int | None, turns: list[Turn], pending: str = "") -> list[Html]:
    sources = Sources(view)
    shown = conversation(view, number, turns, sources, pending)
    return [shown, sources_column(view, sources)]


def _send(view: View, quick: str, call: Call, typed: str) -> Iterator[list[Any]]:
    """`quick` names the button, if one was pressed; text typed before that is the post it is about."""
    said = [view.words(f"ask.quick_{quick}")] if quick else []
    post = (typed or "").strip()[:_LONGEST] if quick != "plan" else ""
    message = "\n".join(part for part in (*said, post) if part)
    if not message:
        return
    talks = view.assistant.conversations
    number = call.asked("c")
    turns = talks.turns(number, call.person)
    job = route(message, waiting_for(turns))
    chat_jobs.permitted(view, call.person, job)
    if number is None or not talks.owns(number, call.person):
        number = talks.start(call.person)
    pending = job.lead or (job.text if job.kind in ("question", "plan") else message)
    kept = gr.skip() if quick == "plan" else ""
    may_stop = gr.update(visible=job.kind == "plan")
    yield [*_drawn(view, number, turns, pending), _first_step(view, job), kept, may_stop, EMPTY]
    try:
        yield from _working(view, call, number, turns, job)
    except Exception:  # what was written comes back to the composer; the refusal is shown by the edge
        yield [*_drawn(view, number, turns), EMPTY, typed, gr.update(visible=False), EMPTY]
        raise


def _working(view: View, call: Call, number: int, turns: list[Turn], job: Job) -> Iterator[list[Any]]:
    for shown in chat_jobs.carry_out(view, call.person, number, job):
        if isinstance(shown, Turn):
            done = gr.update(visible=False)
            yield [*_drawn(view, number, [*turns, shown]), _finished(view, shown), gr.skip(), done, EMPTY]
        else:
            yield [gr.skip(), gr.skip(), shown, gr.skip(), gr.skip(), EMPTY]


def _stop(view: View, call: Call) -> list[Any]:
    """The drafting has been cancelled; the sections that were finished are kept and shown."""
    number = call.asked("c")
    plan = view.assistant.plans.latest()
    turns = view.assistant.conversations.turns(number, call.person)
    known = {turn.item for turn in turns if turn.kind == "plan"}
    if number is not None and plan is not None and not plan.finished and plan.id not in known:
        job = Job("plan", view.words("ask.quick_plan"))
        turns.append(view.assistant.conversations.add(number, call.person, job, item=plan.id))
    return [*_drawn(view, number, turns), EMPTY, gr.skip(), gr.update(visible=False), result(view.words("ask.stopped"))]


def _first_step(view: View, job: Job) -> Html:
    return steps([("now", view.words(f"ask.step_{job.kind}"))])


def _finished(view: View, turn: Turn) -> Html:
    if turn.answer is None:
        return EMPTY
    used = Sources(view)
    used.chips(turn.answer.citations)
    return done_line(view, turn.answer, len(used), used.documents)
