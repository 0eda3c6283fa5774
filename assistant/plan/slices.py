"""Which slices of documents may stand in a plan, and which belong together?"""

import re
from collections.abc import Iterator, Sequence

from assistant.knowledge.documents import Citation, Document, Passage
from assistant.knowledge.matching import holds
from assistant.knowledge.question import Kind
from assistant.knowledge.sentences import Unit, units
from assistant.knowledge.words import stems
from assistant.language import Language
from assistant.method.outline import Field, FieldType

_MUST_HOLD: dict[FieldType, Kind] = {"role": "person", "phone": "phone", "date": "time"}
_NUMBER = re.compile(r"\d|\b(varje|var(annan|t)|kvartal|every|quarterly|monthly|weekly|yearly)", re.I)
_LINK = re.compile(r"\w\.\w{2,}/|https?://|www\.", re.I)
_HISTORY = re.compile(
    r"\b(incident|händelse|efterhands)\w*(granskning|rapport|utvärdering|analys)"
    r"|\b(incident|post-?incident) (review|report)|\bpost-?mortem\b|\blessons learned\b|\butvärdering av\b",
    re.I,
)
_OF_ITSELF = re.compile(
    r"^\W*(version|ägare|dokumentägare|godkänd av|giltig|gäller (från|till)|granskas|status|klassning|ersätter|företag"
    r"|owner|approved by|valid (from|until)|review(ed)?|label|classification|replaces|company)\b",
    re.I | re.M,
)
_BLANK = re.compile(r"\[[^\]\d][^\]]{0,40}\]")
_RUNNING_HEADER = re.compile(r"[–|-]\s*(intern|offentlig|internal|public|confidential|konfidentiell)\s*$", re.I)
_FRONT_MATTER, _SHORT = 3, 5
_WHOLE_TABLE = 2


def is_history(document: Document) -> bool:
    """Whether the document tells of what has happened rather than of what applies."""
    return bool(_HISTORY.search(f"{document.title} {document.name}"))


def may_stand(one: Field, citation: Citation) -> bool:
    """Whether the slice is a statement and holds the kind of thing that the field is for."""
    text = citation.text
    if not holds(_MUST_HOLD.get(one.type, "open"), text):
        return False
    if (one.type == "url" and not _LINK.search(text)) or (one.type == "number" and not _NUMBER.search(text)):
        return False
    return may_be_quoted(citation)


def may_be_quoted(citation: Citation) -> bool:
    """Not a heading, not what a document says about itself, not a message to be sent."""
    return not (_is_heading(citation) or _is_about_itself(citation) or _is_message(citation.passage))


def speaks_of(question: str, language: Language, citation: Citation) -> bool:
    """Whether the slice itself has a word of the question; across languages this cannot be seen and is granted."""
    if citation.passage.language != language:
        return True
    return bool(set(stems(question, language)) & set(stems(citation.text, language)))


def is_row(citation: Citation) -> bool:
    return " | " in citation.text


def belonging(kept: Sequence[Citation]) -> Iterator[Citation]:
    """The other rows of a table of which at least two were kept, the other items of a list of which one was."""
    for citation in kept:
        pieces = units(citation.passage)
        here = next((at for at, piece in enumerate(pieces) if piece.start == citation.start), None)
        if here is None:
            continue
        run = [Citation(citation.passage, piece.start, piece.end) for piece in _run(pieces, here)]
        if not pieces[here].is_row or sum(one in kept for one in run) >= _WHOLE_TABLE:
            yield from run


def table_around(citation: Citation) -> str:
    """The text of the whole table that a row is part of; any other slice is its own text."""
    if not is_row(citation):
        return citation.text
    pieces = units(citation.passage)
    here = next((at for at, piece in enumerate(pieces) if piece.start == citation.start), None)
    return citation.text if here is None else "\n".join(piece.text for piece in _run(pieces, here))


def _is_heading(citation: Citation) -> bool:
    """A heading, a lead-in line, or a running header."""
    passage, text = citation.passage, citation.text.rstrip()
    if text in passage.heading or text.endswith(":") or _RUNNING_HEADER.search(text):
        return True
    return passage.document.title in text and not text.endswith((".", "!", "?"))


def _is_about_itself(citation: Citation) -> bool:
    """What a document says about itself before its first section: owner, version, dates."""
    passage = citation.passage
    opening = passage.heading in ((), (passage.document.title,))
    if not opening or len(_OF_ITSELF.findall(passage.text)) < _FRONT_MATTER:
        return False
    return bool(_OF_ITSELF.search(citation.text)) or len(citation.text.split()) < _SHORT


def _is_message(passage: Passage) -> bool:
    """A text to be sent, with blanks to fill in."""
    return bool(_BLANK.search(passage.text))


def _run(pieces: Sequence[Unit], here: int) -> Iterator[Unit]:
    first = last = here
    while first > 0 and _side_by_side(pieces[here], pieces[first - 1]):
        first -= 1
    while last + 1 < len(pieces) and _side_by_side(pieces[here], pieces[last + 1]):
        last += 1
    yield from pieces[first : last + 1]


def _side_by_side(one: Unit, other: Unit) -> bool:
    if one.is_row or other.is_row:
        return one.is_row and other.is_row and _columns(one) == _columns(other)
    return bool(one.lead) and one.lead == other.lead and _is_item(one) and _is_item(other)


def _is_item(piece: Unit) -> bool:
    return piece.text[:1].islower() or not piece.text.rstrip().endswith(".")


def _columns(row: Unit) -> list[str]:
    return [cell.partition(":")[0] for cell in row.text.split(" | ")]
