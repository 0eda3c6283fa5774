"""Does search find the right passages, and how fast, on a set in BEIR layout?"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.knowledge.search import Entry, SearchIndex
from assistant.knowledge.words import language_of
from evals.beir import Document, RetrievalSet, read_set
from evals.metrics import mean, ndcg, percentile, recall, reciprocal_rank
from evals.progress import shown

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_BATCH = 1000
_DEPTH = 10


@dataclass(frozen=True)
class Case:
    """One question: what should be found, what was found, and how well and how fast."""

    query: str
    text: str
    relevant: dict[str, float]
    found: list[str]
    scores: dict[str, float]
    ms: float


def add_parser(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "retrieval",
        help="search quality and speed on a set in BEIR layout",
        description="DIR holds corpus.jsonl (_id, title, text), queries.jsonl (_id, text) and qrels/test.tsv "
        "(else dev.tsv, else every .tsv there) with query-id, corpus-id and score between tabs.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write summary and cases to FILE")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the table, writes the JSON file if asked to; 0 unless the input is wrong."""
    summary, cases = evaluate(read_set(args.folder))
    for name, number in summary.items():
        print(f"{name:<14}{number:>10.3f}")
    if args.json:
        _write(args.json, {"summary": summary, "cases": [vars(case) for case in cases]})
    return 0


def _write(file: Path, whole: dict[str, object]) -> None:
    try:
        file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise AssistantError(sv=f"{file} går inte att skriva.", en=f"{file} cannot be written.") from error


def evaluate(given: RetrievalSet) -> tuple[dict[str, float], list[Case]]:
    """Indexes the corpus in a folder of its own, as the product does, and asks every judged query."""
    with tempfile.TemporaryDirectory(prefix="krisplan-evals-") as folder:
        index = SearchIndex.open(Path(folder), 1)
        try:
            seconds = _indexed(index, given.corpus)
            cases = [_asked(index, given, query) for query in shown("asking", list(given.relevance))]
            if index.degraded:
                print(index.degraded.en, file=sys.stderr)
        finally:
            index.close()
    return _summary(cases, seconds), cases


def _indexed(index: SearchIndex, corpus: list[Document]) -> float:
    started = time.perf_counter()
    for start in shown(f"indexing, batches of {_BATCH}", range(0, len(corpus), _BATCH)):
        batch = corpus[start : start + _BATCH]
        index.put([Entry(one.id, one.searched, language_of(one.searched)) for one in batch])
    return time.perf_counter() - started


def _asked(index: SearchIndex, given: RetrievalSet, query: str) -> Case:
    started = time.perf_counter()
    hits = index.search(given.queries[query], _DEPTH)
    ms = (time.perf_counter() - started) * 1000
    found, relevant = [hit.id for hit in hits], given.relevance[query]
    scores = {f"recall@{k}": recall(found, relevant, k) for k in (1, 5, 10)} | {
        "mrr@10": reciprocal_rank(found, relevant, _DEPTH),
        "ndcg@10": ndcg(found, relevant, _DEPTH),
    }
    return Case(query, given.queries[query], relevant, found, scores, ms)


def _summary(cases: list[Case], index_seconds: float) -> dict[str, float]:
    times = [case.ms for case in cases]
    return {name: mean([case.scores[name] for case in cases]) for name in cases[0].scores} | {
        "index_s": index_seconds,
        "query_p50_ms": percentile(times, 0.5),
        "query_p95_ms": percentile(times, 0.95),
    }
