"""What do the files of a retrieval set in BEIR layout say, and which line of which is wrong?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import AssistantError

_QRELS = ("test.tsv", "dev.tsv")


class Text(BaseModel):
    """One line of queries.jsonl."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    id: str = Field(alias="_id", min_length=1)
    text: str


class Document(Text):
    """One line of corpus.jsonl."""

    title: str | None = None

    @property
    def searched(self) -> str:
        """What is indexed: the title in front of the text."""
        return f"{self.title}\n{self.text}" if self.title else self.text


_Line = TypeVar("_Line", bound=Text)


@dataclass(frozen=True)
class RetrievalSet:
    """`relevance`: query id → document id → gain, only for queries that have something to find."""

    corpus: list[Document]
    queries: dict[str, str]
    relevance: dict[str, dict[str, float]]


def read_set(folder: Path) -> RetrievalSet:
    """corpus.jsonl, queries.jsonl and qrels/test.tsv (else dev.tsv, else every .tsv). Raises AssistantError."""
    corpus = list(_lines(folder / "corpus.jsonl", Document))
    queries = {query.id: query.text for query in _lines(folder / "queries.jsonl", Text)}
    relevance: dict[str, dict[str, float]] = defaultdict(dict)
    for file in _qrels(folder / "qrels"):
        for query, document, gain in _judgements(file):
            if gain > 0 and query in queries:
                relevance[query][document] = gain
    if not relevance:
        raise _nothing_to_ask(folder)
    return RetrievalSet(corpus, queries, dict(relevance))


def _lines(file: Path, kind: type[_Line]) -> Iterator[_Line]:
    seen: set[str] = set()
    for number, line in _numbered(file):
        try:
            read = kind.model_validate_json(line)
        except ValidationError as error:
            raise _wrong(file, number, error.errors()[0]["msg"]) from error
        if read.id in seen:
            raise _wrong(file, number, f'_id "{read.id}" again')
        seen.add(read.id)
        yield read


def _qrels(folder: Path) -> list[Path]:
    preferred = [folder / name for name in _QRELS if (folder / name).is_file()][:1]
    files = preferred or sorted(folder.glob("*.tsv"))
    if not files:
        raise _missing(folder / _QRELS[0])
    return files


def _judgements(file: Path) -> Iterator[tuple[str, str, float]]:
    """(query id, document id, gain) of each line; a first line without a number is a header."""
    first = True
    for number, line in _numbered(file):
        query, *rest = line.split("\t")
        try:
            document, gain = rest
            yield query.strip(), document.strip(), float(gain)
        except ValueError as error:
            if not first or len(rest) != 2:
                raise _wrong(file, number, "query-id, corpus-id, score") from error
        first = False


def _numbered(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with file.open("rb") as opened:
            for number, raw in enumerate(opened, 1):
                if raw.strip():
                    yield number, _decoded(file, number, raw)
    except OSError as error:
        raise _missing(file) from error


def _decoded(file: Path, number: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _wrong(file, number, "UTF-8") from error


def _missing(file: Path) -> AssistantError:
    return AssistantError(sv=f"{file} finns inte eller går inte att läsa.", en=f"{file} is missing or unreadable.")


def _wrong(file: Path, number: int, reason: str) -> AssistantError:
    return AssistantError(
        sv=f"{file}, rad {number}: går inte att läsa ({reason}).",
        en=f"{file}, line {number}: cannot be read ({reason}).",
    )


def _nothing_to_ask(folder: Path) -> AssistantError:
    return AssistantError(
        sv=f"{folder / 'qrels'} bedömer ingen fråga som står i queries.jsonl.",
        en=f"{folder / 'qrels'} judges no query that stands in queries.jsonl.",
    )
