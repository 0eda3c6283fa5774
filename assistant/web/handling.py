"""How does a press on a page become a call by a named person, and what shows when it is refused?"""

import inspect
import json
import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.errors import AssistantError
from assistant.people import Permission, Person
from assistant.web.escape import EMPTY, Html, tag
from assistant.web.view import View

Act = Callable[..., Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """Who acts, from which address, with what the page sent along. Only `person` can be trusted."""

    person: Person
    query: Mapping[str, str]
    data: Mapping[str, object]

    def asked(self, name: str) -> int | None:
        """A number in the page's address, if there is one."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 12 else None

    def picked(self, name: str = "id") -> int | None:
        """A number sent with the press."""
        value = str(self.data.get(name, ""))
        return int(value) if value.isdecimal() and len(value) < 12 else None


def on(
    view: View,
    listener: Callable[..., Any],
    act: Act,
    *,
    permission: Permission = "read",
    inputs: Sequence[Component] = (),
    outputs: Sequence[Component],
    slow: bool = False,
    latest: bool = False,
    cancels: Sequence[Any] = (),
) -> Any:
    """Let `act(call, *inputs)` answer the listener, once the person has been found to have the permission.

    The last output is the page's line for results: a refusal is written there and nothing else changes.
    """
    handle = _streaming if inspect.isgeneratorfunction(act) else _answering
    return listener(
        handle(view, act, permission, len(outputs)),
        inputs=list(inputs),
        outputs=list(outputs),
        show_progress="hidden",
        api_visibility="private",
        concurrency_id="slow" if slow else None,
        concurrency_limit=4 if slow else 12,
        trigger_mode="always_last" if latest else "once",
        cancels=list(cancels) or None,
    )


def live(value: Html = EMPTY, *, events: Sequence[str] = (), elem_id: str, **layout: Any) -> gr.HTML:
    """A piece of escaped markup; presses on `data-ev` elements inside it become the named events.

    A `data-url` on the element is the address that a reload or a shared link leads back to.
    """
    return gr.HTML(
        value,
        elem_id=elem_id,
        js_on_load=json.dumps(list(events)) if events else None,  # names, not code: see static/first.js
        apply_default_css=False,
        **layout,
    )


def carried() -> gr.Number:
    """A number that the page sends back: which item or version it showed. Never trusted, only compared."""
    return gr.Number(visible="hidden", precision=0, elem_classes="kp-carried")


def refusal(text: str) -> Html:
    return tag("p", text, role="alert", class_="kp-alert")


def result(*content: str | Html | None) -> Html:
    return tag("p", *content, role="status", class_="kp-result")


def _answering(view: View, act: Act, permission: Permission, outputs: int) -> Act:
    def handle(request: gr.Request, event: gr.EventData, *inputs: Any) -> Any:
        try:
            return act(_call(view, permission, request, event), *inputs)
        except Exception as error:  # noqa: BLE001  the edge: logged, and shown in plain words
            return _refused(view, error, outputs)

    return handle


def _streaming(view: View, act: Act, permission: Permission, outputs: int) -> Act:
    def handle(request: gr.Request, event: gr.EventData, *inputs: Any) -> Generator[Any, None, None]:
        try:
            yield from act(_call(view, permission, request, event), *inputs)
        except Exception as error:  # noqa: BLE001  the edge: logged, and shown in plain words
            yield _refused(view, error, outputs)

    return handle


def _call(view: View, permission: Permission, request: gr.Request, event: gr.EventData) -> Call:
    person_id = int(request.username) if request and request.username else None
    person = view.assistant.people.require(person_id, permission)
    data = getattr(event, "_data", None)
    return Call(person, dict(request.query_params or {}), data if isinstance(data, dict) else {})


def _refused(view: View, error: Exception, outputs: int) -> Any:
    if isinstance(error, AssistantError):
        said = error.text(view.language)
    else:
        log.error("a page handler failed", exc_info=error)
        said = view.words("errors.unexpected")
    shown = [*(gr.skip() for _ in range(outputs - 1)), refusal(said)]
    return shown if outputs > 1 else shown[0]
