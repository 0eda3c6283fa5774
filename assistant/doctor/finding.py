"""What does one check of an installation say: is it well, does it need attention, or must Krisplan not start?"""

from dataclasses import dataclass
from typing import Literal

from assistant.errors import AssistantError
from assistant.language import Said

State = Literal["ok", "warning", "refused"]


@dataclass(frozen=True)
class Finding:
    """`check` names it for machines, `title` for people; `remedy` is what to do, None when all is well."""

    check: str
    state: State
    title: Said
    what: Said
    remedy: Said | None = None

    @property
    def refusal(self) -> AssistantError:
        """The same as the sentence that a start is refused with."""
        remedy = self.remedy or Said("", "")
        return AssistantError(sv=f"{self.what.sv} {remedy.sv}".strip(), en=f"{self.what.en} {remedy.en}".strip())
