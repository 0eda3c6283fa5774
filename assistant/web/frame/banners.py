"""What does a page say when the server, the session or the list behind it has changed since it was opened?"""

from urllib.parse import urlencode

from assistant.web.escape import Html, tag
from assistant.web.frame.menu import COUNTED
from assistant.web.view import View


def banners(view: View) -> Html:
    """The two places that are read out, and what may be put into them; the scripts only choose which."""
    words = view.words
    sign_in = tag(
        "a",
        words("frame.sign_in"),
        href="/login?" + urlencode({"next": view.url("account")}),
        target="_blank",
        rel="noopener",
    )
    texts = (
        _text("lost", words("frame.lost")),
        _text("signed_out", words("frame.signed_out"), " ", sign_in),
        _text("other_person", words("frame.other_person"), " ", _button(view, "reload", "frame.reload")),
        _text("stopped", tag("strong", words("frame.stopped")), " ", words("frame.stopped_means")),
        _text("failed", words("frame.failed"), " ", _button(view, "dismiss", "frame.dismiss")),
        _text("arrived", tag("span", data_said=True), " ", _button(view, "show", "frame.show")),
    )
    places = (tag("div", role="alert"), tag("div", role="status"))
    counted = {
        f"data_{page}_{form}": words(f"frame.new_{page}.{form}") for page in COUNTED for form in ("one", "other")
    }
    return tag("div", *places, texts, class_="kp-banners", data_banners=True, **counted)


def _text(name: str, *content: str | Html) -> Html:
    return tag("template", tag("p", *content, class_=f"kp-banner kp-banner-{name}"), data_banner=name)


def _button(view: View, does: str, key: str) -> Html:
    return tag("button", view.words(key), type="button", class_="kp-press kp-small-press", data_does=does)
