"""Which of the scored sentences make the answer, and is that enough to answer at all?"""

from collections.abc import Sequence
from math import exp

from assistant.knowledge.matching import values
from assistant.knowledge.question import Kind, Question
from assistant.knowledge.scoring import Scored, Weights

_WORTH = 0.55
_WORTH_BESIDE = 0.5
_WORTH_HERE = 0.25
_NEAR_TIE = 0.82
_TIE = 0.92
_GAIN = 0.12
_SHORT_PARAGRAPH = 420
_SHORT_ITEM = 160
_BESIDE = 2
_FIRM: frozenset[Kind] = frozenset({"time", "phone", "amount"})
_NAMED = 0.55
_ENOUGH = 0.55
_BASE = -2.0
_SIGNS = (2.8, 2.5, -1.1, -2.2)
_COMPARABLE = 0.85
_COMPARED: frozenset[Kind] = frozenset({"time", "amount"})


def choose(question: Question, weights: Weights, scored: Sequence[Scored], limit: int) -> list[Scored]:
    """The best unit and what stands with it, what is still asked for, then other places that add or confirm.

    `limit` is the number of places (passages) that may be quoted.
    """
    if not scored:
        return []
    best = scored[0]
    chosen = _whole(weights, best, scored)
    for kind in question.kinds:
        chosen += _holding(kind, chosen, scored)
    rest = [one for one in scored if one.score >= _WORTH * best.score]
    while len({one.passage.id for one in chosen}) < limit:
        one = _next(weights, best, chosen, rest)
        if one is None:
            break
        chosen += [unit for unit in _whole(weights, one, scored) if unit not in chosen]
    return chosen


def enough(question: Question, weights: Weights, chosen: Sequence[Scored]) -> bool:
    """Whether one place speaks of enough of the question and holds the kind of thing it asks for."""
    if not chosen or not weights.of:
        return False
    if any(term.is_name or (term.number and not term.label.isdigit()) for term in weights.missing):
        return False
    if question.kind in _FIRM and not any(question.kind in one.kinds for one in chosen):
        return False
    return support(weights, chosen) >= _ENOUGH


def support(weights: Weights, chosen: Sequence[Scored]) -> float:
    """How likely it is (0 to 1) that the best place answers the question rather than a neighbouring one.

    A logistic regression on the development questions (leave-one-out AUC .91): the best unit's score, how many
    terms the place names, the largest term it leaves out, and the weight of terms that no document knows.
    """
    total = weights.total or 1.0
    place = [one for one in chosen if one.passage.id == chosen[0].passage.id]
    named = sum(max(one.own[term] for one in place) >= _NAMED for term in weights.of if term not in weights.missing)
    left_out = max(weight * (1 - max(one.covered[term] for one in place)) for term, weight in weights.of.items())
    unheard = sum(weights.of[term] for term in weights.missing)
    signs = (chosen[0].score, min(named, 4) / 4, left_out / total, unheard / total)
    return 1 / (1 + exp(-(_BASE + sum(weight * sign for weight, sign in zip(_SIGNS, signs, strict=True)))))


def disagree(question: Question, chosen: Sequence[Scored]) -> bool:
    """Whether two documents give different times or amounts for the same thing, with about the same right."""
    kind: Kind = "time" if question.kind == "moment" else question.kind
    if kind not in _COMPARED:
        return False
    best = chosen[0]
    rivals = [
        one
        for one in chosen
        if one.passage.document.id != best.passage.document.id
        and one.score >= _COMPARABLE * best.score
        and all(one.own[term] >= _NAMED for term, named in best.own.items() if named >= _NAMED)
    ]
    said = values(kind, best.unit.text)
    return bool(said) and any(other and not other & said for one in rivals if (other := values(kind, one.unit.text)))


def _whole(weights: Weights, one: Scored, scored: Sequence[Scored]) -> list[Scored]:
    """A unit with the rest of its paragraph when that is short, and up to two more that say as much beside it."""
    same = [other for other in scored if other.passage.id == one.passage.id and other is not one]
    together = [other for other in same if _belongs_to(one, other)]
    kept = [one, *together]
    bar = _WORTH_BESIDE
    rest = [other for other in same if other not in together]
    worth = [other for other in rest if other.reach >= bar * one.reach and other.score >= bar * one.score]
    while worth and len(kept) < 1 + len(together) + _BESIDE:
        most = max(worth, key=lambda other: (_gain(weights, other, kept), -_distance(one, other), other.score))
        kept.append(most)
        worth.remove(most)
    return kept


def _belongs_to(one: Scored, other: Scored) -> bool:
    """The same short paragraph, or the same short list with the line that introduces it."""
    start, end = one.unit.paragraph
    if other.unit.paragraph == (start, end):
        return end - start <= _SHORT_PARAGRAPH
    is_listed = bool(one.unit.lead) and not one.unit.is_row
    return is_listed and one.unit.lead in (other.unit.lead, other.unit.text) and len(other.unit.text) <= _SHORT_ITEM


def _distance(one: Scored, other: Scored) -> int:
    start, end = one.unit.paragraph
    return min(abs(other.unit.start - end), abs(start - other.unit.end))


def _holding(kind: Kind, chosen: Sequence[Scored], scored: Sequence[Scored]) -> list[Scored]:
    """What a second question in the same sentence asks for: first from the same place, then from the next best."""
    if kind == "open" or any(kind in one.kinds for one in chosen):
        return []
    here = chosen[0].passage.id
    holders = [
        one
        for one in scored
        if kind in one.kinds and one.score >= (_WORTH_HERE if one.passage.id == here else _WORTH) * chosen[0].score
    ]
    holders.sort(key=lambda one: one.passage.id != here)
    return holders[:1]


def _next(weights: Weights, best: Scored, chosen: Sequence[Scored], rest: Sequence[Scored]) -> Scored | None:
    places = {one.passage.id for one in chosen}
    documents = {one.passage.document.id for one in chosen}
    others = [one for one in rest if one.passage.id not in places]
    if not others:
        return None
    gain, most = max(((_gain(weights, one, chosen), one) for one in others), key=lambda pair: (pair[0], pair[1].score))
    if gain >= _GAIN:
        return most
    ties = (
        one for one in others if one.score >= (_TIE if one.passage.document.id in documents else _NEAR_TIE) * best.score
    )
    return next(ties, None)


def _gain(weights: Weights, one: Scored, chosen: Sequence[Scored]) -> float:
    """The share of the question that this unit itself speaks of and no chosen one does."""
    new = (
        weight * max(0.0, one.own[term] - max(other.own[term] for other in chosen))
        for term, weight in weights.of.items()
    )
    return sum(new) / (weights.total or 1.0)
