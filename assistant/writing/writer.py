"""What is asked of whoever writes, and what comes back?"""

from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.language import Language

WriterName = Literal["template", "model"]


@dataclass(frozen=True)
class Written:
    """A text, who wrote it, and the fingerprint of the prompt file it was made with."""

    text: str
    writer: WriterName
    fingerprint: str


class Writer(Protocol):
    """Rooms name a task (the name of a prompt file) and hand over its declared inputs; they never write prompts."""

    @property
    def name(self) -> WriterName: ...

    def write(self, task: str, language: Language, **inputs: str) -> Written: ...
