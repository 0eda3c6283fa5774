"""Which passages share words with a question, and how close do they come to the best possible score?"""

import math
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import tantivy

from assistant.errors import StorageError
from assistant.knowledge.segments import are_whole

_BODY, _ID = "body", "id"
_K1 = 1.2  # tantivy's own, not settable; b is .75
_WRITER_MEMORY, _WRITER_THREADS = 128_000_000, 2


class Lexicon:
    """A tantivy index of tokens made by us; readers in any thread, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        """Opens or creates; a damaged folder is emptied, since all of it can be put again. Raises StorageError."""
        self._schema = _schema()
        with _plain_words(_cannot_write):
            self._index = _opened_whole(folder, self._schema) or _opened_empty(folder, self._schema)
        self._writer: tantivy.IndexWriter | None = None
        self._writing = Lock()

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Insert or replace (id, tokens joined by spaces), each id once; durable and visible when it returns.

        Raises StorageError, after which nothing has changed."""
        with self._all_or_nothing() as writer:
            searcher = self._index.searcher()
            for name, body in rows:
                if searcher.doc_freq(_ID, name):
                    writer.delete_documents_by_term(_ID, name)
                writer.add_document(tantivy.Document(id=name, body=body))

    def drop(self, ids: Collection[str]) -> None:
        """Remove; ids that are not there are fine. Raises StorageError."""
        with self._all_or_nothing() as writer:
            for name in ids:
                writer.delete_documents_by_term(_ID, name)

    def ids(self) -> frozenset[str]:
        with _plain_words(_cannot_read):
            return _ids(self._index)

    def count(self) -> int:
        return int(self._index.searcher().num_docs)

    def rarity(self, token: str) -> float | None:
        """BM25's idf of a token: the rarer the higher; None when no passage holds it."""
        with _plain_words(_cannot_read):
            searcher = self._index.searcher()
            holding = searcher.doc_freq(_BODY, token)
            return _idf(holding, searcher.num_docs) if holding else None

    def holds(self, tokens: Iterable[str]) -> bool:
        """Whether each of these stands in some passage."""
        with _plain_words(_cannot_read):
            searcher = self._index.searcher()
            return all(searcher.doc_freq(_BODY, token) for token in tokens)

    def search(self, weights: Mapping[str, float], own: Collection[str], depth: int) -> list[tuple[str, float]]:
        """(id, share) best first for tokens with weights; share is the BM25 score over the best score
        that the `own` tokens could give."""
        with _plain_words(_cannot_read):
            searcher = self._index.searcher()
            best = self._best_score(searcher, own)
            if not best:
                return []
            hits = searcher.search(self._query(weights), limit=depth, count=False).hits
            return [(searcher.doc(address)[_ID][0], min(1.0, score / best)) for score, address in hits]

    def close(self) -> None:
        with self._writing:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    @contextmanager
    def _all_or_nothing(self) -> "Iterator[tantivy.IndexWriter]":
        with self._writing:
            try:
                if self._writer is None:
                    self._writer = self._index.writer(_WRITER_MEMORY, _WRITER_THREADS)
                yield self._writer
                self._writer.commit()
                self._index.reload()
            except BaseException as error:
                self._forget_pending()
                if isinstance(error, ValueError | OSError):
                    raise _cannot_write() from error
                raise

    def _forget_pending(self) -> None:
        try:
            if self._writer is not None:
                self._writer.rollback()
        except ValueError:
            self._writer = None

    def _query(self, weights: Mapping[str, float]) -> "tantivy.Query":
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term(term, weight)) for term, weight in weights.items()]
        )

    def _term(self, term: str, weight: float) -> "tantivy.Query":
        query = tantivy.Query.term_query(self._schema, _BODY, term, index_option="freq")
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)

    def _best_score(self, searcher: "tantivy.Searcher", own: Collection[str]) -> float:
        total = searcher.num_docs
        if not total:
            return 0.0
        return (_K1 + 1) * sum(_idf(searcher.doc_freq(_BODY, token), total) for token in own)


def _idf(holding: int, total: int) -> float:
    return math.log1p((max(total - holding, 0) + 0.5) / (holding + 0.5))


def _opened_whole(folder: Path, schema: "tantivy.Schema") -> "tantivy.Index | None":
    """None when something in the folder is not as it was written."""
    try:
        with _plain_words(_cannot_read):
            index = _opened(folder, schema)
            _ids(index)
    except StorageError:
        return None
    return index if are_whole(folder) else None


def _opened_empty(folder: Path, schema: "tantivy.Schema") -> "tantivy.Index":
    shutil.rmtree(folder)
    return _opened(folder, schema)


def _opened(folder: Path, schema: "tantivy.Schema") -> "tantivy.Index":
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return tantivy.Index(schema, path=str(folder))


def _ids(index: "tantivy.Index") -> frozenset[str]:
    found = index.searcher().terms_with_prefix(_ID, "", filter_query=tantivy.Query.all_query())
    return frozenset(name for name, _ in found)


@contextmanager
def _plain_words(problem: Callable[[], StorageError]) -> Iterator[None]:
    """Tantivy fails with ValueError, and with Rust panics, which are no Exception; callers know one type."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, StorageError):
        raise
    except BaseException as error:
        raise problem() from error


def _cannot_read() -> StorageError:
    return StorageError(
        sv="Sökindexet är skadat. Era dokument är kvar. Starta om Krisplan, så byggs indexet upp igen ur dem.",
        en="The search index is damaged. Your documents are still there. Restart Krisplan to have it built from them.",
    )


def _cannot_write() -> StorageError:
    return StorageError(
        sv="Sökindexet går inte att skriva. Kontrollera att disken inte är full, och starta om Krisplan.",
        en="The search index cannot be written. Check that the disk is not full, and restart Krisplan.",
    )


def _schema() -> "tantivy.Schema":
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_BODY, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
