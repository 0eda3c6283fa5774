"""Which files are read, by content and not by name, and what happens to the process that reads them?"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import DocumentRefused
from assistant.knowledge.readers import refusals
from assistant.knowledge.readers.parsed import Limits, Parsed
from assistant.knowledge.readers.reading import read, read_path


def texts(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks]


def a_docx(text: str = "Första svar inom 30 minuter.") -> bytes:
    document, out = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def a_pdf(text: str = "Första svar inom 30 minuter.") -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, text)
    canvas.save()
    return out.getvalue()


def a_pdf_that_takes_minutes() -> bytes:
    """2 000 pages that all draw one heavy stream."""
    writer, out = PdfWriter(), BytesIO()
    stream = StreamObject()
    stream.set_data(b"BT /F1 12 Tf 72 700 Td " + b"(abc) Tj 0 -1 Td " * 20_000 + b"ET")
    shared = writer._add_object(stream.flate_encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    for _ in range(2000):
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Contents")] = shared
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def endless() -> bytes:
    return a_pdf_that_takes_minutes()


def test_the_content_decides_and_the_uploader_is_told_when_the_name_says_otherwise():
    parsed = read(a_docx(), "policy.pdf")
    assert parsed.kind == "docx"
    assert texts(parsed) == ["Första svar inom 30 minuter."]
    assert parsed.notices[0].sv == "Filen heter .pdf men innehållet är docx; den lästes som docx."
    assert read(a_pdf(), "policy.docx").kind == "pdf"
    assert read(b"<!DOCTYPE html><html><body><p>Hej</p></body></html>", "policy.txt").kind == "html"
    assert read(b"# Policy\n\nText", "policy").kind == "md"
    assert read(b"# Policy\n\nText", "POLICY.MD").kind == "md"
    assert read(b"Bara text.", "policy.docx").kind == "txt"


def test_a_file_with_the_right_name_gives_no_notice():
    assert read(a_docx(), "policy.docx").notices == ()
    assert read(b"Bara text.", "policy.txt").notices == ()
    assert read(b"<html><body>Hej", "policy.htm").notices == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_swedish_text_survives_every_encoding_that_is_read(encoding: str):
    text = "På nivå 3 ska ett första svar ges inom 30 minuter – dygnet runt."
    assert texts(read(text.encode(encoding), "svar.txt")) == [text]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "tom.md", refusals.EMPTY),
        (b" \n\t\n", "tom.txt", refusals.EMPTY),
        (b"\xef\xbb\xbf", "tom.txt", refusals.NO_TEXT),
        (b"---\n***\n", "tom.md", refusals.NO_TEXT),
        (bytes(range(256)) * 20, "skrap.md", refusals.UNKNOWN),
        (b"hej\0hej", "noll.txt", refusals.UNKNOWN),
        ("nivå 3".encode("utf-16-le"), "utan-bom.txt", refusals.UNKNOWN),
        (b"<?xml version='1.0'?><a>b</a>", "a.xml", refusals.UNKNOWN),
        (b"{\\rtf1 hej}", "a.rtf", refusals.RICH_TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "bild.png", refusals.IMAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "gammal.doc", refusals.OLD_OFFICE),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
            "hemlig.docx",
            refusals.ENCRYPTED,
        ),
        (b"%PDF-1.7\n1 0 obj", "halv.pdf", refusals.DAMAGED),
        (a_docx()[:9000], "halv.docx", refusals.DAMAGED),
        (a_pdf()[:500], "halv.pdf", refusals.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_refused_with_reason_and_next_step(content: bytes, name: str, reason):
    with pytest.raises(DocumentRefused) as refused:
        read(content, name)
    assert refused.value.said == reason
    for language in ("sv", "en"):
        text = refused.value.text(language)
        assert "\n" not in text and text.count(".") >= 2, "one line: reason, then next step"


@pytest.mark.parametrize("name", ["", "..", "a.\0", "a." + "x" * 5000, "å.mö", "a.md\n", "\udcff.txt"])
def test_a_strange_name_changes_nothing(name: str):
    assert texts(read(b"Bara text.", name)) == ["Bara text."]


def test_a_file_over_the_limit_is_refused_before_any_process_starts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(DocumentRefused, match="too large"):
        read(b"x" * 11, "a.txt", limits=Limits(max_bytes=10))


def test_a_path_is_read_once_and_its_bytes_come_back(tmp_path: Path):
    file = tmp_path / "policy.docx"
    file.write_bytes(a_docx())
    content, parsed = read_path(file)
    assert content == file.read_bytes()
    assert parsed.kind == "docx"


def test_a_200_mb_file_is_refused_by_its_size_alone(tmp_path: Path):
    file = tmp_path / "stor.pdf"
    with file.open("wb") as out:
        out.truncate(200 << 20)
    before = psutil.Process().io_counters().read_chars
    with pytest.raises(DocumentRefused) as refused:
        read_path(file)
    assert psutil.Process().io_counters().read_chars - before < 1 << 20
    assert refused.value.text("sv").startswith("Filen är för stor (200 MB; gränsen är 20 MB).")


def test_only_ordinary_files_are_opened(tmp_path: Path):
    os.mkfifo(tmp_path / "rör.txt")
    (tmp_path / "länk.txt").symlink_to("länk.txt")
    for path in (tmp_path, tmp_path / "rör.txt", Path("/dev/zero")):
        with pytest.raises(DocumentRefused, match="not an ordinary file"):
            read_path(path)
    for path in (tmp_path / "länk.txt", tmp_path / "saknas.txt"):
        with pytest.raises(DocumentRefused, match="could not be opened"):
            read_path(path)


@contextmanager
def watched() -> Iterator[list[int]]:
    """Resident sizes of child processes, sampled while the block runs."""
    sizes: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for child in psutil.Process().children(recursive=True):
                try:
                    sizes.append(child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield sizes
    finally:
        done.set()
        watcher.join()


@pytest.mark.process
@pytest.mark.parametrize(
    "limits", [Limits(wall_seconds=1.0), Limits(cpu_seconds=1)], ids=["by the clock", "by its processor time"]
)
def test_a_file_that_never_ends_is_stopped_and_its_process_is_gone(endless: bytes, limits: Limits):
    with watched() as sizes, pytest.raises(DocumentRefused) as refused:
        read(endless, "evig.pdf", limits=limits)
    assert refused.value.said == refusals.TOO_SLOW
    assert sizes and max(sizes) < limits.memory
    assert psutil.Process().children(recursive=True) == []


@pytest.mark.process
def test_others_are_read_while_one_file_hangs(endless: bytes):
    outcome: list[DocumentRefused] = []

    def hang() -> None:
        try:
            read(endless, "evig.pdf", limits=Limits(wall_seconds=4.0))
        except DocumentRefused as refused:
            outcome.append(refused)

    hanging = threading.Thread(target=hang)
    hanging.start()
    while not psutil.Process().children():
        time.sleep(0.01)
    assert texts(read(b"Bara text.", "a.txt")) == ["Bara text."]
    assert hanging.is_alive()
    hanging.join()
    assert outcome[0].said == refusals.TOO_SLOW


@pytest.mark.process
def test_a_reader_whose_program_is_killed_ends_by_itself(endless: bytes, tmp_path: Path):
    file = tmp_path / "evig.pdf"
    file.write_bytes(endless)
    program = (
        "import sys\nfrom pathlib import Path\nfrom assistant.knowledge.readers.parsed import Limits\n"
        "from assistant.knowledge.readers.reading import read_path\n"
        "read_path(Path(sys.argv[1]), limits=Limits(wall_seconds=1.0))"
    )
    parent = psutil.Popen([sys.executable, "-c", program, str(file)], cwd=Path(__file__).parents[2])
    while not (children := parent.children()):
        time.sleep(0.01)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert not psutil.wait_procs(children, timeout=15)[1]


@pytest.mark.process
def test_too_much_text_is_refused_instead_of_filling_the_memory():
    with pytest.raises(DocumentRefused) as refused:
        read(b"ord " * 20_000, "a.txt", limits=Limits(output=10_000))
    assert refused.value.said == refusals.TOO_LONG
    assert psutil.Process().children(recursive=True) == []


@pytest.mark.process
@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('ljungsjo.example', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_the_reader_can_neither_connect_nor_start_programs(attempt: str):
    code = "from assistant.knowledge.readers import child, parsed\nchild.confine(parsed.Limits())\n" + attempt
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert "PermissionError" in run.stderr


@pytest.mark.process
def test_the_reader_writes_no_file(tmp_path: Path):
    code = (
        "import resource\nfrom assistant.knowledge.readers import child, parsed\n"
        "child.parse(b'Bara text.', 'a.txt', parsed.Limits())\n"
        f"file = open({str(tmp_path / 'ut')!r}, 'wb'); file.write(b'x'); file.close()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert "File too large" in run.stderr


def test_the_reader_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.chdir("/")
    assert texts(read(b"Bara text.", "a.txt")) == ["Bara text."]
