"""How are elements and attributes of Word's XML named?"""

from typing import Any

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ESCAPED = {"mc": "{http://schemas.openxmlformats.org/markup-compatibility/2006}"}

Element = Any  # an lxml element; lxml has no types of its own


def tag(name: str) -> str:
    """The full tag or attribute name of `name` in Word's main namespace, or of `mc:name`."""
    prefix, colon, local = name.partition(":")
    return _ESCAPED[prefix] + local if colon else _MAIN + name


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute in Word's namespace; None without the element or the attribute."""
    return None if element is None else element.get(tag(name))


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names."""
    for name in path:
        element = None if element is None else element.find(tag(name))
    return element


def is_on(element: Element | None) -> bool | None:
    """A switch such as <w:vanish/>: True, False, or None when it is not set here."""
    return None if element is None else value(element) not in ("0", "false", "off", "none")


def local_name(element: Element) -> str:
    """The tag without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
