"""With which colour is a PDF page drawn at the moment, and which lines and areas has it got so far?"""

from dataclasses import dataclass
from typing import Any

_WHITE = 0.94
_THIN = 2.5
_INVISIBLE_MODES = (3, 7)
_FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
_STROKES = {b"S", b"s", b"B", b"B*", b"b", b"b*"}
_MOST = 4000

Colour = tuple[float, ...]
Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Rule:
    """A straight line, level or upright: at `at`, from `start` to `end` along the other axis."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class _State:
    colour: Colour = (0.0,)
    plain: bool = True
    mode: int = 0
    clear: bool = False


class Paint:
    """Follows the drawing operators."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.areas: list[tuple[Area, Colour]] = []
        self.pictures: list[Area] = []
        self._state = _State()
        self._saved: list[_State] = []
        self._boxes: list[Area] = []
        self._lines: list[tuple[float, float, float, float]] = []
        self._pen: tuple[float, float] = (0.0, 0.0)

    @property
    def is_white(self) -> bool:
        return self._state.plain and _is_white(self._state.colour)

    @property
    def is_invisible(self) -> bool:
        return self._state.mode in _INVISIBLE_MODES or self._state.clear

    @property
    def has_picture(self) -> bool:
        return bool(self.pictures)

    def is_coloured(self, x: float, y: float) -> bool:
        """Whether the spot lies on a picture or an area that is not white."""
        return any(_holds(area, x, y) for area in self.pictures) or self.colour_at(x, y) is not None

    def colour_at(self, x: float, y: float) -> Colour | None:
        """The colour of the uppermost area there; None on bare or white paper."""
        for area, colour in reversed(self.areas):
            if _holds(area, x, y):
                return None if _is_white(colour) else colour
        return None

    def operator(self, name: bytes, operands: Any, matrix: Any, resources: Any) -> None:
        numbers = [float(one) for one in operands if isinstance(one, int | float)]
        if name in (b"q", b"Q"):
            self._save_or_restore(name)
        elif name in (b"g", b"rg", b"k", b"sc", b"scn", b"cs", b"Tr", b"gs"):
            self._set(name, numbers, operands, resources)
        elif name in (b"re", b"m", b"l", b"h"):
            self._draw(name, numbers, matrix)
        elif name in _FILLS or name in _STROKES or name == b"n":
            self._finish(name)

    def enter(self) -> None:
        """A form is drawn: what it sets ends with it."""
        self._saved.append(self._state)

    def leave(self) -> None:
        self._save_or_restore(b"Q")

    def picture(self, matrix: Any) -> None:
        self.pictures.append(_box((0, 0, 1, 1), matrix))

    def _save_or_restore(self, name: bytes) -> None:
        if name == b"q":
            self._saved.append(self._state)
        elif self._saved:
            self._state = self._saved.pop()

    def _set(self, name: bytes, numbers: list[float], operands: Any, resources: Any) -> None:
        was = self._state
        if name == b"Tr" and numbers:
            self._state = _State(was.colour, was.plain, int(numbers[0]), was.clear)
        elif name == b"gs":
            self._state = _State(was.colour, was.plain, was.mode, _is_clear(operands, resources, was.clear))
        elif name == b"cs":
            plain = bool(operands) and str(operands[0]) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK")
            self._state = _State((0.0,), plain, was.mode, was.clear)
        elif name in (b"sc", b"scn"):
            plain = was.plain or len(numbers) == 3
            self._state = _State(tuple(numbers), plain, was.mode, was.clear)
        elif numbers:
            self._state = _State(tuple(numbers), True, was.mode, was.clear)

    def _draw(self, name: bytes, numbers: list[float], matrix: Any) -> None:
        if len(self._boxes) + len(self._lines) > _MOST:
            return
        if name == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            self._boxes.append(_box((x, y, x + width, y + height), matrix))
        elif name in (b"m", b"l") and len(numbers) == 2:
            spot = _spot(numbers[0], numbers[1], matrix)
            if name == b"l":
                self._lines.append((*self._pen, *spot))
            self._pen = spot

    def _finish(self, name: bytes) -> None:
        if len(self.rules) + len(self.areas) < _MOST:
            if name in _FILLS:
                self._fill()
            if name in _STROKES:
                self._stroke()
        self._boxes, self._lines = [], []

    def _fill(self) -> None:
        boxes = list(self._boxes)
        if len(self._lines) > 2:
            xs, ys = [x for line in self._lines for x in line[::2]], [y for line in self._lines for y in line[1::2]]
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
        for box in boxes:
            wide, high = box[2] - box[0], box[3] - box[1]
            if min(wide, high) <= _THIN < max(wide, high):
                self._rule(
                    (box[0], (box[1] + box[3]) / 2, box[2], (box[1] + box[3]) / 2)
                    if wide > high
                    else ((box[0] + box[2]) / 2, box[1], (box[0] + box[2]) / 2, box[3])
                )
            elif self._state.plain:
                self.areas.append((box, self._state.colour))

    def _stroke(self) -> None:
        for line in self._lines:
            self._rule(line)
        for left, bottom, right, top in self._boxes:
            for line in (
                (left, bottom, right, bottom),
                (left, top, right, top),
                (left, bottom, left, top),
                (right, bottom, right, top),
            ):
                self._rule(line)

    def _rule(self, line: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = line
        if abs(y1 - y0) < 1 < abs(x1 - x0):
            self.rules.append(Rule(True, y0, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) < 1 < abs(y1 - y0):
            self.rules.append(Rule(False, x0, min(y0, y1), max(y0, y1)))


def _is_white(colour: Colour) -> bool:
    if len(colour) == 4:
        return all(one <= 1 - _WHITE for one in colour)
    return bool(colour) and all(one >= _WHITE for one in colour)


def _is_clear(operands: Any, resources: Any, before: bool) -> bool:
    """Whether a graphics state makes filling fully transparent."""
    states = resources.get_object().get("/ExtGState") if resources is not None else None
    state = states.get_object().get(operands[0]) if states is not None and operands else None
    alpha = state.get_object().get("/ca") if state is not None else None
    return before if alpha is None else float(alpha) == 0


def _holds(area: Area, x: float, y: float) -> bool:
    return area[0] - 1 <= x <= area[2] + 1 and area[1] - 1 <= y <= area[3] + 1


def _spot(x: float, y: float, matrix: Any) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _box(corners: Area, matrix: Any) -> Area:
    spots = [_spot(x, y, matrix) for x in corners[::2] for y in corners[1::2]]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return min(xs), min(ys), max(xs), max(ys)
