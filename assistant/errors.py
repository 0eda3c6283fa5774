"""What can go wrong, in words a communications manager can act on?"""

from assistant.language import Language, Said


class AssistantError(Exception):
    """Base of every error meant for a person: cause and next step, in both languages."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(sv, en)

    def text(self, language: Language) -> str:
        return self.said[language]


class DocumentRefused(AssistantError):
    """A file that was not taken in; the text names the reason and the next step."""


class NotAllowed(AssistantError):
    """The person may not do this, or the gate refused it; nothing has changed."""


class StorageError(AssistantError):
    """The disk, the database or the data folder is in the way."""
