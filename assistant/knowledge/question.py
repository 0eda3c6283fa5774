"""What does a question ask about, and what must an answer to it contain?"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, Protocol

from assistant.knowledge.words import STOP_WORDS, fold, language_of, stem, words
from assistant.language import LANGUAGES, Language

Kind = Literal["time", "moment", "person", "phone", "amount", "yes_no", "open"]

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"\b(telefon\w*|mobil\w*|\w*nummer|\w*numret|\w*nr|phone|number)\b", re.I)),
    (
        "time",
        re.compile(
            r"\b(hur (snabbt|fort|länge|lång tid|ofta|snart|tidigt|sent)|tidsgräns\w*|svarstid\w*|"
            r"how (fast|quickly|long|soon|often|early|late)|deadlines?|time limit)\b",
            re.I,
        ),
    ),
    (
        "moment",
        re.compile(
            r"\b(när|when|vilk(en|a) (dag|tid|månad)\w*|öppettid\w*|what time|which (day|month)|(opening )?hours)\b",
            re.I,
        ),
    ),
    (
        "amount",
        re.compile(r"\b(hur (mycket|många|stor\w*)|how (much|many|large|big)|maximum|högst\w*|maximal\w*)\b", re.I),
    ),
    ("person", re.compile(r"\b(vem|vems|vilka (får|ska|kan|bör|måste)|who|whom|whose)\b", re.I)),
    (
        "yes_no",
        re.compile(
            r"^\W*(får|ska|kan|måste|bör|är|har|behöver|finns|gäller|may|can|could|should|must|is|are|do|does|shall)\b",
            re.I,
        ),
    ),
)
_ASKING: dict[Language, frozenset[str]] = {
    "sv": frozenset(
        """vilken vilket vilka vad vem vems var när hur varför ska får kan bör måste behöver gäller gör göra görs sker
        finns snabbt fort länge ofta mycket många snart lång berätta säg säga visa förklara ignorera strunta glöm snälla
        tack hej någon något nån nåt några nåra folk alltid bäst räknas betyder heter står enligt sätt slags sorts olika
        egentligen liksom bara igen sen kanske vart hen henne nästa dessutom själv tag tar inne
        nummer numret telefonnummer telefonnumret telefonnr mobilnr mobilnummer mobilnumret""".split()
    ),
    "en": frozenset(
        """which what who whom when where why how may can should must need do does did fast quickly long often much
        many soon tell show explain ignore forget please give find say count counts apply applies there use used
        thing things kind sort way right according make get gets take happen happens called number phone somebody
        someone anyone anything something want wants got going put really already again still also""".split()
    ),
}
_BEFORE_VERB: dict[Language, frozenset[str]] = {
    "sv": frozenset(
        """att måste ska kan får vill bör skulle kunde vi jag ni man hon han hen de det du vem som har hade inte är var
        ha bli blir""".split()
    ),
    "en": frozenset(
        """to must shall can may will should would could we i they you he she it who that has had have not do does did
        somebody someone anyone""".split()
    ),
}
_COUNTED = re.compile(
    r"(nivå|nivån|level|steg|steget|step|fas|phase|version|kategori|category|klass|class|grad|tier|severity)$"
)
_SHORTEST_WORD = 3
_SHORTEST_PART = 4
_PARTS = re.compile(
    r",?\s+(?:och|samt|and)\s+(?=(?:när|hur|var|vem|vad|vilk\w+|av vem|varför|when|how|who|by whom|what|which|where)\b)"
    r"|(?<=[.?!])\s+",
    re.I,
)
_NUMBER = re.compile(r"^\d+$")


class Terms(Protocol):
    """What a glossary offers to a question: pairs of names found in a text."""

    def found_in(self, text: str, language: Language) -> Iterable["Names"]: ...


class Names(Protocol):
    """One idea of the glossary: its names per language."""

    def __getitem__(self, language: Language) -> tuple[str, ...]: ...


Form = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Term:
    """One idea of the question. `forms` are runs of stems per language, any of which names it; `parts` are the
    words a compound is made of, which together nearly do. `is_action` guesses a verb from the word before it: what
    is done can be said in many ways, so a verb that no document knows says little."""

    label: str
    forms: tuple[tuple[Language, Form], ...]
    number: str = ""
    is_name: bool = False
    is_action: bool = False
    parts: tuple[tuple[Language, Form], ...] = ()


@dataclass(frozen=True)
class Question:
    """A question taken apart: the terms it is about and the kind of thing that would answer it."""

    text: str
    language: Language
    kinds: tuple[Kind, ...]
    terms: tuple[Term, ...]

    @property
    def kind(self) -> Kind:
        """What the first part of the question asks for."""
        return self.kinds[0]


def read_question(
    text: str, glossary: Terms, known: Callable[[str], bool], language: Language | None = None
) -> Question:
    """`known` says whether a stem occurs in the documents; compounds are taken apart into known words.

    Orders inside the question ("ignore the policy …") are words like any other and are not followed.
    """
    spoken = language or language_of(text)
    named = list(_glossary_terms(text, spoken, glossary))
    taken = {part for term in named for tongue, form in term.forms if tongue == spoken for part in form}
    plain = [term for term in _plain_terms(text, spoken) if term.number or not _own(term, spoken) <= taken]
    terms = _bind_numbers(text, spoken, [*named, *plain])
    return Question(text, spoken, _kinds(text), tuple(_with_parts(term, spoken, known) for term in terms))


def kind_of(text: str) -> Kind:
    """What an answer must contain: a time, a role, a phone number, an amount, a rule, or nothing in particular."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "open")


def _kinds(text: str) -> tuple[Kind, ...]:
    """One kind per part of a question such as `how fast, and by whom?`."""
    kinds = dict.fromkeys(kind_of(part) for part in _PARTS.split(text) if part.strip())
    return tuple(kinds) or ("open",)


def _with_parts(term: Term, language: Language, known: Callable[[str], bool]) -> Term:
    """`djurfilm` is also spoken of where both `djur` and `film` are."""
    whole = next((form[0] for tongue, form in term.forms if tongue == language and len(form) == 1), "")
    cuts = range(_SHORTEST_PART, len(whole) - _SHORTEST_PART + 1)
    halves = (tuple(stem(one, language) for one in (whole[:cut], whole[cut:])) for cut in cuts)
    found = [(language, form) for form in halves if all(known(part) for part in form)]
    return replace(term, parts=tuple(found)) if found and not term.number else term


def _glossary_terms(text: str, language: Language, glossary: Terms) -> Iterable[Term]:
    """Ideas of the glossary that the question names; pairs met by the same words are one idea."""
    spoken = {stem(word, language) for word in words(text)}
    empty = _asking_stems(language)
    ideas: dict[Form, Term] = {}
    for pair in glossary.found_in(text, language):
        met = [form for name in pair[language] if (form := _form(name, language)) and set(form) <= spoken]
        if all(set(form) <= empty for form in met):
            continue
        forms = tuple((tongue, form) for tongue in LANGUAGES for name in pair[tongue] if (form := _form(name, tongue)))
        key = max(met, key=len)
        known = ideas.get(key)
        ideas[key] = replace(known, forms=(*known.forms, *forms)) if known else Term(pair[language][0], forms)
    return ideas.values()


def _plain_terms(text: str, language: Language) -> Iterable[Term]:
    seen: set[str] = set()
    before = ""
    for position, match in enumerate(re.finditer(r"[^\W_]+", text)):
        word, previous = fold(match[0]), before
        before = word
        if word in seen or word in STOP_WORDS[language] or word in _ASKING[language]:
            continue
        if len(word) < _SHORTEST_WORD and not (word.isdigit() or match[0].isupper()):
            continue
        seen.add(word)
        yield Term(
            word,
            tuple((tongue, (stem(word, tongue),)) for tongue in LANGUAGES),
            number=word if _NUMBER.match(word) else "",
            is_name=position > 0 and match[0][0].isupper() and len(word) >= _SHORTEST_WORD,
            is_action=previous in _BEFORE_VERB[language],
        )


def _bind_numbers(text: str, language: Language, terms: Sequence[Term]) -> Iterable[Term]:
    """`nivå 3` is one idea: the number belongs to the word before it when that word is counted, not measured."""
    pairs = [(word, after) for word, after in pairwise(words(text)) if after.isdigit()]
    before = {after: stem(word, language) for word, after in pairs if _COUNTED.search(word)}
    bound: set[str] = set()
    out: list[Term] = []
    for term in terms:
        number = next((n for n, word in before.items() if (language, (word,)) in term.forms), "")
        if number and not term.number:
            bound.add(number)
            out.append(Term(f"{term.label} {number}", term.forms, number=number))
        else:
            out.append(term)
    return [term for term in out if term.label not in bound]


def _own(term: Term, language: Language) -> set[str]:
    return {part for tongue, form in term.forms if tongue == language for part in form}


def _form(name: str, language: Language) -> Form:
    return tuple(stem(word, language) for word in words(name) if word not in STOP_WORDS[language])


def _asking_stems(language: Language) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _ASKING[language])
