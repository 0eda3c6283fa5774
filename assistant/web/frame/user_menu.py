"""Who am I here, for whom do I stand in, and where are my own matters?"""

from assistant.people import Person
from assistant.roles import roles_of
from assistant.web.escape import Html, tag
from assistant.web.view import View


def user_menu(view: View, person: Person, *narrow: Html) -> Html:
    """A disclosure that opens without scripts; `narrow` are tools that have no room of their own on phones."""
    words = view.words
    initials = "".join(part[0] for part in person.name.split()[:2])
    summary = tag(
        "summary",
        tag("span", initials, class_="kp-initials", aria_hidden="true"),
        tag("span", words("frame.user_menu"), class_="kp-sr"),
        tag("span", person.name, class_="kp-who"),
    )
    items = [tag("li", item) for item in (*_links(view, person), _sign_out(view))]
    tools = [tag("li", tool, class_="kp-narrow-only") for tool in narrow]
    box = tag("div", _standing(view, person), tag("ul", tools, items), class_="kp-user-box")
    return tag("details", summary, box, class_="kp-user", data_menu=True)


def _standing(view: View, person: Person) -> Html:
    names = {code: said[view.language] for code, said in roles_of(view.assistant.method).items()}
    held = _listed(names, person.roles - person.deputy_for)
    standing_in = _listed(names, person.deputy_for)
    return tag(
        "p",
        tag("strong", person.name),
        tag("span", held, class_="kp-small") if held else None,
        tag("span", view.words("frame.standing_in", roles=standing_in), class_="kp-small") if standing_in else None,
        class_="kp-user-name",
    )


def _listed(names: dict[str, str], roles: frozenset[str]) -> str:
    return ", ".join(sorted(names.get(role, role) for role in roles))


def _links(view: View, person: Person) -> list[Html]:
    pages = ["account"]
    pages += ["settings"] if person.may("administer") else []
    pages += ["stop"] if person.may("approve") else []
    return [tag("a", view.words(f"frame.page_{page}"), href=view.url(page)) for page in pages]


def _sign_out(view: View) -> Html:
    button = tag("button", view.words("frame.sign_out"), class_="kp-user-button")
    return tag("form", button, method="post", action="/logout")
