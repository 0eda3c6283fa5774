"""Do answers hold the right fact, cite the right place, and abstain when the documents are silent?

A question counts as having the right document (section) when at least one cited slice lies in one that it names.
"""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.answers.answer import Answer
from assistant.app import Assistant, build
from assistant.errors import AssistantError
from assistant.knowledge.documents import Citation
from assistant.knowledge.intake import uploads_from
from assistant.settings import Settings
from assistant.shipping import shipped

Summary = dict[str, float]
Case = dict[str, object]
NAMES = (
    "fact", "fact_sv", "fact_en", "document", "section", "abstain", "expired_as_current", "citation_not_verbatim",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One line of the question file."""

    id: str
    language: str
    question: str
    patterns: tuple[str, ...]
    documents: tuple[str, ...]
    sections: tuple[str, ...]
    answerable: bool


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("questions", help="score answers to a file of questions", description=__doc__)
    parser.add_argument("file", type=Path, help="questions as JSON lines, like evals/cases/demo_qa.jsonl")
    parser.add_argument("--documents", type=Path, help="folder of documents to ask (default: the demo company)")
    parser.add_argument("--today", type=date.fromisoformat, help="the day it is, YYYY-MM-DD (default: today)")
    parser.add_argument("--json", type=Path, help="write summary and cases to this file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    try:
        asked = read_questions(arguments.file)
        with tempfile.TemporaryDirectory() as folder:
            assistant = _assistant(Path(folder), arguments.today)
            _index(assistant, arguments.documents or shipped("knowledge", "demo"))
            cases = [_case(assistant, one, at, len(asked)) for at, one in enumerate(asked, 1)]
            assistant.close()
    except AssistantError as error:
        print(error.text("en"), file=sys.stderr)
        return 2
    summary = summarise(cases)
    for name, value in summary.items():
        print(f"{name:24}{value:8.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps({"summary": summary, "cases": cases}, ensure_ascii=False, indent=1))
    return 0


def read_questions(path: Path) -> list[Asked]:
    """Raises AssistantError naming the file and line that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise AssistantError(sv=f"{path} går inte att läsa.", en=f"{path} cannot be read.") from error
    return [_asked(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def summarise(cases: Sequence[Case]) -> Summary:
    """Shares of 0 to 1 over the cases they concern; the last two are counts."""
    answerable = [case for case in cases if case["answerable"]]
    silent = [case for case in cases if not case["answerable"]]
    values = (
        _share(answerable, "fact"),
        _share([case for case in answerable if case["lang"] == "sv"], "fact"),
        _share([case for case in answerable if case["lang"] == "en"], "fact"),
        _share(answerable, "document"),
        _share(answerable, "section"),
        _share(silent, "abstained"),
        _count(cases, "expired_as_current"),
        _count(cases, "citation_not_verbatim"),
    )
    return dict(zip(NAMES, values, strict=True))


def _asked(path: Path, number: int, line: str) -> Asked:
    try:
        row = json.loads(line)
        return Asked(
            id=str(row["id"]),
            language=row["lang"],
            question=row["question"],
            patterns=tuple(re.compile(one).pattern for one in row["must_match_all"]),
            documents=tuple(part.strip() for part in row["source_doc"].split(";")),
            sections=tuple(part.strip() for part in row["section"].split(";")),
            answerable="unanswerable" not in row.get("type", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        raise AssistantError(
            sv=f"{path} rad {number} är inte en fråga i rätt format: {error}.",
            en=f"{path} line {number} is not a question in the right format: {error}.",
        ) from error


def _assistant(folder: Path, today: date | None) -> Assistant:
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
    if today is not None:
        noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        clock = lambda: noon  # noqa: E731
    return build(Settings(data=folder), clock)


def _index(assistant: Assistant, documents: Path) -> None:
    for step in assistant.library.add(uploads_from([documents]), by="evals"):
        if step.step == "refused" and step.error is not None:
            print(f"{step.name}: {step.error.en}", file=sys.stderr)
        if step.step in ("done", "refused"):
            print(f"\rdocuments {step.number}/{step.total}", end="", file=sys.stderr)
    print(file=sys.stderr)


def _case(assistant: Assistant, asked: Asked, at: int, total: int) -> Case:
    answer = assistant.answers.ask(asked.question)
    print(f"\rquestions {at}/{total}", end="\n" if at == total else "", file=sys.stderr)
    cited = answer.citations
    today = assistant.library.today()
    return {
        "id": asked.id,
        "lang": asked.language,
        "question": asked.question,
        "answerable": asked.answerable,
        "abstained": answer.abstained,
        "fact": _holds_fact(answer, asked),
        "document": any(_in_document(one, asked) for one in cited),
        "section": any(_in_section(one, asked) for one in cited),
        "expired_as_current": sum(not one.passage.is_current(today) for one in cited),
        "citation_not_verbatim": sum(not _verbatim(assistant, one) for one in cited),
        "answer": answer.text,
        "seconds": round(answer.seconds, 3),
    }


def _holds_fact(answer: Answer, asked: Asked) -> bool:
    if asked.answerable and answer.abstained:
        return False
    return all(re.search(pattern, answer.text, re.I) for pattern in asked.patterns)


def _in_document(citation: Citation, asked: Asked) -> bool:
    return any(names_document(name, citation) for name in asked.documents)


def _in_section(citation: Citation, asked: Asked) -> bool:
    pairs = zip(asked.documents, asked.sections, strict=False)
    return any(names_document(name, citation) and names_section(section, citation) for name, section in pairs)


def names_document(name: str, citation: Citation) -> bool:
    """`04 eskalering-och-jourlista` names the file or folder that begins with 04, or the name after the number.

    A month narrows: `14 incidentgranskning 2025-06` is the document whose name or title holds 2025-06.
    """
    document = citation.passage.document
    known = f"{document.name} {document.title}".lower()
    numbered = re.match(r"(\d+)\b\s*(.*)", name.lower())
    if numbered is None:
        return name.lower() in known
    month = re.search(r"\b\d{4}-\d{2}\b", name)
    if month is not None and month[0] not in known:
        return False
    begins = any(part.startswith(numbered[1]) for part in document.name.lower().split("/"))
    return begins or (bool(numbered[2]) and numbered[2] in known)


def names_section(section: str, citation: Citation) -> bool:
    """`§4`, `§3–4`, a word of the heading, or `cover`/`header` for what stands before the first section."""
    path = citation.passage.heading
    numbers = re.fullmatch(r"§\s*(\d+)(?:\s*[–-]\s*(\d+))?", section)
    if numbers:
        wanted = range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1)
        found = (re.match(r"\D{0,3}(\d+)", heading) for heading in path)
        return any(match is not None and int(match[1]) in wanted for match in found)
    if section in ("cover", "header"):
        return not any(re.match(r"\W*\d", heading) for heading in path)
    return any(section.lower() in heading.lower() for heading in path)


def _verbatim(assistant: Assistant, citation: Citation) -> bool:
    stored = assistant.library.text(citation.passage.document.version_id)
    return stored[citation.start : citation.end] == citation.text


def _share(cases: Sequence[Case], name: str) -> float:
    return round(sum(bool(case[name]) for case in cases) / len(cases), 4) if cases else 1.0


def _count(cases: Iterable[Case], name: str) -> int:
    return sum(int(str(case[name])) for case in cases)
