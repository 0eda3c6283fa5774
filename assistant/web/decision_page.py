"""What does the plain page show on which one reply is decided, and what does it say when the decision is refused?"""

from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from assistant.approvals.decisions import Verdict
from assistant.errors import NotAllowed, StorageError
from assistant.people import Person
from assistant.replies.reply import Reply
from assistant.web.approval_view import cited, detail, hindrance
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.forms import tick
from assistant.web.identity import person_of
from assistant.web.parts import level_tag
from assistant.web.plain import page
from assistant.web.sources import Sources
from assistant.web.view import View

VERDICTS: Final[tuple[Verdict, ...]] = ("approve", "send_back", "reject")


@dataclass(frozen=True)
class Typed:
    """What the person had chosen and written when the answer was no; the choice is dropped with a changed text."""

    problem: str = ""
    verdict: Verdict | None = None
    reason: str = ""
    read: bool = False


def show(view: View, request: Request) -> Response:
    """The reply the address names, or what waits for a decision."""
    person = person_of(request)
    asked = request.query_params.get("id", "")
    if not asked:
        return page(view, request, view.words("deciding.list_title"), _list(view))
    try:
        reply = view.assistant.replies.load(_number(asked))
    except NotAllowed as error:
        return _unknown(view, request, error)
    told = _told(view, reply, person) if request.query_params.get("told") == "decision" else EMPTY
    return page(view, request, _title(view, reply), told, _whole(view, reply, person, Typed()))


def decide(view: View, request: Request, number: int, form: dict[str, str]) -> Response:
    """Decide about the version and bytes that the page showed; every refusal keeps what was typed."""
    try:
        person, before = person_of(request), view.assistant.replies.load(number)
    except NotAllowed as error:
        return _unknown(view, request, error)
    verdict = next((one for one in VERDICTS if one == form.get("verdict")), None)
    typed = Typed("", verdict, form.get("reason", ""), "read" in form)
    version, sha = _number(form.get("version", "")), form.get("sha", "")
    if verdict is None:
        return _refused(view, request, number, typed, view.words("deciding.choose_first"), 422)
    if verdict == "approve" and before.findings and not typed.read and before.version == version:
        return _refused(view, request, number, typed, view.words("deciding.read_first"), 422)
    try:
        view.assistant.replies.decide(number, version, sha, verdict, typed.reason, person)
    except (NotAllowed, StorageError) as error:
        status = 503 if isinstance(error, StorageError) else 409
        same = view.assistant.replies.load(number).sha == sha
        kept = typed if same else Typed("", None, typed.reason)
        return _refused(view, request, number, kept, error.text(view.language), status)
    return RedirectResponse(view.url("decide", id=number, told="decision"), 303)


def _refused(view: View, request: Request, number: int, typed: Typed, problem: str, status: int) -> Response:
    person, reply = person_of(request), view.assistant.replies.load(number)
    again = Typed(problem, typed.verdict, typed.reason, typed.read)
    here = shown_at(request, view.url("decide", id=number))
    return page(view, here, _title(view, reply), _whole(view, reply, person, again), status=status)


def _unknown(view: View, request: Request, error: NotAllowed) -> Response:
    problem = tag("p", error.text(view.language), role="alert", class_="kp-alert")
    here = shown_at(request, view.url("decide"))
    return page(view, here, view.words("deciding.list_title"), problem, _list(view), status=404)


def shown_at(request: Request, address: str) -> Request:
    """The same request as if it had asked for the page itself, so that the links around it lead right."""
    path, _, query = address.partition("?")
    return Request({**request.scope, "path": path, "query_string": query.encode("ascii")})


def _number(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 12 else 0


def _title(view: View, reply: Reply) -> str:
    return view.words("deciding.title", n=reply.id)


def _list(view: View) -> Html:
    words = view.words
    waiting = view.assistant.replies.awaiting_approval()
    if not waiting:
        return tag("p", words("home.nothing_waiting"))
    rows = [
        tag(
            "li",
            tag("a", words("approvals.name", n=one.id, incident=one.incident_id), href=view.url("decide", id=one.id)),
            " ",
            view.assistant.method.channel(one.channel).label[view.language],
            " ",
            level_tag(view, one.level, short=True),
        )
        for one in waiting
    ]
    return tag("ul", rows, class_="kp-list")


def _told(view: View, reply: Reply, person: Person) -> Html:
    """What this person's latest stored decision did: read back, never taken from the address."""
    made = next((one for one in reversed(reply.decisions) if one.person.id == person.id), None)
    if made is None:
        return EMPTY
    words = view.words
    if made.verdict == "approve" and reply.state == "in_review" and made.version == reply.version:
        said = words("approvals.one_of", done=len(reply.approved_roles), total=len(reply.required_roles))
    else:
        to = reply.authors[0].name if reply.authors else ""
        said = words(f"approvals.told_{made.verdict}", n=made.version, who=to)
    return join(tag("p", said, role="status", class_="kp-result"), _next(view, reply))


def _next(view: View, reply: Reply) -> Html:
    """A link to what else waits; never opened by itself."""
    other = next((one for one in view.assistant.replies.awaiting_approval() if one.id != reply.id), None)
    if other is None:
        return tag("p", view.words("home.nothing_waiting"))
    name = view.words("approvals.name", n=other.id, incident=other.incident_id)
    return tag("p", view.words("deciding.next"), " ", tag("a", name, href=view.url("decide", id=other.id)))


def _whole(view: View, reply: Reply, person: Person, typed: Typed) -> Html:
    words = view.words
    sources = cited(view, reply)
    return join(
        tag("p", typed.problem, role="alert", class_="kp-alert") if typed.problem else None,
        tag(
            "p",
            tag("a", words("deciding.to_list"), href=view.url("decide")),
            " · ",
            tag("a", words("frame.page_approvals"), href=view.url("approvals", id=reply.id)),
            " · ",
            tag("a", words("deciding.stop_title"), href=view.url("stop")),
        ),
        detail(view, reply, person, elsewhere=view.url("approvals", id=reply.id)),
        _deciding(view, reply, person, typed),
        _sources(view, sources),
    )


def _sources(view: View, sources: Sources) -> Html:
    title = tag("h2", view.words("sources.title"))
    none = tag("p", view.words("sources.none"), class_="kp-quiet-text")
    return tag("section", title, sources.cards() if len(sources) else none)


def _deciding(view: View, reply: Reply, person: Person, typed: Typed) -> Html:
    why_not = hindrance(view, reply, person)
    title = tag("h2", view.words("approvals.your_decision"), id="decision")
    if why_not:
        typed_so_far = tag("p", typed.reason, class_="kp-pre") if typed.reason else None
        return tag("section", title, tag("p", why_not, role="status", class_="kp-note"), typed_so_far)
    return tag("section", title, _form(view, reply, typed), class_="kp-frame")


def _form(view: View, reply: Reply, typed: Typed) -> Html:
    words = view.words
    carried = {"language": view.language, "version": reply.version, "sha": reply.sha}
    return tag(
        "form",
        [tag("input", type="hidden", name=name, value=value) for name, value in carried.items()],
        tag("fieldset", tag("legend", words("deciding.choose")), [_choice(view, one, typed) for one in VERDICTS]),
        lines(words("approvals.reason"), words("deciding.reason_info"), typed.reason, required=False),
        tick("read", words("approvals.have_read"), typed.read) if reply.findings else None,
        tag("button", words("deciding.decide"), class_="kp-button kp-primary"),
        method="post",
        action=f"/replies/{reply.id}/decision",
        class_="kp-form",
    )


def _choice(view: View, verdict: Verdict, typed: Typed) -> Html:
    label = view.words(f"approvals.choose_{verdict}")
    button = tag("input", type="radio", name="verdict", value=verdict, required=True, checked=typed.verdict == verdict)
    return tag("label", button, " ", label, class_="kp-check")


def lines(label: str, info: str, written: str, *, required: bool) -> Html:
    """The field `reason` for several lines. HTML drops one line break at the start, so it is given one more."""
    box = tag(
        "textarea",
        f"\n{written}" if written.startswith("\n") else written,
        id="reason",
        name="reason",
        rows=4,
        maxlength=4000,
        required=required,
        aria_describedby="reason-info",
    )
    hint = tag("p", info, id="reason-info", class_="kp-small")
    return tag("div", tag("label", label, for_="reason"), hint, box, class_="kp-field")
