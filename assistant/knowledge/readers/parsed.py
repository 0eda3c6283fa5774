"""What does a file look like once it is read: which blocks of text, under which headings, on which pages?"""

from dataclasses import dataclass
from typing import Literal, get_args

from assistant.language import Said

FileKind = Literal["md", "txt", "html", "docx", "pdf", "pptx", "xlsx"]
BlockKind = Literal["heading", "paragraph", "item", "row", "note", "header"]

FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, table row or note, in reading order.

    `text` is NFC with single spaces, no trailing space and no NUL; a hard line break is kept as a newline.
    `heading` is the path above it, outermost first, as written, without the document's own title; a heading
    block's path ends with itself. `page` is 1-based: page of a pdf, slide of a pptx, sheet of an xlsx.
    A row of a table with column names reads "Nivå: 3 | Första svar: 30 minuter", otherwise "a | b | c".
    """

    text: str
    heading: tuple[str, ...]
    page: int | None
    kind: BlockKind


@dataclass(frozen=True)
class Parsed:
    """A whole file as read. `notices` are for the uploader: what was left out, and where."""

    kind: FileKind
    title: str | None
    blocks: tuple[Block, ...]
    notices: tuple[Said, ...]


@dataclass(frozen=True)
class Limits:
    """How much one file may be, unpack to and cost. Bytes and seconds."""

    max_bytes: int = 20 << 20
    memory: int = 512 << 20
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    output: int = 32 << 20
    zip_entries: int = 1000
    zip_bytes: int = 50 << 20
    zip_ratio: int = 100
