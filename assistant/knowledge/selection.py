"""Which of the scored sentences make the answer, and is that enough to answer at all?"""

from collections.abc import Iterable, Sequence

from assistant.knowledge.matching import holds, values
from assistant.knowledge.question import Kind, Question
from assistant.knowledge.scoring import Scored, Weights

_WORTH = 0.55
_GAIN = 0.08
_FIRM: frozenset[Kind] = frozenset({"time", "phone", "amount"})
_COVERED = 0.5
_COMPARABLE = 0.85


def choose(question: Question, weights: Weights, scored: Sequence[Scored], limit: int) -> list[Scored]:
    """The best unit, then those that add something the question asks about; same place first."""
    if not scored:
        return []
    chosen = [scored[0]]
    bar = _WORTH * scored[0].score
    rest = [one for one in scored[1:] if one.score >= bar]
    while rest and len(chosen) < limit:
        gains = [(_gain(question, weights, one, chosen), one) for one in rest]
        gain, best = max(gains, key=lambda pair: (pair[0], pair[1].score))
        if gain < _GAIN:
            break
        chosen.append(best)
        rest.remove(best)
    return chosen


def enough(question: Question, weights: Weights, chosen: Sequence[Scored]) -> bool:
    """Whether the chosen units speak of most of the question and hold the kind of thing it asks for."""
    if not chosen or not weights.of:
        return False
    if any(term.is_name or term.number for term in weights.missing):
        return False
    if question.kind in _FIRM and not any(holds(question.kind, one.text) for one in chosen):
        return False
    return _coverage(weights, chosen) >= _COVERED


def disagree(question: Question, chosen: Sequence[Scored]) -> bool:
    """Whether two documents give different times, amounts or numbers with about the same right."""
    if question.kind not in _FIRM:
        return False
    best = chosen[0]
    rivals = [
        one
        for one in chosen[1:]
        if one.passage.document.id != best.passage.document.id and one.score >= _COMPARABLE * best.score
    ]
    said = values(question.kind, best.text)
    return any(not values(question.kind, one.text) & said for one in rivals if values(question.kind, one.text))


def _coverage(weights: Weights, chosen: Iterable[Scored]) -> float:
    units = list(chosen)
    reached = sum(weight * max(one.covered[term] for one in units) for term, weight in weights.of.items())
    return reached / (weights.total or 1.0)


def _gain(question: Question, weights: Weights, one: Scored, chosen: Sequence[Scored]) -> float:
    """New share of the question that this unit speaks of, a little more for new facts of the asked kind."""
    new = sum(
        weight * max(0.0, one.own[term] - max(other.own[term] for other in chosen))
        for term, weight in weights.of.items()
    ) / (weights.total or 1.0)
    known = frozenset().union(*(values(question.kind, other.text) for other in chosen))
    fresh = bool(values(question.kind, one.text) - known) and question.kind != "open"
    same_place = any(one.passage.id == other.passage.id for other in chosen)
    return new + (0.1 if fresh and same_place else 0.0) + (0.04 if same_place else 0.0)
