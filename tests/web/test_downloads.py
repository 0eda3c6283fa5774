"""Documents open at the exact slice, and files leave as files that cannot run here."""

import io
from urllib.parse import urlsplit

import docx
import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.knowledge.intake import Upload
from assistant.web.shell import PLAIN_CSP
from assistant.web.sources import address
from assistant.web.view import View
from assistant.web.words import load_words
from tests.web.conftest import navigating
from tests.web.test_escape import HOSTILE


@pytest.fixture(scope="module")
def view(assistant: Assistant) -> View:
    return View(assistant, load_words("sv", assistant.zone))


@pytest.fixture
def citation(assistant: Assistant):
    answer = assistant.answers.ask("Hur snabbt ska ett första svar ges vid nivå 3?")
    return next(one for one in answer.citations if "30 minuter" in one.text)


def test_a_citation_opens_the_document_with_exactly_its_words_marked(anna: TestClient, view: View, citation):
    where = address(view, citation)
    assert urlsplit(where).fragment == "place"
    page = navigating(anna, where)
    assert page.status_code == 200 and page.headers["content-security-policy"] == PLAIN_CSP
    assert f'<mark id="place" class="kp-here">{citation.text}</mark>' in page.text
    assert page.text.count("<mark") == 1


@pytest.mark.parametrize("at", ["1:0-999999", "999:1-2", "x", "1:5-5", "1:-3-4", "../../etc/passwd"])
def test_a_place_that_cannot_be_found_is_never_marked_wrong(anna: TestClient, at: str):
    page = navigating(anna, f"/sv/knowledge?doc=1&at={at}")
    assert page.status_code == 200 and "<mark" not in page.text
    assert "Det exakta stället kunde inte markeras." in page.text


def test_a_slice_of_another_document_is_not_marked(anna: TestClient, assistant: Assistant, citation, tmp_path):
    other = tmp_path / "annan.md"
    other.write_text("# Annan\n\nNågot helt annat.\n", encoding="utf-8")
    *_, last = assistant.library.add([Upload(other.name, other)], "test")
    page = navigating(anna, f"/sv/knowledge?doc={last.document_id}&at={citation.key}")
    assert "<mark" not in page.text


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_document_is_only_text(anna: TestClient, assistant: Assistant, tmp_path, number: int):
    payload = HOSTILE[number].replace("\0", "")
    file = tmp_path / f"elak{number}.txt"
    file.write_text(f"{payload}\n\nSemester {number} är {payload} dagar.\n", encoding="utf-8")
    *_, last = assistant.library.add([Upload(f"{number} {payload.replace('/', '')}.txt", file)], "test")
    assert last.document_id, last.error
    page = navigating(anna, f"/sv/knowledge?doc={last.document_id}").text
    article = page[page.index("<article") :]
    assert payload not in article or not set("<>$`{\"'") & set(payload)
    assert "<img" not in article and "<script>" not in article and "<form" not in article and "<svg" not in article


def test_the_original_is_saved_and_never_shown(anna: TestClient, assistant: Assistant):
    answer = anna.get("/documents/1/original")
    assert answer.content == assistant.library.original(1)[1]
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''svarspolicy.md"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert anna.get("/documents/999/original").status_code == 404


def test_the_plan_leaves_as_a_word_file(anna: TestClient, assistant: Assistant, actors):
    for _ in assistant.plans.draft(actors.anna, "sv"):
        pass
    answer = anna.get("/export/plan.docx?language=sv")
    name = f"krisplan-{assistant.plans.latest().version}.docx"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "30 minuter" in text
    assert anna.get("/export/plan.docx?plan=999").status_code == 404
