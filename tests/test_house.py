"""The house style holds: small modules, small functions, docstrings that say which question a file answers."""

import ast
from pathlib import Path

import pytest

from assistant.records.database import MIGRATIONS

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for folder in ("assistant", "evals", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if MIGRATIONS not in path.parents
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "services", "managers", "misc"}


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_small_and_says_what_it_answers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(tree), "a module begins with the question it answers"
    too_long = [node.name for node in _functions(tree) if (node.end_lineno or 0) - node.lineno + 1 > 40]
    assert not too_long
    assert path.stem not in FORBIDDEN_NAMES and path.parent.name not in FORBIDDEN_NAMES


def test_foreign_embeddings_and_silent_overwrites_are_never_used() -> None:
    banned = ("query_texts", "OR REPLACE", "import pickle", "yaml.unsafe_load", " eval(")
    hits = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in MODULES
        if path.parts[-2] != "benchmarks"
        for word in banned
        if word in path.read_text(encoding="utf-8")
    ]
    assert not hits


def test_the_product_name_of_no_host_stands_in_the_lock() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
