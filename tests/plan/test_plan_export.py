"""Does the Word file hold the whole plan, lead every number to its source, and open for everyone?"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document as open_docx
from docx.document import Document as WordFile
from lxml import etree

from assistant.knowledge.documents import Citation, Document, Passage
from assistant.language import Language
from assistant.plan.export import as_word_file
from assistant.plan.plan import OpenQuestion, Part, Plan, Remark, Risk, Section, Statement

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def cite(text: str, name: str = "01-policy.md", version: int = 1, language: Language = "sv") -> Citation:
    document = Document(
        id=version, name=name, title="Sociala medier-policy", owner="Kommunikationschef", label="internal",
        status="approved", valid_from=date(2026, 2, 3), valid_until=None, review_on=None, version_id=version,
        version=1, version_label="4.1", kind="md", sha256="0" * 64, added_at=datetime(2026, 2, 3, tzinfo=UTC),
    )  # fmt: skip
    passage = Passage(
        id=f"p{version}", document=document, heading=("Policy", "4. Svarstider"), page=3, start=0, end=len(text),
        text=text, language=language, status="approved",
    )  # fmt: skip
    return Citation(passage, 0, len(text))


def a_plan(language: Language = "sv", text: str = "Nivå 3: första svar inom 30 minuter.") -> Plan:
    first, second = cite(text), cite("Kontaktytan är öppen kl. 8–17.", "05-reklamation.docx", 2)
    english = cite("Consumer care is open 7 to 22.", "16-voice.md", 3, "en")
    question = OpenQuestion("Larmlista", "Vem ringer vi? Det står inte i underlaget.", "VD", "Minuter räknas.", None)
    sections = (
        Section("A4", 1, "Riskregister", "details_missing", "Förslag.", risks=(
            Risk("Felmärkning, allergen saknas", "Produktsäkerhet", 3, 5, 15, "Aktiv plan", "Returer", (first,)),
            Risk("Kapat konto", "Kapat konto", 3, 4, 12, "Aktiv plan", "Okända inlägg", ()),
        )),
        Section("B6", 2, "Kundklagomål", "draft", "Dokumenten svarar på 1 av 4.", statements=(
            Statement("Svarstid", text, (first,), "policy"),
            Statement("Svarstid", second.text, (second,), "policy", stale=True),
            Statement("Svarstid", english.text, (english, first), "policy"),
        ), conflicts=(Remark("Öppettider", "Gällande dokument säger olika.", (second, english)),),
           outdated=(Remark("Svarstid", "Krisplan 2023: utgånget – används inte.", (cite("4 timmar", "15.md", 9),)),)),
        Section("C2", 3, "Larmlista", "details_missing", "Inget.", open_questions=(question,)),
        Section("D1", 4, "Efterhandsgranskning", "not_started"),
    )  # fmt: skip
    return Plan(
        1, 2, language, "Ljungsjö Mejeri AB", "livsmedel", "finished", datetime(2026, 11, 23, tzinfo=UTC),
        "Anna Berg", "template", (Part(1, "Risker"), Part(2, "Mål"), Part(3, "Processer"), Part(4, "Övning")), sections,
    )  # fmt: skip


def read(plan: Plan) -> WordFile:
    return open_docx(BytesIO(as_word_file(plan, "Utan språkmodell: utdrag och mallar.\n\nAndra stycket.")))


def all_text(word: WordFile) -> str:
    return "\n".join(node.text or "" for node in word.element.body.iter(f"{W}t"))


def marks_and_links(word: WordFile) -> tuple[list[str], set[str]]:
    marks = [node.get(f"{W}name") for node in word.element.body.iter(f"{W}bookmarkStart")]
    links = {node.get(f"{W}anchor") for node in word.element.body.iter(f"{W}hyperlink")}
    return marks, links


def test_the_cover_says_that_nobody_has_approved_it_and_how_it_was_made() -> None:
    text = all_text(read(a_plan()))
    for words in ("UTKAST – EJ GODKÄND", "Ljungsjö Mejeri AB", "Version: 2", "2026-11-23", "Anna Berg"):
        assert words in text
    assert "Utan språkmodell: utdrag och mallar." in text
    assert "DRAFT – NOT APPROVED" in all_text(read(a_plan("en")))


def test_the_parts_and_sections_are_headings_that_can_be_navigated() -> None:
    headings = [(p.style.name, p.text) for p in read(a_plan()).paragraphs if p.style.name.startswith("Heading")]
    assert ("Heading 1", "1 Risker") in headings and ("Heading 1", "3 Processer") in headings
    assert ("Heading 2", "B6 Kundklagomål") in headings and ("Heading 3", "Svarstid") in headings
    assert not any(text == "D1 Efterhandsgranskning" for _, text in headings)


def test_every_number_and_link_leads_to_one_place() -> None:
    word = read(a_plan())
    marks, links = marks_and_links(word)
    assert links and links <= set(marks)
    assert len(marks) == len(set(marks))
    numbers = set(re.findall(r"\[(\d+)\]", all_text(word)))
    assert numbers == {mark.removeprefix("source_") for mark in marks if mark.startswith("source_")}


def test_the_source_list_names_document_section_page_version_and_date() -> None:
    rows = [[cell.text for cell in row.cells] for row in read(a_plan()).tables[-1].rows]
    assert rows[0] == ["Nr", "Dokument", "Avsnitt", "Sida", "Version", "Gäller från"]
    assert rows[1] == ["1", "Sociala medier-policy (01-policy.md)", "4. Svarstider", "3", "4.1", "2026-02-03"]
    assert len(rows) == 4


def test_an_expired_document_is_named_but_is_no_source() -> None:
    word = read(a_plan())
    assert "Krisplan 2023: utgånget – används inte." in all_text(word)
    assert not any("15.md" in cell.text for row in word.tables[-1].rows for cell in row.cells)


def test_a_statement_whose_source_is_gone_is_marked() -> None:
    assert "källan gäller inte längre" in all_text(read(a_plan()))


def test_risks_carry_their_score_and_the_company_s_own_history() -> None:
    rows = [[cell.text for cell in row.cells] for row in read(a_plan()).tables[1].rows]
    assert rows[1][:5] == ["Felmärkning, allergen saknas – har hänt hos er [1]", "Produktsäkerhet", "3", "5", "15"]
    assert rows[2][0] == "Kapat konto"


def test_rows_of_a_table_become_a_table_again() -> None:
    plan = a_plan(text="Minut: 5 | Steg: Larma: ring | Roll: Jour")
    table = next(table for table in read(plan).tables if table.rows[0].cells[0].text == "Minut")
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["Minut", "Steg", "Roll", "Källa"], ["5", "Larma: ring", "Jour", "[1]"]]


def test_an_unfinished_plan_says_how_much_is_missing() -> None:
    assert "OFÄRDIGT: 3 av 4 avsnitt är klara" in all_text(read(replace(a_plan(), state="stopped")))


@pytest.mark.parametrize(("language", "locale"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_screen_readers_are_told_the_language_and_the_table_heads(language: Language, locale: str) -> None:
    data = as_word_file(a_plan(language), "x")
    styles = etree.fromstring(ZipFile(BytesIO(data)).read("word/styles.xml"))
    assert styles.find(f"{W}docDefaults//{W}lang").get(f"{W}val") == locale
    word = open_docx(BytesIO(data))
    assert word.core_properties.language == locale and word.core_properties.title
    assert all(table.rows[0]._tr.find(f".//{W}tblHeader") is not None for table in word.tables)
    other = {"sv": "en-GB", "en": "sv-SE"}[language]
    assert other in {node.get(f"{W}val") for node in word.element.body.iter(f"{W}lang")}


@pytest.mark.parametrize(
    "start", ["=cmd|' /C calc'!A0", "+46", "-1", "@SUM(A1)", "\x00\x0bned", "\u202eexe.txt", "\ud800x"]
)
def test_strange_text_from_documents_stays_text(start: str) -> None:
    word = read(a_plan(text=f"{start} <w:p>&amp; ${{x}} {{y}}"))
    shown = all_text(word)
    assert "<w:p>&amp; ${x} {y}" in shown
    assert not re.search(r"[\x00-\x08\x0b\x0c\u202e\ud800]", shown)
