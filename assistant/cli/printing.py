"""How do results look in a terminal, as text and as JSON?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from assistant.cli.terminal import as_json, line
from assistant.language import Language, Said

if TYPE_CHECKING:  # the help must not wait for what only an answer needs
    from assistant.answers.answer import Answer
    from assistant.knowledge.documents import Document
    from assistant.knowledge.gaps import Gap
    from assistant.knowledge.generations import Rebuilt
    from assistant.knowledge.intake import Progress
    from assistant.people import Person
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
_NO_FILES = Said("Där fanns inga filer att läsa in.", "There were no files to read.")
_REBUILT = Said("Bygger om sökningen, {done} av {total} stycken", "Rebuilding search, {done} of {total} passages")
_NO_DOCUMENTS = Said(
    "Inga dokument ännu. Lägg till era riktlinjer: krisplan add MAPP",
    "No documents yet. Add your guidelines: krisplan add FOLDER",
)
_REMOVED = Said("{name} är borttaget ur sökning och svar.", "{name} is taken out of search and answers.")
_VERSION = Said("version {number}, tillagd {day}", "version {number}, added {day}")
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
_CAST = Said(
    "Logga in som någon i demon. Alla har lösenordet {password}",
    "Sign in as somebody in the demo. Everybody has the password {password}",
)
_FIRST_LINK = Said(
    "Det finns ingen administratör än. Den som öppnar länken blir den första; den går att använda en gång, i ett "
    "dygn:\n{link}",
    "There is no administrator yet. Whoever opens this link becomes the first; it can be used once, for a day:\n{link}",
)


def show_progress(steps: Iterable["Progress"], language: Language) -> int:
    """A line per file as it is finished; how many were refused or are not found yet, 1 when there was no file."""
    seen = failed = 0
    for step in steps:
        seen += 1
        failed += step.error is not None
        if step.step == "done":
            line(_DONE.filled(name=step.name, passages=step.passages)[language])
        elif step.step == "unchanged":
            line(_UNCHANGED.filled(name=step.name)[language])
        elif step.step == "refused" and step.error is not None:
            line(_REFUSED.filled(name=step.name, reason=step.error[language])[language], error=True)
        for notice in step.notices:
            line(f"    {notice[language]}")
    if not seen:
        line(_NO_FILES[language], error=True)
    return failed if seen else 1


def show_answer(answer: "Answer", json: bool) -> None:
    if json:
        as_json(_answer_facts(answer))
        return
    line(answer.text)
    for passage in answer.nearest if answer.abstained else ():
        line(f"  · {passage.document.title}, {passage.place}")


def show_documents(documents: Sequence["Document"], today: date, json: bool, language: Language) -> None:
    if json:
        as_json([_document_facts(one, today) for one in documents])
        return
    if not documents:
        line(_NO_DOCUMENTS[language])
    for one in documents:
        line(f"{one.id:4}  {_state(one, today, language)}")


def show_document(versions: Sequence["Document"], text: str, notices: Sequence[Said], today: date, json: bool,
                  language: Language) -> None:  # fmt: skip
    """The newest of `versions` with its notices and its text, then the older ones by number and day."""
    newest = versions[0]
    if json:
        older = [{"version": one.version, "version_id": one.version_id, "sha256": one.sha256, "added_at": one.added_at}
                 for one in versions]  # fmt: skip
        as_json({**_document_facts(newest, today), "notices": notices, "versions": older, "text": text})
        return
    line(f"{newest.title}\n{_state(newest, today, language)}")
    for one in versions:
        line(_VERSION.filled(number=one.version, day=one.added_at.date())[language])
    for notice in notices:
        line(notice[language])
    line(f"\n{text}")


def show_removed(name: str, language: Language) -> None:
    line(_REMOVED.filled(name=name)[language])


def show_gaps(gaps: Sequence["Gap"], json: bool, language: Language) -> None:
    if json:
        as_json([asdict(one) for one in gaps])
        return
    if not gaps:
        line(_NO_GAPS[language])
    for one in gaps:
        line(f"{one.id:4}  {one.times} ×  {one.question}")


def show_rebuild(steps: Iterable["Rebuilt"], language: Language) -> None:
    last = None
    for step in steps:
        if step != last:
            line(_REBUILT.filled(done=step.done, total=step.total)[language])
        last = step


def show_verification(verification: "Verification", json: bool, language: Language) -> bool:
    """Prints the result of the chain check; true when the chain is whole."""
    if json:
        as_json(asdict(verification))
    elif verification.ok:
        line(_UNBROKEN.filled(rows=verification.rows, head=verification.head)[language])
    else:
        reason = verification.reason[language] if verification.reason else ""
        line(_BROKEN.filled(row=verification.first_bad, reason=reason)[language], error=True)
    return verification.ok


def show_address(address: str, language: Language) -> None:
    line(_READY.filled(address=address)[language])


def show_cast(people: Sequence["Person"], roles: Mapping[str, Said], password: str, language: Language) -> None:
    """The demo's logins; its password is no secret."""
    line(_CAST.filled(password=password)[language])
    for person in people:
        held = ", ".join(sorted(roles[role][language] for role in person.roles if role in roles))
        line(f"  {person.email:32} {person.name} ({held})")


def show_first_link(link: str, language: Language) -> None:
    line(_FIRST_LINK.filled(link=link)[language])


def _answer_facts(answer: "Answer") -> dict[str, object]:
    return {
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
            }
            for one in answer.citations
        ],
        "nearest": [{"document": one.document.name, "heading": one.heading} for one in answer.nearest],
        "degraded": answer.degraded,
    }


def _document_facts(document: "Document", today: date) -> dict[str, object]:
    return {**asdict(document), "status_today": document.status_on(today)}


def _state(document: "Document", today: date, language: Language) -> str:
    valid = "–".join(str(day) if day else "" for day in (document.valid_from, document.valid_until))
    return f"{_STATUS[document.status_on(today)][language]:9} {valid:22} {document.name}  ({document.owner})"
