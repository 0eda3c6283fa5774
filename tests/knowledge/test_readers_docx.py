"""How is a Word document read: in which order, under which headings, and what in it is hidden?"""

import zipfile
from collections.abc import Callable
from io import BytesIO

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from assistant.knowledge.readers.parsed import Parsed
from assistant.knowledge.readers.reading import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def read_docx(document) -> Parsed:
    return read(saved(document), "policy.docx")


def told(parsed: Parsed) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(block.kind, block.text, block.heading) for block in parsed.blocks]


def texts(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks]


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **extra: bytes) -> bytes:
    """The package with its parts changed and others added ("word__footnotes.xml" is word/footnotes.xml)."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in extra.items():
            new.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def filled(table, rows: list[tuple[str, ...]]):
    for row, texts_ in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts_, strict=True):
            cell.text = text
    return table


def test_body_tables_lists_headers_and_headings_come_in_reading_order():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Ljungsjö Mejeri AB\tIntern"
    document.sections[0].footer.paragraphs[0].text = "Version 4.1"
    document.add_section().header.paragraphs[0].text = "Ljungsjö Mejeri AB\tIntern"
    document.add_paragraph("Sociala medier-policy", style="Title")
    document.add_paragraph("Gäller alla.")
    document.add_heading("4. Svarstider", 1)
    filled(document.add_table(3, 2), [("Nivå", "Första svar"), ("3", "30 minuter"), ("4", "20 minuter")])
    document.add_paragraph("Efter tabellen.")
    document.add_heading("4.1 Undantag", 2)
    document.add_paragraph("Ring jouren.", style="List Bullet")
    document.add_paragraph("Öppna loggen.", style="List Number")
    document.add_heading("5. Kanaler", 1)
    document.add_paragraph("Facebook")
    parsed = read_docx(document)
    four = ("4. Svarstider",)
    assert parsed.title == "Sociala medier-policy"
    assert told(parsed) == [
        ("header", "Ljungsjö Mejeri AB Intern", ()),
        ("header", "Version 4.1", ()),
        ("heading", "Sociala medier-policy", ("Sociala medier-policy",)),
        ("paragraph", "Gäller alla.", ()),
        ("heading", "4. Svarstider", four),
        ("row", "Nivå: 3 | Första svar: 30 minuter", four),
        ("row", "Nivå: 4 | Första svar: 20 minuter", four),
        ("paragraph", "Efter tabellen.", four),
        ("heading", "4.1 Undantag", (*four, "4.1 Undantag")),
        ("item", "Ring jouren.", (*four, "4.1 Undantag")),
        ("item", "Öppna loggen.", (*four, "4.1 Undantag")),
        ("heading", "5. Kanaler", ("5. Kanaler",)),
        ("paragraph", "Facebook", ("5. Kanaler",)),
    ]
    assert parsed.notices == ()


def test_headings_are_known_by_swedish_names_outline_levels_and_inheritance():
    document = Document()
    styles = document.styles
    styles["Heading 1"].name = "Rubrik 1"
    own = styles.add_style("Avsnitt", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = styles["Heading 2"]
    outlined = styles.add_style("Egen", WD_STYLE_TYPE.PARAGRAPH)
    outlined.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    for text, style in (("Ett", "Rubrik 1"), ("Två", "Avsnitt"), ("Tre", "Egen")):
        document.add_paragraph(text, style=style)
    document.add_paragraph("Text.")
    assert read_docx(document).blocks[-1].heading == ("Två", "Tre")
    assert read_docx(document).title == "Ett"


def test_without_heading_styles_bold_and_numbered_lines_are_headings():
    document = Document()
    for text, bold in (
        ("Reklamationspolicy", True),
        ("Inledande text om policyn.", False),
        ("3. Ersättning upp till 500 kr", False),
        ("Beslutas av Konsumentkontakt.", False),
        ("Kontakt", True),
        ("0980-319 220", False),
    ):
        document.add_paragraph().add_run(text).bold = bold
    assert [(text, path) for _, text, path in told(read_docx(document))] == [
        ("Reklamationspolicy", ("Reklamationspolicy",)),
        ("Inledande text om policyn.", ()),
        ("3. Ersättning upp till 500 kr", ("3. Ersättning upp till 500 kr",)),
        ("Beslutas av Konsumentkontakt.", ("3. Ersättning upp till 500 kr",)),
        ("Kontakt", ("Kontakt",)),
        ("0980-319 220", ("Kontakt",)),
    ]


def test_automatic_numbers_stand_before_headings_as_the_reader_sees_them():
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="§ %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
            '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in (("Syfte", 1), ("Larm", 1), ("Dag", 2), ("Natt", 2), ("Avslut", 1)):
        properties = document.add_heading(text, level)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level - 1}"/><w:numId w:val="90"/></w:numPr>'))
    assert texts(read_docx(document)) == ["§ 3 Syfte", "§ 4 Larm", "4.a) Dag", "4.b) Natt", "§ 5 Avslut"]


def test_merged_cells_nested_tables_and_document_facts_read_as_rows():
    document = Document()
    document.add_heading("Jour", 1)
    table = filled(document.add_table(3, 3), [("Jour", "Nummer", "Tid"), ("A", "1", "x"), ("", "2", "y")])
    table.cell(1, 0).merge(table.cell(2, 0))
    inner = table.cell(2, 2).add_table(1, 2)
    filled(inner, [("inre", "tabell")])
    filled(document.add_table(3, 2), [("Version", "6.2"), ("Ägare:", "VD"), ("Giltig från", "2026-02-03")])
    filled(document.add_table(2, 3), [("Version", "Ägare", "Status"), ("3.1", "VD", "Godkänd")])
    document.add_table(1, 1).cell(0, 0).text = "Faktaruta i en cell."
    assert [(kind, text) for kind, text, _ in told(read_docx(document))[1:]] == [
        ("row", "Jour: A | Nummer: 1 | Tid: x"),
        ("row", "Jour: A | Nummer: 2 | Tid: y"),
        ("row", "inre | tabell"),
        ("row", "Version: 6.2"),
        ("row", "Ägare: VD"),
        ("row", "Giltig från: 2026-02-03"),
        ("row", "Version: 3.1"),
        ("row", "Ägare: VD"),
        ("row", "Status: Godkänd"),
        ("paragraph", "Faktaruta i en cell."),
    ]


def with_footnote(text: str) -> bytes:
    document = Document()
    document.add_heading("2. Svar", 1)
    run = document.add_paragraph("Svar inom 4 arbetstimmar").add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {W} w:id="2"/>'))
    document.add_paragraph("Nästa stycke.")
    note = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/>'
        f'</w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"

    def change(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            part = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
            return data.replace(b"</Types>", part.encode())
        if name == "word/_rels/document.xml.rels":
            relation = f'<Relationship Id="rId99" Type="{RELATION}/footnotes" Target="footnotes.xml"/></Relationships>'
            return data.replace(b"</Relationships>", relation.encode())
        return data

    return repacked(saved(document), change, **{"word__footnotes.xml": note.encode()})


def test_a_footnote_follows_the_paragraph_it_belongs_to():
    parsed = read(with_footnote("Räknat i bemannad tid."), "a.docx")
    two = ("2. Svar",)
    assert told(parsed) == [
        ("heading", "2. Svar", two),
        ("paragraph", "Svar inom 4 arbetstimmar", two),
        ("note", "Räknat i bemannad tid.", two),
        ("paragraph", "Nästa stycke.", two),
    ]


def test_text_boxes_links_line_breaks_and_raised_figures_are_text():
    document = Document()
    paragraph = document.add_paragraph("Ring")
    paragraph.add_run().add_break()
    paragraph.add_run("jouren.")
    paragraph.add_run("1").font.superscript = True
    link = OxmlElement("w:hyperlink")
    link.append(parse_xml(f"<w:r {W}><w:t>ljungsjo.example</w:t></w:r>"))
    document.add_paragraph("Se ")._p.append(link)
    box = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>I rutan.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    document.add_paragraph("Före rutan.")._p.append(box)
    assert texts(read_docx(document)) == ["Ring\njouren.¹", "Se ljungsjo.example", "Före rutan.", "I rutan."]


def hidden_run(document, text: str, dress: Callable) -> None:
    run = document.add_paragraph("Synligt. ").add_run(text)
    dress(run)


def test_hidden_white_tiny_and_struck_text_is_told_with_its_place_and_not_indexed():
    ways: dict[str, Callable] = {
        "dold text": lambda run: setattr(run.font, "hidden", True),
        "vit text": lambda run: setattr(run.font.color, "rgb", RGBColor(255, 255, 255)),
        "mycket liten text": lambda run: setattr(run.font, "size", Pt(1)),
        "överstruken text": lambda run: setattr(run.font, "strike", True),
    }
    for reason, dress in ways.items():
        document = Document()
        document.add_heading("4. Svarstider", 1)
        document.add_heading("4.1 Nivåer", 2)
        hidden_run(document, "HEMLIGT", dress)
        parsed = read_docx(document)
        assert texts(parsed)[-1] == "Synligt."
        assert [notice.sv for notice in parsed.notices] == [f"Används inte ({reason}): ”HEMLIGT” under ”4.1 Nivåer”."]


def test_hidden_by_style_counts_and_white_on_dark_does_not():
    document = Document()
    document.styles.add_style("Osynlig", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    document.add_paragraph("A ").add_run("HEMLIGT", style="Osynlig")
    table = filled(document.add_table(2, 2), [("", ""), ("3", "30 minuter")])
    for cell, text in zip(table.rows[0].cells, ("Nivå", "Första svar"), strict=True):
        cell.paragraphs[0].add_run(text).font.color.rgb = RGBColor(255, 255, 255)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:fill="1F3864"/>'))
    parsed = read_docx(document)
    assert texts(parsed) == ["A", "Nivå: 3 | Första svar: 30 minuter"]
    assert len(parsed.notices) == 1


def test_tracked_changes_comments_and_picture_descriptions_are_told():
    document = Document()
    paragraph = document.add_paragraph("Svar inom ")
    paragraph._p.append(
        parse_xml(f'<w:del {W} w:id="1" w:author="x"><w:r><w:delText>4 timmar</w:delText></w:r></w:del>')
    )
    paragraph._p.append(parse_xml(f'<w:ins {W} w:id="2" w:author="x"><w:r><w:t>30 minuter</w:t></w:r></w:ins>'))
    document.add_comment(paragraph.runs, text="HEMLIGT i marginalen", author="x")
    parsed = read_docx(document)
    assert texts(parsed) == ["Svar inom 30 minuter"]
    assert [notice.en for notice in parsed.notices] == [
        "Text deleted in tracked changes was left out.",
        "The document has insertions in tracked changes that are not accepted yet; they were included.",
        "Margin comments were left out (1).",
    ]


def test_a_table_of_contents_and_page_numbers_are_not_text():
    document = Document()
    contents = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("4. Svarstider\t3", style=contents)
    footer = document.sections[0].footer.paragraphs[0]
    for part in ("begin", "instr", "separate", "5", "end"):
        run = footer.add_run()._r
        if part == "instr":
            run.append(parse_xml(f'<w:instrText {W} xml:space="preserve"> PAGE </w:instrText>'))
        elif part == "5":
            run.append(parse_xml(f"<w:t {W}>5</w:t>"))
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run.append(mark)
    document.add_heading("4. Svarstider", 1)
    document.add_paragraph("Text.")
    assert texts(read_docx(document)) == ["4. Svarstider", "Text."]
