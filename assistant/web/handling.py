"""How does a press on a page become a call by a named person, and what shows when it is refused?"""

import inspect
import json
import logging
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from assistant.errors import AssistantError, NotAllowed
from assistant.people import Permission, Person
from assistant.web.escape import EMPTY, Html, tag
from assistant.web.uploads import Uploads
from assistant.web.view import View

Act = Callable[..., Any]
log = logging.getLogger(__name__)
_DECLARED: Final = "krisplan_handler"


@dataclass(frozen=True)
class Handler:
    """One function that a page can call: its name, what it demands, and the page it stands on."""

    name: str
    permission: Permission
    page: str = ""


@dataclass(frozen=True)
class Call:
    """Who acts, from which address, with what the page sent along. Only `person` can be trusted."""

    person: Person
    query: Mapping[str, str]
    data: Mapping[str, object]
    uploads: Uploads | None = None

    def brought(self, paths: Iterable[object]) -> list[Path]:
        """The files at these paths, when this person uploaded every one of them. Raises NotAllowed."""
        given = [str(path) for path in paths]
        if not all(self.uploads and self.uploads.owned_by(self.person, path) for path in given):
            raise NotAllowed(
                sv="En av filerna finns inte kvar eller är inte uppladdad av dig. Lägg till filerna igen.",
                en="One of the files is gone or was not uploaded by you. Add the files again.",
            )
        return [Path(path) for path in given]

    def done_with(self, files: Iterable[Path]) -> None:
        """The files have been read: what was uploaded does not linger."""
        if self.uploads:
            self.uploads.forget(self.person, map(str, files))

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
    declared = Handler(_name_of(act), permission)
    bound = _streaming if inspect.isgeneratorfunction(act) else _answering
    handle = bound(_Bound(view, act, declared, list(inputs), len(outputs)))
    setattr(handle, _DECLARED, declared)
    return listener(
        handle,
        inputs=list(inputs),
        outputs=list(outputs),
        preprocess=False,
        show_progress="hidden",
        api_visibility="private",
        concurrency_id="slow" if slow else None,
        concurrency_limit=4 if slow else 12,
        trigger_mode="always_last" if latest else "once",
        cancels=list(cancels) or None,
    )


def handlers(site: gr.Blocks) -> dict[int, Handler]:
    """All that the site's pages can call, by the number it is called by. Gradio's own cancelling does nothing else."""
    found = {}
    for number, function in site.fns.items():
        if function.fn and not function.is_cancel_function:
            declared: Handler = getattr(function.fn, _DECLARED)
            found[number] = replace(declared, page=function.page)
    return found


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


def _name_of(act: Act) -> str:
    """`documents.add`: the module and the function; a word that the page binds to it tells like acts apart."""
    words: list[str] = []
    while isinstance(act, partial):
        words = [word for word in act.args if isinstance(word, str) and word] + words
        act = act.func
    return "_".join([f"{act.__module__.rpartition('.')[2]}.{act.__name__.strip('_')}", *words])


@dataclass(frozen=True)
class _Bound:
    """An act with all it is bound to."""

    view: View
    act: Act
    declared: Handler
    inputs: list[Component]
    outputs: int


def _answering(bound: _Bound) -> Act:
    def handle(request: gr.Request, event: gr.EventData, *sent: Any) -> Any:
        try:
            return bound.act(_call(bound, request, event), *_read(bound.inputs, sent))
        except Exception as error:  # noqa: BLE001  the edge: logged, and shown in plain words
            return _refused(bound, error)

    return handle


def _streaming(bound: _Bound) -> Act:
    def handle(request: gr.Request, event: gr.EventData, *sent: Any) -> Generator[Any, None, None]:
        try:
            yield from bound.act(_call(bound, request, event), *_read(bound.inputs, sent))
        except Exception as error:  # noqa: BLE001  the edge: logged, and shown in plain words
            yield _refused(bound, error)

    return handle


def _call(bound: _Bound, request: gr.Request, event: gr.EventData) -> Call:
    person_id = int(request.username) if request and request.username else None
    people, declared = bound.view.assistant.people, bound.declared
    person = people.require(person_id, declared.permission, asked=declared.name)
    data = getattr(event, "_data", None)
    sent = data if isinstance(data, dict) else {}
    scope = request.request.scope if request.request else {}
    return Call(person, dict(request.query_params or {}), sent, scope.get("krisplan.uploads"))


def _read(inputs: Sequence[Component], sent: Sequence[Any]) -> list[Any]:
    """What was sent, as the widgets understand it. Here and not by Gradio, which prints what it cannot read."""
    try:
        return [
            _paths(one) if isinstance(widget, gr.File) else widget.preprocess(one)
            for widget, one in zip(inputs, sent, strict=True)
        ]
    except Exception:  # noqa: BLE001  whatever a widget says of a forged value, it must not reach the log
        raise AssistantError(
            sv="Det som sidan skickade gick inte att läsa. Ladda om sidan och försök igen.",
            en="What the page sent could not be read. Reload the page and try again.",
        ) from None


def _paths(files: Any) -> list[str]:
    return [str(file["path"]) for file in files or ()]


def _refused(bound: _Bound, error: Exception) -> Any:
    view, outputs = bound.view, bound.outputs
    if isinstance(error, AssistantError):
        said = error.text(view.language)
    else:
        log.error("a page handler failed", exc_info=error)
        said = view.words("errors.unexpected")
    shown = [*(gr.skip() for _ in range(outputs - 1)), refusal(said)]
    return shown if outputs > 1 else shown[0]
