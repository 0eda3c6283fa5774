"""Which passages lie nearest a question, as vectors kept in Chroma?"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.knowledge.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_ON_THIS_COMPUTER = "chromadb.api.rust.RustBindingsAPI"
_COLLECTION = "passages_g{}"
_MARK = "being-written"  # beside the folder: a process that dies while writing may leave it half written
_EF_SEARCH = 200
_SYNC_THRESHOLD = 1000
_NOISE = 0.1  # cosine that texts without a letter group in common can reach by chance
_LINKS_OVER_VECTORS = 100
_LINKS_LIMIT = 1 << 30


class VectorsBroken(AssistantError):
    """Chroma cannot be opened, read or written; its folder can be built anew from the documents."""

    def __init__(self) -> None:
        super().__init__(
            sv="Vektorindexet går inte att använda. Sökningen går vidare på ord. Starta om Krisplan, så byggs det om.",
            en="The vector index cannot be used. Search goes on by words. Restart Krisplan to have it built again.",
        )


class VectorIndex:
    """One Chroma collection in a folder of its own, which one process at a time may open."""

    def __init__(self, folder: Path, generation: int, embedder: str, dimension: int) -> None:
        """Opens or creates. Raises VectorsBroken, also when another embedder made the collection."""
        self._mark = folder.with_name(f"{folder.name}-{_MARK}")
        self._writing = Lock()
        self._discard_half_written(folder)
        with _chroma_may_fail():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _refuse_swollen_links(folder)
            self._client = _client(folder)
            self._batch = self._client.get_max_batch_size()
            self._collection = self._client.get_or_create_collection(
                _COLLECTION.format(generation),
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "sync_threshold": _SYNC_THRESHOLD}},
                metadata={"embedder": embedder, "dimension": dimension},
            )
        if (self._collection.metadata or {}).get("embedder") != embedder:
            raise VectorsBroken

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Insert or replace; durable when it returns. Raises VectorsBroken."""
        with self._marked_writing():
            for start in range(0, len(ids), self._batch):
                end = start + self._batch
                self._collection.upsert(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def drop(self, ids: Sequence[str]) -> None:
        """Remove; ids that are not there are fine. Raises VectorsBroken."""
        with self._marked_writing():
            for start in range(0, len(ids), self._batch):
                self._collection.delete(ids=list(ids[start : start + self._batch]))

    def ids(self) -> frozenset[str]:
        """Raises VectorsBroken."""
        with _chroma_may_fail():
            return frozenset(self._collection.get(include=[])["ids"])

    def nearest(self, vector: Vectors, depth: int) -> list[str]:
        """Ids by falling cosine, as far as there is any nearness to speak of. Raises VectorsBroken."""
        with _chroma_may_fail():
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=depth, include=["distances"]
            )
        near = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        return [name for name, distance in near if 1 - distance > _NOISE]

    def close(self) -> None:
        with self._writing, _chroma_may_fail():
            self._client.close()  # type: ignore[attr-defined]

    @contextmanager
    def _marked_writing(self) -> Iterator[None]:
        with self._writing, _chroma_may_fail():
            self._mark.touch()
            yield
            self._mark.unlink(missing_ok=True)

    def _discard_half_written(self, folder: Path) -> None:
        if self._mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            self._mark.unlink(missing_ok=True)


@contextmanager
def _chroma_may_fail() -> Iterator[None]:
    """Chroma fails in many types, Rust panics (not an Exception) among them; callers know one."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise VectorsBroken from error


def _refuse_swollen_links(folder: Path) -> None:
    """A damaged folder can make Chroma write tens of gigabytes of links as soon as it is opened."""
    for links in folder.glob("*/link_lists.bin"):
        vectors = links.with_name("data_level0.bin")
        held = vectors.stat().st_size if vectors.exists() else 0
        size = links.stat().st_size
        if size > _LINKS_LIMIT or size > _LINKS_OVER_VECTORS * held > 0:
            raise VectorsBroken


def _client(folder: Path) -> "ClientAPI":
    home = folder.resolve()
    with chdir(home):  # as it is imported, Chroma reads whatever `.env` lies in the working folder
        import chromadb  # noqa: PLC0415  takes most of a second, and many commands search nothing
        from chromadb.config import Settings  # noqa: PLC0415

    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        chroma_api_impl=_ON_THIS_COMPUTER,
        chroma_otel_collection_endpoint="",
        anonymized_telemetry=False,
        allow_reset=False,
    )
    return chromadb.PersistentClient(str(home), settings=settings)
