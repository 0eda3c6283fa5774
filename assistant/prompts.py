"""How is a prompt file read, and how are values put into it without ever being read as a template?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import AssistantError
from assistant.language import LANGUAGES, Language, Said

Part = Literal["System", "User", "Text"]

_FILE_NAME = re.compile(r"(?P<name>[a-z][a-z0-9_]*)\.(?P<language>sv|en)\.md")
_FRONT = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_HEADING = re.compile(rf"^## ({'|'.join(get_args(Part))})[ \t]*\n", re.MULTILINE)
_SHAPES: tuple[tuple[Part, ...], ...] = (("System", "User"), ("Text",))


class PromptBroken(AssistantError):
    """A prompt file that cannot be used; the text names the file and the reason."""

    def __init__(self, file: str, reason: Said) -> None:
        super().__init__(
            sv=f"Promptfilen {file} kan inte användas: {reason.sv}",
            en=f"The prompt file {file} cannot be used: {reason.en}",
        )


class WrongInputs(AssistantError):
    """A prompt was given other values than the ones it declares; nothing was written."""


class _Front(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str
    inputs: tuple[str, ...]
    output: str


@dataclass(frozen=True)
class Prompt:
    """One prompt in one language: for a model (System and User), or a text that is filled as it stands (Text)."""

    name: str
    language: Language
    purpose: str
    inputs: frozenset[str]
    output: str
    parts: Mapping[Part, str]
    fingerprint: str

    def fill(self, values: Mapping[str, str]) -> dict[Part, str]:
        """Every part with its values inserted literally; raises WrongInputs on a missing or extra value."""
        if set(values) != self.inputs:
            raise _wrong_inputs(self, set(values))
        return {part: Template(text).substitute(values) for part, text in self.parts.items()}


class Prompts:
    """All prompts of a folder, each in both languages with the same inputs, output and parts."""

    def __init__(self, prompts: Mapping[tuple[str, Language], Prompt]) -> None:
        self._prompts = prompts

    def prompt(self, name: str, language: Language) -> Prompt:
        try:
            return self._prompts[name, language]
        except KeyError as error:
            reason = Said("filen saknas.", "the file is missing.")
            raise PromptBroken(f"{name}.{language}.md", reason) from error

    def all(self) -> tuple[Prompt, ...]:
        return tuple(self._prompts.values())


def load_prompts(folder: Path) -> Prompts:
    """Reads and checks every `name.sv.md` and `name.en.md`; raises PromptBroken with the file and the reason."""
    found = [_read(path) for path in sorted(folder.glob("*.md"))]
    prompts = {(prompt.name, prompt.language): prompt for prompt in found}
    for prompt in found:
        _refuse_unequal_twins(prompt, prompts)
    return Prompts(prompts)


def _read(path: Path) -> Prompt:
    named = _FILE_NAME.fullmatch(path.name)
    if named is None:
        raise PromptBroken(
            path.name,
            Said("namnet ska vara namn.sv.md eller namn.en.md.", "the name must be name.sv.md or name.en.md."),
        )
    data = path.read_bytes()
    front, body = _front_and_body(path.name, data)
    prompt = Prompt(
        name=named["name"],
        language="sv" if named["language"] == "sv" else "en",
        purpose=front.purpose,
        inputs=frozenset(front.inputs),
        output=front.output,
        parts=_parts(path.name, body),
        fingerprint=sha256(data).hexdigest()[:12],
    )
    _refuse_undeclared(path.name, prompt)
    return prompt


def _front_and_body(file: str, data: bytes) -> tuple[_Front, str]:
    try:
        match = _FRONT.fullmatch(data.decode("utf-8"))
        if match is None:
            raise PromptBroken(
                file, Said("den börjar inte med ett huvud mellan ---.", "it does not begin with a head between ---.")
            )
        return _Front.model_validate(yaml.safe_load(match["front"])), match["body"]
    except (UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise PromptBroken(
            file,
            Said(
                "huvudet ska ha exakt purpose, inputs och output.",
                "the head must have exactly purpose, inputs and output.",
            ),
        ) from error


def _parts(file: str, body: str) -> dict[Part, str]:
    before, *pieces = _HEADING.split(body)
    names, texts = tuple(pieces[0::2]), pieces[1::2]
    shape = next((shape for shape in _SHAPES if names == shape), None)
    if shape is None or before.strip():
        raise PromptBroken(
            file,
            Said(
                "den ska ha delarna ## System och ## User, eller bara ## Text.",
                "it must have the parts ## System and ## User, or only ## Text.",
            ),
        )
    return {part: text.strip() for part, text in zip(shape, texts, strict=True)}


def _refuse_undeclared(file: str, prompt: Prompt) -> None:
    used: set[str] = set()
    for part, text in prompt.parts.items():
        if not Template(text).is_valid():
            raise PromptBroken(file, Said("ett $-tecken saknar namn.", "a $ sign has no name."))
        names = set(Template(text).get_identifiers())
        if part == "System" and names:
            raise PromptBroken(file, Said("System-delen ska vara fast text.", "the System part must be fixed text."))
        used |= names
    if used != prompt.inputs:
        names_text = ", ".join(sorted(used ^ prompt.inputs))
        raise PromptBroken(
            file,
            Said(
                f"inputs och texten stämmer inte överens: {names_text}.",
                f"inputs and the text do not agree: {names_text}.",
            ),
        )


def _refuse_unequal_twins(prompt: Prompt, prompts: Mapping[tuple[str, Language], Prompt]) -> None:
    for language in LANGUAGES:
        twin = prompts.get((prompt.name, language))
        if twin is None or _shape(twin) != _shape(prompt):
            raise PromptBroken(
                f"{prompt.name}.{language}.md",
                Said(
                    "den ska finnas på svenska och engelska med samma inputs, output och delar.",
                    "it must exist in Swedish and English with the same inputs, output and parts.",
                ),
            )


def _shape(prompt: Prompt) -> tuple[frozenset[str], str, tuple[Part, ...]]:
    return prompt.inputs, prompt.output, tuple(prompt.parts)


def _wrong_inputs(prompt: Prompt, given: set[str]) -> WrongInputs:
    names = ", ".join(sorted(given ^ prompt.inputs))
    return WrongInputs(
        sv=f"Prompten {prompt.name} fick fel värden: {names}.",
        en=f"The prompt {prompt.name} was given the wrong values: {names}.",
    )
