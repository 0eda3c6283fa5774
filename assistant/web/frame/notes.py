"""What must everybody know on every page: that all is stopped, how texts are written, what search may miss?"""

from collections.abc import Iterator

from assistant.people import Person
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.view import View


def notes(view: View, person: Person) -> Html:
    """One line each, the gravest first."""
    return join(_stopped(view), *_lines(view, person))


def _stopped(view: View) -> Html:
    if not view.assistant.replies.is_stopped():
        return EMPTY
    words = view.words
    link = tag("a", words("frame.to_stop"), href=view.url("stop"))
    text = (tag("strong", words("frame.stopped")), " ", words("frame.stopped_means"), " ", link)
    return tag("p", *text, class_="kp-note kp-note-stop", role="status", data_stopped=True)


def _lines(view: View, person: Person) -> Iterator[Html]:
    words = view.words
    yield tag(
        "p",
        tag("strong", words("frame.no_model")),
        tag("span", " ", words("frame.no_model_means"), class_="kp-wide-only"),
        " ",
        tag("a", words("frame.connect_model"), href=view.url("settings"))
        if person.may("administer")
        else words("frame.ask_administrator"),
        class_="kp-note",
    )
    if view.assistant.settings.single_operator:
        yield tag("p", words("frame.self_approval"), class_="kp-note kp-note-warn")
    degraded = view.assistant.library.degraded
    if degraded:
        yield tag("p", degraded[view.language], class_="kp-note kp-note-warn", role="status")
