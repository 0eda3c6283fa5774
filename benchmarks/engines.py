"""What is compared: our search, bare Chroma that is given vectors, bare tantivy that is given tokens.

The bare ones are used as their manuals show, with their default settings but for cosine distance.
"""

from pathlib import Path
from typing import Protocol

import chromadb
import tantivy
from chromadb.config import Settings

from assistant.knowledge.embedding import HashedEmbedder
from assistant.knowledge.search import Entry, SearchIndex
from assistant.knowledge.words import joined_tokens
from assistant.method.reading import load_method
from assistant.shipping import shipped

K = 10
EMBEDDER = HashedEmbedder()


class Engine(Protocol):
    """`prepare…` is what the engine is given and what is not timed; `put` and `search` are timed."""

    name: str

    def prepare(self, passages: list[str]) -> object: ...
    def put(self, ids: list[str], prepared: object) -> None: ...
    def prepare_question(self, question: str) -> object: ...
    def search(self, prepared: object) -> list[str]: ...
    def close(self) -> None: ...


class Krisplan:
    """All that the product does: language, glossary, tokens, vectors, both indexes, fusion."""

    name = "krisplan"

    def __init__(self, folder: Path) -> None:
        glossary = load_method(shipped("knowledge", "method")).glossary
        self.index = SearchIndex.open(folder, 1, glossary=glossary)

    def prepare(self, passages: list[str]) -> object:
        return passages

    def put(self, ids: list[str], prepared: object) -> None:
        assert isinstance(prepared, list)
        self.index.put([Entry(name, text, "sv") for name, text in zip(ids, prepared, strict=True)])

    def prepare_question(self, question: str) -> object:
        return question

    def search(self, prepared: object) -> list[str]:
        return [hit.id for hit in self.index.search(str(prepared), K)]

    def close(self) -> None:
        self.index.close()


class BareChroma:
    """One collection of ready-made vectors."""

    name = "bare chroma"

    def __init__(self, folder: Path) -> None:
        settings = Settings(_env_file=None, anonymized_telemetry=False, allow_reset=False)
        self._client = chromadb.PersistentClient(str(folder), settings=settings)
        self._bare = self._client.get_or_create_collection(
            "bare", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def prepare(self, passages: list[str]) -> object:
        return EMBEDDER.embed(passages)

    def put(self, ids: list[str], prepared: object) -> None:
        self._bare.upsert(ids=ids, embeddings=prepared)

    def prepare_question(self, question: str) -> object:
        return EMBEDDER.embed([question])

    def search(self, prepared: object) -> list[str]:
        return list(self._bare.query(query_embeddings=prepared, n_results=K)["ids"][0])

    def close(self) -> None:
        self._client.close()


class BareTantivy:
    """One field of ready-made tokens."""

    name = "bare tantivy"

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        folder.mkdir(exist_ok=True)
        self._index = tantivy.Index(builder.build(), path=str(folder))
        self._writer: tantivy.IndexWriter | None = None

    def prepare(self, passages: list[str]) -> object:
        return [joined_tokens(passage, "sv") for passage in passages]

    def put(self, ids: list[str], prepared: object) -> None:
        assert isinstance(prepared, list)
        self._writer = self._writer or self._index.writer()
        for name, body in zip(ids, prepared, strict=True):
            self._writer.add_document(tantivy.Document(id=name, body=body))
        self._writer.commit()
        self._index.reload()

    def prepare_question(self, question: str) -> object:
        return joined_tokens(question, "sv")

    def search(self, prepared: object) -> list[str]:
        searcher = self._index.searcher()
        query = self._index.parse_query(str(prepared), ["body"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, K).hits]

    def close(self) -> None:
        if self._writer:
            self._writer.wait_merging_threads()


ENGINES: tuple[type[Krisplan] | type[BareChroma] | type[BareTantivy], ...] = (Krisplan, BareChroma, BareTantivy)
