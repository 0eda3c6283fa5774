"""In which words does the plan frame what was found, in both languages at once?"""

from collections.abc import Mapping

from assistant.language import Language, Said
from assistant.method.method import Method
from assistant.method.outline import Field
from assistant.plan.drafted import DraftedQuestion
from assistant.writing.writer import Writer


class Wording:
    """Asks the writer for each text in Swedish and English and remembers which prompts were used."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._used: dict[str, None] = {}

    def begin(self) -> None:
        """Forget the prompts of the section before."""
        self._used.clear()

    def prompts(self) -> tuple[str, ...]:
        """Fingerprints of the prompts used since `begin`."""
        return tuple(self._used)

    def said(self, task: str, **inputs: str | Said) -> Said:
        return Said(self._write(task, "sv", inputs), self._write(task, "en", inputs))

    def question(self, method: Method, field: Field, text: Said) -> DraftedQuestion:
        """An open question about a field, to the role that the outline names, with the usual practice if it has one."""
        return DraftedQuestion(
            field=field.key,
            label=field.label,
            text=text,
            whom=field.whom,
            whom_label=_capital(method.role(field.whom).label),
            why=field.why,
            practice=self.said("plan_practice", practice=field.practice) if field.practice else None,
        )

    def _write(self, task: str, language: Language, inputs: Mapping[str, str | Said]) -> str:
        values = {name: one if isinstance(one, str) else one[language] for name, one in inputs.items()}
        written = self._writer.write(task, language, **values)
        self._used[written.fingerprint] = None
        return written.text


def _capital(label: Said) -> Said:
    return Said(label.sv[:1].upper() + label.sv[1:], label.en[:1].upper() + label.en[1:])
