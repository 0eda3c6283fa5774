"""Logg: who did what and when, and is the record unbroken?"""

import re
from functools import partial

import gradio as gr

from assistant.records.audit import AuditEvent
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.handling import Call, live, on
from assistant.web.log_words import action_name, actor_name, said_or
from assistant.web.parts import heading
from assistant.web.view import View

_PER_PAGE = 100
_COLUMNS = ("number", "time", "what", "about", "who")
_ROOMS = {"document": "knowledge", "incident": "incidents", "reply": "approvals", "plan": "plan"}


def build(view: View, site: gr.Blocks) -> None:
    live(heading(view, "audit"), elem_id="kp-title")
    line = live(elem_id="kp-line")
    check = live(elem_id="kp-check", min_height=120)
    with gr.Row(elem_classes="kp-narrow"):
        head = gr.Textbox(label=view.words("log.head"), info=view.words("log.head_info"), elem_id="kp-head")
        button = gr.Button(view.words("log.check"), scale=0, min_width=180)
    rows = live(elem_id="kp-log", min_height=400)
    on(view, site.load, partial(_show, view), permission="read_log", outputs=[check, rows, line])
    on(view, button.click, partial(_check, view), permission="read_log", inputs=[head], outputs=[check, line])


def _show(view: View, call: Call) -> list[Html]:
    before = call.asked("before")
    events = view.assistant.audit.events(_PER_PAGE + 1, before)
    return [_verdict(view, ""), _table(view, events), EMPTY]


def _check(view: View, call: Call, head: str) -> list[Html]:
    return [_verdict(view, head.strip()), EMPTY]


def _verdict(view: View, head: str) -> Html:
    found = view.assistant.audit.verify(head or None)
    if found.ok:
        said = tag("p", "✓ ", view.words.count("log.unbroken", found.rows), class_="kp-result", role="status")
        ends = tag(
            "p", view.words("log.ends"), " ", tag("code", found.head), ". ", view.words("log.limit"), class_="kp-small"
        )
        return join(said, ends)
    reason = found.reason[view.language] if found.reason else ""
    return tag("p", "✗ ", reason, " ", view.words("log.broken"), class_="kp-alert", role="alert")


def _table(view: View, events: list[AuditEvent]) -> Html:
    if not events:
        return tag("p", view.words("log.empty"))
    names = {person.actor: person.name for person in view.assistant.people.all()}
    head = tag("tr", [tag("th", view.words(f"log.{column}"), scope="col") for column in _COLUMNS])
    rows = [_row(view, event, names) for event in events[:_PER_PAGE]]
    table = tag(
        "table",
        tag("caption", view.words("log.caption"), class_="kp-sr"),
        tag("thead", head),
        tag("tbody", rows),
        class_="kp-table",
    )
    older = None
    if len(events) > _PER_PAGE:
        older = tag("p", tag("a", view.words("log.older"), href=view.url("audit", before=events[_PER_PAGE - 1].number)))
    return join(table, older)


def _row(view: View, event: AuditEvent, names: dict[str, str]) -> Html:
    cells = (
        event.number,
        view.words.time(event.at),
        action_name(view, event.action),
        _about(view, event.item),
        actor_name(view, event.actor, names),
    )
    return tag(
        "tr",
        [tag("td", cell, data_l=view.words(f"log.{column}")) for column, cell in zip(_COLUMNS, cells, strict=True)],
    )


def _about(view: View, item: str) -> Html:
    """`reply:3` as a link with words; anything else as it stands."""
    kind, _, number = re.sub(r"[/: ]", ":", item, count=1).partition(":")
    said = said_or(view, f"log.item_{kind}", kind)
    shown = join(said, " ", number)
    if kind not in _ROOMS or not number.isdecimal():
        return shown
    address = view.url("knowledge", doc=number) if kind == "document" else view.url(_ROOMS[kind], id=number)
    return tag("a", shown, href=address)
