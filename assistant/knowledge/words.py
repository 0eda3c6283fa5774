"""Which words does a text search by: stems, 4-grams of each word, and in which language is it written?"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

import snowballstemmer

from assistant.language import Language

GRAM = 4
LONGEST_WORD = 64

_WORD = re.compile(rf"[^\W_]{{1,{LONGEST_WORD}}}")
_KNOWN_WORDS = 100_000

_SWEDISH = """
    alla allt att av bara bli blir blev både då de dem den denna dessa det detta dig din dina ditt du där efter
    ej eller en er era ert ett finns får för från genom göra gör ha hade han har hans hej henne hennes hon honom
    hos hur här i icke in inga ingen inget inom inte ja jag kan kommer kunde man med mellan men mig min mina mitt
    mot mycket måste ni nog nu när någon något några och också om oss på samma sedan sig sin sina sitt ska skall
    skulle som så sådan sådana sådant till upp ur ut utan vad var vara varför varit varje vem vems vet vi vid
    vilka vilken vilket vill vår våra vårt än är även åt över
"""
_ENGLISH = """
    a about after all also am an and any are as at be because been being but by can could did do does doing don
    down during each either for from had has have having he her here hers him his how i if in into is it its
    itself just let ll may me might more most my no nor not now of off on once only or our ours out over own re s
    same shall she should so some such t than that the their theirs them then there these they this those through
    to too under until up us ve very was we were what when where which while who whom whose why will with would
    you your yours
"""
STOP_WORDS: dict[Language, frozenset[str]] = {
    "sv": frozenset(_SWEDISH.split()),
    "en": frozenset(_ENGLISH.split()),
}

# Words and letter groups that one of the two languages has and the other lacks: enough for a short question.
_ALSO_SWEDISH = "ar pa nar far vart nagon annu lagga hjalp snalla tack idag imorgon kund kunder"
_ALSO_ENGLISH = "please thanks hello hi customer customers company today tomorrow help"
_SHARED = STOP_WORDS["sv"] & STOP_WORDS["en"] | frozenset(["man", "men", "under", "also", "him", "our", "it"])
_TELLING_WORDS: dict[Language, frozenset[str]] = {
    "sv": (STOP_WORDS["sv"] | frozenset(_ALSO_SWEDISH.split())) - _SHARED,
    "en": (STOP_WORDS["en"] | frozenset(_ALSO_ENGLISH.split())) - _SHARED,
}
_TELLING_LETTERS: dict[Language, re.Pattern[str]] = {
    "sv": re.compile(
        r"[åä]|sk[aeiuyöäå]|sj|[ktl]j|\b[fg]j|[kg]t\b|ck[aeo]|[aeo]rna?\b|het(?:en)?\b|ning(?:ar|en)?\b"
        r"|\w\w(?:ll|nn|tt|dd)[ae]\b|igt?\b|kris|nk\w*a\b|[lr]a\b|\bsv|tid\b|fon\b"
    ),
    "en": re.compile(
        r"th|wh|w[eor]|ou|ea|oo|ee|ed\b|ly\b|tion|sion|ght|y\b|ing\b|sh|ch|ments?\b|[cgs]e\b|ies\b|qu|'s\b"
        r"|\bc[aloru]|cr|ct|ic\b"
    ),
}
_WORD_WEIGHT = 3
_READ_LETTERS = 2000
_stemming = Lock()


def fold(text: str) -> str:
    """Lower case, one form of every letter, soft hyphens gone; å, ä and ö stay what they are."""
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").lower()


def words(text: str) -> list[str]:
    """The words of a text in order, folded; digits count as words, punctuation separates."""
    return _WORD.findall(fold(text))


def content_words(text: str, language: Language) -> list[str]:
    """The words that carry meaning: `words` without stop words, or all of them if nothing else is there."""
    found = words(text)
    stop = STOP_WORDS[language]
    return [word for word in found if word not in stop] or found


def stems(text: str, language: Language | None = None) -> list[str]:
    """Stems of the content words in order; the language is guessed when not given."""
    language = language or language_of(text)
    return [stem(word, language) for word in content_words(text, language)]


def tokens(text: str, language: Language | None = None) -> list[str]:
    """What the lexical index holds: each content word's stem followed by its `#`-marked 4-grams."""
    return joined_tokens(text, language).split()


def joined_tokens(text: str, language: Language | None = None) -> str:
    """`tokens` as one string with spaces between."""
    language = language or language_of(text)
    return " ".join(_word_tokens(word, language) for word in content_words(text, language))


@lru_cache(maxsize=_KNOWN_WORDS)
def stem(word: str, language: Language) -> str:
    """The Snowball stem of one folded word."""
    with _stemming:  # a Snowball stemmer keeps the word it works on in itself
        return str(_stemmer(language).stemWord(word))


def grams(word: str, size: int) -> Iterator[str]:
    """The letter groups of `_word_`; a word shorter than the group is one group."""
    marked = f"_{word}_"
    return (marked[start : start + size] for start in range(max(1, len(marked) - size + 1)))


def language_of(text: str) -> Language:
    """Swedish or English, by function words first and letter groups second; Swedish when nothing tells."""
    folded = fold(text[:_READ_LETTERS])
    found = _WORD.findall(folded)
    swedish, english = (_evidence(found, folded, language) for language in ("sv", "en"))
    return "en" if english > swedish else "sv"


def _evidence(found: list[str], folded: str, language: Language) -> int:
    telling = _TELLING_WORDS[language]
    by_word = sum(_WORD_WEIGHT for word in found if word in telling)
    return by_word + len(_TELLING_LETTERS[language].findall(folded))


@lru_cache(maxsize=_KNOWN_WORDS)
def _word_tokens(word: str, language: Language) -> str:
    return " ".join([stem(word, language), *("#" + gram for gram in grams(word, GRAM))])


@lru_cache(maxsize=2)
def _stemmer(language: Language) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("swedish" if language == "sv" else "english")
