import ast
import signal
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import assistant.knowledge.index as chroma_user
from assistant.knowledge.index import VectorIndex, VectorsBroken

DIMENSION = 4
AXES = np.eye(DIMENSION, dtype=np.float32)
NAMES = ["a", "b", "c", "d"]


def opened(tmp_path: Path, embedder: str = "axes") -> VectorIndex:
    return VectorIndex(tmp_path / "vectors", 1, embedder, DIMENSION)


@pytest.fixture
def index(tmp_path: Path):
    made = opened(tmp_path)
    made.put(NAMES, AXES)
    yield made
    made.close()


def test_the_nearest_come_first_and_what_has_nothing_in_common_does_not_come(index: VectorIndex):
    assert index.nearest(np.array([0.9, 0.4, 0, 0], dtype=np.float32), 10) == ["a", "b"]


def test_a_vector_of_zeros_is_near_nothing(index: VectorIndex):
    assert index.nearest(np.zeros(DIMENSION, dtype=np.float32), 10) == []


def test_put_twice_replaces(index: VectorIndex):
    index.put(["a"], AXES[1:2])
    assert index.nearest(AXES[0], 10) == []
    assert sorted(index.nearest(AXES[1], 10)) == ["a", "b"]
    assert index.ids() == set(NAMES)


def test_dropped_ids_are_gone_and_unknown_ones_do_no_harm(index: VectorIndex):
    index.drop(["a", "never there"])
    assert index.ids() == {"b", "c", "d"} and index.nearest(AXES[0], 10) == []


def test_what_was_put_is_there_after_reopening_and_nothing_asks_for_a_model(tmp_path: Path, index: VectorIndex):
    index.close()
    again = opened(tmp_path)
    assert again.ids() == set(NAMES) and again.nearest(AXES[2], 1) == ["c"]
    again.close()


def test_vectors_of_another_embedder_are_refused(tmp_path: Path, index: VectorIndex):
    index.close()
    with pytest.raises(VectorsBroken):
        opened(tmp_path, embedder="something else")


def test_only_the_owner_may_enter_the_folder(tmp_path: Path, index: VectorIndex):
    assert stat.S_IMODE((tmp_path / "vectors").stat().st_mode) == 0o700


def test_a_wrong_dimension_is_refused(index: VectorIndex):
    with pytest.raises(VectorsBroken):
        index.put(["e"], np.ones((1, 7), dtype=np.float32))


def test_a_broken_database_is_said_plainly(tmp_path: Path, index: VectorIndex):
    index.close()
    file = tmp_path / "vectors" / "chroma.sqlite3"
    file.write_bytes(b"no database at all" * 1000)
    with pytest.raises(VectorsBroken, match="by words"):
        opened(tmp_path)


def test_a_swollen_links_file_is_refused_before_chroma_opens_the_folder(tmp_path: Path, index: VectorIndex):
    index.close()
    segment = tmp_path / "vectors" / "damaged"
    segment.mkdir()
    (segment / "data_level0.bin").write_bytes(b"x" * 10)
    (segment / "link_lists.bin").write_bytes(b"x" * 5000)
    with pytest.raises(VectorsBroken):
        opened(tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from assistant.knowledge.index import VectorIndex
index = VectorIndex(Path(sys.argv[1]), 1, "axes", 4)
index.put(["a"], np.eye(4, dtype=np.float32)[:1])
if sys.argv[2] == "while writing":
    upsert = index._collection.upsert
    def dying(**given):
        upsert(**given)
        os.kill(os.getpid(), signal.SIGKILL)
    index._collection.upsert = dying
    index.put(["b"], np.eye(4, dtype=np.float32)[1:2])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.process
@pytest.mark.parametrize(("moment", "left"), [("while writing", set()), ("at rest", {"a"})])
def test_a_folder_whose_writer_was_killed_while_writing_starts_anew(tmp_path: Path, moment: str, left: set[str]):
    command = [sys.executable, "-c", KILLED, str(tmp_path / "vectors"), moment]
    assert subprocess.run(command, check=False, cwd=Path.cwd()).returncode == -signal.SIGKILL
    again = opened(tmp_path)
    assert again.ids() == left
    again.put(NAMES, AXES)
    assert again.nearest(AXES[3], 1) == ["d"]
    again.close()


def test_no_default_embedding_function_can_be_called():
    sources = [path for path in Path(chroma_user.__file__).parents[1].rglob("*.py") if "chromadb" in path.read_text()]
    calls = [node for path in sources for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [(node.func.attr, node) for node in calls if isinstance(node.func, ast.Attribute)]
    makers = [call for name, call in named if name.endswith("_collection") and name != "delete_collection"]
    assert makers, "nothing was looked at"
    for maker in makers:
        given = {keyword.arg: keyword.value for keyword in maker.keywords}
        assert isinstance(given["embedding_function"], ast.Constant) and given["embedding_function"].value is None
    for name, call in named:
        assert "query_texts" not in {keyword.arg for keyword in call.keywords}
        assert not (name == "add" and "collection" in ast.unparse(call.func))
        if name == "upsert":
            assert "embeddings" in {keyword.arg for keyword in call.keywords}
