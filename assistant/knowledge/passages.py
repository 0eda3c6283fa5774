"""How is a read document cut into passages whose ids survive a new version?"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.knowledge.documents import Status
from assistant.knowledge.readers.parsed import Block, Parsed
from assistant.knowledge.words import language_of
from assistant.language import Language

LONGEST = 1200
_REPLACED = re.compile(r"\b(ersatt|ersatts|replaced|superseded)\b", re.I)
_EXPIRED = re.compile(r"\b(utgången|utgånget|utgått|upphört|expired|withdrawn)\b", re.I)


@dataclass(frozen=True)
class Cut:
    """One passage to be: `start` and `end` are offsets in the document's text (see `document_text`)."""

    id: str
    heading: tuple[str, ...]
    page: int | None
    start: int
    end: int
    text: str
    language: Language
    status: Status


def document_text(parsed: Parsed) -> str:
    """The text that citations are slices of: every block on a line of its own."""
    return "\n".join(block.text for block in parsed.blocks)


def within_length(parsed: Parsed) -> Parsed:
    """The same document with paragraphs longer than a passage may be cut at sentence ends."""
    blocks: list[Block] = []
    for block in parsed.blocks:
        blocks += [replace(block, text=piece) for piece in _pieces(block.text)]
    return replace(parsed, blocks=tuple(blocks))


def _pieces(text: str) -> Iterator[str]:
    while len(text) > LONGEST:
        end = _cut_at(text)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _cut_at(text: str) -> int:
    """After the last sentence that fits, else the last word, else in the middle of one."""
    for marks in ((". ", "? ", "! "), ("; ", ", "), (" ",)):
        end = max(text.rfind(mark, LONGEST // 2, LONGEST) for mark in marks)
        if end > 0:
            return end + 1
    return LONGEST


def cut(parsed: Parsed, document_id: int) -> list[Cut]:
    """Sections cut at headings, long ones between blocks; the heading line opens its passage."""
    seen: Counter[str] = Counter()
    return [_passage(group, document_id, seen) for group in _groups(parsed.blocks)]


Placed = tuple[int, Block]


def _groups(blocks: tuple[Block, ...]) -> Iterator[list[Placed]]:
    group: list[Placed] = []
    offset = 0
    for block in blocks:
        if group and _opens_new(group, block):
            if any(placed.kind != "heading" for _, placed in group):
                yield group
            group = []
        group.append((offset, block))
        offset += len(block.text) + 1
    if any(placed.kind != "heading" for _, placed in group):
        yield group


def _opens_new(group: list[Placed], block: Block) -> bool:
    start = group[0][0]
    if block.kind == "heading" or block.heading != group[-1][1].heading:
        return True
    last_start, last = group[-1]
    return last_start + len(last.text) - start + len(block.text) > LONGEST and last.kind != "heading"


def _passage(group: list[Placed], document_id: int, seen: Counter[str]) -> Cut:
    start = group[0][0]
    last_start, last = group[-1]
    text = "\n".join(block.text for _, block in group)
    body = "\n".join(block.text for _, block in group if block.kind != "heading")
    heading = last.heading
    return Cut(
        id=_stable_id(document_id, heading, text, seen),
        heading=heading,
        page=next((block.page for _, block in group if block.page is not None), None),
        start=start,
        end=last_start + len(last.text),
        text=text,
        language=language_of(body),
        status=section_status(heading),
    )


def _stable_id(document_id: int, heading: tuple[str, ...], text: str, seen: Counter[str]) -> str:
    content = "\x1f".join((str(document_id), *heading, text))
    seen[content] += 1
    return hashlib.sha256(f"{content}\x1f{seen[content]}".encode()).hexdigest()[:24]


def section_status(heading: tuple[str, ...]) -> Status:
    """What a heading says of its own section: `HS-06 version 2 (ersatt 2025-01)` is replaced."""
    innermost = heading[-1] if heading else ""
    if _REPLACED.search(innermost):
        return "replaced"
    return "expired" if _EXPIRED.search(innermost) else "approved"
