"""What stands around every page: head, brand, menu with counts, person, and the honest note about the engine?"""

import hashlib
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from assistant.language import LANGUAGES, Language
from assistant.people import Person
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.view import View

STATIC: Final = Path(__file__).parent / "static"
PAGES: Final = ("", "chat", "plan", "incidents", "approvals", "knowledge", "audit")
_FIRST_ON_PHONES: Final = ("", "chat", "incidents", "approvals")
_SIGNS: Final = {"": "◎", "chat": "?", "incidents": "!", "approvals": "✓"}
_COUNTED: Final = ("incidents", "approvals")


def page_name(path: str) -> str:
    """`chat` of `/sv/chat`; the start page's name is empty."""
    return path.strip("/").partition("/")[2]


def head(language: Language) -> Html:
    """Stylesheet and scripts, before anything of Gradio's."""
    mark = _fingerprint()
    return join(
        tag("link", rel="stylesheet", href=f"/static/app.css?{mark}"),
        tag("link", rel="stylesheet", href=f"/static/gradio.css?{mark}"),
        tag("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        tag("script", src=f"/static/first.js?{mark}", data_lang=language),
        tag("script", src=f"/static/app.js?{mark}", defer=True),
    )


def frame(view: View, person: Person, path: str, query: str) -> Html:
    """Skip link, header with the menu and the note lines, and the bar for phones."""
    here = page_name(path)
    numbers = counts(view)
    menu = tag("nav", _menu(view, here, numbers, PAGES), class_="kp-menu", aria_label=view.words("frame.menu"))
    tools = (_other_language(view, path, query), _theme_button(view), _person(view, person, path, query))
    top = tag("div", _brand(view), menu, tag("div", *tools, class_="kp-tools"), class_="kp-top")
    return join(
        tag("a", view.words("frame.skip"), href="#main", class_="kp-skip"),
        tag("header", top, _notes(view), data_title=f"{title(view, here)} – {view.words('frame.brand')}"),
        _bar(view, here, numbers),
    )


def title(view: View, page: str) -> str:
    return view.words(f"frame.page_{page or 'home'}") if page in PAGES else view.words("frame.brand")


def counts(view: View) -> dict[str, int]:
    """What the badges in the menu say."""
    return {
        "incidents": len(view.assistant.incidents.open_incidents()),
        "approvals": len(view.assistant.replies.awaiting_approval()),
    }


def count_words(view: View, page: str, number: int) -> str:
    return view.words.count(f"frame.count_{page}", number)


def _brand(view: View) -> Html:
    mark = tag("img", src="/static/icon.svg", alt="", width=28, height=28)
    return tag("a", mark, tag("span", view.words("frame.brand")), href=view.url(), class_="kp-brand")


def _menu(view: View, here: str, numbers: dict[str, int], pages: tuple[str, ...]) -> Html:
    return tag("ul", [tag("li", _link(view, page, here, numbers)) for page in pages])


def _link(view: View, page: str, here: str, numbers: dict[str, int], sign: str = "") -> Html:
    return tag(
        "a",
        tag("span", sign, class_="kp-sign", aria_hidden="true") if sign else None,
        tag("span", title(view, page)),
        _badge(view, page, numbers[page]) if page in _COUNTED else None,
        href=view.url(page),
        aria_current="page" if page == here else None,
    )


def _badge(view: View, page: str, number: int) -> Html:
    return tag(
        "span",
        tag("span", number, data_number=True, aria_hidden="true"),
        tag("span", count_words(view, page, number), data_words=True, class_="kp-sr"),
        class_="kp-badge",
        data_badge=page,
        hidden=number == 0,
    )


def _other_language(view: View, path: str, query: str) -> Html:
    other = next(language for language in LANGUAGES if language != view.language)
    address = f"/{other}/{page_name(path)}" + (f"?{query}" if query else "")
    return tag("a", view.words("frame.other_language"), href=address, lang=other, hreflang=other, class_="kp-tool")


def _theme_button(view: View) -> Html:
    return tag(
        "button",
        view.words("frame.to_dark"),
        type="button",
        class_="kp-tool",
        data_theme_button=True,
        data_dark=view.words("frame.to_dark"),
        data_light=view.words("frame.to_light"),
    )


def _person(view: View, person: Person, path: str, query: str) -> Html:
    from_here = path + (f"?{query}" if query else "")
    initials = "".join(part[0] for part in person.name.split()[:2])
    return tag(
        "a",
        tag("span", initials, class_="kp-initials", aria_hidden="true"),
        tag(
            "span",
            tag("span", person.name),
            tag("span", view.words("frame.change_person"), class_="kp-small"),
            class_="kp-who",
        ),
        href=f"/person?{urlencode({'next': from_here})}",
        class_="kp-person",
    )


def _bar(view: View, here: str, numbers: dict[str, int]) -> Html:
    first = [tag("li", _link(view, page, here, numbers, _SIGNS[page])) for page in _FIRST_ON_PHONES]
    rest = tuple(page for page in PAGES if page not in _FIRST_ON_PHONES)
    more = tag(
        "details",
        tag("summary", tag("span", "…", class_="kp-sign", aria_hidden="true"), tag("span", view.words("frame.more"))),
        _menu(view, here, numbers, rest),
        class_="kp-more",
    )
    return tag("nav", tag("ul", first, tag("li", more)), class_="kp-bar", aria_label=view.words("frame.menu"))


def _notes(view: View) -> Html:
    degraded = view.assistant.library.degraded
    return join(
        tag(
            "p", tag("strong", view.words("frame.no_model")), " ", view.words("frame.no_model_means"), class_="kp-note"
        ),
        tag("p", degraded[view.language], class_="kp-note kp-note-warn", role="status") if degraded else EMPTY,
    )


def _fingerprint() -> str:
    """Changes when one of our own files does, so that a browser never keeps an old one."""
    content = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]
