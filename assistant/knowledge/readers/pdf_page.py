"""What stands where on one PDF page: pieces of text with place and look, ruled lines, coloured areas?"""

from dataclasses import dataclass, field
from math import hypot
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    StreamObject,
)

from assistant.knowledge.readers.pdf_fonts import Pen
from assistant.knowledge.readers.pdf_paint import Paint
from assistant.knowledge.readers.pieces import HIDDEN, OUTSIDE_PAGE, TINY, WHITE
from assistant.language import Said

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

# pypdf hands text over when it meets a change of matrix, so one that changes nothing parts the text.
_PART = ([FloatObject(number) for number in IDENTITY], b"cm")
_PARTED = {b"rg", b"g", b"k", b"sc", b"scn", b"cs", b"Tr", b"gs", b"Do", b"Td", b"TD", b"Tm", b"T*", b"'", b'"', b"BDC"}
# Codes that Windows-1252 leaves open are bullets in PDF.
_BULLETS = str.maketrans(dict.fromkeys("\x7f\x81\x8d\x8f\x90\x9d", "•"))
_COLUMN_GAP = -1200
_SMALLEST = 1.0
_DEEPEST = 12
_BOLD = ("bold", "black", "heavy", "semibold", "demi")


@dataclass(frozen=True)
class Fragment:
    """A run of text in one look. `y` is its baseline, `size` in points as seen, `spaced` whether a gap precedes.

    `measured` says that the width comes from the font, not from a guess.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool
    spaced: bool
    width: float
    measured: bool
    turned: bool = False

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass
class Page:
    """One page taken apart, in the order it was drawn."""

    number: int
    box: Box
    fragments: list[Fragment] = field(default_factory=list)
    hidden: list[tuple[Said, str]] = field(default_factory=list)
    paint: Paint = field(default_factory=Paint)
    recognised: bool = False

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class _Shown:
    fragment: Fragment
    white: bool
    unseen: bool
    off: bool


def read_page(page: PageObject, number: int, layers_off: set[int]) -> Page:
    """Takes the page apart; white, tiny, invisible and outlying text goes to `hidden`."""
    upright, box = _upright(page)
    read = Page(number, box)
    contents = page.get("/Contents")
    if contents is None or isinstance(contents.get_object(), NullObject):
        return read
    page[NameObject("/Contents")] = _parted(contents, page)
    _part_forms(page, page, {}, 0)
    reader = _Reader(page, read, upright, layers_off)
    page.extract_text(
        visitor_operand_before=reader.before, visitor_operand_after=reader.after, visitor_text=reader.text
    )
    reader.finish()
    return read


class _Reader:
    """What pypdf calls back: operators before they count, text once it is complete."""

    def __init__(self, page: PageObject, read: Page, upright: Matrix, layers_off: set[int]) -> None:
        self._read = read
        self._off = layers_off
        self._forms: list[tuple[Matrix, Any]] = [(upright, page.get("/Resources"))]
        self._layers: list[bool] = []
        self._shown: list[_Shown] = []
        self._pen = Pen()

    def before(self, operator: bytes, operands: Any, matrix: Any, _: Any) -> None:
        base, resources = self._forms[-1]
        here = times(tuple(matrix), base)
        self._read.paint.operator(operator, operands, here, resources)
        self._pen.operator(operator, operands, resources)
        if operator == b"Do":
            self._enter_form(operands, here, resources)
        elif operator in (b"BDC", b"BMC"):
            self._layers.append(operator == b"BDC" and self._is_off(operands, resources))
        elif operator == b"EMC" and self._layers:
            self._layers.pop()

    def after(self, operator: bytes, operands: Any, _: Any, __: Any) -> None:
        if operator == b"Do" and len(self._forms) > 1 and _looked_up(self._forms[-2][1], "/XObject", operands):
            self._forms.pop()
            self._read.paint.leave()

    def text(self, text: str, matrix: Any, text_matrix: Any, font: Any, size: float) -> None:
        shown, (start, width, measured) = text.strip("\n"), self._pen.taken()
        if not shown.strip():
            return
        place = times(tuple(text_matrix), times(tuple(matrix), self._forms[-1][0]))
        x, y = place[4] + start * place[0], place[5] + start * place[1]
        seen, along = abs(size) * hypot(place[2], place[3]), hypot(place[0], place[1])
        look = seen, _is_bold(font), shown[0] == " ", width * along, measured
        turned = abs(place[1]) > 0.1 * along
        fragment = Fragment(shown.strip().translate(_BULLETS), x, y, *look, turned)
        paint = self._read.paint
        self._shown.append(_Shown(fragment, paint.is_white, paint.is_invisible, any(self._layers)))

    def finish(self) -> None:
        """Judges what was shown once all areas of the page are known."""
        ghosts = sum(len(one.fragment.text) for one in self._shown if one.unseen)
        others = sum(len(one.fragment.text) for one in self._shown if not one.unseen)
        self._read.recognised = self._read.paint.has_picture and ghosts > 4 * others
        for one in self._shown:
            reason = self._reason_unseen(one)
            if reason:
                self._read.hidden.append((reason, one.fragment.text))
            else:
                self._read.fragments.append(one.fragment)

    def _reason_unseen(self, one: _Shown) -> Said | None:
        spot, box = one.fragment, self._read.box
        if one.off or (one.unseen and not self._read.recognised):
            return HIDDEN
        if spot.y < box[1] - 1 or spot.y > box[3] + 1 or spot.x > box[2] or spot.x + spot.width < box[0]:
            return OUTSIDE_PAGE
        if spot.size <= _SMALLEST:
            return TINY
        on_paper = one.white and not self._read.paint.is_coloured(spot.x + 1, spot.y + spot.size / 4)
        return WHITE if on_paper and not self._read.recognised else None

    def _enter_form(self, operands: Any, here: Matrix, resources: Any) -> None:
        form = _looked_up(resources, "/XObject", operands)
        if form is None:
            return
        if form.get("/Subtype") == "/Image":
            self._read.paint.picture(here)
        own = form.get("/Matrix")
        inner = times(_matrix(own), here) if own else here
        self._forms.append((inner, form.get("/Resources", resources)))
        self._read.paint.enter()

    def _is_off(self, operands: Any, resources: Any) -> bool:
        if len(operands) < 2 or operands[0] != "/OC":
            return False
        layers = resources.get("/Properties") if resources else None
        layer = layers.get_object().raw_get(operands[1]) if layers and operands[1] in layers.get_object() else None
        return getattr(layer, "idnum", None) in self._off


def times(first: Any, second: Any) -> Matrix:
    """The matrix that does first, then second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _upright(page: PageObject) -> tuple[Matrix, Box]:
    """How the page is turned for reading, and its edges once turned."""
    left, bottom, right, top = map(float, page.cropbox)
    wide, high = right - left, top - bottom
    match page.rotation % 360:
        case 90:
            return (0.0, -1.0, 1.0, 0.0, -bottom, right), (0.0, 0.0, high, wide)
        case 180:
            return (-1.0, 0.0, 0.0, -1.0, right, top), (0.0, 0.0, wide, high)
        case 270:
            return (0.0, 1.0, -1.0, 0.0, top, -left), (0.0, 0.0, high, wide)
    return IDENTITY, (left, bottom, right, top)


def _matrix(numbers: Any) -> Matrix:
    values = [float(number) for number in numbers]
    return tuple(values) if len(values) == 6 else IDENTITY  # type: ignore[return-value]


def _looked_up(resources: Any, sort: str, operands: Any) -> Any:
    """A named resource, or None."""
    holder = resources.get_object().get(sort) if resources is not None else None
    if holder is None or not operands:
        return None
    found = holder.get_object().get(operands[0])
    return None if found is None else found.get_object()


def _is_bold(font: Any) -> bool:
    name = str((font or {}).get("/BaseFont", "")).lower()
    return any(word in name for word in _BOLD)


def _parted(contents: Any, page: PageObject) -> ContentStream:
    stream = ContentStream(contents.get_object(), page.pdf, "bytes")
    parted: list[Any] = []
    for operands, operator in stream.operations:
        if operator in _PARTED:
            parted.append(_PART)
        if operator == b"TJ" and operands and isinstance(operands[0], list):
            parted += _parted_at_gaps(operands[0])
        else:
            parted.append((operands, operator))
    stream.operations = parted
    return stream


def _parted_at_gaps(shown: list[Any]) -> list[Any]:
    """One showing of text in several, where it leaves a gap as wide as between columns."""
    runs: list[list[Any]] = [[]]
    for one in shown:
        runs[-1].append(one)
        if isinstance(one, int | float) and one <= _COLUMN_GAP:
            runs.append([])
    steps = [([ArrayObject(run)], b"TJ") for run in runs if run]
    return [step for at, one in enumerate(steps) for step in ([_PART, one] if at else [one])]


def _part_forms(holder: DictionaryObject, page: PageObject, done: dict[int, ContentStream], depth: int) -> None:
    """Does the same with the forms a page draws, each once."""
    resources = holder.get("/Resources")
    forms = resources.get_object().get("/XObject") if resources is not None else None
    if forms is None or depth > _DEEPEST:
        return
    forms = forms.get_object()
    for name in list(forms):
        form = forms[name].get_object()
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form" or isinstance(form, ContentStream):
            continue
        if id(form) not in done:
            done[id(form)] = _parted(form, page)
            done[id(form)].update({key: form.raw_get(key) for key in form if key not in ("/Length", "/Filter")})
            _part_forms(form, page, done, depth + 1)
        forms[NameObject(name)] = done[id(form)]
