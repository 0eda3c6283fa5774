"""What can be wrong with the method files, in words that name the file and the reason?"""

from assistant.errors import AssistantError
from assistant.language import Said


class MethodBroken(AssistantError):
    """A method file that cannot be used; the text names the file and the reason."""

    def __init__(self, file: str, reason: Said) -> None:
        super().__init__(
            sv=f"Metodfilen {file} kan inte användas: {reason.sv}",
            en=f"The method file {file} cannot be used: {reason.en}",
        )
        self.file = file


class NotInMethod(AssistantError):
    """A level, category, role, section … that was asked for but that the method does not hold."""

    def __init__(self, kind: Said, code: object) -> None:
        super().__init__(
            sv=f"Metoden har {kind.sv} med beteckningen {code}.",
            en=f"The method has {kind.en} called {code}.",
        )
