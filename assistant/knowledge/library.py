"""Which documents are there, what stands in them, and which passages bear on a question?"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from json import loads

from sqlalchemy import Row, Select, func, select

from assistant.errors import AssistantError
from assistant.knowledge.documents import Citation, Document, DocumentRow, Passage, PassageRow, VersionRow
from assistant.knowledge.generations import Generations, Rebuilt
from assistant.knowledge.intake import Intake, Progress, Upload
from assistant.language import Said
from assistant.method.glossary import Glossary
from assistant.records.database import Database
from assistant.records.moments import Clock

_OVERFETCH = 3


@dataclass(frozen=True)
class Found:
    """A passage that bears on a question; `score` orders, `share` is 0 to 1 (see `search.Hit`)."""

    passage: Passage
    score: float
    share: float


class Library:
    """The company's documents. SQL is the truth; the search indexes are caches that follow it."""

    def __init__(
        self,
        database: Database,
        generations: Generations,
        clock: Clock,
        today: Callable[[], date],
        glossary: Glossary,
    ) -> None:
        self._database = database
        self.glossary = glossary
        self._generations = generations
        self._intake = Intake(database, generations, clock)
        self.today = today

    @property
    def degraded(self) -> Said | None:
        """Why search is poorer than it should be right now; None when all is well."""
        return self._generations.degraded

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
        return self._by_id([passage_id]).get(passage_id)

    def resolve(self, key: str) -> Citation:
        """The citation behind `version:start-end`, cut anew from the stored text. Raises AssistantError."""
        try:
            version, _, span = key.partition(":")
            start, _, end = span.partition("-")
            wanted = int(version), int(start), int(end)
        except ValueError as error:
            raise _unknown_place() from error
        passage = self._holding(*wanted)
        if passage is None:
            raise _unknown_place()
        return Citation(passage, wanted[1], wanted[2])

    def search(self, query: str, k: int = 10) -> list[Found]:
        """The `k` best passages in force, then up to a third as many expired, replaced or draft ones."""
        hits = self._generations.search(query, k * _OVERFETCH)
        passages = self._by_id([hit.id for hit in hits])
        found = [Found(passages[hit.id], hit.score, hit.share) for hit in hits if hit.id in passages]
        today = self.today()
        current = [one for one in found if one.passage.is_current(today)]
        others = [one for one in found if not one.passage.is_current(today)]
        return current[:k] + others[: max(1, k // 3)]

    def rarity(self, stem: str) -> float | None:
        """How telling a word stem is among these documents (idf); None when none of them holds it."""
        return self._generations.rarity(stem)

    def add(self, uploads: Sequence[Upload], by: str) -> Iterator[Progress]:
        """Take in files one by one; a refused file leaves nothing behind and the others go on."""
        return self._intake.add(uploads, by)

    def remove(self, document_id: int, by: str) -> None:
        """No longer searched or cited; the versions stay, so that old citations still open."""
        self._intake.remove(document_id, by)

    def restore(self, document_id: int, by: str) -> None:
        """Undo `remove`."""
        self._intake.restore(document_id, by)

    def edit_facts(self, document_id: int, by: str, **facts: str | date | None) -> None:
        """Correct title, owner, label, status, valid_from, valid_until or review_on by hand."""
        self._intake.edit_facts(document_id, by, facts)

    def agrees(self) -> bool:
        """Whether the search holds exactly the passages that the database says."""
        return self._generations.agrees()

    def reindex(self) -> Iterator[Rebuilt]:
        """Build the search anew beside the old one, then swap."""
        return self._generations.rebuild()

    def close(self) -> None:
        self._generations.close()

    def _by_id(self, ids: Collection[str]) -> dict[str, Passage]:
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
