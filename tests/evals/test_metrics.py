import math

import pytest

from evals.metrics import mean, ndcg, percentile, recall, reciprocal_rank

RANKED = ["x", "a", "y", "b", "z"]
RELEVANT = {"a": 2.0, "b": 1.0, "c": 1.0}


def test_recall_is_the_share_of_the_relevant_that_were_found():
    assert recall(RANKED, RELEVANT, 1) == 0
    assert recall(RANKED, RELEVANT, 2) == pytest.approx(1 / 3)
    assert recall(RANKED, RELEVANT, 10) == pytest.approx(2 / 3)


def test_reciprocal_rank_looks_at_the_first_relevant_one_only():
    assert reciprocal_rank(RANKED, RELEVANT, 10) == 1 / 2
    assert reciprocal_rank(RANKED, RELEVANT, 1) == 0


def test_ndcg_is_the_hand_computed_number():
    gained = 2 / math.log2(3) + 1 / math.log2(5)
    ideal = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(RANKED, RELEVANT, 10) == pytest.approx(gained / ideal) == pytest.approx(0.5406, abs=1e-4)
    assert ndcg(["a", "b", "c"], RELEVANT, 10) == pytest.approx(1)


def test_one_relevant_document_in_third_place_gives_a_half():
    assert ndcg(["x", "y", "a"], {"a": 1.0}, 10) == pytest.approx(0.5)


def test_percentiles_are_values_that_were_measured():
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.5) == 3
    assert percentile([float(number) for number in range(1, 101)], 0.95) == 95
    assert percentile([7.0], 0.95) == 7 and percentile([], 0.5) == 0 and mean([]) == 0
