"""Which words of a text say something, and which of them does another text share, whole or inside a compound?"""

from collections.abc import Callable

from assistant.knowledge.words import STOP_WORDS, stem, words
from assistant.language import LANGUAGES

_SHORTEST_PART = 5
_LEAST_SHARE = 0.4
_UNHEARD = 6.0
_FLOOR = 2.0
_SAYS_LITTLE = frozenset(
    """minst nivå level alltid innebär är uppgift uppgifter händelse larma larmas larm direkt någon någons uppger enda
    räcker skriver inlägg inlägget egen ett en samma oberoende fler flera vid ger always least means single report
    reports someone anyone claims claim post posts more independent same about report any two three två tre""".split()
)


def keys(text: str) -> frozenset[str]:
    """Stems of the words that say something; numbers and words that every rule has are left out."""
    told = [word for word in words(text) if word not in _SAYS_LITTLE and not word.isdigit() and len(word) > 1]
    return frozenset(stem(word, "sv") for word in told if not any(word in STOP_WORDS[one] for one in LANGUAGES))


def shared(asked: frozenset[str], there: frozenset[str]) -> frozenset[str]:
    """Words asked for that are there, whole or as a part of a compound."""
    return frozenset(word for word in asked if any(_akin(word, other) for other in there))


def _akin(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    is_part = len(shorter) >= _SHORTEST_PART and len(shorter) >= _LEAST_SHARE * len(longer)
    return shorter == longer or (is_part and shorter in longer)


def weight(stems: frozenset[str], rarity: Callable[[str], float | None]) -> float:
    """How telling the words are together among these documents; a word that none of them holds tells most.

    The floor keeps words telling in a house with few documents, where none can be rare.
    """
    return sum(_UNHEARD if (rare := rarity(one)) is None else max(rare, _FLOOR) for one in stems)
