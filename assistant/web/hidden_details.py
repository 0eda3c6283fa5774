"""What does a post look like with personal details hidden, and who may see them?"""

from collections.abc import Sequence

from assistant.incidents.incident import StoredPost
from assistant.people import Person
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.exact import visible
from assistant.web.parts import press
from assistant.web.view import View
from assistant.writing.masking import mask

_AHEAD = 400


def discreet(view: View, text: str, opened: bool = False) -> Html:
    """Somebody's words as text, their personal details replaced by marks unless they have been asked for."""
    if not text:
        return tag("em", view.words("privacy.erased"))
    return visible(text if opened else mask(text, view.language).text)


def beginning(view: View, text: str, most: int | None = None) -> str:
    """A post's words, or the first of them for a list; cut after hiding, so that no half number is left."""
    start = text if most is None else text[: most + _AHEAD]  # a long post is not read whole for a line in a list
    hidden = mask(start, view.language).text if text else view.words("privacy.erased")
    return hidden if most is None or len(hidden) <= most else f"{hidden[:most]}…"


def post_title(view: View, post: StoredPost, opened: bool) -> str:
    """Says that the words are exact only where they are."""
    if post.erased:
        return view.words("privacy.post")
    exact = opened or not mask(post.text, view.language).map
    return view.words("incidents.post" if exact else "privacy.post_hidden")


def hidden_note(view: View, texts: Sequence[str], item: int, person: Person, opened: bool, elsewhere: str = "") -> Html:
    """That something is hidden, and the button that shows it; `elsewhere` is the page to do that on instead."""
    masked = [mask(text, view.language) for text in texts]
    words = view.words
    careful = tag("p", words("privacy.health"), class_="kp-small") if any(one.health for one in masked) else EMPTY
    if not any(one.map for one in masked):
        return careful
    if opened:
        return join(tag("p", words("privacy.opened"), class_="kp-small", tabindex="-1", data_opened=True), careful)
    if not person.may("write"):
        said: Html | str = words("privacy.not_yours")
    elif elsewhere:
        said = join(words("privacy.hidden"), " ", tag("a", words("privacy.show"), href=elsewhere))
    else:
        said = join(words("privacy.hidden"), " ", press(words("privacy.show"), "unmask", item))
    return join(tag("p", said, class_="kp-small"), careful)
