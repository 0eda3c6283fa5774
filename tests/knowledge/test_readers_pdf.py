"""How is a PDF read: pages, headings by their looks, tables, margins, and what nobody can see?"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from assistant.errors import DocumentRefused
from assistant.knowledge.readers import refusals
from assistant.knowledge.readers.parsed import Parsed
from assistant.knowledge.readers.reading import read

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=6)
HEADING = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=8, spaceAfter=4)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=24)
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def a_pdf(flowables: list[Flowable], on_page: Callable = lambda canvas, document: None) -> bytes:
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(flowables, onFirstPage=on_page, onLaterPages=on_page)
    return out.getvalue()


def drawn(draw: Callable[[Canvas], None], pages: int = 1) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for _ in range(pages):
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def told(parsed: Parsed) -> list[tuple[str, str, tuple[str, ...], int | None]]:
    return [(block.kind, block.text, block.heading, block.page) for block in parsed.blocks]


def texts(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks]


def a_picture() -> ImageReader:
    return ImageReader(Image.new("RGB", (40, 40), (200, 200, 200)))


def test_headings_pages_lists_and_margins_are_told_apart():
    def margins(canvas: Canvas, document) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 810, "Ljungsjö Mejeri AB | Intern")
        canvas.drawString(500, 30, f"Sida {document.page} (2)")

    points = ListFlowable([Paragraph("Ring jouren.", BODY), Paragraph("Öppna loggen.", BODY)], bulletType="bullet")
    parsed = read(
        a_pdf(
            [
                Paragraph("Återkallelserutin", TITLE),
                Paragraph("Version: 4.0", BODY),
                Paragraph("§ 1 Beslut", HEADING),
                Paragraph("Beslut fattas av kvalitetschefen. " * 6, BODY),
                points,
                PageBreak(),
                Paragraph("§ 2 Fäst inlägg", HEADING),
                Paragraph("Återkallelseinlägget ligger fäst i 14 dagar.", BODY),
            ],
            margins,
        ),
        "a.pdf",
    )
    assert parsed.title == "Återkallelserutin"
    assert told(parsed) == [
        ("header", "Ljungsjö Mejeri AB | Intern", (), 1),
        ("heading", "Återkallelserutin", ("Återkallelserutin",), 1),
        ("paragraph", "Version: 4.0", (), 1),
        ("heading", "§ 1 Beslut", ("§ 1 Beslut",), 1),
        ("paragraph", ("Beslut fattas av kvalitetschefen. " * 6).strip(), ("§ 1 Beslut",), 1),
        ("item", "Ring jouren.", ("§ 1 Beslut",), 1),
        ("item", "Öppna loggen.", ("§ 1 Beslut",), 1),
        ("heading", "§ 2 Fäst inlägg", ("§ 2 Fäst inlägg",), 2),
        ("paragraph", "Återkallelseinlägget ligger fäst i 14 dagar.", ("§ 2 Fäst inlägg",), 2),
    ]


def test_a_ruled_table_keeps_each_row_together_with_its_column_names_over_pages():
    def cell(text: str) -> Paragraph:
        return Paragraph(text, BODY)

    rows = [[cell("<b>Jour</b>"), cell("<b>Telefon</b>"), cell("<b>Larmas vid</b>")]]
    rows += [
        [cell(f"Jour {at}"), cell("070-174 06 50"), cell("Allt som händer dygnet runt i Ljungsjö och Hovaby")]
        for at in range(30)
    ]
    table = Table(rows, colWidths=[90, 90, 150], style=GRID)
    parsed = read(a_pdf([Paragraph("§ 1 Journummer", HEADING), Spacer(1, 6), table]), "jour.pdf")
    assert texts(parsed)[1:] == [
        f"Jour: Jour {at} | Telefon: 070-174 06 50 | Larmas vid: Allt som händer dygnet runt i Ljungsjö och Hovaby"
        for at in range(30)
    ]
    assert {block.heading for block in parsed.blocks} == {("§ 1 Journummer",)}
    assert {block.page for block in parsed.blocks} == {1, 2}


def test_columns_without_rules_are_rows_too():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 740, "Jouren nås så här, och listan gäller för hela företaget under året.")
        for y, row in zip(
            (700, 680, 660),
            (
                ("Funktion", "Nummer", "Tid"),
                ("Kommunikationsjour", "070-174 06 50", "dygnet runt"),
                ("Kvalitetsjour", "0980-319 222", "vardagar"),
            ),
            strict=True,
        ):
            canvas.setFont("Helvetica-Bold" if y == 700 else "Helvetica", 11)
            for x, text in zip((72, 220, 340), row, strict=True):
                canvas.drawString(x, y, text)
        canvas.drawString(72, 600, "Efter tabellen kommer vanlig text som fyller raden ända ut till kanten.")

    assert texts(read(drawn(draw), "a.pdf")) == [
        "Jouren nås så här, och listan gäller för hela företaget under året.",
        "Funktion: Kommunikationsjour | Nummer: 070-174 06 50 | Tid: dygnet runt",
        "Funktion: Kvalitetsjour | Nummer: 0980-319 222 | Tid: vardagar",
        "Efter tabellen kommer vanlig text som fyller raden ända ut till kanten.",
    ]


def test_two_columns_of_running_text_are_read_one_after_the_other():
    def draw(canvas: Canvas) -> None:
        for x, word in ((72, "Vänster"), (320, "Höger")):
            for at in range(6):
                canvas.drawString(x, 740 - 14 * at, f"{word} spalt rad {at} med löpande text")

    parsed = read(drawn(draw), "a.pdf")
    joined = " ".join(texts(parsed))
    assert joined.index("Vänster spalt rad 5") < joined.index("Höger spalt rad 0")


def test_words_parted_at_the_end_of_a_line_are_whole_again():
    lines = (
        "I en kris gäller att krislednings-",
        "gruppen samlas. Skriv till sociala medier-",
        "ansvarig och till it-",
        "jouren, ring 070-",
        "174 06 50 och läs krisplan- och",
        "övningsdokumenten. En sociala medier-ansvarig svarar.",
    )

    def draw(canvas: Canvas) -> None:
        for at, line in enumerate(lines):
            canvas.drawString(72, 740 - 14 * at, line)

    assert texts(read(drawn(draw), "a.pdf")) == [
        "I en kris gäller att krisledningsgruppen samlas. Skriv till sociala medier-ansvarig och till it-jouren, "
        "ring 070-174 06 50 och läs krisplan- och övningsdokumenten. En sociala medier-ansvarig svarar."
    ]


def test_a_sentence_goes_on_over_a_page_break():
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(72, 100, "Kommunikationschefen beslutar tillsammans med")
    canvas.showPage()
    canvas.drawString(72, 740, "chefsjuristen om varje svar.")
    canvas.save()
    assert told(read(out.getvalue(), "a.pdf")) == [
        ("paragraph", "Kommunikationschefen beslutar tillsammans med chefsjuristen om varje svar.", (), 1)
    ]


def test_the_files_own_outline_names_headings_that_look_like_text():
    def draw(canvas: Canvas) -> None:
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("Larmkedjan", "a", 0)
        canvas.drawString(72, 740, "Larmkedjan")
        canvas.drawString(72, 700, "Den som ser något ringer jouren direkt, dygnet runt, och väntar inte.")

    parsed = read(drawn(draw), "a.pdf")
    assert parsed.title == "Larmkedjan"
    assert [block.kind for block in parsed.blocks] == ["heading", "paragraph"]


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 600, "HEMLIGT")


def white_in_a_sentence(canvas: Canvas) -> None:
    paragraph = Paragraph('Synligt <font color="white">HEMLIGT</font> igen', BODY)
    paragraph.wrapOn(canvas, 400, 100)
    paragraph.drawOn(canvas, 72, 600)


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 600, "HEMLIGT")


def shrunk(canvas: Canvas) -> None:
    canvas.scale(0.05, 0.05)
    canvas.drawString(2000, 9000, "HEMLIGT")


def off_page(canvas: Canvas) -> None:
    canvas.drawString(72, -200, "HEMLIGT")


def off_to_the_left(canvas: Canvas) -> None:
    canvas.drawString(-900, 600, "HEMLIGT")


def invisible_mode(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textLine("HEMLIGT")
    canvas.drawText(text)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(72, 600, "HEMLIGT")


def in_a_form(canvas: Canvas) -> None:
    if not canvas.hasForm("ruta"):
        canvas.beginForm("ruta")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(0, 0, "I rutan. ")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(80, 0, "HEMLIGT")
        canvas.endForm()
    canvas.translate(72, 600)
    canvas.doForm("ruta")


@pytest.mark.parametrize(
    ("hide", "reason"),
    [
        (white, "vit text"),
        (white_in_a_sentence, "vit text"),
        (tiny, "mycket liten text"),
        (shrunk, "mycket liten text"),
        (off_page, "text utanför sidan"),
        (off_to_the_left, "text utanför sidan"),
        (invisible_mode, "dold text"),
        (transparent, "dold text"),
        (in_a_form, "vit text"),
    ],
)
def test_text_that_cannot_be_seen_is_told_with_its_page_and_not_indexed(hide: Callable, reason: str):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Synlig text på sidan.")
        hide(canvas)

    parsed = read(drawn(draw), "a.pdf")
    assert "HEMLIGT" not in " ".join(texts(parsed))
    assert texts(parsed)[0] == "Synlig text på sidan."
    assert f"Används inte ({reason}): ”HEMLIGT” på sidan 1." in [notice.sv for notice in parsed.notices]


def test_layers_that_are_switched_off_are_hidden_text():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Synlig text på sidan.")
        canvas._code.append("/OC /L0 BDC")
        canvas.drawString(72, 600, "HEMLIGT")
        canvas._code.append("EMC")
        canvas._code.append("/OC /L1 BDC")
        canvas.drawString(72, 500, "Även detta syns.")
        canvas._code.append("EMC")

    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(drawn(draw)))), BytesIO()
    layers = [
        writer._add_object(
            DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("lager")})
        )
        for _ in range(2)
    ]
    off = DictionaryObject({NameObject("/OFF"): ArrayObject(layers[:1])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject(layers), NameObject("/D"): off}
    )
    writer.pages[0]["/Resources"].get_object()[NameObject("/Properties")] = DictionaryObject(
        {NameObject(f"/L{at}"): layer for at, layer in enumerate(layers)}
    )
    writer.write(out)
    parsed = read(out.getvalue(), "a.pdf")
    assert texts(parsed) == ["Synlig text på sidan.", "Även detta syns."]
    assert [notice.sv for notice in parsed.notices] == ["Används inte (dold text): ”HEMLIGT” på sidan 1."]


def test_the_rest_of_a_sentence_with_hidden_words_is_kept():
    assert texts(read(drawn(white_in_a_sentence), "a.pdf")) == ["Synligt igen"]
    parsed = read(drawn(in_a_form), "a.pdf")
    assert texts(parsed) == ["I rutan."]


def test_white_text_on_a_dark_ground_is_ordinary_text():
    style = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("BACKGROUND", (0, 0), (-1, 0), colors.darkgreen),
            ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ]
    )
    parsed = read(a_pdf([Table([["Roll", "Ersättare"], ["VD", "Ekonomidirektör"]], style=style)]), "a.pdf")
    assert texts(parsed) == ["Roll: VD | Ersättare: Ekonomidirektör"]
    assert parsed.notices == ()


def test_pages_without_text_are_told_and_a_file_without_any_is_refused_with_advice():
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(a_picture(), 0, 0, *A4)

    with pytest.raises(DocumentRefused) as refused:
        read(drawn(scan, pages=2), "skannad.pdf")
    assert refused.value.said == refusals.SCANNED
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for page in range(1, 5):
        if page == 2:
            canvas.drawString(72, 700, "Text på sidan två.")
        else:
            scan(canvas)
        canvas.showPage()
    canvas.save()
    parsed = read(out.getvalue(), "delvis.pdf")
    assert [notice.sv for notice in parsed.notices] == ["Ingen text på sidorna 1, 3–4 (skannad?)."]
    assert [notice.en for notice in parsed.notices] == ["No text on pages 1, 3–4 (scanned?)."]
    assert parsed.blocks[0].page == 2


def test_a_scan_with_recognised_text_is_read_and_marked_as_such():
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(a_picture(), 0, 0, *A4)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textLine("Första svar inom 30 minuter.")
        canvas.drawText(text)

    parsed = read(drawn(draw), "a.pdf")
    assert texts(parsed) == ["Första svar inom 30 minuter."]
    assert "textigenkänning" in parsed.notices[0].sv


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_as_a_person_holds_them(turn: int):
    plain = a_pdf([Paragraph("§ 1 Beslut", HEADING), Table([["Roll", "Namn"], ["VD", "Ek"]], style=GRID)])
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(plain))), BytesIO()
    writer.pages[0].rotate(turn)
    writer.pages[0].transfer_rotation_to_content()
    writer.pages[0].rotate(360 - turn)
    writer.write(out)
    assert told(read(out.getvalue(), "a.pdf")) == told(read(plain, "a.pdf"))


def test_notes_and_attachments_are_told():
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(a_pdf([Paragraph("Text.", BODY)])))), BytesIO()
    writer.add_annotation(0, Text(text="HEMLIGT", rect=(50, 50, 100, 100)))
    writer.add_attachment("hemligt.txt", b"HEMLIGT")
    writer.write(out)
    parsed = read(out.getvalue(), "a.pdf")
    assert texts(parsed) == ["Text."]
    assert len(parsed.notices) == 2 and "HEMLIGT" not in str(parsed)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_to_open_is_refused_and_a_password_to_change_is_not(algorithm: str):
    def locked(user: str) -> bytes:
        writer, out = PdfWriter(clone_from=PdfReader(BytesIO(a_pdf([Paragraph("Text.", BODY)])))), BytesIO()
        writer.encrypt(user, "owner", algorithm=algorithm)
        writer.write(out)
        return out.getvalue()

    assert texts(read(locked(""), "a.pdf")) == ["Text."]
    with pytest.raises(DocumentRefused) as refused:
        read(locked("hemligt"), "a.pdf")
    assert refused.value.said == refusals.ENCRYPTED


def test_page_trees_that_bite_their_tail_are_refused():
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(a_pdf([Paragraph("Text.", BODY)])))), BytesIO()
    pages = writer._root_object["/Pages"]
    pages["/Kids"].append(pages.indirect_reference)
    writer.write(out)
    with pytest.raises(DocumentRefused) as refused:
        read(out.getvalue(), "a.pdf")
    assert refused.value.said == refusals.DAMAGED


def test_the_demo_companys_pdfs_lose_no_word_but_their_page_numbers():
    folder = Path(__file__).parents[2] / "knowledge" / "demo"
    for file in sorted(folder.rglob("*.pdf")):
        pages = PdfReader(file).pages
        seen = {word.strip(":|–•") for page in pages for word in page.extract_text().split()}
        blocks = read(file.read_bytes(), file.name).blocks
        kept = {word.strip(":|–•") for block in blocks for word in block.text.split()}
        lost = {word for word in seen - kept if not any(word.lstrip("–•") == other for other in kept)}
        assert lost <= {"Sida", *map(str, range(1, len(pages) + 1)), "Dokumentuppgift", "Värde", ""}, file.name
