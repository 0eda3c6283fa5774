import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.beir import read_set

NAMES = ["recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "index_s", "query_p50_ms", "query_p95_ms"]
CORPUS = [
    {"_id": "d1", "title": "Krisplan", "text": "Vem som leder krisgruppen."},
    {"_id": "d2", "title": "", "text": "Mjölken återkallas samma dag."},
    {"_id": 3, "text": "Holding statement for customers."},
]
QUERIES = [
    {"_id": "q1", "text": "Vem leder krisgruppen?"},
    {"_id": "q2", "text": "återkalla mjölk"},
    {"_id": "q3", "text": "asked but never judged"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td1\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_lines(tmp_path / "corpus.jsonl", CORPUS)
    write_lines(tmp_path / "queries.jsonl", QUERIES)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(QRELS)
    return tmp_path


def write_lines(file: Path, rows: list[dict[str, object]]) -> None:
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")


def test_table_and_file_carry_every_number_by_its_name(folder: Path, capsys: pytest.CaptureFixture[str]):
    out = folder / "out.json"
    assert main(["retrieval", str(folder), "--json", str(out)]) == 0
    written = json.loads(out.read_text())
    assert list(written["summary"]) == NAMES
    assert written["summary"]["ndcg@10"] == written["summary"]["recall@1"] == 1
    assert [case["query"] for case in written["cases"]] == ["q1", "q2"]
    assert written["cases"][0]["found"][0] == "d1"
    said = capsys.readouterr()
    assert all(name in said.out for name in NAMES) and "asking 2/2" in said.err


def test_numbers_as_ids_and_missing_titles_are_read(folder: Path):
    document = read_set(folder).corpus[2]
    assert (document.id, document.searched) == ("3", "Holding statement for customers.")


def test_the_title_is_searched_in_front_of_the_text(folder: Path):
    assert read_set(folder).corpus[0].searched == "Krisplan\nVem som leder krisgruppen."


def test_judgements_need_no_header(folder: Path):
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n")
    assert read_set(folder).relevance == {"q1": {"d1": 1.0}}


def test_test_judgements_win_over_dev_and_dev_over_others(folder: Path):
    (folder / "qrels" / "dev.tsv").write_text("q1\td2\t1\n")
    (folder / "qrels" / "train.tsv").write_text("q2\td2\t1\n")
    assert set(read_set(folder).relevance) == {"q1", "q2"}
    (folder / "qrels" / "test.tsv").unlink()
    assert read_set(folder).relevance == {"q1": {"d2": 1.0}}
    (folder / "qrels" / "dev.tsv").rename(folder / "qrels" / "more.tsv")
    assert read_set(folder).relevance == {"q1": {"d2": 1.0}, "q2": {"d2": 1.0}}


def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["retrieval", str(folder)]) == 2
    said = capsys.readouterr().err.strip()
    assert "\n" not in said
    return said


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(folder: Path, capsys: pytest.CaptureFixture[str], name: str):
    (folder / name).unlink()
    assert name in refused(folder, capsys)


@pytest.mark.parametrize(
    "line", ['{"_id": "x", "text": ', '["x"]', '{"text": "no id"}', '{"_id": "d2", "text": "again"}', "null"]
)
def test_a_wrong_line_is_named_with_its_file_and_number(folder: Path, capsys: pytest.CaptureFixture[str], line: str):
    write_lines(folder / "corpus.jsonl", CORPUS)
    (folder / "corpus.jsonl").write_text((folder / "corpus.jsonl").read_text().rstrip("\n") + "\n" + line)
    said = refused(folder, capsys)
    assert "corpus.jsonl" in said and "4" in said


def test_text_that_is_not_utf8_is_named_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "queries.jsonl").write_bytes('{"_id": "q1", "text": "åäö"}\n'.encode("latin-1"))
    said = refused(folder, capsys)
    assert "queries.jsonl" in said and "1" in said and "UTF-8" in said


@pytest.mark.parametrize("line", ["q1\td1", "q1 d1 1", "q1\td1\tmuch"])
def test_a_wrong_judgement_is_named_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str], line: str):
    (folder / "qrels" / "test.tsv").write_text(QRELS + line + "\n")
    said = refused(folder, capsys)
    assert "test.tsv" in said and "5" in said


def test_judgements_of_nothing_that_is_asked_are_said_plainly(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "qrels" / "test.tsv").write_text("nobody\td1\t1\n")
    assert "qrels" in refused(folder, capsys)


def test_an_answer_file_that_cannot_be_written_is_said_plainly(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["retrieval", str(folder), "--json", str(folder / "nowhere" / "out.json")]) == 2
    assert "nowhere" in capsys.readouterr().err
