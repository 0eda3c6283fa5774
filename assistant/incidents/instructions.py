"""Which sentences of the documents tell somebody to do something, or not to, in a matter like this?"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.incidents.vocabulary import keys, shared, weight
from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Found
from assistant.knowledge.sentences import Unit, units
from assistant.method import Method
from assistant.statements.finding import is_statement_section

_NAMED = 2.0
_HINTED = 3.5
_MOST_OF_SECTION = 5
_MUST = re.compile(
    r"\b(?:ska|skall|måste|bör|larmas|larmar|ringer|anmäls|anmälas|polisanmäl\w*|informeras|pausas|döljs|sparas|kontaktas|"
    r"hänvisas|hänvisar|används|besvaras|besvarar|bekräftas|publiceras|fästs|godkänns|lämnas|spärras|uppdateras|"
    r"must|shall|should|is notified|are notified|is called|is paused|is used|are approved|approves?|calls back|"
    r"contacts|refer|updates every|stay)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(r"\b(?:inte|aldrig|inga|ingen|never|not|don't|no)\b", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:vid|när|om|innan|så snart|inom|genast|direkt|omedelbart|samtidigt|då|nu|samma dag|samma kväll|"
    r"when|if|before|within|immediately|at once|as soon as|now|same day)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"incidentgransk|händelsegransk|efterhandsgransk|incident review|post-?mortem|lessons learned", re.I
)
_QUOTED = re.compile(r"^\s*[>”\"“'‘]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Instruction:
    """One sentence or row that says what to do; `forbids` when it says what not to do."""

    citation: Citation
    forbids: bool

    @property
    def text(self) -> str:
        return self.citation.text


@dataclass(frozen=True)
class Subject:
    """`matter`: what is claimed, and the category's name; `kind`: the words that the method knows such matters by."""

    matter: str
    kind: str
    rarity: Callable[[str], float | None]

    def named_in(self, text: str) -> float:
        return self._worth(text, self.matter)

    def hinted_in(self, text: str) -> float:
        return self._worth(text, self.kind)

    def _worth(self, text: str, words: str) -> float:
        return weight(shared(keys(text), keys(words)), self.rarity)


def on_the_matter(found: Sequence[Found], subject: Subject, is_current: Callable[[Passage], bool]) -> list[Passage]:
    """Sections whose heading or title speaks of the matter, those that say most of it first.

    Reviews of old incidents are not rules, and approved statements are not instructions.
    """
    ranked: list[tuple[float, Passage]] = []
    for passage in (one.passage for one in found if is_current(one.passage)):
        heading = " ".join((*passage.heading, passage.document.title))
        named, hinted = subject.named_in(heading), subject.hinted_in(heading)
        is_rule = not is_history(passage) and not is_statement_section(passage)
        if is_rule and (named >= _NAMED or hinted >= _HINTED):
            ranked.append((2 * named + hinted + subject.named_in(passage.text), passage))
    return [passage for _, passage in sorted(ranked, key=lambda pair: -pair[0])]


def instructions_in(passage: Passage, method: Method) -> list[Instruction]:
    """The section's instructions for such an event, in reading order, at most a handful."""
    told = _told(units(passage), passage, method)
    return [one for one in told if one.forbids or _is_for_events(one.text, method)][:_MOST_OF_SECTION]


def all_of(passage: Passage, method: Method) -> list[Instruction]:
    """Every sentence of a section that as a whole is the rule for what has happened."""
    told = (unit for unit in units(passage) if not unit.is_heading and not _QUOTED.match(unit.text))
    return [
        Instruction(Citation(passage, unit.start, unit.end), _only_forbids(unit.text, method))
        for unit in told
        if len(keys(unit.text)) > 1
    ]


def instructions_after(citation: Citation, method: Method) -> list[Instruction]:
    """What the same paragraph goes on to say after a sentence that is cited."""
    passage = citation.passage
    ends = passage.text.find("\n", citation.end - passage.start)
    stop = passage.end if ends < 0 else passage.start + ends
    rest = [unit for unit in units(passage) if citation.end <= unit.start < stop]
    return list(_told(rest, passage, method))


def instructs(text: str, method: Method) -> bool:
    """Whether the sentence tells somebody to act: it starts with a verb the method's steps start with, or says must."""
    if _QUOTED.match(text):
        return False
    first = _FIRST_WORD.search(text)
    return bool(first and first.group().casefold() in _imperatives(method)) or bool(_MUST.search(text))


def is_history(passage: Passage) -> bool:
    return bool(_HISTORY.search(" ".join((passage.document.title, passage.document.name, *passage.heading))))


def _told(found: Iterable[Unit], passage: Passage, method: Method) -> Iterator[Instruction]:
    for unit in found:
        if unit.is_heading or unit.is_row or not instructs(unit.text, method):
            continue
        yield Instruction(Citation(passage, unit.start, unit.end), _only_forbids(unit.text, method))


def _only_forbids(text: str, method: Method) -> bool:
    """Says not to do something and nothing that is to be done: every order is followed by a "not"."""
    if not _NEVER.search(text):
        return False
    first = _FIRST_WORD.search(text)
    orders = list(_MUST.finditer(text))
    if first and first.group().casefold() in _imperatives(method):
        orders.append(first)
    return all(_NEVER.match(text[order.end() :].lstrip()) for order in orders) or not orders


def _is_for_events(text: str, method: Method) -> bool:
    """Says when, or orders outright; a standing rule ("every account has two administrators") does neither."""
    first = _FIRST_WORD.search(text)
    return bool(_EVENT.search(text)) or bool(first and first.group().casefold() in _imperatives(method))


def _imperatives(method: Method) -> frozenset[str]:
    texts = [step.text for category in method.categories.categories for step in category.first_actions]
    texts += [step.text for step in method.first_hour.steps]
    texts += [text for category in method.categories.categories for text in (*category.do, *category.dont)]
    return _first_words(tuple(side for text in texts for side in (text.sv, text.en)))


@lru_cache(maxsize=4)
def _first_words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(first.group().casefold() for text in texts if (first := _FIRST_WORD.search(text)))
