import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.embedding import HashedEmbedder

EMBEDDER = HashedEmbedder()


def closeness(one: str, other: str) -> float:
    vectors = EMBEDDER.embed([one, other])
    return float(vectors[0] @ vectors[1])


def test_a_compound_lies_near_its_part_and_far_from_a_stranger():
    assert closeness("krisplan", "kris") > 0.3 > 0.15 > abs(closeness("krisplan", "mjölk"))


def test_case_and_function_words_do_not_move_a_text():
    assert closeness("Krisplan", "och en KRISPLAN för det") > 0.999


def test_a_text_without_words_is_a_row_of_zeros_and_no_text_is_no_row():
    assert not EMBEDDER.embed(["", "och"]).any()
    assert EMBEDDER.embed([]).shape == (0, EMBEDDER.dimension)


def test_another_dimension_is_another_shape_with_the_same_name():
    assert HashedEmbedder(64).embed(["kris"]).shape == (1, 64)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_text_gets_the_same_unit_vector_alone_as_among_others(texts: list[str]):
    together = EMBEDDER.embed(texts)
    assert together.dtype == np.float32
    for row, text in zip(together, texts, strict=True):
        np.testing.assert_allclose(row, EMBEDDER.embed([text])[0], atol=1e-6)
        assert np.linalg.norm(row) < 1e-6 or abs(np.linalg.norm(row) - 1) < 1e-5


def test_many_texts_at_once_are_the_same_as_one_by_one():
    texts = [f"passage {number} om krisplan {number % 7}" for number in range(300)]
    np.testing.assert_allclose(EMBEDDER.embed(texts)[257], EMBEDDER.embed([texts[257]])[0], atol=1e-6)
