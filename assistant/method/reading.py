"""How are the method files read, and do they fit together?"""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.language import Said
from assistant.method.agreement import disagreements
from assistant.method.errors import MethodBroken
from assistant.method.method import Method
from assistant.method.wording import Unfit

_SWEDISH = {
    "missing": "uppgiften saknas",
    "extra_forbidden": "nyckeln är okänd",
    "literal_error": "värdet är inget av de tillåtna",
    "string_type": "ska vara text",
    "int_type": "ska vara ett heltal",
    "int_parsing": "ska vara ett heltal",
    "bool_type": "ska vara true eller false",
    "tuple_type": "ska vara en lista",
    "too_short": "listan är för kort",
    "too_long": "listan är för lång",
}


def load_method(folder: Path) -> Method:
    """Reads and checks every file in the folder; raises MethodBroken with the file and the reason."""
    method = _checked({name: _parsed(folder / f"{name}.yaml") for name in Method.model_fields})
    for file, reason in disagreements(method):
        raise MethodBroken(file, reason)
    return method


def _parsed(path: Path) -> object:
    try:
        # The loader below builds plain values only, like SafeLoader.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except FileNotFoundError as error:
        raise MethodBroken(path.name, Said("filen saknas.", "the file is missing.")) from error
    except UnicodeDecodeError as error:
        raise MethodBroken(path.name, Said("texten är inte UTF-8.", "the text is not UTF-8.")) from error
    except OSError as error:
        reason = Said("filen går inte att läsa.", "the file cannot be read.")
        raise MethodBroken(path.name, reason) from error
    except yaml.YAMLError as error:
        place = _place(error)
        reason = Said(f"den är inte giltig YAML ({place.sv}).", f"it is not valid YAML ({place.en}).")
        raise MethodBroken(path.name, reason) from error


def _checked(parts: dict[str, object]) -> Method:
    try:
        return Method.model_validate(parts)
    except ValidationError as error:
        # A misspelt key is both an unknown and a missing one; the unknown one tells where to look.
        found = sorted(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")[0]
        name, *inner = (str(step) for step in found["loc"])
        where, why = ".".join(inner) or name, _why(found)
        reason = Said(f"fel vid {where}: {why.sv}.", f"error at {where}: {why.en}.")
        raise MethodBroken(f"{name}.yaml", reason) from error


def _why(found: ErrorDetails) -> Said:
    own = found.get("ctx", {}).get("error")
    if isinstance(own, Unfit):
        return own.said
    return Said(_SWEDISH.get(found["type"], "värdet passar inte"), found["msg"])


def _place(error: yaml.YAMLError) -> Said:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None:
        return Said("okänt ställe", "unknown place")
    problem = getattr(error, "problem", None) or "?"
    return Said(f"rad {mark.line + 1}: {problem}", f"line {mark.line + 1}: {problem}")


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Plain values only; a key written twice is an error instead of a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value} stands twice", key.start_mark)
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping
