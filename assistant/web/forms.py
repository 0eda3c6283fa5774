"""How do the plain pages build their forms, so that labels, errors and what was typed are told alike everywhere?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import AssistantError, StorageError
from assistant.language import Said
from assistant.people import SignInThrottled
from assistant.web.escape import EMPTY, Content, Html, join, tag
from assistant.web.posted import form_of
from assistant.web.view import View


async def _posted(request: Request) -> dict[str, str]:
    return await form_of(request)


Form = Annotated[dict[str, str], Depends(_posted)]
"""The fields of the form that was posted; lets the handler itself stay an ordinary function."""


@dataclass(frozen=True)
class Typed:
    """What was typed into which form when the answer was no. Passwords never come back."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problem: Said | None = None

    def value(self, form: str, name: str, otherwise: str = "") -> str:
        return self.values.get(name, otherwise) if form == self.form else otherwise


NOTHING_TYPED = Typed()


def acted(act: Callable[[], str], again: Callable[[Typed, int], Response], form: str, typed: Form) -> Response:
    """Go where `act` says; when it is refused, show the page again with what was typed and why."""
    try:
        return RedirectResponse(act(), 303)
    except AssistantError as error:
        status = 503 if isinstance(error, StorageError) else 429 if isinstance(error, SignInThrottled) else 409
        return again(Typed(form, typed, error.said), status)


def told(request: Request, known: Iterable[str], said: Callable[[str], str]) -> Html:
    """The line that says what has just been done; only keys that we know ourselves are `said`."""
    key = request.query_params.get("told", "")
    return tag("p", said(key), role="status", class_="kp-result") if key in known else EMPTY


def problem(view: View, typed: Typed, to_form: str) -> Html:
    """The refusal at the top of the page, and the way to the form that it is about."""
    if typed.problem is None:
        return EMPTY
    link = tag("a", to_form, href=f"#{typed.form}")
    return tag("p", typed.problem[view.language], " ", link, role="alert", class_="kp-alert")


def form(name: str, action: str, *content: Content, button: str, kind: str = "kp-primary", **more: object) -> Html:
    """A form that posts; `name` is its address on the page."""
    press = tag("button", button, class_=f"kp-button {kind}".strip())
    return tag("form", content, press, id=name, method="post", action=action, class_="kp-form", **more)


def press(label: str, action: str, about: str = "", kind: str = "kp-small-press", **carried: object) -> Html:
    """One button that posts; `about` tells screen readers which row it belongs to."""
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in carried.items()]
    button = tag(
        "button",
        label,
        class_=f"kp-button {kind}".strip(),
        aria_label=f"{label}: {about}" if about else None,
    )
    return tag("form", hidden, button, method="post", action=action, class_="kp-press-form")


def entry(
    typed: Typed, of: str, name: str, label: str, *, value: str = "", info: str = "", kind: str = "text", **more: object
) -> Html:
    """A labelled field of the form `of`, holding what was typed last time."""
    number = f"{of}-{name}"
    shown = None if kind == "password" else typed.value(of, name, value)
    box = tag(
        "input",
        id=number,
        name=name,
        type=kind,
        value=shown,
        aria_describedby=f"{number}-info" if info else None,
        **more,
    )
    return _labelled(number, label, info, box)


def username(typed: Typed, of: str, label: str) -> Html:
    """The e-mail address that a person signs in with, as password managers know it."""
    return entry(
        typed,
        of,
        "email",
        label,
        autocomplete="username",
        inputmode="email",
        autocapitalize="none",
        spellcheck="false",
        maxlength=254,
        required=True,
    )


def choice(
    typed: Typed, of: str, name: str, label: str, options: Content, *, info: str = "", required: bool = True
) -> Html:
    """A labelled list to choose from; `options` come from `option` or `options`."""
    number = f"{of}-{name}"
    described = f"{number}-info" if info else None
    return _labelled(
        number, label, info, tag("select", options, id=number, name=name, required=required, aria_describedby=described)
    )


def options(pairs: Iterable[tuple[object, str]], chosen: object) -> list[Html]:
    return [tag("option", label, value=value, selected=str(value) == str(chosen)) for value, label in pairs]


def tick(name: str, label: str, ticked: bool = False, required: bool = False) -> Html:
    box = tag("input", type="checkbox", name=name, value="yes", checked=ticked, required=required)
    return tag("label", box, " ", label, class_="kp-check")


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[Content]]) -> Html:
    """Rows become cards with labels on phones, so each cell carries its column's name."""
    names = list(columns)
    heads = tag("tr", [tag("th", name, scope="col") for name in names])
    body = [tag("tr", [tag("td", cell, data_l=name) for name, cell in zip(names, row, strict=True)]) for row in rows]
    return tag("table", tag("caption", caption), tag("thead", heads), tag("tbody", body), class_="kp-table")


def facts(pairs: Iterable[tuple[str, Content]]) -> Html:
    return tag("dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs], class_="kp-facts")


def _labelled(number: str, label: str, info: str, box: Html) -> Html:
    hint = tag("p", info, id=f"{number}-info", class_="kp-small") if info else None
    return tag("div", join(tag("label", label, for_=number), hint, box), class_="kp-field")
