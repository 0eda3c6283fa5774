"""How wide is a run of text in a PDF, and how far along its line does it begin?"""

from typing import Any

_UNITS = 1000.0
_USUAL = 500.0
_DEFAULT_WIDE = 1000.0
_MOST_CODES = 65_536
_NARROW, _WIDE = frozenset(b" .,:;'|!ijlItfr()[]-/"), frozenset(b"mwMW@%\xc4\xc5\xd6\x97\x85")
_PLACING = {b"Td", b"TD", b"Tm", b"T*", b"BT", b"'", b'"'}
# What a file need not list: the standard fonts, roughly.
_STANDARD = {
    code: 290.0 if code in _NARROW else 830.0 if code in _WIDE else 670.0 if 65 <= code <= 90 else 545.0
    for code in range(256)
}

Widths = tuple[dict[int, float], float, int]


class Pen:
    """Adds up how far text moves on, in text space."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[Widths, bool]] = {}
        self._font: Any = None
        self._size = 1.0
        self._letter_gap = 0.0
        self._word_gap = 0.0
        self._along = 0.0
        self._from: float | None = None
        self._to = 0.0
        self._measured = True

    def operator(self, name: bytes, operands: Any, resources: Any) -> None:
        if name in _PLACING:
            self._along = 0.0
        if name == b"Tf" and len(operands) > 1:
            self._font, self._size = _font(resources, operands[0]), _number(operands[1])
        elif name == b"Tc" and operands:
            self._letter_gap = _number(operands[0])
        elif name == b"Tw" and operands:
            self._word_gap = _number(operands[0])
        elif name in (b"Tj", b"'", b'"') and operands:
            self._show(operands[-1])
        elif name == b"TJ" and operands and isinstance(operands[0], list):
            for one in operands[0]:
                if isinstance(one, int | float):
                    self._along -= float(one) / _UNITS * self._size
                else:
                    self._show(one)

    def taken(self) -> tuple[float, float, bool]:
        """(start, width, measured) of what was shown since the last time; the start counts from the last placing."""
        start, end, measured = self._from or 0.0, self._to, self._measured
        self._from, self._to, self._measured = None, 0.0, True
        return start, max(end - start, 0.0), measured

    def _show(self, data: Any) -> None:
        raw = bytes(data) if isinstance(data, bytes) else str(data).encode("latin-1", "replace")
        (known, missing, step), measured = self._widths()
        codes = raw if step == 1 else [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
        self._from = self._along if self._from is None else self._from
        self._along += sum(known.get(code, missing) for code in codes) / _UNITS * self._size
        self._along += len(codes) * self._letter_gap + raw.count(b" ") * self._word_gap * (step == 1)
        self._to = self._along
        self._measured = self._measured and measured

    def _widths(self) -> tuple[Widths, bool]:
        key = id(self._font)
        if key not in self._fonts:
            listed = _listed_widths(self._font)
            self._fonts[key] = (listed, True) if listed else ((_STANDARD, _USUAL, 1), False)
        return self._fonts[key]


def _font(resources: Any, name: Any) -> Any:
    fonts = resources.get_object().get("/Font") if resources is not None else None
    font = fonts.get_object().get(name) if fonts is not None else None
    return None if font is None else font.get_object()


def _listed_widths(font: Any) -> Widths | None:
    if font is None:
        return None
    if font.get("/Subtype") == "/Type0":
        inner = font["/DescendantFonts"].get_object()[0].get_object()
        return _wide_widths(inner.get("/W"), _number(inner.get("/DW", _DEFAULT_WIDE)))
    if font.get("/Subtype") == "/Type3" or "/Widths" not in font:
        return None
    first = int(_number(font.get("/FirstChar", 0)))
    listed = {first + at: _number(one) for at, one in enumerate(font["/Widths"].get_object())}
    return listed, _USUAL, 1


def _wide_widths(listed: Any, missing: float) -> Widths:
    """The `/W` of a composite font: "first [w w …]" or "first last w"."""
    known: dict[int, float] = {}
    items = [one.get_object() for one in listed.get_object()] if listed is not None else []
    at = 0
    while at + 1 < len(items) and len(known) < _MOST_CODES:
        first = int(_number(items[at]))
        if isinstance(items[at + 1], list):
            known.update({first + step: _number(one) for step, one in enumerate(items[at + 1])})
            at += 2
        elif at + 2 < len(items):
            last = min(int(_number(items[at + 1])), first + _MOST_CODES)
            known.update(dict.fromkeys(range(first, last + 1), _number(items[at + 2])))
            at += 3
        else:
            break
    return known, missing, 2


def _number(value: Any) -> float:
    value = value.get_object() if hasattr(value, "get_object") else value
    return float(value) if isinstance(value, int | float) else 0.0
