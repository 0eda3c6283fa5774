"""What does one Word paragraph say, and what in it is hidden, deleted, a note or a text box?"""

from dataclasses import dataclass, field

from assistant.knowledge.readers.cleaning import raised
from assistant.knowledge.readers.word_styles import Styles
from assistant.knowledge.readers.word_xml import Element, child, is_on, local_name, tag, value
from assistant.language import Said

_TEXT_FOR = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
_WALKED = {"hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ruby"}
_WALKED |= {"rubyBase", "oMath", "oMathPara"}
_DELETED = {"del", "moveFrom"}
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")


@dataclass
class Line:
    """One paragraph, taken apart."""

    text: str = ""
    hidden: list[tuple[Said, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    deleted: bool = False
    inserted: bool = False
    all_bold: bool = True


class Runs:
    """Reads the runs of one paragraph after the other."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._field = ""
        self._in_code = 0

    def line(self, paragraph: Element, *, shaded: bool) -> Line:
        line = Line()
        self._walk(paragraph, paragraph, line, shaded=shaded or self._styles.is_shaded(paragraph))
        line.all_bold = line.all_bold and bool(line.text.strip())
        return line

    def _walk(self, element: Element, paragraph: Element, line: Line, *, shaded: bool) -> None:
        for one in element:
            name = local_name(one)
            if name == "r":
                self._run(one, paragraph, line, shaded=shaded)
            elif name in _DELETED:
                line.deleted = True
            elif name == "sdt":
                self._control(one, paragraph, line, shaded=shaded)
            elif name == "AlternateContent":
                self._walk(_chosen(one), paragraph, line, shaded=shaded)
            elif name in _WALKED:
                line.inserted = line.inserted or name in ("ins", "moveTo")
                self._walk(one, paragraph, line, shaded=shaded)

    def _control(self, control: Element, paragraph: Element, line: Line, *, shaded: bool) -> None:
        if child(control, "sdtPr", "showingPlcHdr") is None:
            self._walk(control, paragraph, line, shaded=shaded)

    def _run(self, run: Element, paragraph: Element, line: Line, *, shaded: bool) -> None:
        text = "".join(self._piece(one, line) for one in run)
        if not text.strip():
            line.text += text
            return
        if value(child(run, "rPr", "vertAlign")) == "superscript":
            text = raised(text)
        reason = self._styles.reason_unseen(run, paragraph, shaded=shaded)
        if reason:
            line.hidden.append((reason, text))
        else:
            line.text += text
            line.all_bold = line.all_bold and self._styles.is_bold(run, paragraph)

    def _piece(self, one: Element, line: Line) -> str:
        name = local_name(one)
        if name == "fldChar":
            self._mark_field(value(one, "fldCharType"))
        elif name == "instrText":
            self._field += one.text or ""
        elif name == "t":
            return "" if self._is_page_number() else (one.text or "")
        elif name == "br":
            return "\n" if value(one, "type") in (None, "textWrapping") else " "
        elif name in ("footnoteReference", "endnoteReference"):
            line.notes.append((name.removesuffix("Reference"), value(one, "id") or ""))
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            self._drawing(_chosen(one) if name == "AlternateContent" else one, line)
        return _TEXT_FOR.get(name, "")

    def _mark_field(self, mark: str | None) -> None:
        if mark == "begin":
            self._field, self._in_code = "", self._in_code + 1
        elif mark == "end":
            self._field, self._in_code = "", max(self._in_code - 1, 0)

    def _is_page_number(self) -> bool:
        return self._in_code > 0 and self._field.split()[:1] in ([name] for name in _PAGE_FIELDS)

    def _drawing(self, drawing: Element, line: Line) -> None:
        line.boxes += [box for box in drawing.iter(tag("txbxContent")) if not _is_inside_box(box, drawing)]
        for one in drawing.iter():
            if local_name(one) in ("docPr", "cNvPr") and one.get("descr"):
                line.pictures.append(one.get("descr"))


def is_filled(box: Element) -> bool:
    """Whether a text box has a coloured background, so that white text in it can be read."""
    for outer in box.iterancestors():
        name = local_name(outer)
        if name in ("wsp", "shape", "rect", "roundrect"):
            paint = outer.get("fillcolor", "") + "".join(
                color.get("val", "") for color in outer.iter() if local_name(color) in ("srgbClr", "schemeClr")
            )
            return paint.lower() not in ("", "white", "#ffffff", "ffffff", "bg1")
        if name in ("p", "body"):
            break
    return False


def is_deleted_row(row: Element) -> bool:
    return child(row, "trPr", "del") is not None


def is_hidden_row(row: Element) -> bool:
    return bool(is_on(child(row, "trPr", "hidden")))


def _chosen(alternate: Element) -> Element:
    """The new form of a drawing where Word stored two, else the old one."""
    for name in ("mc:Choice", "mc:Fallback"):
        found = alternate.find(tag(name))
        if found is not None and len(found):
            return found
    return alternate


def _is_inside_box(box: Element, drawing: Element) -> bool:
    for outer in box.iterancestors(tag("txbxContent")):
        return drawing in outer.iterancestors()
    return False
