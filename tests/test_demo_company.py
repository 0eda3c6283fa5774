"""Does the demo company say what its questions ask for, keep its traps, and come out of its sources unchanged?"""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.table import Table
from pypdf import PdfReader

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "knowledge" / "demo"
SOURCES = ROOT / "knowledge" / "demo-sources"
CASES = ROOT / "evals" / "cases"
FILES = sorted(path for path in DEMO.rglob("*") if path.is_file())
PHONES = {
    "070-174 06 50",
    "070-174 06 55",
    "070-174 06 58",
    "0980-319 220",
    "0980-319 222",
    "08-465 004 90",
}


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


QUESTIONS = cases("demo_qa.jsonl")
ANSWERABLE = [case for case in QUESTIONS if re.match(r"\d", case["source_doc"])]


@cache
def lines_of(path: Path) -> tuple[str, ...]:
    """One heading, paragraph or table row per line; the lines of a PDF as they are drawn."""
    if path.suffix == ".pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".docx":
        blocks = Document(str(path)).iter_inner_content()
        text = "\n".join(_docx_text(block) for block in blocks)
    else:
        text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = BeautifulSoup(text, "lxml").get_text("\n", strip=True)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _docx_text(block) -> str:
    if isinstance(block, Table):
        return "\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows)
    return block.text


def running_text(path: Path) -> str:
    return " ".join(lines_of(path))


def cited(case: dict) -> list[Path]:
    found: list[Path] = []
    for cite in case["source_doc"].split(";"):
        number, month = re.match(r"\s*(\d+)[^;]*?(\d{4}-\d\d)?$", cite).groups()
        found += [path for path in FILES if path.name.startswith(f"{number}-{month or ''}")]
    return found


def test_the_generated_documents_are_what_their_sources_give(tmp_path):
    subprocess.run([sys.executable, SOURCES / "build.py", "--into", tmp_path], check=True, capture_output=True)
    rebuilt = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    kept = {path.relative_to(DEMO): path.read_bytes() for path in FILES if path.suffix in (".pdf", ".docx")}
    assert rebuilt.keys() == kept.keys()
    assert [name for name in kept if kept[name] != rebuilt[name]] == []


def test_there_are_seventeen_numbered_documents_and_the_fourteenth_is_three_reviews():
    numbers = [int(path.name.split("-")[0]) for path in FILES]
    assert sorted(numbers) == sorted([*range(1, 18), 14, 14])
    assert {path.suffix for path in FILES} == {".md", ".docx", ".pdf", ".html"}


def test_the_development_cases_are_whole():
    counted = [len(cases(name)) for name in ("demo_qa.jsonl", "dev_incidents.jsonl", "dev_triage_extra.jsonl")]
    assert counted == [40, 20, 10]


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case["id"])
def test_every_fact_asked_for_stands_in_the_documents_cited(case):
    text = " ".join(running_text(path) for path in cited(case))
    missing = [fact for fact in case["must_match_all"] if not re.search(fact, text, re.IGNORECASE)]
    assert missing == []


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case["id"])
def test_every_cited_section_is_a_heading_of_the_document(case):
    sections = [part.strip() for part in case["section"].split(";")]
    for path, section in zip(cited(case), sections, strict=True):
        if section in ("cover", "header"):
            continue
        start = re.escape(section.strip("§").split("–")[0])
        assert any(re.match(rf"(#+ )?(§ )?(\d\. )?{start}(\.|\b)", line) for line in lines_of(path)), path.name


def test_what_the_company_never_wrote_down_stays_unwritten():
    for path in FILES:
        assert not re.search(r"reddit|tiktok|omsätt|omsatt|turnover|revenue", running_text(path), re.IGNORECASE)


def test_only_duty_numbers_and_invented_domains_occur():
    for path in FILES:
        text = running_text(path)
        assert set(re.findall(r"\b0\d{1,3}-\d[\d ]{4,}\d", text)) <= PHONES
        assert all(domain.endswith(".example") for domain in re.findall(r"[\w.-]+\.(?:example|se|com|org|eu)\b", text))


def test_the_statements_used_by_the_incident_cases_stand_word_for_word():
    statements = running_text(DEMO / "12-godkanda-budskap.md")
    quoted = [
        re.search(r"'(.+?)'", fact["text"]).group(1)
        for case in cases("dev_incidents.jsonl")
        for fact in case["policy_facts"]
        if fact["section"].startswith("HS-") and "Ljungsjö" in case["org"]
    ]
    assert len(quoted) == 3 and all(statement in statements for statement in quoted)


def test_every_statement_in_force_has_both_languages_and_outlives_the_year():
    text = (DEMO / "12-godkanda-budskap.md").read_text(encoding="utf-8")
    in_force = [part for part in text.split("\n## ") if "(gäller)" in part.splitlines()[0]]
    assert [part[:5] for part in in_force] == [f"HS-0{number}" for number in range(1, 9)]
    for part in in_force:
        assert "**Svenska:**" in part and "**English:**" in part and "Godkänd av:" in part
        assert re.search(r"Giltig till: (\d{4}-\d\d-\d\d)", part).group(1) > "2027-06-30"


def test_the_expired_plan_says_so_and_keeps_its_old_values():
    text = running_text(DEMO / "15-krisplan-2023-UTGANGEN.md")
    assert "Status: Utgången" in text and "Giltig till: 2023-08-31" in text
    assert "ersatt av Sociala medier-policy, i dag version 4.1" in text
    assert "Vid nivå 3 ska ett första svar ges inom 4 timmar" in text and "marknadschefen" in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_document_names_its_version_owner_start_and_status(path):
    top = " ".join(lines_of(path)[:30])
    for fact in ("Version", "Ägare|Owner", "Giltig från|Valid from", "Status", "Godkänd|Utgången|Approved"):
        assert re.search(fact, top, re.IGNORECASE), fact


def test_pdfs_are_short_and_use_only_characters_their_fonts_have():
    for path in FILES:
        if path.suffix == ".pdf":
            assert len(PdfReader(path).pages) <= 3
            running_text(path).encode("cp1252")
