"""How does our search compare with bare Chroma plus bare tantivy, in one run on one machine?

The three take turns, batch by batch and question by question, so that a busy machine is busy for all of them.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.knowledge.words import joined_tokens
from benchmarks.engines import EMBEDDER, ENGINES, Engine, K, Krisplan
from benchmarks.memory import resident
from benchmarks.swedish import Swedish
from evals.metrics import mean, percentile
from evals.progress import shown

SIZES = (1_000, 10_000, 100_000)
_QUESTIONS, _WARM_UP = 300, 20
_BATCH = 500

Numbers = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many passages")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    args = parser.parse_args()
    results = {}
    for size in args.sizes:
        results[str(size)] = compared(size)
        _show(size, results[str(size)])
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def compared(size: int) -> dict[str, Numbers]:
    """Numbers by engine, ours first; `sums` holds what is said of ours against the bare ones."""
    text = Swedish()
    with tempfile.TemporaryDirectory(prefix="krisplan-bench-") as folder:
        home = Path(folder)
        ours, *bare = (made(home / made.name) for made in ENGINES)
        engines: list[Engine] = [ours, *bare]
        numbers = _filled(engines, text, size)
        questions = [text.question(at * size // _QUESTIONS) for at in range(_QUESTIONS)]
        for engine, times in _asked(engines, questions).items():
            numbers[engine] |= {"p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95)}
        numbers["krisplan"]["vector_recall@10"] = _vector_recall(ours, text, size, questions[::3])
        for engine in engines:
            engine.close()
            numbers[engine.name]["memory_mb"] = resident(engine.name, home / engine.name, size)
    return numbers


def _filled(engines: list[Engine], text: Swedish, size: int) -> dict[str, Numbers]:
    seconds, preparing = defaultdict[str, float](float), 0.0
    for start in shown(f"{size:,} passages, batches of {_BATCH}", range(0, size, _BATCH)):
        ids = [str(at) for at in range(start, min(start + _BATCH, size))]
        passages = [text.passage(int(name)) for name in ids]
        for engine in engines:
            prepared = engine.prepare(passages)
            seconds[engine.name] += _timed(lambda e=engine, p=prepared, i=ids: e.put(i, p))
        preparing += _timed(lambda p=passages: (EMBEDDER.embed(p), [joined_tokens(one, "sv") for one in p]))
    for engine in engines:  # Chroma may put the last of its work off to the first question
        question = engine.prepare_question("hur")
        seconds[engine.name] += _timed(lambda e=engine, q=question: e.search(q))
    numbers = {name: {"index_s": one, "passages_per_s": size / one} for name, one in seconds.items()}
    return numbers | {"preparing": {"index_s": preparing}}


def _asked(engines: list[Engine], questions: list[str]) -> dict[str, list[float]]:
    """Milliseconds per question and engine; a few untimed questions go first."""
    times = defaultdict[str, list[float]](list)
    for at, question in enumerate(questions[:_WARM_UP] + questions):
        for engine in engines:
            prepared = engine.prepare_question(question)
            seconds = _timed(lambda e=engine, p=prepared: e.search(p))
            if at >= _WARM_UP:
                times[engine.name].append(seconds * 1000)
    return times


def _vector_recall(ours: Engine, text: Swedish, size: int, questions: list[str]) -> float:
    """Of the ten passages that are truly nearest by cosine, the share that our vector index gives."""
    batches = range(0, size, _BATCH)
    passages = ([text.passage(at) for at in range(start, min(start + _BATCH, size))] for start in batches)
    vectors = np.concatenate([EMBEDDER.embed(batch) for batch in passages])
    assert isinstance(ours, Krisplan)
    shares = []
    for question in questions:
        closeness = vectors @ EMBEDDER.embed([question])[0]
        tenth = np.sort(closeness)[-K] - 1e-6
        shares.append(sum(closeness[int(name)] >= tenth for name in ours.index.nearest(question)[:K]) / K)
    return mean(shares)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _show(size: int, numbers: dict[str, Numbers]) -> None:
    preparing = numbers.pop("preparing")["index_s"]
    ours, chroma, tantivy = numbers.values()
    print(f"\n{f'{size:,} passages':<18}{'passages/s':>12}{'p50 ms':>10}{'p95 ms':>10}{'memory MB':>12}")
    for name, one in numbers.items():
        print(
            f"  {name:<16}{one['passages_per_s']:>12,.0f}{one['p50_ms']:>10.2f}{one['p95_ms']:>10.2f}"
            f"{one['memory_mb']:>12,.0f}"
        )
    whole = chroma["index_s"] / ours["index_s"]
    print(f"  indexing over bare Chroma's: {whole:.2f} (making tokens and vectors: {preparing / ours['index_s']:.0%})")
    for name in ("p50", "p95"):
        ratio = ours[f"{name}_ms"] / (chroma[f"{name}_ms"] + tantivy[f"{name}_ms"])
        print(f"  query {name} over the sum of the bare two: {ratio:.2f}")
    print(f"  true nearest ten among our vector index's ten: {ours['vector_recall@10']:.1%}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
