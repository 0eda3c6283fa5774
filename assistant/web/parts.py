"""Which small pieces of markup do several pages share?"""

from datetime import datetime

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


def time_left(view: View, due: datetime | None) -> Html:
    """Reply within 11 min, or how late it is; amber from a quarter of an hour, red when overdue."""
    if due is None:
        return join()
    minutes = int((due - view.assistant.clock()).total_seconds() // 60)
    if minutes < 0:
        return tag("span", view.words("frame.overdue", time=duration(view, -minutes)), class_="kp-tag kp-red")
    tone = "kp-amb" if minutes <= 15 else "kp-quiet"
    return tag("span", view.words("frame.within", time=duration(view, minutes)), class_=f"kp-tag {tone}")


def duration(view: View, minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return view.words("frame.days", n=hours // 24)
    if hours:
        return view.words("frame.hours", h=hours, m=rest)
    return view.words("frame.minutes", m=rest)


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
