"""What stands in the cards of the start page, the most urgent first?"""

from collections.abc import Sequence
from typing import Final

from assistant.incidents.incident import Incident
from assistant.people import Person
from assistant.replies.reply import Reply
from assistant.web.approval_view import hindrance
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.parts import level_tag
from assistant.web.view import View

_SHOWN: Final = 5


def incidents(view: View, person: Person) -> Html:
    """Open incidents, the most serious first; which wait for somebody to decide their level, and whose they are."""
    open_now = view.assistant.incidents.open_incidents()
    if not open_now:
        return tag("p", view.words("home.no_incidents"))
    items = [_incident(view, one, person) for one in open_now[:_SHOWN]]
    return join(tag("ul", items, class_="kp-list"), _rest(view, len(open_now), "incidents"))


def approvals(view: View, person: Person) -> Html:
    """What this person may decide comes first, then what came back to them, what may go out, and the rest."""
    waiting = view.assistant.replies.awaiting_approval()
    mine = [one for one in waiting if not hindrance(view, one, person)]
    others = [one for one in waiting if one not in mine]
    back = [one for one in view.assistant.replies.sent_back() if person.id in {author.id for author in one.authors}]
    leaving = view.assistant.replies.awaiting_delivery()
    groups = (
        _group(view, "yours", mine, "approvals"),
        _group(view, "sent_back", back, "incidents"),
        _group(view, "leaving", leaving, "approvals"),
        _group(view, "others", others, "approvals"),
    )
    return join(*groups) or tag("p", view.words("home.nothing_waiting"))


def plan(view: View, person: Person) -> Html:
    """How far the plan has come."""
    words, latest = view.words, view.assistant.plans.latest()
    if latest is None:
        make = tag("a", words("home.make_plan"), href=view.url("plan")) if person.may("write") else None
        return tag("p", words("home.no_plan"), " ", make)
    done, total = len(latest.drafted), len(latest.sections)
    return join(
        tag("p", words("home.plan_drafted", done=done, total=total, version=latest.version)),
        tag("progress", value=done, max=max(1, total), aria_label=words("home.plan")),
        tag("p", words.count("home.open_questions", len(latest.open_questions))),
        tag("p", words("home.plan_unfinished"), class_="kp-note kp-note-warn") if not latest.finished else None,
    )


def documents(view: View, person: Person) -> Html:
    """How many there are, which somebody must look over, and what they leave unanswered."""
    words, library = view.words, view.assistant.library
    today, stored = library.today(), library.documents()
    if not stored:
        return tag("p", words("home.no_documents"))
    review = sum(one.needs_review(today) or one.status_on(today) in ("expired", "replaced") for one in stored)
    gaps = len(view.assistant.gaps.open())
    return join(
        tag("p", words.count("documents.count", len(stored))),
        tag("p", words.count("home.to_review", review)),
        tag("p", tag("a", words.count("home.gaps", gaps), href=view.url("knowledge", "gaps"))) if gaps else None,
    )


def get_started(view: View, person: Person) -> Html:
    """Three steps with marks, until documents and a plan are there."""
    words = view.words
    steps = (
        ("knowledge", "first_documents", bool(view.assistant.library.documents())),
        ("plan", "first_plan", view.assistant.plans.latest() is not None),
        ("chat", "first_question", view.assistant.conversations.has_asked(person)),
    )
    if all(done for _, _, done in steps[:2]):
        return EMPTY
    items = [
        tag(
            "li",
            tag("a", words(f"home.{key}"), href=view.url(page)),
            " ",
            tag("span", "✓ ", words("home.done"), class_="kp-tag kp-grn") if done else None,
        )
        for page, key, done in steps
    ]
    return tag(
        "section", tag("h2", words("home.get_started")), tag("ol", items, class_="kp-first-steps"), class_="kp-card"
    )


def _incident(view: View, incident: Incident, person: Person) -> Html:
    words = view.words
    category = view.assistant.method.category(incident.category).label[view.language]
    name = words("incidents.name", n=incident.id, category=category)
    tags = tag("span", words("home.undecided"), class_="kp-tag kp-amb") if not incident.decided else None
    by = tag("span", words("home.registered_by_you"), class_="kp-small") if incident.opened_by == person.id else None
    link = tag("a", name, href=view.url("incidents", id=incident.id))
    return tag("li", level_tag(view, incident.level, short=True), tag("span", link, " ", by), tags, class_="kp-line")


def _group(view: View, name: str, replies: Sequence[Reply], page: str) -> Html:
    if not replies:
        return EMPTY
    items = [_reply(view, one, page) for one in replies[:_SHOWN]]
    title = tag("h3", view.words(f"home.{name}"), f" ({len(replies)})")
    return join(title, tag("ul", items, class_="kp-list"), _rest(view, len(replies), "approvals"))


def _reply(view: View, reply: Reply, page: str) -> Html:
    """A draft that came back is edited where its incident is; everything else is decided or sent in one place."""
    channel = view.assistant.method.channel(reply.channel).label[view.language]
    name = view.words("approvals.name", n=reply.id, incident=reply.incident_id)
    link = tag("a", name, href=view.url(page, id=reply.incident_id if page == "incidents" else reply.id))
    tags = (level_tag(view, reply.level, short=True), tag("span", channel, class_="kp-tag kp-blu"))
    return tag("li", tags[0], tag("span", link), tags[1], class_="kp-line")


def _rest(view: View, number: int, page: str) -> Html:
    more = number - _SHOWN
    return tag("p", tag("a", view.words("home.and_more", n=more), href=view.url(page))) if more > 0 else EMPTY
