"""How does a file become a document, so that it is there wholly or not at all?"""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from json import dumps, loads
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.errors import AssistantError, DocumentRefused, StorageError
from assistant.knowledge.documents import DocumentRow, PassageRow, VersionRow
from assistant.knowledge.generations import Generations, index_digest
from assistant.knowledge.passages import Cut, cut, document_text, within_length
from assistant.knowledge.readers.parsed import Parsed
from assistant.knowledge.readers.reading import read_path
from assistant.knowledge.stated import Stated, stated_facts
from assistant.language import Said
from assistant.records.audit import record
from assistant.records.database import Database
from assistant.records.durable import durable_step
from assistant.records.moments import Clock

Step = Literal["reading", "splitting", "indexing", "done", "unchanged", "refused"]
EDITABLE = ("title", "owner", "label", "status", "valid_from", "valid_until", "review_on")


@dataclass(frozen=True)
class Upload:
    """A file to take in: `name` is what it is called in the library, `path` where the bytes are now."""

    name: str
    path: Path


@dataclass(frozen=True)
class Progress:
    """How far one file has come; `error` is why it was refused, or why it is saved but not yet found."""

    name: str
    step: Step
    number: int
    total: int
    passages: int = 0
    document_id: int | None = None
    notices: tuple[Said, ...] = ()
    error: Said | None = None


@dataclass(frozen=True)
class _Read:
    name: str
    content: bytes
    sha256: str
    parsed: Parsed


class Intake:
    """Adds, replaces, removes and corrects documents; each change is one transaction, then the index follows."""

    def __init__(self, database: Database, generations: Generations, clock: Clock) -> None:
        self._database = database
        self._generations = generations
        self._clock = clock

    def add(self, uploads: Sequence[Upload], by: str) -> Iterator[Progress]:
        taken: dict[str, Path] = {}
        for number, given in enumerate(uploads, 1):
            upload = replace(given, name=_as_text(given.name))
            now = Progress(upload.name, "reading", number, len(uploads))
            yield now
            try:
                _refuse_second(upload, taken)
                yield from self._add_one(upload, by, now)
            except AssistantError as error:
                yield replace(now, step="refused", error=error.said)

    def remove(self, document_id: int, by: str) -> None:
        with self._database.writing() as session:
            document = _present(session, document_id)
            document.removed_at = self._clock()
            self._record(session, by, "removed", document_id)
        durable_step("document removed")
        self._follow(document_id)

    def restore(self, document_id: int, by: str) -> None:
        with self._database.writing() as session:
            document = _present(session, document_id)
            document.removed_at = None
            self._record(session, by, "restored", document_id)
        durable_step("document restored")
        self._follow(document_id)

    def edit_facts(self, document_id: int, by: str, facts: Mapping[str, str | date | None]) -> None:
        unknown = set(facts) - set(EDITABLE)
        if unknown:
            raise ValueError(f"not facts of a document: {sorted(unknown)}")
        with self._database.writing() as session:
            document = _present(session, document_id)
            for name, value in facts.items():
                setattr(document, name, value)
            document.facts_edited = True
            _refresh_digests(session, document)
            self._record(session, by, "edited", document_id, {"facts": ",".join(sorted(facts))})
        durable_step("facts edited")
        self._follow(document_id)

    def _follow(self, document_id: int) -> None:
        with suppress(StorageError):  # the change itself is saved; until search has caught up it says it is degraded
            self._generations.follow(document_id)

    def _add_one(self, upload: Upload, by: str, now: Progress) -> Iterator[Progress]:
        content, parsed = read_path(upload.path)
        read = _Read(upload.name, content, hashlib.sha256(content).hexdigest(), within_length(parsed))
        existing = self._same(read)
        if existing is not None:
            yield replace(now, step="unchanged", document_id=existing[0], notices=existing[1])
            return
        yield replace(now, step="splitting")
        durable_step("file read")
        document_id, passages = self._store(read, by)
        durable_step("document stored")
        yield replace(now, step="indexing", passages=passages, document_id=document_id)
        done = replace(now, step="done", passages=passages, document_id=document_id, notices=parsed.notices)
        try:
            self._generations.follow(document_id)
        except StorageError as error:
            done = replace(done, passages=0, notices=(*parsed.notices, _saved_only(error.said)), error=error.said)
        yield done

    def _same(self, read: _Read) -> tuple[int, tuple[Said, ...]] | None:
        """The present document that already holds exactly these bytes, and what to say about it."""
        statement = (
            select(DocumentRow.id, DocumentRow.name)
            .join(VersionRow, VersionRow.id == DocumentRow.version_id)
            .where(VersionRow.sha256 == read.sha256, DocumentRow.removed_at.is_(None))
            .order_by(DocumentRow.name != read.name)
        )
        with self._database.reading() as session:
            row = session.execute(statement).first()
        if row is None:
            return None
        elsewhere = Said(
            f"Samma innehåll finns redan som {row.name}.", f"The same content is already there as {row.name}."
        )
        return row.id, () if row.name == read.name else (elsewhere,)

    def _store(self, read: _Read, by: str) -> tuple[int, int]:
        facts = stated_facts(read.parsed, read.name)
        with self._database.writing() as session:
            document = _document_for(session, read.name, facts)
            version = self._version(session, document, read, facts, by)
            passages = cut(read.parsed, document.id)
            session.add_all(_rows(passages, version.id, document.title))
            document.version_id = version.id
            document.removed_at = None
            what: dict[str, str | int] = {"version": version.number, "sha256": read.sha256, "passages": len(passages)}
            self._record(session, by, "added", document.id, what)
        return document.id, len(passages)

    def _version(self, session: Session, document: DocumentRow, read: _Read, facts: Stated, by: str) -> VersionRow:
        latest = session.scalar(select(func.max(VersionRow.number)).where(VersionRow.document_id == document.id))
        version = VersionRow(
            document_id=document.id,
            number=(latest or 0) + 1,
            label=facts.version,
            sha256=read.sha256,
            kind=read.parsed.kind,
            size=len(read.content),
            text=document_text(read.parsed),
            notices=dumps([[said.sv, said.en] for said in read.parsed.notices], ensure_ascii=False),
            original=read.content,
            added_at=self._clock(),
            added_by=by,
        )
        session.add(version)
        session.flush()
        return version

    def _record(
        self, session: Session, by: str, what: str, document_id: int, data: Mapping[str, str | int] | None = None
    ) -> None:
        at, item = self._clock(), f"document/{document_id}"
        record(session, at=at, actor=by, action=f"document.{what}", item=item, data=data)


def uploads_from(paths: Sequence[Path]) -> list[Upload]:
    """Files and whole folders as uploads, in name order; links to folders are not followed.

    Raises DocumentRefused when a path does not exist.
    """
    found: list[Upload] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_file() and not _is_hidden(one, path))
            found += [Upload(one.relative_to(path).as_posix(), one) for one in sorted(inside)]
        elif path.exists() or path.is_symlink():
            found.append(Upload(path.name, path))
        else:
            raise DocumentRefused(
                sv=f"{path} finns inte. Kontrollera sökvägen.", en=f"{path} does not exist. Check the path."
            )
    return found


def _as_text(name: str) -> str:
    """A file name may hold bytes that are no text, or control characters, and writes its letters in one of two ways."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)


def _refuse_second(upload: Upload, taken: dict[str, Path]) -> None:
    if upload.name in taken:
        raise DocumentRefused(
            sv=f"Två filer heter {upload.name}. Den första är inläst. Byt namn på den andra och lägg till den igen.",
            en=f"Two files are called {upload.name}. The first has been read. Rename the other and add it again.",
        )
    taken[upload.name] = upload.path


def _saved_only(reason: Said) -> Said:
    return Said(
        f"Dokumentet är sparat, men sökningen hittar det inte än. {reason.sv}",
        f"The document is saved, but search does not find it yet. {reason.en}",
    )


def _present(session: Session, document_id: int) -> DocumentRow:
    document = session.get(DocumentRow, document_id)
    if document is None:
        raise AssistantError(
            sv="Dokumentet finns inte längre. Ladda om listan.",
            en="The document is no longer there. Reload the list.",
        )
    return document


def _document_for(session: Session, name: str, facts: Stated) -> DocumentRow:
    document = session.scalar(select(DocumentRow).where(DocumentRow.name == name))
    if document is None:
        document = DocumentRow(name=name, facts_edited=False)
    if not document.facts_edited:
        for fact in EDITABLE:
            setattr(document, fact, getattr(facts, fact))
    session.add(document)
    session.flush()
    return document


def _rows(passages: Sequence[Cut], version_id: int, title: str) -> list[PassageRow]:
    return [
        PassageRow(
            version_id=version_id,
            id=one.id,
            position=position,
            heading=dumps(one.heading, ensure_ascii=False),
            page=one.page,
            start=one.start,
            end=one.end,
            language=one.language,
            status=one.status,
            digest=index_digest(title, one.heading, one.text),
        )
        for position, one in enumerate(passages)
    ]


def _refresh_digests(session: Session, document: DocumentRow) -> None:
    """The searched text holds the title, so a new title makes every passage's index entry stale."""
    version = session.get_one(VersionRow, document.version_id)
    for row in session.scalars(select(PassageRow).where(PassageRow.version_id == version.id)):
        heading = tuple(loads(row.heading))
        row.digest = index_digest(document.title, heading, version.text[row.start : row.end])
