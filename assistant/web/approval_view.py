"""What does the approver see: the queue, the exact text with its remarks, the changes, who has decided what?"""

from collections.abc import Sequence

from assistant.errors import AssistantError
from assistant.guards.draft import Finding
from assistant.people import Person
from assistant.replies.receipt import Receipt
from assistant.replies.reply import Reply
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.exact import changes, lettered, marked, visible
from assistant.web.hidden_details import discreet, hidden_note
from assistant.web.parts import again, level_tag, to_list
from assistant.web.sources import Sources
from assistant.web.view import View

_TONES = {
    "approved": "kp-grn",
    "sent": "kp-grn",
    "in_review": "kp-blu",
    "rejected": "kp-red",
    "stopped": "kp-red",
    "unknown": "kp-amb",
    "sending": "kp-amb",
    "draft": "kp-quiet",
}
_LONGEST_QUOTE = 120


def queue(view: View, waiting: Sequence[Reply], leaving: Sequence[Reply], chosen: int | None) -> Html:
    """What waits for a decision, and what is approved and waits to be published by a person."""
    words = view.words
    first = (
        tag("ul", [_entry(view, one, chosen) for one in waiting], class_="kp-picks")
        if waiting
        else tag("p", words("home.nothing_waiting"))
    )
    second = (
        join(
            tag("h2", words("approvals.leaving")),
            tag("ul", [_entry(view, one, chosen) for one in leaving], class_="kp-picks"),
        )
        if leaving
        else EMPTY
    )
    hint = tag("p", words("approvals.keys"), class_="kp-small kp-keys")
    return join(again(), tag("h2", words("approvals.waiting", n=len(waiting))), first, second, hint)


def detail(view: View, reply: Reply, person: Person, opened: bool = False, elsewhere: str = "") -> Html:
    """Evidence before persuasion: the post, the exact text, the checks, the changes, the decisions so far.

    Personal details are hidden in the post unless `opened`, and never in the text that is to leave.
    """
    words = view.words
    findings = lettered(reply.findings)
    return tag(
        "div",
        to_list(view, "approvals"),
        tag(
            "h2",
            words("approvals.name", n=reply.id, incident=reply.incident_id),
            " ",
            _state(view, reply),
            join(" ", _self_approved(view)) if reply.self_approved else None,
            id="reply",
            tabindex="-1",
        ),
        tag(
            "section",
            tag("h3", words("approvals.exact" if reply.state == "in_review" else "approvals.exact_done")),
            _envelope(view, reply),
            tag("div", _exact(view, reply, findings), class_="kp-exact", lang=reply.language, id="kp-exact"),
            _facts(view, reply),
            class_="kp-frame",
        ),
        _checks(view, findings),
        _changed(view, reply),
        tag(
            "section",
            tag("h3", words("approvals.post")),
            tag("blockquote", discreet(view, reply.post_text, opened), class_="kp-post", dir="auto"),
            hidden_note(view, [reply.post_text], reply.id, person, opened, elsewhere),
        ),
        _decisions(view, reply),
        data_address=view.url("approvals", id=reply.id),
    )


def cited(view: View, reply: Reply) -> Sources:
    """The passages the draft was built from; one that can no longer be opened is left out."""
    sources = Sources(view)
    for key in reply.passages:
        try:
            sources.chips([view.assistant.library.resolve(key)])
        except AssistantError:
            continue
    return sources


def hindrance(view: View, reply: Reply, person: Person) -> str:
    """Why this person cannot decide about this text; empty when they can try."""
    if reply.erased:
        return view.words("privacy.erased")
    if reply.state != "in_review":
        return view.words("approvals.decided")
    if not person.may("approve"):
        return view.words("approvals.read_only")
    single = view.assistant.settings.single_operator
    if not single and any(author.id == person.id for author in reply.authors):
        return view.words("approvals.own_draft")
    if not any(role in person.roles for seat in reply.required_roles for role in seat.split("/")):
        return view.words("approvals.other_role", roles=roles(view, reply.required_roles))
    return ""


def receipt(view: View, shown: Receipt) -> Html:
    """What can be shown afterwards, with the head of the log."""
    words, sent = view.words, shown.reply.delivery
    rows: list[tuple[str, str | Html]] = [
        ("approvals.version", str(shown.reply.version)),
        ("approvals.sha", tag("code", shown.reply.sha)),
        (
            "approvals.approved_by",
            ", ".join(f"{one.person.name} ({role_name(view, one.role)})" for one in shown.approvals),
        ),
        ("approvals.confirmed_by", sent.checked_by.name if sent and sent.checked_by else "–"),
        ("approvals.link", sent.link if sent and sent.link else "–"),
        ("approvals.log_head", tag("code", str(shown.head))),
    ]
    if shown.reply.self_approved:
        rows.append(("approvals.mode", words("approvals.self_approved")))
    facts = tag("dl", [tag("div", tag("dt", words(key)), tag("dd", value)) for key, value in rows], class_="kp-facts")
    return tag("section", tag("h3", words("approvals.receipt")), facts, class_="kp-card", id="kp-receipt")


def role_name(view: View, code: str) -> str:
    known = {role.code: role.label[view.language] for role in view.assistant.method.roles.roles}
    return known.get(code, code)


def roles(view: View, seats: Sequence[str]) -> str:
    """`kommunikationschef, jurist eller dataskyddsombud`."""
    either = f" {view.words('approvals.or')} "
    return ", ".join(either.join(role_name(view, role) for role in seat.split("/")) for seat in seats)


def _entry(view: View, reply: Reply, chosen: int | None) -> Html:
    words = view.words
    button = tag(
        "button",
        tag(
            "span",
            tag("span", view.assistant.method.channel(reply.channel).label[view.language], class_="kp-tag kp-blu"),
            level_tag(view, reply.level, short=True),
            class_="kp-tags",
        ),
        tag("strong", words("approvals.name", n=reply.id, incident=reply.incident_id)),
        tag("span", words("approvals.by", who=_authors(reply), n=reply.version), class_="kp-small"),
        type="button",
        class_="kp-pick kp-pick-tall",
        data_ev="pick",
        data_id=reply.id,
        data_url=view.url("approvals", id=reply.id),
        aria_current="true" if reply.id == chosen else None,
    )
    return tag("li", button)


def _state(view: View, reply: Reply) -> Html:
    return tag("span", view.words(f"approvals.state_{reply.state}"), class_=f"kp-tag {_TONES[reply.state]}")


def _self_approved(view: View) -> Html:
    return tag("span", view.words("approvals.self_approved"), class_="kp-tag kp-amb")


def _exact(view: View, reply: Reply, findings: Sequence[tuple[str, Finding]]) -> Html:
    return tag("em", view.words("privacy.erased")) if reply.erased else marked(reply.text, findings)


def _envelope(view: View, reply: Reply) -> Html:
    words = view.words
    incident = tag(
        "a", words("incidents.number", n=reply.incident_id), href=view.url("incidents", id=reply.incident_id)
    )
    rows: tuple[tuple[str, str | Html], ...] = (
        ("approvals.channel", view.assistant.method.channel(reply.channel).label[view.language]),
        ("approvals.account", reply.account or "–"),
        ("approvals.reply_to", visible(reply.reply_to) or "–"),
        ("approvals.incident", incident),
        ("approvals.level", level_tag(view, reply.level)),
    )
    return tag("dl", [tag("div", tag("dt", words(key)), tag("dd", value)) for key, value in rows], class_="kp-facts")


def _facts(view: View, reply: Reply) -> Html:
    limit = view.assistant.method.channel(reply.channel).limit
    length = (
        view.words("approvals.length", n=len(reply.text), limit=limit)
        if limit
        else view.words("approvals.length_free", n=len(reply.text))
    )
    by = view.words(f"approvals.writer_{reply.writer}", who=_authors(reply))
    return tag("p", f"{length} · v{reply.version} · {by}", class_="kp-small")


def _checks(view: View, findings: Sequence[tuple[str, Finding]]) -> Html:
    words = view.words
    if not findings:
        return tag(
            "section",
            tag("h3", words("approvals.checks")),
            tag("p", "✓ ", words("approvals.no_remarks"), class_="kp-result"),
        )
    items = [
        tag(
            "li",
            tag("strong", f"{letter}. {words(f'approvals.finding_{one.level}')}: {one.message[view.language]}"),
            tag("span", " ”", visible(_short(one.quoted)), "”") if one.quoted else None,
            tag("p", one.cure[view.language]),
            class_=f"kp-finding kp-finding-{one.level}",
        )
        for letter, one in findings
    ]
    return tag("section", tag("h3", words("approvals.checks")), tag("ul", items, class_="kp-findings"))


def _short(quoted: str) -> str:
    """The whole quote is marked in the text above."""
    return quoted if len(quoted) <= _LONGEST_QUOTE else quoted[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _changed(view: View, reply: Reply) -> Html:
    if reply.previous_text is None:
        return EMPTY
    title = tag("h3", view.words("approvals.changed_since", n=reply.version - 1))
    return tag(
        "section",
        title,
        tag("div", changes(reply.previous_text, reply.text), class_="kp-exact kp-diff", lang=reply.language),
    )


def _decisions(view: View, reply: Reply) -> Html:
    words = view.words
    needed = tag(
        "p",
        words(
            "approvals.needed",
            roles=roles(view, reply.required_roles),
            done=len(reply.approved_roles),
            total=len(reply.required_roles),
        ),
    )
    made = [
        tag(
            "li",
            words(f"approvals.made_{one.verdict}", who=one.person.name, role=role_name(view, one.role), n=one.version),
            " ",
            words.time(one.at),
            join(" ", _self_approved(view)) if one.mode == "self" else None,
            tag("p", one.reason, class_="kp-small") if one.reason else None,
        )
        for one in reply.decisions
    ]
    return tag(
        "section", tag("h3", words("approvals.decisions")), needed, tag("ul", made, class_="kp-list") if made else None
    )


def _authors(reply: Reply) -> str:
    return ", ".join(author.name for author in reply.authors)
