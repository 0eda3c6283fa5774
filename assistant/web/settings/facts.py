"""Which choices were made outside the pages: engine, address, sign-in, approvers, webhooks?"""

from urllib.parse import urlsplit

from fastapi import Request

from assistant.method.levels import Level
from assistant.web.escape import Content, Html, tag
from assistant.web.forms import facts
from assistant.web.parts import level_tag
from assistant.web.roles_shown import role_names
from assistant.web.view import View


def address_of(view: View, request: Request) -> str:
    """Where people reach Krisplan: as set, else where this request came in."""
    return view.assistant.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def facts_section(view: View, request: Request) -> Html:
    words, settings = view.words, view.assistant.settings
    pairs: list[tuple[str, Content]] = [
        (words("settings.fact_engine"), [words("frame.no_model"), " ", words("settings.nothing_leaves")]),
        (words("settings.fact_address"), address_of(view, request)),
        (words("settings.fact_sso"), _single_sign_on(view)),
        (
            words("settings.fact_sessions"),
            words("settings.sessions_end", minutes=settings.idle_minutes, hours=settings.session_hours),
        ),
        (words("settings.fact_operator"), words(f"settings.operator_{'on' if settings.single_operator else 'off'}")),
        (words("settings.fact_hooks"), _hooks(view, request)),
    ]
    return tag(
        "section",
        tag("h2", words("settings.part_facts"), id="facts"),
        tag("p", words("settings.facts_info")),
        tag("div", facts(pairs), class_="kp-card kp-facts-down"),
        tag("h3", words("settings.approvers_title")),
        tag("p", words("settings.approvers_info")),
        tag("dl", [_level(view, level) for level in view.assistant.method.levels.levels], class_="kp-levels"),
    )


def _single_sign_on(view: View) -> str:
    settings = view.assistant.settings
    if not settings.sso_issuer:
        return view.words("settings.sso_off")
    host = urlsplit(settings.sso_issuer).hostname or settings.sso_issuer
    names = role_names(view)
    given = ", ".join(f"{group} → {names.get(role, role)}" for group, role in sorted(settings.sso_roles.items()))
    said = view.words("settings.sso_on", host=host)
    return f"{said} {view.words('settings.sso_groups', groups=given)}" if given else said


def _hooks(view: View, request: Request) -> str:
    secrets = len(view.assistant.settings.hook_secrets)
    if not secrets:
        return view.words("settings.hooks_off")
    address = f"{address_of(view, request)}/hooks/posts"
    return view.words.count("settings.hooks_on", secrets).replace("{address}", address)


def _level(view: View, level: Level) -> Html:
    names, either = role_names(view), f" {view.words('settings.or')} "
    seats = [tag("li", either.join(names.get(code, code) for code in seat)) for seat in level.approves]
    also = [
        f"{either.join(names.get(code, code) for code in one.any_of)}: {one.when[view.language]}"
        for one in level.approves_also
    ]
    small = [tag("dd", one, class_="kp-small") for one in (*also, level.approval_note[view.language])]
    return tag("div", tag("dt", level_tag(view, level.number)), tag("dd", tag("ul", seats)), small)
