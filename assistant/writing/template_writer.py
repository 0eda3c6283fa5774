"""How is a text made without a language model: which words frame what was found?"""

from assistant.language import Language, Said
from assistant.prompts import PromptBroken, Prompts
from assistant.writing.writer import WriterName, Written


class TemplateWriter:
    """Fills the prompt file's Text part with the inputs, letter for letter. It adds no words of its own."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts

    @property
    def name(self) -> WriterName:
        return "template"

    def write(self, task: str, language: Language, **inputs: str) -> Written:
        """Raises PromptBroken for a task without a file, WrongInputs for other inputs than it declares."""
        prompt = self._prompts.prompt(task, language)
        text = prompt.fill(inputs).get("Text")
        if text is None:
            raise PromptBroken(
                f"{task}.{language}.md",
                Said("den kan bara användas med en språkmodell.", "it can only be used with a language model."),
            )
        return Written(text, self.name, prompt.fingerprint)
