"""Lists leave as files in which nobody's words run as a formula, nothing is lost, and what is hidden stays hidden."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.incidents.intake import PostInput
from assistant.records.audit import AuditHead
from assistant.web.cells import guarded, read, written
from tests.web.conftest import navigating

SIGNS = "=+-@＝＋－＠−﹢﹣﹦﹫"
STARTS = [*SIGNS, "\t", "\r", "\0"]
LEADS = ("", " ", "\u00a0", '"', "'", "''", "\n", "\t", "\u200b", "\ufeff", "\"' ")
CUTS = (",", ";", '"', '",', '";"', "\n", "\r\n", "\t")
FORMULA = "cmd|' /C calc'!A0"
hostile = st.lists(
    st.one_of(st.sampled_from((*STARTS, *LEADS, *CUTS, FORMULA, "hej", "'=1", "''=1")), st.text(max_size=5)), max_size=8
).map("".join)


def starts(cell: str) -> bool:
    """Would a spreadsheet take it for a formula? It is lenient about what stands before the sign."""
    return bool(re.match(rf"[\s\u200b\ufeff]*[{re.escape(SIGNS)}]|[\t\r\0]", cell))


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("start", STARTS)
def test_what_would_run_is_preceded_by_an_apostrophe(start: str, lead: str):
    text = f"{lead}{start}{FORMULA}"
    assert guarded(text).startswith("'") and guarded(text).replace("'", "") == text.replace("'", "")
    assert read(written([[text]])) == [[text]]


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("sign", SIGNS)
def test_no_other_reading_of_the_line_makes_a_cell_that_runs(sign: str, cut: str):
    """A program that takes another character for the end of a cell finds an apostrophe there too."""
    content = written([["först", f"hej{cut}{sign}{FORMULA}", f'hej{cut} "{sign}1"']]).decode("utf-8-sig")
    for delimiter in ",;\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            lines = io.StringIO(content, newline="") if quoting == csv.QUOTE_MINIMAL else content.splitlines()
            rows = list(csv.reader(lines, delimiter=delimiter, quoting=quoting))
            cells = [cell.strip('"') for row in rows for cell in row]
            assert not [cell for cell in cells if starts(cell)], (delimiter, cells)


@given(st.lists(st.lists(hostile, min_size=1, max_size=4), max_size=4))
@example([["'=1"], ["''=1"], ["\"'=1"], ["'\tx"], [",'=1"], ["\"'\"'=1", "a,\"'=1;'-2"]])
def test_what_is_read_back_is_what_was_written(rows: list[list[str]]):
    assert read(written(rows)) == rows
    assert not [cell for row in rows for cell in row if starts(guarded(cell))]


@pytest.mark.parametrize("text", ["Hej! Mjölken är sur.", "a-b, c", "12 kr; 14 kr", "e-post", 'Hon sa "nej".', ""])
def test_ordinary_words_stay_as_they_are(text: str):
    assert guarded(text) == text


@pytest.fixture
def posted(assistant: Assistant, actors) -> int:
    text = '=HYPERLINK("http://evil.example")\nRing 070-123 45 67, pnr 811218-9876'
    post = PostInput(text=text, channel="facebook", author="@kalle")
    return assistant.incidents.register(post, actors.anna).id


def test_the_incidents_leave_with_their_details_hidden(anna: TestClient, posted: int):
    answer = anna.get("/export/incidents.csv")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="krisplan-incidents.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *rows = read(answer.content)
    assert head[0] == "Händelse" and all(len(row) == len(head) for row in rows)
    row = next(row for row in rows if row[0] == str(posted))
    assert row[-2:] == [
        "@kalle",
        '=HYPERLINK("http://evil.example")\nRing [telefonnummer 1], pnr [personnummer 1]',
    ]
    assert b"'=HYPERLINK" in answer.content and b'"\'@kalle"' in answer.content and b"9876" not in answer.content


def test_the_log_leaves_whole_ends_with_its_head_and_says_that_it_left(assistant: Assistant, browser_of, actors):
    answer = browser_of(actors.erik).get("/export/log.csv?language=en")
    head, *rows, last = read(answer.content)
    assert head[:3] == ["Row", "Time", "What"]
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert rows[-1][2:6] == ["Log exported", "log", actors.erik.actor, actors.erik.name]
    assert last[0] == "The log ends with" and AuditHead.parse(last[1]).number == len(rows)
    assert rows[-1][-1] == last[1].partition(":")[2]
    assert assistant.audit.verify(last[1]).ok


def test_only_those_who_may_read_the_log_take_it_out(assistant: Assistant, browser_of, actors):
    before = assistant.audit.head().number
    for person in (actors.olle,):
        assert navigating(browser_of(person), "/export/log.csv").status_code == 403
        assert navigating(browser_of(person), "/export/incidents.csv").status_code == 200
    events = assistant.audit.events(assistant.audit.head().number - before)
    assert "log.exported" not in {event.action for event in events}
    assert browser_of(actors.lena).get("/export/log.csv").status_code == 200
