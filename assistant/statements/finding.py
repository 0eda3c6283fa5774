"""Which approved statement do the documents hold for this matter, in this language, in its current version?"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Found
from assistant.knowledge.sentences import Unit, units
from assistant.knowledge.words import language_of
from assistant.language import Language

BLANK = re.compile(r"\[[^\[\]\n]{1,60}\]")
_HOLDS = re.compile(
    r"budskap|statement|(?<!\w)line(?!\w)|formulering|första besked|tillåtet svar|approved wording", re.I
)
_LEAD = re.compile(r"^\W*(svenska|engelska|swedish|english)\W*$", re.I)
_ENGLISH = re.compile(r"engel|engl", re.I)
_QUOTED = re.compile(r"(?<!\w)[”\"“'‘](?P<text>[A-ZÅÄÖ\[][^”\"“]{25,700}[.!?])[”\"’']")
_UNTIL = re.compile(r"(?:giltig\w* till|valid until|gäller till)\D{0,12}(\d{4}-\d{2}-\d{2})", re.I)
_ONLY_WHEN = re.compile(
    r"får användas först|används endast|används först|used only|may be used once|only after|innan budskapet", re.I
)

_USED = re.compile(r"\banvänds\b|\bis used\b|\buse (?:this|it)\b", re.I)

Weigh = Callable[[Passage, str], float]


@dataclass(frozen=True)
class Statement:
    """A text that may be used word for word. `usage` and `conditions` are the company's sentences on when.

    `superseded` are the texts of its replaced or expired versions: they may not live on in a reply.
    """

    citation: Citation
    language: Language
    usage: Citation | None
    conditions: tuple[Citation, ...]
    superseded: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.citation.text

    @property
    def blanks(self) -> tuple[str, ...]:
        """What must be filled in with confirmed facts, as written: `[produkt]`."""
        return tuple(dict.fromkeys(BLANK.findall(self.text)))


def find_statement(
    found: Sequence[Found], worth: Weigh, language: Language, today: date, least: float
) -> Statement | None:
    """The statement whose heading and usage speak most of the matter; None when none speaks enough of it.

    `worth` weighs how far a section and its words speak of the matter. A statement in the other language is no answer.
    """
    best: tuple[float, Statement] | None = None
    for one in found:
        if not one.passage.is_current(today) or _is_over(one.passage, today):
            continue
        for citation, tongue in _texts(one.passage):
            score = worth(one.passage, _around(one.passage, citation))
            if tongue == language and score >= least and (best is None or score > best[0]):
                usage = next(_sentences(one.passage, citation, _USED), None)
                conditions = tuple(_sentences(one.passage, citation, _ONLY_WHEN))
                best = (score, Statement(citation, tongue, usage, conditions, _superseded(one.passage, found, today)))
    return best[1] if best else None


def old_statements(passages: Sequence[Passage], today: date) -> tuple[str, ...]:
    """Texts of replaced and expired statements among these passages."""
    return tuple(one.text for one in passages if is_statement_section(one) and not one.is_current(today))


def is_statement_section(passage: Passage) -> bool:
    """Whether title or headings say that the section holds approved wording."""
    return bool(_HOLDS.search(" ".join((passage.document.title, *passage.heading))))


def _superseded(passage: Passage, found: Sequence[Found], today: date) -> tuple[str, ...]:
    beside = [one.passage for one in found if one.passage.document.id == passage.document.id]
    return old_statements(beside, today)


def _texts(passage: Passage) -> Iterator[tuple[Citation, Language]]:
    """Texts under a language heading, else quoted ones in a section on statements."""
    under = list(_under_leads(passage))
    yield from under
    if not under and is_statement_section(passage):
        for match in _QUOTED.finditer(passage.text):
            start, end = match.span("text")
            yield Citation(passage, passage.start + start, passage.start + end), language_of(match["text"])


def _under_leads(passage: Passage) -> Iterator[tuple[Citation, Language]]:
    held: list[Unit] = []
    tongue: Language | None = None
    for unit in units(passage):
        lead = _LEAD.match(unit.text)
        if lead:
            if held and tongue:
                yield Citation(passage, held[0].start, held[-1].end), tongue
            held, tongue = [], "en" if _ENGLISH.search(lead[1]) else "sv"
        elif tongue:
            held.append(unit)
    if held and tongue:
        yield Citation(passage, held[0].start, held[-1].end), tongue


def _around(passage: Passage, statement: Citation) -> str:
    """Headings and usage: the section without the statement's own words in any language."""
    ends = [citation for citation, _ in _under_leads(passage)] or [statement]
    text = passage.text
    for one in sorted(ends, key=lambda citation: -citation.start):
        text = text[: one.start - passage.start] + " " + text[one.end - passage.start :]
    return " ".join((*passage.heading, text))


def _sentences(passage: Passage, statement: Citation, pattern: re.Pattern[str]) -> Iterator[Citation]:
    for unit in units(passage):
        if pattern.search(unit.text) and not unit.is_heading and not statement.start <= unit.start < statement.end:
            yield Citation(passage, unit.start, unit.end)


def _is_over(passage: Passage, today: date) -> bool:
    until = _UNTIL.search(passage.text)
    return until is not None and date.fromisoformat(until[1]) < today
