"""Which passages share words with a question, and how close do they come to the best possible score?"""

import math
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from threading import Lock

import tantivy

_BODY, _ID = "body", "id"
_K1 = 1.2  # tantivy's own, not settable; b is .75
_WRITER_MEMORY = 64_000_000


class Lexicon:
    """A tantivy index of tokens made by us; readers in any thread, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.config_reader("manual")
        self._writer: tantivy.IndexWriter | None = None
        self._writing = Lock()

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Insert or replace (id, tokens joined by spaces); durable and visible when it returns."""
        with self._writing:
            writer, searcher, seen = self._open_writer(), self._index.searcher(), set[str]()
            for name, body in rows:
                if name in seen or searcher.doc_freq(_ID, name):
                    writer.delete_documents_by_term(_ID, name)
                seen.add(name)
                writer.add_document(tantivy.Document(id=name, body=body))
            self._commit(writer)

    def drop(self, ids: Collection[str]) -> None:
        with self._writing:
            writer = self._open_writer()
            for name in ids:
                writer.delete_documents_by_term(_ID, name)
            self._commit(writer)

    def ids(self) -> frozenset[str]:
        found = self._index.searcher().terms_with_prefix(_ID, "", filter_query=tantivy.Query.all_query())
        return frozenset(name for name, _ in found)

    def count(self) -> int:
        return int(self._index.searcher().num_docs)

    def rarity(self, token: str) -> float | None:
        """BM25's idf of a token: the rarer the higher; None when no passage holds it."""
        searcher = self._index.searcher()
        holding = searcher.doc_freq(_BODY, token)
        return _idf(holding, searcher.num_docs) if holding else None

    def search(self, weights: Mapping[str, float], own: Collection[str], depth: int) -> list[tuple[str, float]]:
        """(id, share) best first for tokens with weights; share is the BM25 score over the best score
        that the `own` tokens could give."""
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

    def _open_writer(self) -> "tantivy.IndexWriter":
        if self._writer is None:
            self._writer = self._index.writer(_WRITER_MEMORY, 1)
        return self._writer

    def _commit(self, writer: "tantivy.IndexWriter") -> None:
        writer.commit()
        self._index.reload()

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


def _schema() -> "tantivy.Schema":
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_BODY, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
