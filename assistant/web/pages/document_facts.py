"""How are a document's facts corrected by hand: title, owner, label, status and dates?"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, get_args

import gradio as gr
from gradio.components import Component

from assistant.errors import AssistantError
from assistant.knowledge.documents import Label, Status
from assistant.web.document_table import table
from assistant.web.escape import EMPTY
from assistant.web.handling import Call, carried, on, result
from assistant.web.view import View


@dataclass(frozen=True)
class FactsEditor:
    """The widgets, in the order their values are sent."""

    box: gr.Column
    item: gr.Number
    title: gr.Textbox
    owner: gr.Textbox
    label: gr.Dropdown
    status: gr.Dropdown
    valid_from: gr.Textbox
    valid_until: gr.Textbox
    save: gr.Button
    cancel: gr.Button

    @property
    def fields(self) -> list[Component]:
        return [self.item, self.title, self.owner, self.label, self.status, self.valid_from, self.valid_until]


def build(view: View) -> FactsEditor:
    words = view.words
    with gr.Column(visible=False, elem_id="kp-facts", elem_classes="kp-card") as box:
        item = carried()
        with gr.Row():
            title = gr.Textbox(label=words("documents.title"))
            owner = gr.Textbox(label=words("documents.owner"))
        with gr.Row():
            label = gr.Dropdown(
                [(words(f"documents.label_{code}"), code) for code in get_args(Label)], label=words("documents.label")
            )
            status = gr.Dropdown(
                [(words(f"documents.status_{code}"), code) for code in get_args(Status)],
                label=words("documents.status"),
            )
            valid_from = gr.Textbox(label=words("documents.valid_from"), info=words("documents.date_form"))
            valid_until = gr.Textbox(label=words("documents.valid_until"), info=words("documents.date_form"))
        with gr.Row():
            save = gr.Button(words("documents.save"), variant="primary")
            cancel = gr.Button(words("documents.cancel"))
    return FactsEditor(box, item, title, owner, label, status, valid_from, valid_until, save, cancel)


def wire(view: View, editor: FactsEditor, listed: gr.HTML, line: gr.HTML) -> None:
    opened = [editor.box, *editor.fields, line]
    on(view, listed.edit, partial(_open, view), permission="manage_documents", outputs=opened)
    on(
        view,
        editor.save.click,
        partial(_save, view),
        permission="manage_documents",
        inputs=editor.fields,
        outputs=[editor.box, listed, line],
    )
    on(view, editor.cancel.click, _close, outputs=[editor.box, line])


def _open(view: View, call: Call) -> list[Any]:
    document = view.assistant.library.document(call.picked() or 0)
    if document is None:
        return [gr.skip()] * 8 + [EMPTY]
    dates = [day.isoformat() if day else "" for day in (document.valid_from, document.valid_until)]
    return [
        gr.update(visible=True),
        document.id,
        document.title,
        document.owner,
        document.label,
        document.status,
        *dates,
        EMPTY,
    ]


def _save(
    view: View, call: Call, item: float, title: str, owner: str, label: str, status: str, start: str, end: str
) -> list[Any]:
    if label not in get_args(Label) or status not in get_args(Status) or not title.strip():
        raise AssistantError(sv="Fyll i titel, märkning och status.", en="Fill in title, label and status.")
    view.assistant.library.edit_facts(
        int(item),
        call.person.actor,
        title=title.strip(),
        owner=owner.strip(),
        label=label,
        status=status,
        valid_from=_day(start),
        valid_until=_day(end),
    )
    return [
        gr.update(visible=False),
        table(view, call.person),
        result(view.words("documents.saved", title=title.strip())),
    ]


def _close(call: Call) -> list[Any]:
    return [gr.update(visible=False), EMPTY]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip()) if written.strip() else None
    except ValueError as error:
        raise AssistantError(
            sv=f"Skriv datumet som 2026-11-22, inte ”{written.strip()[:20]}”.",
            en=f"Write the date as 2026-11-22, not “{written.strip()[:20]}”.",
        ) from error
