"""How good is a ranking, given how relevant each document is to the question?"""

import math
from collections.abc import Mapping, Sequence

Relevance = Mapping[str, float]


def recall(ranked: Sequence[str], relevant: Relevance, k: int) -> float:
    """Share of the relevant documents that stand among the first `k`."""
    wanted = _wanted(relevant)
    return len(wanted & set(ranked[:k])) / len(wanted)


def reciprocal_rank(ranked: Sequence[str], relevant: Relevance, k: int) -> float:
    """One over the place of the first relevant document, 0 if it is not among the first `k`."""
    wanted = _wanted(relevant)
    return next((1 / place for place, name in enumerate(ranked[:k], 1) if name in wanted), 0.0)


def ndcg(ranked: Sequence[str], relevant: Relevance, k: int) -> float:
    """Gain with a logarithmic discount, over the gain of the best possible order; linear gains."""
    gained = _discounted([relevant.get(name, 0.0) for name in ranked[:k]])
    return gained / _discounted(sorted(relevant.values(), reverse=True)[:k])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; 0 for no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _wanted(relevant: Relevance) -> set[str]:
    return {name for name, gain in relevant.items() if gain > 0}


def _discounted(gains: Sequence[float]) -> float:
    return sum(max(gain, 0.0) / math.log2(place + 1) for place, gain in enumerate(gains, 1))
