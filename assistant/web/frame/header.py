"""How are skip link, brand, menu, tools, notes and banners put together around a page?"""

from assistant.language import LANGUAGES
from assistant.people import Person
from assistant.web.escape import Html, join, tag
from assistant.web.frame.banners import banners
from assistant.web.frame.menu import bar, menu, page_name, title, waiting
from assistant.web.frame.notes import notes
from assistant.web.frame.user_menu import user_menu
from assistant.web.view import View


def frame(view: View, person: Person, path: str, query: str) -> Html:
    """What precedes a page's own content; the scripts read the header's data."""
    words, here, lists = view.words, page_name(path), waiting(view)
    numbers = {page: len(ids) for page, ids in lists.items()}
    other, theme = _other_language(view, path, query), _theme_button(view)
    wide = (tag("span", tool, class_="kp-wide-only") for tool in (other, theme))
    tools = tag("div", *wide, user_menu(view, person, other, theme), class_="kp-tools")
    top = tag("div", _brand(view), menu(view, person, here, numbers), tools, class_="kp-top")
    return join(
        tag("a", words("frame.skip"), href="#main", class_="kp-skip"),
        tag(
            "header",
            top,
            notes(view, person),
            banners(view),
            data_title=f"{title(view, here)} – {words('frame.brand')}",
            data_live=f"/live/{view.language}",
            data_person=person.id,
            data_shortcuts=view.assistant.preferences.shortcuts(person.id),
            **{f"data_{page}": ",".join(map(str, ids)) for page, ids in lists.items()},
        ),
        bar(view, person, here, numbers),
    )


def _brand(view: View) -> Html:
    mark = tag("img", src="/static/icon.svg", alt="", width=28, height=28)
    return tag("a", mark, tag("span", view.words("frame.brand")), href=view.url(), class_="kp-brand")


def _other_language(view: View, path: str, query: str) -> Html:
    """The same page with the same query in the other language."""
    other = next(language for language in LANGUAGES if language != view.language)
    address = f"/{other}/{page_name(path)}" + (f"?{query}" if query else "")
    return tag("a", view.words("frame.other_language"), href=address, lang=other, hreflang=other, class_="kp-tool")


def _theme_button(view: View) -> Html:
    """Says what it will do; without scripts there is no other theme to go to, so it is hidden."""
    return tag(
        "button",
        view.words("frame.to_dark"),
        type="button",
        class_="kp-tool",
        data_theme_button=True,
        data_dark=view.words("frame.to_dark"),
        data_light=view.words("frame.to_light"),
    )
