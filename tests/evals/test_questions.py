"""The question eval reads anybody's files, scores what it says it scores, and the demo company meets its bar."""

import json
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from evals.__main__ import main
from evals.questions import NAMES, names_section, read_questions, summarise

CASES = Path(__file__).parents[2] / "evals" / "cases"


def test_the_demo_company_is_answered_as_promised(tmp_path: Path) -> None:
    out = tmp_path / "questions.json"
    assert main(["questions", str(CASES / "demo_qa.jsonl"), "--today", "2026-11-24", "--json", str(out)]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    summary = result["summary"]
    assert tuple(summary) == NAMES and len(result["cases"]) == 40
    assert summary["fact_sv"] >= 0.85 and summary["fact_en"] >= 0.65
    assert summary["document"] >= 0.85 and summary["section"] >= 0.85
    assert summary["abstain"] >= 0.9
    assert summary["expired_as_current"] == 0 and summary["citation_not_verbatim"] == 0


def test_own_documents_and_questions_can_be_scored(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "01 regler.md").write_text("# Regler\n\n## 2. Svar\n\nVi svarar inom 25 minuter.\n", encoding="utf-8")
    rows = [
        {"id": "A", "lang": "sv", "question": "Hur snabbt svarar vi?", "must_match_all": ["25 min"],
         "source_doc": "01 regler", "section": "§2", "type": "fact"},
        {"id": "B", "lang": "sv", "question": "Vad heter påven?", "must_match_all": ["framgår inte"],
         "source_doc": "-", "section": "-", "type": "unanswerable"},
    ]  # fmt: skip
    questions, out = tmp_path / "q.jsonl", tmp_path / "out.json"
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["questions", str(questions), "--documents", str(folder), "--json", str(out)]) == 0
    summary = json.loads(out.read_text(encoding="utf-8"))["summary"]
    assert (summary["fact"], summary["document"], summary["section"], summary["abstain"]) == (1, 1, 1, 1)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(AssistantError, match="line 1"):
        read_questions(path)


def test_shares_are_over_the_cases_they_concern() -> None:
    base = {"fact": True, "document": True, "section": False, "expired_as_current": 0, "citation_not_verbatim": 0}
    answerable = {**base, "answerable": True, "abstained": False, "lang": "sv"}
    silent = {**base, "answerable": False, "abstained": True, "lang": "sv", "fact": False}
    summary = summarise([answerable, silent])
    assert summary["fact"] == 1 and summary["section"] == 0 and summary["abstain"] == 1


def test_sections_are_named_by_number_range_word_or_cover() -> None:
    class Place:
        def __init__(self, *heading: str) -> None:
            self.passage = self
            self.heading = heading

    assert names_section("§4", Place("4. Svarstider"))  # type: ignore[arg-type]
    assert names_section("§3–4", Place("§ 4 Ersättning"))  # type: ignore[arg-type]
    assert not names_section("§4", Place("14. Övrigt"))  # type: ignore[arg-type]
    assert names_section("HS-06", Place("HS-06 Djurvälfärd, version 3 (gäller)"))  # type: ignore[arg-type]
    assert names_section("cover", Place("Krisplan"))  # type: ignore[arg-type]
