"""How much of a question does each sentence of the found passages speak of?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.knowledge.documents import Passage
from assistant.knowledge.library import Found
from assistant.knowledge.matching import contradicts, holds, match
from assistant.knowledge.question import Kind, Question, Term
from assistant.knowledge.sentences import Unit, units
from assistant.knowledge.words import words

_UNHEARD = 6.0
_FOREIGN = 0.4
_ACTION = 0.15
_CONTEXT = 0.6
_NEIGHBOUR = 0.35
_RIGHT_KIND = 0.2
_RANK = 0.1
_PHRASE = 0.08
_LONG = 22
_OTHER_NUMBER = 0.3
_LEAD_IN = 0.5
_HISTORY = 0.75
_PAST = re.compile(
    r"\b(19|20)\d\d\b|\b(lärde|lärdom\w*|hände|gick fel|berodde|incidenten|händelsen)\b"
    r"|\b(went wrong|happened|did we|was|were|lessons?|learn\w*)\b",
    re.I,
)
_REVIEW = re.compile(r"\b(\w*granskning|utvärdering|erfarenheter|review|lessons learned|post-?mortem|debrief)\b", re.I)


@dataclass(frozen=True)
class Weights:
    """How telling each term is (idf), and which terms no found passage speaks of."""

    of: Mapping[Term, float]
    missing: tuple[Term, ...]

    @property
    def total(self) -> float:
        return sum(self.of.values())


@dataclass(frozen=True)
class Scored:
    """One unit with its score. `own` and `covered` say per term how far the unit alone, and the unit with what
    frames it, speak of it; `reach` is the weighted share (0 to 1) of the question that the unit alone speaks of."""

    passage: Passage
    unit: Unit
    score: float
    own: Mapping[Term, float]
    covered: Mapping[Term, float]
    reach: float
    kinds: frozenset[Kind]


def weigh(question: Question, rarity: Callable[[str], float | None], passages: Sequence[Passage]) -> Weights:
    """Weights from the whole library; a term is missing when nothing that was found speaks of it."""
    texts = [_whole(passage) for passage in passages]
    of: dict[Term, float] = {}
    missing: list[Term] = []
    for term in question.terms:
        of[term] = _rarity(term, rarity)
        if not any(match(term, text) >= 0.5 for text in texts):
            missing.append(term)
            if term.is_action:
                of[term] *= _ACTION
            elif question.language == "en" and not term.is_name and not term.number:
                of[term] *= _FOREIGN
    return Weights(of, tuple(missing))


def score_units(question: Question, weights: Weights, found: Sequence[Found]) -> list[Scored]:
    """Every unit of every found passage, best first."""
    top = max((one.score for one in found), default=1.0) or 1.0
    scored = [unit for one in found for unit in _score_passage(question, weights, one.passage, _RANK * one.score / top)]
    return sorted(scored, key=lambda one: -one.score)


def _score_passage(question: Question, weights: Weights, passage: Passage, prior: float) -> list[Scored]:
    pieces = units(passage)
    frame = " ".join((passage.document.title, *passage.heading))
    framed = _spoken(weights, frame)
    spoken = [_spoken(weights, piece.text) for piece in pieces]
    runs = _shared_runs(question.text, frame)
    return [
        _score(
            question, weights, passage, piece, _Sides(spoken[at], framed, spoken[max(0, at - 1) : at + 2], runs), prior
        )
        for at, piece in enumerate(pieces)
        if not piece.is_heading
    ]


@dataclass(frozen=True)
class _Sides:
    """How far each term is spoken of in a unit, in what frames it, and in its neighbours (itself among them)."""

    own: Mapping[Term, float]
    framed: Mapping[Term, float]
    around: Sequence[Mapping[Term, float]]
    runs: int

    def covered(self, term: Term, lead: float) -> float:
        beside = max(one[term] for one in self.around)
        return max(self.own[term], _CONTEXT * max(self.framed[term], lead), _NEIGHBOUR * beside)


def _score(question: Question, weights: Weights, passage: Passage, piece: Unit, sides: _Sides, prior: float) -> Scored:
    lead = _spoken(weights, piece.lead) if piece.lead else {}
    covered = {term: sides.covered(term, lead.get(term, 0.0)) for term in weights.of}
    kinds = frozenset(kind for kind in question.kinds if holds(kind, piece.text))
    runs = min(2, _shared_runs(question.text, piece.text) + sides.runs)
    score = _share(weights, covered) + prior + _PHRASE * runs
    if kinds - {"open"}:
        score *= 1 + _RIGHT_KIND
    score *= _fitness(question, weights, passage, piece)
    return Scored(passage, piece, score, sides.own, covered, _share(weights, sides.own), kinds)


def _spoken(weights: Weights, text: str) -> dict[Term, float]:
    return {term: match(term, text) for term in weights.of}


def names(weights: Weights, text: str) -> float:
    """The weighted share (0 to 1) of the question that a text, such as a title, speaks of."""
    return _share(weights, _spoken(weights, text))


def _share(weights: Weights, spoken: Mapping[Term, float]) -> float:
    return sum(weight * spoken[term] for term, weight in weights.of.items()) / (weights.total or 1.0)


def _fitness(question: Question, weights: Weights, passage: Passage, piece: Unit) -> float:
    """What makes a unit a worse answer than its words suggest: length, form, wrong number, a story of the past."""
    fit = 1 / (1 + 0.012 * max(0, len(words(piece.text)) - _LONG))
    if any(contradicts(term, piece.text) for term in weights.of):
        fit *= _OTHER_NUMBER
    if piece.text.rstrip().endswith(":"):
        fit *= _LEAD_IN
    if _REVIEW.search(passage.document.title) and not _PAST.search(question.text):
        fit *= _HISTORY
    return fit


def _shared_runs(question: str, text: str) -> int:
    """How many pairs of neighbouring words the two have in common, letter for letter."""
    asked, said = words(question), words(text)
    return len({*pairwise(asked)} & {*pairwise(said)})


def _rarity(term: Term, rarity: Callable[[str], float | None]) -> float:
    """The most common name decides; a name of several words is as telling as its most telling word."""
    heard = [max(known) for _, form in term.forms if (known := [r for r in map(rarity, form) if r is not None])]
    return max(0.3, min(heard)) if heard else _UNHEARD


def _whole(passage: Passage) -> str:
    return " ".join((passage.document.title, *passage.heading, passage.text))
