"""Do the search indexes hold exactly what the database says, and how are they built anew?"""

import hashlib
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from json import loads
from pathlib import Path
from threading import RLock

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from assistant.errors import StorageError, storage_error
from assistant.knowledge.data_folder import own, refuse_lost_database
from assistant.knowledge.documents import DocumentRow, PassageRow, VersionRow
from assistant.knowledge.search import Entry, Hit, SearchIndex, Translations
from assistant.language import Said
from assistant.records.database import Database
from assistant.records.durable import durable_step
from assistant.records.moments import Clock, moment_text

_BATCH = 500
_BEHIND = Said(
    "Sökningen ligger efter dokumenten och kan missa något. Frigör utrymme på disken och starta om Krisplan, "
    "så kommer den ikapp.",
    "Search is behind the documents and may miss something. Free space on the disk and restart Krisplan, "
    "and it catches up.",
)


@dataclass(frozen=True)
class Rebuilt:
    """How far a rebuild has come, in passages."""

    done: int
    total: int


class Generations:
    """The active generation of the search indexes, kept equal to the manifest in the database."""

    def __init__(self, database: Database, folder: Path, clock: Clock, glossary: Translations | None) -> None:
        self._database = database
        self._folder = folder
        self._clock = clock
        self._glossary = glossary
        self._writing = RLock()
        self._lock = own(folder)
        try:
            self._start()
        except BaseException:
            self._lock.release()
            raise

    @property
    def degraded(self) -> Said | None:
        """Why a search may miss something; None when all is well."""
        return _BEHIND if self._behind else self._index.degraded

    def search(self, query: str, k: int) -> list[Hit]:
        return self._index.search(query, k)

    def rarity(self, stem: str) -> float | None:
        return self._index.rarity(stem)

    def follow(self, document_id: int) -> None:
        """Bring the index in line with what the database now says of one document. Raises StorageError."""
        if self._behind:
            self.heal()
            return
        with self._keeping_up():
            wanted = self._manifest(document_id)
            held = self._recorded(self._ids_of(document_id))
            changed = [passage for passage, digest in wanted.items() if held.get(passage) != digest]
            self._drop([passage for passage in held if passage not in wanted])
            self._put(changed, wanted)

    def heal(self) -> None:
        """After a crash or a damaged folder: put what is missing, drop what should not be there.

        Raises StorageError."""
        with self._keeping_up():
            wanted, recorded = self._manifest(), self._recorded()
            in_words, in_vectors = self._index.ids()
            whole = in_words if self._index.degraded else in_words & in_vectors
            sound = {one for one, digest in wanted.items() if one in whole and recorded.get(one) == digest}
            self._drop(sorted((in_words | in_vectors | recorded.keys()) - wanted.keys()))
            self._put([one for one in wanted if one not in sound], wanted)

    def agrees(self) -> bool:
        """Whether manifest, word index and vector index hold the same passages (invariant I15)."""
        wanted = self._manifest()
        in_words, in_vectors = self._index.ids()
        return self._recorded() == wanted and in_words == in_vectors == wanted.keys()

    def rebuild(self) -> Iterator[Rebuilt]:
        """A new generation beside the old one; searches use the old one until the swap."""
        with self._writing:
            number = self._begin_generation()
            fresh = self._opened(number)
            try:
                yield from self._fill(number, fresh)
            except BaseException:
                fresh.close()
                SearchIndex.remove_generation(self._folder, number)
                raise

    def close(self) -> None:
        self._index.close()
        self._lock.release()

    def _opened(self, number: int) -> SearchIndex:
        try:
            return SearchIndex.open(self._folder, number, glossary=self._glossary)
        except OSError as error:
            raise storage_error(error, self._folder) from error

    def _fill(self, number: int, fresh: SearchIndex) -> Iterator[Rebuilt]:
        wanted = self._manifest()
        for start in range(0, len(wanted), _BATCH):
            self._put(list(wanted)[start : start + _BATCH], wanted, into=(number, fresh))
            yield Rebuilt(min(start + _BATCH, len(wanted)), len(wanted))
        if fresh.degraded:
            raise _not_rebuilt()
        self._swap(number, fresh)
        yield Rebuilt(len(wanted), len(wanted))

    @contextmanager
    def _keeping_up(self) -> Iterator[None]:
        """Until the work inside has succeeded, searches are told to be behind the documents."""
        with self._writing:
            try:
                yield
            except BaseException:
                self._behind = True
                raise
            self._behind = False

    def _start(self) -> None:
        self._active = self._active_generation()
        self._index = self._opened(self._active)
        self._discard_others()
        self._behind = False
        with suppress(StorageError):  # a full disk must not keep anybody from reading
            self.heal()
            if self._index.degraded:
                deque(self.rebuild(), maxlen=0)

    def _active_generation(self) -> int:
        with self._database.writing() as session:
            active = session.scalar(text("SELECT max(id) FROM index_generation WHERE state='active'"))
            if active is None:
                refuse_lost_database(self._database.path, SearchIndex.generations(self._folder))
                active = _add_generation(session, "active", self._clock)
            return int(active)

    def _begin_generation(self) -> int:
        with self._database.writing() as session:
            return _add_generation(session, "building", self._clock)

    def _swap(self, number: int, fresh: SearchIndex) -> None:
        durable_step("generation built")
        with self._database.writing() as session:
            session.execute(text("UPDATE index_generation SET state='active' WHERE id=:id"), {"id": number})
            session.execute(text("DELETE FROM index_generation WHERE id<>:id"), {"id": number})
        durable_step("generation swapped")
        old, self._index, self._active, self._behind = self._index, fresh, number, False
        old.close()
        self._discard_others()

    def _discard_others(self) -> None:
        with self._database.writing() as session:
            session.execute(text("DELETE FROM index_generation WHERE id<>:id"), {"id": self._active})
        for number in SearchIndex.generations(self._folder):
            if number != self._active:
                SearchIndex.remove_generation(self._folder, number)

    def _manifest(self, document_id: int | None = None) -> dict[str, str]:
        """What the index should hold: passage id → digest, of current versions of present documents."""
        statement = (
            select(PassageRow.id, PassageRow.digest)
            .join(DocumentRow, DocumentRow.version_id == PassageRow.version_id)
            .where(DocumentRow.removed_at.is_(None))
            .order_by(PassageRow.version_id, PassageRow.position)
        )
        if document_id is not None:
            statement = statement.where(DocumentRow.id == document_id)
        with self._database.reading() as session:
            return {row.id: row.digest for row in session.execute(statement)}

    def _ids_of(self, document_id: int) -> set[str]:
        statement = (
            select(PassageRow.id)
            .join(VersionRow, VersionRow.id == PassageRow.version_id)
            .where(VersionRow.document_id == document_id)
        )
        with self._database.reading() as session:
            return set(session.scalars(statement))

    def _recorded(self, among: Collection[str] | None = None) -> dict[str, str]:
        """What the index is known to hold, as noted after each write to it."""
        query = "SELECT passage_id, digest FROM indexed WHERE generation=:generation"
        with self._database.reading() as session:
            rows = session.execute(text(query), {"generation": self._active}).all()
        return {row[0]: row[1] for row in rows if among is None or row[0] in among}

    def _put(self, ids: Sequence[str], wanted: Mapping[str, str], into: tuple[int, SearchIndex] | None = None) -> None:
        number, index = into or (self._active, self._index)
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            index.put(self._entries(batch))
            durable_step("passages put")
            self._note(number, batch, wanted)

    def _note(self, generation: int, ids: Sequence[str], wanted: Mapping[str, str]) -> None:
        rows = [{"generation": generation, "passage_id": one, "digest": wanted[one]} for one in ids]
        upsert = (
            "INSERT INTO indexed (generation, passage_id, digest) VALUES (:generation, :passage_id, :digest) "
            "ON CONFLICT (generation, passage_id) DO UPDATE SET digest = excluded.digest"
        )
        with self._database.writing() as session:
            session.execute(text(upsert), rows)
        durable_step("passages noted")

    def _drop(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        self._index.drop(ids)
        durable_step("passages dropped")
        rows = [{"generation": self._active, "id": one} for one in ids]
        with self._database.writing() as session:
            session.execute(text("DELETE FROM indexed WHERE generation=:generation AND passage_id=:id"), rows)

    def _entries(self, ids: Sequence[str]) -> list[Entry]:
        body = func.substr(VersionRow.text, PassageRow.start + 1, PassageRow.end - PassageRow.start)
        statement = (
            select(PassageRow.id, DocumentRow.title, PassageRow.heading, body, PassageRow.language)
            .join(DocumentRow, DocumentRow.version_id == PassageRow.version_id)
            .join(VersionRow, VersionRow.id == PassageRow.version_id)
            .where(PassageRow.id.in_(ids))
        )
        with self._database.reading() as session:
            rows = session.execute(statement).all()
        return [
            Entry(one, index_text(title, loads(path), words), language) for one, title, path, words, language in rows
        ]


def index_text(title: str, heading: Sequence[str], body: str) -> str:
    """What is searched of a passage: title and heading path in front of its text, no line twice."""
    path = heading[:-1] if heading and body.startswith(heading[-1]) else heading
    return "\n".join((title, *path, body))


def index_digest(title: str, heading: Sequence[str], body: str) -> str:
    """Names the searched text, so that a changed title is noticed as well."""
    return hashlib.sha256(index_text(title, heading, body).encode()).hexdigest()[:16]


def _add_generation(session: Session, state: str, clock: Clock) -> int:
    insert = "INSERT INTO index_generation (state, made_at) VALUES (:state, :at) RETURNING id"
    return int(session.execute(text(insert), {"state": state, "at": moment_text(clock())}).scalar_one())


def _not_rebuilt() -> StorageError:
    return StorageError(
        sv="Sökningen kunde inte byggas om. Den gamla är kvar. Frigör utrymme på disken och försök igen.",
        en="Search could not be rebuilt. The old one is still there. Free space on the disk and try again.",
    )
