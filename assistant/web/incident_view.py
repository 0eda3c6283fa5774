"""What does an incident look like: the list, the post as received, the proposal and why?"""

from collections.abc import Sequence

from assistant.incidents.incident import Incident, StoredPost
from assistant.incidents.reason import Reason
from assistant.people import Person
from assistant.web.action_card import action_card
from assistant.web.approval_view import role_name, roles
from assistant.web.escape import Html, join, tag
from assistant.web.hidden_details import beginning, discreet, hidden_note, post_title
from assistant.web.parts import again, level_tag, press, to_list
from assistant.web.sources import Sources
from assistant.web.view import View

_LONGEST_START = 80


def listing(view: View, incidents: Sequence[Incident], chosen: int | None) -> Html:
    """Open incidents, the most serious first, and the way to register a new one."""
    words = view.words
    entries = (
        tag("ul", [_entry(view, one, chosen) for one in incidents], class_="kp-picks")
        if incidents
        else tag("p", words("incidents.none"))
    )
    return join(
        again(),
        tag("p", press(words("incidents.new"), "new", "")),
        tag("h2", words("incidents.list", n=len(incidents))),
        entries,
        tag("p", words("incidents.keys"), class_="kp-small kp-keys"),
    )


def detail(view: View, incident: Incident, sources: Sources, person: Person, opened: bool = False) -> Html:
    """Heading, facts, the post as text, the proposal with its reasons, then the card.

    Personal details in the posts are hidden unless `opened`.
    """
    words = view.words
    return tag(
        "div",
        to_list(view, "incidents"),
        tag(
            "h2",
            words("incidents.name", n=incident.id, category=category_name(view, incident.category)),
            id="incident",
            tabindex="-1",
        ),
        tag("p", level_tag(view, incident.level), " ", tag("span", words("incidents.direction"), class_="kp-small")),
        _facts(view, incident),
        [_post(view, post, opened) for post in incident.posts],
        hidden_note(view, [one for post in incident.posts for one in _words(post)], incident.id, person, opened),
        advice(view, incident, sources),
        _reasons(view, incident, sources),
        action_card(view, incident, view.assistant.incidents.card(incident.id, view.language), sources),
        data_address=view.url("incidents", id=incident.id),
    )


def advice(view: View, incident: Incident, sources: Sources) -> Html:
    """Whether a reply is advised, and why or why not."""
    said = view.words("incidents.reply_advised" if incident.reply_advised else "incidents.reply_not_advised")
    reason = _reason(view, incident.judged.reply_reason, sources)
    return tag(
        "p", tag("strong", said), " ", reason, class_="kp-note" + ("" if incident.reply_advised else " kp-note-warn")
    )


def category_name(view: View, code: str) -> str:
    return view.assistant.method.category(code).label[view.language]


def _entry(view: View, incident: Incident, chosen: int | None) -> Html:
    words = view.words
    first = beginning(view, incident.posts[0].text, _LONGEST_START) if incident.posts else ""
    button = tag(
        "button",
        tag(
            "span",
            level_tag(view, incident.level, short=True),
            tag("span", _channel(view, incident.channel), class_="kp-tag kp-blu"),
            class_="kp-tags",
        ),
        tag("strong", words("incidents.name", n=incident.id, category=category_name(view, incident.category))),
        tag("span", first, class_="kp-small"),
        type="button",
        class_="kp-pick kp-pick-tall",
        data_ev="pick",
        data_id=incident.id,
        data_url=view.url("incidents", id=incident.id),
        aria_current="true" if incident.id == chosen else None,
    )
    return tag("li", button)


def _facts(view: View, incident: Incident) -> Html:
    words = view.words
    rows: list[tuple[str, str | Html]] = [
        ("incidents.channel", _channel(view, incident.channel)),
        ("incidents.opened", words.time(incident.opened_at)),
        ("incidents.approvers", roles(view, incident.approver_roles)),
    ]
    if incident.escalate_to:
        rows.append(("incidents.escalate", ", ".join(role_name(view, role) for role in incident.escalate_to)))
    return tag("dl", [tag("div", tag("dt", words(key)), tag("dd", value)) for key, value in rows], class_="kp-facts")


def _words(post: StoredPost) -> tuple[str, str, str]:
    return post.text, post.author, post.url


def _post(view: View, post: StoredPost, opened: bool) -> Html:
    """The post as received, as text; its link is shown and never opened from here."""
    words = view.words
    by = [
        discreet(view, post.author, opened) if post.author else None,
        words.time(post.posted_at) if post.posted_at else None,
        discreet(view, post.url, opened) if post.url else None,
    ]
    line = join(*(join(" · " if n else "", piece) for n, piece in enumerate(piece for piece in by if piece)))
    text = tag("blockquote", discreet(view, post.text, opened), class_="kp-post", dir="auto", lang=post.language)
    return tag(
        "section", tag("h3", post_title(view, post, opened)), text, tag("p", line, class_="kp-small") if line else None
    )


def _reasons(view: View, incident: Incident, sources: Sources) -> Html:
    words = view.words
    reasons = [*incident.level_reasons, incident.judged.approver_reason]
    items = [tag("li", _reason(view, reason, sources)) for reason in reasons]
    state = tag("p", words("incidents.confirmed" if incident.decided else "incidents.suggested"))
    unsure = tag("p", words("incidents.unsure"), class_="kp-note kp-note-warn") if not incident.judged.sure else None
    why = tag("details", tag("summary", words("incidents.reasons")), tag("ul", items), open=not incident.decided)
    return join(state, unsure, why)


def _reason(view: View, reason: Reason, sources: Sources) -> Html:
    words = f" (”{'”, ”'.join(reason.words)}”)" if reason.words else ""
    return join(reason.text[view.language], words, " ", sources.chips([reason.citation]) if reason.citation else None)


def _channel(view: View, code: str) -> str:
    return view.assistant.method.channel(code).label[view.language]
