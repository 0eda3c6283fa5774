import shutil
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.knowledge.lexicon import Lexicon

ROWS = [("a", "kris plan kris"), ("b", "mjölk plan"), ("c", "mjölk ost ost")]


@pytest.fixture
def lexicon(tmp_path: Path):
    opened = Lexicon(tmp_path / "words")
    opened.put(ROWS)
    yield opened
    opened.close()


def found(lexicon: Lexicon, *asked: str) -> list[str]:
    return [name for name, _ in lexicon.search(dict.fromkeys(asked, 1.0), asked, 10)]


def test_the_passage_with_the_rarest_word_comes_first(lexicon: Lexicon):
    assert found(lexicon, "kris", "plan") == ["a", "b"]


def test_a_share_lies_between_nothing_and_everything(lexicon: Lexicon):
    ((name, share),) = lexicon.search({"kris": 1.0}, ["kris"], 10)
    ((_, with_unknown),) = lexicon.search({"kris": 1.0, "xyzzy": 1.0}, ["kris", "xyzzy"], 10)
    assert name == "a" and 0.5 < share <= 1 and with_unknown < share / 2


def test_a_heavier_word_decides(lexicon: Lexicon):
    weights = {"kris": 0.1, "ost": 1.0}
    assert [name for name, _ in lexicon.search(weights, weights, 10)] == ["c", "a"]


def test_put_twice_replaces(lexicon: Lexicon):
    lexicon.put([("a", "vatten")])
    assert found(lexicon, "kris") == [] and found(lexicon, "vatten") == ["a"]
    assert lexicon.ids() == {"a", "b", "c"} and lexicon.count() == 3


def test_dropped_ids_are_gone_and_unknown_ones_do_no_harm(lexicon: Lexicon):
    lexicon.drop(["a", "never there"])
    assert lexicon.ids() == {"b", "c"} and found(lexicon, "kris") == []


def test_what_was_put_is_there_after_reopening(tmp_path: Path, lexicon: Lexicon):
    lexicon.close()
    again = Lexicon(tmp_path / "words")
    assert again.ids() == {"a", "b", "c"} and found(again, "kris") == ["a"]


def test_a_put_that_breaks_off_leaves_nothing_behind(lexicon: Lexicon):
    def rows():
        yield "d", "vatten"
        raise KeyError("half-way")

    with pytest.raises(KeyError):
        lexicon.put(rows())
    lexicon.put([("e", "luft")])
    assert lexicon.ids() == {"a", "b", "c", "e"}


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path, lexicon: Lexicon):
    shutil.rmtree(tmp_path / "words")
    with pytest.raises(StorageError, match="cannot be written"):
        lexicon.put([("d", "vatten")])


def test_a_damaged_folder_starts_anew_and_empty(tmp_path: Path, lexicon: Lexicon):
    lexicon.close()
    (tmp_path / "words" / "meta.json").write_text("{broken")
    again = Lexicon(tmp_path / "words")
    assert again.ids() == frozenset()
    again.put(ROWS)
    assert found(again, "kris") == ["a"]
    again.close()


def test_an_empty_lexicon_finds_nothing(tmp_path: Path):
    assert Lexicon(tmp_path / "empty").search({"kris": 1.0}, ["kris"], 10) == []
