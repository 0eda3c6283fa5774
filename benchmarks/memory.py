"""How much memory does an engine take in a process that opens its folder anew and answers questions?"""

import subprocess
import sys
from pathlib import Path

import psutil

from benchmarks.engines import ENGINES
from benchmarks.swedish import Swedish

_QUESTIONS = 50


def resident(engine: str, folder: Path, size: int) -> float:
    """Megabytes beyond those of the process before it opened the folder."""
    command = [sys.executable, "-m", "benchmarks.memory", engine, str(folder), str(size)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _measured(engine: str, folder: Path, size: int) -> float:
    text = Swedish()
    questions = [text.question(at * size // _QUESTIONS) for at in range(_QUESTIONS)]
    before = psutil.Process().memory_info().rss
    opened = next(made for made in ENGINES if made.name == engine)(folder)
    for question in questions:
        opened.search(opened.prepare_question(question))
    taken = psutil.Process().memory_info().rss - before
    opened.close()
    return taken / 1e6


if __name__ == "__main__":
    print(_measured(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
