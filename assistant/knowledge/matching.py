"""How far does a piece of text speak of a term, and does it hold the kind of thing that was asked for?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.knowledge.question import Form, Kind, Term
from assistant.knowledge.words import stem, words
from assistant.language import LANGUAGES, Language

_COMPOUND = 0.75
_TOGETHER = 0.8
_SAME_BUT_ENDING = 0.9
_LONG_WORD = 5
_PART = 0.55
_BY_NUMBER = 0.6
_SHORTEST_PART = 4

_ENDINGS = frozenset(
    "a ad ade ar are arna as at d de e en er erna ers es et ing ingen n na ns or orna r s t ts te".split()
)
_NUMBER_WORD = (
    r"en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|tolv|fjorton|one|two|three|four|five|six|seven|eight|nine|ten"
)
_SPAN = (
    r"(?:arbets?)?(?:minut\w*|min\b|tim\w*|h\b|dag\w*|dygn\w*|veck\w*|månad\w*|mån\b|år\b|kvartal\w*"
    r"|(?:working\s+|business\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?|quarters?))"
)
_MONTH = (
    r"januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|january|february|march|"
    r"june|july|august|october"
)
_PERIOD = r"dag|dygn|vecka|månad|kvartal|år|timme|halvår|\w+dag\b|day|week|month|quarter|year|hour|spring|autumn"
_TIME = (
    rf"\b(?:\d[\d.,]*|{_NUMBER_WORD})[\s-]*(?:{_SPAN})|\b(?:{_MONTH})\b|\d{{4}}-\d{{2}}-\d{{2}}|\bkl\.?\s*\d"
    rf"|\b\d{{1,2}}[:.]\d{{2}}\b|\bvarannan\b|\bvar \d+:e\b|\b(?:varje|every|each)\s+(?:{_PERIOD})"
    r"|\b(?:daily|weekly|monthly|quarterly|yearly|annually)\b"
    r"|\b(?:dygnet runt|omedelbart|genast|utan dröjsmål|direkt|immediately|at once|around the clock)\b"
)
_KINDS: dict[Kind, re.Pattern[str]] = {
    "time": re.compile(_TIME, re.I),
    "moment": re.compile(
        _TIME + r"|\bvid nivå\b|\bat levels?\b|\b(?:när|efter|innan|före|vid|om|when|after|before|once|if)\b", re.I
    ),
    "person": re.compile(
        r"\b(?:VD|CEO|DPO|HR|IT)\b|\w*(?:chef|ansvarig|jurist|ombud|direktör|ledare|talesperson|jour|ledning|samordnare|"
        r"kontakt|gruppen|styrelse|manager|director|officer|head|lead|editor|counsel|team|board|on-call|spokesperson)\w*",
        re.I,
    ),
    "phone": re.compile(r"(?<![\d-])(?!\d{4}-\d\d-\d\d)\+?\d[\d\s-]{5,}\d(?![\d-])|\b1177\b|\b11[2-4]\b"),
    "amount": re.compile(rf"\d|\b(?:{_NUMBER_WORD})\b", re.I),
    "yes_no": re.compile(
        r"\b(?:får|ska|inte|aldrig|bör|endast|bara|alltid|måste|kan|may|must|never|not|only|shall|should|always|no|nej|"
        r"ingen|inga|inget)\b",
        re.I,
    ),
    "open": re.compile(r""),
}
_RANGE = re.compile(r"(\d[\d\s.]*\d|\d)\s*(?:–|-|till|to)\s*(\d[\d\s.]*\d|\d)")
_BOUND = re.compile(
    r"\b(?:upp till|högst|max\w*|över|under|minst|up to|at most|over|under|above|at least)\s+(\d[\d\s.]*\d|\d)"
)


def holds(kind: Kind, text: str) -> bool:
    """Whether the text holds a time, a role, a phone number … such as the question asks for."""
    return bool(_KINDS[kind].search(text))


def values(kind: Kind, text: str) -> frozenset[str]:
    """The times, numbers or phone numbers in a text, to see whether two texts say the same."""
    return frozenset(re.sub(r"\s+", " ", found[0].lower()) for found in _KINDS[kind].finditer(text) if found[0])


def match(term: Term, text: str) -> float:
    """0 (does not speak of it) to 1 (names it); compounds and parts of compounds count in between."""
    if term.number and not term.forms:
        return 0.0
    best = _best_form(term.forms, text)
    if not term.number:
        return max(best, _TOGETHER * _best_form(term.parts, text)) if best < _TOGETHER else best
    return _with_number(term, text, best)


def contradicts(term: Term, text: str) -> bool:
    """Whether the text is about another number of the same thing only: `nivå 2` where `nivå 3` was asked."""
    return (
        bool(term.number) and not term.label.isdigit() and _best_form(term.forms, text) > 0 and _has_other(term, text)
    )


def _best_form(forms: Sequence[tuple[Language, Form]], text: str) -> float:
    found = _words_of(text)
    best = 0.0
    for language, form in forms:
        strength = min((_word_match(part, found[language]) for part in form), default=0.0)
        if strength == 1.0:
            return 1.0
        best = max(best, strength)
    return best


def _word_match(part: str, found: "_Words") -> float:
    if part in found.stems:
        return 1.0
    if len(part) < _SHORTEST_PART:
        return 0.0
    if len(part) > _LONG_WORD and (part[:-1] in found.shortened or part in found.shortened):
        return _SAME_BUT_ENDING
    if part in found.folded:
        return max((_inside(part, word) for word in found.folded.split() if part in word), default=0.0)
    return _PART if any(one in part and len(one) * 2 >= len(part) for one in found.long) else 0.0


def _inside(part: str, word: str) -> float:
    """An ending the stemmer left on is no difference; a part of a compound is half the idea or more."""
    before, _, after = word.partition(part)
    if not before and after in _ENDINGS:
        return 1.0
    if len(before) == 0 or len(after) == 0 or after in _ENDINGS:
        return _COMPOUND if max(len(before), len(after)) > 2 else 0.0
    return 0.0


@dataclass(frozen=True)
class _Words:
    """The stems of a text in one language; `shortened` also holds each without its last letter."""

    stems: frozenset[str]
    shortened: frozenset[str]
    long: tuple[str, ...]
    folded: str


@lru_cache(maxsize=20_000)
def _words_of(text: str) -> dict[Language, _Words]:
    found = words(text)
    folded = " " + " ".join(found) + " "
    return {language: _stemmed(frozenset(stem(word, language) for word in found), folded) for language in LANGUAGES}


def _stemmed(stems: frozenset[str], folded: str) -> _Words:
    long = tuple(one for one in stems if len(one) > _SHORTEST_PART)
    return _Words(stems, stems | {one[:-1] for one in long}, long, folded)


def _with_number(term: Term, text: str, best: float) -> float:
    if term.label.isdigit():
        return 1.0 if _names_number(int(term.number), text) else _near_number(int(term.number), text)
    if best == 0:
        return 0.0
    if any(int(term.number) in _spread(run) for run in _numbered(term, text)):
        return 1.0
    return _BY_NUMBER * best if not _numbered(term, text) else 0.1


def _has_other(term: Term, text: str) -> bool:
    runs = _numbered(term, text)
    return bool(runs) and all(int(term.number) not in _spread(run) for run in runs)


def _numbered(term: Term, text: str) -> list[str]:
    """The numbers that follow the term's word: `nivå 3–4`, `nivå 1, 2 och 3`, `level: 3`."""
    heads = {part for _, form in term.forms for part in form}
    pattern = re.compile(r"(\w+)[\s:]+((?:\d{1,2})(?:\s*(?:–|-|,|och|eller|and|or|to|till)\s*\d{1,2})*)\b")
    return [run[2] for run in pattern.finditer(text.lower()) if {stem(run[1], "sv"), stem(run[1], "en")} & heads]


def _spread(run: str) -> set[int]:
    numbers = [int(one) for one in re.findall(r"\d{1,2}", run)]
    if len(numbers) == 2 and re.search(r"[–-]|till|to", run):
        return set(range(numbers[0], numbers[1] + 1))
    return set(numbers)


def _names_number(number: int, text: str) -> bool:
    plain = re.sub(r"(?<=\d)[\s.](?=\d{3}\b)", "", text)
    if re.search(rf"(?<![\d.,-]){number}(?![\d-])", plain):
        return True
    return any(_int(low) <= number <= _int(high) for low, high in _RANGE.findall(text))


def _near_number(number: int, text: str) -> float:
    return _PART if number > 31 and any(_int(bound) > 31 for bound in _BOUND.findall(text.lower())) else 0.0


def _int(digits: str) -> int:
    return int(re.sub(r"\D", "", digits) or 0)
