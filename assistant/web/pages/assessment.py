"""How does a person confirm the proposed level and category, or change them with a reason?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.incidents.incident import Incident
from assistant.people import Person
from assistant.web.escape import tag
from assistant.web.handling import Call, carried, live, on, result
from assistant.web.incident_view import category_name
from assistant.web.view import View


@dataclass(frozen=True)
class Assessment:
    """The form's widgets, in the order they are updated."""

    box: gr.Column
    item: gr.Number
    level: gr.Radio
    category: gr.Dropdown
    reason: gr.Textbox
    save: gr.Button

    @property
    def all(self) -> list[Any]:
        return [self.box, self.item, self.level, self.category, self.reason]

    @property
    def values(self) -> list[Component]:
        return [self.item, self.level, self.category, self.reason]


def build(view: View) -> Assessment:
    words, method = view.words, view.assistant.method
    levels = [(f"{one.number} {one.label[view.language]}", one.number) for one in method.levels.levels]
    categories = [(category_name(view, one.code), one.code) for one in method.categories.categories]
    with gr.Column(visible=False, elem_classes="kp-card", elem_id="kp-assessment") as box:
        live(tag("h3", words("incidents.decide")), elem_id="kp-assessment-title")
        item = carried()
        level = gr.Radio(levels, label=words("incidents.level"), info=words("incidents.direction"), elem_id="kp-level")
        category = gr.Dropdown(categories, label=words("incidents.category"), elem_id="kp-category")
        reason = gr.Textbox(label=words("incidents.reason"), info=words("incidents.reason_info"))
        save = gr.Button(words("incidents.confirm"), elem_id="kp-confirm-level")
    return Assessment(box, item, level, category, reason, save)


def wire(view: View, form: Assessment, show: Callable[..., list[Any]], outputs: list[Any]) -> None:
    on(view, form.save.click, partial(_decide, view, show), permission="write", inputs=form.values, outputs=outputs)


def shown(view: View, incident: Incident, person: Person) -> list[Any]:
    may = person.may("write")
    return [gr.update(visible=may), incident.id, incident.level, incident.category, ""]


def closed() -> list[Any]:
    return [gr.update(visible=False), None, None, None, ""]


def _decide(
    view: View, show: Callable[..., list[Any]], call: Call, item: float, level: int, category: str, reason: str
) -> list[Any]:
    number = int(item or 0)
    view.assistant.incidents.decide(number, int(level), category, (reason or "").strip(), call.person)
    here = Call(call.person, {"id": str(number)}, {})
    return show(here, result(view.words("incidents.told_decided")))
