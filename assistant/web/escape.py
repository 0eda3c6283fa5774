"""How does a string reach HTML without ever becoming markup, script or template?"""

from collections.abc import Iterable
from typing import Final

VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta"})
# Gradio compiles HTML values as Handlebars and then as a JavaScript template literal: $, braces and backticks too.
_ESCAPES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        "`": "&#96;",
        "$": "&#36;",
        "{": "&#123;",
        "}": "&#125;",
        "\r": "&#13;",
        "\0": "\ufffd",
    }
)


class Html(str):
    """Markup made by `tag`, `join` or `escape`. Every other string is escaped when it is put into one."""

    __slots__ = ()


EMPTY: Final = Html("")
Content = str | int | None | Iterable["Content"]


def escape(value: object) -> Html:
    """The value as text: markup made here passes unchanged, everything else loses its powers."""
    return value if isinstance(value, Html) else Html(str(value).translate(_ESCAPES))


def tag(element: str, /, *content: Content, **attributes: object) -> Html:
    """`tag("a", "Öppna", href="/sv/plan", class_="link")`. None and False drop an attribute, True leaves it bare."""
    opening = f"<{element}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Html(opening if element in VOID else f"{opening}{join(*content)}</{element}>")


def join(*content: Content) -> Html:
    """Pieces one after the other; lists are flattened and None is nothing."""
    return Html("".join(_piece(piece) for piece in content))


def _piece(piece: Content) -> str:
    if piece is None:
        return ""
    if isinstance(piece, str | int):
        return escape(piece)
    return join(*piece)


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
