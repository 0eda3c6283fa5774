"""Is this Office file (a zip package) safe to open, and is it a docx, a pptx or an xlsx?"""

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from posixpath import normpath

from lxml import etree

from assistant.knowledge.readers.parsed import FileKind, Limits
from assistant.knowledge.readers.refusals import (
    ARCHIVE,
    DAMAGED,
    EMBEDDED,
    ENCRYPTED,
    MACROS,
    OPEN_DOCUMENT,
    OTHER_OFFICE,
    OUTSIDE,
    TEMPLATE,
    UNSAFE_PACKAGE,
    UNSAFE_XML,
    Refusal,
)
from assistant.language import Said

_FOLDERS: dict[str, FileKind] = {"word": "docx", "ppt": "pptx", "xl": "xlsx"}
_RATIO_COUNTS_FROM = 1 << 20
_ENCRYPTED_FLAG = 0x1
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
_UTF8 = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"II*\x00", b"BM")
_MACRO_PARTS = re.compile(r"vba(?:project|data)|/macrosheets/", re.I)
_OBJECT_PARTS = re.compile(r"/activex/|/embeddings/.*\.(?:bin|ole|docm|xlsm|pptm|exe)$|/oleobject", re.I)
# A printer's own settings, often a property list with a DOCTYPE; no program reads them as part of the document.
_PRINTER = re.compile(r"(?:word|ppt|xl)/printerSettings/printerSettings\d+\.bin")
_ALLOWED_OUTSIDE = ("/hyperlink",)
_OUTSIDE_NAMES = {
    "attachedTemplate": Said("en kopplad dokumentmall", "an attached template"),
    "image": Said("en länkad bild", "a linked image"),
    "externalLinkPath": Said("en annan arbetsbok", "another workbook"),
}


def package_kind(content: bytes, limits: Limits) -> FileKind:
    """Checks the whole package, names first and contents after; raises Refusal."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(entries, len(content), limits)
            kind = _kind(package)
            for entry in entries:
                _check_part(entry.filename, package.read(entry))
            return kind
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Refusal(DAMAGED) from error


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise Refusal(ENCRYPTED)
    total = sum(entry.file_size for entry in entries)
    names = [entry.filename for entry in entries]
    if len(entries) > limits.zip_entries:
        raise _unsafe("för många delar", "too many parts")
    if total > limits.zip_bytes:
        raise _unsafe(f"{total >> 20} MB uppackad", f"{total >> 20} MB when unpacked")
    if total > max(_RATIO_COUNTS_FROM, limits.zip_ratio * size):
        raise _unsafe("orimligt hårt packad", "compressed beyond reason")
    if len({name.casefold() for name in names}) < len(names):
        raise _unsafe("samma del två gånger", "the same part twice")
    if any(_escapes(name) for name in names):
        raise _unsafe("delar med sökvägar utåt", "parts with paths leading out")


def _escapes(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or "\\" in name or ":" in name or normpath(name).startswith("..") or "\x00" in name


def _kind(package: zipfile.ZipFile) -> FileKind:
    names = package.namelist()
    if "mimetype" in names and b"opendocument" in package.read("mimetype")[:200]:
        raise Refusal(OPEN_DOCUMENT)
    if "[Content_Types].xml" not in names:
        raise Refusal(ARCHIVE)
    types = package.read("[Content_Types].xml").lower()
    if b"template.main+xml" in types:
        raise Refusal(TEMPLATE)
    if "xl/workbook.bin" in names or b"purl.oclc.org/ooxml" in _root_relations(package):
        raise Refusal(OTHER_OFFICE)
    for folder, kind in _FOLDERS.items():
        if any(name.startswith(f"{folder}/") for name in names):
            return kind
    raise Refusal(ARCHIVE)


def _root_relations(package: zipfile.ZipFile) -> bytes:
    return package.read("_rels/.rels") if "_rels/.rels" in package.namelist() else b""


def _check_part(name: str, data: bytes) -> None:
    if _MACRO_PARTS.search(name):
        raise Refusal(MACROS)
    if _OBJECT_PARTS.search(name):
        raise Refusal(EMBEDDED)
    if data.startswith(_PICTURES) or name.endswith("/") or _PRINTER.fullmatch(name):
        return
    _check_xml(name, data)
    if name == "[Content_Types].xml" and b"macroenabled" in data.lower():
        raise Refusal(MACROS)
    if name.endswith(".rels"):
        _check_relationships(data)


def _check_xml(name: str, data: bytes) -> None:
    if _FORBIDDEN.search(data):
        raise Refusal(UNSAFE_XML.filled(what="DOCTYPE"))
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:64]:
        raise Refusal(UNSAFE_XML.filled(what="UTF-16"))
    if declared and declared[1].lower() not in _UTF8:
        raise Refusal(UNSAFE_XML.filled(what=declared[1].decode("ascii", "replace")[:20]))


def _check_relationships(data: bytes) -> None:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refusal(DAMAGED) from error
    for relation in root.iter("{*}Relationship"):
        sort = relation.get("Type", "")
        if sort.endswith(("/oleObject", "/control")):
            raise Refusal(EMBEDDED)
        outside = relation.get("TargetMode", "").lower() == "external"
        if outside and not sort.endswith(_ALLOWED_OUTSIDE):
            raise _outside(sort.rpartition("/")[2])


def _outside(sort: str) -> Refusal:
    what = _OUTSIDE_NAMES.get(sort, Said("en extern del", "an external part"))
    return Refusal(Said(OUTSIDE.sv.replace("{what}", what.sv), OUTSIDE.en.replace("{what}", what.en)))


def _unsafe(sv: str, en: str) -> Refusal:
    return Refusal(Said(UNSAFE_PACKAGE.sv.replace("{what}", sv), UNSAFE_PACKAGE.en.replace("{what}", en)))
