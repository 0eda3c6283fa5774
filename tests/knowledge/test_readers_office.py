"""How are presentations and workbooks read, and what in them is hidden?"""

from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from assistant.knowledge.readers.parsed import Parsed
from assistant.knowledge.readers.reading import read


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def told(parsed: Parsed) -> list[tuple[str, str, tuple[str, ...], int | None]]:
    return [(block.kind, block.text, block.heading, block.page) for block in parsed.blocks]


def test_slides_are_read_one_by_one_with_tables_and_notes():
    show = Presentation()
    opening = show.slides.add_slide(show.slide_layouts[0])
    opening.shapes.title.text = "Krisövning våren"
    opening.placeholders[1].text = "Ljungsjö Mejeri AB"
    points = show.slides.add_slide(show.slide_layouts[1])
    points.shapes.title.text = "Larmvägar"
    points.placeholders[1].text_frame.text = "Ring jouren inom 5 minuter"
    points.notes_slide.notes_text_frame.text = "Påminn om ersättaren."
    times = show.slides.add_slide(show.slide_layouts[5])
    times.shapes.title.text = "Tider"
    table = times.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(5), Inches(2)).table
    for at, row in enumerate([("Nivå", "Första svar"), ("3", "30 minuter"), ("4", "20 minuter")]):
        table.cell(at, 0).text, table.cell(at, 1).text = row
    group = times.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "I en grupp"
    show.slides.add_slide(show.slide_layouts[6])
    parsed = read(saved(show), "övning.pptx")
    assert parsed.title == "Krisövning våren"
    assert told(parsed) == [
        ("heading", "Krisövning våren", ("Krisövning våren",), 1),
        ("paragraph", "Ljungsjö Mejeri AB", (), 1),
        ("heading", "Larmvägar", ("Larmvägar",), 2),
        ("item", "Ring jouren inom 5 minuter", ("Larmvägar",), 2),
        ("note", "Påminn om ersättaren.", ("Larmvägar",), 2),
        ("heading", "Tider", ("Tider",), 3),
        ("row", "Nivå: 3 | Första svar: 30 minuter", ("Tider",), 3),
        ("row", "Nivå: 4 | Första svar: 20 minuter", ("Tider",), 3),
        ("paragraph", "I en grupp", ("Tider",), 3),
    ]
    assert [notice.sv for notice in parsed.notices] == ["Ingen text på bild 4 (bara bilder?)."]


def test_hidden_slides_and_text_nobody_sees_are_told_and_not_indexed():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Larmvägar"
    frame = slide.placeholders[1].text_frame
    frame.text = "Ring jouren"
    white, tiny = frame.add_paragraph().add_run(), frame.add_paragraph().add_run()
    white.text, white.font.color.rgb = "HEMLIGT vitt", RGBColor(255, 255, 255)
    tiny.text, tiny.font.size = "HEMLIGT litet", Pt(1)
    outside = slide.shapes.add_textbox(Inches(-5), Inches(1), Inches(2), Inches(1))
    outside.text_frame.text = "HEMLIGT utanför"
    unseen = show.slides.add_slide(show.slide_layouts[1])
    unseen.shapes.title.text = "HEMLIGT dolt"
    unseen._element.set("show", "0")
    parsed = read(saved(show), "a.pptx")
    assert "HEMLIGT" not in " ".join(block.text for block in parsed.blocks)
    assert [notice.sv for notice in parsed.notices] == [
        "Används inte (vit text): ”HEMLIGT vitt” på sidan 1.",
        "Används inte (mycket liten text): ”HEMLIGT litet” på sidan 1.",
        "Används inte (text utanför sidan): ”HEMLIGT utanför” på sidan 1.",
        "Används inte (dold bild): ”HEMLIGT dolt” på sidan 2.",
    ]


def test_rows_of_a_workbook_carry_their_column_names_and_values():
    book = Workbook()
    sheet = book.active
    sheet.title = "Jourlista"
    for row in (
        ["Jourlista vecka 12"],
        [],
        ["Funktion", "Nummer", "Från", "Möte", "Andel", "Antal"],
        ["Kommunikationsjour", "070-174 06 50", date(2026, 2, 3), datetime(2026, 2, 3, 9, 30), 0.25, 1234.5],
        ["Kvalitetsjour", "0980-319 222", date(2026, 3, 1), None, 0.5, 3],
        [],
        ["Version", "6.2"],
        ["Ägare", "Kommunikationschef"],
    ):
        sheet.append(row)
    sheet["E4"].number_format = sheet["E5"].number_format = "0 %"
    sheet.merge_cells("A4:A5")
    second = book.create_sheet("Ersättare")
    second.append(["VD", "Ekonomidirektör"])
    parsed = read(saved(book), "jour.xlsx")
    assert parsed.title is None
    assert told(parsed) == [
        ("heading", "Jourlista", ("Jourlista",), 1),
        ("row", "Jourlista vecka 12", ("Jourlista",), 1),
        (
            "row",
            "Funktion: Kommunikationsjour | Nummer: 070-174 06 50 | Från: 2026-02-03 | Möte: 2026-02-03 09:30"
            " | Andel: 25 % | Antal: 1234.5",
            ("Jourlista",),
            1,
        ),
        (
            "row",
            "Funktion: Kommunikationsjour | Nummer: 0980-319 222 | Från: 2026-03-01 | Andel: 50 % | Antal: 3",
            ("Jourlista",),
            1,
        ),
        ("row", "Version: 6.2", ("Jourlista",), 1),
        ("row", "Ägare: Kommunikationschef", ("Jourlista",), 1),
        ("heading", "Ersättare", ("Ersättare",), 2),
        ("row", "VD | Ekonomidirektör", ("Ersättare",), 2),
    ]


def test_hidden_sheets_rows_and_columns_comments_and_unsaved_formulas_are_told():
    book = Workbook()
    sheet = book.active
    for row in (
        ["Roll", "Namn", "Lön", "Ort"],
        ["VD", "Ek", "HEMLIGT a", "Hovaby"],
        ["HEMLIGT b", "x", "y", "z"],
        ["CFO", "Gran", "z", "Ljungsjö"],
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["A2"].comment = Comment("HEMLIGT c", "x")
    sheet["E2"] = "=1+1"
    hidden = book.create_sheet("Dolt")
    hidden["A1"] = "HEMLIGT d"
    hidden.sheet_state = "hidden"
    parsed = read(saved(book), "a.xlsx")
    assert "HEMLIGT" not in " ".join(block.text for block in parsed.blocks)
    assert parsed.blocks[-1].text == "Roll: CFO | Namn: Gran | Ort: Ljungsjö"
    notices = " ".join(notice.sv for notice in parsed.notices)
    assert "Formler utan sparat värde lästes inte (1 st)" in notices
    assert "Kommentarer i celler togs inte med (1 st)" in notices
    assert all(f"HEMLIGT {letter}" in notices for letter in "abd") and "HEMLIGT c" not in notices


def test_a_coloured_cell_far_away_costs_nothing():
    book = Workbook()
    sheet = book.active
    sheet.append(["Roll", "Ersättare", "Telefon"])
    sheet.append(["VD", "Ekonomidirektör", "0980"])
    sheet["XFD1048576"].number_format = "0 %"
    sheet["A1048570"] = "Sist"
    rows = [block.text for block in read(saved(book), "a.xlsx").blocks if block.kind == "row"]
    assert rows == ["Roll: VD | Ersättare: Ekonomidirektör | Telefon: 0980", "Sist"]
