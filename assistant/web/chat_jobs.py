"""How is each job that a message asks for carried out, with its progress on the way?"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from assistant.conversation import Job, Turn
from assistant.incidents.intake import PostInput
from assistant.people import Person
from assistant.plan.plans import DraftStep
from assistant.replies.drafting import ReplyNotAdvised
from assistant.web.escape import Html
from assistant.web.talk import steps
from assistant.web.view import View

UNSAID_CHANNEL: Final = "facebook"


def permitted(view: View, by: Person, job: Job) -> None:
    """Anybody may ask; the other jobs write. Raises NotAllowed, before anything of the job is stored."""
    if job.kind != "question":
        view.assistant.people.require(by.id, "write", asked=f"ask.{job.kind}")


def carry_out(view: View, by: Person, conversation: int, job: Job) -> Iterator[Html | Turn]:
    """Progress as markup while it lasts, then the turn, already stored."""
    work = {"question": _question, "plan": _plan, "incident": _incident, "reply": _reply}[job.kind]
    yield from work(view, by, conversation, job)


def _question(view: View, by: Person, conversation: int, job: Job) -> Iterator[Html | Turn]:
    answer = view.assistant.answers.ask(job.text)
    yield view.assistant.conversations.add(conversation, by, job, answer=answer)


def _plan(view: View, by: Person, conversation: int, job: Job) -> Iterator[Html | Turn]:
    yield from drafting(view, view.assistant.plans.draft(by, view.language))
    plan = view.assistant.plans.latest()
    yield view.assistant.conversations.add(conversation, by, job, item=plan.id if plan else None)


def drafting(view: View, progress: Iterator[DraftStep]) -> Iterator[Html]:
    """How far a draft has come: what is read, what is written, and how many sections are left."""
    words = view.words
    for step in progress:
        if step.stage == "reading":
            yield steps([("now", words("plan.step_reading", done=step.done, total=step.total))])
        else:
            now = words("plan.step_now", title=step.title, done=step.done, total=step.total)
            yield steps([("done", words("plan.step_read")), ("now", now)])


def _incident(view: View, by: Person, conversation: int, job: Job) -> Iterator[Html | Turn]:
    incident = _registered(view, by, job) if job.text else None
    yield view.assistant.conversations.add(conversation, by, job, item=incident)


def _reply(view: View, by: Person, conversation: int, job: Job) -> Iterator[Html | Turn]:
    if not job.text:
        yield view.assistant.conversations.add(conversation, by, job)
        return
    incident = _registered(view, by, job)
    try:
        reply = view.assistant.drafting.draft_reply(incident, by)
    except ReplyNotAdvised:  # the card says why, and what to do instead
        yield view.assistant.conversations.add(conversation, by, replace(job, kind="incident"), item=incident)
        return
    yield view.assistant.conversations.add(conversation, by, job, item=reply.id)


def _registered(view: View, by: Person, job: Job) -> int:
    channel, text = _channel_and_text(view, job)
    return view.assistant.incidents.register(PostInput(text=text, channel=channel), by).id


def _channel_and_text(view: View, job: Job) -> tuple[str, str]:
    """The channel that stands before the post, in the lead-in or as `Facebook: …`; else the commonest one."""
    named = {one.label[view.language].casefold(): one.code for one in view.assistant.method.channels.channels}
    first, colon, rest = job.text.partition(":")
    if colon and first.strip().casefold() in named and rest.strip():
        return named[first.strip().casefold()], rest.strip()
    said = re.findall(r"\w+", job.lead.casefold())
    return next((code for label, code in named.items() if label in said), UNSAID_CHANNEL), job.text
