"""What kind of file is this, judged by its content? The name only helps between kinds of plain text."""

import re
from pathlib import PurePath

from assistant.knowledge.readers.parsed import FILE_KINDS, FileKind
from assistant.knowledge.readers.refusals import ENCRYPTED, IMAGE, OLD_OFFICE, RICH_TEXT, UNKNOWN, Refusal
from assistant.language import Said

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF", b"\x00\x00\x01\x00")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SUFFIXES: dict[str, FileKind] = {"markdown": "md", "htm": "html", "xhtml": "html", "text": "txt"}
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_HTML_TAG = re.compile(r"</(?:p|div|h[1-6]|table|ul|ol|li|section|article|body)\s*>", re.I)
_OTHER_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|svg|rss|feed)\b", re.I)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S.*|\|? ?:?-{3,}:? ?\|.*|```.*)$", re.M)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 64 << 10


def binary_kind(content: bytes) -> FileKind | None:
    """pdf, or None for text and packages; raises Refusal for known formats that are not read."""
    if b"%PDF-" in content[:1024] and (content.lstrip()[:5] == b"%PDF-" or b"\x00" in content or b" obj" in content):
        return "pdf"
    if content.startswith(_OLE):
        raise Refusal(ENCRYPTED if _OLE_ENCRYPTED in content else OLD_OFFICE)
    if content.startswith(b"{\\rtf"):
        raise Refusal(RICH_TEXT)
    if content.startswith(_IMAGES) and b"\x00" in content[:4096]:
        raise Refusal(IMAGE)
    return None


def decoded(content: bytes) -> str:
    """The text of a plain file: byte order mark, then UTF-8, then Windows-1252; never a guess beyond that."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _sane(_decode(content[len(mark) :], encoding))
    try:
        return _sane(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _sane(_decode(content, "cp1252"))


def text_kind(text: str, name: str) -> FileKind:
    """html, md or txt; raises Refusal for other markup such as XML."""
    suffix, head = _suffix(name), text[:_LOOKED_AT]
    if _HTML_START.match(head) or (suffix == "html" and _HTML_TAG.search(head)):
        return "html"
    if suffix not in ("md", "txt") and head.lstrip().startswith("<") and _HTML_TAG.search(head):
        return "html"
    if _OTHER_MARKUP.match(head):
        raise Refusal(UNKNOWN)
    if suffix == "md" or (suffix != "txt" and _MARKDOWN.search(head)):
        return "md"
    return "md" if len(_MARKDOWN.findall(head)) > 2 else "txt"


def misnamed(kind: FileKind, name: str) -> Said | None:
    """A notice when the ending promises something else than the content is."""
    suffix = _suffix(name)
    if suffix == kind or suffix not in FILE_KINDS or {suffix, kind} == {"md", "txt"}:
        return None
    return Said(
        f"Filen heter .{suffix} men innehållet är {kind}; den lästes som {kind}.",
        f"The file is named .{suffix} but its content is {kind}; it was read as {kind}.",
    )


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    return _SUFFIXES.get(suffix, suffix)


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal(UNKNOWN) from None


def _sane(text: str) -> str:
    if _CONTROLS.search(text):
        raise Refusal(UNKNOWN)
    return text
