"""Which pages can this person go to, and how much waits on each?"""

from typing import Final

from assistant.people import Person
from assistant.web.escape import Html, tag
from assistant.web.view import View

PAGES: Final = ("", "chat", "plan", "incidents", "approvals", "knowledge", "audit")
_FIRST_ON_PHONES: Final = ("", "chat", "incidents", "approvals")
_SIGNS: Final = {"": "◎", "chat": "?", "incidents": "!", "approvals": "✓"}
COUNTED: Final = ("incidents", "approvals")


def page_name(path: str) -> str:
    """`chat` of `/sv/chat`; the start page's name is empty."""
    return path.strip("/").partition("/")[2]


def title(view: View, page: str) -> str:
    """The page's name, also of the pages that stand in the user menu."""
    known = f"frame.page_{page or 'home'}"
    return view.words(known) if known in view.words.said else view.words("frame.brand")


def waiting(view: View) -> dict[str, list[int]]:
    """The numbers of what is open or waits, per page that has a list of it."""
    return {
        "incidents": view.assistant.incidents.open_numbers(),
        "approvals": [one.id for one in view.assistant.replies.awaiting_approval()],
    }


def count_words(view: View, page: str, number: int) -> str:
    """What a badge says to a screen reader."""
    return view.words.count(f"frame.count_{page}", number)


def menu(view: View, person: Person, here: str, numbers: dict[str, int]) -> Html:
    """The main menu of wide screens."""
    links = _links(view, _pages(person), here, numbers)
    return tag("nav", links, class_="kp-menu", aria_label=view.words("frame.menu"))


def bar(view: View, person: Person, here: str, numbers: dict[str, int]) -> Html:
    """The bar along the bottom of phones: four pages, and the rest under *Mer*."""
    first = [tag("li", _link(view, page, here, numbers, _SIGNS[page])) for page in _FIRST_ON_PHONES]
    rest = tuple(page for page in _pages(person) if page not in _FIRST_ON_PHONES)
    sign = tag("span", "…", class_="kp-sign", aria_hidden="true")
    more = tag(
        "details",
        tag("summary", sign, tag("span", view.words("frame.more")), aria_current="true" if here in rest else None),
        _links(view, rest, here, numbers),
        class_="kp-more",
        data_menu=True,
    )
    return tag("nav", tag("ul", first, tag("li", more)), class_="kp-bar", aria_label=view.words("frame.menu"))


def _pages(person: Person) -> tuple[str, ...]:
    """The log stands there only for those who may read it."""
    return tuple(page for page in PAGES if page != "audit" or person.may("read_log"))


def _links(view: View, pages: tuple[str, ...], here: str, numbers: dict[str, int]) -> Html:
    return tag("ul", [tag("li", _link(view, page, here, numbers)) for page in pages])


def _link(view: View, page: str, here: str, numbers: dict[str, int], sign: str = "") -> Html:
    return tag(
        "a",
        tag("span", sign, class_="kp-sign", aria_hidden="true") if sign else None,
        tag("span", title(view, page)),
        _badge(view, page, numbers[page]) if page in COUNTED else None,
        href=view.url(page),
        aria_current="page" if page == here else None,
    )


def _badge(view: View, page: str, number: int) -> Html:
    """Always there, so that nothing beside it moves when the number comes or goes."""
    return tag(
        "span",
        tag("span", number, data_number=True, aria_hidden="true"),
        tag("span", count_words(view, page, number), data_words=True, class_="kp-sr"),
        class_="kp-badge",
        data_badge=page,
        data_empty=number == 0,
    )
