"""Why was this level or category proposed?"""

from dataclasses import dataclass

from assistant.knowledge.documents import Citation
from assistant.language import Said


@dataclass(frozen=True)
class Reason:
    """One rule that spoke: its name, the words in the post it went by, the level it asks for.

    `counted` is False for what was noticed but decided nothing, such as a default that an own rule replaces.
    """

    text: Said
    rule: str
    citation: Citation | None = None
    words: tuple[str, ...] = ()
    level: int | None = None
    counted: bool = True
