"""What does a format's reader hand over, before headings become paths and characters are cleaned?"""

from dataclasses import dataclass, field

from assistant.knowledge.readers.parsed import BlockKind
from assistant.language import Said

TITLE = 0


@dataclass(frozen=True)
class Piece:
    """One block as found. `level` counts for headings only: 0 is the document's title, 1 the outermost."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 1
    page: int | None = None


@dataclass(frozen=True)
class Hidden:
    """Text that a person reading the document would not see; told to the uploader, never indexed."""

    reason: Said
    text: str
    page: int | None = None


@dataclass
class Found:
    """Everything one file gave, in reading order.

    `title` is what its metadata say; `headed` whether its headings may name the whole document.
    """

    pieces: list[Piece | Hidden] = field(default_factory=list)
    title: str | None = None
    headed: bool = True
    notices: list[Said] = field(default_factory=list)

    def add(self, text: str, kind: BlockKind = "paragraph", *, level: int = 1, page: int | None = None) -> None:
        self.pieces.append(Piece(text, kind, level, page))

    def hide(self, reason: Said, text: str, page: int | None = None) -> None:
        self.pieces.append(Hidden(reason, text, page))


HIDDEN = Said("dold text", "hidden text")
WHITE = Said("vit text", "white text")
TINY = Said("mycket liten text", "very small text")
OUTSIDE_PAGE = Said("text utanför sidan", "text outside the page")
STRUCK = Said("överstruken text", "struck-through text")
