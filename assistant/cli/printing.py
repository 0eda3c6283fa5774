"""How do results look in a terminal, as text and as JSON?"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from assistant.answers.answer import Answer, source_line
from assistant.knowledge.documents import Document
from assistant.knowledge.gaps import Gap
from assistant.knowledge.generations import Rebuilt
from assistant.knowledge.intake import Progress
from assistant.language import Language, Said
from assistant.records.audit import Verification

_STATUS = {
    "draft": Said("utkast", "draft"),
    "approved": Said("gäller", "in force"),
    "replaced": Said("ersatt", "replaced"),
    "expired": Said("utgången", "expired"),
}
_DONE = Said("{name}: klart, {passages} stycken är sökbara", "{name}: done, {passages} passages are searchable")
_UNCHANGED = Said("{name}: oförändrad", "{name}: unchanged")
_REFUSED = Said("{name}: lästes inte in. {reason}", "{name}: not read. {reason}")
_REBUILT = Said("Bygger om sökningen, {done} av {total} stycken", "Rebuilding search, {done} of {total} passages")
_NO_DOCUMENTS = Said(
    "Inga dokument ännu. Lägg till era riktlinjer: krisplan add MAPP",
    "No documents yet. Add your guidelines: krisplan add FOLDER",
)
_NO_GAPS = Said("Inga obesvarade frågor.", "No unanswered questions.")
_UNBROKEN = Said(
    "Loggen är obruten: {rows} rader kontrollerade. Huvud: {head}",
    "The log is unbroken: {rows} rows checked. Head: {head}",
)
_BROKEN = Said("Loggen är bruten vid rad {row}. {reason}", "The log is broken at row {row}. {reason}")
_READY = Said(
    "Krisplan är igång (utan språkmodell): {address}\nStäng med Ctrl+C.",
    "Krisplan is running (no language model): {address}\nStop with Ctrl+C.",
)


def show_progress(steps: Iterable[Progress], language: Language) -> int:
    """A line per file as it is finished; the number of refused files."""
    refused = 0
    for step in steps:
        if step.step == "done":
            _line(_DONE.filled(name=step.name, passages=step.passages)[language])
        elif step.step == "unchanged":
            _line(_UNCHANGED.filled(name=step.name)[language])
        elif step.step == "refused" and step.error is not None:
            refused += 1
            _line(_REFUSED.filled(name=step.name, reason=step.error[language])[language], error=True)
        for notice in step.notices:
            _line(f"    {notice[language]}")
    return refused


def show_answer(answer: Answer, as_json: bool) -> None:
    if not as_json:
        _line(answer.text)
        for passage in answer.nearest if answer.abstained else ():
            _line(f"  · {passage.document.title}, {passage.place}")
        return
    _json(
        {
            "question": answer.question,
            "language": answer.language,
            "writer": answer.writer,
            "abstained": answer.abstained,
            "conflict": answer.conflict,
            "sentences": [
                {"text": one.text, "kind": one.kind, "citations": [cited.key for cited in one.citations]}
                for one in answer.sentences
            ],
            "citations": [
                {
                    "key": one.key,
                    "document": one.passage.document.name,
                    "heading": one.passage.heading,
                    "page": one.passage.page,
                    "version": one.passage.document.version,
                    "valid_from": one.passage.document.valid_from,
                    "text": one.text,
                    "source": source_line(one),
                }
                for one in answer.citations
            ],
            "nearest": [{"document": one.document.name, "heading": one.heading} for one in answer.nearest],
            "degraded": answer.degraded.en if answer.degraded else None,
        }
    )


def show_documents(documents: Sequence[Document], today: date, as_json: bool, language: Language) -> None:
    if as_json:
        _json([{**asdict(one), "status_today": one.status_on(today)} for one in documents])
        return
    if not documents:
        _line(_NO_DOCUMENTS[language])
    for one in documents:
        valid = "–".join(str(day) if day else "" for day in (one.valid_from, one.valid_until))
        _line(f"{one.id:4}  {_STATUS[one.status_on(today)][language]:9} {valid:22} {one.name}  ({one.owner})")


def show_gaps(gaps: Sequence[Gap], as_json: bool, language: Language) -> None:
    if as_json:
        _json([asdict(one) for one in gaps])
        return
    if not gaps:
        _line(_NO_GAPS[language])
    for one in gaps:
        _line(f"{one.id:4}  {one.times} ×  {one.question}")


def show_rebuild(steps: Iterable[Rebuilt], language: Language) -> None:
    for step in steps:
        _line(_REBUILT.filled(done=step.done, total=step.total)[language])


def show_verification(verification: Verification, as_json: bool, language: Language) -> bool:
    """Prints the result of the chain check; true when the chain is whole."""
    reason = verification.reason[language] if verification.reason else ""
    if as_json:
        _json({"ok": verification.ok, "rows": verification.rows, "first_bad": verification.first_bad, "reason": reason,
               "head": str(verification.head)})  # fmt: skip
    elif verification.ok:
        _line(_UNBROKEN.filled(rows=verification.rows, head=verification.head)[language])
    else:
        _line(_BROKEN.filled(row=verification.first_bad, reason=reason)[language], error=True)
    return verification.ok


def show_address(address: str, language: Language) -> None:
    _line(_READY.filled(address=address)[language])


def _line(text: str, error: bool = False) -> None:
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))
