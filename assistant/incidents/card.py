"""What stands on an action card?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.knowledge.documents import Citation
from assistant.language import Language, Said

Source = Literal["plan", "policy", "method"]
MOST_STEPS = 7
FROM_METHOD = Said("Förslag ur metoden, inte ur era dokument.", "A proposal by the method, not from your documents.")


@dataclass(frozen=True)
class Step:
    """One thing to do. `policy`: the company's own sentence, in its own language, with its place.

    `role` is a role code, or empty when nobody is named; `deputy` is as written in the documents,
    at `deputy_at`;    `minutes` count from when the incident was opened, `due` is that moment in UTC.
    """

    text: str
    language: Language
    role: str
    deputy: str | None
    minutes: int | None
    due: datetime | None
    citations: tuple[Citation, ...]
    source: Source
    deputy_at: Citation | None = None

    @property
    def label(self) -> Said | None:
        return FROM_METHOD if self.source == "method" else None


@dataclass(frozen=True)
class Line:
    """One line of the card with the place it comes from; without one it is the method's."""

    text: str
    citation: Citation | None = None


@dataclass(frozen=True)
class Card:
    """At most seven steps now and the rest later; `gaps` are what the documents do not say."""

    steps: tuple[Step, ...]
    later: tuple[Step, ...]
    call: tuple[Line, ...]
    not_to_say: tuple[Line, ...]
    gaps: tuple[str, ...]
