"""What does a page module get to work with: the assistant's services, the words of one language, and addresses?"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from assistant.app import Assistant
from assistant.language import LANGUAGES, Language
from assistant.web.words import Words


@dataclass(frozen=True)
class View:
    """One language's face of one assistant; `demo` when it runs as the demo company, for this computer alone."""

    assistant: Assistant
    words: Words
    demo: bool = False

    @property
    def language(self) -> Language:
        return self.words.language

    def url(self, page: str = "", anchor: str = "", **query: object) -> str:
        """`/sv/plan?section=C3#top`; a page is named by its path in both languages."""
        asked = urlencode({key: value for key, value in query.items() if value is not None})
        return f"/{self.language}/{page}" + (f"?{asked}" if asked else "") + (f"#{anchor}" if anchor else "")


Views = Mapping[Language, View]


def language_of(request: Request, path: str = "") -> Language:
    """From the address, else what the browser asks for; Swedish also for the neighbours."""
    first = (path or request.url.path).strip("/").partition("/")[0].partition("?")[0]
    for language in LANGUAGES:
        if first == language:
            return language
    asked = request.headers.get("accept-language", "sv").lower()
    return "sv" if asked[:2] in ("sv", "nb", "da", "no") or asked.startswith("*") else "en"
