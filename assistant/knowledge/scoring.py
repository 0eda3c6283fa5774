"""How much of a question does each sentence of the found passages speak of?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.knowledge.documents import Passage
from assistant.knowledge.library import Found
from assistant.knowledge.matching import contradicts, holds, match
from assistant.knowledge.question import Question, Term
from assistant.knowledge.sentences import Unit, units

_UNHEARD = 6.0
_FOREIGN = 0.4
_CONTEXT = 0.6
_NEIGHBOUR = 0.35
_RIGHT_KIND = 0.15
_RANK = 0.1
_OTHER_NUMBER = 0.3
_HEADING = 0.7


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
    """One unit with its score; `covered` says per term how far the unit and what frames it speak of it."""

    passage: Passage
    start: int
    end: int
    text: str
    score: float
    own: Mapping[Term, float]
    covered: Mapping[Term, float]
    right_kind: bool
    is_heading: bool


def weigh(question: Question, rarity: Callable[[str], float | None], passages: Sequence[Passage]) -> Weights:
    """Weights from the whole library; a term is missing when nothing that was found speaks of it."""
    texts = [_whole(passage) for passage in passages]
    of: dict[Term, float] = {}
    missing: list[Term] = []
    for term in question.terms:
        of[term] = _rarity(term, rarity)
        if not any(match(term, text) >= 0.5 for text in texts):
            missing.append(term)
            if question.language == "en" and not term.is_name and not term.number:
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
    return [
        _score(question, weights, passage, piece, f"{frame} {piece.lead}", _around(pieces, at), prior)
        for at, piece in enumerate(pieces)
    ]


def _score(
    question: Question, weights: Weights, passage: Passage, piece: Unit, frame: str, around: str, prior: float
) -> Scored:
    own = {term: match(term, piece.text) for term in weights.of}
    covered = {
        term: max(own[term], _CONTEXT * match(term, frame), _NEIGHBOUR * match(term, around)) for term in weights.of
    }
    reach = sum(weights.of[term] * covered[term] for term in weights.of) / (weights.total or 1.0)
    right = holds(question.kind, piece.text)
    score = reach * (1 + (_RIGHT_KIND if right and question.kind != "open" else 0)) + prior
    if any(contradicts(term, piece.text) for term in weights.of):
        score *= _OTHER_NUMBER
    if piece.is_heading:
        score *= _HEADING
    return Scored(passage, piece.start, piece.end, piece.text, score, own, covered, right, piece.is_heading)


def _around(pieces: Sequence[Unit], at: int) -> str:
    return " ".join(piece.text for piece in pieces[max(0, at - 1) : at + 2] if piece is not pieces[at])


def _rarity(term: Term, rarity: Callable[[str], float | None]) -> float:
    """The most common name decides; a name of several words is as telling as its most telling word."""
    heard = [max(known) for _, form in term.forms if (known := [r for r in map(rarity, form) if r is not None])]
    return max(0.3, min(heard)) if heard else _UNHEARD


def _whole(passage: Passage) -> str:
    return " ".join((passage.document.title, *passage.heading, passage.text))
