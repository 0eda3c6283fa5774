"""What does a page module get to work with: the assistant's services, the words of one language, and addresses?"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from assistant.app import Assistant
from assistant.language import Language
from assistant.web.words import Words


@dataclass(frozen=True)
class View:
    """One language's face of one assistant."""

    assistant: Assistant
    words: Words

    @property
    def language(self) -> Language:
        return self.words.language

    def url(self, page: str = "", anchor: str = "", **query: object) -> str:
        """`/sv/plan?section=C3#top`; a page is named by its path in both languages."""
        asked = urlencode({key: value for key, value in query.items() if value is not None})
        return f"/{self.language}/{page}" + (f"?{asked}" if asked else "") + (f"#{anchor}" if anchor else "")


Views = Mapping[Language, View]
