"""What stands in the documents, read from the database alone?"""

from collections.abc import Collection
from json import loads

from sqlalchemy import Row, Select, func, select

from assistant.errors import AssistantError
from assistant.knowledge.documents import Citation, Document, DocumentRow, Passage, PassageRow, VersionRow
from assistant.language import Said
from assistant.records.database import Database

_TOO_LARGE = 1 << 62  # SQLite's own numbers end a little above


class StoredDocuments:
    """Documents, versions and passages as they were stored. Needs no search index, so it reads beside a running one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents(self) -> list[Document]:
        """All documents that have not been removed, by name."""
        statement = _documents().where(DocumentRow.removed_at.is_(None)).order_by(DocumentRow.name)
        with self._database.reading() as session:
            return [_document(row) for row in session.execute(statement)]

    def document(self, document_id: int) -> Document | None:
        """One document, also a removed one, so that old citations can be opened."""
        with self._database.reading() as session:
            row = session.execute(_documents().where(DocumentRow.id == document_id)).first()
        return _document(row) if row else None

    def versions(self, document_id: int) -> list[Document]:
        """The document as each of its versions, newest first."""
        statement = _all_versions().where(DocumentRow.id == document_id).order_by(VersionRow.number.desc())
        with self._database.reading() as session:
            return [_document(row) for row in session.execute(statement)]

    def text(self, version_id: int) -> str:
        """The stored text that citations of this version are slices of."""
        with self._database.reading() as session:
            text = session.scalar(select(VersionRow.text).where(VersionRow.id == version_id))
        if text is None:
            raise _unknown_place()
        return text

    def original(self, version_id: int) -> tuple[str, bytes]:
        """File name and the bytes exactly as they were added."""
        statement = (
            select(DocumentRow.name, VersionRow.original)
            .join(VersionRow, VersionRow.document_id == DocumentRow.id)
            .where(VersionRow.id == version_id)
        )
        with self._database.reading() as session:
            row = session.execute(statement).first()
        if row is None:
            raise _unknown_place()
        return row[0], row[1]

    def notices(self, version_id: int) -> tuple[Said, ...]:
        """What was noticed when the version was read: pages without text, hidden text that was left out."""
        with self._database.reading() as session:
            stored = session.scalar(select(VersionRow.notices).where(VersionRow.id == version_id))
        return tuple(Said(sv, en) for sv, en in loads(stored or "[]"))

    def passages(self, document_id: int) -> list[Passage]:
        """The passages of the current version, in reading order."""
        statement = _passages().where(DocumentRow.id == document_id).order_by(PassageRow.position)
        with self._database.reading() as session:
            return [_passage(row) for row in session.execute(statement)]

    def passage(self, passage_id: str) -> Passage | None:
        return self.passages_by_id([passage_id]).get(passage_id)

    def resolve(self, key: str) -> Citation:
        """The citation behind `version:start-end`, cut anew from the stored text. Raises AssistantError."""
        try:
            version, _, span = key.partition(":")
            start, _, end = span.partition("-")
            wanted = int(version), int(start), int(end)
        except ValueError as error:
            raise _unknown_place() from error
        passage = self._holding(*wanted) if max(wanted) < _TOO_LARGE else None
        if passage is None:
            raise _unknown_place()
        return Citation(passage, wanted[1], wanted[2])

    def passages_by_id(self, ids: Collection[str]) -> dict[str, Passage]:
        statement = _passages().where(PassageRow.id.in_(ids), DocumentRow.removed_at.is_(None))
        with self._database.reading() as session:
            return {row.PassageRow.id: _passage(row) for row in session.execute(statement)}

    def _holding(self, version_id: int, start: int, end: int) -> Passage | None:
        statement = (
            _all_versions(_slice(), PassageRow)
            .join(PassageRow, PassageRow.version_id == VersionRow.id)
            .where(VersionRow.id == version_id, PassageRow.start <= start, PassageRow.end >= end)
        )
        with self._database.reading() as session:
            row = session.execute(statement).first()
        return _passage(row) if row is not None and start < end else None


_VERSION_FACTS = (
    VersionRow.id.label("version_id"),
    VersionRow.number,
    VersionRow.label.label("version_label"),
    VersionRow.kind,
    VersionRow.sha256,
    VersionRow.added_at,
)


def _slice() -> object:
    return func.substr(VersionRow.text, PassageRow.start + 1, PassageRow.end - PassageRow.start).label("slice")


def _all_versions(*extra: object) -> Select[*tuple[object, ...]]:
    return select(DocumentRow, *_VERSION_FACTS, *extra).join(VersionRow, VersionRow.document_id == DocumentRow.id)


def _documents() -> Select[*tuple[object, ...]]:
    return _all_versions().where(VersionRow.id == DocumentRow.version_id)


def _passages() -> Select[*tuple[object, ...]]:
    return (
        _all_versions(_slice(), PassageRow)
        .join(PassageRow, PassageRow.version_id == VersionRow.id)
        .where(VersionRow.id == DocumentRow.version_id)
    )


def _document(row: Row[*tuple[object, ...]]) -> Document:
    facts = row.DocumentRow
    return Document(
        id=facts.id,
        name=facts.name,
        title=facts.title,
        owner=facts.owner,
        label=facts.label,
        status=facts.status,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        review_on=facts.review_on,
        version_id=row.version_id,
        version=row.number,
        version_label=row.version_label,
        kind=row.kind,
        sha256=row.sha256,
        added_at=row.added_at,
    )


def _passage(row: Row[*tuple[object, ...]]) -> Passage:
    stored = row.PassageRow
    return Passage(
        id=stored.id,
        document=_document(row),
        heading=tuple(loads(stored.heading)),
        page=stored.page,
        start=stored.start,
        end=stored.end,
        text=row.slice,
        language=stored.language,
        status=stored.status,
    )


def _unknown_place() -> AssistantError:
    return AssistantError(
        sv="Det stället finns inte i underlaget. Sök igen eller öppna dokumentet från listan.",
        en="There is no such place in the documents. Search again, or open the document from the list.",
    )
