"""Which small pieces of markup do several pages share?"""

from assistant.web.escape import Html, join, tag
from assistant.web.view import View

_TONES = {1: "kp-blu", 2: "kp-amb", 3: "kp-red kp-outline", 4: "kp-red kp-filled"}


def heading(view: View, page: str) -> Html:
    """The page's only h1, where the skip link leads, and one sentence on what the page is for."""
    name = page or "home"
    return join(
        tag("h1", view.words(f"frame.page_{name}"), id="main"),
        tag("p", view.words(f"frame.lead_{name}"), class_="kp-lead"),
    )


def level_tag(view: View, level: int, short: bool = False) -> Html:
    """Level with its direction, as text and colour; `short` leaves the level's name out."""
    name = view.assistant.method.level(level).label[view.language]
    said = view.words("incidents.level_short" if short else "incidents.level_tag", n=level, name=name)
    return tag("span", said, class_=f"kp-tag {_TONES[level]}")


def to_list(view: View, page: str) -> Html:
    """On phones the list gives way to what was chosen; this leads back to it."""
    link = tag("a", view.words("frame.to_list"), href=view.url(page), class_="kp-button")
    return tag("p", link, class_="kp-narrow-only kp-back")


def again() -> Html:
    """Where a page's scripts ask for its list anew; nothing to see or to reach by key."""
    return tag("span", hidden=True, data_ev="again", data_again=True)


def press(label: str, event: str, item: object, *, name: str = "", kind: str = "", url: str | None = None) -> Html:
    """A button inside live markup; `name` says for screen readers which row it belongs to."""
    return tag(
        "button",
        label,
        type="button",
        class_=f"kp-press {kind}".strip(),
        aria_label=f"{label}: {name}" if name else None,
        data_ev=event,
        data_id=item,
        data_url=url,
    )
