"""Would a person looking at this web page see this element? Judged by its attributes and simple style rules."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from assistant.knowledge.readers.pieces import HIDDEN, OUTSIDE_PAGE, STRUCK, TINY, WHITE
from assistant.language import Said

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_AT_BLOCK = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-z][a-z\d]*)?(?:([.#])([\w-]+))?", re.I)
_LENGTH = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|%|vw|vh|cm|in)?")
_WHITE = re.compile(r"(?:#f{3}|#f{4}|#f{6}|#f{8}|white|snow|ivory|rgba?\(\s*255[ ,]+255[ ,]+255.*)", re.I)
_CLEAR = re.compile(r"(?:transparent|rgba\([^)]*[,/]\s*0(?:\.0+)?%?\s*\)|#[\da-f]{6}00|#[\da-f]{3}0)", re.I)
_FAR_AWAY = -900.0
_STRUCK_TAGS = ("del", "s", "strike")
_HIDDEN_CLASSES = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"}

Declared = dict[str, str]


class StyleSheet:
    """The page's own simple rules: by tag, class, id, or tag with class. Media queries are left out."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[tuple[str, str, str], Declared] = {}
        for sheet in sheets:
            for selectors, body in _RULE.findall(_AT_BLOCK.sub("", _COMMENT.sub("", sheet))):
                self._add(selectors, _declared(body))

    def style_of(self, element: HtmlElement) -> Declared:
        tag, style = str(element.tag), dict[str, str]()
        keys = [("", ""), *((".", name) for name in element.get("class", "").split())]
        keys += [("#", element.get("id", ""))]
        for sign, name in keys:
            for key in (("", sign, name), (tag, sign, name)):
                style.update(self._rules.get(key, {}))
        return style | _declared(element.get("style", ""))

    def _add(self, selectors: str, declared: Declared) -> None:
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match and (match[1] or match[2]):
                key = ((match[1] or "").lower(), match[2] or "", match[3] or "")
                self._rules.setdefault(key, {}).update(declared)


def reason_unseen(element: HtmlElement, style: Declared, *, shaded: bool) -> Said | None:
    """Why a person would not see the element, or None; `shaded` says it stands on a background of its own."""
    if element.tag in _STRUCK_TAGS or "line-through" in style.get("text-decoration", ""):
        return STRUCK
    if "hidden" in element.attrib or element.get("aria-hidden", "").lower() == "true":
        return HIDDEN
    if _switched_off(style) or _HIDDEN_CLASSES & set(element.get("class", "").split()):
        return HIDDEN
    if _is_away(style):
        return OUTSIDE_PAGE
    if "font-size" in style and _is_tiny(style["font-size"]):
        return TINY
    color = style.get("color") or str(element.get("color", "")) * (element.tag == "font")
    if _CLEAR.fullmatch(color) or (_WHITE.fullmatch(color) and not shaded):
        return WHITE
    return None


def is_shaded(style: Declared) -> bool:
    """Whether the element paints a background other than white."""
    paint = style.get("background-color") or style.get("background", "")
    return bool(paint) and not _WHITE.match(paint) and not paint.startswith(("none", "transparent", "inherit"))


def _switched_off(style: Declared) -> bool:
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if _number(style.get("opacity", "1")) == 0 or style.get("clip", "").startswith("rect("):
        return True
    boxed = style.get("overflow", "").startswith(("hidden", "clip"))
    return boxed and any(_number(style.get(side, "auto")) in (0, 1) for side in ("height", "max-height", "width"))


def _is_away(style: Declared) -> bool:
    places = ("left", "top", "right", "text-indent", "margin-left", "margin-top")
    return any((_number(style.get(place, "")) or 0) <= _FAR_AWAY for place in places)


def _is_tiny(size: str) -> bool:
    match = _LENGTH.match(size)
    if not match:
        return False
    unit, number = match[2], float(match[1] if match[1].strip("-.") else 0)
    return number <= {"em": 0.1, "rem": 0.1, "%": 10.0, "pt": 1.0}.get(unit or "px", 1.5)


def _number(value: str) -> float | None:
    match = _LENGTH.match(value)
    try:
        return float(match[1]) if match else None
    except ValueError:
        return None


def _declared(body: str) -> Declared:
    pairs = (one.partition(":") for one in body.split(";"))
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower() for name, colon, value in pairs if colon
    }
