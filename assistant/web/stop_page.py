"""What does the plain page say on which everything is stopped, and by two people started again?"""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from assistant.approvals.halts import Halt
from assistant.errors import NotAllowed, StorageError
from assistant.people import Person
from assistant.web.decision_page import lines, shown_at
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.forms import tick
from assistant.web.identity import person_of
from assistant.web.plain import page
from assistant.web.view import View


@dataclass(frozen=True)
class Typed:
    problem: str = ""
    reason: str = ""
    confirmed: bool = False


def show(view: View, request: Request) -> Response:
    told = request.query_params.get("told", "")
    stops = view.assistant.replies.stops()
    true = {"stopped": bool(stops), "half_lifted": any(one.lifted_by for one in stops), "lifted": not stops}
    line = view.words(f"deciding.told_{told}") if true.get(told) else ""
    said = tag("p", line, role="status", class_="kp-result") if line else EMPTY
    return page(
        view, request, view.words("deciding.stop_title"), said, _whole(view, person_of(request), stops, Typed())
    )


def stop(view: View, request: Request, form: dict[str, str]) -> Response:
    typed = Typed("", form.get("reason", ""), "confirmed" in form)
    if not typed.reason.strip():
        return _refused(view, request, typed, view.words("deciding.stop_reason_first"), 422)
    if not typed.confirmed:
        return _refused(view, request, typed, view.words("deciding.stop_tick_first"), 422)
    try:
        view.assistant.replies.stop_all(person_of(request), typed.reason)
    except (NotAllowed, StorageError) as error:
        return _refused(view, request, typed, error.text(view.language), _status(error))
    return RedirectResponse(view.url("stop", told="stopped"), 303)


def lift(view: View, request: Request, form: dict[str, str]) -> Response:
    if "confirmed" not in form:
        return _refused(view, request, Typed(), view.words("deciding.lift_tick_first"), 422)
    try:
        over = view.assistant.replies.lift_stop(person_of(request))
    except (NotAllowed, StorageError) as error:
        return _refused(view, request, Typed(), error.text(view.language), _status(error))
    return RedirectResponse(view.url("stop", told="lifted" if over else "half_lifted"), 303)


def _status(error: NotAllowed | StorageError) -> int:
    return 503 if isinstance(error, StorageError) else 409


def _refused(view: View, request: Request, typed: Typed, problem: str, status: int) -> Response:
    stops = view.assistant.replies.stops()
    again = Typed(problem, typed.reason, typed.confirmed)
    body = _whole(view, person_of(request), stops, again)
    return page(view, shown_at(request, view.url("stop")), view.words("deciding.stop_title"), body, status=status)


def _whole(view: View, person: Person, stops: list[Halt], typed: Typed) -> Html:
    words = view.words
    may = person.may("approve")
    return join(
        tag("p", typed.problem, role="alert", class_="kp-alert") if typed.problem else None,
        _state(view, stops),
        tag("p", words("deciding.stop_means")),
        tag("p", words("deciding.lift_means")),
        tag("p", tag("a", words("deciding.to_list"), href=view.url("decide"))),
        _lift_form(view, person, stops) if may and stops else None,
        _stop_form(view, stops, typed) if may and (not stops or any(one.lifted_by for one in stops)) else None,
        None if may else tag("p", words("deciding.stop_not_you"), role="status", class_="kp-note"),
    )


def _state(view: View, stops: list[Halt]) -> Html:
    words = view.words
    if not stops:
        return tag("p", tag("span", words("deciding.running"), class_="kp-tag kp-grn"))
    rows = [
        tag(
            "li",
            words("deciding.stopped_by", who=one.by),
            " ",
            words.time(one.at),
            tag("p", words("deciding.stop_why", reason=one.reason), class_="kp-pre") if one.reason else None,
            tag("p", words("deciding.lift_begun", who=", ".join(name for _, name in one.lifted_by)))
            if one.lifted_by
            else None,
        )
        for one in stops
    ]
    return tag(
        "section",
        tag("h2", tag("span", words("deciding.all_stopped"), class_="kp-tag kp-red kp-filled")),
        tag("ul", rows, class_="kp-list"),
        class_="kp-card",
    )


def _stop_form(view: View, stops: list[Halt], typed: Typed) -> Html:
    words = view.words
    return _form(
        view,
        "/halts",
        words("deciding.stop_again" if stops else "deciding.stop_title"),
        lines(words("deciding.stop_reason"), words("deciding.stop_reason_info"), typed.reason, required=True),
        tick("confirmed", words("deciding.stop_confirm"), typed.confirmed, required=True),
        tag("button", words("deciding.stop_now"), class_="kp-button kp-primary"),
    )


def _lift_form(view: View, person: Person, stops: list[Halt]) -> Html:
    words = view.words
    if all(any(id_ == person.id for id_, _ in one.lifted_by) for one in stops):
        return tag("p", words("deciding.lift_needs_another"), role="status", class_="kp-note")
    return _form(
        view,
        "/halts/lift",
        words("deciding.lift_title"),
        tick("confirmed", words("deciding.lift_confirm"), required=True),
        tag("button", words("deciding.lift_now"), class_="kp-button"),
    )


def _form(view: View, action: str, title: str, *content: Html) -> Html:
    language = tag("input", type="hidden", name="language", value=view.language)
    form = tag("form", language, *content, method="post", action=action, class_="kp-form")
    return tag("section", tag("h2", title), form, class_="kp-frame")
